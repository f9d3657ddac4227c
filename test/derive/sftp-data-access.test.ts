import { describe, expect, test } from "vitest";
import { derive } from "../../src/derive/derive.ts";
import sftpDataAccess from "../../src/derive/sftp-data-access.ts";
import { type Gap, known, unknown } from "../../src/inventory/known.ts";
import type { SftpDataAccess } from "../../src/inventory/sections.ts";
import { denied, openAccount, storageAccount, TENANT } from "../checks/build.ts";
import { microsoftPrincipal, servicePrincipal, user } from "../checks/build-entra.ts";
import { type Gaps, type Items, sectionsWith } from "../inventory/sections-with.ts";
import {
  A,
  account,
  B,
  container,
  CONTRIBUTOR,
  DATA_CONTRIBUTOR,
  DATA_READER,
  deny,
  holds,
  isIn,
  managementGroup,
  mayActivate,
  OWNER,
  permission,
  role,
  ROLES,
  SUB_A,
  who,
} from "./rbac/build-rbac.ts";

const ACCT = account("acct");
const OTHER = account("other");

function access(items: Items, gaps: Gaps = {}): readonly SftpDataAccess[] {
  const given: Items = {
    storageAccounts: [openAccount({ id: ACCT, name: "acct" }), openAccount({ id: OTHER, name: "other" })],
    roleDefinitions: ROLES,
    ...items,
  };
  const inventory = { collectedAt: "2026-01-01T00:00:00.000Z", sections: sectionsWith(given, gaps) };
  return derive(inventory, [sftpDataAccess]).sections.sftpDataAccess.items;
}

const at = (id: string, items: Items, gaps: Gaps = {}) => {
  const found = access(items, gaps).find(({ accountId }) => accountId === id);
  return { count: found?.count, shown: found?.shown.map(({ principal, scope }) => [principal.id, scope]) };
};
const idOf = (name: string) => `/users/${who(name)}`;
const assigned = (...roleAssignments: NonNullable<Items["roleAssignments"]>): Items => ({ roleAssignments });

test("a holder, whole", () => {
  const assignment = holds("ann", DATA_READER, A);
  const rbacPrincipals = [user("ann", { id: `/directoryObjects/${who("ann")}` })];
  expect(access({ roleAssignments: [assignment], rbacPrincipals })[0]).toEqual({
    id: `${ACCT}/sftpDataAccess/default`,
    name: "acct",
    accountId: ACCT,
    count: known(1),
    shown: [
      {
        principal: { id: idOf("ann"), kind: "user", name: "ann@contoso.example" },
        role: "Storage Blob Data Reader",
        scope: A,
        assignmentId: assignment.id,
      },
    ],
  });
});

test.each<[string, Parameters<typeof storageAccount>[0], number]>([
  ["SFTP on", { isSftpEnabled: known(true) }, 1],
  [
    "SFTP on without local users: Entra identities need none",
    { isSftpEnabled: known(true), isLocalUserEnabled: known(false) },
    1,
  ],
  ["SFTP not read", { isSftpEnabled: unknown(denied()) }, 1],
  ["SFTP off", { isSftpEnabled: known(false) }, 0],
  ["no hierarchical namespace", { isSftpEnabled: known(true), isHnsEnabled: known(false) }, 0],
  ["a namespace that was not read", { isSftpEnabled: known(true), isHnsEnabled: unknown(denied()) }, 1],
])("an item for an account with %s", (_, over, count) => {
  expect(access({ storageAccounts: [storageAccount(over)] })).toHaveLength(count);
});

describe("holders", () => {
  test.each<[string, Items, readonly string[]]>([
    ["at the subscription", assigned(holds("ann", DATA_READER, A)), [A]],
    ["at the root", assigned(holds("ann", DATA_READER, "/")), ["/"]],
    [
      "at a management group",
      assigned(holds("ann", DATA_CONTRIBUTOR, managementGroup("prod"), { inheritedBy: [SUB_A] })),
      [managementGroup("prod")],
    ],
    [
      "at the account, in another case",
      assigned(holds("ann", DATA_READER, ACCT.toUpperCase())),
      [ACCT.toUpperCase()],
    ],
    ["at a container", assigned(holds("ann", DATA_READER, container("in", ACCT))), [container("in", ACCT)]],
    ["at another account's container", assigned(holds("ann", DATA_READER, container("in", OTHER))), []],
    [
      "at a container of an account whose name begins alike",
      assigned(holds("ann", DATA_READER, container("in", `${ACCT}2`))),
      [],
    ],
    ["at another subscription", assigned(holds("ann", DATA_READER, B)), []],
    [
      "of an owner's role, which gives no data",
      assigned(holds("ann", OWNER, A), holds("ann", CONTRIBUTOR, A)),
      [],
    ],
    [
      "of a role that writes alone",
      {
        ...assigned(holds("ann", role("Writer", { dataActions: ["*/blobs/write"] }), A)),
        roleDefinitions: [role("Writer", { dataActions: ["*/blobs/write"] })],
      },
      [A],
    ],
    [
      "of a role to activate, which nobody holds yet",
      { roleEligibilities: [mayActivate("ann", DATA_READER, A)] },
      [],
    ],
  ])("%s", (_, items, scopes) => {
    expect(at(ACCT, items)).toEqual({
      count: known(scopes.length),
      shown: scopes.map((scope) => [idOf("ann"), scope]),
    });
  });

  test("ten are shown, by name, of however many", () => {
    const names = Array.from({ length: 12 }, (_, index) => `u${String(index).padStart(2, "0")}`);
    const people = names.map((name) => user(name, { id: `/directoryObjects/${who(name)}` }));
    const roleAssignments = names
      .map((name, index) => holds(name, DATA_READER, index % 2 === 0 ? A : ACCT))
      .reverse();
    const found = at(ACCT, { roleAssignments, rbacPrincipals: people });
    expect(found.count).toEqual(known(12));
    expect(found.shown?.map(([id]) => id)).toEqual(names.slice(0, 10).map(idOf));
    expect(at(OTHER, { roleAssignments, rbacPrincipals: people }).count).toEqual(known(6));
  });

  test("of one name by role, and then by assignment", () => {
    const roleAssignments = [
      holds("ann", DATA_READER, ACCT),
      holds("ann", DATA_READER, A),
      holds("ann", DATA_CONTRIBUTOR, ACCT),
    ];
    const shown = access({ roleAssignments })[0]?.shown.map(({ role: name, scope }) => [name, scope]);
    expect(shown).toEqual([
      ["Storage Blob Data Contributor", ACCT],
      ["Storage Blob Data Reader", A],
      ["Storage Blob Data Reader", ACCT],
    ]);
  });

  test("but for Microsoft's own", () => {
    const typed = { principalType: known("ServicePrincipal") };
    const items = {
      ...assigned(holds("backup", DATA_READER, A, typed), holds("deploy", DATA_READER, A, typed)),
      servicePrincipals: [
        microsoftPrincipal({ id: `/servicePrincipals/${who("backup")}` }),
        servicePrincipal({ id: `/servicePrincipals/${who("deploy")}`, name: "deploy" }),
      ],
    };
    expect(at(ACCT, items)).toEqual({ count: known(1), shown: [[`/servicePrincipals/${who("deploy")}`, A]] });
  });
});

describe("deny assignments", () => {
  const data = (...dataActions: string[]) => ({ permissions: known([permission({ dataActions })]) });
  const count = (items: Items, ...denyAssignments: NonNullable<Items["denyAssignments"]>) =>
    [ACCT, OTHER].map((id) => at(id, { ...items, denyAssignments }).shown?.length);
  const readers = assigned(holds("ann", DATA_READER, A), holds("bob", DATA_CONTRIBUTOR, A));

  test("take away where they hold", () => {
    expect(count(readers)).toEqual([2, 2]);
    expect(count(readers, deny(A))).toEqual([0, 0]);
    expect(count(readers, deny(ACCT, { doNotApplyToChildScopes: known(true) }))).toEqual([0, 2]);
    expect(count(readers, deny(A, { doNotApplyToChildScopes: known(true) }))).toEqual([2, 2]);
    expect(count(readers, deny(OTHER, { principals: known([who("ann")]) }))).toEqual([2, 1]);
    expect(count(readers, deny(A, data("*/blobs/read")))).toEqual([1, 1]);
    expect(count(readers, deny(A, data("*/blobs/write")))).toEqual([2, 2]);
  });

  test("that were not read leave open who is there", () => {
    const open: Gap = { ...denied(TENANT), request: "deny" };
    const world = (scope: string, over: Parameters<typeof deny>[1]) =>
      [ACCT, OTHER].map((id) => at(id, { ...readers, denyAssignments: [deny(scope, over)] }));
    const [unclear, two] = [
      { count: unknown(open), shown: [] },
      expect.objectContaining({ count: known(2) }),
    ];
    expect(world(A, { permissions: unknown(open) })).toEqual([unclear, unclear]);
    expect(world(ACCT, { principals: unknown(open) })).toEqual([unclear, two]);
    expect(world(A, { permissions: unknown(open), principals: known([who("bob")]) })).toEqual(
      [ACCT, OTHER].map(() => ({ count: unknown(open), shown: [[idOf("ann"), A]] })),
    );
    expect(world(A, { principals: unknown(open), permissions: known([]) })).toEqual([two, two]);
    expect(at(ACCT, readers, { denyAssignments: [denied(A)] })).toEqual({
      count: unknown(denied(A)),
      shown: [],
    });
    expect(at(ACCT, readers, { denyAssignments: [denied(B)] })).toEqual(two);
    expect(at(ACCT, {}, { denyAssignments: [denied(A)] }).count).toEqual(known(0));
  });

  test("take a group's from the group", () => {
    const items = { ...assigned(holds("team", DATA_READER, A)), azureGroupMembers: [isIn("ann", "team")] };
    expect(count(items, deny(A, { principals: known([who("ann")]) }))).toEqual([1, 1]);
    expect(count(items, deny(ACCT, { principals: known([who("team")]) }))).toEqual([0, 1]);
  });
});

describe("a count is the truth", () => {
  const gap: Gap = { ...denied(TENANT), request: "list" };

  test("only where the list was read around the account", () => {
    const world = assigned(holds("ann", DATA_READER, A));
    expect(at(ACCT, world, { roleAssignments: [denied(A)] })).toEqual({
      count: unknown(denied(A)),
      shown: [[idOf("ann"), A]],
    });
    expect(at(ACCT, world, { roleAssignments: [denied(B)] }).count).toEqual(known(1));
  });

  test("only where the roles around it were understood", () => {
    const roleDefinitions = [DATA_READER, { ...OWNER, permissions: unknown(gap) }];
    const world = {
      ...assigned(holds("ann", DATA_READER, A), holds("bob", OWNER, container("in", ACCT))),
      roleDefinitions,
    };
    expect(at(ACCT, world).count).toEqual(unknown(gap));
    expect(at(OTHER, world).count).toEqual(known(1));
    const unlisted = { ...assigned(holds("bob", OWNER, A)), roleDefinitions: [DATA_READER] };
    expect(at(ACCT, unlisted).count).toMatchObject({ known: false });
    expect(at(ACCT, unlisted, { roleDefinitions: [gap] }).count).toEqual(unknown(gap));
  });
});
