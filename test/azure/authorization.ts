import type { RawProperties, SimulatedIdentity, SimulatedSubscription, SimulatedTenant } from "./describe.ts";
import { builtInAzureRoles } from "./describe-azure-roles.ts";
import type { RawBody } from "./describe-entra.ts";
import type { KnownManagementGroups } from "./management-groups.ts";
import { unique } from "./unique.ts";

/** What Microsoft.Authorization answers for a subscription: its own and what it inherits. */
export interface KnownAuthorization {
  readonly roleAssignments: readonly RawBody[];
  readonly roleDefinitions: readonly RawBody[];
  readonly roleEligibilities: readonly RawBody[];
  readonly denyAssignments: readonly RawBody[];
}

export interface KnownIdentity {
  readonly identity: SimulatedIdentity;
  readonly body: RawBody;
  readonly credentialBodies: readonly RawBody[];
}

export function knownAuthorization(
  tenant: SimulatedTenant,
  tree: KnownManagementGroups,
  subscription: SimulatedSubscription,
): KnownAuthorization {
  const { subscriptionId, roleAssignments = [], roleEligibilities = [], denyAssignments = [] } = subscription;
  const root = `/subscriptions/${subscriptionId}`;
  const definitions = tenant.azureRoleDefinitions ?? builtInAzureRoles();
  const inherited = (bodies: readonly RawBody[] = []): readonly RawBody[] =>
    bodies.filter((body) => tree.isAbove(propertiesOf(body)["scope"], subscriptionId));
  const ofRoles = (bodies: readonly RawBody[]): readonly RawBody[] =>
    bodies.map((body) => {
      const properties = propertiesOf(body);
      const definition = properties["roleDefinitionId"];
      // Azure writes the id below the subscription asked about, also for what is assigned further up.
      const below = typeof definition === "string" && definition.startsWith("/providers/");
      const roleDefinitionId = below ? `${root}${definition}` : definition;
      return { ...body, properties: { ...properties, roleDefinitionId } };
    });
  return {
    roleAssignments: ofRoles([...roleAssignments, ...inherited(tenant.inheritedRoleAssignments)]),
    roleEligibilities: ofRoles([...roleEligibilities, ...inherited(tenant.inheritedRoleEligibilities)]),
    denyAssignments: [...denyAssignments, ...inherited(tenant.inheritedDenyAssignments)],
    roleDefinitions: definitions
      .filter((definition) => isAssignable(definition, subscriptionId, tree))
      .map((definition) => ({
        ...definition,
        id: `${root}/providers/Microsoft.Authorization/roleDefinitions/${String(definition["name"])}`,
        type: "Microsoft.Authorization/roleDefinitions",
      })),
  };
}

/** By lower-cased "resource group/name". */
export function knownIdentities(
  tenant: SimulatedTenant,
  { subscriptionId, identities = [] }: SimulatedSubscription,
): ReadonlyMap<string, KnownIdentity> {
  const known = identities.map((identity) => {
    const { name, location, principalId, clientId } = identity;
    const type = "Microsoft.ManagedIdentity/userAssignedIdentities";
    // This provider writes "resourcegroups" in lower case.
    const id = `/subscriptions/${subscriptionId}/resourcegroups/${identity.resourceGroup}/providers/${type}/${name}`;
    const credentials = identity.federatedIdentityCredentials ?? [];
    return {
      identity,
      body: {
        id,
        name,
        type,
        location,
        tags: identity.tags ?? {},
        properties: { tenantId: tenant.tenantId, principalId, clientId },
      },
      credentialBodies: credentials.map((credential) => ({
        id: `${id}/federatedIdentityCredentials/${credential.name}`,
        name: credential.name,
        type: `${type}/federatedIdentityCredentials`,
        properties: {
          issuer: credential.issuer,
          subject: credential.subject,
          audiences: credential.audiences ?? ["api://AzureADTokenExchange"],
          ...credential.properties,
        },
      })),
    };
  });
  return unique("identity", known, ({ identity }) => `${identity.resourceGroup}/${identity.name}`);
}

/** Whether an assignment or definition of this scope is at or above the subscription. */
export function isAtOrAbove(scope: unknown, subscriptionId: string): boolean {
  const asked = String(scope).replace(/\/+$/, "").toLowerCase();
  return (
    asked === "" ||
    asked.startsWith("/providers/microsoft.management/managementgroups/") ||
    asked === `/subscriptions/${subscriptionId}`.toLowerCase()
  );
}

export function propertiesOf(body: RawBody): RawProperties {
  const properties = body["properties"];
  return typeof properties === "object" && properties !== null ? { ...properties } : {};
}

function isAssignable(definition: RawBody, subscriptionId: string, tree: KnownManagementGroups): boolean {
  const scopes = propertiesOf(definition)["assignableScopes"];
  if (!Array.isArray(scopes)) return true;
  return scopes.some((scope) => {
    const asked = `${String(scope)}/`.toLowerCase();
    return asked.startsWith("/subscriptions/")
      ? asked.startsWith(`/subscriptions/${subscriptionId}/`.toLowerCase())
      : tree.isAbove(scope, subscriptionId);
  });
}
