import type { Known } from "./known.ts";
import type { Resource } from "./resource.ts";

/** What lies above a subscription stands in the list of each subscription below it, which tells for whom it holds. */
interface Inheritable extends Resource {
  /** `/`, a management group, a subscription, a resource group or a resource. */
  readonly scope: string;
  /** GUIDs, lower-cased and sorted, of the subscriptions that inherit it; empty where the scope lies in one. */
  readonly inheritedBy: readonly string[];
}

/** https://learn.microsoft.com/rest/api/authorization/role-assignments/list-for-subscription: inherited ones once. */
export interface RoleAssignment extends Inheritable {
  /** Object id. */
  readonly principalId: string;
  /** User, Group, ServicePrincipal, ForeignGroup, Device. */
  readonly principalType: Known<string | null>;
  /** `/providers/Microsoft.Authorization/roleDefinitions/{guid}`: without the scope, which differs for one role. */
  readonly roleDefinitionId: string;
  /** Null without one. */
  readonly condition: Known<string | null>;
  readonly createdOn: Known<string | null>;
}

/**
 * A role that its holder may activate: https://learn.microsoft.com/rest/api/authorization/role-eligibility-schedule-instances/list-for-scope.
 * `{scope}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/{name}`.
 */
export interface RoleEligibility extends Inheritable {
  /** Object id. */
  readonly principalId: string;
  readonly principalType: Known<string | null>;
  /** `/providers/Microsoft.Authorization/roleDefinitions/{guid}`. */
  readonly roleDefinitionId: string;
  readonly condition: Known<string | null>;
}

/** https://learn.microsoft.com/rest/api/authorization/deny-assignments/list-for-subscription: takes away what roles give. */
export interface DenyAssignment extends Inheritable {
  readonly permissions: Known<readonly RolePermission[]>;
  /** Object ids; `00000000-0000-0000-0000-000000000000` is everybody. */
  readonly principals: Known<readonly string[]>;
  readonly excludePrincipals: Known<readonly string[]>;
  readonly doNotApplyToChildScopes: Known<boolean>;
}

/** https://learn.microsoft.com/rest/api/managementgroups/management-groups/list: `/providers/Microsoft.Management/managementGroups/{name}`. */
export interface ManagementGroup extends Resource {
  /** Null for the root; unknown where nobody told. */
  readonly parentId: Known<string | null>;
  /** GUIDs, lower-cased and sorted, of the subscriptions right below it. */
  readonly subscriptions: readonly string[];
}

/** https://learn.microsoft.com/rest/api/resources/resource-groups/list */
export interface ResourceGroup extends Resource {
  readonly subscriptionId: string;
}

/** https://learn.microsoft.com/rest/api/policy/policy-assignments/list */
export interface PolicyAssignment extends Inheritable {
  /** Of a definition or of an initiative, as Azure spells it. */
  readonly policyDefinitionId: string;
  /** False for `DoNotEnforce`: it only reports. */
  readonly isEnforced: Known<boolean>;
  /** Scopes that are left out. */
  readonly notScopes: Known<readonly string[]>;
  /** True where selectors narrow it to some resources, such as those of one region. */
  readonly isSelective: Known<boolean>;
  /** Effects that it sets in place of those of its definitions. */
  readonly overrides: Known<readonly EffectOverride[]>;
  /** By name, as far as a value can be an effect: a word or an expression. Any other is empty, since it may be a secret. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** https://learn.microsoft.com/azure/governance/policy/concepts/assignment-structure#overrides */
export interface EffectOverride {
  readonly effect: string;
  /** Reference ids of the members of an initiative that it touches; null for all. */
  readonly members: readonly string[] | null;
  /** True where other selectors narrow it: to some resources, or to all members but some. */
  readonly isSelective: boolean;
}

/** The two switches of a storage account that a policy can keep off. */
export type StorageSwitch = "isSftpEnabled" | "isLocalUserEnabled";

/** https://learn.microsoft.com/rest/api/policy/policy-definitions/list: custom definitions and initiatives; no built-in one tests the switches. */
export interface PolicyDefinition extends Resource {
  readonly kind: "definition" | "initiative";
  /** Those that, being on, are what a definition's rule looks for; empty for an initiative. */
  readonly tests: readonly StorageSwitch[];
  /** Those that a rule asks about in a way that does not tell on from off, or along with conditions that may never hold. */
  readonly unclear: readonly StorageSwitch[];
  /** As written: `deny`, `[parameters('effect')]`; null for an initiative. */
  readonly effect: Known<string | null>;
  /** Default values by the parameter's name, as those of an assignment. */
  readonly parameterDefaults: Readonly<Record<string, string>>;
  /** Of an initiative; empty for a definition. */
  readonly members: Known<readonly PolicyMember[]>;
}

export interface PolicyMember {
  readonly policyDefinitionId: string;
  /** What overrides name it by; null where it has none. */
  readonly referenceId: string | null;
  /** What the initiative hands on, by the definition's parameter: texts, which may name a parameter of its own. */
  readonly parameters: Readonly<Record<string, string>>;
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
