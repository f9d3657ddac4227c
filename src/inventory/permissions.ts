import dangerous from "./data/dangerous-permissions.json" with { type: "json" };
import microsoft from "./data/microsoft-apps.json" with { type: "json" };

/** 0 leads to Global Administrator; 1 takes over a service or reads all of its data; 2 is sensitive; 3 is the rest. */
export type PrivilegeTier = 0 | 1 | 2 | 3;

/** A permission of the catalogue: 256 of tiers 0 and 1, each with its reason. */
export interface DangerousPermission {
  readonly resourceAppId: string;
  readonly type: "application" | "delegated";
  readonly id: string;
  /** `Mail.Read`. */
  readonly value: string;
  readonly tier: PrivilegeTier;
  /** One of the ten permissive roles of the single-tenant hunt. Files.ReadWrite is among them, as a delegated scope only. */
  readonly permissive: boolean;
  readonly why: string;
}

/** The APIs whose permissions matter most. */
export const GRAPH = "00000003-0000-0000-c000-000000000000";
export const EXCHANGE = "00000002-0000-0ff1-ce00-000000000000";
export const SHAREPOINT = "00000003-0000-0ff1-ce00-000000000000";

/**
 * Permission ids are not unique: Graph and Exchange share `810c84a8-…` for Mail.Read, and an application role can have
 * the id of a delegated scope. The key is (API, type, id), and (API, value) for scopes, since grants name them so.
 */
const CATALOGUE: readonly DangerousPermission[] = dangerous.permissions.map((permission) => ({
  resourceAppId: permission.r,
  type: permission.t === "a" ? "application" : "delegated",
  id: permission.id,
  value: permission.v,
  tier: permission.tier === 0 ? 0 : 1,
  permissive: permission.seed,
  why: permission.why,
}));

const ROLES = new Map(ofType("application").map((role) => [key(role.resourceAppId, role.id), role]));
const SCOPES = new Map(ofType("delegated").map((scope) => [key(scope.resourceAppId, scope.value), scope]));

/** The application role with this id of this API, where it is dangerous. */
export function dangerousRole(resourceAppId: string, appRoleId: string): DangerousPermission | undefined {
  return ROLES.get(key(resourceAppId, appRoleId));
}

/** The delegated scope with this name of this API, where it is dangerous. */
export function dangerousScope(resourceAppId: string, value: string): DangerousPermission | undefined {
  return SCOPES.get(key(resourceAppId, value));
}

/**
 * The permission that a log calls by its name, where it is dangerous.
 * @param api its appId; where the log does not tell it, the worst permission of that name counts
 */
export function permissionNamed(
  type: DangerousPermission["type"],
  value: string,
  api: string | null,
): DangerousPermission | undefined {
  const named = NAMED.get(key(type, value)) ?? [];
  return named.find(({ resourceAppId }) => api === null || resourceAppId === api.toLowerCase());
}

const NAMED = Map.groupBy(
  [...CATALOGUE].sort((a, b) => a.tier - b.tier),
  ({ type, value }) => key(type, value),
);

/** The APIs that have dangerous permissions of either type. */
export const DANGEROUS_APIS: ReadonlySet<string> = new Set(
  CATALOGUE.map(({ resourceAppId }) => resourceAppId),
);

/** The APIs that have dangerous application roles: whose holders are asked for. */
export const APIS_WITH_DANGEROUS_ROLES: readonly string[] = [
  ...new Set(ofType("application").map(({ resourceAppId }) => resourceAppId)),
].sort();

const MICROSOFT_APPS: ReadonlySet<string> = new Set(microsoft.appIds);

/** True for an application that Microsoft lists as its own. The ids cannot be chosen, so that nobody can borrow one. */
export function isMicrosoftApp(appId: string): boolean {
  return MICROSOFT_APPS.has(appId.toLowerCase());
}

function ofType(type: DangerousPermission["type"]): readonly DangerousPermission[] {
  return CATALOGUE.filter((permission) => permission.type === type);
}

function key(resourceAppId: string, name: string): string {
  return `${resourceAppId} ${name}`.toLowerCase();
}
