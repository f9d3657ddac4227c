import { describe, expect, test } from "vitest";
import { known, unknown } from "../../src/inventory/known.ts";
import type { PathNode, SftpAccess } from "../../src/inventory/sections.ts";
import { access, ACCOUNT, memberHop, roleHop, ways } from "../checks/build-access.ts";
import { accountId, denied, openAccount, storageAccount, SUBSCRIPTION } from "../checks/build.ts";
import { identityCredential, identityId, userAssignedIdentity } from "../checks/build-credentials.ts";
import {
  application,
  applicationId,
  AZURE_OWNER,
  AZURE_READER,
  azureRole,
  directoryRole,
  federatedCredential,
  foreignPrincipal,
  graphDenied,
  guid,
  managedIdentity,
  microsoftPrincipal,
  owner,
  principalId,
  role,
  ROLE_DEFINITIONS,
  roleDefinition,
  servicePrincipal,
  user,
} from "../checks/build-entra.ts";
import { type Items } from "../inventory/sections-with.ts";
import { tenant } from "./build-tenant.ts";
import { deriveFrom } from "./derive-from.ts";
import {
  ANN,
  BILLING,
  BY_ANY,
  ELEVATES,
  IDENTITY_CONTRIBUTOR,
  OPS,
  OTHER,
  PRIVILEGED_ROLE_ADMINISTRATOR,
  SUBJECT,
  ann,
  creator,
  member,
  roleAt,
  sp,
  takeovers,
  told,
  IDENTITY,
  RESOLVED,
  VIA_BILLING,
} from "./paths/build-takeovers.ts";

describe("the acceptance case", () => {
  const deploy = federatedCredential({
    issuer: known("https://issuer.fabrikam.example"),
    subject: known("runner"),
  });
  const facts = {
    tenants: [tenant()],
    federatedIdentityCredentials: [deploy],
    applications: [application()],
    servicePrincipals: [servicePrincipal()],
    roleDefinitions: [AZURE_OWNER],
    roleAssignments: [azureRole(AZURE_OWNER)],
    storageAccounts: [openAccount()],
  } satisfies Items;
  const found = (items: Items) => deriveFrom(items).sftpTakeovers.items;

  test("a foreign federated subject comes to an SFTP account, hop by hop", () => {
    const assignment = azureRole(AZURE_OWNER);
    const subject: PathNode = {
      id: deploy.id,
      kind: "federated-subject",
      name: 'subject "runner" of "https://issuer.fabrikam.example"',
    };
    const app: PathNode = { id: applicationId(), kind: "application", name: "billing" };
    const billing: PathNode = { id: principalId(), kind: "service-principal", name: "billing" };
    const never = { eligible: false, conditional: false };
    const first = {
      from: subject,
      right: "federated-credential",
      to: app,
      because:
        'A token with subject "runner" of "https://issuer.fabrikam.example" signs in as the application "billing".',
      proof: {
        id: deploy.id,
        scope: applicationId(),
        source: `GET /beta${applicationId()}/federatedIdentityCredentials`,
      },
      ...never,
    };
    expect(found(facts)).toEqual([
      {
        id: `${deploy.id}/sftpTakeover/default`,
        name: subject.name,
        start: { ...subject, isForeign: known(true), isMicrosoft: false, accountEnabled: known(null) },
        way: "federated-credential",
        ways: {
          paths: [
            [
              first,
              {
                from: app,
                right: "is-application-of",
                to: billing,
                because: 'Whoever signs in as the application "billing" is its service principal "billing".',
                proof: {
                  id: `${applicationId()} ${principalId()}`,
                  scope: principalId(),
                  source: "GET /v1.0/servicePrincipals",
                },
                ...never,
              },
              {
                from: billing,
                right: "creates-local-users",
                to: { id: accountId("acct"), kind: "storage-account", name: "acct" },
                because: expect.stringContaining('"Owner"') as string,
                proof: expect.objectContaining({ id: assignment.id, scope: assignment.scope }) as object,
                ...never,
              },
            ],
          ],
          more: 0,
          cut: { hop: first, cutsAll: true, rows: 1 },
        },
        accounts: { count: 1, shown: [accountId("acct")] },
        identities: 1,
        gaps: [],
      },
    ]);
  });

  test.each(Object.keys(facts).filter((name) => name !== "tenants" && name !== "roleDefinitions"))(
    "which is gone without its %s",
    (name) => {
      const left = found({ ...facts, [name]: [] });
      // Without the credential there is nobody to begin.
      expect(left.map(({ ways: to }) => to)).toEqual(name === "federatedIdentityCredentials" ? [] : [null]);
    },
  );

  test.each<[string, Items]>([
    [
      "the service principal is another application's",
      { servicePrincipals: [servicePrincipal({ appId: guid("x") })] },
    ],
    [
      "the role does not create users",
      { roleAssignments: [azureRole(AZURE_READER)], roleDefinitions: [AZURE_READER] },
    ],
    ["the account cannot serve SFTP", { storageAccounts: [storageAccount({ isHnsEnabled: known(false) })] }],
    [
      "the credential is another application's",
      { federatedIdentityCredentials: [federatedCredential({ applicationId: applicationId("other") })] },
    ],
  ])("which is gone where %s", (_, items) => {
    expect(found({ ...facts, ...items }).map(({ ways: to }) => to)).toEqual([null]);
  });
});

describe("who can become whom", () => {
  test.each<[string, Items, Record<string, readonly string[] | null>]>([
    [
      "the owner of an application, by its principal name",
      { ...BILLING, ...RESOLVED, owners: [owner("ann")] },
      { [ANN]: ["owns billing", ...VIA_BILLING] },
    ],
    [
      "the owner of a service principal",
      { ...BILLING, owners: [owner("ann", principalId())] },
      { ann: ["owns billing", "creates-local-users acct"] },
    ],
    [
      "a service principal that owns the application of another",
      {
        ...BILLING,
        servicePrincipals: [servicePrincipal(), servicePrincipal({ name: "tool" })],
        owners: [owner("x", applicationId(), { ownerId: guid("sp", "tool"), kind: "service-principal" })],
      },
      { tool: ["owns billing", ...VIA_BILLING] },
    ],
    [
      "a service principal that was not listed",
      { ...BILLING, servicePrincipals: [], owners: [owner("ann", principalId())] },
      { ann: [`owns ${guid("sp", "billing")}`, "creates-local-users acct"] },
    ],
    [
      "an owner that is neither a user nor a service principal",
      { ...BILLING, owners: [owner("bot", principalId(), { kind: "other" })] },
      { bot: ["owns billing", "creates-local-users acct"] },
    ],
    [
      "ids in other case",
      {
        ...BILLING,
        owners: [owner("ann", applicationId().toUpperCase().replace("APPLICATIONS", "applications"))],
        sftpAccess: [
          access({ principal: { ...sp(), id: principalId().toUpperCase() }, creates: ways([roleHop(sp())]) }),
        ],
      },
      { ann: ["owns billing", ...VIA_BILLING] },
    ],
    [
      "a token for a user-assigned identity",
      {
        ...IDENTITY,
        identityFederatedCredentials: [identityCredential("https://issuer.example", "runner")],
      },
      {
        'subject "runner" of "https://issuer.example"': [
          "federated-credential id-web",
          "is-identity-of vm-identity",
          "creates-local-users acct",
        ],
      },
    ],
    [
      "a token for an identity that has no service principal yet",
      {
        ...IDENTITY,
        userAssignedIdentities: [userAssignedIdentity({ principalId: known(null) })],
        identityFederatedCredentials: [identityCredential("https://issuer.example", "runner")],
      },
      { 'subject "runner" of "https://issuer.example"': null },
    ],
    [
      "the service principal of an identity was not listed: its name is the identity's",
      {
        ...IDENTITY,
        servicePrincipals: [],
        identityFederatedCredentials: [identityCredential("https://issuer.example", "runner")],
      },
      {
        'subject "runner" of "https://issuer.example"': [
          "federated-credential id-web",
          "is-identity-of id-web",
          "creates-local-users acct",
        ],
      },
    ],
    [
      "an expression in place of a subject",
      {
        ...BILLING,
        federatedIdentityCredentials: [
          federatedCredential({
            subject: known(null),
            claimsMatchingExpression: known("claims['sub'] matches 'a*'"),
          }),
        ],
      },
      {
        [`expression "claims['sub'] matches 'a*'" of "https://token.actions.githubusercontent.com"`]: [
          "federated-credential billing",
          ...VIA_BILLING,
        ],
      },
    ],
    [
      "a directory role that adds credentials to any application",
      {
        ...BILLING,
        ...RESOLVED,
        directoryRoleAssignments: [directoryRole("Application Administrator", ann)],
      },
      { [ANN]: BY_ANY },
    ],
    [
      "one that must be activated first",
      {
        ...BILLING,
        ...RESOLVED,
        directoryRoleEligibilities: [directoryRole("Application Administrator", ann)],
      },
      { [ANN]: ["adds-credentials? any application", ...VIA_BILLING] },
    ],
    [
      "one that is in force as well",
      {
        ...BILLING,
        ...RESOLVED,
        directoryRoleAssignments: [directoryRole("Cloud Application Administrator", ann)],
        directoryRoleEligibilities: [directoryRole("Application Administrator", ann)],
      },
      { [ANN]: BY_ANY },
    ],
    [
      "one for the application alone",
      {
        ...BILLING,
        ...RESOLVED,
        directoryRoleAssignments: [
          directoryRole("Application Administrator", ann, { directoryScopeId: `/${guid("app", "billing")}` }),
        ],
      },
      { [ANN]: ["adds-credentials billing", ...VIA_BILLING] },
    ],
    [
      "one for its service principal alone",
      {
        ...BILLING,
        ...RESOLVED,
        directoryRoleAssignments: [
          directoryRole("Application Administrator", ann, { directoryScopeId: `/${guid("sp", "billing")}` }),
        ],
      },
      { [ANN]: ["adds-credentials billing", "creates-local-users acct"] },
    ],
    [
      "one for an administrative unit",
      {
        ...BILLING,
        ...RESOLVED,
        directoryRoleAssignments: [
          directoryRole("Application Administrator", ann, { directoryScopeId: "/administrativeUnits/a" }),
          directoryRole("User Administrator", ann, { directoryScopeId: `/${guid("app", "billing")}` }),
        ],
      },
      {},
    ],
    [
      "a group's directory role: its members, and not the group",
      {
        ...BILLING,
        ...RESOLVED,
        directoryRoleAssignments: [directoryRole("Application Administrator", "G1")],
        groupMembers: [member("g1", ann), member("g1", "g2", { kind: "group" })],
      },
      { [ANN]: BY_ANY },
    ],
    [
      "a group's directory role, whose members were not read",
      {
        ...BILLING,
        directoryRoleDefinitions: ROLE_DEFINITIONS,
        directoryObjects: [user("g1", { kind: "group" })],
        directoryRoleAssignments: [directoryRole("Application Administrator", guid("user", "g1"))],
      },
      {},
    ],
    [
      "a custom role that adds credentials",
      {
        ...BILLING,
        directoryObjects: [user("ann")],
        directoryRoleDefinitions: [
          roleDefinition("Directory Readers", { isBuiltIn: false, mintsCredentials: true }),
        ],
        directoryRoleAssignments: [directoryRole("Directory Readers", ann)],
      },
      { [ANN]: BY_ANY },
    ],
    [
      "a custom role with the template of the Global Administrator",
      {
        ...BILLING,
        storageAccounts: [openAccount()],
        directoryRoleDefinitions: [
          roleDefinition("Global Administrator", { isBuiltIn: false, mintsCredentials: false }),
        ],
        directoryRoleAssignments: [directoryRole("Global Administrator", ann)],
      },
      {},
    ],
    [
      "a role that is neither listed nor well known",
      { ...BILLING, directoryRoleAssignments: [roleAt(guid("role"), ann)] },
      {},
    ],
    [
      "a service principal that may write applications",
      {
        ...BILLING,
        servicePrincipals: [servicePrincipal(), servicePrincipal({ name: "tool" })],
        appRoleAssignments: [role("Application.ReadWrite.All", { holder: "tool" })],
      },
      { tool: BY_ANY },
    ],
    [
      "one that was not listed",
      { ...BILLING, appRoleAssignments: [role("Application.ReadWrite.All", { holder: "tool" })] },
      { [guid("sp", "tool")]: BY_ANY },
    ],
    [
      "one that may write its own applications alone, or read mail",
      {
        ...BILLING,
        appRoleAssignments: [role("Application.ReadWrite.OwnedBy"), role("Mail.Read")],
      },
      {},
    ],
    [
      "a permission of another API under the same id",
      {
        ...BILLING,
        appRoleAssignments: [role("Application.ReadWrite.All", { resourceAppId: guid("api") })],
      },
      {},
    ],
    [
      "a service principal that makes itself Global Administrator",
      {
        storageAccounts: [openAccount()],
        servicePrincipals: [servicePrincipal()],
        appRoleAssignments: [role("RoleManagement.ReadWrite.Directory")],
      },
      { billing: ["grants-itself-directory-roles Global Administrator", ELEVATES] },
    ],
    [
      "one that gives itself the permission to",
      {
        storageAccounts: [openAccount()],
        servicePrincipals: [servicePrincipal()],
        appRoleAssignments: [
          role("Mail.Read", {
            appRoleId: "06B708A9-E830-4DB3-A914-8E69DA51D44F",
            value: "AppRoleAssignment.ReadWrite.All",
          }),
        ],
      },
      { billing: ["grants-itself-directory-roles Global Administrator", ELEVATES] },
    ],
    [
      "a Global Administrator, by the shortest way",
      {
        ...BILLING,
        ...RESOLVED,
        storageAccounts: [openAccount()],
        directoryRoleAssignments: [directoryRole("Global Administrator", ann)],
      },
      { [ANN]: ["member-of Global Administrator", ELEVATES] },
    ],
    [
      "a Privileged Role Administrator",
      {
        ...RESOLVED,
        storageAccounts: [openAccount()],
        directoryRoleAssignments: [roleAt(PRIVILEGED_ROLE_ADMINISTRATOR, ann)],
      },
      { [ANN]: ["grants-itself-directory-roles Global Administrator", ELEVATES] },
    ],
    [
      "a Global Administrator, where no account could serve SFTP",
      {
        ...RESOLVED,
        storageAccounts: [storageAccount({ isHnsEnabled: known(false) })],
        directoryRoleAssignments: [directoryRole("Global Administrator", ann)],
      },
      { [ANN]: null },
    ],
    [
      "a token of an application that makes itself Global Administrator: four hops",
      {
        applications: [application()],
        servicePrincipals: [servicePrincipal()],
        storageAccounts: [openAccount()],
        appRoleAssignments: [role("RoleManagement.ReadWrite.Directory")],
        federatedIdentityCredentials: [federatedCredential()],
      },
      {
        [SUBJECT]: [
          "federated-credential billing",
          "is-application-of billing",
          "grants-itself-directory-roles Global Administrator",
          ELEVATES,
        ],
        billing: ["grants-itself-directory-roles Global Administrator", ELEVATES],
      },
    ],
    [
      "a token of an application that writes applications: five hops are too many, and its principal has a row",
      {
        ...BILLING,
        applications: [application(), application({ name: "tool" })],
        servicePrincipals: [servicePrincipal(), servicePrincipal({ name: "tool" })],
        appRoleAssignments: [role("Application.ReadWrite.All", { holder: "tool" })],
        federatedIdentityCredentials: [federatedCredential({ applicationId: applicationId("tool") })],
      },
      { [SUBJECT]: null, tool: BY_ANY },
    ],
    [
      "who adds credentials to any application, to those of the tenant alone",
      {
        ...RESOLVED,
        directoryRoleAssignments: [directoryRole("Application Administrator", ann)],
        servicePrincipals: [
          managedIdentity(),
          microsoftPrincipal(),
          foreignPrincipal(),
          servicePrincipal({ name: "unknown", owner: "unknown" }),
        ],
        sftpAccess: ["vm-identity", "Office 365 Exchange Online", "Fabrikam Mail", "unknown"].map((name) =>
          creator(name),
        ),
      },
      { [ANN]: null },
    ],
    [
      "an application of the tenant whose principal names no owner",
      {
        ...BILLING,
        ...RESOLVED,
        directoryRoleAssignments: [directoryRole("Application Administrator", ann)],
        servicePrincipals: [servicePrincipal({ owner: "unknown" })],
      },
      { [ANN]: BY_ANY },
    ],
    [
      "an application whose id somebody else's principal has",
      {
        ...BILLING,
        servicePrincipals: [foreignPrincipal({ id: principalId(), name: "billing" })],
        owners: [owner("ann")],
      },
      { ann: null },
    ],
    [
      "the role at the end assigns roles",
      {
        ...BILLING,
        owners: [owner("ann")],
        sftpAccess: [
          creator("billing", {
            creates: null,
            grantsItself: ways([roleHop(sp(), { right: "assigns-roles" })]),
          }),
        ],
      },
      { ann: ["owns billing", "is-application-of billing", "assigns-roles acct"] },
    ],
    [
      "the role at the end creates users and assigns roles",
      {
        ...BILLING,
        owners: [owner("ann")],
        sftpAccess: [creator("billing", { grantsItself: ways([roleHop(sp(), { right: "assigns-roles" })]) })],
      },
      { ann: ["owns billing", ...VIA_BILLING] },
    ],
    [
      "the role at the end is a group's: four hops",
      {
        ...BILLING,
        owners: [owner("ann")],
        sftpAccess: [creator("billing", { creates: ways([memberHop(sp(), OPS), roleHop(OPS)]) })],
      },
      { ann: ["owns billing", "is-application-of billing", "member-of ops", "creates-local-users acct"] },
    ],
    [
      "a principal whose roles lead nowhere",
      { ...BILLING, owners: [owner("ann")], sftpAccess: [access({ principal: sp() })] },
      { ann: null },
    ],
    ["a role of one's own is no takeover", BILLING, {}],
    [
      "nor where a service principal owns itself, or its application",
      {
        ...BILLING,
        owners: [
          owner("x", applicationId(), { ownerId: guid("sp", "billing"), kind: "service-principal" }),
          owner("x", principalId(), { ownerId: guid("sp", "billing"), kind: "service-principal" }),
        ],
      },
      { billing: null },
    ],
    [
      "a disabled service principal is a way as well, since it can be enabled",
      {
        ...BILLING,
        servicePrincipals: [
          servicePrincipal(),
          servicePrincipal({ name: "tool", accountEnabled: known(false) }),
          servicePrincipal({ name: "open", accountEnabled: unknown(graphDenied("x")) }),
        ],
        appRoleAssignments: [
          role("Application.ReadWrite.All", { holder: "tool" }),
          role("Application.ReadWrite.All", { holder: "open" }),
        ],
        owners: [owner("ann", principalId("tool")), owner("bob", principalId("open"))],
      },
      { ann: ["owns tool", ...BY_ANY], bob: ["owns open", ...BY_ANY], tool: BY_ANY, open: BY_ANY },
    ],
    [
      "an application that is gone",
      { ...BILLING, owners: [owner("ann", applicationId("gone"))] },
      { ann: null },
    ],
    [
      "who writes federated credentials of an identity",
      {
        ...IDENTITY,
        roleDefinitions: [IDENTITY_CONTRIBUTOR],
        roleAssignments: [azureRole(IDENTITY_CONTRIBUTOR, guid("sp", "tool"), { scope: identityId() })],
        servicePrincipals: [managedIdentity(), servicePrincipal({ name: "tool" })],
      },
      { tool: ["federates-identity id-web", "is-identity-of vm-identity", "creates-local-users acct"] },
    ],
    [
      "who may activate the role that does, through a group",
      {
        ...IDENTITY,
        roleDefinitions: [IDENTITY_CONTRIBUTOR],
        roleEligibilities: [
          azureRole(IDENTITY_CONTRIBUTOR, "ops", { principalType: known("Group"), scope: SUBSCRIPTION }),
        ],
        rbacGroupMembers: [member("ops", ann)],
        rbacPrincipals: [user("ann")],
      },
      { [ANN]: ["federates-identity? id-web", "is-identity-of vm-identity", "creates-local-users acct"] },
    ],
    [
      "a group of another tenant that writes them: who is in it, nobody tells",
      {
        ...IDENTITY,
        roleDefinitions: [IDENTITY_CONTRIBUTOR],
        roleAssignments: [azureRole(IDENTITY_CONTRIBUTOR, "ops", { principalType: known("ForeignGroup") })],
      },
      { ops: ["federates-identity id-web", "is-identity-of vm-identity", "creates-local-users acct"] },
    ],
    [
      "a user that writes them, and was not listed; a principal of whom nobody tells what it is",
      {
        ...IDENTITY,
        roleDefinitions: [IDENTITY_CONTRIBUTOR],
        roleAssignments: [
          azureRole(IDENTITY_CONTRIBUTOR, "u1", { principalType: known("User") }),
          azureRole(IDENTITY_CONTRIBUTOR, "p1", { principalType: known(null) }),
        ],
      },
      {
        u1: ["federates-identity id-web", "is-identity-of vm-identity", "creates-local-users acct"],
        p1: ["federates-identity id-web", "is-identity-of vm-identity", "creates-local-users acct"],
      },
    ],
    [
      "who writes identities that lead nowhere",
      {
        ...IDENTITY,
        sftpAccess: [],
        roleDefinitions: [IDENTITY_CONTRIBUTOR],
        roleAssignments: [azureRole(IDENTITY_CONTRIBUTOR, guid("sp", "tool"), { scope: identityId() })],
      },
      {},
    ],
  ])("%s", (_, items, expected) => {
    expect(told(takeovers(items))).toEqual(expected);
  });
});

describe("a row", () => {
  const two = {
    ...BILLING,
    applications: [application(), application({ name: "tool" })],
    servicePrincipals: [servicePrincipal(), servicePrincipal({ name: "tool" })],
    sftpAccess: [
      creator(),
      creator("tool", {
        accounts: { count: 17, shown: [OTHER.id] },
        creates: ways([roleHop(sp("tool"), { to: OTHER, eligible: true })]),
      }),
    ],
    owners: [owner("ann"), owner("ann", applicationId("tool"))],
  } satisfies Items;

  test("stands for all that one owns: the accounts are those of the shortest path", () => {
    const [found, ...others] = takeovers(two);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      id: `/users/${ann}/sftpTakeover/default`,
      way: "owns",
      accounts: { count: 1, shown: [ACCOUNT.id] },
      identities: 2,
      ways: { more: 0, cut: { cutsAll: false, rows: 1, hop: { to: { name: "billing" } } } },
    });
    expect(found?.ways?.paths.map((path) => path.at(-1)?.to.name)).toEqual(["acct", "other"]);
  });

  test("says how a path begins: a Global Administrator elevates access, and does not become one", () => {
    const items = { ...RESOLVED, storageAccounts: [openAccount()] };
    const ways_ = (name: "Global Administrator" | "Application Administrator") =>
      takeovers({ ...BILLING, ...items, directoryRoleAssignments: [directoryRole(name, ann)] })[0]?.way;
    expect(ways_("Global Administrator")).toBe("elevates-access");
    expect(ways_("Application Administrator")).toBe("adds-credentials");
    expect(takeovers({ owners: [owner("ann")] })[0]).toMatchObject({
      way: null,
      ways: null,
      accounts: null,
      identities: 0,
    });
  });

  test("a Global Administrator comes to all accounts that could serve SFTP, the worst first", () => {
    const [found] = takeovers({
      directoryRoleDefinitions: ROLE_DEFINITIONS,
      directoryRoleAssignments: [directoryRole("Global Administrator", ann)],
      storageAccounts: [
        storageAccount({ name: "off" }),
        storageAccount({ name: "flat", isHnsEnabled: known(false) }),
        openAccount({ name: "open" }),
        storageAccount({ name: "unread", isHnsEnabled: unknown(denied()) }),
      ],
    });
    expect(found?.accounts).toEqual({
      count: 3,
      shown: [accountId("open"), accountId("off"), accountId("unread")],
    });
    expect(found?.ways?.paths[0].at(-1)).toMatchObject({
      to: { id: accountId("open"), kind: "storage-account", name: "open" },
      because:
        'A Global Administrator can take the role "User Access Administrator" at the root, and with it any role on "open".',
      proof: {
        scope: "/",
        source: "https://learn.microsoft.com/azure/role-based-access-control/elevate-access-global-admin",
      },
    });
    expect(found?.identities).toBe(1);
    // The role is what can be taken away.
    expect(found?.ways?.cut).toMatchObject({ cutsAll: true, hop: { right: "member-of" } });
  });

  test("names the removal that ends most paths of most rows", () => {
    const found = takeovers({ ...BILLING, owners: [owner("ann"), owner("bob")] });
    const assignment = roleHop(sp()).proof.id;
    expect(found.map(({ ways: to }) => to?.cut)).toEqual([
      {
        hop: expect.objectContaining({ proof: expect.objectContaining({ id: assignment }) }),
        cutsAll: true,
        rows: 2,
      },
      {
        hop: expect.objectContaining({ proof: expect.objectContaining({ id: assignment }) }),
        cutsAll: true,
        rows: 2,
      },
    ]);
  });

  test.each<[string, SftpAccess["creates"], boolean, number]>([
    ["all ways of the role at the end are shown", ways([roleHop(sp())]), true, 0],
    ["there are more", { ...ways([roleHop(sp())]), more: 4 }, false, 4],
    [
      "there are more, which end with it",
      { ...ways([roleHop(sp())]), more: 4, cut: { hop: roleHop(sp()), cutsAll: true, rows: 1 } },
      true,
      4,
    ],
    [
      "there are more, and their own cut leaves some",
      { ...ways([roleHop(sp())]), more: 4, cut: { hop: roleHop(sp()), cutsAll: false, rows: 1 } },
      false,
      4,
    ],
  ])("ends all where %s", (_, creates, cutsAll, more) => {
    const owners = [owner("ann"), owner("bob")];
    const [found] = takeovers({ ...BILLING, owners, sftpAccess: [creator("billing", { creates })] });
    expect(found?.ways).toMatchObject({ more, cut: { cutsAll, hop: { right: "creates-local-users" } } });
  });

  test("counts what stands beside three ways once, through a group as well", () => {
    const hop = (id: string) => ({ ...roleHop(OPS), proof: { ...roleHop(OPS).proof, id } });
    const paths = ["1", "2", "3"].map((id) => [memberHop(sp(), OPS), hop(id)] as const);
    const creates = { paths, more: 7, cut: null } as unknown as SftpAccess["creates"];
    const [found] = takeovers({
      ...BILLING,
      owners: [owner("ann", principalId())],
      sftpAccess: [creator("billing", { creates })],
    });
    expect(found?.ways).toMatchObject({ more: 7, cut: { cutsAll: true, hop: { right: "owns" } } });
  });

  test.each([
    ["members", "member-of"],
    ["transitiveMembers", "creates-local-users"],
  ])("a group is left where that is one request: %s", (list, right) => {
    const hop = memberHop(sp(), OPS);
    const membership = { ...hop, proof: { ...hop.proof, id: `/groups/ops/${list}/billing` } };
    const creates = ways([membership, roleHop(OPS)]);
    const owners = [owner("ann"), owner("ann", principalId())];
    const [found] = takeovers({ ...BILLING, owners, sftpAccess: [creator("billing", { creates })] });
    expect(found?.ways).toMatchObject({ cut: { cutsAll: true, hop: { right } } });
  });

  test("a membership is a cut where the group lists it, and none through another group", () => {
    const cut = (path: string) => {
      const into = memberHop(sp(), OPS);
      const hop = { ...into, proof: { ...into.proof, id: `${OPS.id}/${path}/${guid("sp", "billing")}` } };
      const role_ = (id: string) => ({ ...roleHop(OPS), proof: { ...roleHop(OPS).proof, id } });
      const found = takeovers({
        ...BILLING,
        owners: [owner("ann", principalId()), owner("bob", principalId())],
        sftpAccess: [creator("billing", { creates: ways([hop, role_("1")], [hop, role_("2")]) })],
      });
      return found.map(({ ways: to }) => to?.cut?.hop.right);
    };
    expect(cut("members")).toEqual(["member-of", "member-of"]);
    expect(cut("transitiveMembers")).toEqual(["owns", "owns"]);
  });

  test("counts identities up to a hundred", () => {
    const names = Array.from({ length: 120 }, (_, at) => `app${at}x`);
    const identities = (count: number) =>
      takeovers({
        servicePrincipals: names.map((name) => servicePrincipal({ name })),
        sftpAccess: names.slice(0, count).map((name) => creator(name)),
        directoryRoleDefinitions: ROLE_DEFINITIONS,
        directoryRoleAssignments: [directoryRole("Application Administrator", ann)],
      })[0];
    expect(identities(99)).toMatchObject({ identities: 99, ways: { more: 47 } });
    expect(identities(120)).toMatchObject({ identities: 100, ways: { more: 47 } });
  });

  test("is the same in whatever order things were read", () => {
    const items = {
      ...two,
      ...RESOLVED,
      storageAccounts: [openAccount(), openAccount({ name: "other" })],
      directoryRoleAssignments: [
        directoryRole("Global Administrator", ann),
        directoryRole("Application Administrator", guid("sp", "tool")),
      ],
      federatedIdentityCredentials: [federatedCredential(), federatedCredential({ name: "b" })],
    } satisfies Items;
    const reversed = Object.fromEntries(
      Object.entries(items).map(([name, list]) => [name, list.toReversed()]),
    ) as Items;
    expect(takeovers(items).length).toBe(4);
    expect(takeovers(reversed)).toEqual(takeovers(items));
  });
});
