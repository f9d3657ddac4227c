import { readHeaders } from "./arm-headers.ts";
import type { ArmTarget } from "./arm-target.ts";
import type { RawProperties } from "./describe.ts";
import * as errors from "./errors.ts";
import type { Answer } from "./service.ts";
import type { KnownAccount, KnownSubscription } from "./world.ts";

/** Defender for Storage: the plan of a subscription, and what one account says itself. */
export function answerSecurity(
  target: ArmTarget,
  version: string,
  { subscription }: KnownSubscription,
  known: KnownAccount | undefined,
): Answer {
  // Its code has spaces.
  if (subscription.securityNotRegistered) {
    const message = "Please register to Microsoft.Security in order to view your security status";
    return errors.armError(404, "Subscription Not Registered", message);
  }
  const type = "Microsoft.Security/pricings";
  if (target.operation === "defenderPlan") {
    return found({
      id: `/subscriptions/${subscription.subscriptionId}/providers/${type}/StorageAccounts`,
      name: "StorageAccounts",
      type,
      properties: { pricingTier: "Free", freeTrialRemainingTime: "PT0S", ...subscription.defenderPlan },
    });
  }
  const account = `Microsoft.Storage/storageAccounts/${target.account}`;
  if (!known) return errors.resourceNotFound(account, target.resourceGroup);
  const setting = "Microsoft.Security/defenderForStorageSettings";
  if (!known.account.defenderSetting)
    return errors.resourceNotFound(`${account}/providers/${setting}/current`, target.resourceGroup);
  return found({
    id: `${known.id}/providers/${setting}/current`,
    name: "current",
    type: setting,
    properties: settingAt(known.account.defenderSetting, version),
  });
}

function found(body: object): Answer {
  return { status: 200, headers: { ...readHeaders("subscription"), server: "Kestrel" }, body };
}

/**
 * Versions before 2025-06-01 do not know what is left out of scanning, and do not say it.
 * https://learn.microsoft.com/azure/templates/microsoft.security/defenderforstoragesettings
 */
function settingAt(properties: RawProperties, version: string): RawProperties {
  const { malwareScanning } = properties as {
    readonly malwareScanning?: { readonly onUpload?: { readonly filters?: unknown } };
  };
  if (version >= "2025-06-01" || !malwareScanning?.onUpload) return properties;
  const onUpload = { ...malwareScanning.onUpload, filters: undefined };
  return { ...properties, malwareScanning: { ...malwareScanning, onUpload } };
}
