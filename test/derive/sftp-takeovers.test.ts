import { describe, expect, test } from "vitest";
import sftpTakeovers from "../../src/derive/sftp-takeovers.ts";
import { sliceOf, type Slice, viewSections } from "../../src/inventory/inventory.ts";
import { known, unknown } from "../../src/inventory/known.ts";
import { GRAPH } from "../../src/inventory/permissions.ts";
import type {
  DirectoryRoleAssignment,
  GroupMember,
  PathNode,
  PathPrincipal,
  RoleDefinition,
  SectionName,
  SftpAccess,
  SftpTakeover,
} from "../../src/inventory/sections.ts";
import { access, ACCOUNT, memberHop, principal, roleHop, ways } from "../checks/build-access.ts";
import { accountId, denied, openAccount, storageAccount, SUBSCRIPTION, TENANT } from "../checks/build.ts";
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
import { type Gaps, type Items, sectionsWith } from "../inventory/sections-with.ts";
import { tenant } from "./build-tenant.ts";
import { deriveFrom } from "./derive-from.ts";

/** Derived of these sections alone, so that rows of `sftpAccess` can be given. */
function takeovers(items: Items, gaps: Gaps = {}): readonly SftpTakeover[] {
  const slice = sliceOf(viewSections(sectionsWith(items, gaps)), sftpTakeovers.from);
  return sftpTakeovers.derive(tenant(), slice as Slice<SectionName>);
}

/** The shortest path of each start by its rights and where they lead; null without one. */
const told = (found: readonly SftpTakeover[]) =>
  Object.fromEntries(
    found.map(({ start, ways: to }) => [
      start.name,
      to && to.paths[0].map(({ right, to: { name }, eligible }) => `${right}${eligible ? "?" : ""} ${name}`),
    ]),
  );

const SUBJECT =
  'subject "repo:contoso/shop:environment:production" of "https://token.actions.githubusercontent.com"';

const sp = (name = "billing"): PathPrincipal => principal({ id: principalId(name), name });
/** A service principal's role that creates users on "acct". */
const creator = (name = "billing", over: Partial<SftpAccess> = {}): SftpAccess =>
  access({ principal: sp(name), creates: ways([roleHop(sp(name))]), ...over });

/** An application with its service principal, which creates users. */
const BILLING = {
  applications: [application()],
  servicePrincipals: [servicePrincipal()],
  sftpAccess: [creator()],
} satisfies Items;

const ann = guid("user", "ann");
const ANN = "ann@contoso.example";
const member = (groupId: string, memberId: string, over: Partial<GroupMember> = {}): GroupMember => ({
  id: `/groups/${groupId}/transitiveMembers/${memberId}`,
  name: "admins",
  groupId: `/groups/${groupId}`,
  memberId,
  kind: "user",
  ...over,
});

const PRIVILEGED_ROLE_ADMINISTRATOR = "e8611ab8-c189-46e8-94e1-60213ab1f814";
const roleAt = (templateId: string, holder: string): DirectoryRoleAssignment =>
  directoryRole("Directory Readers", holder, {
    id: `/roleManagement/directory/roleAssignments/${holder}-${templateId}`,
    roleDefinitionId: `/roleManagement/directory/roleDefinitions/${templateId}`,
  });

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
    [
      "the service principal is disabled",
      { servicePrincipals: [servicePrincipal({ accountEnabled: known(false) })] },
    ],
  ])("which is gone where %s", (_, items) => {
    expect(found({ ...facts, ...items }).map(({ ways: to }) => to)).toEqual([null]);
  });
});

const OPS: PathPrincipal = principal({ id: "/groups/ops", kind: "group", name: "ops" });
const OTHER: PathNode = { id: accountId("other"), kind: "storage-account", name: "other" };
const IDENTITY = {
  userAssignedIdentities: [userAssignedIdentity()],
  servicePrincipals: [managedIdentity()],
  sftpAccess: [creator("vm-identity")],
} satisfies Items;
const GUEST = user("ann", { userType: known("Guest") });
const RESOLVED = {
  directoryObjects: [user("ann")],
  directoryRoleDefinitions: ROLE_DEFINITIONS,
} satisfies Items;

/** May write federated credentials of identities, and nothing about storage. */
const IDENTITY_CONTRIBUTOR: RoleDefinition = {
  ...AZURE_READER,
  id: "/providers/Microsoft.Authorization/roleDefinitions/e40ec5ca-96e0-45a2-b4ff-59039f2c2b59",
  name: "Managed Identity Contributor",
  permissions: known([
    {
      actions: ["Microsoft.ManagedIdentity/userAssignedIdentities/*"],
      notActions: [],
      dataActions: [],
      notDataActions: [],
    },
  ]),
};

const VIA_BILLING = ["is-application-of billing", "creates-local-users acct"];
const BY_ANY = ["adds-credentials any application", ...VIA_BILLING];
const ELEVATES = "elevates-access acct";

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
      "a disabled service principal is nobody's way, and can be enabled",
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
      { ann: null, bob: ["owns open", ...BY_ANY], tool: BY_ANY, open: BY_ANY },
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

describe("who it is that begins", () => {
  const start = (items: Items, gaps: Gaps = {}) => takeovers(items, gaps)[0]?.start;
  const GAP = graphDenied("Directory.Read.All");
  const self = { isMicrosoft: false, isForeign: known(false), accountEnabled: known(true) };
  const token = (issuer: string) => federatedCredential({ issuer: known(issuer) });
  const permission = { appRoleAssignments: [role("RoleManagement.ReadWrite.Directory")] };

  test.each<[string, Items, Gaps, Partial<PathPrincipal>]>([
    [
      "a member",
      { owners: [owner("ann")], directoryObjects: [user("ann")] },
      {},
      { ...self, id: `/users/${ann}`, kind: "user", name: ANN },
    ],
    [
      "a guest",
      { owners: [owner("ann")], directoryObjects: [GUEST] },
      {},
      { ...self, isForeign: known(true) },
    ],
    [
      "a disabled user whose type was not read",
      {
        owners: [owner("ann")],
        directoryObjects: [user("ann", { userType: unknown(GAP), accountEnabled: known(false) })],
      },
      {},
      { isForeign: unknown(GAP), accountEnabled: known(false) },
    ],
    [
      "a user without a type",
      {
        owners: [owner("ann")],
        directoryObjects: [user("ann", { userType: known(null), userPrincipalName: null })],
      },
      {},
      { ...self, name: "ann" },
    ],
    [
      "a user that holds an Azure role and was read for it",
      { owners: [owner("ann")], rbacPrincipals: [GUEST] },
      {},
      { isForeign: known(true), name: ANN },
    ],
    [
      "a user that was not read",
      { owners: [owner("ann")] },
      { directoryObjects: [GAP] },
      { id: `/users/${ann}`, name: "ann", isForeign: unknown(GAP), accountEnabled: unknown(GAP) },
    ],
    [
      "a user that is gone",
      { owners: [owner("ann")] },
      { servicePrincipals: [GAP] },
      { isForeign: known(false), accountEnabled: known(false) },
    ],
    [
      "something else that was not read",
      { owners: [owner("bot", applicationId(), { kind: "other" })] },
      { servicePrincipals: [GAP] },
      { id: `/directoryObjects/${guid("user", "bot")}`, kind: "principal", isForeign: unknown(GAP) },
    ],
    [
      "an application of the tenant",
      { ...permission, servicePrincipals: [servicePrincipal()] },
      {},
      { ...self, id: principalId(), kind: "service-principal", name: "billing" },
    ],
    [
      "a foreign one, disabled",
      {
        ...permission,
        servicePrincipals: [foreignPrincipal({ id: principalId(), accountEnabled: known(false) })],
      },
      {},
      { isForeign: known(true), isMicrosoft: false, accountEnabled: known(false), name: "Fabrikam Mail" },
    ],
    [
      "Microsoft's own",
      { ...permission, servicePrincipals: [microsoftPrincipal({ id: principalId() })] },
      {},
      { isForeign: known(false), isMicrosoft: true },
    ],
    [
      "one whose owner was not read",
      {
        ...permission,
        servicePrincipals: [servicePrincipal({ owner: "unknown", appOwnerOrganizationId: unknown(GAP) })],
      },
      {},
      { isForeign: unknown(GAP), isMicrosoft: false },
    ],
    [
      "a managed identity, which names no owner",
      { ...permission, servicePrincipals: [managedIdentity({ id: principalId(), owner: "unknown" })] },
      {},
      self,
    ],
    [
      "what one list tells and another does not",
      {
        owners: [owner("ann")],
        directoryRoleAssignments: [directoryRole("Application Administrator", ann)],
        directoryRoleDefinitions: ROLE_DEFINITIONS,
      },
      {},
      { id: `/users/${ann}`, kind: "user", name: "ann" },
    ],
    [
      "what a later list tells",
      {
        owners: [owner("ann", applicationId(), { kind: "other" })],
        directoryRoleAssignments: [directoryRole("Application Administrator", "g1")],
        directoryRoleDefinitions: ROLE_DEFINITIONS,
        groupMembers: [member("g1", ann)],
      },
      {},
      { id: `/users/${ann}`, kind: "user", name: ann },
    ],
    [
      "a service principal that was not listed",
      permission,
      { servicePrincipals: [GAP], directoryObjects: [denied()] },
      { id: principalId(), kind: "service-principal", isForeign: unknown(GAP), accountEnabled: unknown(GAP) },
    ],
    [
      "a service principal that is gone",
      permission,
      { directoryObjects: [GAP] },
      { isForeign: known(false), accountEnabled: known(false) },
    ],
    [
      "a group of another tenant",
      {
        ...IDENTITY,
        roleDefinitions: [IDENTITY_CONTRIBUTOR],
        roleAssignments: [azureRole(IDENTITY_CONTRIBUTOR, "ops", { principalType: known("ForeignGroup") })],
      },
      {},
      { id: "/groups/ops", kind: "group", isForeign: known(true), accountEnabled: known(null) },
    ],
    [
      "a token of anybody's issuer",
      { federatedIdentityCredentials: [token("https://issuer.example")] },
      {},
      { kind: "federated-subject", isForeign: known(true), isMicrosoft: false, accountEnabled: known(null) },
    ],
    [
      "a token of the tenant itself",
      { federatedIdentityCredentials: [token(`https://login.microsoftonline.com/${TENANT.slice(9)}/v2.0`)] },
      {},
      { isForeign: known(false) },
    ],
    [
      "a token of another tenant",
      { federatedIdentityCredentials: [token(`https://sts.windows.net/${guid("other")}`)] },
      {},
      { isForeign: known(true) },
    ],
    [
      "a token whose issuer was not read, of an identity",
      {
        identityFederatedCredentials: [{ ...identityCredential("", "runner"), issuer: unknown(GAP) }],
      },
      {},
      { isForeign: unknown(GAP), name: 'subject "runner" of an issuer that was not read' },
    ],
  ])("%s", (_, items, gaps, expected) => {
    expect(start(items, gaps)).toMatchObject(expected);
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

describe("sentences and proofs", () => {
  const only = (items: Items) => takeovers(items)[0]?.ways?.paths[0];
  const members = [member("g1", ann)];
  const storageAccounts = [openAccount()];

  test.each<[string, Items, string, string, string, string]>([
    [
      "an owner",
      { ...BILLING, owners: [owner("ann")] },
      '"ann" owns the application "billing" and can add a credential to it.',
      `${applicationId()}/owners/${ann}`,
      applicationId(),
      `GET /v1.0${applicationId()}/owners`,
    ],
    [
      "an owner of a service principal",
      { ...BILLING, owners: [owner("ann", principalId())] },
      '"ann" owns the service principal "billing" and can add a credential to it.',
      `${principalId()}/owners/${ann}`,
      principalId(),
      `GET /v1.0${principalId()}/owners`,
    ],
    [
      "a directory role",
      {
        ...BILLING,
        ...RESOLVED,
        directoryRoleAssignments: [directoryRole("Application Administrator", ann)],
      },
      `"${ANN}" holds the directory role "Application Administrator": it adds credentials to any application.`,
      directoryRole("Application Administrator", ann).id,
      "/",
      "GET /v1.0/roleManagement/directory/roleAssignments",
    ],
    [
      "an eligible one of a group, for one application",
      {
        ...BILLING,
        ...RESOLVED,
        groupMembers: members,
        directoryRoleEligibilities: [
          directoryRole("Application Administrator", "g1", {
            directoryScopeId: `/${guid("app", "billing")}`,
          }),
        ],
      },
      `"${ANN}" is in the group "admins", which may activate the directory role "Application Administrator": it adds credentials to the application "billing".`,
      directoryRole("Application Administrator", "g1").id,
      `/${guid("app", "billing")}`,
      "GET /v1.0/roleManagement/directory/roleEligibilityScheduleInstances",
    ],
    [
      "one for a service principal",
      {
        ...BILLING,
        ...RESOLVED,
        directoryRoleAssignments: [
          directoryRole("Application Administrator", ann, { directoryScopeId: `/${guid("sp", "billing")}` }),
        ],
      },
      `"${ANN}" holds the directory role "Application Administrator": it adds credentials to the service principal "billing".`,
      directoryRole("Application Administrator", ann).id,
      `/${guid("sp", "billing")}`,
      "GET /v1.0/roleManagement/directory/roleAssignments",
    ],
    [
      "Global Administrator",
      {
        ...RESOLVED,
        storageAccounts,
        directoryRoleAssignments: [directoryRole("Global Administrator", ann)],
      },
      `"${ANN}" holds the directory role "Global Administrator".`,
      directoryRole("Global Administrator", ann).id,
      "/",
      "GET /v1.0/roleManagement/directory/roleAssignments",
    ],
    [
      "a permission",
      {
        storageAccounts,
        servicePrincipals: [servicePrincipal()],
        appRoleAssignments: [role("RoleManagement.ReadWrite.Directory")],
      },
      '"billing" holds the permission "RoleManagement.ReadWrite.Directory": it makes its holder Global Administrator.',
      role("RoleManagement.ReadWrite.Directory").id,
      "/",
      `GET /v1.0${role("RoleManagement.ReadWrite.Directory").resourceId}/appRoleAssignedTo`,
    ],
    [
      "a token for an identity",
      { ...IDENTITY, identityFederatedCredentials: [identityCredential("https://issuer.example", "runner")] },
      'A token with subject "runner" of "https://issuer.example" signs in as the identity "id-web".',
      `${identityId()}/federatedIdentityCredentials/fic`,
      identityId(),
      `GET ${identityId()}/federatedIdentityCredentials`,
    ],
    [
      "an Azure role of a group over an identity",
      {
        ...IDENTITY,
        rbacPrincipals: [user("ann")],
        azureGroupMembers: [member("g1", ann, { name: "ops" })],
        roleDefinitions: [IDENTITY_CONTRIBUTOR],
        roleAssignments: [azureRole(IDENTITY_CONTRIBUTOR, "g1", { principalType: known("Group") })],
      },
      `"${ANN}" is in the group "ops", which holds "Managed Identity Contributor" at "${SUBSCRIPTION}": it adds federated credentials to the identity "id-web".`,
      `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/g1`,
      SUBSCRIPTION,
      `GET ${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments`,
    ],
  ])("%s", (_, items, because, id, scope, source) => {
    expect(only(items)?.[0]).toMatchObject({ because, proof: { id, scope, source } });
  });

  test("any application is one hop, and each of them another", () => {
    const [first, second] =
      only({ ...BILLING, appRoleAssignments: [role("Application.ReadWrite.All", { holder: "tool" })] }) ?? [];
    expect(first?.to).toEqual({ id: "/applications", kind: "any-application", name: "any application" });
    expect(second).toMatchObject({
      from: first?.to,
      right: "is-application-of",
      because: '"billing" is one of the tenant\'s applications.',
      proof: { id: `/applications ${principalId()}` },
    });
  });

  test("an eligible Azure role over an identity, with the hop behind it", () => {
    const [first, second] =
      only({
        ...IDENTITY,
        roleDefinitions: [IDENTITY_CONTRIBUTOR],
        roleEligibilities: [azureRole(IDENTITY_CONTRIBUTOR, guid("sp", "tool"))],
      }) ?? [];
    expect(first).toMatchObject({
      because: `"${guid("sp", "tool")}" may activate "Managed Identity Contributor" at "${SUBSCRIPTION}": it adds federated credentials to the identity "id-web".`,
      proof: {
        source: `GET ${SUBSCRIPTION}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances`,
      },
      eligible: true,
    });
    expect(second).toMatchObject({
      because: 'The service principal "vm-identity" is that of the identity "id-web".',
      proof: {
        id: `${identityId()} ${principalId("vm-identity")}`,
        scope: identityId(),
        source: `GET ${SUBSCRIPTION}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`,
      },
    });
  });
});

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
        denyAssignments: [
          {
            id: "/deny",
            name: "deny",
            scope: SUBSCRIPTION,
            inheritedBy: [],
            permissions: AZURE_OWNER.permissions,
            principals: known([ann]),
            excludePrincipals: known([]),
            doNotApplyToChildScopes: known(false),
          },
        ],
      }),
      [[acct]],
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

describe("what was not read", () => {
  const GAP = graphDenied("Application.Read.All");
  const OWN = graphDenied("Application.Read.All", "GET other");
  const owned = { ...BILLING, sftpAccess: [], owners: [owner("ann")] } satisfies Items;
  // Where it is not listed, nobody knows whether it was asked who holds its permissions.
  const GRAPH_ITSELF = microsoftPrincipal({ name: "Microsoft Graph", appId: GRAPH });
  const gapsOf = (items: Items, gaps: Gaps = {}) => takeovers(items, gaps).map((found) => found.gaps);

  test("nothing leaves nothing open", () => {
    expect(gapsOf(owned)).toEqual([[]]);
  });

  test.each([
    "storageAccounts",
    "roleAssignments",
    "roleEligibilities",
    "roleDefinitions",
    "azureGroupMembers",
    "rbacGroupMembers",
    "directoryRoleAssignments",
    "directoryRoleEligibilities",
    "groupMembers",
    "appRoleAssignments",
    "owners",
    "userAssignedIdentities",
  ] as const)("%s leave every start without a path open, and none with one", (name) => {
    expect(gapsOf(owned, { [name]: [GAP] })).toEqual([[GAP]]);
    expect(gapsOf({ ...owned, ...BILLING }, { [name]: [GAP] })).toEqual([[]]);
  });

  test.each([
    "denyAssignments",
    "managementGroups",
    "federatedIdentityCredentials",
    "directoryObjects",
    "sftpAccess",
  ] as const)("%s add no hop", (name) => {
    expect(gapsOf(owned, { [name]: [GAP] })).toEqual([[]]);
  });

  test("eligible roles that the license does not know do not exist", () => {
    const gap = {
      ...GAP,
      reason: "unsupported",
      request: "GET /x/roleEligibilityScheduleInstances",
    } as const;
    expect(gapsOf(owned, { roleEligibilities: [gap] })).toEqual([[]]);
  });

  test("one list for all", () => {
    const [a, b] = takeovers({ ...owned, owners: [owner("ann"), owner("bob")] }, { owners: [GAP] });
    expect(a?.gaps).toEqual([GAP]);
    expect(a?.gaps).toBe(b?.gaps);
  });

  test.each<[string, Items, Gaps, readonly unknown[]]>([
    [
      "the roles of one that it can become",
      { ...owned, sftpAccess: [access({ principal: sp(), gaps: [OWN] })] },
      {},
      [OWN],
    ],
    [
      "that, and more",
      { ...owned, sftpAccess: [access({ principal: sp(), gaps: [OWN, GAP] })] },
      { owners: [GAP] },
      [OWN, GAP],
    ],
    [
      "the roles of one that it cannot become",
      { ...owned, sftpAccess: [access({ principal: sp("other"), gaps: [OWN] })] },
      {},
      [],
    ],
    [
      "the definition of a directory role that it holds",
      { ...owned, directoryRoleAssignments: [roleAt(guid("role"), ann)] },
      { directoryRoleDefinitions: [OWN] },
      [OWN],
    ],
    [
      "the definition of one that a group of the principal may activate",
      {
        ...owned,
        directoryRoleEligibilities: [roleAt(guid("role"), "g1")],
        groupMembers: [member("g1", guid("sp", "billing"), { kind: "service-principal" })],
      },
      { directoryRoleDefinitions: [OWN] },
      [OWN],
    ],
    ["no definition that somebody holds", owned, { directoryRoleDefinitions: [OWN] }, []],
    ["the application", { ...owned, applications: [] }, { applications: [OWN] }, [OWN]],
    ["another application", owned, { applications: [OWN] }, []],
    [
      "the principal of the application",
      { ...owned, servicePrincipals: [] },
      { servicePrincipals: [OWN] },
      [OWN],
    ],
    [
      "another principal",
      { ...owned, servicePrincipals: [servicePrincipal(), GRAPH_ITSELF] },
      { servicePrincipals: [OWN] },
      [],
    ],
    [
      "nothing about a service principal that is owned",
      { ...owned, servicePrincipals: [GRAPH_ITSELF], owners: [owner("ann", principalId())] },
      { servicePrincipals: [OWN], applications: [OWN] },
      [],
    ],
    [
      "the application that a token signs in to",
      { federatedIdentityCredentials: [federatedCredential()] },
      { applications: [OWN] },
      [OWN],
    ],
    [
      "applications, for who adds credentials to any",
      { servicePrincipals: [GRAPH_ITSELF], appRoleAssignments: [role("Application.ReadWrite.All")] },
      { applications: [OWN], servicePrincipals: [GAP] },
      [GAP, OWN],
    ],
    [
      "the identity that a token signs in to",
      { identityFederatedCredentials: [identityCredential("https://issuer.example", "runner")] },
      { userAssignedIdentities: [{ ...OWN, scope: identityId() }] },
      [{ ...OWN, scope: identityId() }],
    ],
    [
      "which principal an identity is",
      {
        ...IDENTITY,
        userAssignedIdentities: [userAssignedIdentity({ principalId: unknown(OWN) })],
        identityFederatedCredentials: [identityCredential("https://issuer.example", "runner")],
      },
      {},
      [OWN],
    ],
    [
      "the roles of an identity that it writes",
      {
        ...IDENTITY,
        sftpAccess: [access({ principal: sp("vm-identity"), gaps: [OWN] })],
        roleDefinitions: [IDENTITY_CONTRIBUTOR],
        roleAssignments: [azureRole(IDENTITY_CONTRIBUTOR, guid("sp", "tool"), { scope: identityId() })],
      },
      {},
      [OWN],
    ],
  ])("leaves a start open: %s", (_, items, gaps, expected) => {
    expect(gapsOf(items, gaps)).toEqual([expected]);
  });

  test("what is not listed is missing in the section, whose gaps say so", () => {
    expect(
      deriveFrom({ tenants: [tenant()] }, { owners: [GAP], federatedIdentityCredentials: [OWN] })
        .sftpTakeovers,
    ).toEqual({
      items: [],
      gaps: [OWN, GAP].sort((a, b) => Number(a === OWN) - Number(b === OWN)),
      inherited: [],
    });
  });
});

describe("identities that many may write", () => {
  const names = Array.from({ length: 12 }, (_, at) => `id${String.fromCodePoint(97 + at)}`);
  const items = (over: Items = {}): Items => ({
    userAssignedIdentities: [...names.slice(5), ...names.slice(0, 5)].map((name) =>
      userAssignedIdentity({ name, principalId: known(guid("sp", name)) }),
    ),
    servicePrincipals: names.map((name) => managedIdentity({ name })),
    sftpAccess: names.map((name) => creator(name)),
    roleDefinitions: [IDENTITY_CONTRIBUTOR],
    roleAssignments: [azureRole(IDENTITY_CONTRIBUTOR, guid("sp", "tool"))],
    ...over,
  });

  test("ten of them are hops, and the others are counted", () => {
    const [found, ...others] = takeovers(items());
    expect(others).toEqual([]);
    expect(found).toMatchObject({ identities: 10, ways: { more: 9, cut: { cutsAll: true } } });
    expect(found?.ways?.paths.map(([first]) => first?.to.name)).toEqual(["ida", "idb", "idc"]);
  });

  test("ten of one role, whoever else may write some of them", () => {
    const [found] = takeovers(
      items({
        roleAssignments: [
          azureRole(IDENTITY_CONTRIBUTOR, guid("sp", "tool")),
          ...names
            .slice(0, 5)
            .map((name) => azureRole(IDENTITY_CONTRIBUTOR, guid("sp", "job"), { scope: identityId(name) })),
        ],
      }),
    ).filter(({ start }) => start.name === guid("sp", "tool"));
    expect(found).toMatchObject({ identities: 10, ways: { more: 9 } });
    expect(found?.ways?.paths.map(([first]) => first?.to.name)).toEqual(["ida", "idb", "idc"]);
  });

  test("those that lead to accounts come before those of which that is open", () => {
    const [open, creating] = [sp("ida"), "idl"];
    const [found] = takeovers(
      items({ sftpAccess: [access({ principal: open, gaps: [denied()] }), creator(creating)] }),
    );
    expect(found?.ways?.paths.map(([first]) => first?.to.name)).toEqual(["idl"]);
  });

  test("what else is written stands, when another role of the identity is gone", () => {
    const shared = { ...roleHop(OPS) };
    const sftpAccess = names.map((name) =>
      creator(name, { creates: ways([memberHop(sp(name), OPS), shared]) }),
    );
    const of = (count: number) =>
      takeovers(
        items({
          sftpAccess: sftpAccess.slice(0, count),
          roleAssignments: [
            azureRole(IDENTITY_CONTRIBUTOR, guid("sp", "tool")),
            azureRole(IDENTITY_CONTRIBUTOR, guid("sp", "tool"), { id: "/r2" }),
            azureRole(IDENTITY_CONTRIBUTOR, guid("sp", "job")),
          ],
        }),
      )[0];
    // Two roles write the identities, so that the group's role is what they have in common.
    expect(of(10)?.ways?.cut).toMatchObject({ cutsAll: true, hop: { right: "creates-local-users" } });
    expect(of(12)?.ways?.cut).toMatchObject({ cutsAll: false, hop: { right: "creates-local-users" } });
  });
});
