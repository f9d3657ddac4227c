import type { Known } from "./known.ts";
import type { Resource } from "./resource.ts";

/** https://learn.microsoft.com/rest/api/authorization/role-assignments/list-for-subscription: inherited ones once. */
export interface RoleAssignment extends Resource {
  /** Object id. */
  readonly principalId: string;
  /** User, Group, ServicePrincipal, ForeignGroup, Device. */
  readonly principalType: Known<string | null>;
  /** `/providers/Microsoft.Authorization/roleDefinitions/{guid}`: without the scope, which differs for one role. */
  readonly roleDefinitionId: string;
  /** `/`, a management group, a subscription, a resource group or a resource. */
  readonly scope: string;
  /** Null without one. */
  readonly condition: Known<string | null>;
  readonly createdOn: Known<string | null>;
}

/** `/providers/Microsoft.Authorization/roleDefinitions/{guid}`. */
export interface RoleDefinition extends Resource {
  readonly isCustom: boolean;
  readonly permissions: Known<readonly RolePermission[]>;
}

/** What is not in `notActions` of the same block counts; another role can give it back. */
export interface RolePermission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

/** https://learn.microsoft.com/rest/api/managedidentity/user-assigned-identities/list-by-subscription */
export interface UserAssignedIdentity extends Resource {
  readonly subscriptionId: string;
  /** Object id of its service principal. */
  readonly principalId: Known<string | null>;
  readonly clientId: Known<string | null>;
}

/** Outside tokens that a user-assigned identity accepts. `{identity}/federatedIdentityCredentials/{name}`. */
export interface IdentityFederatedCredential extends Resource {
  readonly identityId: string;
  readonly issuer: Known<string>;
  readonly subject: Known<string>;
  readonly audiences: Known<readonly string[]>;
}
