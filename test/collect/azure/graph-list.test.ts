import { describe, expect, test } from "vitest";
import { application, servicePrincipal, user } from "../../azure/describe-entra.ts";
import { deed } from "../../azure/describe-logs.ts";
import { graphRequests, idsOf, readerOf } from "./graph-harness.ts";

const applications = Array.from({ length: 7 }, (_, at) => application({ displayName: `App ${at}` }));
const auditOf = (at: string, operation: string) =>
  deed.audited({ at, by: user(), operation, category: "Policy", type: "Add", targets: [] }).audit;
const ids = applications.map(({ id }) => id);
const query = { path: "/applications", select: ["id", "appId", "displayName"] };
const paged = { pageSize: { applications: 3 } };

describe("a list of Graph", () => {
  test("is read to its end, 999 on a page, with the properties that were named", async () => {
    const { azure, reader, meter } = await readerOf({ applications }, paged);
    expect(await idsOf(reader.graphList(query))).toEqual({ ids });
    const asked = azure.log.filter(({ host }) => host === "graph");
    expect(asked).toHaveLength(3);
    expect(asked.map(({ query: { $top, $select } }) => [$top, $select])).toEqual(
      Array(3).fill(["999", "id,appId,displayName"]),
    );
    expect(meter).toEqual({ requests: 3, pages: 3, retries: 0 });
  });

  test("goes on behind empty pages, and passes on what a page repeats: the engine compares", async () => {
    const { azure, reader } = await readerOf({ applications }, paged);
    azure.fault({ route: "applications", answer: { kind: "empty-page" } });
    expect(await idsOf(reader.graphList(query))).toEqual({ ids });
    azure.clearFaults();
    azure.fault({ route: "applications", answer: { kind: "duplicate" } });
    const repeated = await idsOf(reader.graphList(query));
    expect([...new Set(repeated.ids)]).toEqual(ids);
    expect(repeated.ids).toHaveLength(ids.length + 2);
  });

  test("a filter goes along on every page, whatever stands in it", async () => {
    const directoryAudits = Array.from({ length: 5 }, (_, at) =>
      auditOf(`2026-11-1${at}T08:00:00Z`, 'Add app #1 & "b"+c/é'),
    );
    const options = { pageSize: { directoryAudits: 2 }, now: () => Date.parse("2026-11-20T00:00:00Z") };
    const { azure, reader } = await readerOf({ directoryAudits }, options);
    const filter =
      "activityDateTime ge 2026-11-11T00:00:00Z and activityDisplayName eq 'Add app #1 & \"b\"+c/é'";
    const { ids: read, error } = await idsOf(
      reader.graphList({ path: "/auditLogs/directoryAudits", filter }),
    );
    expect([read.length, error]).toEqual([4, undefined]);
    const asked = azure.log.filter(({ host }) => host === "graph");
    expect(asked.map(({ query: { $filter } }) => $filter)).toEqual([filter, filter]);
  });

  test("of which not all pages are wanted ends with a word", async () => {
    const { azure, reader } = await readerOf({ applications }, paged);
    expect(await idsOf(reader.graphList({ ...query, pages: 2 }))).toEqual({
      ids: ids.slice(0, 6),
      error: "not-requested: there is another page behind the 2 that are read",
    });
    expect(graphRequests(azure)).toHaveLength(2);
    expect(await idsOf(reader.graphList({ ...query, pages: 3 }))).toEqual({ ids });
  });

  test("the eventually consistent index is asked on every page, which Graph demands", async () => {
    const { reader } = await readerOf({ applications }, paged);
    expect(await idsOf(reader.graphList({ ...query, eventual: true }))).toEqual({ ids });
  });

  test("begins anew when its page token has expired, once", async () => {
    const { azure, reader } = await readerOf({ applications }, paged);
    azure.fault({ route: "applications", page: 3, times: 1, answer: { kind: "expired-page" } });
    expect(await idsOf(reader.graphList(query))).toEqual({ ids: [...ids.slice(0, 6), ...ids] });
    expect(graphRequests(azure)).toHaveLength(6);
    azure.clearFaults();
    azure.fault({ route: "applications", page: 2, answer: { kind: "expired-page" } });
    const { ids: read, error } = await idsOf(reader.graphList(query));
    expect(read).toEqual([...ids.slice(0, 3), ...ids.slice(0, 3)]);
    expect(error).toMatch(/^failed: status 400, Directory_ExpiredPageToken/);
  });

  test.each([
    ["next-link-loop", "malformed: the next page is one already read: the list has no end"],
    ["next-link-foreign", /^malformed: the next page lies on another origin/],
    ["html", /^malformed: the answer is no JSON object/],
    ["null-value", "malformed: the answer is no list"],
    ["empty-object", "malformed: the answer is no list"],
    ["no-content", /^malformed: status 204/],
    ["redirect-foreign", /^malformed: redirected to another origin/],
    ["not-found", /^failed: status 404, Request_ResourceNotFound/],
    ["denied", /^denied: status 403, Authorization_RequestDenied/],
  ] as const)("%s on page 2: what came before is kept, and the rest is said", async (kind, error) => {
    const { azure, reader } = await readerOf({ applications }, paged);
    azure.fault({ route: "applications", page: 2, answer: { kind } });
    const read = await idsOf(reader.graphList(query));
    expect(read.error).toMatch(error instanceof RegExp ? error : new RegExp(`^${error}$`));
    expect(new Set(read.ids)).toEqual(new Set(ids.slice(0, kind.startsWith("next-link") ? 6 : 3)));
    expect(azure.log.filter(({ host }) => host === "foreign")).toEqual([]);
  });

  test("an item that is no object is none, and costs no other", async () => {
    const { azure, reader } = await readerOf({ applications }, paged);
    azure.fault({ route: "applications", page: 2, times: 1, answer: { kind: "null-item" } });
    const read = await idsOf(reader.graphList(query));
    expect(read.error).toBeUndefined();
    expect(read.ids.filter((id) => id !== undefined)).toEqual(expect.arrayContaining(ids.slice(0, 3)));
    expect(read.ids).toContain(undefined);
  });

  test.each([
    { kind: "throttled" },
    { kind: "throttled", retryAfter: 7 },
    { kind: "server-error", status: 503 },
    { kind: "expired-token" },
    { kind: "reset" },
    { kind: "hang" },
    { kind: "truncated" },
    { kind: "truncated", clean: true },
  ] as const)("$kind passes", async (answer) => {
    const { azure, reader, meter } = await readerOf({ applications }, paged);
    azure.fault({ route: "applications", page: 2, times: 1, answer });
    expect(await idsOf(reader.graphList(query))).toEqual({ ids });
    // Tried four times, and asked for three things.
    expect(azure.log.filter(({ route }) => route === "applications")).toHaveLength(4);
    expect(meter.requests).toBe(3);
  });
});

describe("a property that the cloud does not have", () => {
  const principals = [servicePrincipal({ displayName: "one" })];
  const select = ["id", "verifiedPublisher"];

  test("is left out where it may be", async () => {
    const { azure, reader } = await readerOf({ servicePrincipals: principals }, { sovereign: true });
    const list = reader.graphList({ path: "/servicePrincipals", select, optional: ["verifiedPublisher"] });
    expect(await idsOf(list)).toEqual({ ids: principals.map(({ id }) => id) });
    expect(azure.log.at(-1)?.query["$select"]).toBe("id");
  });

  test("ends the list where it may not", async () => {
    const { reader } = await readerOf({ servicePrincipals: principals }, { sovereign: true });
    const read = await idsOf(reader.graphList({ path: "/servicePrincipals", select }));
    expect(read.error).toMatch(/^failed: status 400, .*'verifiedPublisher'/);
  });
});

test("a report that needs a license, or that a cloud does not have, is unsupported and not denied", async () => {
  const report = { path: "/reports/servicePrincipalSignInActivities", version: "beta" } as const;
  const free = await readerOf({}, { license: "free" });
  expect((await idsOf(free.reader.graphList(report))).error).toMatch(/^unsupported: status 403/);
  const sovereign = await readerOf({}, { sovereign: true });
  expect((await idsOf(sovereign.reader.graphList(report))).error).toMatch(/^unsupported: status 404/);
  const eligible = { path: "/roleManagement/directory/roleEligibilityScheduleInstances" };
  expect((await idsOf(free.reader.graphList(eligible))).error).toMatch(/^unsupported: status 400/);
});

test("a single object is read by its path", async () => {
  const { azure, reader } = await readerOf({});
  const policy = await reader.graphObject({ path: "/policies/authorizationPolicy", select: ["id"] });
  expect(policy["id"]).toBe("authorizationPolicy");
  expect(azure.log.at(-1)?.query).toEqual({ $select: "id" });
});

describe("objects by id", () => {
  const many = Array.from({ length: 1001 }, (_, at) => servicePrincipal({ displayName: `Principal ${at}` }));

  test("1000 in a request, each once, whatever its case; those that are gone are left out", async () => {
    const { azure, reader } = await readerOf({ servicePrincipals: many });
    const wanted = many.map(({ id }) => id);
    const asked = [...wanted, wanted[0]?.toUpperCase() ?? "", "11111111-2222-4333-8444-555555555555"];
    const { ids: found } = await idsOf(reader.directoryObjects(asked, ["id", "displayName"]));
    expect(found).toHaveLength(wanted.length);
    expect(new Set(found)).toEqual(new Set(wanted));
    expect(graphRequests(azure)).toEqual(Array(2).fill("POST /v1.0/directoryObjects/getByIds"));
  });

  test("nothing is asked for nothing", async () => {
    const { azure, reader } = await readerOf({});
    expect(await idsOf(reader.directoryObjects([], ["id"]))).toEqual({ ids: [] });
    expect(graphRequests(azure)).toEqual([]);
  });
});
