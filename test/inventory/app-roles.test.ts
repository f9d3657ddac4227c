import { describe, expect, test } from "vitest";
import {
  asksFor,
  assignmentIds,
  dataAreaOf,
  dataAreasOf,
  holderOf,
  isOwnApplication,
  isPrivilegedRole,
  isSingleTenant,
  listed,
  type RoleCheck,
  roleCheckOf,
  roleNames,
  sortedRoles,
  unreadRoles,
} from "../../src/inventory/app-roles.ts";
import dangerous from "../../src/inventory/data/dangerous-permissions.json" with { type: "json" };
import { emptySections, viewSections } from "../../src/inventory/inventory.ts";
import { known, unknown } from "../../src/inventory/known.ts";
import { EXCHANGE, GRAPH, SHAREPOINT } from "../../src/inventory/permissions.ts";
import type { AppRoleAssignment, RequiredAccess, ServicePrincipal } from "../../src/inventory/sections.ts";
import { denied, TENANT } from "../checks/build.ts";
import {
  foreignPrincipal,
  graphDenied,
  managedIdentity,
  microsoftPrincipal,
  principalId,
  ROLE,
  role,
  servicePrincipal,
} from "../checks/build-entra.ts";

const own = servicePrincipal();
const multiTenant = servicePrincipal({ signInAudience: known("AzureADMultipleOrgs") });

/** Every application role of the catalogue, held by `billing`. */
const ALL: readonly AppRoleAssignment[] = dangerous.permissions
  .filter(({ t }) => t === "a")
  .map(({ r, id, v, tier, seed }) =>
    role("Mail.Read", {
      id: `${principalId()}/appRoleAssignments/${r}-${id}`,
      name: v,
      resourceAppId: r,
      appRoleId: id,
      value: v,
      tier: tier === 0 ? 0 : 1,
      permissive: seed,
    }),
  );
const speaks = (principal: ServicePrincipal, check: RoleCheck | null) =>
  ALL.filter((one) => roleCheckOf(principal, one) === check);
const apisOf = (roles: readonly AppRoleAssignment[]) =>
  [...new Set(roles.map(({ resourceAppId }) => resourceAppId))].sort();

describe("which check speaks of a role", () => {
  test("the permissive ones of a single-tenant application: Files.ReadWrite is delegated only", () => {
    expect(
      speaks(own, "single-tenant-app-permissive-role")
        .map(({ value }) => value)
        .sort(),
    ).toEqual([
      "Directory.ReadWrite.All",
      "Domain.ReadWrite.All",
      "Files.Read.All",
      "Files.ReadWrite.All",
      "Group.ReadWrite.All",
      "Mail.Read",
      "Mail.ReadWrite",
      "User.Export.All",
      "User.ReadWrite.All",
    ]);
  });

  // The checks ask these APIs alone whether all of their roles were read.
  test.each<[RoleCheck, readonly string[]]>([
    ["single-tenant-app-permissive-role", [GRAPH]],
    ["app-role-tier-zero", [GRAPH]],
    ["app-reads-all-data", [GRAPH, SHAREPOINT]],
    ["app-administers-exchange", [EXCHANGE]],
  ])("%s speaks of roles of %j", (check, apis) => {
    expect(apisOf(speaks(own, check))).toEqual(apis);
  });

  test("everything that a foreign application holds", () => {
    expect(speaks(foreignPrincipal(), "foreign-app-privileged")).toEqual(ALL);
  });

  test.each<[string, ServicePrincipal]>([
    ["multi-tenant", multiTenant],
    ["of unknown audience", servicePrincipal({ signInAudience: unknown(denied()) })],
    ["of an unknown owner", servicePrincipal({ owner: "unknown" })],
    ["a managed identity", managedIdentity()],
    ["an agent identity", servicePrincipal({ kind: "agent-identity" })],
    ["Microsoft's", microsoftPrincipal({ signInAudience: known("AzureADMyOrg") })],
  ])("no permissive role is lost where the holder is %s", (_, principal) => {
    expect(speaks(principal, "single-tenant-app-permissive-role")).toEqual([]);
    expect(
      ALL.filter(({ permissive }) => permissive).map((one) => roleCheckOf(principal, one)),
    ).not.toContain(null);
    expect(speaks(principal, "app-role-tier-zero")).toEqual(ALL.filter(({ tier }) => tier === 0));
  });

  test("nobody speaks of what is not dangerous", () => {
    expect(roleCheckOf(own, role("User.Read.All"))).toBeNull();
    expect(roleCheckOf(foreignPrincipal(), role("User.Read.All"))).toBeNull();
    expect(roleCheckOf(own, role("Mail.Read", { tier: 2 }))).toBeNull();
  });

  test("tier 1 without a check of its own: it counts for the sum of what a principal may do", () => {
    expect(speaks(own, null).map(({ value }) => value)).toContain("IdentityProvider.ReadWrite.All");
    expect(speaks(own, null).every(({ tier }) => tier === 1)).toBe(true);
  });
});

test("data areas of the catalogue", () => {
  const areas = Map.groupBy(
    ALL.filter((one) => one.resourceAppId !== EXCHANGE),
    dataAreaOf,
  );
  const values = [...areas].flatMap(([area, roles]): [string, string[]][] =>
    area === null ? [] : [[area, [...new Set(roles.map(({ value }) => value))].sort()]],
  );
  expect(Object.fromEntries(values)).toEqual({
    "every mailbox": [
      "Mail-Advanced.ReadWrite.All",
      "Mail.Read",
      "Mail.ReadWrite",
      "Mail.Send",
      "MailboxConfigItem.Read",
      "MailboxConfigItem.ReadWrite",
      "MailboxFolder.Read.All",
      "MailboxFolder.ReadWrite.All",
      "MailboxItem.Export.All",
      "MailboxItem.ImportExport.All",
      "MailboxItem.Read.All",
      "MailboxItem.ReadWrite.All",
      "MailboxSettings.Read",
      "MailboxSettings.ReadWrite",
    ],
    "every group's conversations": ["Group-Conversation.Read.All", "Group-Conversation.ReadWrite.All"],
    "every calendar": [
      "Calendars.Read",
      "Calendars.Read.All",
      "Calendars.ReadWrite",
      "Calendars.ReadWrite.All",
    ],
    "everybody's contacts": ["Contacts.Read", "Contacts.ReadWrite"],
    "every file": ["Files.Read.All", "Files.ReadWrite.All"],
    "every site": [
      "Sites.Archive.All",
      "Sites.FullControl.All",
      "Sites.Manage.All",
      "Sites.Read.All",
      "Sites.ReadWrite.All",
      "SitesMetadataAdmin.Read.All",
      "SitesMetadataAdmin.ReadWrite.All",
    ],
    "every notebook": ["Notes.Read.All", "Notes.ReadWrite.All"],
    "every chat": [
      "Chat.ManageDeletion.All",
      "Chat.Read.All",
      "Chat.ReadWrite.All",
      "Chat.UpdatePolicyViolation.All",
      "ChatMessage.Read.All",
    ],
    "every channel's messages": ["ChannelMessage.Read.All", "ChannelMessage.UpdatePolicyViolation.All"],
    "the recordings of every call": ["CallRecordings.Read.All"],
    "the notes of every meeting": ["OnlineMeetingAiInsight.Read.All"],
    "the recordings of every meeting": ["OnlineMeetingRecording.Read.All"],
    "the transcripts of every meeting": ["OnlineMeetingTranscript.Read.All"],
    "the backups of Microsoft 365": [
      "BackupRestore-Configuration.Read.All",
      "BackupRestore-Configuration.ReadWrite.All",
      "BackupRestore-Control.Read.All",
      "BackupRestore-Control.ReadWrite.All",
      "BackupRestore-Restore.Read.All",
      "BackupRestore-Restore.ReadWrite.All",
      "BackupRestore-Search.Read.All",
    ],
    "all data of every user": ["User.Export.All"],
  });
});

test("a data area is named once, in order", () => {
  expect(dataAreasOf([role("Sites.Read.All"), role("Mail.ReadWrite"), role("Mail.Read")])).toBe(
    "every mailbox, every site",
  );
});

test.each<[AppRoleAssignment["tier"], boolean]>([
  [0, true],
  [1, true],
  [2, false],
  [3, false],
  [null, false],
])("tier %s is privileged: %s", (tier, expected) => {
  expect(isPrivilegedRole(role("Mail.Read", { tier }))).toBe(expected);
});

test.each<[string, Partial<ServicePrincipal>, boolean, boolean]>([
  ["single-tenant", {}, true, true],
  ["in another spelling", { signInAudience: known("AZUREADMYORG") }, true, true],
  ["multi-tenant", { signInAudience: known("AzureADandPersonalMicrosoftAccount") }, true, false],
  ["no audience", { signInAudience: known(null) }, true, false],
  ["audience not read", { signInAudience: unknown(denied()) }, true, false],
  ["an identity", { kind: "managed-identity" }, false, false],
  ["foreign", { owner: "foreign" }, false, false],
  ["nobody's", { owner: "unknown" }, false, false],
])("%s", (_, over, isOwn, isSingle) => {
  expect(isOwnApplication(servicePrincipal(over))).toBe(isOwn);
  expect(isSingleTenant(servicePrincipal(over))).toBe(isSingle);
});

test.each<[string, Partial<RequiredAccess>, boolean]>([
  ["the same role", {}, true],
  ["in another spelling", { id: ROLE["Mail.Read"].toUpperCase(), resourceAppId: GRAPH.toUpperCase() }, true],
  ["a scope with its id", { type: "Scope" }, false],
  ["a role of another API with its id", { resourceAppId: EXCHANGE }, false],
  ["another role", { id: ROLE["Mail.ReadWrite"] }, false],
])("asks for %s", (_, over, expected) => {
  const wish: RequiredAccess = { resourceAppId: GRAPH, type: "Role", id: ROLE["Mail.Read"], ...over };
  const other: RequiredAccess = { resourceAppId: GRAPH, type: "Role", id: ROLE["User.Read.All"] };
  expect(asksFor([other, wish], role("Mail.Read"))).toBe(expected);
});

describe("names", () => {
  const roles = [
    role("User.Read.All"),
    role("Sites.Read.All", {
      api: SHAREPOINT,
      tier: 1,
      id: `${principalId()}/appRoleAssignments/sharepoint`,
    }),
    role("Sites.Read.All"),
    role("Mail.Read"),
    role("Domain.ReadWrite.All"),
  ];

  test("the most dangerous first, and the API where it is not Graph", () => {
    expect(roleNames(roles)).toBe(
      '"Domain.ReadWrite.All", "Mail.Read", "Sites.Read.All", "Sites.Read.All" of "Office 365 SharePoint Online", "User.Read.All"',
    );
    expect(sortedRoles(roles.toReversed())).toEqual(sortedRoles(roles));
  });

  test("ids of assignments stand in the same order", () => {
    const read = role("Mail.Read", { id: "/servicePrincipals/a/appRoleAssignments/r_-1" });
    const domain = role("Domain.ReadWrite.All", { id: "/servicePrincipals/a/appRoleAssignments/d2" });
    expect(assignmentIds([read, domain])).toEqual(["d2", "r_-1"]);
  });

  test.each<[number, string]>([
    [0, ""],
    [1, "1"],
    [5, "1, 2, 3, 4, 5"],
    [6, "1, 2, 3, 4, 5 and 1 more"],
    [9, "1, 2, 3, 4, 5 and 4 more"],
  ])("%i are listed", (count, expected) => {
    expect(listed(["1", "2", "3", "4", "5", "6", "7", "8", "9"].slice(0, count))).toBe(expected);
  });

  test.each<[string, ServicePrincipal]>([
    ['Application "billing"', own],
    ['Application "billing", whose owner is not known,', servicePrincipal({ owner: "unknown" })],
    ['Managed identity "billing"', managedIdentity({ name: "billing", owner: "unknown" })],
    ['Agent identity "billing"', servicePrincipal({ kind: "agent-identity" })],
    ['Agent blueprint "billing"', servicePrincipal({ kind: "agent-blueprint" })],
    ['Legacy service principal "billing"', servicePrincipal({ kind: "legacy" })],
    ['Service principal "billing"', servicePrincipal({ kind: "other" })],
    ['Application "x" of tenant "99999999-9999-4999-8999-999999999999"', foreignPrincipal({ name: "x" })],
    [
      'Application "x" of another tenant',
      foreignPrincipal({ name: "x", appOwnerOrganizationId: known(null) }),
    ],
    [
      'Application "x" of another tenant',
      foreignPrincipal({ name: "x", appOwnerOrganizationId: unknown(denied()) }),
    ],
  ])("%s", (expected, principal) => {
    expect(holderOf(principal)).toBe(expected);
  });
});

test("what was not read of one API leaves the roles of others alone", () => {
  const at = (scope: string) => ({ ...graphDenied("Application.Read.All"), scope });
  const graph = microsoftPrincipal({ id: "/servicePrincipals/graph", appId: GRAPH });
  const exchange = microsoftPrincipal({ id: "/servicePrincipals/exchange" });
  const gaps = [at("/servicePrincipals/exchange"), at("/servicePrincipals/other"), at(TENANT)];
  const unread = (...found: typeof gaps) =>
    viewSections({
      ...emptySections(),
      servicePrincipals: { items: [own, graph, exchange], gaps: [] },
      appRoleAssignments: { items: [], gaps: found },
    });
  expect(unreadRoles(own, unread(...gaps), [GRAPH])).toEqual([at(TENANT)]);
  expect(unreadRoles(own, unread(...gaps))).toEqual([at(TENANT), at("/servicePrincipals/exchange")]);
  expect(unreadRoles(own, unread(at("/servicePrincipals/other")))).toEqual([]);
  expect(unreadRoles(own, unread(at(own.id)), [GRAPH])).toEqual([at(own.id)]);
});
