import { expect, test } from "vitest";
import { client, subscription, tenant, userAssignedIdentity } from "./describe.ts";
import { azureRoles, builtInAzureRoles } from "./describe-azure-roles.ts";
import {
  application,
  appRoleAssignment,
  federatedIdentityCredential,
  group,
  managedIdentity,
  microsoftPrincipal,
  microsoftServices,
  oauth2PermissionGrant,
  ownApp,
  servicePrincipal,
  user,
} from "./describe-entra.ts";
import {
  appIds,
  azureManagementResource,
  exchangeResource,
  graphResource,
  keyVaultResource,
  sharePointResource,
  storageResource,
} from "./describe-resources.ts";
import {
  builtInDirectoryRoles,
  closedPolicies,
  directoryRoleAssignment,
  directoryRoleDefinition,
  directoryRoles,
} from "./describe-roles.ts";

const resources = [
  graphResource(),
  exchangeResource(),
  sharePointResource(),
  keyVaultResource(),
  azureManagementResource(),
  storageResource(),
];

test("a thing of one name has one id, and an app and its principal share an appId", () => {
  expect(application()).toEqual(application());
  expect(application({ displayName: "A" }).id).not.toBe(application({ displayName: "B" }).id);
  const { application: own, servicePrincipal: principal } = ownApp({ displayName: "A", tenantId: "t" });
  expect(principal).toMatchObject({ appId: own.appId, appOwnerOrganizationId: "t" });
  expect(ownApp().servicePrincipal).toMatchObject({ appOwnerOrganizationId: tenant().tenantId });
  const wide = ownApp({ application: { signInAudience: "AzureADMultipleOrgs" } });
  expect(wide.servicePrincipal).toMatchObject({ signInAudience: "AzureADMultipleOrgs" });
});

test("a managed identity is what its identity in ARM says", () => {
  const { principalId, clientId } = userAssignedIdentity({ name: "id-x" });
  const principal = managedIdentity({ displayName: "id-x", resourceId: "/subscriptions/s", explicit: false });
  expect([principal.id, principal.appId]).toEqual([principalId, clientId]);
  expect(principal).toMatchObject({
    servicePrincipalType: "ManagedIdentity",
    alternativeNames: ["isExplicit=False", "/subscriptions/s"],
  });
  const where = `/subscriptions/${subscription().subscriptionId}/resourcegroups/rg-data`;
  expect(managedIdentity()["alternativeNames"]).toEqual([
    "isExplicit=True",
    `${where}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-backup`,
  ]);
});

test("resources are Microsoft's, with permissions of their own ids", () => {
  expect(resources.map(({ appId }) => appId)).toEqual(Object.values(appIds));
  for (const resource of resources) {
    expect(resource).toMatchObject({ appOwnerOrganizationId: microsoftServices, createdDateTime: null });
    for (const published of [resource.appRoles ?? [], resource.oauth2PermissionScopes ?? []]) {
      expect(new Set(published.map(({ id }) => id)).size).toBe(published.length);
    }
  }
  const more = graphResource({ roles: { "X.Read": "r" }, scopes: { "Y.Read": "s" }, parts: { tags: ["a"] } });
  expect(more.appRoles?.at(-1)).toMatchObject({ id: "r", value: "X.Read", isEnabled: true });
  expect(more.oauth2PermissionScopes?.at(-1)).toMatchObject({ id: "s", value: "Y.Read", type: "User" });
  expect(more["tags"]).toEqual(["a"]);
  expect(more.appRoles?.[0]?.["description"]).toContain("\u00A0");
  expect(microsoftPrincipal("a", "Microsoft Intune")).toMatchObject({
    appId: "a",
    displayName: "Microsoft Intune",
  });
});

test("an assignment finds the role by its value or takes its id", () => {
  const [graph, exchange] = [graphResource(), exchangeResource()];
  const principal = servicePrincipal();
  const mailRead = "810c84a8-4a9e-49e6-bf7d-12d183f40d01";
  expect(appRoleAssignment(principal, graph, "Mail.Read").appRoleId).toBe(mailRead);
  expect(appRoleAssignment(principal, exchange, mailRead)).toMatchObject({
    principalType: "ServicePrincipal",
    resourceDisplayName: "Office 365 Exchange Online",
  });
  expect(appRoleAssignment(user(), graph, "0".repeat(36))).toMatchObject({ principalType: "User" });
  expect(appRoleAssignment(group(), graph, mailRead)).toMatchObject({ principalType: "Group" });
});

test("a grant is everybody's or one user's", () => {
  const [app, graph, ada] = [servicePrincipal(), graphResource(), user()];
  expect(oauth2PermissionGrant(app, graph, " User.Read")).toMatchObject({
    consentType: "AllPrincipals",
    principalId: null,
    scope: " User.Read",
  });
  expect(oauth2PermissionGrant(app, graph, "User.Read", { principal: ada })).toMatchObject({
    consentType: "Principal",
    principalId: ada.id,
  });
});

test("a flexible federated credential has no subject", () => {
  expect(federatedIdentityCredential()["subject"]).toBe("repo:contoso/payroll:environment:production");
  const claimsMatchingExpression = { value: "claims['sub'] matches 'x'", languageVersion: 1 };
  expect(federatedIdentityCredential({ claimsMatchingExpression })["subject"]).toBeNull();
});

test("roles are found by their names", () => {
  expect(builtInDirectoryRoles().map(({ id }) => id)).toEqual(Object.values(directoryRoles));
  expect(directoryRoleAssignment(user(), "Exchange Administrator")).toMatchObject({
    roleDefinitionId: "29232cdf-9323-42fd-ade2-1d097af3e4de",
    directoryScopeId: "/",
  });
  const own = directoryRoleDefinition("App helper", ["microsoft.directory/applications/owners/update"]);
  expect(directoryRoleAssignment(user(), String(own["id"]))["roleDefinitionId"]).toBe(own["templateId"]);
  expect(builtInAzureRoles().map(({ name }) => name)).toEqual(Object.values(azureRoles));
});

test("closed policies are parts of a tenant", () => {
  const closed = tenant({ ...closedPolicies(), clients: [client()] });
  expect(closed.defaultAppManagementPolicy).toMatchObject({ isEnabled: true });
});
