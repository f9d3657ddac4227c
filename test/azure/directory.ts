import { organizationBody } from "./bodies.ts";
import type { SimulatedTenant } from "./describe.ts";
import type { DirectoryObject, RawBody } from "./describe-entra.ts";
import { builtInDirectoryRoles, builtInGrantPolicies } from "./describe-roles.ts";
import { type DirectoryType, directoryTypes, type Entity, type EntityType } from "./entities.ts";
import { newestFirst } from "./log-times.ts";
import { groupedBy, unique } from "./unique.ts";

/** The directory, put in order once: every request finds its list, and a page is a slice of it. */
export interface KnownDirectory {
  readonly lists: Readonly<Record<ListName, readonly Entity[]>>;
  /** Everything that has an object id, by that. */
  readonly objects: ReadonlyMap<string, Entity & { readonly type: DirectoryType }>;
  /** By appId: what `$filter=appId eq` finds. */
  readonly byAppId: Readonly<Record<"applications" | "servicePrincipals" | "signInActivities", Grouped>>;
  readonly appRoleAssignedTo: Grouped;
  /** Without those of managed identities, which a list of small pages leaves out. */
  readonly appRoleAssignedToApps: Grouped;
  readonly appRoleAssignments: Grouped;
  readonly federatedIdentityCredentials: Grouped;
  /** By "/applications/{id}" and the like. */
  readonly owners: Grouped;
  readonly groupMembers: Grouped;
  /** By id of the policy. */
  readonly appliesTo: Grouped;
  readonly singletons: Readonly<Record<SingletonName, Entity>>;
}

type Grouped = ReadonlyMap<string, readonly Entity[]>;

export type ListName =
  | "organization"
  | "applications"
  | "servicePrincipals"
  | "oauth2PermissionGrants"
  | "directoryRoleAssignments"
  | "directoryRoleDefinitions"
  | "directoryRoleEligibilities"
  | "permissionGrantPolicies"
  | "appManagementPolicies"
  | "signInActivities"
  | "credentialSignInActivities"
  | "domains"
  | "directoryAudits"
  | "signIns"
  | "namedLocations";

export type SingletonName =
  | "authorizationPolicy"
  | "adminConsentRequestPolicy"
  | "defaultAppManagementPolicy";

/** Throws where two things have one id, or where something stands at an object that is not there. */
export function knownDirectory(tenant: SimulatedTenant): KnownDirectory {
  const lists = listsOf(tenant);
  const objects = objectsOf(tenant, lists);
  const assignments = entities("appRoleAssignment", tenant.appRoleAssignments);
  const ofManaged = ({ raw }: Entity): boolean => {
    const principal = objects.get(textOf(raw, "principalId").toLowerCase());
    return principal?.raw["servicePrincipalType"] === "ManagedIdentity";
  };
  const related = (owners: Readonly<Record<string, readonly DirectoryObject[]>>): Grouped =>
    new Map(
      Object.entries(owners).map(([key, items]) => {
        if (!objects.has(key.split("/").at(-1)?.toLowerCase() ?? "")) throw new Error(`there is no ${key}`);
        return [key.toLowerCase(), items.map((item) => relatedObject(objects, item))];
      }),
    );
  const credentials = Object.entries(tenant.federatedIdentityCredentials ?? {});
  for (const [id] of credentials) {
    if (objects.get(id.toLowerCase())?.type !== "application")
      throw new Error(`there is no application ${id}`);
  }
  return {
    lists,
    objects,
    byAppId: {
      applications: by(lists.applications, "appId"),
      servicePrincipals: by(lists.servicePrincipals, "appId"),
      signInActivities: by(lists.signInActivities, "appId"),
    },
    appRoleAssignedTo: by(assignments, "resourceId"),
    appRoleAssignedToApps: by(
      assignments.filter((one) => !ofManaged(one)),
      "resourceId",
    ),
    appRoleAssignments: by(assignments, "principalId"),
    federatedIdentityCredentials: new Map(
      credentials.map(([id, raw]) => [id.toLowerCase(), entities("federatedIdentityCredential", raw)]),
    ),
    owners: related(tenant.owners ?? {}),
    groupMembers: related(
      Object.fromEntries(
        (tenant.groups ?? []).map(({ id, transitiveMembers }) => [id, transitiveMembers ?? []]),
      ),
    ),
    appliesTo: new Map(
      (tenant.appManagementPolicies ?? []).map(({ id, appliesTo }) => [
        id.toLowerCase(),
        (appliesTo ?? []).map((item) => relatedObject(objects, item)),
      ]),
    ),
    singletons: {
      authorizationPolicy: { type: "authorizationPolicy", raw: tenant.authorizationPolicy ?? {} },
      adminConsentRequestPolicy: {
        type: "adminConsentRequestPolicy",
        raw: tenant.adminConsentRequestPolicy ?? {},
      },
      defaultAppManagementPolicy: {
        type: "tenantAppManagementPolicy",
        raw: tenant.defaultAppManagementPolicy ?? {},
      },
    },
  };
}

function listsOf(tenant: SimulatedTenant): KnownDirectory["lists"] {
  const domains = tenant.verifiedDomains.map((id, index) => ({
    id,
    isDefault: index === 0,
    isInitial: id.endsWith(".onmicrosoft.com"),
  }));
  return {
    organization: entities("organization", [organizationBody(tenant)]),
    applications: entities("application", tenant.applications),
    servicePrincipals: entities("servicePrincipal", tenant.servicePrincipals),
    oauth2PermissionGrants: entities("oAuth2PermissionGrant", tenant.oauth2PermissionGrants),
    directoryRoleAssignments: entities("unifiedRoleAssignment", tenant.directoryRoleAssignments),
    directoryRoleDefinitions: entities(
      "unifiedRoleDefinition",
      tenant.directoryRoleDefinitions ?? builtInDirectoryRoles(),
    ),
    directoryRoleEligibilities: entities(
      "unifiedRoleEligibilityScheduleInstance",
      tenant.directoryRoleEligibilities,
    ),
    permissionGrantPolicies: entities(
      "permissionGrantPolicy",
      tenant.permissionGrantPolicies ?? builtInGrantPolicies(),
    ),
    appManagementPolicies: entities("appManagementPolicy", tenant.appManagementPolicies),
    signInActivities: entities("servicePrincipalSignInActivity", tenant.signInActivities),
    credentialSignInActivities: entities("appCredentialSignInActivity", tenant.credentialSignInActivities),
    domains: entities("domain", tenant.domains ?? domains),
    directoryAudits: entities(
      "directoryAudit",
      newestFirst(tenant.directoryAudits ?? [], "activityDateTime"),
    ),
    signIns: entities("signIn", newestFirst(tenant.signIns ?? [], "createdDateTime")),
    namedLocations: entities("namedLocation", tenant.namedLocations),
  };
}

function objectsOf(tenant: SimulatedTenant, lists: KnownDirectory["lists"]): KnownDirectory["objects"] {
  const all: (Entity & { readonly type: DirectoryType })[] = [
    ...lists.applications.map(({ raw }) => ({ type: "application" as const, raw })),
    ...lists.servicePrincipals.map(({ raw }) => ({ type: "servicePrincipal" as const, raw })),
    ...(tenant.users ?? []).map((raw) => ({ type: "user" as const, raw })),
    ...(tenant.groups ?? []).map((raw) => ({ type: "group" as const, raw })),
  ];
  return unique("directory object", all, ({ raw }) => textOf(raw, "id"));
}

/** An object beside another one: the tenant's own of that id, or what its "@odata.type" says. */
function relatedObject(objects: KnownDirectory["objects"], item: DirectoryObject): Entity {
  const known = objects.get(item.id.toLowerCase());
  if (known) return known;
  const type = directoryTypes.find((one) => item["@odata.type"] === `#microsoft.graph.${one}`);
  if (!type) throw new Error(`nothing says what ${item.id} is: list it in the tenant or give "@odata.type"`);
  return { type, raw: item };
}

function entities(type: EntityType, items: readonly RawBody[] = []): readonly Entity[] {
  return items.map((raw) => ({ type, raw }));
}

function by(items: readonly Entity[], property: string): Grouped {
  return groupedBy(items, ({ raw }) => textOf(raw, property));
}

function textOf(raw: RawBody, property: string): string {
  const value = raw[property];
  return typeof value === "string" ? value : "";
}
