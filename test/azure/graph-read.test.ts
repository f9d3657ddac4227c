import { Client, PageIterator } from "@microsoft/microsoft-graph-client";
import { describe, expect, test } from "vitest";
import { tenant } from "./describe.ts";
import { type RawBody, servicePrincipal } from "./describe-entra.ts";
import { errorOf, type GraphSession, graphSession, listOf } from "./graph-session.ts";
import { request, type WireAnswer } from "./requests.ts";
import * as sample from "./sample-directory.ts";
import { trustAzure } from "./simulated-azure.ts";

const { payroll, vendor, graph, ada, admins, scanner } = sample;
const p = payroll.application.id;
const notAsked = "BadRequest";

const ids = (answer: WireAnswer): unknown[] => listOf(answer).value.map(({ id }) => id);
const contextOf = (answer: WireAnswer): string | undefined => listOf(answer)["@odata.context"].split("#")[1];

describe("an address", () => {
  test.each([
    ["/v1.0/organization", "organization", 1],
    ["/v1.0/applications", "applications", 3],
    ["/v1.0/servicePrincipals", "servicePrincipals", 6],
    [`/v1.0/servicePrincipals/${graph.id}/appRoleAssignments`, "appRoleAssignments", 0],
    [`/v1.0/servicePrincipals/${payroll.servicePrincipal.id}/appRoleAssignments`, "appRoleAssignments", 2],
    [`/v1.0/applications/${p}/owners`, "directoryObjects", 2],
    [`/V1.0/ServicePrincipals/${vendor.id.toUpperCase()}/Owners`, "directoryObjects", 1],
    [
      `/v1.0/applications/${p}/federatedIdentityCredentials`,
      `applications('${p}')/federatedIdentityCredentials`,
      2,
    ],
    ["/v1.0/oauth2PermissionGrants", "oauth2PermissionGrants", 2],
    ["/v1.0/roleManagement/directory/roleAssignments", "roleManagement/directory/roleAssignments", 2],
    ["/v1.0/roleManagement/directory/roleDefinitions", "roleManagement/directory/roleDefinitions", 8],
    [
      "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances",
      "roleManagement/directory/roleEligibilityScheduleInstances",
      1,
    ],
    [`/v1.0/groups/${admins.id}/transitiveMembers`, "directoryObjects", 2],
    ["/v1.0/policies/permissionGrantPolicies", "policies/permissionGrantPolicies", 6],
    ["/v1.0/policies/appManagementPolicies", "policies/appManagementPolicies", 1],
    [`/v1.0/policies/appManagementPolicies/${sample.secretsPolicy.id}/appliesTo`, "directoryObjects", 2],
    ["/v1.0/domains", "domains", 2],
    ["/beta/applications", "applications", 3],
    ["/beta/reports/servicePrincipalSignInActivities", "reports/servicePrincipalSignInActivities", 2],
    ["/beta/reports/appCredentialSignInActivities", "reports/appCredentialSignInActivities", 1],
  ])("%s is a list", async (path, context, count) => {
    const answer = await (await graphSession()).get(path);
    expect([answer.status, contextOf(answer), listOf(answer).value.length]).toEqual([200, context, count]);
  });

  test.each([
    [`/v1.0/applications/${p}`, "applications/$entity", { id: p, displayName: "Payroll" }],
    [
      `/v1.0/servicePrincipals/${vendor.id}`,
      "servicePrincipals/$entity",
      { id: vendor.id, verifiedPublisher: { displayName: "Vendor Inc" } },
    ],
    [
      "/v1.0/policies/authorizationPolicy",
      "policies/authorizationPolicy/$entity",
      { id: "authorizationPolicy", defaultUserRolePermissions: { permissionGrantPoliciesAssigned: [] } },
    ],
    [
      "/v1.0/policies/adminConsentRequestPolicy",
      "policies/adminConsentRequestPolicy/$entity",
      { isEnabled: true },
    ],
    [
      "/v1.0/policies/defaultAppManagementPolicy",
      "policies/defaultAppManagementPolicy/$entity",
      { isEnabled: false },
    ],
  ])("%s is one object", async (path, context, body) => {
    const answer = await (await graphSession()).get(path);
    expect([answer.status, contextOf(answer)]).toEqual([200, context]);
    expect(answer.json()).toMatchObject(body);
    expect(answer.json()).not.toHaveProperty("value");
  });

  test.each([
    ["/v1.0/reports/servicePrincipalSignInActivities", "servicePrincipalSignInActivities"],
    ["/v1.0/reports/appCredentialSignInActivities", "appCredentialSignInActivities"],
    ["/v1.0/apps", "apps"],
    [`/v1.0/apps/${p}/owners`, "apps"],
    [`/v1.0/applications/${p}/secrets`, "secrets"],
    ["/v2.0/applications", "applications"],
  ])("%s is unknown", async (path, segment) => {
    expect(errorOf(await (await graphSession()).get(path))).toEqual([
      404,
      "BadRequest",
      `Resource not found for the segment '${segment}'.`,
    ]);
  });

  test.each([
    `/applications/${vendor.id}`,
    `/servicePrincipals/${p}`,
    `/applications/${vendor.id}/owners`,
    `/servicePrincipals/${p}/appRoleAssignedTo`,
    `/groups/${ada.id}/transitiveMembers`,
    `/policies/appManagementPolicies/${p}/appliesTo`,
  ])("%s names something that is not there", async (path) => {
    const id = path.split("/").find((segment) => segment.includes("-"));
    expect(errorOf(await (await graphSession()).get(`/v1.0${path}`))).toEqual([
      404,
      "Request_ResourceNotFound",
      `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    ]);
  });

  test.each(["POST", "PATCH", "DELETE"])("cannot be written: %s", async (method) => {
    const { azure, token } = await graphSession();
    const answer = await request(azure, `${azure.graphUrl}/v1.0/applications`, { method, token });
    expect(errorOf(answer).slice(0, 2)).toEqual([405, "Request_BadRequest"]);
    expect(azure.log.at(-1)?.route).toBeUndefined();
  });
});

describe("a query", () => {
  test("$select gives these properties and no other, and costs one unit less", async () => {
    const { get } = await graphSession();
    const answer = await get("/v1.0/applications?$select=id,notes,uniqueName");
    expect(listOf(answer).value[0]).toEqual({ id: p, notes: null, uniqueName: null });
    expect(contextOf(answer)).toBe("applications(id,notes,uniqueName)");
    const units = async (path: string) => (await get(path)).headers["x-ms-resource-unit"];
    expect(answer.headers["x-ms-resource-unit"]).toBe("1");
    expect(await units("/v1.0/applications")).toBe("2");
    expect(await units("/v1.0/applications?$top=19")).toBe("1");
    expect(await units("/v1.0/servicePrincipals?$select=id&$top=5")).toBe("1");
    expect(await units("/v1.0/oauth2PermissionGrants")).toBe("2");
    expect(await units(`/v1.0/servicePrincipals/${vendor.id}/appRoleAssignments`)).toBe("2");
    expect(await units(`/v1.0/groups/${admins.id}/transitiveMembers`)).toBe("3");
    expect(await units(`/v1.0/groups/${admins.id}/transitiveMembers?$select=id&$top=1`)).toBe("1");
  });

  test.each([
    ["/v1.0/applications?$select=id,nickname", "nickname", "application"],
    ["/v1.0/applications?$select=info/logoUrl", "info/logoUrl", "application"],
    ["/v1.0/applications?$select=Id", "Id", "application"],
    [`/v1.0/applications/${p}?$select=owner`, "owner", "application"],
    [
      "/v1.0/servicePrincipals?$select=publishedPermissionScopes",
      "publishedPermissionScopes",
      "servicePrincipal",
    ],
    ["/beta/servicePrincipals?$select=oauth2PermissionScopes", "oauth2PermissionScopes", "servicePrincipal"],
    [`/v1.0/applications/${p}/owners?$select=id,nickname`, "nickname", "directoryObject"],
    [
      `/v1.0/applications/${p}/federatedIdentityCredentials?$select=claimsMatchingExpression`,
      "claimsMatchingExpression",
      "federatedIdentityCredential",
    ],
    [
      "/v1.0/roleManagement/directory/roleDefinitions?$select=isPrivileged",
      "isPrivileged",
      "unifiedRoleDefinition",
    ],
    ["/v1.0/policies/authorizationPolicy?$select=x", "x", "authorizationPolicy"],
    ["/v1.0/policies/appManagementPolicies?$select=appliesTo", "appliesTo", "appManagementPolicy"],
    ["/beta/reports/servicePrincipalSignInActivities?$select=x", "x", "servicePrincipalSignInActivity"],
    ["/v1.0/domains?$select=name", "name", "domain"],
  ])("%s names an unknown property", async (path, name, type) => {
    expect(errorOf(await (await graphSession()).get(path))).toEqual([
      400,
      "BadRequest",
      `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`,
    ]);
  });

  test.each([
    [
      "$top=0",
      "Request_BadRequest",
      "Invalid page size specified: '0'. Must be between 1 and 999 inclusive.",
    ],
    [
      "$top=1000",
      "Request_BadRequest",
      "Invalid page size specified: '1000'. Must be between 1 and 999 inclusive.",
    ],
    [
      "$top=all",
      notAsked,
      "Invalid value 'all' for $top query option found. The $top query option requires a non-negative integer value.",
    ],
    [
      "$filter=displayName eq 'Payroll'",
      "Request_UnsupportedQuery",
      expect.stringContaining("filter clause"),
    ],
    ["$count=yes", notAsked, "Invalid value 'yes' for $count query option found."],
    ["$expand=owners", notAsked, "The query parameter '$expand' is not supported."],
    ["$orderby=displayName", notAsked, "The query parameter '$orderby' is not supported."],
    ["$search=x", notAsked, "The query parameter '$search' is not supported."],
    ["$skip=5", notAsked, "The query parameter '$skip' is not supported."],
    ["$skiptoken=garbage", notAsked, "Invalid page token."],
  ])("%s is refused", async (query, code, message) => {
    const answer = await (await graphSession()).get(`/v1.0/applications?${query.replaceAll(" ", "%20")}`);
    expect(errorOf(answer)).toEqual([400, code, message]);
    expect(answer.headers["content-type"]).toBe("application/json");
  });

  test("$filter finds by appId, whatever the case, and only what has one", async () => {
    const { get } = await graphSession();
    const asked = (id: string) => `$filter=${encodeURIComponent(`appId eq '${id}'`)}`;
    const { appId } = payroll.application;
    expect(ids(await get(`/v1.0/applications?${asked(appId.toUpperCase())}`))).toEqual([p]);
    expect(ids(await get(`/v1.0/servicePrincipals?${asked(appId)}`))).toEqual([payroll.servicePrincipal.id]);
    expect(listOf(await get(`/beta/reports/servicePrincipalSignInActivities?${asked(appId)}`)).value).toEqual(
      [expect.objectContaining({ appId })],
    );
    expect(ids(await get(`/v1.0/applications?${asked(ada.id)}`))).toEqual([]);
    expect(errorOf(await get(`/v1.0/oauth2PermissionGrants?${asked(appId)}`))[0]).toBe(400);
    expect(errorOf(await get(`/v1.0/applications/${p}?${asked(appId)}`))[0]).toBe(400);
  });

  test("$count counts on the first page, and only with eventual consistency", async () => {
    const { get } = await graphSession();
    const eventual = { ConsistencyLevel: "eventual" };
    expect(listOf(await get("/v1.0/applications?$count=true"))).not.toHaveProperty("@odata.count");
    const first = listOf(await get("/v1.0/applications?$count=true&$top=2", eventual));
    expect(first["@odata.count"]).toBe(3);
    const link = first["@odata.nextLink"] ?? "";
    expect(errorOf(await get(link))).toEqual([400, "BadRequest", "Invalid page token."]);
    const second = listOf(await get(link, eventual));
    expect(second.value).toHaveLength(1);
    expect(second).not.toHaveProperty("@odata.count");
    expect(second).not.toHaveProperty("@odata.nextLink");
  });
});

describe("pages", () => {
  const many = tenant({
    servicePrincipals: Array.from({ length: 250 }, (_, n) => servicePrincipal({ displayName: `App ${n}` })),
  });

  const sizes = async (get: GraphSession["get"], path: string): Promise<number[]> => {
    const found: number[] = [];
    for (let url: string | undefined = path; url !== undefined; ) {
      const page = listOf(await get(url));
      found.push(page.value.length);
      url = page["@odata.nextLink"];
    }
    return found;
  };

  test("hold 100, or what $top says, or less where the simulation is told so", async () => {
    const { get } = await graphSession({}, scanner, many);
    expect(await sizes(get, "/v1.0/servicePrincipals")).toEqual([100, 100, 50]);
    expect(await sizes(get, "/v1.0/servicePrincipals?$top=999")).toEqual([250]);
    expect(await sizes(get, "/v1.0/servicePrincipals?$top=240&$select=id")).toEqual([240, 10]);
    const { get: small } = await graphSession({ pageSize: { servicePrincipals: 150 } }, scanner, many);
    expect(await sizes(small, "/v1.0/servicePrincipals")).toEqual([100, 100, 50]);
    expect(await sizes(small, "/v1.0/servicePrincipals?$top=999")).toEqual([150, 100]);
  });

  test("domains come on one page whatever is asked for", async () => {
    const { get } = await graphSession();
    expect(await sizes(get, "/v1.0/domains?$top=1")).toEqual([2]);
  });

  test("links are absolute and keep the query", async () => {
    const { get } = await graphSession();
    const link = listOf(await get("/v1.0/applications?$top=1&$select=id"))["@odata.nextLink"];
    expect(link).toMatch(
      /^https:\/\/localhost:\d+\/v1\.0\/applications\?\$top=1&\$select=id&\$skiptoken=\w+$/,
    );
  });

  test("the Graph client's iterator walks them", async () => {
    const { azure, token } = await graphSession({}, scanner, many);
    trustAzure(azure.ca);
    const sdk = Client.initWithMiddleware({
      baseUrl: `${azure.graphUrl}/`,
      customHosts: new Set(["localhost"]),
      authProvider: { getAccessToken: () => Promise.resolve(token) },
    });
    const names = new Set<string>();
    const first = await sdk.api("/servicePrincipals").select("displayName").get();
    const iterator = new PageIterator(sdk, first, ({ displayName }: { displayName: string }) => {
      names.add(displayName);
      return true;
    });
    await iterator.iterate();
    expect(names.size).toBe(250);
    await expect(sdk.api("/servicePrincipals").expand("owners").get()).rejects.toMatchObject({
      statusCode: 400,
      code: "BadRequest",
    });
  });
});

describe("quirks of the real one", () => {
  test("appRoleAssignedTo leaves managed identities out unless its pages are as large as can be", async () => {
    const { get } = await graphSession();
    const path = `/v1.0/servicePrincipals/${graph.id}/appRoleAssignedTo`;
    const principals = async (query: string) =>
      listOf(await get(path + query)).value.map(({ principalDisplayName }) => principalDisplayName);
    expect(await principals("")).toEqual(["Payroll"]);
    expect(await principals("?$top=998")).toEqual(["Payroll"]);
    expect(await principals("?$top=999")).toEqual(["Payroll", "id-backup"]);
  });

  test("a flexible federated credential has no subject, and its expression is beta's alone", async () => {
    const { get } = await graphSession();
    const path = `/applications/${p}/federatedIdentityCredentials`;
    const [, flexible] = listOf(await get(`/v1.0${path}`)).value;
    expect(flexible).toMatchObject({ name: "flexible", subject: null });
    expect(flexible).not.toHaveProperty("claimsMatchingExpression");
    const beta = listOf(await get(`/beta${path}?$select=name,subject,claimsMatchingExpression`)).value;
    expect(beta).toEqual([
      {
        name: "deploy",
        subject: "repo:contoso/payroll:environment:production",
        claimsMatchingExpression: null,
      },
      {
        name: "flexible",
        subject: null,
        claimsMatchingExpression: expect.objectContaining({ languageVersion: 1 }),
      },
    ]);
  });

  test("the key of a certificate is shown only when keyCredentials was selected", async () => {
    const { get } = await graphSession();
    const key = async (query: string) => {
      const [item] = listOf(await get(`/v1.0/applications?$top=1${query}`)).value;
      return item?.["keyCredentials"];
    };
    expect(await key("")).toEqual([expect.objectContaining({ keyId: sample.keyId, key: null })]);
    expect(await key("&$select=keyCredentials")).toEqual([expect.objectContaining({ key: "MIIC" })]);
  });

  test("a user among directory objects shows accountEnabled and its like only when selected", async () => {
    const { get } = await graphSession();
    const [shown] = listOf(await get(`/v1.0/applications/${p}/owners`)).value;
    expect(shown).toMatchObject({ "@odata.type": "#microsoft.graph.user", id: ada.id });
    expect(shown).not.toHaveProperty("accountEnabled");
    const select = "$select=id,accountEnabled,userType,onPremisesSyncEnabled,servicePrincipalType";
    expect(listOf(await get(`/v1.0/applications/${p}/owners?${select}`)).value).toEqual([
      {
        "@odata.type": "#microsoft.graph.user",
        id: ada.id,
        accountEnabled: true,
        userType: "Member",
        onPremisesSyncEnabled: null,
      },
      {
        "@odata.type": "#microsoft.graph.servicePrincipal",
        id: vendor.id,
        accountEnabled: true,
        servicePrincipalType: "Application",
      },
    ]);
  });

  test("in beta the delegated permissions have another name, and so has what users may consent to", async () => {
    const { get } = await graphSession();
    const principal = (await get(`/beta/servicePrincipals/${graph.id}`)).json() as RawBody;
    expect(principal).not.toHaveProperty("oauth2PermissionScopes");
    expect(principal["publishedPermissionScopes"]).toEqual(graph.oauth2PermissionScopes);
    const [policy] = listOf(await get("/beta/policies/authorizationPolicy")).value;
    expect(policy).toMatchObject({ permissionGrantPolicyIdsAssignedToDefaultUserRole: [] });
    expect(policy?.["defaultUserRolePermissions"]).not.toHaveProperty("permissionGrantPoliciesAssigned");
  });

  test("what is undefined in a description is absent, and the @odata.type of a subtype stays", async () => {
    const agent = servicePrincipal({ "@odata.type": "#microsoft.graph.agentIdentity", tags: undefined });
    const { get } = await graphSession({}, scanner, tenant({ servicePrincipals: [agent] }));
    const [whole] = listOf(await get("/v1.0/servicePrincipals")).value;
    expect(Object.keys(whole ?? {})[0]).toBe("@odata.type");
    expect(whole).not.toHaveProperty("tags");
    const [some] = listOf(await get("/v1.0/servicePrincipals?$select=id,tags")).value;
    expect(some).toEqual({ "@odata.type": "#microsoft.graph.agentIdentity", id: agent.id });
  });
});
