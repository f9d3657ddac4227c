import { afterEach, expect, test } from "vitest";
import { account, client, localUser, subscription, tenant } from "./describe.ts";
import { request, signIn, tokenForm } from "./requests.ts";
import { type AzureOptions, type SimulatedAzure, startAzure } from "./simulated-azure.ts";

const scanner = client();
const only = subscription({
  state: "Disabled",
  accounts: [account({ properties: { isHnsEnabled: true }, localUsers: [localUser()] })],
});
const contoso = tenant({ clients: [scanner], subscriptions: [only] });
const started: SimulatedAzure[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((azure) => azure.close()));
});

async function start(options?: AzureOptions): Promise<SimulatedAzure> {
  const azure = await startAzure(contoso, options);
  started.push(azure);
  return azure;
}

function errorOf(answer: { json(): unknown }): { code: string; message: string } {
  return (answer.json() as { error: { code: string; message: string } }).error;
}

const subscriptions = (azure: SimulatedAzure): string => `${azure.url}/subscriptions?api-version=2022-12-01`;

test("metadata is one object in the new version and an array in the old one, without a token", async () => {
  const azure = await start();
  const of = async (version: string) =>
    (await request(azure, `${azure.url}/metadata/endpoints?api-version=${version}`)).json();
  const cloud = {
    resourceManager: `${azure.url}/`,
    authentication: { loginEndpoint: azure.loginUrl, identityProvider: "AAD", tenant: "common" },
    microsoftGraphResourceId: `${azure.graphUrl}/`,
    suffixes: { storage: "core.windows.net" },
  };
  expect(await of("2022-09-01")).toMatchObject(cloud);
  expect(await of("2019-05-01")).toMatchObject([cloud]);
  expect(azure.log.map(({ route, hasToken }) => [route, hasToken])).toEqual([
    ["metadata", false],
    ["metadata", false],
  ]);
});

test("a token carries the claims of an app and is good for its audience alone", async () => {
  const azure = await start();
  const arm = await signIn(azure, contoso, scanner, azure.url);
  const graph = await signIn(azure, contoso, scanner, `${azure.graphUrl}/`);
  const parts = arm.split(".");
  expect(parts).toHaveLength(3);
  const claims = JSON.parse(Buffer.from(parts[1] ?? "", "base64url").toString());
  expect(claims).toMatchObject({
    aud: azure.url,
    tid: contoso.tenantId,
    oid: scanner.objectId,
    appid: scanner.clientId,
    idtyp: "app",
  });
  expect(claims.exp - claims.iat).toBe(3599);

  const organization = `${azure.graphUrl}/v1.0/organization`;
  expect((await request(azure, subscriptions(azure), { token: arm })).status).toBe(200);
  expect((await request(azure, organization, { token: graph })).status).toBe(200);
  const wrongArm = await request(azure, subscriptions(azure), { token: graph });
  expect(wrongArm.status).toBe(401);
  expect(errorOf(wrongArm).code).toBe("InvalidAuthenticationTokenAudience");
  const wrongGraph = await request(azure, organization, { token: arm });
  expect(wrongGraph.status).toBe(401);
  expect(errorOf(wrongGraph)).toMatchObject({
    code: "InvalidAuthenticationToken",
    message: "Access token validation failure. Invalid audience.",
  });
});

test("a missing or invented token is refused", async () => {
  const azure = await start();
  const missing = await request(azure, subscriptions(azure));
  expect([missing.status, errorOf(missing).code]).toEqual([401, "AuthenticationFailed"]);
  expect(missing.headers["www-authenticate"]).toContain(`authorization_uri="${azure.loginUrl}/"`);
  const invented = await request(azure, subscriptions(azure), { token: "a.b.c" });
  expect([invented.status, errorOf(invented).code]).toEqual([401, "InvalidAuthenticationToken"]);
  const graph = await request(azure, `${azure.graphUrl}/v1.0/organization`);
  expect([graph.status, errorOf(graph).code]).toEqual([401, "InvalidAuthenticationToken"]);
});

test("a token expires", async () => {
  const azure = await start({ tokenLifetimeSeconds: 0.5 });
  const token = await signIn(azure, contoso, scanner, azure.url);
  const graph = await signIn(azure, contoso, scanner, azure.graphUrl);
  expect((await request(azure, subscriptions(azure), { token })).status).toBe(200);
  await new Promise((resolve) => setTimeout(resolve, 600));
  const late = await request(azure, subscriptions(azure), { token });
  expect([late.status, errorOf(late).code]).toEqual([401, "ExpiredAuthenticationToken"]);
  expect(errorOf(late).message).toMatch(
    /expiry UTC time '\d+\/\d+\/\d{4} \d+:\d\d:\d\d [AP]M' is earlier than current UTC time/,
  );
  expect(late.headers["www-authenticate"]).toContain('error="invalid_token"');
  const lateGraph = await request(azure, `${azure.graphUrl}/v1.0/organization`, { token: graph });
  expect([lateGraph.status, errorOf(lateGraph).message]).toEqual([
    401,
    "Lifetime validation failed, the token is expired.",
  ]);
});

test.each([
  ["unsupported_grant_type", 400, 70003, { grant_type: "password" }],
  ["unauthorized_client", 400, 700016, { client_id: "nobody" }],
  ["invalid_client", 401, 7000215, { client_secret: "wrong" }],
  ["invalid_client", 401, 7000218, { client_secret: "" }],
  ["invalid_scope", 400, 1002012, { scope: "https://graph.example/User.Read" }],
  ["invalid_resource", 400, 500011, { scope: "https://management.azure.com/.default" }],
])("signing in fails with %s (%d, AADSTS%d)", async (error, status, code, change) => {
  const azure = await start();
  const answer = await request(azure, `${azure.loginUrl}/${contoso.tenantId}/oauth2/v2.0/token`, {
    form: { ...tokenForm(scanner, azure.url), ...change },
  });
  expect(answer.status).toBe(status);
  expect(answer.json()).toMatchObject({
    error,
    error_description: expect.stringContaining(`AADSTS${code}: `),
    error_codes: [code],
    error_uri: `${azure.loginUrl}/error?code=${code}`,
  });
  expect(Object.keys(answer.json() as object)).toEqual([
    "error",
    "error_description",
    "error_codes",
    "timestamp",
    "trace_id",
    "correlation_id",
    "error_uri",
  ]);
});

test("an unknown tenant has neither description nor tokens", async () => {
  const azure = await start();
  const base = `${azure.loginUrl}/fabrikam.example`;
  for (const answer of [
    await request(azure, `${base}/v2.0/.well-known/openid-configuration`),
    await request(azure, `${base}/oauth2/v2.0/token`, { form: tokenForm(scanner, azure.url) }),
  ]) {
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ error_codes: [90002] });
  }
});

test("unknown addresses, methods and versions get ARM's errors and are logged", async () => {
  const azure = await start();
  const token = await signIn(azure, contoso, scanner, azure.url);
  const of = async (method: string, path: string) => {
    const answer = await request(azure, `${azure.url}${path}`, { method, token });
    return [answer.status, errorOf(answer).code];
  };
  const list = `/subscriptions/${only.subscriptionId}/providers/Microsoft.Storage/storageAccounts`;
  const users = `/subscriptions/${only.subscriptionId}/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/contosodata/localUsers`;
  const version = "?api-version=2025-06-01";
  expect(await of("GET", `/providers${version}`)).toEqual([404, "MissingSubscription"]);
  expect(await of("GET", `/${list}${version}`)).toEqual([404, "MissingSubscription"]);
  expect(await of("GET", list)).toEqual([400, "MissingApiVersionParameter"]);
  expect(await of("PUT", `${users}/partner${version}`)).toEqual([405, "UnsupportedHttpMethod"]);
  expect(await of("DELETE", `${users}/partner${version}`)).toEqual([405, "UnsupportedHttpMethod"]);
  expect(await of("POST", `${list}${version}`)).toEqual([405, "UnsupportedHttpMethod"]);
  expect(await of("GET", `${users}${version}&$maxpagesize=5001`)).toEqual([
    400,
    "InvalidValuesForRequestParameters",
  ]);
  expect(await of("POST", `${users}/partner/listKeys${version}`)).toEqual([
    409,
    "ReadOnlyDisabledSubscription",
  ]);
  const seen = azure.log.filter(({ host }) => host === "arm");
  expect(seen.map(({ status }) => status)).toEqual([404, 404, 400, 405, 405, 405, 400, 409]);
  expect(seen[1]?.path).toBe(`/${list}`);
});

test("a paged list has absolute links and a whole one has only its value", async () => {
  const azure = await start({ pageSize: { storageAccounts: 1 } });
  const token = await signIn(azure, contoso, scanner, azure.url);
  const two = tenant({
    subscriptions: [subscription({ accounts: [account(), account({ name: "second" })] })],
  });
  const other = await startAzure({ ...two, clients: [scanner] }, { pageSize: { storageAccounts: 1 } });
  started.push(other);
  const path = `/subscriptions/${only.subscriptionId}/providers/Microsoft.Storage/storageAccounts?api-version=2025-06-01`;
  const whole = await request(azure, `${azure.url}${path}`, { token });
  expect(Object.keys(whole.json() as object)).toEqual(["value"]);

  const otherToken = await signIn(other, two, scanner, other.url);
  const first = await request(other, `${other.url}${path}`, { token: otherToken });
  const { nextLink } = first.json() as { nextLink: string };
  expect(nextLink.startsWith(`${other.url}/subscriptions/`)).toBe(true);
  expect(new URL(nextLink).searchParams.get("api-version")).toBe("2025-06-01");
  expect(nextLink).toContain("&$skiptoken=");
  const last = await request(other, nextLink, { token: otherToken });
  expect(last.json()).toMatchObject({ value: [{ name: "second" }] });
  expect(Object.keys(last.json() as object)).toEqual(["value"]);
});

test("local users are filtered by the beginning of a name and by protocol", async () => {
  const users = ["ada", "adele", "bob"].map((name) =>
    localUser({ name, ...(name === "bob" && { properties: { isNFSv3Enabled: true } }) }),
  );
  const shared = account({ properties: { isHnsEnabled: true }, localUsers: users });
  const azure = await startAzure({ ...contoso, subscriptions: [subscription({ accounts: [shared] })] });
  started.push(azure);
  const token = await signIn(azure, contoso, scanner, azure.url);
  const names = async (query: string) => {
    const url = `${azure.url}/subscriptions/${only.subscriptionId}/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/contosodata/localUsers?api-version=2025-06-01${query}`;
    const body = (await request(azure, url, { token })).json() as { value: { name: string }[] };
    return body.value.map(({ name }) => name);
  };
  expect(await names("")).toEqual(["ada", "adele", "bob"]);
  expect(await names("&$filter=ad")).toEqual(["ada", "adele"]);
  expect(await names("&$include=nfsv3")).toEqual(["bob"]);
});

test("latency delays every answer", async () => {
  const azure = await start({ latencyMs: 120 });
  const from = performance.now();
  await request(azure, `${azure.url}/metadata/endpoints?api-version=2022-09-01`);
  expect(performance.now() - from).toBeGreaterThanOrEqual(115);
});

test("the log counts the attempts of a URL", async () => {
  const azure = await start();
  for (const _ of [1, 2]) await request(azure, subscriptions(azure));
  await request(azure, `${azure.foreignUrl}/x?y=1`, { token: "t" });
  expect(azure.log.map(({ attempt }) => attempt)).toEqual([1, 2, 1]);
  expect(azure.log.at(-1)).toMatchObject({ host: "foreign", path: "/x", query: { y: "1" }, hasToken: true });
});

test("two subscriptions of one id are a mistake", async () => {
  const twice = tenant({ subscriptions: [only, only] });
  await expect(startAzure(twice)).rejects.toThrow(`two subscriptions are both "${only.subscriptionId}"`);
});
