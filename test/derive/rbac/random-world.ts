import fc from "fast-check";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { RoleAssignment, RolePermission } from "../../../src/inventory/sections.ts";
import { denied, openAccount, storageAccount } from "../../checks/build.ts";
import { servicePrincipal, user } from "../../checks/build-entra.ts";
import type { Items } from "../../inventory/sections-with.ts";
import {
  A,
  account,
  ACCESS_ADMINISTRATOR,
  B,
  CONTRIBUTOR,
  deny,
  groupAbove,
  holds,
  isIn,
  managementGroup,
  mayActivate,
  OWNER,
  permission,
  READER,
  role,
  STORAGE_CONTRIBUTOR,
  SUB_A,
  SUB_B,
  who,
} from "./build-rbac.ts";

const C = "/subscriptions/cccccccc-1111-4111-8111-111111111111";

/** Five accounts in three subscriptions; names that begin alike. */
export const ACCOUNTS = [
  account("one"),
  account("one2"),
  account("one", { group: "rg2" }),
  account("two", { subscription: B }),
  account("three", { subscription: C }),
];

const SCOPES = [
  "/",
  managementGroup("root"),
  managementGroup("prod"),
  A,
  B,
  C,
  `${A}/resourceGroups/rg`,
  `${A}/resourceGroups/RG2`,
  ...ACCOUNTS,
];

const CHANGER = role("Changer", { actions: ["Microsoft.Storage/storageAccounts/write"] });
const BUT_USERS = role(
  "But users",
  { actions: ["Microsoft.*"], notActions: ["*/localUsers/*", "Microsoft.Authorization/*"] },
  { actions: ["Microsoft.Storage/storageAccounts/*/WRITE"], notActions: ["*/write"] },
);
const ROLES = [OWNER, READER, CONTRIBUTOR, ACCESS_ADMINISTRATOR, STORAGE_CONTRIBUTOR, CHANGER, BUT_USERS];

export const PEOPLE = ["ann", "bob", "deploy", "guest"];
export const GROUPS = ["admins", "partners"];

const anybody = fc.constantFrom(...PEOPLE, ...GROUPS);
const scope = fc.constantFrom(...SCOPES);
/** A management group may be known by the lists of its subscriptions alone. */
const inherited = fc.constantFrom<readonly string[]>([], [SUB_A], [SUB_A, SUB_B]);
const isAbove = (at: string): boolean => !at.startsWith("/subscriptions/");

const assignment = fc
  .tuple(anybody, fc.constantFrom(...ROLES), scope, inherited, fc.nat())
  .map(([name, definition, at, inheritedBy, number]) => ({ name, definition, at, inheritedBy, number }));

export const someAssignment: fc.Arbitrary<RoleAssignment> = assignment.map(
  ({ name, definition, at, inheritedBy, number }) => {
    const made = holds(name, definition, at, {
      principalType: known(GROUPS.includes(name) ? "Group" : name === "deploy" ? "ServicePrincipal" : "User"),
      inheritedBy: isAbove(at) ? inheritedBy : [],
    });
    return { ...made, id: `${made.id}-${number}` };
  },
);

const someEligibility = assignment.map(({ name, definition, at, inheritedBy, number }) => {
  const made = mayActivate(name, definition, at, { inheritedBy: isAbove(at) ? inheritedBy : [] });
  return { ...made, id: `${made.id}-${number}` };
});

const somePermission: fc.Arbitrary<RolePermission> = fc.constantFrom(
  permission({ actions: ["*"] }),
  permission({ actions: ["*"], notActions: ["*/localUsers/write"] }),
  permission({ actions: ["microsoft.storage/*"] }),
  permission({ actions: ["Microsoft.Authorization/*"] }),
);

const somePrincipals = fc.array(
  fc.oneof(anybody.map(who), fc.constant("00000000-0000-0000-0000-000000000000")),
  { minLength: 1, maxLength: 2 },
);

export const someDeny = fc
  .tuple(
    scope,
    inherited,
    fc.array(somePermission, { minLength: 1, maxLength: 2 }),
    somePrincipals,
    fc.array(anybody, { maxLength: 2 }),
    fc.boolean(),
    fc.nat(),
    fc.boolean(),
  )
  .map(([at, inheritedBy, permissions, principals, excluded, only, number, isClear]) =>
    deny(at, {
      name: `deny-${number}`,
      inheritedBy: isAbove(at) ? inheritedBy : [],
      permissions: isClear || number % 5 > 0 ? known(permissions) : unknown(denied()),
      principals: known(principals),
      excludePrincipals: known(excluded.map(who)),
      doNotApplyToChildScopes: known(only),
    }),
  );

export interface World extends Items {
  readonly roleAssignments: readonly RoleAssignment[];
  readonly roleEligibilities: NonNullable<Items["roleEligibilities"]>;
  readonly denyAssignments: NonNullable<Items["denyAssignments"]>;
  readonly azureGroupMembers: NonNullable<Items["azureGroupMembers"]>;
  readonly managementGroups: NonNullable<Items["managementGroups"]>;
}

const onceEach = <T extends { readonly id: string }>(items: readonly T[]): T[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];

export const someWorld: fc.Arbitrary<World> = fc
  .record({
    roleAssignments: fc.array(someAssignment, { maxLength: 8 }).map(onceEach),
    roleEligibilities: fc.array(someEligibility, { maxLength: 3 }).map(onceEach),
    denyAssignments: fc.array(someDeny, { maxLength: 3 }).map(onceEach),
    memberships: fc.array(fc.tuple(fc.constantFrom(...PEOPLE), fc.constantFrom(...GROUPS)), { maxLength: 6 }),
    hasTree: fc.boolean(),
    isNested: fc.boolean(),
  })
  .map(({ memberships, hasTree, isNested, ...world }) => ({
    ...world,
    roleDefinitions: ROLES,
    azureGroupMembers: onceEach([
      ...memberships.map(([name, group]) =>
        isIn(name, group, name === "deploy" ? "service-principal" : "user"),
      ),
      ...(isNested ? [isIn("partners", "admins", "group")] : []),
    ]),
    managementGroups: hasTree
      ? [groupAbove("root", null), groupAbove("prod", "root", [SUB_A]), groupAbove("dev", "root", [SUB_B])]
      : [],
    storageAccounts: ACCOUNTS.map((id, at) => {
      const name = id.slice(id.lastIndexOf("/") + 1);
      return at % 2 === 0 ? openAccount({ id, name }) : storageAccount({ id, name });
    }),
    servicePrincipals: [servicePrincipal({ id: `/servicePrincipals/${who("deploy")}`, name: "deploy" })],
    rbacPrincipals: ["ann", "bob", "guest"].map((name) =>
      user(name, {
        id: `/directoryObjects/${who(name)}`,
        userType: known(name === "guest" ? "Guest" : "Member"),
      }),
    ),
  }));
