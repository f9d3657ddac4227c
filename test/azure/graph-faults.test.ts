import { describe, expect, test } from "vitest";
import type { FaultAnswer } from "./faults.ts";
import { errorOf, graphSession, listOf } from "./graph-session.ts";
import type { WireAnswer } from "./requests.ts";
import { admins, graph, payroll, secretsPolicy, vendor } from "./sample-directory.ts";
import { graphRoutes } from "./service.ts";

const p = payroll.application.id;
const paths: Readonly<Record<Exclude<(typeof graphRoutes)[number], "batch" | "getByIds">, string>> = {
  organization: "/v1.0/organization",
  applications: "/v1.0/applications",
  application: `/v1.0/applications/${p}`,
  servicePrincipals: "/v1.0/servicePrincipals",
  servicePrincipal: `/v1.0/servicePrincipals/${vendor.id}`,
  appRoleAssignedTo: `/v1.0/servicePrincipals/${graph.id}/appRoleAssignedTo`,
  appRoleAssignments: `/v1.0/servicePrincipals/${vendor.id}/appRoleAssignments`,
  owners: `/v1.0/applications/${p}/owners`,
  federatedIdentityCredentials: `/v1.0/applications/${p}/federatedIdentityCredentials`,
  oauth2PermissionGrants: "/v1.0/oauth2PermissionGrants",
  directoryRoleAssignments: "/v1.0/roleManagement/directory/roleAssignments",
  directoryRoleDefinitions: "/v1.0/roleManagement/directory/roleDefinitions",
  directoryRoleEligibilities: "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances",
  groupMembers: `/v1.0/groups/${admins.id}/transitiveMembers`,
  authorizationPolicy: "/v1.0/policies/authorizationPolicy",
  permissionGrantPolicies: "/v1.0/policies/permissionGrantPolicies",
  adminConsentRequestPolicy: "/v1.0/policies/adminConsentRequestPolicy",
  defaultAppManagementPolicy: "/v1.0/policies/defaultAppManagementPolicy",
  appManagementPolicies: "/v1.0/policies/appManagementPolicies",
  appliesTo: `/v1.0/policies/appManagementPolicies/${secretsPolicy.id}/appliesTo`,
  signInActivities: "/beta/reports/servicePrincipalSignInActivities",
  credentialSignInActivities: "/beta/reports/appCredentialSignInActivities",
  domains: "/v1.0/domains",
  directoryAudits: "/v1.0/auditLogs/directoryAudits",
  signIns: "/beta/auditLogs/signIns",
  namedLocations: "/v1.0/identity/conditionalAccess/namedLocations",
};

interface Part {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const requests = ["/applications", "/servicePrincipals", "/domains"].map((url, at) => ({
  id: String(at + 1),
  method: "GET",
  url,
}));
const partsOf = (answer: WireAnswer): readonly Part[] => (answer.json() as { responses: Part[] }).responses;
const statuses = (answer: WireAnswer): unknown[] => partsOf(answer).map(({ id, status }) => [id, status]);

test.each(Object.entries(paths))("%s can be struck by its name", async (route, path) => {
  const { azure, get } = await graphSession();
  azure.fault({ route: route as keyof typeof paths, times: 1, answer: { kind: "denied" } });
  expect((await get(path)).status).toBe(403);
  expect((await get(path)).status).toBe(200);
  expect(azure.log.slice(-2).map((entry) => entry.route)).toEqual([route, route]);
});

describe("lists of Graph", () => {
  test("have every fault of lists", async () => {
    const { azure, get } = await graphSession({ pageSize: { servicePrincipals: 4 } });
    const under = async (answer: FaultAnswer, path = "/v1.0/servicePrincipals") => {
      azure.clearFaults();
      azure.fault({ route: "servicePrincipals", answer });
      return listOf(await get(path));
    };
    expect((await under({ kind: "null-item" })).value).toHaveLength(5);
    expect((await under({ kind: "next-link-loop" }))["@odata.nextLink"]).toBe(
      `${azure.graphUrl}/v1.0/servicePrincipals`,
    );
    const foreign = await under({ kind: "next-link-foreign" });
    expect(foreign["@odata.nextLink"]?.startsWith(azure.foreignUrl)).toBe(true);
    const empty = await under({ kind: "empty-page" });
    expect(empty.value).toEqual([]);
    expect((await under({ kind: "empty-page" }, empty["@odata.nextLink"])).value).toHaveLength(4);
    const first = await under({ kind: "duplicate" });
    const second = await under({ kind: "duplicate" }, first["@odata.nextLink"]);
    expect(second.value[0]).toEqual(first.value[3]);
    expect(second.value).toHaveLength(3);
  });

  test("expired-page refuses a token and never the first page", async () => {
    const { azure, get } = await graphSession();
    azure.fault({ route: "applications", times: 1, answer: { kind: "expired-page" } });
    const link = listOf(await get("/v1.0/applications?$top=1"))["@odata.nextLink"] ?? "";
    expect(errorOf(await get(link))).toEqual([
      400,
      "Directory_ExpiredPageToken",
      "The specified page token value has expired and can no longer be included in your request.",
    ]);
    expect((await get(link)).status).toBe(200);
    azure.fault({ route: "applications", page: 3, answer: { kind: "expired-page" } });
    const third = listOf(await get(link))["@odata.nextLink"] ?? "";
    expect((await get(third)).status).toBe(400);
  });

  test("an empty page keeps asking for eventual consistency", async () => {
    const { azure, get } = await graphSession();
    azure.fault({ route: "applications", answer: { kind: "empty-page" } });
    const first = listOf(await get("/v1.0/applications?$count=true", { ConsistencyLevel: "eventual" }));
    expect((await get(first["@odata.nextLink"] ?? "")).status).toBe(400);
  });
});

describe("throttling", () => {
  test("strikes each n-th request of Graph, the parts of a batch among them", async () => {
    const { azure, get, post } = await graphSession();
    azure.fault({ route: "graph", every: 3, answer: { kind: "throttled", retryAfter: 2 } });
    const seen: number[] = [];
    for (let n = 0; n < 4; n += 1) seen.push((await get("/v1.0/domains")).status);
    expect(seen).toEqual([200, 200, 429, 200]);
    const answer = await post("/v1.0/$batch", { requests });
    expect(answer.status).toBe(200);
    expect(statuses(answer)).toEqual([
      ["3", 200],
      ["2", 429],
      ["1", 200],
    ]);
    expect(partsOf(answer)[1]).toMatchObject({
      headers: { "Retry-After": "2", "Content-Type": "application/json" },
      body: { error: { code: "TooManyRequests" } },
    });
    expect(azure.log.at(-1)?.parts?.map(({ status }) => status)).toEqual([200, 429, 200]);
  });

  test("comes without Retry-After too, and stops after its times", async () => {
    const { azure, get } = await graphSession();
    azure.fault({ route: "graph", every: 2, times: 1, answer: { kind: "throttled" } });
    const answers = [await get("/v1.0/domains"), await get("/v1.0/applications"), await get("/v1.0/domains")];
    answers.push(await get("/v1.0/domains"));
    expect(answers.map(({ status }) => status)).toEqual([200, 429, 200, 200]);
    expect(answers[1]?.headers["retry-after"]).toBeUndefined();
  });
});

describe("a batch", () => {
  const under = async (...answers: FaultAnswer[]): Promise<WireAnswer> => {
    const { azure, post } = await graphSession();
    for (const answer of answers) azure.fault({ route: "batch", times: 1, answer });
    return await post("/v1.0/$batch", { requests });
  };

  test("lacks a part or has it twice", async () => {
    expect(statuses(await under({ kind: "missing-part" }))).toEqual([
      ["3", 200],
      ["2", 200],
    ]);
    expect(statuses(await under({ kind: "duplicate-part", part: "2" }))).toEqual([
      ["3", 200],
      ["2", 200],
      ["2", 200],
      ["1", 200],
    ]);
    // No such part: the rule is not spent.
    expect(statuses(await under({ kind: "missing-part", part: "9" }))).toHaveLength(3);
  });

  test.each([429, 500, 503] as const)("has a part of status %i that says nothing", async (status) => {
    const [, second] = partsOf(await under({ kind: "part-status", status, retryAfter: 1, part: "2" }));
    expect(second).toMatchObject({ id: "2", status, headers: { "Retry-After": "1" } });
    expect(second?.body).toMatchObject({ error: { code: "", message: "" } });
    const [, , first] = partsOf(await under({ kind: "part-status", status }));
    expect(first?.headers).not.toHaveProperty("Retry-After");
  });

  test("is HTML, or refused as a whole", async () => {
    const html = await under({ kind: "html" });
    expect([html.status, html.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    const throttled = await under({ kind: "throttled", retryAfter: 5 });
    expect([throttled.status, throttled.headers["retry-after"]]).toEqual([429, "5"]);
    expect((await under({ kind: "server-error", status: 503 })).status).toBe(503);
    expect((await under({ kind: "empty-object" })).json()).toEqual({});
  });

  test("carries what strikes a part's own route", async () => {
    const { azure, post } = await graphSession();
    azure.fault({ route: "domains", times: 1, answer: { kind: "html" } });
    azure.fault({ route: "applications", times: 1, answer: { kind: "no-content" } });
    azure.fault({ route: "servicePrincipals", times: 1, answer: { kind: "redirect-foreign" } });
    const [domains, principals, applications] = partsOf(await post("/v1.0/$batch", { requests }));
    expect(Buffer.from(String(domains?.body), "base64").toString()).toMatch(/^<!DOCTYPE html>/);
    expect(principals).toMatchObject({
      status: 307,
      headers: { Location: `${azure.foreignUrl}/v1.0/servicePrincipals` },
    });
    expect(applications?.status).toBe(204);
    expect(applications).not.toHaveProperty("body");
    azure.fault({ route: "domains", times: 1, answer: { kind: "reset" } });
    expect((await post("/v1.0/$batch", { requests })).failure).toBe("ECONNRESET");
  });

  test("with a token that expires between its parts", async () => {
    const { azure, post } = await graphSession();
    azure.fault({ route: "applications", times: 1, answer: { kind: "expired-token" } });
    expect(statuses(await post("/v1.0/$batch", { requests }))).toEqual([
      ["3", 401],
      ["2", 401],
      ["1", 401],
    ]);
  });
});

test.each([
  { route: "applications", answer: { kind: "missing-part" } },
  { route: "batch", answer: { kind: "denied" } },
  { route: "batch", page: 2, answer: { kind: "html" } },
  { route: "graph", answer: { kind: "not-registered" } },
  { route: "graph", answer: { kind: "part-status", status: 503 } },
  { route: "authorizationPolicy", answer: { kind: "null-item" } },
  { route: "application", page: 2, answer: { kind: "hang" } },
  { route: "storageAccounts", answer: { kind: "expired-page" } },
  { route: "applications", page: 1, answer: { kind: "expired-page" } },
  { route: "applications", every: 0, answer: { kind: "hang" } },
] as const)("a rule that can never strike is a mistake: %j", async (fault) => {
  const { azure } = await graphSession();
  expect(() => azure.fault(fault)).toThrow(/cannot happen to|has no|is no number/);
});
