import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
} from "@azure/core-rest-pipeline";
import { describe, expect, test } from "vitest";
import { guardedHttpClient, refuse } from "../../../src/collect/azure/http-client.ts";

const passage = {
  tokenOrigins: ["https://management.azure.com", "https://graph.microsoft.com"],
  loginOrigins: ["https://login.example"],
};

const token = { authorization: "Bearer x" };
const ARM = "https://management.azure.com/subscriptions/s/providers/Microsoft.Storage/storageAccounts/a";

const ALLOWED: readonly (readonly [HttpMethods, string, Record<string, string>])[] = [
  ["GET", ARM, token],
  ["HEAD", ARM, token],
  ["GET", "https://graph.microsoft.com/v1.0/organization", token],
  ["GET", "https://management.azure.com/metadata/endpoints", {}],
  ["GET", "http://169.254.169.254/metadata/identity/oauth2/token", {}],
  ["POST", "https://login.example/tenant/oauth2/v2.0/token?client-request-id=1", {}],
  ["POST", "https://login.microsoftonline.com/tenant/oauth2/v2.0/devicecode", {}],
  ["POST", "https://login.partner.microsoftonline.cn/tenant/oauth2/v2.0/token", {}],
];

const REFUSED: readonly (readonly [HttpMethods, string, Record<string, string>, RegExp])[] = [
  ["GET", "https://evil.example/subscriptions", token, /refused to send a token to https:\/\/evil\.example$/],
  ["GET", "https://management.azure.com.evil.example/", token, /refused to send a token/],
  ["GET", "https://management.azure.com:8443/", token, /refused to send a token/],
  ["GET", "http://management.azure.com/", token, /refused to send a token/],
  ["GET", "https://login.example/", token, /refused to send a token/],
  ["POST", `${ARM}/localUsers/u/listKeys`, token, /refused POST .*listKeys: foothold only reads/],
  ["POST", `${ARM}/listKeys`, {}, /only reads/],
  ["PUT", ARM, token, /only reads/],
  ["PATCH", ARM, token, /only reads/],
  ["DELETE", ARM, token, /only reads/],
  ["POST", "https://login.example/tenant/oauth2/v2.0/logout", {}, /only reads/],
  ["POST", "https://evil.example/tenant/oauth2/v2.0/token", {}, /only reads/],
  ["POST", "https://login.example/a/b/oauth2/v2.0/token", {}, /only reads/],
];

test.each(ALLOWED)("%s %s may leave", (method, url, headers) => {
  expect(refuse({ method, url, headers: createHttpHeaders(headers) }, passage)).toBeUndefined();
});

test.each(REFUSED)("%s %s may not leave, and no socket is opened", async (method, url, headers, why) => {
  let opened = 0;
  const transport: HttpClient = {
    sendRequest(request) {
      opened += 1;
      return Promise.resolve({ request, status: 200, headers: createHttpHeaders() });
    },
  };
  const request = createPipelineRequest({ method, url, headers: createHttpHeaders(headers) });
  await expect(guardedHttpClient(passage, transport).sendRequest(request)).rejects.toThrow(why);
  expect(opened).toBe(0);
});

const graph = { ...passage, graphOrigins: ["https://graph.microsoft.com"] };
const batch = (...requests: readonly object[]): string => JSON.stringify({ requests });
const get = { id: "1", method: "GET", url: "/applications/a/owners" };

test.each([
  ["a batch of GETs", "/v1.0/$batch", batch(get, { ...get, id: "2" }), true],
  ["of beta as well", "/beta/$batch", batch(get), true],
  ["a look-up by id", "/v1.0/directoryObjects/getByIds", '{"ids":["a"]}', true],
  ["a batch with something else in it", "/v1.0/$batch", batch(get, { ...get, method: "DELETE" }), false],
  ["a method in small letters", "/v1.0/$batch", batch({ ...get, method: "post" }), false],
  ["a part without a method", "/v1.0/$batch", batch({ id: "1", url: "/me" }), false],
  ["a part with a body", "/v1.0/$batch", batch({ ...get, body: {} }), false],
  ["a part that leads elsewhere", "/v1.0/$batch", batch({ ...get, url: "https://evil.example/" }), false],
  ["the same without a scheme", "/v1.0/$batch", batch({ ...get, url: "//evil.example/" }), false],
  ["an empty batch", "/v1.0/$batch", batch(), false],
  ["a batch that is no JSON", "/v1.0/$batch", "requests", false],
  ["a batch of another version", "/v2.0/$batch", batch(get), false],
  ["anything else", "/v1.0/applications", '{"displayName":"x"}', false],
  ["removing a password", "/v1.0/servicePrincipals/a/removePassword", '{"keyId":"x"}', false],
] as const)("a POST to Graph: %s", (_, path, body, allowed) => {
  const request = (origin: string) => ({
    method: "POST" as const,
    url: `${origin}${path}`,
    headers: createHttpHeaders(),
    body,
  });
  expect(refuse(request("https://graph.microsoft.com"), graph) === undefined).toBe(allowed);
  // No other origin is asked so, and none at all where the cloud has no Graph.
  expect(refuse(request("https://management.azure.com"), graph)).toMatch(/only reads/);
  expect(refuse(request("https://graph.microsoft.com"), passage)).toMatch(/only reads/);
});

const USER = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/a/localUsers/u";
const arm = "https://management.azure.com";
const withKeys = { ...graph, arm, listKeys: true } as const;

describe("the keys of a local user", () => {
  const post = (path: string, over: { readonly method?: HttpMethods; readonly body?: string } = {}) => ({
    method: "POST" as const,
    url: path.startsWith("https:") ? path : `https://management.azure.com${path}`,
    headers: createHttpHeaders(token),
    ...over,
  });
  const listKeys = `${USER}/listKeys?api-version=2023-05-01`;

  test.each([
    ["as Azure documents it", listKeys],
    ["in other case", listKeys.replace("api-version", "API").toUpperCase().replace("API", "api-version")],
    [
      "with other letters in names",
      listKeys.replace("/rg/", "/R%C3%A9seau_(1).x/").replace("/u/", "/a.b-c/"),
    ],
    ["a user whose name is the question", listKeys.replace("/u/", "/listKeys/")],
  ])("may leave: %s", (_, path) => {
    expect(refuse(post(path), withKeys)).toBeUndefined();
    // Not without the flag, and not where nobody said which endpoint is ARM's.
    for (const passage of [graph, { ...graph, arm }, { ...graph, listKeys: true as const }])
      expect(refuse(post(path), passage)).toMatch(/only reads/);
  });

  test("of an endpoint below a path, and below that path only", () => {
    const below = { ...withKeys, arm: "https://management.azure.com/arm/" };
    expect(refuse(post(`/arm${listKeys}`), below)).toBeUndefined();
    expect(refuse(post(listKeys), below)).toMatch(/only reads/);
    expect(refuse(post(`/arm${listKeys}`), withKeys)).toMatch(/only reads/);
  });

  test.each<[string, ReturnType<typeof post>]>([
    [
      "the keys of the account",
      post(
        "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/a/listKeys?api-version=1",
      ),
    ],
    ["the same, by dots", post(listKeys.replace("/u/", "/../"))],
    ["the same, by encoded dots", post(listKeys.replace("/u/", "/%2e%2E/"))],
    ["the same, by dots that are encoded twice", post(listKeys.replace("/u/", "/%252e%252e/"))],
    ["the same, by dots behind a name", post(listKeys.replace("/u/", "/u/../../"))],
    ["a new password", post(listKeys.replace("listKeys", "regeneratePassword"))],
    ["a new shared key", post(listKeys.replace("listKeys", "regenerateSharedKey"))],
    ["a name with an encoded slash", post(listKeys.replace("/u/", "/u%2FregeneratePassword%3F/"))],
    ["a name with an encoded backslash", post(listKeys.replace("/u/", "/u%5C..%5C../"))],
    ["a name with a backslash", post(listKeys.replace("/u/", "/u\\..\\..\\/"))],
    ["a name with an encoded question mark", post(listKeys.replace("/u/", "/u%3F/"))],
    ["a name with an encoded fragment", post(listKeys.replace("/a/", "/a%23/"))],
    ["a name with an encoded percent sign", post(listKeys.replace("/rg/", "/rg%25/"))],
    ["a name with a parameter", post(listKeys.replace("/u/", "/u;x=1/"))],
    ["a name with a line break", post(listKeys.replace("/u/", "/u%0d%0ax/"))],
    ["a name with a broken escape", post(listKeys.replace("/u/", "/u%E0%A4%A/"))],
    ["no name", post(listKeys.replace("/u/", "//"))],
    ["a path that goes on", post(listKeys.replace("listKeys", "listKeys/x"))],
    ["a slash at the end", post(listKeys.replace("listKeys", "listKeys/"))],
    ["a path in front", post(`/x${listKeys}`)],
    ["two slashes in front", post(`https://management.azure.com/${listKeys}`)],
    ["another provider", post(listKeys.replace("Microsoft.Storage", "MicrosoftxStorage"))],
    ["a body", post(listKeys, { body: "{}" })],
    ["a body of nothing", post(listKeys, { body: "" })],
    ["no api-version", post(`${USER}/listKeys`)],
    ["another parameter", post(`${listKeys}&x=1`)],
    ["a PUT", post(listKeys, { method: "PUT" })],
    ["a DELETE", post(listKeys, { method: "DELETE" })],
    ["Graph", post(`https://graph.microsoft.com${listKeys}`)],
    ["the sign-in", post(`https://login.example${listKeys}`)],
    ["another port", post(`https://management.azure.com:8443${listKeys}`)],
    ["another host", post(`https://management.azure.com.evil.example${listKeys}`)],
  ])("may not leave: %s", (_, request) => {
    expect(refuse(request, withKeys)).toMatch(/only reads|refused to send a token/);
    // Without a token neither.
    expect(refuse({ ...request, headers: createHttpHeaders() }, withKeys)).toMatch(/only reads/);
  });
});

const LOGS = "https://api.loganalytics.io";
const withLogs = { ...graph, tokenOrigins: [...graph.tokenOrigins, LOGS], logs: LOGS };

describe("a query of Log Analytics", () => {
  const guid = "0b1f6471-1bf0-4dda-aec3-cb9272f09590";
  const byGuid = `/v1/workspaces/${guid}/query`;
  const byId =
    "/v1/subscriptions/s/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/w/query";
  const query = JSON.stringify({ query: "AuditLogs | take 1", timespan: "2026-01-01/2026-02-01" });
  const post = (path: string, body: string = query, over: { readonly method?: HttpMethods } = {}) => ({
    method: "POST" as const,
    url: path.startsWith("https:") ? path : `${LOGS}${path}`,
    headers: createHttpHeaders(token),
    body,
    ...over,
  });

  test.each([
    ["by GUID", byGuid],
    ["by ARM id", byId],
    ["in other case", byId.toLowerCase()],
    ["with other letters in names", byId.replace("/rg/", "/R%C3%A9seau_(1).x/")],
  ])("may leave: %s", (_, path) => {
    expect(refuse(post(path), withLogs)).toBeUndefined();
    // Not where nobody named a workspace: no query, and no token.
    expect(refuse(post(path), graph)).toMatch(/refused to send a token/);
    expect(refuse({ ...post(path), headers: createHttpHeaders() }, graph)).toMatch(/only reads/);
  });

  test("of an endpoint below a path, and below that path only", () => {
    const below = { ...withLogs, logs: `${LOGS}/logs/` };
    expect(refuse(post(`/logs${byGuid}`), below)).toBeUndefined();
    expect(refuse(post(byGuid), below)).toMatch(/only reads/);
  });

  const bodied = (body: unknown): string => JSON.stringify(body);
  const asked = { query: "AuditLogs", timespan: "P1D" };
  test.each<[string, ReturnType<typeof post>]>([
    ["other workspaces beside it", post(byGuid, bodied({ ...asked, workspaces: [guid] }))],
    ["anything beside it", post(byGuid, bodied({ ...asked, maxRows: 1 }))],
    ["no period", post(byGuid, bodied({ query: "AuditLogs" }))],
    ["a period that is no text", post(byGuid, bodied({ ...asked, timespan: {} }))],
    ["no query", post(byGuid, bodied({ timespan: "P1D" }))],
    ["a query that is no text", post(byGuid, bodied({ ...asked, query: ["AuditLogs"] }))],
    ["a command", post(byGuid, bodied({ ...asked, query: ".drop table AuditLogs" }))],
    ["a command behind blanks", post(byGuid, bodied({ ...asked, query: "\t\n .drop table AuditLogs" }))],
    ["a command behind comments", post(byGuid, bodied({ ...asked, query: "// a\r\n//\n .drop" }))],
    ["a body that is no JSON", post(byGuid, "AuditLogs")],
    ["a list", post(byGuid, bodied([asked]))],
    ["no body", { ...post(byGuid), body: "" }],
    ["a query string", post(`${byGuid}?api-version=1`)],
    ["a batch", post("/v1/$batch")],
    ["another version", post(byGuid.replace("v1", "v2"))],
    ["a GUID that is none", post(byGuid.replace(guid, "w"))],
    ["another provider", post(byId.replace("OperationalInsights", "OperationalxInsights"))],
    ["deleted rows", post(byId.replace("/query", "/purge"))],
    ["a path that goes on", post(`${byGuid}/x`)],
    ["a name with an encoded slash", post(byId.replace("/w/", "/w%2Fpurge%3F/"))],
    ["a name of dots", post(byId.replace("/w/", "/%2e%2e/"))],
    ["a PUT", post(byGuid, query, { method: "PUT" })],
    ["a DELETE", post(byGuid, query, { method: "DELETE" })],
    ["Azure Resource Manager", post(`https://management.azure.com${byId}`)],
    ["another host", post(`https://api.loganalytics.io.evil.example${byGuid}`)],
    ["another port", post(`https://api.loganalytics.io:8443${byGuid}`)],
  ])("may not leave: %s", (_, request) => {
    expect(refuse(request, withLogs)).toMatch(/only reads|refused to send a token/);
    expect(refuse({ ...request, headers: createHttpHeaders() }, withLogs)).toMatch(/only reads/);
  });
});
