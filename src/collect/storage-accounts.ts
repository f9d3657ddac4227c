import { defineCollector } from "../collector.ts";
import { type Known, known } from "../inventory/known.ts";
import type { NetworkRules } from "../inventory/network.ts";
import { contains } from "../inventory/scope.ts";
import type { StorageAccount } from "../inventory/sections.ts";
import type { RawStorageAccount } from "./azure-reader.ts";
import {
  hasProperties,
  isRecord,
  malformed,
  type Origin,
  readDate,
  readFlag,
  readList,
  readTags,
  readWord,
} from "./properties.ts";

/** Every storage account of a subscription, with each property that a check asks for. */
export default defineCollector({
  section: "storageAccounts",
  per: "subscription",
  after: [],
  permissions: [
    {
      plane: "arm",
      anyOf: ["Microsoft.Storage/storageAccounts/read"],
      role: "Reader",
      without: "No storage account of the subscription is assessed.",
    },
  ],

  async *collect(scope, { azure, gap }) {
    const request = `GET ${scope.id}/providers/Microsoft.Storage/storageAccounts`;
    for await (const raw of azure.storageAccounts(scope.guid)) {
      const { id, name } = raw;
      if (typeof id !== "string" || typeof name !== "string" || !isAccountId(id, scope.id)) {
        gap(malformed({ scope: scope.id, request }, "a storage account without a usable id and name"));
        continue;
      }
      if (!hasProperties(raw)) {
        gap(malformed({ scope: id, request }, "a storage account without its properties"));
        continue;
      }
      yield accountOf(raw, { scope: id, request }, { id, name, subscriptionId: scope.guid });
    }
  },
});

/** The id is what later requests are made of, and by which gaps are found: it must lie in the subscription asked. */
function isAccountId(id: string, subscription: string): boolean {
  return ACCOUNT_ID.test(id) && contains(subscription, id);
}

const ACCOUNT_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Storage\/storageAccounts\/[^/]+$/i;

function accountOf(
  raw: RawStorageAccount,
  origin: Origin,
  identity: { readonly id: string; readonly name: string; readonly subscriptionId: string },
): StorageAccount {
  return {
    ...identity,
    ...readTags(raw.tags),
    location: typeof raw.location === "string" ? raw.location : "",
    creationTime: readDate<null>(raw.creationTime, "creationTime", origin, null),
    // Absent on every account made without them; a hierarchical namespace and SFTP are off unless switched on.
    // https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support
    isHnsEnabled: readFlag(raw.isHnsEnabled, "isHnsEnabled", origin, false),
    isSftpEnabled: readFlag(raw.isSftpEnabled, "isSftpEnabled", origin, false),
    // Absent is not false: the service default is true.
    // https://github.com/hashicorp/terraform-provider-azurerm/issues/24797
    isLocalUserEnabled: readFlag(raw.isLocalUserEnabled, "isLocalUserEnabled", origin, true),
    enableNfsV3: readFlag(raw.enableNfsV3, "isNfsV3Enabled", origin, false),
    // "The default value is null, which is equivalent to true", of both:
    // https://learn.microsoft.com/rest/api/storagerp/storage-accounts/list#storageaccount
    allowSharedKeyAccess: readFlag(raw.allowSharedKeyAccess, "allowSharedKeyAccess", origin, true),
    allowBlobPublicAccess: readFlag(raw.allowBlobPublicAccess, "allowBlobPublicAccess", origin, true),
    publicNetworkAccess: readWord(
      raw.publicNetworkAccess,
      "publicNetworkAccess",
      origin,
      ["Enabled", "Disabled", "SecuredByPerimeter"],
      "Enabled",
    ),
    networkAcls: networkRules(raw.networkRuleSet, origin),
    privateEndpoints: privateEndpoints(raw.privateEndpointConnections, origin),
    keyCreationTime: keyTimes(raw.keyCreationTime, origin),
    keyExpirationPeriodInDays: keyExpiration(raw.keyPolicy, origin),
  };
}

/** Without rules everything is allowed. https://learn.microsoft.com/rest/api/storagerp/storage-accounts/list#networkruleset */
function networkRules(value: unknown, origin: Origin): Known<NetworkRules> {
  const set = isRecord(value) ? value : {};
  if (value !== undefined && value !== null && !isRecord(value)) {
    return { known: false, gap: malformed(origin, `the property networkAcls is of type ${typeof value}`) };
  }
  const defaultAction = readWord(
    set["defaultAction"],
    "networkAcls.defaultAction",
    origin,
    ["Allow", "Deny"],
    "Allow",
  );
  if (!defaultAction.known) return defaultAction;
  const ipRules = texts(set["ipRules"], "iPAddressOrRange", "networkAcls.ipRules", origin);
  if (!ipRules.known) return ipRules;
  const networks = texts(
    set["virtualNetworkRules"],
    "virtualNetworkResourceId",
    "networkAcls.virtualNetworkRules",
    origin,
  );
  if (!networks.known) return networks;
  const resources = texts(
    set["resourceAccessRules"],
    "resourceId",
    "networkAcls.resourceAccessRules",
    origin,
  );
  if (!resources.known) return resources;
  return known({
    defaultAction: defaultAction.value,
    ipRules: ipRules.value,
    virtualNetworkRules: networks.value,
    resourceAccessRules: resources.value,
  });
}

/** One text of every object of a list. */
function texts(value: unknown, key: string, name: string, origin: Origin): Known<readonly string[]> {
  const list = readList(value, name, origin);
  if (!list.known) return list;
  const found = list.value.map((item) => (isRecord(item) ? item[key] : undefined));
  const good = found.filter((text) => typeof text === "string");
  if (good.length === found.length) return known(good);
  return { known: false, gap: malformed(origin, `the property ${name} holds an entry without ${key}`) };
}

/** A connection that is pending or rejected lets nobody in. */
function privateEndpoints(value: unknown, origin: Origin): Known<number> {
  const list = readList(value, "privateEndpointConnections", origin);
  if (!list.known) return list;
  const approved = list.value.filter((connection) => {
    const state = isRecord(connection) ? connection["privateLinkServiceConnectionState"] : undefined;
    return isRecord(state) && state["status"] === "Approved";
  });
  return known(approved.length);
}

function keyTimes(value: unknown, origin: Origin): StorageAccount["keyCreationTime"] {
  const times = isRecord(value) ? value : {};
  const key1 = readDate<null>(times["key1"], "keyCreationTime.key1", origin, null);
  const key2 = readDate<null>(times["key2"], "keyCreationTime.key2", origin, null);
  if (!key1.known) return key1;
  return key2.known ? known({ key1: key1.value, key2: key2.value }) : key2;
}

function keyExpiration(value: unknown, origin: Origin): Known<number | null> {
  const days = isRecord(value) ? value["keyExpirationPeriodInDays"] : undefined;
  if (days === undefined || days === null) return known(null);
  if (typeof days === "number") return known(days);
  return {
    known: false,
    gap: malformed(origin, `the property keyPolicy.keyExpirationPeriodInDays is of type ${typeof days}`),
  };
}
