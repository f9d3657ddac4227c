import { defineCollector } from "../collector.ts";
import { dangerousScope } from "../inventory/permissions.ts";
import { canonicalId, isEverywhere } from "../inventory/scope.ts";
import type { GrantedScope, OAuth2PermissionGrant, ServicePrincipal } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import { malformed, readId, readWord, shortened, textOrNull } from "./properties.ts";

const PATH = "/oauth2PermissionGrants";
const REQUEST = `GET /v1.0${PATH}`;
const SELECT = ["id", "clientId", "consentType", "principalId", "resourceId", "scope"];

/** The delegated permissions that users and administrators consented to. */
export default defineCollector({
  section: "oauth2PermissionGrants",
  per: "tenant",
  after: ["servicePrincipals"],
  permissions: [
    {
      plane: "graph",
      anyOf: ["Directory.Read.All"],
      without: "Nobody knows what applications may do in the name of users.",
    },
  ],

  async *collect(scope, { azure, gap, have }) {
    const principals = new Map(have.servicePrincipals.items.map((item) => [canonicalId(item.id), item]));
    let isOpen = false;
    for await (const raw of azure.graphList({ path: PATH, select: SELECT })) {
      const grant = grantOf(raw, principals);
      if (grant === undefined) {
        const fault = "a grant without a usable id, clientId, resourceId, principalId and scope";
        gap(malformed({ scope: scope.id, request: REQUEST }, fault));
        continue;
      }
      isOpen ||= grant.resourceAppId === null;
      yield grant;
    }
    // Which scopes are dangerous depends on the API. One that is gone gives nothing; one that was not listed may.
    if (isOpen)
      for (const open of have.servicePrincipals.gaps.filter((one) => isEverywhere(one.scope))) gap(open);
  },
});

function grantOf(
  raw: RawObject,
  principals: ReadonlyMap<string, ServicePrincipal>,
): OAuth2PermissionGrant | undefined {
  const objectId = readId(raw["id"]);
  const client = readId(raw["clientId"]);
  const resource = readId(raw["resourceId"]);
  const principalId = textOrNull(raw["principalId"]);
  // Null where nothing is granted any more; left out it does not say what is.
  const scope = raw["scope"] === undefined ? undefined : textOrNull(raw["scope"]);
  if (objectId === undefined || client === undefined || resource === undefined) return undefined;
  if (principalId === undefined || scope === undefined) return undefined;
  const id = `${PATH}/${objectId}`;
  const origin = { scope: id, request: REQUEST };
  const consentType = readWord(raw["consentType"], "consentType", origin, ["AllPrincipals", "Principal"]);
  // "Required when consentType is Principal": whose it is decides how bad it is.
  // https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant#properties
  if (consentType.known && consentType.value === "Principal" && !principalId) return undefined;
  const clientId = `/servicePrincipals/${client}`;
  const resourceId = `/servicePrincipals/${resource}`;
  const api = principals.get(canonicalId(resourceId));
  return {
    id,
    name: principals.get(canonicalId(clientId))?.name ?? client,
    clientId,
    consentType,
    principalId,
    resourceId,
    resourceAppId: api?.appId ?? null,
    resourceName: api?.name ?? resource,
    scopes: scopesOf(scope ?? "", api),
  };
}

/** Separated by blanks; older grants begin with one, and some name a scope twice. */
function scopesOf(text: string, api: ServicePrincipal | undefined): readonly GrantedScope[] {
  const values = new Set(text.split(/\s+/).filter((value) => value !== ""));
  return [...values].map((value) => {
    const dangerous = api === undefined ? undefined : dangerousScope(api.appId, value);
    return {
      value: shortened(value),
      tier: dangerous?.tier ?? null,
      why: dangerous?.why ?? null,
      permissive: dangerous?.permissive ?? false,
    };
  });
}
