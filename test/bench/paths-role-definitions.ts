import { known } from "../../src/inventory/known.ts";
import type { RoleDefinition, RolePermission } from "../../src/inventory/sections.ts";
import { azurePermissions, type Permissions } from "../azure/azure-permissions.ts";
import { azureRoles } from "../azure/describe-azure-roles.ts";
import { simulatedId } from "../azure/simulated-id.ts";
import { times } from "./paths-principals.ts";
import { turn } from "./turn.ts";

/** Of what has nothing to do with storage: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const OTHERS = {
  "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
  AcrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
  "Virtual Machine Contributor": "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
} as const;

const BUILT_IN = { ...azureRoles, ...OTHERS } as const;

export type Role = keyof typeof BUILT_IN | "custom";

const PERMISSIONS: Readonly<Record<keyof typeof BUILT_IN, Permissions | readonly Permissions[]>> = {
  ...azurePermissions,
  "Key Vault Secrets User": { dataActions: ["Microsoft.KeyVault/vaults/secrets/getSecret/action"] },
  AcrPull: { actions: ["Microsoft.ContainerRegistry/registries/pull/read"] },
  "Virtual Machine Contributor": {
    actions: ["Microsoft.Compute/virtualMachines/*", "Microsoft.Storage/storageAccounts/read"],
  },
};

/** Azure's, and a custom one for each subscription, of which half plant SFTP users. */
export function roleDefinitions(subscriptions: number): readonly RoleDefinition[] {
  const builtIn = Object.entries(PERMISSIONS).map(([name, permissions]) =>
    definition(roleId(name as Role, 0), name, false, [permissions].flat()),
  );
  const custom = times(subscriptions, (n) =>
    definition(roleId("custom", n), `Contoso Role ${n}`, true, [turn(CUSTOM, n)]),
  );
  return [...builtIn, ...custom];
}

const CUSTOM: readonly [Permissions, ...Permissions[]] = [
  { actions: ["Microsoft.Storage/*"], notActions: ["Microsoft.Storage/storageAccounts/delete"] },
  { actions: ["*/read", "Microsoft.Support/*"] },
  { actions: ["*/read", "Microsoft.Storage/storageAccounts/*/write"] },
  {
    actions: ["Microsoft.Storage/storageAccounts/*"],
    notActions: ["Microsoft.Storage/storageAccounts/localUsers/*", "*/delete"],
  },
];

/** @param home the subscription, where the role is a custom one */
export function roleId(role: Role, home: number): string {
  const guid = role === "custom" ? simulatedId(`paths role ${home}`) : BUILT_IN[role];
  return `/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
}

function definition(
  id: string,
  name: string,
  isCustom: boolean,
  permissions: readonly Permissions[],
): RoleDefinition {
  return { id, name, isCustom, permissions: known(permissions.map(rolePermission)) };
}

export function rolePermission({
  actions = [],
  notActions = [],
  dataActions = [],
  notDataActions = [],
}: Permissions): RolePermission {
  return { actions, notActions, dataActions, notDataActions };
}
