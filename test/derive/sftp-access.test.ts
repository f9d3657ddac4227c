import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { derive } from "../../src/derive/derive.ts";
import sftpAccess from "../../src/derive/sftp-access.ts";
import { type Gap, known, unknown } from "../../src/inventory/known.ts";
import type { SftpAccess, StorageAccount, Ways } from "../../src/inventory/sections.ts";
import { denied, openAccount, storageAccount, TENANT } from "../checks/build.ts";
import { foreignPrincipal, microsoftPrincipal, servicePrincipal, user } from "../checks/build-entra.ts";
import { type Gaps, type Items, sectionsWith } from "../inventory/sections-with.ts";
import { tenant } from "./build-tenant.ts";
import {
  A,
  account,
  B,
  CONTRIBUTOR,
  deny,
  holds,
  isIn,
  managementGroup,
  mayActivate,
  OWNER,
  permission,
  RBAC_ADMINISTRATOR,
  READER,
  role,
  ROLES,
  STORAGE_CONTRIBUTOR,
  SUB_A,
  SUB_B,
  who,
} from "./rbac/build-rbac.ts";
import { truthAt } from "./rbac/oracle.ts";
import { ACCOUNTS, GROUPS, PEOPLE, someWorld, type World } from "./rbac/random-world.ts";

const CREATES = "Microsoft.Storage/storageAccounts/localUsers/write";
const CHANGES = "Microsoft.Storage/storageAccounts/write";
const ASSIGNS = "Microsoft.Authorization/roleAssignments/write";

const open = (name: string, at: Parameters<typeof account>[1] = {}, over: Partial<StorageAccount> = {}) =>
  openAccount({ id: account(name, at), name, ...over });
const off = (name: string, at: Parameters<typeof account>[1] = {}, over: Partial<StorageAccount> = {}) =>
  storageAccount({ id: account(name, at), name, ...over });

const DEPLOY = servicePrincipal({ id: `/servicePrincipals/${who("deploy")}`, name: "deploy" });
const person = (name: string, userType = "Member") =>
  user(name, { id: `/directoryObjects/${who(name)}`, userType: known(userType) });

function access(items: Items, gaps: Gaps = {}): readonly SftpAccess[] {
  const given: Items = {
    tenants: [tenant()],
    storageAccounts: [open("acct")],
    roleDefinitions: ROLES,
    servicePrincipals: [DEPLOY],
    rbacPrincipals: [person("ann"), person("bob"), person("guest", "Guest")],
    ...items,
  };
  const inventory = { collectedAt: "2026-01-01T00:00:00.000Z", sections: sectionsWith(given, gaps) };
  return derive(inventory, [sftpAccess]).sections.sftpAccess.items;
}

const asDeploy = (...args: Parameters<typeof holds>) =>
  holds(args[0], args[1], args[2], { principalType: known("ServicePrincipal"), ...args[3] });
const asGroup = (...args: Parameters<typeof holds>) =>
  holds(args[0], args[1], args[2], { principalType: known("Group"), ...args[3] });

/** `deploy → acct`, `deploy → admins → acct (eligible, conditional)`. */
const told = (ways: Ways | null): readonly string[] | null =>
  ways &&
  ways.paths.map((path) => {
    const nodes = [path[0]?.from, ...path.map(({ to }) => to)].map((node) => node?.name).join(" → ");
    const notes = [
      ...(path.some(({ eligible }) => eligible) ? ["eligible"] : []),
      ...(path.some(({ conditional }) => conditional) ? ["conditional"] : []),
    ];
    return notes.length === 0 ? nodes : `${nodes} (${notes.join(", ")})`;
  });

const byName = ([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]): number =>
  a < b ? -1 : 1;

/** A row in short. */
const short = ({ name, accounts, creates, changesAccounts, grantsItself }: SftpAccess) => ({
  name,
  accounts: accounts.shown.map((id) => id.slice(id.lastIndexOf("/") + 1)),
  creates: told(creates),
  changes: changesAccounts,
  assigns: told(grantsItself),
});

test("an owner's row, whole", () => {
  const assignment = asDeploy("deploy", OWNER, A);
  const principal = {
    id: DEPLOY.id,
    kind: "service-principal",
    name: "deploy",
    isForeign: known(false),
    isMicrosoft: false,
    accountEnabled: known(true),
  } as const;
  const hop = {
    from: { id: DEPLOY.id, kind: "service-principal", name: "deploy" },
    to: { id: account("acct"), kind: "storage-account", name: "acct" },
    proof: {
      id: assignment.id,
      scope: A,
      source: `GET /subscriptions/${SUB_A}/providers/Microsoft.Authorization/roleAssignments`,
    },
    eligible: false,
    conditional: false,
  } as const;
  const writes = {
    ...hop,
    right: "creates-local-users",
    because: `"deploy" holds the role "Owner" at the subscription "${SUB_A}", which writes local users.`,
  };
  const assigns = {
    ...hop,
    right: "assigns-roles",
    because: `"deploy" holds the role "Owner" at the subscription "${SUB_A}", which assigns roles.`,
  };
  const [row, ...others] = access({ roleAssignments: [assignment] });
  expect(others).toEqual([]);
  expect(row).toEqual({
    id: expect.stringMatching(/^\/servicePrincipals\/[-\da-f]+\/sftpAccess\/[\da-f]{16}$/),
    name: "deploy",
    principal,
    accounts: { count: 1, shown: [account("acct")] },
    creates: { paths: [[writes]], more: 0, cut: { hop: writes, cutsAll: true, rows: 1 } },
    changesAccounts: true,
    grantsItself: { paths: [[assigns]], more: 0, cut: { hop: assigns, cutsAll: true, rows: 1 } },
    gaps: [],
    denials: [],
  });
});

test("a guest's way through a group, whole", () => {
  const membership = isIn("guest", "admins");
  const assignment = mayActivate("admins", STORAGE_CONTRIBUTOR, managementGroup("prod"), {
    inheritedBy: [SUB_B, SUB_A].sort(),
    principalType: known("Group"),
  });
  const [guest] = access({ roleEligibilities: [assignment], rbacGroupMembers: [membership] }).filter(
    ({ name }) => name === "guest@contoso.example",
  );
  const group = { id: `/groups/${who("admins")}`, kind: "group", name: "admins" };
  const first = {
    from: { id: `/users/${who("guest")}`, kind: "user", name: "guest@contoso.example" },
    right: "member-of",
    to: group,
    because: '"guest@contoso.example" is in the group "admins".',
    proof: {
      id: `/groups/${who("admins")}/members/${who("guest")}`,
      scope: `/groups/${who("admins")}`,
      source: `GET /v1.0/groups/${who("admins")}/transitiveMembers`,
    },
    eligible: false,
    conditional: false,
  };
  const second = {
    from: group,
    right: "creates-local-users",
    to: { id: account("acct"), kind: "storage-account", name: "acct" },
    because: `"admins" may activate the role "Storage Account Contributor" at the management group "prod", which writes local users.`,
    proof: {
      id: assignment.id,
      scope: managementGroup("prod"),
      source: `GET /subscriptions/${SUB_A}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances`,
    },
    eligible: true,
    conditional: false,
  };
  expect(guest).toMatchObject({
    principal: { isForeign: known(true), accountEnabled: known(true) },
    creates: { paths: [[first, second]], more: 0, cut: { hop: first, cutsAll: true, rows: 1 } },
    grantsItself: null,
  });
});

test("in a management group's place stands the subscription of whose list nobody told", () => {
  const world = {
    roleAssignments: [asDeploy("deploy", OWNER, "/")],
  };
  expect(access(world)[0]?.creates?.paths[0][0]?.proof).toMatchObject({
    scope: "/",
    // The builder's accounts all say this.
    source:
      "GET /subscriptions/11111111-1111-4111-8111-111111111111/providers/Microsoft.Authorization/roleAssignments",
  });
});

describe("who has a row", () => {
  const rowsOf = (items: Items) => access(items).map(({ principal }) => principal);
  const members = [
    isIn("deploy", "admins", "service-principal"),
    isIn("guest", "admins"),
    isIn("ann", "admins"),
    isIn("inner", "admins", "group"),
    isIn("laptop", "admins", "other"),
    isIn("stranger", "admins"),
  ];

  test("a group for its members, and those of them who are no members of the tenant", () => {
    const items = { roleAssignments: [asGroup("admins", OWNER, A)], azureGroupMembers: members };
    expect(
      rowsOf(items)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["admins", "deploy", "guest@contoso.example"]);
  });

  test("a member of the tenant with a role of its own, and then all of its ways", () => {
    const items = {
      roleAssignments: [asGroup("admins", OWNER, A), holds("ann", READER, A)],
      azureGroupMembers: [isIn("ann", "admins")],
    };
    expect(access(items).map(short)).toContainEqual({
      name: "ann@contoso.example",
      accounts: ["acct"],
      creates: ["ann@contoso.example → admins → acct"],
      changes: true,
      assigns: ["ann@contoso.example → admins → acct"],
    });
  });

  test("a member of whom nobody knows whether it is a guest", () => {
    const items = {
      roleAssignments: [asGroup("admins", OWNER, A)],
      azureGroupMembers: [isIn("ann", "admins")],
      rbacPrincipals: [{ ...person("ann"), userType: unknown(denied(TENANT)) }],
    };
    expect(rowsOf(items).map(({ isForeign }) => isForeign)).toContainEqual(unknown(denied(TENANT)));
  });

  test("a member without a type is none of another tenant", () => {
    const items = {
      roleAssignments: [asGroup("admins", OWNER, A)],
      azureGroupMembers: [isIn("ann", "admins")],
      rbacPrincipals: [{ ...person("ann"), userType: known(null) }],
    };
    expect(rowsOf(items)).toHaveLength(1);
  });

  test("a member whom a deny assignment spares that takes the right from its group", () => {
    const items = {
      roleAssignments: [asGroup("admins", OWNER, A)],
      azureGroupMembers: members,
      denyAssignments: [deny(A, { excludePrincipals: known([who("ann"), who("inner")]) })],
    };
    const rows = access(items).map(({ name, creates }) => [name, told(creates)]);
    expect(rows).toContainEqual(["ann@contoso.example", ["ann@contoso.example → admins → acct"]]);
    expect(rows).toContainEqual([who("inner"), [`${who("inner")} → admins → acct`]]);
    expect(rows).toContainEqual(["admins", null]);
    expect(rows).toContainEqual(["deploy", null]);
    expect(rows).toHaveLength(5);
  });

  test("nobody whose group's deny assignment holds for it as well", () => {
    const items = {
      roleAssignments: [asGroup("admins", OWNER, A)],
      azureGroupMembers: [isIn("ann", "admins")],
      denyAssignments: [
        deny(account("other")),
        deny(account("acct"), { name: "ann", principals: known([who("ann")]) }),
      ],
    };
    expect(rowsOf(items)).toHaveLength(1);
  });

  test("nobody without an account, and nobody for accounts without a hierarchical namespace", () => {
    const roleAssignments = [asDeploy("deploy", OWNER, B), asDeploy("other", OWNER, account("acct2"))];
    expect(rowsOf({ roleAssignments })).toEqual([]);
    const flat = { storageAccounts: [open("acct", {}, { isHnsEnabled: known(false) })] };
    expect(rowsOf({ roleAssignments: [asDeploy("deploy", OWNER, A)], ...flat })).toEqual([]);
    expect(rowsOf({ roleAssignments: [asDeploy("deploy", OWNER, A)], storageAccounts: [] })).toEqual([]);
  });

  test("but for an account of which it was not read", () => {
    const unread = { storageAccounts: [open("acct", {}, { isHnsEnabled: unknown(denied()) })] };
    expect(rowsOf({ roleAssignments: [asDeploy("deploy", OWNER, A)], ...unread })).toHaveLength(1);
  });

  test("nobody twice, however the id is spelled", () => {
    const shouted = asDeploy("deploy", CONTRIBUTOR, A, { principalId: who("deploy").toUpperCase() });
    expect(rowsOf({ roleAssignments: [asDeploy("deploy", OWNER, A), shouted] })).toHaveLength(1);
  });

  test("without a tenant there is nobody to tell", () => {
    expect(access({ tenants: [], roleAssignments: [asDeploy("deploy", OWNER, A)] })).toEqual([]);
  });
});

describe("who a principal is", () => {
  const principal = (items: Items, gaps: Gaps = {}) => access(items, gaps)[0]?.principal;
  const typed = (principalType: string | null) => ({
    roleAssignments: [holds("somebody", OWNER, A, { principalType: known(principalType) })],
  });
  const id = who("somebody");
  const gone = { name: id, isForeign: known(false), isMicrosoft: false, accountEnabled: known(false) };
  const unread: Gap = { ...denied(TENANT), request: "directory" };
  const both = { isForeign: unknown(unread), accountEnabled: unknown(unread) };

  test.each<[string, Items, object]>([
    [
      "another tenant's application",
      {
        ...typed("ServicePrincipal"),
        servicePrincipals: [
          foreignPrincipal({ id: `/servicePrincipals/${id}`, accountEnabled: known(false) }),
        ],
      },
      {
        id: `/servicePrincipals/${id}`,
        kind: "service-principal",
        name: "Fabrikam Mail",
        isForeign: known(true),
        isMicrosoft: false,
        accountEnabled: known(false),
      },
    ],
    [
      "Microsoft's own",
      { ...typed(null), servicePrincipals: [microsoftPrincipal({ id: `/servicePrincipals/${id}` })] },
      { kind: "service-principal", isForeign: known(false), isMicrosoft: true },
    ],
    [
      "an application whose owner was not read",
      {
        ...typed(null),
        servicePrincipals: [
          servicePrincipal({
            id: `/servicePrincipals/${id}`,
            owner: "unknown",
            appOwnerOrganizationId: unknown(unread),
          }),
        ],
      },
      { isForeign: unknown(unread) },
    ],
    [
      "an application without an owner",
      {
        ...typed(null),
        servicePrincipals: [
          servicePrincipal({
            id: `/servicePrincipals/${id}`,
            owner: "unknown",
            appOwnerOrganizationId: known(null),
          }),
        ],
      },
      { isForeign: known(false) },
    ],
    [
      "a user",
      { ...typed("User"), rbacPrincipals: [{ ...person("somebody"), accountEnabled: known(false) }] },
      {
        id: `/users/${id}`,
        kind: "user",
        name: "somebody@contoso.example",
        isForeign: known(false),
        isMicrosoft: false,
        accountEnabled: known(false),
      },
    ],
    [
      "a user without a user principal name",
      { ...typed(null), rbacPrincipals: [{ ...person("somebody", "GUEST"), userPrincipalName: null }] },
      { name: "somebody", isForeign: known(true) },
    ],
    [
      "a group",
      { ...typed("Group"), azureGroupMembers: [isIn("ann", "somebody")] },
      {
        id: `/groups/${id}`,
        kind: "group",
        name: "somebody",
        isForeign: known(false),
        isMicrosoft: false,
        accountEnabled: known(null),
      },
    ],
    ["a group without members", typed("Group"), { id: `/groups/${id}`, kind: "group", name: id }],
    [
      "a group that was looked up among the users",
      { ...typed(null), rbacPrincipals: [{ ...person("somebody"), kind: "group" }] },
      { id: `/groups/${id}`, kind: "group", name: "somebody" },
    ],
    [
      "a group that only its members tell",
      { ...typed(null), rbacGroupMembers: [isIn("ann", "somebody")] },
      { kind: "group" },
    ],
    [
      "a foreign group",
      typed("ForeignGroup"),
      { id: `/groups/${id}`, kind: "group", isForeign: known(true) },
    ],
    ["a user who is gone", typed("User"), { ...gone, id: `/users/${id}`, kind: "user" }],
    [
      "an application that is gone",
      typed("ServicePrincipal"),
      { ...gone, id: `/servicePrincipals/${id}`, kind: "service-principal" },
    ],
    ["nobody knows what", typed(null), { ...gone, id: `/directoryObjects/${id}`, kind: "principal" }],
    ["a device", typed("Device"), { ...gone, id: `/directoryObjects/${id}`, kind: "principal" }],
    [
      "a type that was not read",
      { roleAssignments: [holds("somebody", OWNER, A, { principalType: unknown(unread) })] },
      { kind: "principal" },
    ],
  ])("%s", (_, items, expected) => {
    expect(principal(items)).toMatchObject(expected);
  });

  test("nobody is gone from a list that was not read to its end", () => {
    const [users, applications] = [{ rbacPrincipals: [unread] }, { servicePrincipals: [unread] }];
    expect(principal(typed("User"), users)).toMatchObject(both);
    expect(principal(typed("User"), applications)).toMatchObject(gone);
    expect(principal(typed("ServicePrincipal"), applications)).toMatchObject(both);
    expect(principal(typed("ServicePrincipal"), users)).toMatchObject(gone);
    expect(principal(typed(null), applications)).toMatchObject(both);
    expect(principal(typed(null), users)).toMatchObject(both);
  });
});

describe("rows of one principal", () => {
  const storageAccounts = [open("a"), off("b"), open("c", { group: "rg2" }), open("d", { subscription: B })];
  const rows = (...roleAssignments: NonNullable<Items["roleAssignments"]>) =>
    access({ storageAccounts, roleAssignments }).map(short);
  const row = { name: "deploy", creates: ["deploy → a"], changes: true, assigns: null };

  test("one for all that is reached in the same way", () => {
    expect(rows(asDeploy("deploy", CONTRIBUTOR, A))).toEqual([{ ...row, accounts: ["a", "c", "b"] }]);
  });

  test("one for each scope that adds a role", () => {
    const nested = rows(
      asDeploy("deploy", CONTRIBUTOR, "/"),
      asDeploy("deploy", STORAGE_CONTRIBUTOR, `${A}/resourceGroups/rg`),
      asDeploy("deploy", OWNER, account("b")),
    );
    expect(nested).toHaveLength(3);
    expect(nested).toEqual(
      expect.arrayContaining([
        { ...row, accounts: ["c", "d"], creates: ["deploy → c"] },
        { ...row, accounts: ["a"], creates: ["deploy → a", "deploy → a"] },
        {
          ...row,
          accounts: ["b"],
          creates: ["deploy → b", "deploy → b", "deploy → b"],
          assigns: ["deploy → b"],
        },
      ]),
    );
  });

  test("a role that adds nothing splits nothing", () => {
    const changer = role("Changer", { actions: [CHANGES] });
    const items = {
      storageAccounts,
      roleDefinitions: [...ROLES, changer],
      roleAssignments: [
        asDeploy("deploy", CONTRIBUTOR, A),
        asDeploy("deploy", READER, account("a")),
        asDeploy("deploy", changer, account("b")),
      ],
    };
    expect(access(items).map(short)).toEqual([{ ...row, accounts: ["a", "c", "b"] }]);
  });

  test("to change accounts is no way by itself, and tells rows apart", () => {
    const [users, changer] = [role("Users", { actions: [CREATES] }), role("Changer", { actions: [CHANGES] })];
    const items = {
      storageAccounts,
      roleDefinitions: [users, changer],
      roleAssignments: [
        asDeploy("deploy", users, `${A}/resourceGroups/rg`),
        asDeploy("deploy", changer, account("a")),
        asDeploy("deploy", changer, B),
      ],
    };
    const found = access(items);
    expect(found.map(short)).toEqual(
      expect.arrayContaining([
        { ...row, accounts: ["a"] },
        { ...row, accounts: ["b"], creates: ["deploy → b"], changes: false },
      ]),
    );
    expect(found).toHaveLength(2);
    expect(new Set(found.map(({ id }) => id)).size).toBe(2);
  });

  test("without a right there is one row, so that it can pass", () => {
    const [none, ...more] = access({
      storageAccounts,
      roleAssignments: [
        asDeploy("deploy", READER, A),
        asDeploy("deploy", READER, account("d", { subscription: B })),
      ],
    });
    expect(more).toEqual([]);
    expect(none).toEqual({
      id: `${DEPLOY.id}/sftpAccess/none`,
      name: "deploy",
      principal: expect.objectContaining({ id: DEPLOY.id }),
      accounts: {
        count: 4,
        // The one with SFTP off comes last, and the others by their ids.
        shown: [
          account("a"),
          account("c", { group: "rg2" }),
          account("d", { subscription: B }),
          account("b"),
        ],
      },
      creates: null,
      changesAccounts: false,
      grantsItself: null,
      gaps: [],
      denials: [],
    });
  });

  test("and where it only changes accounts, the row says so", () => {
    const changer = role("Changer", { actions: [CHANGES] });
    const items = { roleDefinitions: [changer], roleAssignments: [asDeploy("deploy", changer, A)] };
    expect(access(items)).toMatchObject([
      { id: `${DEPLOY.id}/sftpAccess/none`, changesAccounts: true, creates: null, grantsItself: null },
    ]);
  });

  test("survive a further account, and new names of the same ids", () => {
    const idsOf = (accounts: readonly StorageAccount[], assignmentOf: (id: string) => string) =>
      access({
        storageAccounts: accounts,
        roleAssignments: [asDeploy("deploy", OWNER, A), asDeploy("deploy", CONTRIBUTOR, account("a"))].map(
          (one) => ({
            ...one,
            id: assignmentOf(one.id),
          }),
        ),
      })
        .map(({ id }) => id)
        .sort();
    const before = idsOf(storageAccounts, (id) => id);
    expect(before).toHaveLength(2);
    expect(idsOf([...storageAccounts, open("e"), open("0")], (id) => id.toLowerCase())).toEqual(before);
    expect(idsOf(storageAccounts, (id) => `${id}0`)).not.toEqual(before);
  });

  test("the order in which things were read does not show", () => {
    const roleAssignments = [
      asDeploy("deploy", OWNER, A),
      asDeploy("deploy", CONTRIBUTOR, "/"),
      asGroup("admins", OWNER, account("b")),
      asGroup("others", OWNER, account("b")),
    ];
    const azureGroupMembers = [
      isIn("deploy", "admins", "service-principal"),
      isIn("deploy", "others", "service-principal"),
    ];
    const told = access({ storageAccounts, roleAssignments, azureGroupMembers });
    const turned = access({
      storageAccounts: storageAccounts.toReversed(),
      roleAssignments: roleAssignments.toReversed(),
      azureGroupMembers: azureGroupMembers.toReversed(),
    });
    const byId = (a: SftpAccess, b: SftpAccess) => (a.id < b.id ? -1 : 1);
    expect(turned.toSorted(byId)).toEqual(told.toSorted(byId));
  });
});

describe("the accounts of a row", () => {
  test("the worst first: open to any network, usable, not read, off, and then by id", () => {
    const storageAccounts = [
      off("a"),
      open("b", {}, { isSftpEnabled: unknown(denied()) }),
      open("c", {}, { publicNetworkAccess: known("Disabled") }),
      open("d", {}, { publicNetworkAccess: unknown(denied()) }),
      open("Z"),
      open("e"),
    ];
    const [row] = access({ storageAccounts, roleAssignments: [asDeploy("deploy", OWNER, A)] });
    expect(row?.accounts).toEqual({
      count: 6,
      shown: ["e", "Z", "c", "d", "b", "a"].map((name) => account(name)),
    });
    expect(row?.creates?.paths[0][0]?.to.id).toBe(account("e"));
  });

  test("ten are shown, of however many", () => {
    const names = Array.from({ length: 45 }, (_, at) => `a${String(at).padStart(2, "0")}`);
    const storageAccounts = names.map((name, at) => (at % 4 === 3 ? open(name) : off(name)));
    const roleAssignments = [
      asDeploy("deploy", OWNER, A),
      // Cut out of the middle, which leaves two runs.
      ...["a07", "a20"].map((name) => asDeploy("deploy", CONTRIBUTOR, account(name))),
    ].map((one, at) => ({ ...one, id: `${one.id}-${at}` }));
    const rows = access({ storageAccounts, roleAssignments });
    const wide = rows.find(({ accounts }) => accounts.count > 1);
    expect(rows).toHaveLength(3);
    expect(wide?.accounts).toEqual({
      count: 43,
      shown: ["a03", "a11", "a15", "a19", "a23", "a27", "a31", "a35", "a39", "a43"].map((name) =>
        account(name),
      ),
    });
  });
});

describe("ways", () => {
  const groups = ["g1", "g2", "g3", "g4"];
  const azureGroupMembers = groups.map((group) => isIn("deploy", group, "service-principal"));
  const throughGroups = groups.map((group) => asGroup(group, CONTRIBUTOR, A));
  const deployed = (items: Items) => access(items).filter(({ name }) => name === "deploy");

  test("three at most, the shortest first, and how many more", () => {
    const [row] = deployed({
      azureGroupMembers,
      roleAssignments: [...throughGroups, asDeploy("deploy", CONTRIBUTOR, A)],
    });
    expect(row?.creates?.paths.map((path) => path.length)).toEqual([1, 2, 2]);
    expect(row?.creates?.more).toBe(2);
    expect(row?.creates?.cut).toMatchObject({ cutsAll: false });
  });

  test("one in force is shown before shorter ones that must be activated", () => {
    const eligible = [STORAGE_CONTRIBUTOR, OWNER, CONTRIBUTOR].map((one) => mayActivate("deploy", one, A));
    const [row] = deployed({
      azureGroupMembers,
      roleAssignments: [asGroup("g1", CONTRIBUTOR, A)],
      roleEligibilities: eligible,
    });
    expect(told(row?.creates ?? null)).toEqual([
      "deploy → acct (eligible)",
      "deploy → acct (eligible)",
      "deploy → g1 → acct",
    ]);
    expect(row?.creates?.more).toBe(1);
  });

  test("one without a condition is shown before those with one", () => {
    const condition = known("whatever");
    const conditional = ["/", A, `${A}/resourceGroups/rg`].map((scope) =>
      asDeploy("deploy", OWNER, scope, { condition }),
    );
    const [row] = deployed({
      azureGroupMembers,
      roleAssignments: [...conditional, asGroup("g1", OWNER, A)],
    });
    expect(told(row?.grantsItself ?? null)).toEqual([
      "deploy → acct (conditional)",
      "deploy → acct (conditional)",
      "deploy → g1 → acct",
    ]);
    // A condition narrows nothing else.
    expect(told(row?.creates ?? null)).toEqual(["deploy → acct", "deploy → acct", "deploy → acct"]);
  });

  test("a condition that leaves no role of use leaves no way", () => {
    const condition = known(
      `((!(ActionMatches{'${ASSIGNS}'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {acdd72a7-3385-48ef-bd42-f606fba81ae7}))`,
    );
    const [row] = deployed({ roleAssignments: [asDeploy("deploy", RBAC_ADMINISTRATOR, A, { condition })] });
    expect(row).toMatchObject({ id: `${DEPLOY.id}/sftpAccess/none`, grantsItself: null });
  });

  test("the cut is the membership that ends most of them", () => {
    const [row] = deployed({
      azureGroupMembers,
      roleAssignments: [
        asDeploy("deploy", CONTRIBUTOR, A),
        asGroup("g1", CONTRIBUTOR, A),
        asGroup("g2", CONTRIBUTOR, A),
        asGroup("g2", OWNER, A),
      ],
    });
    expect(row?.creates?.cut).toMatchObject({
      hop: { right: "member-of", to: { name: "g2" } },
      cutsAll: false,
    });
    expect(row?.grantsItself?.cut).toMatchObject({ hop: { to: { name: "g2" } }, cutsAll: true, rows: 1 });
  });

  test("which may stand on no path that is shown", () => {
    const own = ["/", A, account("acct")].map((scope) => asDeploy("deploy", CONTRIBUTOR, scope));
    const [row] = deployed({
      azureGroupMembers,
      roleAssignments: [...own, asGroup("g2", CONTRIBUTOR, A), asGroup("g2", CONTRIBUTOR, "/")],
    });
    expect(row?.creates).toMatchObject({
      more: 2,
      cut: { hop: { right: "member-of", to: { name: "g2" } }, cutsAll: false, rows: 0 },
    });
  });

  test("a cut counts the rows on whose paths it lies", () => {
    const rows = access({
      storageAccounts: [open("a"), open("b")],
      roleAssignments: [asDeploy("deploy", CONTRIBUTOR, A), asDeploy("deploy", OWNER, account("b"))],
    });
    const cut = expect.objectContaining({ cutsAll: false, rows: 2 });
    expect(rows.map(({ accounts, creates }) => [accounts.shown, creates?.cut])).toEqual(
      expect.arrayContaining([
        [[account("a")], expect.objectContaining({ cutsAll: true, rows: 2 })],
        [[account("b")], cut],
      ]),
    );
  });
});

describe("a membership that may be nested is nothing to remove", () => {
  const nested = [isIn("inner", "admins", "group"), isIn("deploy", "admins", "service-principal")];
  const deployed = (items: Items, gaps: Gaps = {}) =>
    access({ azureGroupMembers: nested, ...items }, gaps).find(({ name }) => name === "deploy")?.creates;
  const [contributor, owner] = [asGroup("admins", CONTRIBUTOR, A), asGroup("admins", OWNER, A)];
  const transitive = `/groups/${who("admins")}/transitiveMembers/${who("deploy")}`;
  const direct = `/groups/${who("admins")}/members/${who("deploy")}`;

  test("so that the group's role is cut", () => {
    const ways = deployed({ roleAssignments: [contributor] });
    expect(ways?.paths[0].map(({ proof }) => proof.id)).toEqual([transitive, contributor.id]);
    expect(ways?.cut).toMatchObject({
      hop: { right: "creates-local-users", proof: { id: contributor.id } },
      cutsAll: true,
      rows: 2,
    });
  });

  test("of which one is not all", () => {
    expect(deployed({ roleAssignments: [contributor, owner] })?.cut).toMatchObject({
      hop: { right: "creates-local-users" },
      cutsAll: false,
    });
  });

  test("nor is one that leads to one account of the row", () => {
    const roleAssignments = ["a", "b"].map((name) => asGroup("admins", CONTRIBUTOR, account(name)));
    const ways = deployed({ storageAccounts: [open("a"), open("b")], roleAssignments });
    expect(ways).toMatchObject({ more: 0, cut: { hop: { right: "creates-local-users" }, cutsAll: false } });
  });

  test("where a group in the group could have stood in what was not read", () => {
    const flat = { roleAssignments: [contributor], azureGroupMembers: nested.slice(1) };
    const proof = (...gaps: readonly Gap[]) =>
      deployed(flat, { azureGroupMembers: gaps })?.paths[0][0]?.proof.id;
    const unread = (request: string, scope = TENANT): Gap => ({ ...denied(scope), request });
    expect(proof()).toBe(direct);
    expect(proof(unread(`GET /v1.0/groups/${who("admins").toUpperCase()}/transitiveMembers`))).toBe(
      transitive,
    );
    expect(proof(unread("POST /v1.0/directoryObjects/getByIds"))).toBe(transitive);
    expect(proof(unread("GET /v1.0/groups"))).toBe(transitive);
    expect(proof(unread(`GET /v1.0/groups/${who("other")}/transitiveMembers`))).toBe(direct);
    // Whose roles were not read is another matter.
    expect(proof(unread(`GET ${B}/roleAssignments`, B))).toBe(direct);
  });
});

describe("a role at a local user", () => {
  const at = `${account("a")}/LocalUsers/ann`;
  const rows = (...roleAssignments: NonNullable<Items["roleAssignments"]>) =>
    access({ storageAccounts: [open("a"), open("b")], roleAssignments }).map(short);
  const row = { name: "deploy", accounts: ["a"], creates: ["deploy → a"], changes: false, assigns: null };

  test("gives its holder the user's keys and rights, and nothing of the account", () => {
    expect(rows(asDeploy("deploy", OWNER, at))).toEqual([row]);
    expect(rows(asDeploy("deploy", READER, at))).toEqual([{ ...row, creates: null }]);
  });

  test("of an account that is none is nobody's", () => {
    expect(rows(asDeploy("deploy", OWNER, `${account("c")}/localUsers/ann`))).toEqual([]);
    expect(rows(asDeploy("deploy", OWNER, `${account("a")}/blobServices/default`))).toEqual([]);
    expect(rows(asDeploy("deploy", OWNER, `${A}/resourceGroups/localUsers/providers/x`))).toEqual([]);
  });

  test("does not hide a condition of another role", () => {
    const condition = unknown(denied(A));
    const found = access({
      storageAccounts: [open("a")],
      roleAssignments: [asDeploy("deploy", OWNER, at, { condition })],
    });
    expect(found.map(({ gaps }) => gaps)).toEqual([[]]);
  });
});

describe("what was not read of deny assignments", () => {
  const refused = denied(A);
  const open1 = { ...denied(TENANT), request: "deny" };
  const storageAccounts = [open("a"), open("b", { subscription: B })];
  const denials = (items: Items, gaps: Gaps = {}) =>
    access({ storageAccounts, roleAssignments: [asDeploy("deploy", OWNER, "/")], ...items }, gaps).map(
      (row) => row.denials,
    );
  const at = (scope: string) => ({ roleAssignments: [asDeploy("deploy", OWNER, scope)] });

  test("could take away what a row tells of an account", () => {
    const gaps = { denyAssignments: [refused] };
    expect(denials({}, gaps)).toEqual([[refused]]);
    expect(denials(at(A), gaps)).toEqual([[refused]]);
    expect(denials(at(B), gaps)).toEqual([[]]);
    expect(denials(at(B), { denyAssignments: [denied(TENANT)] })).toEqual([[denied(TENANT)]]);
  });

  test("nothing can be taken away where there is nothing", () => {
    const items = { roleAssignments: [asDeploy("deploy", READER, A)] };
    expect(denials(items, { denyAssignments: [refused] })).toEqual([[]]);
  });

  test("is one list for all rows alike", () => {
    const roleAssignments = [asDeploy("deploy", OWNER, A), holds("ann", OWNER, A)];
    const [one, other] = denials({ roleAssignments }, { denyAssignments: [refused] });
    expect(one).toEqual([refused]);
    expect(one).toBe(other);
  });

  test.each<[string, Parameters<typeof deny>[1]]>([
    ["permissions", { permissions: unknown(open1) }],
    ["principals", { principals: unknown(open1) }],
    ["excludePrincipals", { excludePrincipals: unknown(open1) }],
    ["doNotApplyToChildScopes", { doNotApplyToChildScopes: unknown(open1) }],
  ])("a deny assignment's %s", (_, over) => {
    const items = { denyAssignments: [deny(A, over)] };
    expect(denials({ ...at(A), ...items })).toEqual([[open1]]);
    expect(denials({ ...at(B), ...items })).toEqual([[]]);
    const spared = [deny(A, { ...over, excludePrincipals: known([who("deploy")]) })];
    if (over?.excludePrincipals === undefined)
      expect(denials({ ...at(A), denyAssignments: spared })).toEqual([[]]);
  });

  test("the right that the row tells decides", () => {
    const only = (action: string) => ({
      denyAssignments: [
        deny(A, {
          principals: unknown(open1),
          permissions: known([permission({ actions: [action] })]),
        }),
      ],
    });
    expect(denials({ ...at(A), ...only(CREATES) })).toEqual([[open1]]);
    expect(denials({ ...at(A), ...only(ASSIGNS) })).toEqual([[]]);
    const administrator = { roleAssignments: [asDeploy("deploy", RBAC_ADMINISTRATOR, A)] };
    expect(denials({ ...administrator, ...only(ASSIGNS) })).toEqual([[open1]]);
    expect(denials({ ...administrator, ...only(CREATES) })).toEqual([[]]);
  });

  test("the members of a group that one names", () => {
    const unread = (request: string): Gap => ({ ...denied(TENANT), request });
    const [ofDenied, ofOther, ofAny] = [
      unread(`GET /v1.0/groups/${who("denied")}/transitiveMembers`),
      unread(`GET /v1.0/groups/${who("other")}/transitiveMembers`),
      unread("POST /v1.0/directoryObjects/getByIds"),
    ];
    const gaps = { rbacGroupMembers: [ofDenied, ofOther, ofAny] };
    const named = (over: Parameters<typeof deny>[1], scope = A) =>
      denials({ ...at(A), denyAssignments: [deny(scope, over)] }, gaps);
    const principals = known([who("denied")]);
    expect(named({ principals })).toEqual([[ofDenied, ofAny]]);
    expect(named({ principals: known([who("ann")]) })).toEqual([[ofAny]]);
    expect(named({ principals }, B)).toEqual([[]]);
    expect(named({ principals, excludePrincipals: known([who("deploy")]) })).toEqual([[]]);
    // Everybody is no group.
    expect(named({ permissions: known([]) })).toEqual([[]]);
    expect(denials(at(A), gaps)).toEqual([[]]);
  });
});

describe("members of groups with many roles", () => {
  const storageAccounts = Array.from({ length: 12 }, (_, at) => open(`a${at}`));
  const members = [isIn("deploy", "admins", "service-principal"), isIn("guest", "admins")];
  const deployed = (items: Items) =>
    access({ storageAccounts, ...items }).filter(({ name }) => name === "deploy");
  const each = (definition: typeof OWNER, from: number, to: number) =>
    storageAccounts.slice(from, to).map(({ id }) => asGroup("admins", definition, id));

  test("have one row where the group gives the same, whichever role does", () => {
    const rows = deployed({
      azureGroupMembers: members,
      roleAssignments: [...each(CONTRIBUTOR, 0, 6), ...each(STORAGE_CONTRIBUTOR, 6, 12)],
    });
    expect(rows).toHaveLength(1);
    expect(rows[0]?.accounts.count).toBe(12);
    expect(rows[0]?.creates?.paths).toHaveLength(1);
    expect(rows[0]?.creates?.cut).toMatchObject({ hop: { right: "member-of" }, cutsAll: true });
  });

  test("and as many as the group gives different things", () => {
    const rows = deployed({
      azureGroupMembers: members,
      roleAssignments: [...each(CONTRIBUTOR, 0, 6), ...each(OWNER, 4, 12)],
    });
    expect(rows.map(short)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ creates: ["deploy → admins → a0"], assigns: null }),
        expect.objectContaining({ creates: ["deploy → admins → a10"], assigns: ["deploy → admins → a10"] }),
      ]),
    );
    expect(rows.map(({ accounts }) => accounts.count).sort((a, b) => a - b)).toEqual([4, 8]);
  });

  test("a role in force does not stand for one to activate", () => {
    const rows = deployed({
      azureGroupMembers: members,
      roleAssignments: each(CONTRIBUTOR, 0, 6),
      roleEligibilities: storageAccounts
        .slice(6)
        .map(({ id }) => mayActivate("admins", CONTRIBUTOR, id, { principalType: known("Group") })),
    });
    expect(rows.map(({ creates }) => told(creates))).toEqual(
      expect.arrayContaining([["deploy → admins → a0"], ["deploy → admins → a10 (eligible)"]]),
    );
    expect(rows).toHaveLength(2);
  });

  test("a role of its own at one of them is a row of its own", () => {
    const rows = deployed({
      azureGroupMembers: members,
      roleAssignments: [...each(CONTRIBUTOR, 0, 12), asDeploy("deploy", STORAGE_CONTRIBUTOR, account("a3"))],
    });
    expect(rows.map(short)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ accounts: ["a3"], creates: ["deploy → a3", "deploy → admins → a3"] }),
        expect.objectContaining({ creates: ["deploy → admins → a0"] }),
      ]),
    );
    expect(rows.map(({ accounts }) => accounts.count).sort((a, b) => a - b)).toEqual([1, 11]);
  });
});

describe("deny assignments", () => {
  const storageAccounts = [open("a"), open("b"), open("c", { group: "rg2" })];
  const world = (...denyAssignments: NonNullable<Items["denyAssignments"]>) =>
    access({ storageAccounts, roleAssignments: [asDeploy("deploy", OWNER, A)], denyAssignments }).map(short);
  const row = {
    name: "deploy",
    accounts: ["a", "b", "c"],
    creates: ["deploy → a"],
    changes: true,
    assigns: ["deploy → a"],
  };
  type Row = ReturnType<typeof short>;
  const byAccounts = (one: Row, other: Row) => (one.accounts.join() < other.accounts.join() ? -1 : 1);
  const only = (action: string) => ({ permissions: known([permission({ actions: [action] })]) });

  test("take rights where they hold, each its own", () => {
    const rg2 = `${A}/resourceGroups/rg2`;
    expect(world(deny(rg2))).toEqual([{ ...row, accounts: ["a", "b"] }]);
    expect(world(deny(A, only(CREATES)))).toEqual([{ ...row, creates: null }]);
    expect(world(deny(A, only(ASSIGNS)))).toEqual([{ ...row, assigns: null }]);
    expect(world(deny(A, only(CHANGES)))).toEqual([{ ...row, changes: false }]);
    expect(world(deny(A))).toEqual([{ ...row, creates: null, assigns: null, changes: false }]);
    expect(world(deny(A, { doNotApplyToChildScopes: known(true) }))).toEqual([row]);
    // Local users lie below their account.
    expect(world(deny(account("a"), { doNotApplyToChildScopes: known(true) })).sort(byAccounts)).toEqual([
      { ...row, accounts: ["a"], assigns: null, changes: false },
      { ...row, accounts: ["b", "c"], creates: ["deploy → b"], assigns: ["deploy → b"] },
    ]);
    expect(world(deny(A, only("Microsoft.Compute/*")))).toEqual([row]);
  });

  test("that were not understood take nothing", () => {
    expect(world(deny(A, { permissions: unknown(denied()) }))).toEqual([row]);
    expect(world(deny(A, { principals: unknown(denied()) }))).toEqual([row]);
    expect(world(deny(A, { doNotApplyToChildScopes: unknown(denied()) }))).toEqual([row]);
  });

  test("take them from the members of a group that keeps them", () => {
    const rows = access({
      storageAccounts,
      roleAssignments: [asGroup("admins", OWNER, A)],
      azureGroupMembers: [isIn("deploy", "admins", "service-principal"), isIn("guest", "admins")],
      denyAssignments: [deny(A, { principals: known([who("deploy")]) })],
    });
    expect(rows.map(({ name, creates }) => [name, creates === null] as const).sort(byName)).toEqual([
      ["admins", false],
      ["deploy", true],
      ["guest@contoso.example", false],
    ]);
  });
});

describe("what was not read", () => {
  const gap = (request: string): Gap => ({ ...denied(TENANT), request });
  const rows = (items: Items, gaps: Gaps) => access(items, gaps).map((row) => row.gaps);
  const world = { roleAssignments: [asDeploy("deploy", READER, A), holds("ann", OWNER, A)] };

  test("could give anybody more", () => {
    const [assignments, eligible, groups, others, accounts] = ["1", "2", "3", "4", "5"].map(gap);
    if (!assignments || !eligible || !groups || !others || !accounts) throw new Error("five gaps");
    const found = rows(world, {
      roleAssignments: [assignments],
      roleEligibilities: [eligible],
      azureGroupMembers: [groups],
      rbacGroupMembers: [others],
      storageAccounts: [accounts],
    });
    expect(found).toEqual([
      [assignments, eligible, groups, others, accounts],
      [assignments, eligible, groups, others, accounts],
    ]);
    expect(found[0]).toBe(found[1]);
  });

  test("takes away only, or is told elsewhere", () => {
    const gaps = { denyAssignments: [gap("1")], managementGroups: [gap("2")], roleDefinitions: [gap("3")] };
    expect(rows(world, gaps)).toEqual([[], []]);
  });

  test("a license without eligible roles leaves nothing open", () => {
    const unlicensed: Gap = {
      reason: "unsupported",
      scope: A,
      request: `GET ${A}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances`,
    };
    expect(rows(world, { roleEligibilities: [unlicensed] })).toEqual([[], []]);
  });

  test("a role that nobody listed says so in the row of whoever holds it, through a group as well", () => {
    const items = {
      roleDefinitions: [OWNER],
      roleAssignments: [asGroup("admins", READER, A), asDeploy("deploy", OWNER, A), holds("ann", OWNER, A)],
      azureGroupMembers: [isIn("deploy", "admins", "service-principal")],
    };
    const open = expect.objectContaining({ detail: "the role's definition is not among those listed" });
    const found = access(items).map((row) => [row.name, row.gaps] as const);
    expect(found.toSorted(byName)).toEqual([
      ["admins", [open]],
      ["ann@contoso.example", []],
      ["deploy", [open]],
    ]);
  });

  test("and those of the list say so once", () => {
    const items = { roleDefinitions: [], roleAssignments: world.roleAssignments };
    const found = rows(items, { roleDefinitions: [gap("1")], roleAssignments: [gap("2")] });
    expect(found).toEqual([
      [gap("2"), gap("1")],
      [gap("2"), gap("1")],
    ]);
    expect(found[0]).toBe(found[1]);
  });

  test("what a condition leaves", () => {
    const held = asDeploy("deploy", RBAC_ADMINISTRATOR, A, { condition: unknown(gap("1")) });
    const other = asDeploy("deploy", CONTRIBUTOR, A, { condition: unknown(gap("2")) });
    const [row] = access({ roleAssignments: [held, other] });
    expect(row).toMatchObject({ grantsItself: null, gaps: [gap("1")] });
  });

  test("a role that was not understood", () => {
    const items = {
      roleDefinitions: [{ ...OWNER, permissions: unknown(gap("1")) }, READER],
      roleAssignments: world.roleAssignments,
    };
    const found = access(items).map((row) => [row.name, row.gaps] as const);
    expect(found.toSorted(byName)).toEqual([
      ["ann@contoso.example", [gap("1")]],
      ["deploy", []],
    ]);
  });
});

/** The rows of somebody that reach an account by a right. */
const reaching = (rows: readonly SftpAccess[], id: string) =>
  rows.filter(({ accounts }) => accounts.shown.includes(id));

const RIGHTS = [
  { right: "creates", action: CREATES },
  { right: "grantsItself", action: ASSIGNS },
] as const;

/** The world without what proves a hop. */
const without = (world: World, proof: string): World => ({
  ...world,
  roleAssignments: world.roleAssignments.filter(({ id }) => id !== proof),
  roleEligibilities: world.roleEligibilities.filter(({ id }) => id !== proof),
  azureGroupMembers: world.azureGroupMembers.filter(
    ({ id, groupId, memberId }) => id !== proof && `${groupId}/members/${memberId}` !== proof,
  ),
});

describe("any small world", () => {
  const names = [...PEOPLE, ...GROUPS];
  const truths = (world: World, at: string, action: string, name: string) =>
    truthAt(world, at, action).filter(({ principal }) => principal === who(name));

  test("each row says what the slow way says of its accounts, and no right is without a row", () => {
    fc.assert(
      fc.property(someWorld, (world) => {
        const rows = access(world);
        expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
        for (const name of names) {
          const own = rows.filter(({ principal }) => principal.id.endsWith(who(name)));
          for (const id of own.length > 0 ? ACCOUNTS : []) {
            const here = reaching(own, id);
            expect(here.length).toBeLessThanOrEqual(1);
            for (const { right, action } of RIGHTS)
              expect(here.some((row) => row[right] !== null)).toBe(
                truths(world, id, action, name).length > 0,
              );
            const isTold = here.filter(
              ({ creates, grantsItself }) => creates !== null || grantsItself !== null,
            );
            for (const { changesAccounts } of isTold)
              expect(changesAccounts).toBe(truths(world, id, CHANGES, name).length > 0);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  test("whoever has no row stands behind that of its group", () => {
    fc.assert(
      fc.property(
        someWorld,
        fc.constantFrom(...ACCOUNTS),
        fc.constantFrom(...RIGHTS),
        (world, id, { right, action }) => {
          const rows = access(world);
          const hidden = truthAt(world, id, action).filter(
            ({ principal }) => !rows.some((row) => row.principal.id.endsWith(principal)),
          );
          for (const { group } of hidden) {
            const ofGroup = rows.filter(({ principal }) => principal.id === group);
            expect(reaching(ofGroup, id).map((row) => row[right] !== null)).toEqual([true]);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test("every way is counted, each shown one is a chain of what is there, and every cut cuts", () => {
    fc.assert(
      fc.property(someWorld, (world) => {
        for (const row of access(world)) {
          const name = names.find((one) => row.principal.id.endsWith(who(one))) ?? "";
          for (const { right, action } of RIGHTS) {
            const ways = row[right];
            if (ways === null) continue;
            const [worst] = row.accounts.shown;
            const proven = truths(world, worst, action, name).map(({ assignment }) => assignment);
            expect(ways.paths.length + ways.more).toBe(proven.length);
            for (const path of ways.paths) {
              expect(proven).toContain(path.at(-1)?.proof.id);
              expect(path[0]?.from.id).toBe(row.principal.id);
              expect(path.at(-1)?.to.id).toBe(worst);
              expect(path.slice(1).map(({ from }) => from)).toEqual(path.slice(0, -1).map(({ to }) => to));
            }
            const after = without(world, ways.cut?.hop.proof.id ?? "");
            const left = row.accounts.shown.filter((id) => truths(after, id, action, name).length > 0);
            // Who leaves a group that a deny assignment spares loses more than the ways through it.
            const ofRole = ways.paths.some((path) => path[1]?.proof.id === ways.cut?.hop.proof.id);
            if (ways.cut?.cutsAll === true) expect(left).toEqual([]);
            // Other roles of a group whose memberships may be nested lead to other accounts.
            if (ofRole) continue;
            const isSpared = world.denyAssignments.some(
              ({ excludePrincipals: spared }) =>
                spared.known && GROUPS.some((group) => spared.value.includes(who(group))),
            );
            if (!isSpared) expect(left.length === 0).toBe(ways.cut?.cutsAll);
            expect(truths(after, worst, action, name).length).toBeLessThan(proven.length);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
