import { defineCollector } from "../collector.ts";
import { byDefault, type Known, known } from "../inventory/known.ts";
import type {
  Application,
  RedirectUri,
  RequiredAccess,
  ServicePrincipalLock,
} from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import {
  isRecord,
  malformed,
  nameOf,
  notInCloud,
  type Origin,
  readDate,
  readEach,
  readFlag,
  readId,
  readObject,
  readText,
  readTexts,
  wordOf,
} from "./properties.ts";
import { readCredentials } from "./stored-credentials.ts";

const PATH = "/applications";
const REQUEST = `GET /v1.0${PATH}`;
const SELECT = [
  "id",
  "appId",
  "displayName",
  "signInAudience",
  "createdDateTime",
  "passwordCredentials",
  "keyCredentials",
  "web",
  "spa",
  "publicClient",
  "requiredResourceAccess",
  "servicePrincipalLockConfiguration",
];

/** Every application that is registered in the tenant, agent blueprints among them. */
export default defineCollector({
  section: "applications",
  per: "tenant",
  after: [],
  permissions: [
    {
      plane: "graph",
      anyOf: ["Application.Read.All", "Directory.Read.All"],
      without: "No application of the tenant is assessed: neither its credentials nor its redirect URIs.",
    },
  ],

  async *collect(scope, { azure, gap }) {
    const query = { path: PATH, select: SELECT, optional: ["servicePrincipalLockConfiguration"] };
    for await (const raw of azure.graphList(query)) {
      const id = readId(raw["id"]);
      const appId = readId(raw["appId"]);
      if (id === undefined || appId === undefined) {
        gap(malformed({ scope: scope.id, request: REQUEST }, "an application without a usable id and appId"));
        continue;
      }
      yield applicationOf(raw, `${PATH}/${id}`, appId);
    }
  },
});

function applicationOf(raw: RawObject, id: string, appId: string): Application {
  const origin = { scope: id, request: REQUEST };
  const isBlueprint = wordOf(raw["@odata.type"]) === "#microsoft.graph.agentidentityblueprint";
  return {
    id,
    name: nameOf(raw["displayName"], appId),
    appId,
    kind: isBlueprint ? "agent-blueprint" : "application",
    // No default: it decides whether other tenants can use the application.
    signInAudience: readText(raw["signInAudience"], "signInAudience", origin),
    createdDateTime: readDate<null>(raw["createdDateTime"], "createdDateTime", origin, null),
    // "Not nullable", as requiredResourceAccess: an answer without them does not say that there are none.
    // https://learn.microsoft.com/graph/api/resources/application#properties
    passwordCredentials: readCredentials(raw["passwordCredentials"], "passwordCredentials", origin),
    keyCredentials: readCredentials(raw["keyCredentials"], "keyCredentials", origin),
    redirectUris: redirectUris(raw, origin),
    enableAccessTokenIssuance: accessTokenIssuance(raw["web"], origin),
    requiredResourceAccess: requiredAccess(raw["requiredResourceAccess"], origin),
    servicePrincipalLockConfiguration: lock(raw["servicePrincipalLockConfiguration"], origin),
  };
}

/**
 * A platform that is null was never configured, as all but web of agent blueprints; one that was left out although it
 * was asked for is no answer. https://learn.microsoft.com/graph/api/resources/agentidentityblueprint#properties
 */
function redirectUris(raw: RawObject, origin: Origin): Known<readonly RedirectUri[]> {
  const found: RedirectUri[] = [];
  for (const platform of ["web", "spa", "publicClient"] as const) {
    if (raw[platform] === null) continue;
    const settings = readObject(raw[platform], platform, origin);
    if (!settings.known) return settings;
    const uris = readTexts(settings.value["redirectUris"], `${platform}.redirectUris`, origin);
    if (!uris.known) return uris;
    found.push(...uris.value.map((uri) => ({ platform, uri })));
  }
  return known(found);
}

/** "The default is false." https://learn.microsoft.com/entra/identity-platform/reference-app-manifest */
function accessTokenIssuance(value: unknown, origin: Origin): Known<boolean> {
  const web = readObject(value, "web", origin, {});
  if (!web.known) return web;
  const name = "web.implicitGrantSettings";
  const settings = readObject(web.value["implicitGrantSettings"], name, origin, {});
  if (!settings.known) return settings;
  return readFlag(
    settings.value["enableAccessTokenIssuance"],
    `${name}.enableAccessTokenIssuance`,
    origin,
    false,
  );
}

/** https://learn.microsoft.com/graph/api/resources/requiredresourceaccess: of each API its roles and scopes, by id. */
function requiredAccess(value: unknown, origin: Origin): Known<readonly RequiredAccess[]> {
  const apis = readEach(value, "requiredResourceAccess", origin, (entry) => {
    if (!isRecord(entry)) return undefined;
    const { resourceAppId } = entry;
    if (typeof resourceAppId !== "string") return undefined;
    const access = readEach(entry["resourceAccess"], "resourceAccess", origin, (one) =>
      accessOf(one, resourceAppId),
    );
    return access.known ? access.value : undefined;
  });
  return apis.known ? known(apis.value.flat()) : apis;
}

function accessOf(entry: unknown, resourceAppId: string): RequiredAccess | undefined {
  const { id, type } = isRecord(entry) ? entry : {};
  if (typeof id !== "string" || (type !== "Role" && type !== "Scope")) return undefined;
  return { resourceAppId, type, id };
}

/**
 * Null where nobody ever set it: nothing is locked.
 * https://learn.microsoft.com/entra/identity-platform/howto-configure-app-instance-property-locks
 */
function lock(value: unknown, origin: Origin): Known<ServicePrincipalLock> {
  const name = "servicePrincipalLockConfiguration";
  if (value === undefined) return notInCloud(name, origin);
  const settings = readObject(value, name, origin, {});
  if (!settings.known) return settings;
  const flag = (key: string) => readFlag(settings.value[key], `${name}.${key}`, origin, false);
  const isEnabled = flag("isEnabled");
  if (!isEnabled.known) return isEnabled;
  const allProperties = flag("allProperties");
  if (!allProperties.known) return allProperties;
  const credentialsWithUsageSign = flag("credentialsWithUsageSign");
  if (!credentialsWithUsageSign.known) return credentialsWithUsageSign;
  const credentialsWithUsageVerify = flag("credentialsWithUsageVerify");
  if (!credentialsWithUsageVerify.known) return credentialsWithUsageVerify;
  const whole = {
    isEnabled: isEnabled.value,
    allProperties: allProperties.value,
    credentialsWithUsageSign: credentialsWithUsageSign.value,
    credentialsWithUsageVerify: credentialsWithUsageVerify.value,
  };
  return settings.byDefault === true ? byDefault(whole) : known(whole);
}
