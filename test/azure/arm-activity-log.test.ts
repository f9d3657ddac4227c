import { describe, expect, test } from "vitest";
import { armSession, errorOf, itemsOf } from "./arm-session.ts";
import { client, simulatedId, subscription, tenant } from "./describe.ts";
import { user } from "./describe-entra.ts";
import { deed, outsideAddress } from "./describe-logs.ts";
import { bodyOf, readRecordings } from "./recordings.ts";
import type { WireAnswer } from "./requests.ts";
import { sharedFolder } from "./shared-folder.ts";
import { definitionsOf } from "./specifications.ts";

const now = Date.parse("2026-11-21T12:00:00Z");
const subscriptionId = simulatedId("subscription Production");
const inProduction = `/subscriptions/${subscriptionId}`;
const account = `${inProduction}/resourceGroups/RG-Data/providers/Microsoft.Storage/storageAccounts/sftpland`;
const ada = user();
const enabled = deed.sftpEnabled({ at: "2026-11-20T08:00:00Z", by: ada, ip: outsideAddress, account });
const made = deed.localUserWritten({ at: "2026-11-20T08:05:00Z", by: ada, account, user: "dropbox" });
const old = deed.localUserDeleted({ at: "2026-08-01T08:00:00Z", by: ada, account, user: "partner" });
const lowered = deed.pricingWritten({
  at: "2026-10-01T00:00:00Z",
  by: ada,
  subscriptionId,
  pricingTier: "Free",
});
const contoso = tenant({
  subscriptions: [
    subscription({ activityLog: [lowered, made, old, enabled].flatMap(({ events }) => events) }),
  ],
});
const path = `${inProduction}/providers/Microsoft.Insights/eventtypes/management/values`;
const version = "2015-04-01";
const lately = "eventTimestamp ge '2026-09-01T00:00:00Z' and eventTimestamp le '2026-11-21T12:00:00Z'";
const options = { now: () => now };

async function ask(filter: string | undefined, more: Readonly<Record<string, string>> = {}) {
  const { get } = await armSession(contoso, options);
  return await get(path, version, { ...(filter !== undefined && { $filter: filter }), ...more });
}

/** What happened, and how it ended. */
const told = (answer: WireAnswer): readonly unknown[] =>
  itemsOf(answer).map(({ operationName, status }) => [
    (operationName as { value: string }).value.split("/").slice(-2).join("/"),
    (status as { value: string }).value,
  ]);

describe("the Activity Log", () => {
  test("newest first: that something began, and how it ended", async () => {
    const answer = await ask(lately);
    expect(told(answer)).toEqual([
      ["localUsers/write", "Succeeded"],
      ["localUsers/write", "Started"],
      ["storageAccounts/write", "Succeeded"],
      ["storageAccounts/write", "Started"],
      ["pricings/write", "Succeeded"],
      ["pricings/write", "Started"],
    ]);
    expect(Object.keys(answer.json() as object)).toEqual(["value"]);
    expect(answer.headers).toMatchObject({ server: "Microsoft-IIS/10.0" });
  });

  test.each([
    ["resourceGroupName eq 'rg-data'", 4],
    [`resourceUri eq '${account}'`, 2],
    ["resourceProvider eq 'microsoft.storage'", 4],
    ["resourceProvider eq 'Microsoft.Compute'", 0],
    [`correlationId eq '${String(made.events[0]?.["correlationId"])}'`, 2],
  ])("of what %s", async (clause, count) => {
    expect(itemsOf(await ask(`${lately} and ${clause}`))).toHaveLength(count);
  });

  test("a start alone is enough, and times need no quotes", async () => {
    expect(itemsOf(await ask("eventTimestamp ge '2026-11-01T00:00:00.0000000Z'"))).toHaveLength(4);
    expect(itemsOf(await ask(lately.replaceAll("'", "")))).toHaveLength(6);
    const day = "eventTimestamp ge '2026-11-20T08:00:00+00:00' and eventTimestamp le '2026-11-20T08:00:01Z'";
    expect(told(await ask(day))).toEqual([["storageAccounts/write", "Started"]]);
  });

  test.each([
    undefined,
    "",
    "eventTimestamp ge 'yesterday'",
    "eventTimestamp le '2026-11-21T12:00:00Z'",
    `${lately} and operationName eq 'Microsoft.Storage/storageAccounts/write'`,
    `${lately} and status eq 'Succeeded'`,
    `${lately} and resourceGroupName eq 'rg-data' and resourceProvider eq 'Microsoft.Storage'`,
    `${lately} or resourceGroupName eq 'rg-data'`,
    "eventTimestamp ge '2026-11-21T12:00:00Z' and eventTimestamp le '2026-11-01T00:00:00Z'",
  ])("no other syntax is allowed: %s", async (filter) => {
    const answer = await ask(filter);
    expect(answer.status).toBe(400);
    expect(answer.json()).toEqual({ code: "BadRequest", message: expect.any(String) });
  });

  test("is kept 90 days, and no start may lie before", async () => {
    const { get } = await armSession(contoso, options);
    const from = (at: number) => ({ $filter: `eventTimestamp ge '${new Date(at).toISOString()}'` });
    const edge = now - 90 * 86_400_000;
    expect((await get(path, version, from(edge))).status).toBe(200);
    const refused = await get(path, version, from(edge - 1));
    expect([refused.status, refused.json()]).toEqual([
      400,
      { code: "BadRequest", message: "The start time cannot be more than 90 days in the past." },
    ]);
    const later = await armSession(contoso, { now: () => Date.parse("2026-09-15T00:00:00Z") });
    const whole = { $filter: "eventTimestamp ge '2026-07-01T00:00:00Z'" };
    expect(told(await later.get(path, version, whole)).at(-1)).toEqual(["localUsers/delete", "Started"]);
  });

  test("in pages of 200, or of as few as a test wants", async () => {
    const events = Array.from({ length: 101 }, (_, at) =>
      deed.localUserWritten({
        at: new Date(now - at * 60_000).toISOString(),
        by: ada,
        account,
        user: `u${at}`,
      }),
    ).flatMap((one) => one.events);
    const busy = tenant({ subscriptions: [subscription({ activityLog: events })] });
    const { get } = await armSession(busy, options);
    const first = await get(path, version, { $filter: lately });
    expect(itemsOf(first)).toHaveLength(200);
    const { nextLink = "" } = first.json() as { nextLink?: string };
    expect(new URL(nextLink).searchParams.get("$filter")).toBe(lately);
    expect(itemsOf(await get(nextLink))).toHaveLength(1);
    const small = await armSession(contoso, { ...options, pageSize: { activityLog: 4 } });
    expect(itemsOf(await small.get(path, version, { $filter: lately }))).toHaveLength(4);
  });

  test("$select leaves the rest out, and names only what the specification lists", async () => {
    const [event] = itemsOf(await ask(lately, { $select: "operationName,eventTimestamp,claims" }));
    expect(Object.keys(event ?? {}).sort()).toEqual(["claims", "eventTimestamp", "operationName"]);
    expect((await ask(lately, { $select: "operationName,caller" })).status).toBe(400);
  });

  test("wants a permission that Reader has", async () => {
    const action = "Microsoft.Insights/eventtypes/values/read";
    const denied = client({ denied: [{ scope: inProduction, action }] });
    const { get } = await armSession(contoso, options, denied);
    const answer = await get(path, version, { $filter: lately });
    expect(errorOf(answer).slice(0, 2)).toEqual([403, "AuthorizationFailed"]);
    expect(answer.text).toContain(`'${action}' over scope '${inProduction}'`);
    expect((await get(path, "2020-01-01", { $filter: lately })).status).toBe(400);
    expect((await get(path.replace(/^\/subscriptions\/[^/]+/, "/subscriptions/x"), version)).status).toBe(
      404,
    );
  });

  test("has the faults of a list", async () => {
    const { azure, get } = await armSession(contoso, { ...options, pageSize: { activityLog: 2 } });
    const under = async (fault: Parameters<typeof azure.fault>[0]["answer"]) => {
      azure.clearFaults();
      azure.fault({ route: "activityLog", answer: fault });
      return await get(path, version, { $filter: lately });
    };
    expect((await under({ kind: "denied" })).status).toBe(403);
    expect((await under({ kind: "throttled", retryAfter: 3 })).headers["retry-after"]).toBe("3");
    expect((await under({ kind: "server-error", status: 500 })).status).toBe(500);
    expect((await under({ kind: "truncated" })).failure).toBe("ECONNRESET");
    const looping = (await under({ kind: "next-link-loop" })).json() as { nextLink: string };
    expect(looping.nextLink).toMatch(/eventTimestamp/);
    const foreign = (await under({ kind: "next-link-foreign" })).json() as { nextLink: string };
    expect(foreign.nextLink.startsWith(azure.foreignUrl)).toBe(true);
  });
});

const folder = sharedFolder();
describe.skipIf(folder === undefined)("beside what is known of the real one", () => {
  test("the recorded refusal, word for word", async () => {
    const [recorded] = readRecordings(folder ?? "", "monitor-activity-log-list");
    const filter = new URL(recorded?.request.uri ?? "").searchParams.get("$filter") ?? "";
    const answer = await ask(filter);
    expect(answer.status).toBe(recorded?.response.status);
    expect(answer.json()).toEqual(recorded && bodyOf(recorded));
    expect(answer.headers["server"]).toBe(recorded?.response.headers["server"]);
  });

  test("no event has a property that the specification does not know", async () => {
    const known = Object.keys(definitionsOf("monitor-activityLogs-2015-04-01", "EventData"));
    for (const event of itemsOf(await ask(lately)))
      expect(Object.keys(event).filter((name) => !known.includes(name))).toEqual([]);
  });
});
