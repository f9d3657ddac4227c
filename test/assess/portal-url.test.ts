import { describe, expect, test } from "vitest";
import { portalUrl } from "../../src/assess/portal-url.ts";
import { viewSections } from "../../src/inventory/inventory.ts";
import { accountId, SUBSCRIPTION, TENANT } from "../checks/build.ts";
import {
  application,
  applicationId,
  directoryRole,
  foreignPrincipal,
  grant,
  guid,
  principalId,
  role,
  servicePrincipal,
} from "../checks/build-entra.ts";
import { type Items, sectionsWith } from "../inventory/sections-with.ts";

const PORTAL = "https://portal.azure.com";
const TENANT_ID = TENANT.slice("/tenants/".length);

const urlOf = (id: string, items: Items = {}, address = PORTAL): string | undefined =>
  portalUrl(id, {
    address,
    tenantId: TENANT_ID,
    slice: viewSections(
      sectionsWith({
        applications: [application()],
        servicePrincipals: [servicePrincipal(), foreignPrincipal()],
        ...items,
      }),
    ),
  });

const APP = `${PORTAL}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/${guid("appid", "billing")}`;
const pageOf = (name = "billing", appName = name): string =>
  `${PORTAL}/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview/objectId/${guid("sp", name)}/appId/${guid("appid", appName)}`;

describe("of Azure", () => {
  const IDENTITY = `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i`;
  const page = (id: string) => `${PORTAL}/#@${TENANT_ID}/resource${id}`;

  test.each([
    ["a resource", accountId("acct"), page(accountId("acct"))],
    ["a local user: its account's", `${accountId("acct")}/localUsers/u`, page(accountId("acct"))],
    ["in other case", `${accountId("acct")}/LOCALUSERS/u`, page(accountId("acct"))],
    ["a federated credential: its identity's", `${IDENTITY}/federatedIdentityCredentials/f`, page(IDENTITY)],
    ["a subscription", SUBSCRIPTION, page(SUBSCRIPTION)],
    [
      "a container: its account's",
      `${accountId("acct")}/blobServices/default/containers/c`,
      page(accountId("acct")),
    ],
    ["who reaches its data", `${accountId("acct")}/sftpDataAccess/default`, page(accountId("acct"))],
    [
      "a diagnostic setting: whose logs it is about",
      `${SUBSCRIPTION}/providers/microsoft.insights/diagnosticSettings/s/logDestination/workspace`,
      page(SUBSCRIPTION),
    ],
  ])("%s", (_, id, expected) => {
    expect(urlOf(id)).toBe(expected);
  });
});

describe("of Entra", () => {
  test.each<[string, string, string | undefined, Items?]>([
    ["an application", applicationId(), APP],
    ["in other case", applicationId().toUpperCase(), APP],
    ["its secret", `${applicationId()}/passwordCredentials/k`, APP],
    ["its federated credential", `${applicationId()}/federatedIdentityCredentials/f`, APP],
    ["its owner", `${applicationId()}/owners/o`, APP],
    ["what is derived of it", `${applicationId()}/redirectUris/default`, APP],
    ["an application that was not listed", applicationId("other"), undefined],
    ["a service principal", principalId(), pageOf()],
    ["of another tenant", principalId("Fabrikam Mail"), pageOf("Fabrikam Mail")],
    ["its certificate", `${principalId()}/keyCredentials/k`, pageOf()],
    ["what is derived of it", `${principalId()}/effectivePermissions/default`, pageOf()],
    ["one that was not listed", principalId("other"), undefined],
    ["an application permission: its holder's", role("Mail.Read").id, pageOf()],
    [
      "a grant: its client's",
      "/oauth2PermissionGrants/g",
      pageOf(),
      { oauth2PermissionGrants: [grant("Mail.Read", { id: "/oauth2PermissionGrants/g" })] },
    ],
    ["a grant that was not read", "/oauth2PermissionGrants/g", undefined],
    [
      "a grant of a client that was not listed",
      "/oauth2PermissionGrants/g",
      undefined,
      { oauth2PermissionGrants: [grant("Mail.Read", { id: "/oauth2PermissionGrants/g", holder: "other" })] },
    ],
    [
      "a directory role: its holder's",
      directoryRole("Global Administrator").id,
      pageOf(),
      { directoryRoleAssignments: [directoryRole("Global Administrator")] },
    ],
    [
      "one to activate",
      "/roleManagement/directory/roleEligibilityScheduleInstances/e",
      pageOf(),
      {
        directoryRoleEligibilities: [
          directoryRole("Global Administrator", undefined, {
            id: "/roleManagement/directory/roleEligibilityScheduleInstances/e",
          }),
        ],
      },
    ],
    [
      "a directory role of a user",
      directoryRole("Global Administrator", guid("user", "ann")).id,
      undefined,
      { directoryRoleAssignments: [directoryRole("Global Administrator", guid("user", "ann"))] },
    ],
    ["a tenant", TENANT, undefined],
    ["a policy", "/policies/authorizationPolicy", undefined],
    ["a domain", "/domains/contoso.example", undefined],
    ["an Azure role of everything", "/providers/Microsoft.Authorization/roleAssignments/r", undefined],
    ["nothing", "", undefined],
  ])("%s", (_, id, expected, items) => {
    expect(urlOf(id, items)).toBe(expected);
  });

  test("of another cloud", () => {
    expect(urlOf(applicationId(), {}, "https://portal.azure.us")).toBe(
      APP.replace(PORTAL, "https://portal.azure.us"),
    );
  });

  test.each([
    ["a/b#c?d", "a%2Fb%23c%3Fd"],
    ["javascript:x", "javascript%3Ax"],
    ["\ud800", "%EF%BF%BD"],
    ["a\nb", "a%0Ab"],
  ])("%j is encoded", (appId, encoded) => {
    expect(urlOf(applicationId(), { applications: [application({ appId })] })).toMatch(
      new RegExp(`/appId/${encoded}$`),
    );
    const principal = servicePrincipal({ id: "/servicePrincipals/a b", appId });
    expect(urlOf(principal.id, { servicePrincipals: [principal] })).toMatch(
      new RegExp(`/objectId/a%20b/appId/${encoded}$`),
    );
  });
});
