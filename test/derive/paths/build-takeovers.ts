import sftpTakeovers from "../../../src/derive/sftp-takeovers.ts";
import { sliceOf, type Slice, viewSections } from "../../../src/inventory/inventory.ts";
import { known } from "../../../src/inventory/known.ts";
import type {
  DirectoryRoleAssignment,
  GroupMember,
  PathNode,
  PathPrincipal,
  RoleDefinition,
  SectionName,
  SftpAccess,
  SftpTakeover,
} from "../../../src/inventory/sections.ts";
import { access, principal, roleHop, ways } from "../../checks/build-access.ts";
import { accountId } from "../../checks/build.ts";
import { userAssignedIdentity } from "../../checks/build-credentials.ts";
import {
  application,
  directoryRole,
  guid,
  managedIdentity,
  principalId,
  ROLE_DEFINITIONS,
  servicePrincipal,
  user,
  AZURE_READER,
} from "../../checks/build-entra.ts";
import { type Gaps, type Items, sectionsWith } from "../../inventory/sections-with.ts";
import { tenant } from "../build-tenant.ts";

/** Derived of these sections alone, so that rows of `sftpAccess` can be given. */
export function takeovers(items: Items, gaps: Gaps = {}): readonly SftpTakeover[] {
  const slice = sliceOf(viewSections(sectionsWith(items, gaps)), sftpTakeovers.from);
  return sftpTakeovers.derive(tenant(), slice as Slice<SectionName>);
}

/** The shortest path of each start by its rights and where they lead; null without one. */
export const told = (found: readonly SftpTakeover[]) =>
  Object.fromEntries(
    found.map(({ start, ways: to }) => [
      start.name,
      to && to.paths[0].map(({ right, to: { name }, eligible }) => `${right}${eligible ? "?" : ""} ${name}`),
    ]),
  );

export const SUBJECT =
  'subject "repo:contoso/shop:environment:production" of "https://token.actions.githubusercontent.com"';

export const sp = (name = "billing"): PathPrincipal => principal({ id: principalId(name), name });
/** A service principal's role that creates users on "acct". */
export const creator = (name = "billing", over: Partial<SftpAccess> = {}): SftpAccess =>
  access({ principal: sp(name), creates: ways([roleHop(sp(name))]), ...over });

/** An application with its service principal, which creates users. */
export const BILLING = {
  applications: [application()],
  servicePrincipals: [servicePrincipal()],
  sftpAccess: [creator()],
} satisfies Items;

export const ann = guid("user", "ann");
export const ANN = "ann@contoso.example";
export const member = (groupId: string, memberId: string, over: Partial<GroupMember> = {}): GroupMember => ({
  id: `/groups/${groupId}/transitiveMembers/${memberId}`,
  name: "admins",
  groupId: `/groups/${groupId}`,
  memberId,
  kind: "user",
  ...over,
});

export const PRIVILEGED_ROLE_ADMINISTRATOR = "e8611ab8-c189-46e8-94e1-60213ab1f814";
export const roleAt = (templateId: string, holder: string): DirectoryRoleAssignment =>
  directoryRole("Directory Readers", holder, {
    id: `/roleManagement/directory/roleAssignments/${holder}-${templateId}`,
    roleDefinitionId: `/roleManagement/directory/roleDefinitions/${templateId}`,
  });

export const OPS: PathPrincipal = principal({ id: "/groups/ops", kind: "group", name: "ops" });
export const OTHER: PathNode = { id: accountId("other"), kind: "storage-account", name: "other" };
export const IDENTITY = {
  userAssignedIdentities: [userAssignedIdentity()],
  servicePrincipals: [managedIdentity()],
  sftpAccess: [creator("vm-identity")],
} satisfies Items;
export const GUEST = user("ann", { userType: known("Guest") });
export const RESOLVED = {
  directoryObjects: [user("ann")],
  directoryRoleDefinitions: ROLE_DEFINITIONS,
} satisfies Items;

/** May write federated credentials of identities, and nothing about storage. */
export const IDENTITY_CONTRIBUTOR: RoleDefinition = {
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

export const VIA_BILLING = ["is-application-of billing", "creates-local-users acct"];
export const BY_ANY = ["adds-credentials any application", ...VIA_BILLING];
export const ELEVATES = "elevates-access acct";
