import type { Known } from "./known.ts";
import type { Resource } from "./resource.ts";

/** How much of what was asked about leaves a log: all of it, a part, nothing. */
export type Logging = "complete" | "partial" | "none";

/**
 * https://learn.microsoft.com/rest/api/monitor/diagnostic-settings/list: of a storage account's blob service, of a
 * subscription, of a management group, or of Entra ID. Azure lower-cases these ids.
 */
export interface DiagnosticSetting extends Resource {
  /** Whose logs: the storage account's id, the subscription's, the management group's; `/` for Entra ID. */
  readonly of: string;
  readonly logs: Known<readonly LogSelection[]>;
  /** ARM ids of where the logs go; null where they do not go there. */
  readonly workspaceId: Known<string | null>;
  readonly storageAccountId: Known<string | null>;
  readonly eventHubAuthorizationRuleId: Known<string | null>;
  readonly marketplacePartnerId: Known<string | null>;
}

/** One line of a setting: a category, or a group of them. */
export interface LogSelection {
  readonly category: string | null;
  /** `allLogs`, `audit`. */
  readonly categoryGroup: string | null;
  readonly enabled: boolean;
}

/** https://learn.microsoft.com/rest/api/defenderforcloud/pricings/get: Defender for Storage, switched on for a subscription. */
export interface DefenderPlan extends Resource {
  readonly subscriptionId: string;
  /** `Standard` is on, `Free` is off. */
  readonly pricingTier: Known<string>;
  /** `DefenderForStorageV2` scans for malware; the older `PerTransaction` and `PerStorageAccount` do not. */
  readonly subPlan: Known<string | null>;
  readonly onUpload: Known<UploadScan>;
}

/** Scanning for malware when a blob is written. */
export interface UploadScan {
  readonly isEnabled: boolean;
  /** Gigabytes a month and account, after which nothing is scanned; -1 or null for no limit. */
  readonly capGBPerMonth: number | null;
}

/**
 * https://learn.microsoft.com/rest/api/defenderforcloud/defender-for-storage/get: what one account says itself. It counts
 * where it overrides the subscription.
 */
export interface DefenderSetting extends Resource {
  readonly accountId: string;
  readonly isEnabled: Known<boolean>;
  readonly overridesSubscription: Known<boolean>;
  readonly onUpload: Known<UploadScan>;
  /** Blobs whose path begins with one of these are not scanned: `container` or `container/folder`. */
  readonly excludedPrefixes: Known<readonly string[]>;
  /** Nor are those whose path ends in one of these: `.log`. */
  readonly excludedSuffixes: Known<readonly string[]>;
  /** Nor are those of more bytes than this; null where no size is left out. */
  readonly excludedAbove: Known<number | null>;
}
