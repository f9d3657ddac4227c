import { defineCollector } from "../collector.ts";
import type { Known } from "../inventory/known.ts";
import { isMicrosoftApp } from "../inventory/permissions.ts";
import type { ApplicationOwner, ServicePrincipal } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import {
  malformed,
  nameOf,
  notInCloud,
  type Origin,
  readDate,
  readFlag,
  readId,
  readObject,
  readText,
  wordOf,
} from "./properties.ts";
import { readCredentials } from "./stored-credentials.ts";

const PATH = "/servicePrincipals";
const REQUEST = `GET /v1.0${PATH}`;
const SELECT = [
  "id",
  "appId",
  "displayName",
  "accountEnabled",
  "alternativeNames",
  "appOwnerOrganizationId",
  "servicePrincipalType",
  "signInAudience",
  "createdDateTime",
  "verifiedPublisher",
  "preferredSingleSignOnMode",
  "passwordCredentials",
  "keyCredentials",
];

/** Every principal that permissions can hang on: own applications, foreign ones, Microsoft's, managed identities, agents. */
export default defineCollector({
  section: "servicePrincipals",
  per: "tenant",
  after: [],
  permissions: [
    {
      plane: "graph",
      anyOf: ["Application.Read.All", "Directory.Read.All"],
      without: "Nobody knows which applications have access to the tenant, and with what permissions.",
    },
  ],

  async *collect(scope, { azure, gap }) {
    const query = { path: PATH, select: SELECT, optional: ["verifiedPublisher"] };
    for await (const raw of azure.graphList(query)) {
      const objectId = readId(raw["id"]);
      const kind = kindOf(raw);
      // Agent identities are documented without an appId; where Graph sends one, it is their own id.
      // https://learn.microsoft.com/graph/api/resources/agentidentity#properties
      const appId = readId(raw["appId"] ?? (kind === "agent-identity" ? objectId : undefined));
      if (objectId === undefined || appId === undefined) {
        const fault = "a service principal without a usable id and appId";
        gap(malformed({ scope: scope.id, request: REQUEST }, fault));
        continue;
      }
      const id = `${PATH}/${objectId}`;
      yield principalOf(raw, { id, appId, kind }, scope.guid);
    }
  },
});

function principalOf(
  raw: RawObject,
  identity: Pick<ServicePrincipal, "id" | "appId" | "kind">,
  tenant: string,
): ServicePrincipal {
  const { id, appId, kind } = identity;
  const origin = { scope: id, request: REQUEST };
  // Applicable only to what an application stands behind.
  // https://learn.microsoft.com/graph/api/resources/serviceprincipal#properties
  const organization = readText<null>(raw["appOwnerOrganizationId"], "appOwnerOrganizationId", origin, null);
  // "Not nullable", but agent identities cannot have any: their blueprint signs in.
  const without = kind === "agent-identity" ? [] : undefined;
  return {
    ...identity,
    name: nameOf(raw["displayName"], appId),
    owner: ownerOf(kind, appId, organization, tenant),
    // No default: an answer without it does not say that sign-in is allowed.
    accountEnabled: readFlag(raw["accountEnabled"], "accountEnabled", origin),
    appOwnerOrganizationId: organization,
    // Null for managed identities, and for many of Microsoft's own as the date is.
    signInAudience: readText<null>(raw["signInAudience"], "signInAudience", origin, null),
    createdDateTime: readDate<null>(raw["createdDateTime"], "createdDateTime", origin, null),
    verifiedPublisher: publisher(raw["verifiedPublisher"], origin),
    // Null where single sign-on was never configured.
    preferredSingleSignOnMode: readText<null>(
      raw["preferredSingleSignOnMode"],
      "preferredSingleSignOnMode",
      origin,
      null,
    ),
    passwordCredentials: readCredentials(raw["passwordCredentials"], "passwordCredentials", origin, without),
    keyCredentials: readCredentials(raw["keyCredentials"], "keyCredentials", origin, without),
    identityResourceId: kind === "managed-identity" ? resourceIdIn(raw["alternativeNames"]) : null,
  };
}

const TYPES: ReadonlyMap<string, ServicePrincipal["kind"]> = new Map([
  ["#microsoft.graph.agentidentity", "agent-identity"],
  ["#microsoft.graph.agentidentityblueprintprincipal", "agent-blueprint"],
]);

/** `servicePrincipalType`, which Entra sets by itself; `SocialIdp` and what comes later is something else. */
const KINDS: ReadonlyMap<string, ServicePrincipal["kind"]> = new Map([
  ["application", "application"],
  ["managedidentity", "managed-identity"],
  ["legacy", "legacy"],
  ["serviceidentity", "agent-identity"],
]);

/** The type of an agent's principal says more than its servicePrincipalType, which is Application for a blueprint. */
function kindOf(raw: RawObject): ServicePrincipal["kind"] {
  return TYPES.get(wordOf(raw["@odata.type"])) ?? KINDS.get(wordOf(raw["servicePrincipalType"])) ?? "other";
}

/** Tenants out of which Microsoft runs its services. EntraFalcon@432fc37 modules/shared_Functions.psm1 (MIT). */
const MICROSOFT: ReadonlySet<string> = new Set([
  "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
  "33e01921-4d64-4f8c-a055-5bdaffd5e33d",
  "cdc5aeea-15c5-4db6-b079-fcadd2505dc2",
]);

/** Microsoft's own company: every employee's application lives there, so that the tenant alone proves nothing. */
const MICROSOFT_CORPORATE = "72f988bf-86f1-41af-91ab-2d7cd011db47";

function ownerOf(
  kind: ServicePrincipal["kind"],
  appId: string,
  organization: Known<string | null>,
  tenant: string,
): ApplicationOwner {
  // Azure makes them in the tenant of the subscription, and no application stands behind them.
  if (kind === "managed-identity") return "own";
  if (!organization.known) return "unknown";
  if (organization.value === null) return isMicrosoftApp(appId) ? "microsoft" : "unknown";
  const owner = organization.value.toLowerCase();
  if (owner === tenant.toLowerCase()) return "own";
  const isMicrosoft = MICROSOFT.has(owner) || (owner === MICROSOFT_CORPORATE && isMicrosoftApp(appId));
  return isMicrosoft ? "microsoft" : "foreign";
}

/** An object of nulls is no publisher; only the public cloud has the property. */
function publisher(value: unknown, origin: Origin): Known<string | null> {
  if (value === undefined) return notInCloud("verifiedPublisher", origin);
  const publisher = readObject(value, "verifiedPublisher", origin, {});
  if (!publisher.known) return publisher;
  return readText<null>(publisher.value["displayName"], "verifiedPublisher.displayName", origin, null);
}

/**
 * `alternativeNames` of a managed identity: `isExplicit=True` beside the ARM id of the identity, or `isExplicit=False`
 * beside that of the resource that it belongs to. It only explains, so that one which is not understood is none.
 */
function resourceIdIn(value: unknown): string | null {
  const names: readonly unknown[] = Array.isArray(value) ? value : [];
  const id = names.find((name) => typeof name === "string" && ARM_ID.test(name));
  return typeof id === "string" ? id : null;
}

const ARM_ID = /^\/subscriptions\/[^/]+\/.*\/?providers\/[^/]+\/[^/]+\/[^/]+/i;
