import { defineCollector } from "../collector.ts";
import { ReadError } from "../errors.ts";
import { byDefault, type Known, known, unknown } from "../inventory/known.ts";
import type { DefenderSetting, StorageAccount, UploadScan } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import { mayServeSftp } from "./may-serve-sftp.ts";
import { isNotRegistered } from "./not-registered.ts";
import {
  hasProperties,
  isRecord,
  malformed,
  type Origin,
  readFlag,
  readObject,
  readTexts,
} from "./properties.ts";

/** What an account that may serve SFTP says of Defender for Storage itself; one that says nothing has no item. */
export default defineCollector({
  section: "defenderSettings",
  per: "subscription",
  after: ["storageAccounts"],
  permissions: [
    {
      plane: "arm",
      anyOf: ["Microsoft.Security/defenderForStorageSettings/read"],
      role: "Reader",
      without: "An account that is excepted from the scan for malware seems to be scanned.",
    },
  ],

  async *collect(_scope, { azure, each, have }) {
    yield* each(have.storageAccounts.items.filter(mayServeSftp), async function* (account) {
      const path = `${account.id}/providers/Microsoft.Security/defenderForStorageSettings/current`;
      // The first stable version that tells what is left out of the scan; in older ones nothing seems to be.
      // https://github.com/Azure/azure-rest-api-specs/tree/main/specification/security/resource-manager/Microsoft.Security/Security/stable/2025-06-01
      const raw = await azure.armObject({ path, apiVersion: "2025-06-01" }).catch((error: unknown) => {
        // Nothing of Defender was ever set in this subscription.
        if (isNotRegistered(error)) return undefined;
        throw error;
      });
      if (raw !== undefined) yield settingOf(raw, account, { scope: path, request: `GET ${path}` });
    });
  },
});

function settingOf({ properties }: RawObject, account: StorageAccount, origin: Origin): DefenderSetting {
  if (!isRecord(properties) || !hasProperties(properties))
    throw new ReadError("malformed", origin.request, "a setting of Defender without its properties");
  const malwareScanning = readObject(properties["malwareScanning"], "malwareScanning", origin, {});
  const onUpload = within(malwareScanning, "onUpload", origin);
  const filters = within(onUpload, "filters", origin);
  return {
    id: origin.scope,
    name: account.name,
    accountId: account.id,
    isEnabled: readFlag(properties["isEnabled"], "isEnabled", origin),
    overridesSubscription: readFlag(
      properties["overrideSubscriptionLevelSettings"],
      "overrideSubscriptionLevelSettings",
      origin,
    ),
    onUpload: onUpload.known ? scanOf(onUpload.value, origin) : onUpload,
    excludedPrefixes: textsIn(filters, "excludeBlobsWithPrefix", origin),
    excludedSuffixes: textsIn(filters, "excludeBlobsWithSuffix", origin),
    excludedAbove: filters.known ? sizeIn(filters.value["excludeBlobsLargerThan"], origin) : filters,
  };
}

/** Each of the objects is optional, and left out where nothing in it is set. */
function within(outer: Known<RawObject>, name: string, origin: Origin): Known<RawObject> {
  return outer.known ? readObject(outer.value[name], name, origin, {}) : outer;
}

function textsIn(filters: Known<RawObject>, name: string, origin: Origin): Known<readonly string[]> {
  return filters.known ? readTexts(filters.value[name], name, origin, []) : filters;
}

/** "A single positive integer value", in a property that the specification gives no type. */
function sizeIn(value: unknown, origin: Origin): Known<number | null> {
  if (value === undefined || value === null) return byDefault(null);
  if (typeof value === "number" && value >= 0) return known(value);
  return unknown(malformed(origin, "the property excludeBlobsLargerThan is no size"));
}

/** To leave the whole object out is how scanning is switched off, says the documentation of the request. */
function scanOf(raw: RawObject, origin: Origin): Known<UploadScan> {
  if (Object.keys(raw).length === 0) return byDefault({ isEnabled: false, capGBPerMonth: null });
  const isEnabled = readFlag(raw["isEnabled"], "onUpload.isEnabled", origin);
  if (!isEnabled.known) return isEnabled;
  // "If not specified, the default value is -1": no limit.
  const cap = raw["capGBPerMonth"] ?? null;
  if (cap === null || typeof cap === "number")
    return known({ isEnabled: isEnabled.value, capGBPerMonth: cap });
  return unknown(malformed(origin, `the property onUpload.capGBPerMonth is of type ${typeof cap}`));
}
