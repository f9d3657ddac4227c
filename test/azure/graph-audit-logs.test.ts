import { describe, expect, test } from "vitest";
import { client, tenant } from "./describe.ts";
import { ownApp, servicePrincipal, user } from "./describe-entra.ts";
import { countryLocation, deed, ipLocation, outsideAddress } from "./describe-logs.ts";
import { graphResource } from "./describe-resources.ts";
import { errorOf, graphSession, listOf } from "./graph-session.ts";
import type { WireAnswer } from "./requests.ts";
import type { AzureOptions } from "./simulated-azure.ts";

const now = Date.parse("2026-11-21T12:00:00Z");
const ada = user();
const payroll = ownApp();
const graph = graphResource();
const audits = [
  deed.registered({ at: "2026-11-20T09:00:00Z", by: ada, app: payroll.application }),
  deed.roleAssigned({
    at: "2026-11-20T09:10:00Z",
    by: ada,
    ip: outsideAddress,
    to: payroll.servicePrincipal,
    resource: graph,
    role: "Mail.Read",
  }),
  deed.secretAdded({ at: "2026-11-18T09:00:00Z", by: ada, app: payroll.application, key: { keyId: "k1" } }),
  deed.appPasswordCreated({ at: "2026-11-01T09:00:00Z", by: ada, user: ada }),
  deed.audited({
    at: "2026-11-02T09:00:00Z",
    by: ada,
    operation: "Update user's name",
    category: "UserManagement",
    type: "Update",
    loggedByService: "Self-service",
    targets: [],
  }),
  deed.appPasswordCreated({ at: "2026-10-01T09:00:00Z", by: ada, user: ada }),
].map(({ audit }) => audit);
const backup = servicePrincipal({ displayName: "Backup" });
const signIns = [
  { id: "interactive", createdDateTime: "2026-11-20T10:00:00Z", userPrincipalName: ada.userPrincipalName },
  deed.signedIn({ principal: backup, at: "2026-11-20T11:00:00Z" }).signIn,
  deed.signedIn({ principal: backup, at: "2026-11-19T11:00:00Z", error: 7000215 }).signIn,
  { id: "managed", createdDateTime: "2026-11-20T12:00:00Z", signInEventTypes: ["managedIdentity"] },
];
const contoso = tenant({
  applications: [payroll.application],
  servicePrincipals: [payroll.servicePrincipal, graph, backup],
  users: [ada],
  directoryAudits: audits,
  signIns,
  namedLocations: [
    ipLocation({ ranges: ["203.0.113.0/24", "2001:db8::/32"] }),
    ipLocation({ displayName: "Guests", ranges: ["192.0.2.0/24"], isTrusted: false }),
    countryLocation("Europe", ["NL", "DE"]),
  ],
});

async function ask(path: string, options: AzureOptions = {}, as = client()): Promise<WireAnswer> {
  const { get } = await graphSession({ now: () => now, ...options }, as, contoso);
  return await get(path);
}

const audited = (filter: string): string =>
  `/v1.0/auditLogs/directoryAudits?$filter=${encodeURIComponent(filter)}`;
const signed = (filter: string, version = "beta"): string =>
  `/${version}/auditLogs/signIns?$filter=${encodeURIComponent(filter)}`;
const operations = (answer: WireAnswer): readonly unknown[] =>
  listOf(answer).value.map(({ activityDisplayName }) => activityDisplayName);

describe("directory audits", () => {
  test("newest first, and no older than Entra ID keeps them", async () => {
    const all = [
      "Add app role assignment to service principal",
      "Add application",
      "Update application – Certificates and secrets management ",
      "Update user's name",
      "Create application password for user",
    ];
    const answer = await ask("/v1.0/auditLogs/directoryAudits");
    expect(operations(answer)).toEqual(all);
    expect(listOf(answer)["@odata.context"]).toMatch(/\/v1\.0\/\$metadata#auditLogs\/directoryAudits$/);
    expect(operations(await ask("/v1.0/auditLogs/directoryAudits", { license: "free" }))).toEqual(
      all.slice(0, 3),
    );
    expect(operations(await ask("/v1.0/auditLogs/directoryAudits", { retentionDays: 90 }))).toHaveLength(6);
  });

  test.each([
    ["activityDateTime ge 2026-11-20T09:05:00Z", 1],
    ["activityDateTime ge 2026-11-01 and activityDateTime le 2026-11-19T00:00:00.1234567Z", 3],
    ["category eq 'UserManagement'", 2],
    ["activityDisplayName eq 'Add application'", 1],
    ["activityDisplayName eq 'add application'", 0],
    ["activityDisplayName eq 'Update application – Certificates and secrets management'", 0],
    ["activityDisplayName eq 'Update application – Certificates and secrets management '", 1],
    ["startswith(activityDisplayName,'Update application')", 1],
    ["startswith(activityDisplayName, 'Add')", 2],
    ["loggedByService eq 'Self-service'", 1],
    ["activityDisplayName eq 'Update user''s name' and category eq 'UserManagement'", 1],
    ["category eq 'this and that'", 0],
    ["(category eq 'UserManagement')", 2],
    ["(category eq 'UserManagement' or activityDisplayName eq 'Add application')", 3],
    ["(category eq 'this or that' or category eq 'x')", 0],
  ])("$filter=%s", async (filter, count) => {
    expect(operations(await ask(audited(filter)))).toHaveLength(count);
  });

  test.each([
    "",
    "activityDateTime gt 2026-11-20T09:05:00Z",
    "activityDateTime ge '2026-11-20T09:05:00Z'",
    "createdDateTime ge 2026-11-20T09:05:00Z",
    "category ne 'UserManagement'",
    "category eq UserManagement",
    "contains(activityDisplayName,'application')",
    "category eq 'UserManagement' or category eq 'ApplicationManagement'",
    "(category eq 'UserManagement' or result eq 'success')",
    "()",
    "result eq 'success'",
    "category eq 'UserManagement' and",
  ])("refuses $filter=%s", async (filter) => {
    expect(errorOf(await ask(audited(filter)))).toEqual([400, "BadRequest", "Invalid filter clause"]);
  });

  test("a start before what is kept is refused", async () => {
    expect((await ask(audited("activityDateTime ge 2026-10-22T00:00:00Z"))).status).toBe(200);
    expect(errorOf(await ask(audited("activityDateTime ge 2026-10-21T23:59:59Z")))).toEqual([
      400,
      "BadRequest",
      "Invalid filter clause: the minimum allowed date is 2026-10-22T00:00:00.000Z.",
    ]);
    const free = await ask(audited("activityDateTime ge 2026-11-13T00:00:00Z"), { license: "free" });
    expect(free.status).toBe(400);
  });

  test("a thousand on a page, or as many as are asked for", async () => {
    const { get } = await graphSession({ now: () => now }, client(), contoso);
    const first = listOf(await get("/v1.0/auditLogs/directoryAudits?$top=3"));
    expect(first.value).toHaveLength(3);
    expect(first["@odata.nextLink"]).toContain("$skiptoken=");
    expect(listOf(await get(first["@odata.nextLink"] ?? "")).value).toHaveLength(2);
    expect((await get("/v1.0/auditLogs/directoryAudits?$top=1000")).status).toBe(200);
    expect((await get("/v1.0/auditLogs/directoryAudits?$top=1001")).status).toBe(400);
    expect((await get("/v1.0/auditLogs/directoryAudits?$orderby=category")).status).toBe(400);
    const many = Array.from({ length: 1001 }, (_, at) => ({
      id: `audit-${at}`,
      activityDateTime: "2026-11-20T09:00:00Z",
    }));
    const busy = await graphSession({ now: () => now }, client(), tenant({ directoryAudits: many }));
    expect(listOf(await busy.get("/v1.0/auditLogs/directoryAudits")).value).toHaveLength(1000);
  });

  test("want AuditLog.Read.All; who may read the directory may not read them", async () => {
    const path = "/v1.0/auditLogs/directoryAudits";
    expect((await ask(path, {}, client({ permissions: ["AuditLog.Read.All"] }))).status).toBe(200);
    const reader = client({ permissions: ["Directory.Read.All", "Policy.Read.All"] });
    expect(errorOf(await ask(path, {}, reader)).slice(0, 2)).toEqual([403, "Authorization_RequestDenied"]);
  });

  test("are there in every cloud but China's", async () => {
    const path = "/v1.0/auditLogs/directoryAudits";
    expect((await ask(path, { sovereign: true })).status).toBe(200);
    expect(errorOf(await ask(path, { sovereign: "china" }))).toEqual([
      404,
      "BadRequest",
      "Resource not found for the segment 'directoryAudits'.",
    ]);
  });
});

describe("sign-ins", () => {
  const byKind = "signInEventTypes/any(t: t eq 'servicePrincipal')";
  const ids = async (filter: string): Promise<readonly unknown[]> =>
    listOf(await ask(signed(filter))).value.map(({ id, servicePrincipalName }) => servicePrincipalName || id);

  test("are those of users at a keyboard, unless others are asked for", async () => {
    expect(await ids("createdDateTime ge 2026-11-19T00:00:00Z")).toEqual(["interactive"]);
    expect(await ids(byKind)).toEqual(["Backup", "Backup"]);
    expect(await ids(`createdDateTime ge 2026-11-20T00:00:00Z and ${byKind}`)).toEqual(["Backup"]);
    expect(await ids("signInEventTypes/any(t:t eq 'servicePrincipal' or t eq 'managedIdentity')")).toEqual([
      "managed",
      "Backup",
      "Backup",
    ]);
  });

  test("carry what beta alone knows", async () => {
    const [entry] = listOf(await ask(signed(byKind))).value;
    expect(entry).toMatchObject({
      createdDateTime: "2026-11-20T11:00:00Z",
      isInteractive: false,
      userId: "",
      ipAddress: "203.0.113.10",
      status: { errorCode: 0 },
      servicePrincipalCredentialKeyId: null,
    });
    expect((await ask(signed(byKind, "v1.0"))).status).toBe(400);
    const [plain = {}] = listOf(await ask("/v1.0/auditLogs/signIns")).value;
    expect(plain["id"]).toBe("interactive");
    expect(Object.keys(plain)).not.toContain("signInEventTypes");
  });

  test.each(["signInEventTypes/any(t: t ne 'interactiveUser')", "servicePrincipalId eq 'x'", "appId ne 'x'"])(
    "refuse $filter=%s",
    async (filter) => {
      expect(errorOf(await ask(signed(filter)))).toEqual([400, "BadRequest", "Invalid filter clause"]);
    },
  );

  test("want a license and a permission", async () => {
    expect(errorOf(await ask(signed(byKind), { license: "free" })).slice(0, 2)).toEqual([
      403,
      "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
    ]);
    expect((await ask(signed(byKind), { license: "p1" })).status).toBe(200);
    const reader = client({ permissions: ["Directory.Read.All"] });
    expect((await ask(signed(byKind), {}, reader)).status).toBe(403);
  });
});

describe("throttling of both", () => {
  test("five requests in ten seconds", async () => {
    let at = now;
    const { get } = await graphSession({ now: () => at, throttlesLogs: true }, client(), contoso);
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      statuses.push((await get(`/beta/auditLogs/${n % 2 ? "signIns" : "directoryAudits"}`)).status);
      at += 1000;
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    const refused = await get("/v1.0/auditLogs/directoryAudits");
    expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "4"]);
    expect((await get("/v1.0/domains")).status).toBe(200);
    at += 4000;
    expect((await get("/v1.0/auditLogs/directoryAudits")).status).toBe(200);
    expect((await get("/v1.0/auditLogs/directoryAudits")).status).toBe(429);
  });
});

describe("named locations", () => {
  const path = "/v1.0/identity/conditionalAccess/namedLocations";

  test("are of addresses or of countries", async () => {
    expect(listOf(await ask(path)).value).toMatchObject([
      {
        "@odata.type": "#microsoft.graph.ipNamedLocation",
        displayName: "Head office",
        isTrusted: true,
        ipRanges: [
          { "@odata.type": "#microsoft.graph.iPv4CidrRange", cidrAddress: "203.0.113.0/24" },
          { "@odata.type": "#microsoft.graph.iPv6CidrRange", cidrAddress: "2001:db8::/32" },
        ],
      },
      { displayName: "Guests", isTrusted: false },
      { "@odata.type": "#microsoft.graph.countryNamedLocation", countriesAndRegions: ["NL", "DE"] },
    ]);
  });

  test("want Policy.Read.All, and $select does not know what one kind alone has", async () => {
    expect((await ask(path, {}, client({ permissions: ["Policy.Read.All"] }))).status).toBe(200);
    expect((await ask(path, {}, client({ permissions: ["AuditLog.Read.All"] }))).status).toBe(403);
    expect((await ask(`${path}?$select=id,displayName`)).status).toBe(200);
    expect(errorOf(await ask(`${path}?$select=id,isTrusted`))[2]).toContain("named 'isTrusted'");
  });
});
