import { createHttpHeaders, type HttpClient } from "@azure/core-rest-pipeline";
import pLimit from "p-limit";
import { describe, expect, test } from "vitest";
import { armReader } from "../../../src/collect/azure/arm.ts";
import { discoverCloud } from "../../../src/collect/azure/cloud.ts";
import { guardedHttpClient } from "../../../src/collect/azure/http-client.ts";
import { withoutSecrets } from "../../../src/collect/azure/local-user-keys.ts";
import { storagePacing } from "../../../src/collect/azure/pacing.ts";
import { cacheTokens } from "../../../src/collect/azure/token-cache.ts";
import { newMeter, SILENT } from "../../../src/collect/meter.ts";
import { ReadError } from "../../../src/errors.ts";
import { hastyClock } from "../../scenarios/run-scan.ts";

const SECRET = "c2hhcmVkIGtleSBvZiA2NCBieXRlcyB0aGF0IG5vYm9keSBtYXkgZXZlciBzZWUgaW4gYW55IG91dHB1dCBvZiBvdXJz";
const account = {
  id: "/subscriptions/s/resourceGroups/rg-(1)/providers/Microsoft.Storage/storageAccounts/acct",
  location: "westeurope",
};
const path = `${account.id}/localUsers/ann/listKeys`;

interface Answer {
  readonly status?: number;
  /** A string goes out as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the reader makes of these answers, the last of which is repeated; and what it sent. */
async function ask(answers: readonly Answer[], name = "ann") {
  const sent: { readonly method: string; readonly url: string; readonly body: unknown }[] = [];
  const transport: HttpClient = {
    sendRequest(request) {
      const { status = 200, body, headers = {} } = answers[Math.min(sent.length, answers.length - 1)] ?? {};
      sent.push({ method: request.method, url: request.url, body: request.body });
      const bodyAsText = typeof body === "string" ? body : JSON.stringify(body);
      return Promise.resolve({ request, status, headers: createHttpHeaders(headers), bodyAsText });
    },
  };
  const signal = new AbortController().signal;
  const clock = hastyClock();
  const token = { token: "token", expiresOnTimestamp: Number.MAX_SAFE_INTEGER };
  const cloud = await discoverCloud("public", signal);
  const meter = newMeter();
  const wire = {
    httpClient: guardedHttpClient(
      { tokenOrigins: [cloud.arm], loginOrigins: [], arm: cloud.arm, listKeys: true },
      transport,
    ),
    tokens: cacheTokens(() => ({ getToken: () => Promise.resolve(token) }), clock.now),
    versions: new Map(),
    slots: pLimit(1),
    clock,
    signal,
    longestWait: 60_000,
    attemptTimeoutMs: 1000,
    progress: SILENT,
    userAgent: "test",
  };
  const pacing = storagePacing(wire);
  const keys = await armReader(wire, cloud, pacing, meter)
    .localUserKeys(account, name)
    .catch((error: unknown) => error);
  return { keys, sent, meter };
}

/** How a question failed, in one line. */
async function failure(answers: readonly Answer[], name?: string): Promise<string> {
  const { keys } = await ask(answers, name);
  if (!(keys instanceof ReadError)) throw new Error(`it did not fail: ${JSON.stringify(keys)}`);
  expect(keys.request).toBe(`POST ${path.replace("ann", name ?? "ann")}`);
  return `${keys.reason}: ${keys.message}`;
}

const key = (over: object = {}) => ({ description: "laptop", key: "ssh-rsa AAAA", ...over });

describe("an answer", () => {
  test("one POST without a body, and the keys without the shared one", async () => {
    const body = {
      sshAuthorizedKeys: [key({ more: SECRET }), key({ description: undefined })],
      sharedKey: SECRET,
    };
    const { keys, sent, meter } = await ask([{ body }]);
    expect(keys).toEqual({ sshAuthorizedKeys: [key(), key({ description: null })] });
    const url = `https://management.azure.com${path}?api-version=2023-05-01`;
    expect(sent).toEqual([{ method: "POST", url, body: undefined }]);
    expect(meter.requests).toBe(1);
  });

  test.each<[string, unknown]>([
    ["nothing, as Azure says it", {}],
    ["a shared key alone", { sharedKey: SECRET }],
    ["null for keys", { sshAuthorizedKeys: null, sharedKey: null }],
    ["a byte-order mark in front", "\uFEFF{}"],
  ])("%s: no keys", async (_, body) => {
    expect((await ask([{ body }])).keys).toEqual({ sshAuthorizedKeys: null });
  });

  test.each<[string, unknown, unknown]>([
    ["no entry", [null], [null]],
    ["a list in a list", [[key()]], [null]],
    ["a key that is no text", [key({ key: { text: SECRET } })], [key({ key: null })]],
    ["a description that is no text", [key({ description: [SECRET] })], [key({ description: null })]],
  ])("%s is passed on as nothing", async (_, sshAuthorizedKeys, expected) => {
    expect((await ask([{ body: { sshAuthorizedKeys, sharedKey: SECRET } }])).keys).toEqual({
      sshAuthorizedKeys: expected,
    });
  });
});

/** Every way to be no answer, each with a secret in it. */
const FAULTS: readonly (readonly [string, Answer, string])[] = [
  [
    "keys that are no list",
    { body: { sshAuthorizedKeys: SECRET } },
    "malformed: the answer holds no list of SSH keys",
  ],
  [
    "an object of something else",
    { body: { value: [SECRET] } },
    "malformed: the answer holds no list of SSH keys",
  ],
  ["an error in words", { body: { error: SECRET } }, "malformed: the answer holds no list of SSH keys"],
  [
    "a next page",
    { body: { sshAuthorizedKeys: [], nextLink: `https://management.azure.com/${SECRET}` } },
    "malformed: the next page is named in a way that nobody documents",
  ],
  [
    "a next page of another name",
    { body: { sharedKey: SECRET, [`@${SECRET}.nextLink`]: "x" } },
    "malformed: the next page is named in a way that nobody documents",
  ],
  [
    "an error with status 200",
    { body: { error: { code: "TryLater", message: `not ${SECRET}` }, sharedKey: SECRET } },
    "malformed: the answer is an error with status 200: TryLater",
  ],
  ["a list", { body: [SECRET] }, "malformed: the answer is no JSON object (status 200, no content type)"],
  [
    "half a body",
    { body: `{"sharedKey":"${SECRET}` },
    "malformed: the answer is no JSON object (status 200, no content type)",
  ],
  [
    "a page of a proxy",
    { body: `<html>${SECRET}</html>`, headers: { "content-type": "text/html" } },
    "malformed: the answer is no JSON object (status 200, text/html)",
  ],
  ["nothing", { status: 204, body: "" }, "malformed: status 204"],
  ["later", { status: 202, body: { code: SECRET } }, "malformed: status 202"],
  [
    "no permission",
    {
      status: 403,
      body: {
        error: { code: "AuthorizationFailed", message: `perform action 'Microsoft.Storage/${SECRET}'` },
      },
    },
    "denied: status 403, AuthorizationFailed",
  ],
  [
    "a read-only lock",
    { status: 409, body: { error: { code: "ScopeLocked", message: SECRET } } },
    "failed: status 409, ScopeLocked",
  ],
  [
    "a disabled subscription",
    { status: 409, body: { code: "ReadOnlyDisabledSubscription", message: SECRET } },
    "failed: status 409, ReadOnlyDisabledSubscription",
  ],
  [
    "the key for a code",
    { status: 403, body: { error: { code: SECRET, message: "" } } },
    "denied: status 403",
  ],
  [
    "letters of a key for a code",
    { status: 403, body: { error: { code: SECRET.replaceAll(/[^a-z]/gi, "") } } },
    "denied: status 403",
  ],
  [
    "a long word for a code",
    { status: 403, body: { error: { code: `A${"a".repeat(64)}` } } },
    "denied: status 403",
  ],
  ["a code that is no text", { status: 400, body: { error: { code: [SECRET] } } }, "failed: status 400"],
  ["an error in HTML", { status: 502, body: `<html>${SECRET}</html>` }, "failed: status 502"],
  [
    "a fault of the server",
    { status: 500, body: { error: { code: "InternalServerError", message: SECRET } } },
    "failed: status 500, InternalServerError",
  ],
  [
    "throttling",
    { status: 429, body: { error: { code: "TooManyRequests", message: SECRET } } },
    "throttled: status 429, TooManyRequests",
  ],
];

describe("no answer", () => {
  test.each(FAULTS)("%s: said by its status and its code alone", async (_, answer, expected) => {
    const words = await failure([answer]);
    expect(words).toBe(expected);
  });

  test.each(FAULTS.filter(([, { status = 200 }]) => status >= 500 || status === 429))(
    "%s, and then an answer",
    async (_, answer) => {
      const { keys, sent, meter } = await ask([answer, { body: { sshAuthorizedKeys: [key()] } }]);
      expect(keys).toEqual({ sshAuthorizedKeys: [key()] });
      expect([sent.length, meter.retries]).toEqual([2, 1]);
    },
  );

  test.each([301, 302, 303, 307, 308])("status %i is not followed", async (status) => {
    const headers = { location: path.replace("ann", "bob") };
    const { sent } = await ask([{ status, headers, body: { sharedKey: SECRET } }]);
    expect(sent).toHaveLength(1);
    expect(await failure([{ status, headers }])).toBe(
      `malformed: redirected (status ${status}), which a POST does not follow`,
    );
  });

  test("an api-version that the cloud does not know is asked again as an older one", async () => {
    const message = `The supported api-versions are '2022-09-01, ${SECRET}'`;
    const refused = { status: 400, body: { error: { code: "NoRegisteredProviderFound", message } } };
    const { keys, sent } = await ask([refused, { body: {} }]);
    expect(keys).toEqual({ sshAuthorizedKeys: null });
    expect(sent.map(({ url }) => new URL(url).searchParams.get("api-version"))).toEqual([
      "2023-05-01",
      "2022-12-01",
    ]);
  });

  test.each(["a/b", "..", ".", "a\\b", "a?b", "a#b", "a%2Fb", "", "x/../bob", "a b"])(
    "the name %j is not asked about",
    async (name) => {
      expect(await failure([{ body: {} }], name)).toBe(
        "malformed: the name of the local user cannot stand in a path",
      );
      expect((await ask([{ body: {} }], name)).sent).toEqual([]);
    },
  );
});

test.each(FAULTS)("what is kept of %s holds no secret", (_, { status = 200, body }) => {
  const bodyAsText = typeof body === "string" ? body : JSON.stringify(body);
  expect(withoutSecrets({ status, bodyAsText })).not.toContain(SECRET.slice(0, 12));
});
