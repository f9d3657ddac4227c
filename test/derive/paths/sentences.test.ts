import { describe, expect, test } from "vitest";
import { known } from "../../../src/inventory/known.ts";
import { openAccount, SUBSCRIPTION } from "../../checks/build.ts";
import { identityCredential, identityId } from "../../checks/build-credentials.ts";
import {
  applicationId,
  azureRole,
  directoryRole,
  guid,
  owner,
  principalId,
  role,
  servicePrincipal,
  user,
} from "../../checks/build-entra.ts";
import { type Items } from "../../inventory/sections-with.ts";
import {
  ANN,
  IDENTITY_CONTRIBUTOR,
  ann,
  member,
  takeovers,
  IDENTITY,
  RESOLVED,
  BILLING,
} from "./build-takeovers.ts";

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
      `"${ANN}" is in the group "ops", which holds the role "Managed Identity Contributor" at the subscription "${SUBSCRIPTION.slice(15)}": it adds federated credentials to the identity "id-web".`,
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
      because: `"${guid("sp", "tool")}" may activate the role "Managed Identity Contributor" at the subscription "${SUBSCRIPTION.slice(15)}": it adds federated credentials to the identity "id-web".`,
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
