import { known } from "../../src/inventory/known.ts";
import type {
  Container,
  DefenderPlan,
  DefenderSetting,
  LocalUserRecord,
  SftpUse,
} from "../../src/inventory/sections.ts";
import { accountId, SUBSCRIPTION } from "./build.ts";

/** A private container of `acct`. A test names only what differs. */
export function container(over: Partial<Container> = {}): Container {
  const { name = "uploads", accountId: account = accountId("acct") } = over;
  return {
    id: `${account}/blobServices/default/containers/${name}`,
    name,
    accountId: account,
    publicAccess: known("None"),
    ...over,
  };
}

/** `localUser()` as the baseline knew it, a year ago. */
export function localUserRecord(over: Partial<LocalUserRecord> = {}): LocalUserRecord {
  const { name = "partner", accountId: account = accountId("acct") } = over;
  return {
    id: `${account}/localUsers/${name}`,
    name,
    accountId: account,
    sid: "S-1-2-0-1-1",
    firstSeen: "2025-01-01T00:00:00.000Z",
    ...over,
  };
}

/** Logs of a year, in which somebody signed in to `acct` a day ago. */
export function sftpUse(over: Partial<SftpUse> = {}): SftpUse {
  const { accountId: account = accountId("acct") } = over;
  return {
    id: `${account}/sftpUses/default`,
    name: "acct",
    accountId: account,
    lastUse: known("2025-12-31T00:00:00.000Z"),
    loggedSince: known("2025-01-01T00:00:00.000Z"),
    loggedUntil: known("2025-12-31T00:00:00.000Z"),
    ...over,
  };
}

/** The subscription's plan, which scans. */
export function defenderPlan(over: Partial<DefenderPlan> = {}): DefenderPlan {
  return {
    id: `${SUBSCRIPTION}/providers/Microsoft.Security/pricings/StorageAccounts`,
    name: "StorageAccounts",
    subscriptionId: SUBSCRIPTION.slice("/subscriptions/".length),
    pricingTier: known("Standard"),
    subPlan: known("DefenderForStorageV2"),
    onUpload: known({ isEnabled: true, capGBPerMonth: 10_000 }),
    ...over,
  };
}

/** What `acct` says itself: it overrides the subscription, and scans without a limit. */
export function defenderSetting(over: Partial<DefenderSetting> = {}): DefenderSetting {
  const { accountId: account = accountId("acct") } = over;
  return {
    id: `${account}/providers/Microsoft.Security/defenderForStorageSettings/current`,
    name: "acct",
    accountId: account,
    isEnabled: known(true),
    overridesSubscription: known(true),
    onUpload: known({ isEnabled: true, capGBPerMonth: -1 }),
    excludedPrefixes: known([]),
    excludedSuffixes: known([]),
    excludedAbove: known(null),
    ...over,
  };
}
