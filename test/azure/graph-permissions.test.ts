import { describe, expect, test } from "vitest";
import { client, tenant } from "./describe.ts";
import { appRoleAssignment } from "./describe-entra.ts";
import { errorOf, graphSession, listOf } from "./graph-session.ts";
import { signIn } from "./requests.ts";
import * as sample from "./sample-directory.ts";
import { startAzure } from "./simulated-azure.ts";

const { contoso, payroll, vendor, graph, ada, admins } = sample;
const p = payroll.application.id;

describe("permissions", () => {
  const withOnly = (...permissions: string[]) => client({ permissions });
  const app = "Application.Read.All";
  const directory = "Directory.Read.All";

  test.each([
    ["/v1.0/organization", ["Organization.Read.All", directory]],
    ["/v1.0/applications", [app, directory, "Application.ReadWrite.All"]],
    [`/v1.0/servicePrincipals/${vendor.id}`, [app, directory]],
    [`/v1.0/servicePrincipals/${vendor.id}/appRoleAssignedTo`, [app, directory]],
    [`/v1.0/servicePrincipals/${vendor.id}/owners`, [app, directory]],
    [`/v1.0/applications/${p}/federatedIdentityCredentials`, [app]],
    ["/v1.0/oauth2PermissionGrants", [directory, "DelegatedPermissionGrant.Read.All"]],
    ["/v1.0/policies/authorizationPolicy", ["Policy.Read.All"]],
    ["/v1.0/policies/adminConsentRequestPolicy", ["Policy.Read.All"]],
    ["/v1.0/policies/defaultAppManagementPolicy", ["Policy.Read.All"]],
    ["/v1.0/policies/appManagementPolicies", ["Policy.Read.All"]],
    ["/v1.0/policies/permissionGrantPolicies", ["Policy.Read.PermissionGrant"]],
    [`/v1.0/policies/appManagementPolicies/${sample.secretsPolicy.id}/appliesTo`, [app]],
    [
      "/v1.0/roleManagement/directory/roleAssignments",
      ["RoleManagement.Read.Directory", "RoleManagement.Read.All"],
    ],
    [
      "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances",
      ["RoleManagement.Read.Directory", "RoleEligibilitySchedule.Read.Directory"],
    ],
    [`/v1.0/groups/${admins.id}/transitiveMembers`, ["GroupMember.Read.All", directory]],
    ["/v1.0/domains", ["Domain.Read.All", directory]],
    ["/beta/reports/servicePrincipalSignInActivities", ["AuditLog.Read.All"]],
    ["/beta/reports/appCredentialSignInActivities", ["AuditLog.Read.All"]],
  ])("%s wants one of %j", async (path, enough) => {
    const all = ["Policy.Read.All", "Policy.Read.PermissionGrant", "RoleManagement.Read.Directory"];
    const others = [...all, app, directory, "AuditLog.Read.All", "User.Read.All"].filter(
      (one) => !enough.includes(one),
    );
    for (const one of enough) {
      expect((await (await graphSession({}, withOnly(one))).get(path)).status, one).toBe(200);
    }
    expect(errorOf(await (await graphSession({}, withOnly(...others))).get(path))).toEqual([
      403,
      "Authorization_RequestDenied",
      "Insufficient privileges to complete the operation.",
    ]);
  });

  test("come before the object, and stand in the token", async () => {
    const nobody = await graphSession({}, withOnly());
    expect((await nobody.get(`/v1.0/applications/${vendor.id}`)).status).toBe(403);
    const claims = (text: string): object =>
      JSON.parse(Buffer.from(text.split(".")[1] ?? "", "base64url").toString()) as object;
    expect(claims(nobody.token)).not.toHaveProperty("roles");
    const reader = withOnly(app);
    const { azure, token } = await graphSession({}, reader);
    expect(claims(token)).toMatchObject({ roles: [app] });
    expect(claims(await signIn(azure, contoso, reader, azure.url))).not.toHaveProperty("roles");
    const all = claims((await graphSession()).token) as { roles: string[] };
    expect(all.roles).toContain(directory);
  });

  test("of a directory object that may not be read there is its id and its type", async () => {
    const { get } = await graphSession({}, withOnly(app));
    const [owner, second] = listOf(await get(`/v1.0/applications/${p}/owners?$select=id,displayName`)).value;
    expect(owner).toEqual({ "@odata.type": "#microsoft.graph.user", id: ada.id, displayName: null });
    expect(second).toMatchObject({ id: vendor.id, displayName: "Vendor" });
    const whole = listOf(await get(`/v1.0/applications/${p}/owners`)).value[0] ?? {};
    expect(Object.entries(whole).filter(([, value]) => value !== null)).toHaveLength(2);
    expect(whole).toHaveProperty("userPrincipalName");
  });
});

describe("the tenant", () => {
  test.each(["servicePrincipalSignInActivities", "appCredentialSignInActivities"])(
    "has no %s without a license",
    async (report) => {
      const path = `/beta/reports/${report}`;
      expect(errorOf(await (await graphSession({ license: "free" })).get(path))).toEqual([
        403,
        "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
        "Neither tenant is B2C or tenant doesn't have premium license",
      ]);
      expect((await (await graphSession({ license: "p1" })).get(path)).status).toBe(200);
      expect(errorOf(await (await graphSession({ sovereign: true })).get(path))).toEqual([
        404,
        "BadRequest",
        `Resource not found for the segment '${report}'.`,
      ]);
    },
  );

  test("has no eligible roles without P2", async () => {
    const path = "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances";
    for (const license of ["free", "p1"] as const) {
      expect(errorOf(await (await graphSession({ license })).get(path))).toEqual([
        400,
        "AadPremiumLicenseRequired",
        "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.",
      ]);
    }
    expect((await (await graphSession({ license: "p2" })).get(path)).status).toBe(200);
  });

  test("of a sovereign cloud knows no verified publishers", async () => {
    const { get } = await graphSession({ sovereign: true });
    for (const list of ["applications", "servicePrincipals"]) {
      const [item] = listOf(await get(`/v1.0/${list}`)).value;
      expect(item).not.toHaveProperty("verifiedPublisher");
      expect(errorOf(await get(`/v1.0/${list}?$select=verifiedPublisher`))[0]).toBe(400);
    }
  });

  test("whose description names what is not there is a mistake", async () => {
    const refused = async (parts: object, message: string) => {
      await expect(startAzure(tenant(parts))).rejects.toThrow(message);
    };
    await refused({ owners: { "/applications/x": [] } }, "there is no /applications/x");
    await refused({ federatedIdentityCredentials: { x: [] } }, "there is no application x");
    await refused(
      { applications: [payroll.application, payroll.application] },
      "two directory objects are both",
    );
    await refused(
      { applications: [payroll.application], owners: { [`/applications/${p}`]: [{ id: "x" }] } },
      "nothing says what x is",
    );
    expect(() => appRoleAssignment(vendor, graph, "Mail.Eat")).toThrow(
      'Microsoft Graph has no role "Mail.Eat"',
    );
  });
});
