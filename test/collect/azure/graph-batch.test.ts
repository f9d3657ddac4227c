import { describe, expect, test } from "vitest";
import { application, servicePrincipal, user } from "../../azure/describe-entra.ts";
import { answersOf, graphRequests, readerOf } from "./graph-harness.ts";

const applications = Array.from({ length: 45 }, (_, at) => application({ displayName: `App ${at}` }));
const ada = user({ displayName: "Ada Park" });
const ben = user({ displayName: "Ben Okafor" });
const owners = Object.fromEntries(applications.map(({ id }) => [`/applications/${id}`, [ada, ben]]));
const tenant = { applications, users: [ada, ben], owners };
const ids = applications.map(({ id }) => id);
const ownersOf = (id: string) => ({ path: `/applications/${id}/owners`, select: ["id"] });
const everything = Object.fromEntries(ids.map((id) => [id, [ada.id, ben.id]]));
const few = ids.slice(0, 3);
const [first = "", second = "", third = ""] = few;

describe("the same list of many objects", () => {
  test("20 in a request, each answer to its question whatever the order", async () => {
    const { azure, reader, meter } = await readerOf(tenant);
    expect(await answersOf(reader.graphLists(ids, ownersOf))).toEqual(everything);
    expect(graphRequests(azure)).toEqual(Array(3).fill("POST /v1.0/$batch"));
    expect(meter).toEqual({ requests: 3, pages: 45, retries: 0 });
  });

  test("a list that goes on behind its part is read to its end", async () => {
    const { azure, reader } = await readerOf(tenant, { pageSize: { owners: 1 } });
    expect(await answersOf(reader.graphLists(few, ownersOf))).toEqual(
      Object.fromEntries(few.map((id) => [id, [ada.id, ben.id]])),
    );
    expect(graphRequests(azure).filter((line) => line.startsWith("GET"))).toHaveLength(3);
  });

  test("each part has its own end", async () => {
    const { azure, reader } = await readerOf(tenant);
    azure.fault({ route: "owners", match: second, answer: { kind: "denied" } });
    const gone = "11111111-2222-4333-8444-555555555555";
    expect(await answersOf(reader.graphLists([first, second, gone], ownersOf))).toEqual({
      [first]: [ada.id, ben.id],
      [second]: expect.stringMatching(/^denied: status 403, Authorization_RequestDenied.* \(0 before\)$/),
      [gone]: expect.stringMatching(/^failed: status 404, Request_ResourceNotFound.* \(0 before\)$/),
    });
    expect(graphRequests(azure)).toHaveLength(1);
  });

  test.each([
    { kind: "throttled" },
    { kind: "throttled", retryAfter: 9 },
    { kind: "server-error", status: 503 },
    { kind: "server-error", status: 500 },
  ] as const)("a part that ends with $kind is asked again, alone", async (answer) => {
    const { azure, reader, meter } = await readerOf(tenant);
    azure.fault({ route: "owners", match: second, times: 2, answer });
    expect(await answersOf(reader.graphLists(few, ownersOf))).toEqual(
      Object.fromEntries(few.map((id) => [id, [ada.id, ben.id]])),
    );
    expect(graphRequests(azure)).toHaveLength(3);
    expect(meter.retries).toBe(2);
  });

  test("a part that is throttled for ever is a gap, and the others are there", async () => {
    const { azure, reader } = await readerOf(tenant);
    azure.fault({ route: "owners", match: third, answer: { kind: "throttled" } });
    expect(await answersOf(reader.graphLists(few, ownersOf))).toEqual({
      [first]: [ada.id, ben.id],
      [second]: [ada.id, ben.id],
      [third]: expect.stringMatching(/^throttled: status 429/),
    });
    expect(graphRequests(azure)).toHaveLength(13);
  });

  test.each(["missing-part", "duplicate-part"] as const)("%s: asked again", async (kind) => {
    const { azure, reader } = await readerOf(tenant);
    azure.fault({ route: "batch", times: 1, answer: { kind } });
    expect(await answersOf(reader.graphLists(few, ownersOf))).toEqual(
      Object.fromEntries(few.map((id) => [id, [ada.id, ben.id]])),
    );
    expect(graphRequests(azure)).toHaveLength(2);
  });

  test("a page size that is refused is left out, and the part is asked again at once", async () => {
    const { azure, reader, meter } = await readerOf(tenant);
    const large = (id: string) => ({ ...ownersOf(id), top: id === second ? 1000 : 999 });
    expect(await answersOf(reader.graphLists(few, large))).toEqual(
      Object.fromEntries(few.map((id) => [id, [ada.id, ben.id]])),
    );
    expect(graphRequests(azure)).toEqual(Array(2).fill("POST /v1.0/$batch"));
    expect(meter).toEqual({ requests: 2, pages: 3, retries: 0 });
  });

  test("a part without its page size is asked again beside one that was throttled", async () => {
    const { azure, reader, meter } = await readerOf(tenant);
    azure.fault({ route: "owners", match: third, times: 1, answer: { kind: "throttled" } });
    const large = (id: string) => ({ ...ownersOf(id), top: id === second ? 1000 : 999 });
    expect(await answersOf(reader.graphLists(few, large))).toEqual(
      Object.fromEntries(few.map((id) => [id, [ada.id, ben.id]])),
    );
    expect(meter).toEqual({ requests: 2, pages: 3, retries: 1 });
  });

  test("a property that the cloud does not have is left out where it may be", async () => {
    const { azure, reader } = await readerOf(
      { servicePrincipals: [servicePrincipal({ displayName: "one" })] },
      { sovereign: true },
    );
    const list = { path: "/servicePrincipals", select: ["id", "verifiedPublisher"], top: 1000 };
    const optional = (item: string) => ({
      ...list,
      ...(item === "a" && { optional: ["verifiedPublisher"] }),
    });
    const { a, b } = await answersOf(reader.graphLists(["a", "b"], optional));
    expect(a).toHaveLength(1);
    expect(b).toMatch(/^failed: status 400, .*'verifiedPublisher'/);
    expect(graphRequests(azure).length).toBeLessThanOrEqual(3);
  });

  test("a batch that is refused as a whole answers for each of its parts", async () => {
    const { azure, reader } = await readerOf(tenant);
    azure.fault({ route: "batch", answer: { kind: "server-error", status: 503 } });
    const answers = await answersOf(reader.graphLists(ids, ownersOf));
    expect(Object.keys(answers)).toHaveLength(45);
    expect(new Set(Object.values(answers))).toEqual(
      new Set([expect.stringMatching(/^failed: status 503, ServiceUnavailable/)]),
    );
  });

  test("a page in place of the batch is tried again, and then said of each part", async () => {
    const { azure, reader } = await readerOf(tenant);
    azure.fault({ route: "batch", times: 1, answer: { kind: "html" } });
    expect(Object.keys(await answersOf(reader.graphLists(few, ownersOf)))).toEqual(few);
    azure.fault({ route: "batch", answer: { kind: "html" } });
    expect(Object.values(await answersOf(reader.graphLists([first], ownersOf)))).toEqual([
      expect.stringMatching(/^malformed: the answer is no JSON object/),
    ]);
  });

  test("the link behind a part that leads elsewhere is not followed", async () => {
    const { azure, reader } = await readerOf(tenant, { pageSize: { owners: 1 } });
    azure.fault({ route: "owners", match: first, answer: { kind: "next-link-foreign" } });
    expect(await answersOf(reader.graphLists([first], ownersOf))).toEqual({
      [first]: expect.stringMatching(/^malformed: the next page lies on another origin.* \(1 before\)$/),
    });
    expect(azure.log.filter(({ host }) => host === "foreign")).toEqual([]);
  });

  test("nothing is asked for nothing", async () => {
    const { azure, reader } = await readerOf(tenant);
    expect(await answersOf(reader.graphLists([], ownersOf))).toEqual({});
    expect(graphRequests(azure)).toEqual([]);
  });
});
