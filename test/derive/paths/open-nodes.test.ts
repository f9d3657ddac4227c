import { describe, expect, test } from "vitest";
import { unknown } from "../../../src/inventory/known.ts";
import { GRAPH } from "../../../src/inventory/permissions.ts";
import { access } from "../../checks/build-access.ts";
import { identityCredential, identityId, userAssignedIdentity } from "../../checks/build-credentials.ts";
import {
  azureRole,
  federatedCredential,
  graphDenied,
  guid,
  microsoftPrincipal,
  owner,
  principalId,
  role,
  servicePrincipal,
} from "../../checks/build-entra.ts";
import { type Gaps, type Items } from "../../inventory/sections-with.ts";
import { tenant } from "../build-tenant.ts";
import { deriveFrom } from "../derive-from.ts";
import {
  IDENTITY_CONTRIBUTOR,
  ann,
  member,
  roleAt,
  sp,
  takeovers,
  IDENTITY,
  BILLING,
  creator,
} from "./build-takeovers.ts";

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
      "whether a deny assignment takes away what their role gives",
      { ...owned, sftpAccess: [creator("billing", { denials: [OWN] })] },
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
