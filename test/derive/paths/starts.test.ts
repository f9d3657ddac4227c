import { describe, expect, test } from "vitest";
import { viewSections } from "../../../src/inventory/inventory.ts";
import { startOf } from "../../../src/derive/paths/starts.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { PathPrincipal } from "../../../src/inventory/sections.ts";
import { denied, TENANT } from "../../checks/build.ts";
import {
  applicationId,
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
  servicePrincipal,
  user,
} from "../../checks/build-entra.ts";
import { type Gaps, type Items, sectionsWith } from "../../inventory/sections-with.ts";
import { tenant } from "../build-tenant.ts";
import { ANN, GUEST, IDENTITY_CONTRIBUTOR, ann, member, takeovers, IDENTITY } from "./build-takeovers.ts";
import { identityCredential } from "../../checks/build-credentials.ts";

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
      { isForeign: known(false), isMicrosoft: false, accountEnabled: known(false) },
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

test("a token of which nothing is known is foreign", () => {
  const node = {
    id: "/applications/a/federatedIdentityCredentials/f",
    kind: "federated-subject",
    name: "f",
  } as const;
  expect(startOf(node, tenant(), viewSections(sectionsWith({})))).toEqual({
    ...node,
    isForeign: known(true),
    isMicrosoft: false,
    accountEnabled: known(null),
  });
});
