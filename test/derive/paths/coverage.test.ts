import { describe, expect, test } from "vitest";
import { known } from "../../../src/inventory/known.ts";
import type { DenyAssignment, RoleDefinition } from "../../../src/inventory/sections.ts";
import { access, principal, roleHop, ways } from "../../checks/build-access.ts";
import { accountId, openAccount, SUBSCRIPTION } from "../../checks/build.ts";
import {
  application,
  applicationId,
  AZURE_OWNER,
  AZURE_READER,
  azureRole,
  directoryRole,
  guid,
  owner,
  ROLE_DEFINITIONS,
  servicePrincipal,
  user,
} from "../../checks/build-entra.ts";
import { type Items } from "../../inventory/sections-with.ts";
import { tenant } from "../build-tenant.ts";
import { deriveFrom } from "../derive-from.ts";
import { ann, creator, member, sp, takeovers, BILLING } from "./build-takeovers.ts";

describe("accounts at which somebody plants users anyway", () => {
  const storageAccounts = [openAccount(), openAccount({ name: "other" })];
  const tool = servicePrincipal({ name: "tool" });
  /** "billing" reaches what its role holds, and is owned by somebody. */
  const at = (scope: string, items: Items): Items => ({
    tenants: [tenant()],
    applications: [application()],
    servicePrincipals: [servicePrincipal(), tool],
    storageAccounts,
    roleDefinitions: [AZURE_OWNER, AZURE_READER, USER_ACCESS],
    rbacPrincipals: [user("ann")],
    owners: [owner("ann")],
    ...items,
    roleAssignments: [
      azureRole(AZURE_OWNER, guid("sp", "billing"), { scope }),
      ...(items.roleAssignments ?? []),
    ],
  });
  const USER_ACCESS: RoleDefinition = {
    ...AZURE_READER,
    id: "/providers/Microsoft.Authorization/roleDefinitions/18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    name: "User Access Administrator",
    permissions: known([
      { actions: ["Microsoft.Authorization/*"], notActions: [], dataActions: [], notDataActions: [] },
    ]),
  };
  const deny = (over: Partial<DenyAssignment> = {}): DenyAssignment => ({
    id: "/deny",
    name: "deny",
    scope: SUBSCRIPTION,
    inheritedBy: [],
    permissions: AZURE_OWNER.permissions,
    principals: known([ann]),
    excludePrincipals: known([]),
    doNotApplyToChildScopes: known(false),
    ...over,
  });
  const of = (holder: string, scope: string, definition = AZURE_OWNER) =>
    azureRole(definition, holder, { scope });
  const reached = (items: Items) =>
    deriveFrom(items).sftpTakeovers.items.map(({ accounts }) => accounts?.shown ?? null);
  const [acct, other] = [accountId("acct"), accountId("other")];

  test.each<[string, Items, readonly (readonly string[] | null)[]]>([
    ["a path is one where the start has no role", at(SUBSCRIPTION, {}), [[acct, other]]],
    ["none at its own accounts", at(SUBSCRIPTION, { roleAssignments: [of(ann, SUBSCRIPTION)] }), [null]],
    ["none below them", at(acct, { roleAssignments: [of(ann, SUBSCRIPTION)] }), [null]],
    [
      "none where a narrower role says the same again",
      at(acct, { roleAssignments: [of(ann, other), of(ann, SUBSCRIPTION)] }),
      [null],
    ],
    [
      "none where several roles do together",
      at(SUBSCRIPTION, { roleAssignments: [of(ann, other), of(ann, acct)] }),
      [null],
    ],
    [
      "one where it is more than its own",
      at(SUBSCRIPTION, { roleAssignments: [of(ann, acct)] }),
      [[acct, other]],
    ],
    ["one at another account", at(other, { roleAssignments: [of(ann, acct)] }), [[other]]],
    ["one where its role reads", at(acct, { roleAssignments: [of(ann, acct, AZURE_READER)] }), [[acct]]],
    [
      "one where it assigns roles and creates no users",
      at(acct, { roleAssignments: [of(ann, acct, USER_ACCESS)] }),
      [[acct]],
    ],
    [
      "one where its role must be activated",
      at(acct, { roleEligibilities: [of(ann, SUBSCRIPTION)] }),
      [[acct]],
    ],
    [
      "none where the role is a group's",
      at(acct, {
        roleAssignments: [azureRole(AZURE_OWNER, "ops", { principalType: known("Group") })],
        azureGroupMembers: [member("ops", ann)],
      }),
      [null],
    ],
    [
      "one where a deny assignment takes the role away",
      at(acct, {
        roleAssignments: [of(ann, SUBSCRIPTION)],
        denyAssignments: [deny()],
      }),
      [[acct]],
    ],
    [
      "none where a deny assignment takes something else away",
      at(acct, {
        roleAssignments: [of(ann, SUBSCRIPTION)],
        denyAssignments: [deny({ permissions: AZURE_READER.permissions })],
      }),
      [null],
    ],
    [
      "none where the role stands at a management group above",
      at(acct, {
        roleAssignments: [
          azureRole(AZURE_OWNER, ann, {
            scope: "/providers/Microsoft.Management/managementGroups/mg",
            inheritedBy: [SUBSCRIPTION.slice("/subscriptions/".length)],
          }),
        ],
      }),
      [null],
    ],
    [
      "a service principal of its own role, over an application that it owns",
      at(acct, {
        owners: [owner("x", applicationId(), { ownerId: guid("sp", "tool"), kind: "service-principal" })],
        roleAssignments: [of(guid("sp", "tool"), other, USER_ACCESS), of(guid("sp", "tool"), other)],
        roleEligibilities: [of(guid("sp", "tool"), acct)],
      }),
      [[acct]],
    ],
  ])("%s", (_, items, expected) => {
    expect(reached(items)).toEqual(expected);
  });

  test("of more accounts than are named, the scope of the role tells", () => {
    const many = Array.from({ length: 12 }, (_, which) => openAccount({ name: `a${which}x` }));
    const groupScope = `${SUBSCRIPTION}/resourceGroups/rg`;
    const items = (scope: string): Items => ({
      ...at(groupScope, { roleAssignments: [of(ann, scope)] }),
      storageAccounts: many,
    });
    expect(reached(items(SUBSCRIPTION))).toEqual([null]);
    expect(reached(items(groupScope))).toEqual([null]);
    expect(reached(items(accountId("a0x")))).toMatchObject([
      [accountId("a0x"), ...Array(9).fill(expect.any(String))],
    ]);
    // All ten that are named, and not the others.
    const shown = reached(at(groupScope, {}))[0];
    const ten = many.slice(0, 10);
    const named = takeovers({
      ...BILLING,
      owners: [owner("ann")],
      sftpAccess: [
        creator("billing", {
          accounts: { count: 12, shown: [ten[0]?.id ?? "", ...ten.slice(1).map(({ id }) => id)] },
        }),
        access({
          principal: principal({ id: `/users/${ann}`, kind: "user", name: "ann" }),
          accounts: { count: 10, shown: [ten[0]?.id ?? "", ...ten.slice(1).map(({ id }) => id)] },
          creates: ways([roleHop(sp())]),
        }),
      ],
    });
    expect(shown).toHaveLength(2);
    expect(named[0]?.accounts?.count).toBe(12);
  });

  test("a path does not begin with a role of one's own, whether it plants users or not", () => {
    const toolId = guid("sp", "tool");
    const found = deriveFrom(
      at(acct, {
        owners: [owner("x", applicationId(), { ownerId: toolId, kind: "service-principal" })],
        roleAssignments: [of(toolId, other), of(toolId, acct, USER_ACCESS)],
      }),
    ).sftpTakeovers.items;
    expect(
      found.map(({ way, ways, identities }) => [way, ways?.paths.length, ways?.more, identities]),
    ).toEqual([["owns", 1, 0, 1]]);
  });

  test("of two roles at the end either scope tells", () => {
    const many = Array.from({ length: 12 }, (_, which) => openAccount({ name: `a${which}x` }));
    const groupScope = `${SUBSCRIPTION}/resourceGroups/rg`;
    const items = at(groupScope, {
      roleAssignments: [of(guid("sp", "billing"), SUBSCRIPTION), of(ann, groupScope)],
    });
    expect(reached({ ...items, storageAccounts: many })).toEqual([null]);
  });

  test("each start is asked for its own", () => {
    const [bob, cid] = [guid("user", "bob"), guid("user", "cid")];
    const items = at(acct, {
      owners: ["ann", "bob", "cid"].map((name) => owner(name)),
      rbacPrincipals: ["ann", "bob", "cid"].map((name) => user(name)),
      roleAssignments: [of(ann, acct), of(bob, other), of(cid, SUBSCRIPTION), of(cid, other)],
    });
    const found = deriveFrom(items).sftpTakeovers.items;
    expect(found.map(({ name, accounts }) => [name.slice(0, 3), accounts?.shown ?? null])).toEqual([
      ["ann", null],
      ["bob", [acct]],
      ["cid", null],
    ]);
  });

  test("the role of a group is that of each member", () => {
    const items = at(acct, {
      owners: ["ann", "bob"].map((name) => owner(name)),
      rbacPrincipals: ["ann", "bob"].map((name) => user(name)),
      roleAssignments: [azureRole(AZURE_OWNER, "ops", { principalType: known("Group") })],
      azureGroupMembers: [member("ops", ann), member("ops", guid("user", "bob"))],
    });
    expect(reached(items)).toEqual([null, null]);
  });

  test("a Global Administrator without roles comes to all, one with a role at the root to none", () => {
    const items = {
      ...at(SUBSCRIPTION, { owners: [] }),
      directoryRoleDefinitions: ROLE_DEFINITIONS,
      directoryRoleAssignments: [directoryRole("Global Administrator", ann)],
    };
    const root = azureRole(AZURE_OWNER, ann, {
      scope: "/",
      id: "/providers/Microsoft.Authorization/roleAssignments/root",
    });
    expect(reached(items)).toEqual([[acct, other]]);
    expect(reached({ ...items, roleAssignments: [root] })).toEqual([null]);
  });

  test("what was found at one scope is not asked again", () => {
    const names = ["a", "b", "c"];
    const items: Items = {
      ...at(SUBSCRIPTION, {
        roleAssignments: [
          of(ann, SUBSCRIPTION),
          ...names.map((name) => azureRole(AZURE_OWNER, guid("sp", name))),
        ],
      }),
      applications: names.map((name) => application({ name })),
      servicePrincipals: names.map((name) => servicePrincipal({ name })),
      owners: names.map((name) => owner("ann", applicationId(name))),
    };
    expect(reached(items)).toEqual([null]);
  });
});
