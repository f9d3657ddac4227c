import { allowsAction } from "../../inventory/azure-actions.ts";
import type { AzureEvent } from "../../inventory/sections.ts";
import { ASSIGNS_ROLES, CREATES_LOCAL_USERS } from "../rbac/roles.ts";
import { changeOf, nameIn } from "./azure-events.ts";
import type { GuardRailSlice } from "./guard-rail-deed.ts";
import type { IncidentTarget } from "./incident.ts";

/** A role that lets its holder make local users of storage accounts, or give itself that right. */
export interface RoleGrant {
  readonly scope: IncidentTarget;
  readonly roleName: string;
  /** `ServicePrincipal "5f0c…"`, as far as the log tells. */
  readonly principal: string;
}

/** @param tenant where the role holds for everything */
export function roleGrantOf(
  event: AzureEvent,
  tenant: IncidentTarget,
  slice: GuardRailSlice,
): RoleGrant | undefined {
  const change = changeOf(event);
  const scope = scopeOf(event.resourceId, tenant, slice);
  if (change === null || change.roleDefinitionId === null || scope === undefined) return undefined;
  const roleName = nameOfMinter(change.roleDefinitionId, slice);
  if (roleName === undefined) return undefined;
  const { principalId, principalType } = change;
  return { scope, roleName, principal: `${principalType ?? "principal"} "${principalId ?? "unknown"}"` };
}

/** Of an account or of what lies above it: a role at anything else reaches no local user. */
const ABOVE_ACCOUNTS =
  /^(?:\/subscriptions\/[^/]+(?:\/resourceGroups\/[^/]+(?:\/providers\/Microsoft\.Storage\/storageAccounts\/[^/]+)?)?|\/providers\/Microsoft\.Management\/managementGroups\/[^/]+)?$/i;

/** Where a role assignment holds; undefined where that is of no concern. */
function scopeOf(
  assignmentId: string,
  tenant: IncidentTarget,
  { subscriptions, storageAccounts }: GuardRailSlice,
): IncidentTarget | undefined {
  const scope = assignmentId.replace(/\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/]+$/i, "");
  if (!ABOVE_ACCOUNTS.test(scope)) return undefined;
  if (scope === "") return tenant;
  return storageAccounts.get(scope) ?? subscriptions.get(scope) ?? { id: scope, name: nameIn(scope) };
}

/**
 * The name of a role that reaches local users; undefined for any other. What is known of it decides; a built-in one that
 * could not be read is known by its id.
 */
function nameOfMinter(role: string, { roleDefinitions }: GuardRailSlice): string | undefined {
  const definition = roleDefinitions.get(`/providers/Microsoft.Authorization/roleDefinitions/${role}`);
  if (definition?.permissions.known !== true) return MINTERS.get(role);
  const { value } = definition.permissions;
  const reaches = [CREATES_LOCAL_USERS, ASSIGNS_ROLES].some((action) => allowsAction(value, action));
  return reaches ? definition.name : undefined;
}

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const MINTERS: ReadonlyMap<string, string> = new Map([
  ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner"],
  ["b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor"],
  ["18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "User Access Administrator"],
  ["f58310d9-a9f6-439a-9e8d-f62e7b41a168", "Role Based Access Control Administrator"],
  ["17d1049b-9a84-46fb-8f53-869881c3d3ab", "Storage Account Contributor"],
  ["b78c5d69-af96-48a3-bf8d-a8b4d589de94", "Azure AI Administrator"],
  ["4f8fab4f-1852-4a58-a46a-8eaf358af14a", "Avere Contributor"],
  ["fd8ea4d5-6509-4db0-bada-356ab233b4fa", "Azure Migrate Owner"],
  ["fd8ea4d5-6509-4db0-bada-356ab233b4fb", "Azure Local Migrate Owner"],
  ["1cfa4eac-9a23-481c-a793-bfb6958e836b", "Azure Migrate Execute Expert"],
  ["1cfa4eac-9a23-481c-a793-bfb6958e836c", "Azure Local Migrate Execute Expert"],
  ["7859c0b0-0bb9-4994-bd12-cd529af7d646", "Azure Migrate Decide and Plan Expert"],
]);
