import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { account, client, localUser, subscription, tenant } from "./describe.ts";
import type { FaultAnswer } from "./faults.ts";
import { request, signIn, tokenForm, type WireAnswer } from "./requests.ts";
import { type SimulatedAzure, startAzure } from "./simulated-azure.ts";

const scanner = client();
const only = subscription({
  accounts: [
    account({
      name: "sftpland",
      properties: { isHnsEnabled: true },
      localUsers: ["ada", "bob", "cyd"].map((name) => localUser({ name })),
    }),
  ],
});
const contoso = tenant({ clients: [scanner], subscriptions: [only] });

let azure: SimulatedAzure;
let token: string;
let users: string;
let graphToken: string;
beforeAll(async () => {
  azure = await startAzure(contoso, { pageSize: { localUsers: 2 } });
  token = await signIn(azure, contoso, scanner, azure.url);
  graphToken = await signIn(azure, contoso, scanner, azure.graphUrl);
  users = `${azure.url}/subscriptions/${only.subscriptionId}/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/sftpland/localUsers?api-version=2025-06-01`;
});
afterEach(() => azure.clearFaults());
afterAll(() => azure.close());

const get = (url: string, timeoutMs?: number): Promise<WireAnswer> =>
  request(azure, url, { token, ...(timeoutMs !== undefined && { timeoutMs }) });

/** The first answer to a list of local users under the fault. */
function listUnder(answer: FaultAnswer): Promise<WireAnswer> {
  azure.fault({ route: "localUsers", answer });
  return get(users, 500);
}

interface UserPage {
  readonly value: readonly ({ readonly name: string } | null)[];
  readonly nextLink?: string;
}

const pageOf = (answer: WireAnswer): UserPage => answer.json() as UserPage;
const names = (answer: WireAnswer): unknown[] => pageOf(answer).value.map((user) => user?.name ?? null);
const errorOf = (answer: WireAnswer): { code: string; message: string } =>
  (answer.json() as { error: { code: string; message: string } }).error;

describe("a refusal", () => {
  test.each([
    [{ kind: "denied" }, 403, "AuthorizationFailed", "Microsoft.Storage/storageAccounts/localUsers/read"],
    [{ kind: "not-found" }, 404, "ResourceNotFound", "storageAccounts/sftpland"],
    [{ kind: "not-registered" }, 409, "MissingSubscriptionRegistration", "'Microsoft.Storage'"],
    [{ kind: "throttled" }, 429, "TooManyRequests", "List_ObservationWindow"],
    [{ kind: "server-error", status: 500 }, 500, "InternalServerError", "tracking id"],
    [{ kind: "server-error", status: 502 }, 502, "ProviderError", "collection response"],
    [{ kind: "server-error", status: 503 }, 503, "ServerUnavailable", "unavailable"],
    [{ kind: "server-error", status: 504 }, 504, "GatewayTimeout", "gateway"],
  ] as const)("of ARM: %j", async (answer, status, code, text) => {
    const got = await listUnder(answer);
    expect([got.status, errorOf(got).code]).toEqual([status, code]);
    expect(errorOf(got).message).toContain(text);
    expect(got.headers["retry-after"]).toBeUndefined();
    expect(azure.log.at(-1)).toMatchObject({ route: "localUsers", status });
  });

  test.each([
    [{ kind: "denied" }, 403, "Authorization_RequestDenied"],
    [{ kind: "not-found" }, 404, "Request_ResourceNotFound"],
    [{ kind: "throttled", retryAfter: 3 }, 429, "TooManyRequests"],
    [{ kind: "server-error", status: 503 }, 503, "ServiceUnavailable"],
  ] as const)("of Graph: %j", async (answer, status, code) => {
    azure.fault({ route: "organization", answer });
    const got = await request(azure, `${azure.graphUrl}/v1.0/organization`, { token: graphToken });
    expect([got.status, errorOf(got).code]).toEqual([status, code]);
    expect(got.headers["content-type"]).toBe("application/json");
    expect(got.headers["retry-after"]).toBe("retryAfter" in answer ? "3" : undefined);
  });

  test.each([
    [{ kind: "throttled", retryAfter: 5 }, 429, 90055],
    [{ kind: "server-error", status: 500 }, 500, 90033],
  ] as const)("of the login service: %j", async (answer, status, code) => {
    azure.fault({ route: "token", answer });
    const got = await signInAnswer();
    expect(got.status).toBe(status);
    expect(got.json()).toMatchObject({ error: "temporarily_unavailable", error_codes: [code] });
    expect(got.headers["retry-after"]).toBe("retryAfter" in answer ? "5" : undefined);
  });

  test("by the token bucket of ARM for a subscription", async () => {
    azure.fault({ route: "subscription", answer: { kind: "throttled", retryAfter: 7 } });
    const got = await get(`${azure.url}/subscriptions/${only.subscriptionId}?api-version=2022-12-01`);
    expect([got.status, errorOf(got).code]).toEqual([429, "SubscriptionRequestsThrottled"]);
    expect(errorOf(got).message).toContain("after '7' seconds");
    expect(got.headers["retry-after"]).toBe("7");
  });
});

describe("a broken connection", () => {
  test("reset", async () => {
    const got = await listUnder({ kind: "reset" });
    expect([got.status, got.failure]).toEqual([0, "ECONNRESET"]);
    expect(azure.log.at(-1)?.status).toBe(0);
  });

  test("hang, and closing ends it", async () => {
    const other = await startAzure(contoso);
    other.fault({ route: "metadata", answer: { kind: "hang" } });
    const pending = request(other, `${other.url}/metadata/endpoints?api-version=2022-09-01`);
    const first = await Promise.race([
      pending,
      new Promise((resolve) => setTimeout(resolve, 150, "hanging")),
    ]);
    expect(first).toBe("hanging");
    await other.close();
    expect((await pending).failure).toBe("ECONNRESET");
  });

  test("truncated: the length promises more than comes", async () => {
    const whole = await get(users);
    const got = await listUnder({ kind: "truncated" });
    expect([got.status, got.failure]).toEqual([200, "ECONNRESET"]);
    expect(got.headers["content-length"]).toBe(whole.headers["content-length"]);
    expect(got.text.length).toBeLessThan(whole.text.length);
    expect(got.text.length).toBeGreaterThan(0);
  });

  test("truncated: Graph's chunks end early", async () => {
    azure.fault({ route: "organization", answer: { kind: "truncated" } });
    const got = await request(azure, `${azure.graphUrl}/v1.0/organization`, { token: graphToken });
    expect(got.headers["transfer-encoding"]).toBe("chunked");
    expect([got.status, got.failure]).toEqual([200, "ECONNRESET"]);
  });

  test("truncated clean: a whole answer with half a JSON text", async () => {
    const got = await listUnder({ kind: "truncated", clean: true });
    expect([got.status, got.failure]).toEqual([200, undefined]);
    expect(got.headers["content-length"]).toBe(String(got.text.length));
    expect(() => got.json()).toThrow(SyntaxError);
  });
});

describe("a wrong body", () => {
  test("html", async () => {
    const got = await listUnder({ kind: "html" });
    expect([got.status, got.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    expect(got.text).toMatch(/^<!DOCTYPE html>/);
  });

  test("other-answer: whatever a gateway says in Azure's place", async () => {
    const got = await listUnder({ kind: "other-answer", status: 418, body: { tea: true } });
    expect([got.status, got.json()]).toEqual([418, { tea: true }]);
    azure.clearFaults();
    const text = { "content-type": "text/plain" };
    const plain = await listUnder({ kind: "other-answer", status: 200, body: "hello", headers: text });
    expect([plain.text, plain.headers["content-type"]]).toEqual(["hello", "text/plain"]);
  });

  test("bad-token-answer", async () => {
    azure.fault({ route: "token", answer: { kind: "bad-token-answer" } });
    const got = await signInAnswer();
    expect([got.status, got.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
  });

  test("empty-object, null-value and no-content", async () => {
    expect((await listUnder({ kind: "empty-object" })).text).toBe("{}");
    azure.clearFaults();
    expect((await listUnder({ kind: "null-value" })).json()).toEqual({ value: null });
    azure.clearFaults();
    const nothing = await listUnder({ kind: "no-content" });
    expect([nothing.status, nothing.text, nothing.headers["content-type"]]).toEqual([204, "", undefined]);
  });

  test("null-item", async () => {
    expect(names(await listUnder({ kind: "null-item" }))).toEqual(["ada", "bob", null]);
  });

  test("duplicate: page 2 begins with the end of page 1, page 1 is as it should be", async () => {
    const first = await listUnder({ kind: "duplicate" });
    expect(names(first)).toEqual(["ada", "bob"]);
    expect(names(await get(pageOf(first).nextLink ?? ""))).toEqual(["bob", "cyd"]);
  });

  test("empty-page: before every page stands an empty one, and no item is lost", async () => {
    azure.fault({ route: "localUsers", answer: { kind: "empty-page" } });
    const pages: unknown[][] = [];
    for (let url: string | undefined = users; url !== undefined; ) {
      const got: WireAnswer = await get(url);
      pages.push(names(got));
      url = pageOf(got).nextLink;
    }
    expect(pages).toEqual([[], ["ada", "bob"], [], ["cyd"]]);
    expect(azure.log.slice(-4).map(({ page }) => page)).toEqual([1, 2, 3, 4]);
  });
});

describe("a wrong way", () => {
  test("next-link-loop leads to the page itself", async () => {
    const got = await listUnder({ kind: "next-link-loop" });
    expect(pageOf(got).nextLink).toBe(users);
    expect(names(got)).toEqual(["ada", "bob"]);
  });

  test("next-link-foreign and redirect-foreign lead to another origin, which records the visit", async () => {
    const link = pageOf(await listUnder({ kind: "next-link-foreign" })).nextLink ?? "";
    expect(link.startsWith(`${azure.foreignUrl}/subscriptions/`)).toBe(true);
    azure.clearFaults();
    const redirect = await listUnder({ kind: "redirect-foreign" });
    expect([redirect.status, redirect.headers.location]).toEqual([307, link]);
    expect(azure.log.some(({ host }) => host === "foreign")).toBe(false);
    expect((await get(link)).json()).toEqual({ value: [] });
    expect(azure.log.at(-1)).toMatchObject({ host: "foreign", hasToken: true, status: 200 });
  });

  test("Graph's links have their own name", async () => {
    azure.fault({ route: "organization", answer: { kind: "next-link-loop" } });
    const url = `${azure.graphUrl}/v1.0/organization`;
    const got = await request(azure, url, { token: graphToken });
    expect(got.json()).toMatchObject({ "@odata.nextLink": url });
  });
});

test("expired-token refuses this token for ever and takes a new one", async () => {
  azure.fault({ route: "localUsers", times: 1, answer: { kind: "expired-token" } });
  const old = await signIn(azure, contoso, scanner, azure.url);
  const got = await request(azure, users, { token: old });
  expect([got.status, errorOf(got).code]).toEqual([401, "ExpiredAuthenticationToken"]);
  expect(got.headers["www-authenticate"]).toContain("Bearer ");
  const subscriptions = `${azure.url}/subscriptions?api-version=2022-12-01`;
  expect((await request(azure, subscriptions, { token: old })).status).toBe(401);
  expect((await get(users)).status).toBe(200);
});

describe("a rule", () => {
  test("is spent after its times, and the next one follows", async () => {
    azure.fault({ route: "localUsers", times: 2, answer: { kind: "throttled", retryAfter: 0 } });
    azure.fault({ route: "localUsers", times: 1, answer: { kind: "server-error", status: 503 } });
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await get(users)).status);
    expect(statuses).toEqual([429, 429, 503, 200, 200]);
  });

  test("strikes its page, route and match only", async () => {
    azure.fault({ route: "localUsers", page: 2, match: "SFTPLAND", answer: { kind: "denied" } });
    azure.fault({ route: "localUsers", match: "elsewhere", answer: { kind: "not-found" } });
    const first = await get(users);
    expect(first.status).toBe(200);
    expect((await get(pageOf(first).nextLink ?? "")).status).toBe(403);
    const user = users.replace("/localUsers?", "/localUsers/ada?");
    expect((await get(user)).status).toBe(200);
  });

  test("is not spent on a request without a valid token", async () => {
    azure.fault({ route: "localUsers", times: 1, answer: { kind: "server-error", status: 500 } });
    expect((await request(azure, users)).status).toBe(401);
    expect((await get(users)).status).toBe(500);
  });

  test.each([
    { route: "token", answer: { kind: "denied" } },
    { route: "metadata", answer: { kind: "expired-token" } },
    { route: "organization", answer: { kind: "not-registered" } },
    { route: "localUser", answer: { kind: "next-link-loop" } },
    { route: "localUserKeys", answer: { kind: "null-item" } },
    { route: "managementGroups", answer: { kind: "not-registered" } },
    { route: "defenderPlan", page: 2, answer: { kind: "hang" } },
    { route: "localUsers", answer: { kind: "bad-token-answer" } },
    { route: "subscription", page: 2, answer: { kind: "hang" } },
    { route: "localUsers", page: 1, answer: { kind: "duplicate" } },
  ] as const)("that can never strike is a mistake: %j", (fault) => {
    expect(() => azure.fault(fault)).toThrow(/cannot happen to|has no page/);
  });
});

function signInAnswer(): Promise<WireAnswer> {
  return request(azure, `${azure.loginUrl}/${contoso.tenantId}/oauth2/v2.0/token`, {
    form: tokenForm(scanner, azure.url),
  });
}
