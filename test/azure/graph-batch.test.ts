import { describe, expect, test } from "vitest";
import { client } from "./describe.ts";
import { errorOf, type GraphSession, graphSession } from "./graph-session.ts";
import type { WireAnswer } from "./requests.ts";
import { ada, admins, backup, graph, payroll, vendor } from "./sample-directory.ts";

interface Part {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: {
    readonly error?: { readonly code: string };
    readonly value?: readonly unknown[];
  } & Record<string, unknown>;
}

const p = payroll.application.id;
const get = (id: string, url: string) => ({ id, method: "GET", url });
const partsOf = (answer: WireAnswer): readonly Part[] =>
  (answer.json() as { responses: readonly Part[] }).responses;

/** The parts of a batch of these addresses, ids "1", "2" and so on, in the order of the addresses. */
async function batch({ post }: GraphSession, ...urls: string[]): Promise<readonly Part[]> {
  const requests = urls.map((url, at) => get(String(at + 1), url));
  return partsOf(await post("/v1.0/$batch", { requests })).toReversed();
}

describe("a batch", () => {
  test("answers each part as the single call is answered, the other way round", async () => {
    const session = await graphSession();
    const answer = await session.post("/v1.0/$batch", {
      requests: [
        get("one", `/applications/${p}/owners?$select=id`),
        get("two", "/applications?$top=1&$select=id"),
        get("three", `/servicePrincipals/${p}/owners`),
        get("four", "/nothing"),
        get("five", "/applications?$select=x"),
      ],
    });
    expect([answer.status, answer.headers["content-type"]]).toEqual([200, "application/json"]);
    const parts = partsOf(answer);
    expect(parts.map(({ id, status }) => [id, status])).toEqual([
      ["five", 400],
      ["four", 404],
      ["three", 404],
      ["two", 200],
      ["one", 200],
    ]);
    expect(parts.map(({ body }) => body?.error?.code)).toEqual([
      "BadRequest",
      "BadRequest",
      "Request_ResourceNotFound",
      undefined,
      undefined,
    ]);
    expect(parts[4]?.body).toMatchObject({
      value: [{ id: ada.id }, { id: vendor.id }],
      "@odata.context": `${session.azure.graphUrl}/v1.0/$metadata#directoryObjects(id)`,
    });
    expect(parts[3]?.headers).toMatchObject({ "Content-Type": expect.stringMatching(/^application\/json;/) });
    const next = String(parts[3]?.body?.["@odata.nextLink"]);
    expect(next.startsWith(`${session.azure.graphUrl}/v1.0/applications?$top=1&`)).toBe(true);
    expect((await session.get(next)).status).toBe(200);
  });

  test("is one request in the log, with its parts", async () => {
    const session = await graphSession();
    await batch(session, "/applications", "/nothing");
    expect(session.azure.log.at(-1)).toMatchObject({
      route: "batch",
      status: 200,
      parts: [
        { route: "applications", status: 200, url: `${session.azure.graphUrl}/v1.0/applications` },
        { status: 404 },
      ],
    });
    await session.get("/v1.0/domains");
    expect(session.azure.log.at(-1)).not.toHaveProperty("parts");
  });

  test("of the beta version asks the beta version, and headers of a part are the part's", async () => {
    const { post } = await graphSession();
    const url = "/applications?$count=true&$top=1";
    const answer = await post("/beta/$batch", {
      requests: [
        get("beta", "/reports/servicePrincipalSignInActivities"),
        { ...get("eventual", url), headers: { ConsistencyLevel: "eventual" } },
        get("session", url),
      ],
    });
    const [session, eventual, beta] = partsOf(answer);
    expect(beta?.status).toBe(200);
    expect(eventual?.body?.["@odata.count"]).toBe(3);
    expect(session?.body).not.toHaveProperty("@odata.count");
  });

  test("refuses each part for itself", async () => {
    const session = await graphSession({}, client({ permissions: ["Application.Read.All"] }));
    const parts = await batch(session, "/applications", "/oauth2PermissionGrants", `/groups/${admins.id}/x`);
    expect(parts.map(({ status }) => status)).toEqual([200, 403, 404]);
    const none = await graphSession({}, client({ noGraph: true }));
    expect((await batch(none, "/applications")).map(({ status }) => status)).toEqual([403]);
  });

  test("does not write, and its parts have no version and no host", async () => {
    const { post } = await graphSession();
    const answer = await post("/v1.0/$batch", {
      requests: [
        { id: "1", method: "PATCH", url: `/applications/${p}` },
        get("2", "applications"),
        get("3", "/v1.0/applications"),
        get("4", "//elsewhere.example/applications"),
      ],
    });
    expect(partsOf(answer).map(({ id, status }) => [id, status])).toEqual([
      ["4", 404],
      ["3", 404],
      ["2", 400],
      ["1", 405],
    ]);
  });

  test.each([
    [
      "21 parts",
      { requests: Array.from({ length: 21 }, (_, n) => get(String(n), "/domains")) },
      "Number of batch request steps exceeds the maximum value of 20.",
    ],
    ["no part", { requests: [] }, "Invalid batch payload format."],
    ["no requests", {}, "Invalid batch payload format."],
    ["no JSON", "requests=1", "Invalid batch payload format."],
    [
      "a part without an id",
      { requests: [{ method: "GET", url: "/domains" }] },
      "Invalid batch payload format.",
    ],
    [
      "an id twice",
      { requests: [get("a", "/domains"), get("A", "/domains")] },
      "Request Id 'a' is not unique in the batch.",
    ],
  ])("with %s is refused", async (_, json, message) => {
    const { post } = await graphSession();
    expect(errorOf(await post("/v1.0/$batch", json))).toEqual([400, "BadRequest", message]);
  });

  test("takes 20 parts, wants a POST and a token", async () => {
    const session = await graphSession();
    const urls = Array.from({ length: 20 }, () => "/domains");
    expect((await batch(session, ...urls)).map(({ status }) => status)).toEqual(urls.map(() => 200));
    expect((await session.get("/v1.0/$batch")).status).toBe(405);
    session.azure.fault({ route: "batch", times: 1, answer: { kind: "expired-token" } });
    expect((await session.post("/v1.0/$batch", { requests: [get("1", "/domains")] })).status).toBe(401);
  });
});

describe("directoryObjects/getByIds", () => {
  const path = "/v1.0/directoryObjects/getByIds";

  test("gives those that are there, of the types asked for, in no order", async () => {
    const { post } = await graphSession();
    const ids = [
      ada.id.toUpperCase(),
      admins.id,
      vendor.id,
      p,
      ada.id,
      "00000000-0000-0000-0000-000000000000",
    ];
    const found = async (types?: string[]) => {
      const { value } = (await post(path, { ids, ...(types && { types }) })).json() as {
        value: { "@odata.type": string; id: string }[];
      };
      return value.map((item) => [item["@odata.type"].split(".").at(-1), item.id]);
    };
    expect(await found()).toEqual([
      ["application", p],
      ["servicePrincipal", vendor.id],
      ["group", admins.id],
      ["user", ada.id],
    ]);
    expect(await found(["user", "Group"])).toEqual([
      ["group", admins.id],
      ["user", ada.id],
    ]);
  });

  test("shows accountEnabled and its like only when selected", async () => {
    const { post } = await graphSession();
    const body = async (query: string) =>
      (await post(path + query, { ids: [ada.id, backup.id] })).json() as { value: object[] };
    for (const name of ["accountEnabled", "userType", "onPremisesSyncEnabled"]) {
      expect((await body("")).value[1]).not.toHaveProperty(name);
    }
    expect(await body("?$select=id,userType,accountEnabled,servicePrincipalType")).toMatchObject({
      value: [
        { id: backup.id, accountEnabled: true, servicePrincipalType: "ManagedIdentity" },
        { "@odata.type": "#microsoft.graph.user", id: ada.id, userType: "Member", accountEnabled: true },
      ],
    });
  });

  test("costs three units, two with $select", async () => {
    const { post } = await graphSession();
    const units = async (query: string) =>
      (await post(path + query, { ids: [graph.id] })).headers["x-ms-resource-unit"];
    expect([await units(""), await units("?$select=id")]).toEqual(["3", "2"]);
  });

  test("with User.Read.All alone tells of users only, of others id and type", async () => {
    const { post } = await graphSession({}, client({ permissions: ["User.Read.All"] }));
    const answer = await post(`${path}?$select=id,displayName`, { ids: [ada.id, vendor.id] });
    expect((answer.json() as { value: unknown }).value).toEqual([
      { "@odata.type": "#microsoft.graph.servicePrincipal", id: vendor.id, displayName: null },
      { "@odata.type": "#microsoft.graph.user", id: ada.id, displayName: "Ada Park" },
    ]);
    const other = await graphSession({}, client({ permissions: ["Application.Read.All"] }));
    expect((await other.post(path, { ids: [ada.id] })).status).toBe(403);
  });

  const many = Array.from({ length: 1001 }, () => ada.id);
  test.each([
    ["more than 1000 ids", "", { ids: many }, "Number of included identifiers cannot exceed '1000'."],
    ["no GUID", "", { ids: ["x"] }, "Invalid GUID:x"],
    ["an unknown type", "", { ids: [], types: ["robot"] }, "Unsupported resource type 'robot'."],
    ["no ids", "", {}, "Unable to read JSON request payload."],
    ["no JSON", "", "ids", "Unable to read JSON request payload."],
    [
      "an unknown property",
      "?$select=x",
      { ids: [] },
      expect.stringContaining("'microsoft.graph.directoryObject'"),
    ],
    ["pages", "?$top=5", { ids: [] }, "The query parameter '$top' is not supported."],
  ])("with %s is refused", async (_, query, json, message) => {
    const { post } = await graphSession();
    const answer = await post(path + query, json);
    expect([answer.status, errorOf(answer)[2]]).toEqual([400, message]);
  });

  test("takes 1000 ids, and no GET", async () => {
    const { post, get: read } = await graphSession();
    expect((await post(path, { ids: many.slice(1) })).status).toBe(200);
    expect((await read(path)).status).toBe(405);
  });
});
