import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { AuditTarget, DirectoryEvent, JsonValue } from "../../../src/inventory/sections.ts";
import {
  auditTarget,
  directoryEvent,
  principalTarget,
  properties,
  registered,
  roleGiven,
} from "../../checks/build-directory-events.ts";
import {
  application,
  applicationId,
  graphDenied,
  guid,
  principalId,
  ROLE,
  servicePrincipal,
} from "../../checks/build-entra.ts";
import { actor, OUTSIDE } from "../../checks/build-events.ts";
import { deriveFrom, type Gaps, type Items } from "../derive-from.ts";

const chainsOf = (directoryEvents: readonly DirectoryEvent[], items: Items = {}, gaps: Gaps = {}) =>
  deriveFrom({ directoryEvents, ...items }, gaps).registrationChains;

const inTenant = { applications: [application()], servicePrincipals: [servicePrincipal()] };

/** A role given as an event tells it that has these properties and no more. */
const given = (told: Readonly<Record<string, JsonValue>>, over: Parameters<typeof directoryEvent>[0] = {}) =>
  roleGiven("Mail.Read", "billing", {
    targets: [principalTarget("Microsoft Graph", properties(told)), principalTarget("billing")],
    ...over,
  });

describe("the chain", () => {
  test("registered, then given a role", () => {
    const { items, gaps } = chainsOf([registered(), roleGiven()], inTenant);
    const row = { source: "directory-audits", actor: "alice@contoso.example", ip: OUTSIDE, userAgent: null };
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      {
        id: `${applicationId()}/logEvents/registration`,
        name: "billing",
        targetId: applicationId(),
        targetName: "billing",
        first: "2025-12-21T10:00:00.000Z",
        last: "2025-12-21T10:10:00.000Z",
        actors: [actor()],
        rows: [
          {
            ...row,
            time: "2025-12-21T10:00:00.000Z",
            operation: "Add application",
            detail: `Registered the application "billing" with the appId "${guid("appid", "billing")}".`,
            queryId: "q10",
          },
          {
            ...row,
            time: "2025-12-21T10:10:00.000Z",
            operation: "Add app role assignment to service principal",
            detail: 'Gave "billing" the application permission "Mail.Read" of "Microsoft Graph".',
            queryId: "q10",
          },
        ],
        rowsOmitted: 0,
        states: [
          { id: applicationId(), name: "billing", presence: "present" },
          { id: principalId(), name: "billing", presence: "present" },
        ],
        appId: guid("appid", "billing"),
        roles: ["Mail.Read"],
        registeredBy: actor(),
        grantedBy: [actor()],
        minutes: 10,
        isSingleTenant: known(true),
      },
    ]);
  });

  test("from Graph and from Log Analytics it is the same; told by both it is one", () => {
    const own = [registered(), roleGiven()];
    const copies = own.map((event) => ({ ...event, source: "log-analytics" as const }));
    const [one] = chainsOf(own).items;
    const [other] = chainsOf(copies).items;
    expect(other?.id).toBe(one?.id);
    expect(chainsOf([...own, ...copies]).items).toEqual([one]);
    expect(chainsOf([...copies, ...own]).items).toEqual([one]);
  });

  test("several roles by several people, in whatever order the log was read", () => {
    const bob = actor({ id: guid("user", "bob"), name: "bob@contoso.example", ip: null });
    const events = [
      registered(),
      roleGiven("Sites.Read.All", "billing", { time: "2025-12-24T10:00:00.000Z", actor: bob }),
      roleGiven("Mail.Read"),
      roleGiven("Mail.Read", "billing", { auditId: "again", time: "2025-12-25T10:00:00.000Z" }),
      registered("other"),
      roleGiven("User.Read.All", "other"),
    ];
    const [expected] = chainsOf(events).items;
    expect(expected).toMatchObject({
      roles: ["Mail.Read", "Sites.Read.All"],
      registeredBy: actor(),
      grantedBy: [actor(), bob],
      minutes: 10,
      last: "2025-12-25T10:00:00.000Z",
    });
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
        expect(chainsOf(shuffled).items).toEqual([expected]);
      }),
    );
  });

  test("with sixty roles: the registration, and the latest", () => {
    const roles = Array.from({ length: 60 }, (_, minute) =>
      roleGiven("Mail.Read", "billing", {
        auditId: `role ${minute}`,
        time: `2025-12-22T10:${String(minute).padStart(2, "0")}:00.000Z`,
      }),
    );
    const [chain] = chainsOf([registered(), ...roles]).items;
    expect(chain?.rows.map(({ time }) => time)).toEqual([
      registered().time,
      ...roles.slice(11).map(({ time }) => time),
    ]);
    expect(chain?.rowsOmitted).toBe(11);
  });

  test("clocks that differ", () => {
    const early = roleGiven("Mail.Read", "billing", { time: "2025-12-21T09:59:58.000Z" });
    expect(chainsOf([registered(), early]).items[0]?.minutes).toBe(0);
  });
});

test.each<[string, readonly DirectoryEvent[], Items]>([
  ["the registration lies before the log", [roleGiven()], inTenant],
  ["no role", [registered()], inTenant],
  ["another event", [registered(), directoryEvent({ operation: "Add user" })], inTenant],
  ["a harmless role", [registered(), roleGiven("User.Read.All")], inTenant],
  ["another application's role", [registered(), roleGiven("Mail.Read", "other")], {}],
  [
    "a role of an own API that is called as one of Graph's",
    [
      registered(),
      given({ "AppRole.Value": "Mail.Read", "ServicePrincipal.AppId": guid("appid", "billing") }),
    ],
    {
      servicePrincipals: [
        servicePrincipal({ id: principalId("Microsoft Graph"), name: "Microsoft Graph", appId: guid("own") }),
      ],
    },
  ],
  [
    "the same, known by its names alone",
    [
      registered(),
      given({
        "AppRole.Value": "Mail.Read",
        "ServicePrincipal.AppId": guid("appid", "billing"),
        "TargetId.ServicePrincipalNames": `api://${guid("own")}`,
      }),
    ],
    {},
  ],
])("no chain: %s", (_, events, items) => {
  expect(chainsOf(events, items)).toEqual({ items: [], gaps: [], inherited: [] });
});

describe("how a role is known", () => {
  const client = { "ServicePrincipal.AppId": guid("appid", "billing").toUpperCase() };
  test.each<[string, Readonly<Record<string, JsonValue>>, Items, readonly string[]]>([
    [
      "by its id, whatever it is called",
      {
        ...client,
        "AppRole.Id": ROLE["Mail.Read"],
        "AppRole.Value": "x",
        "TargetId.ServicePrincipalNames": "00000003-0000-0000-c000-000000000000",
      },
      {},
      ["Mail.Read"],
    ],
    [
      "by its id alone",
      {
        ...client,
        "AppRole.Id": ROLE["Mail.Read"],
        "TargetId.ServicePrincipalNames": "00000003-0000-0000-c000-000000000000",
      },
      {},
      ["Mail.Read"],
    ],
    ["by its name, in other letters", { ...client, "AppRole.Value": "mail.read" }, {}, ["Mail.Read"]],
    [
      "by its name, where the log names no API",
      { ...client, "AppRole.Value": "full_access_as_app" },
      {},
      ["full_access_as_app"],
    ],
    [
      "by the API of the tenant",
      { ...client, "AppRole.Value": "Mail.Read" },
      {
        servicePrincipals: [
          servicePrincipal({
            id: principalId("Microsoft Graph"),
            appId: "00000003-0000-0000-c000-000000000000",
          }),
        ],
      },
      ["Mail.Read"],
    ],
    [
      "where the appId is empty, by the principal of the tenant",
      {
        "AppRole.Value": "Mail.Read",
        "ServicePrincipal.AppId": "",
        "ServicePrincipal.ObjectID": guid("sp", "billing"),
      },
      inTenant,
      ["Mail.Read"],
    ],
  ])("%s", (_, told, items, roles) => {
    expect(chainsOf([registered(), given(told)], items).items.map((chain) => chain.roles)).toEqual([roles]);
  });
});

describe("what is not told", () => {
  const gapOf = (event: DirectoryEvent, what: string) => ({
    reason: "malformed" as const,
    scope: event.id,
    request: "GET /v1.0/auditLogs/directoryAudits",
    detail: `${JSON.stringify(event.operation)} does not say ${what}`,
  });
  const add = (target: Partial<AuditTarget>) => registered("billing", { targets: [auditTarget(target)] });

  test("the appId: the inventory's, else no chain, and a gap in both", () => {
    const event = add({});
    const gaps = [gapOf(event, "the appId of what it registered")];
    expect(chainsOf([event, roleGiven()])).toMatchObject({ items: [], gaps });
    const found = chainsOf([event, roleGiven()], inTenant);
    expect(found).toMatchObject({ gaps, items: [{ targetId: applicationId() }] });
    expect(found.items[0]?.isSingleTenant.known).toBe(false);
  });

  test("the object id: the inventory's, else no chain, and a gap in both", () => {
    const event = add({
      id: null,
      name: null,
      properties: properties({ AppId: [guid("appid", "billing")] }),
    });
    const gaps = [gapOf(event, "which application it registered")];
    expect(chainsOf([event, roleGiven()])).toMatchObject({ items: [], gaps });
    expect(chainsOf([event, roleGiven()], inTenant)).toMatchObject({
      gaps,
      items: [{ targetId: applicationId(), targetName: guid("appid", "billing") }],
    });
  });

  test("the role: a gap, and no chain", () => {
    const event = given({ "ServicePrincipal.AppId": guid("appid", "billing") });
    expect(chainsOf([registered(), event])).toMatchObject({
      items: [],
      gaps: [gapOf(event, "which role it gave")],
    });
  });

  test("the client, where the appId is left and the principal is gone: the application alone", () => {
    const event = roleGiven("Mail.Read", "billing", {
      targets: [
        auditTarget({
          type: "Other",
          id: null,
          name: null,
          properties: properties({
            "AppRole.Value": "Mail.Read",
            "ServicePrincipal.AppId": guid("appid", "billing"),
          }),
        }),
      ],
    });
    const { items, gaps } = chainsOf([registered(), event]);
    expect(gaps).toEqual([gapOf(event, "to whom it gave a role")]);
    expect(items[0]?.states).toEqual([{ id: applicationId(), name: "billing", presence: "gone" }]);
    expect(items[0]?.rows[1]?.detail).toBe(
      'Gave "billing" the application permission "Mail.Read" of an API that the log does not name.',
    );
    expect(chainsOf([registered(), event], inTenant).items[0]?.states).toContainEqual({
      id: principalId(),
      name: "billing",
      presence: "present",
    });
  });

  test("who did it", () => {
    const nobody = actor({ kind: "unknown", id: null, name: "unknown", ip: null });
    const [chain] = chainsOf([registered("billing", { actor: nobody }), roleGiven()]).items;
    expect(chain?.registeredBy).toEqual(nobody);
    expect(chain?.rows[0]).toMatchObject({ actor: null, ip: null });
  });
});

test("what could not be listed is neither there nor gone, and leaves no chain out", () => {
  const gap = graphDenied("Application.Read.All");
  const found = chainsOf([registered(), roleGiven()], {}, { applications: [gap], servicePrincipals: [gap] });
  expect(found.gaps).toEqual([]);
  expect(found.items[0]?.states.map(({ presence }) => presence)).toEqual(["unknown", "unknown"]);
});

test("a log that was not read is a gap", () => {
  const gap = graphDenied("AuditLog.Read.All");
  expect(chainsOf([], {}, { directoryEvents: [gap] }).gaps).toEqual([gap]);
});

test("two registrations of one application are one chain", () => {
  const twice = [registered(), registered("billing", { auditId: "twice", time: "2025-12-22T00:00:00.000Z" })];
  expect(chainsOf([...twice, roleGiven()]).items).toHaveLength(1);
});

test("whether other tenants may use it", () => {
  const broken = graphDenied("x");
  const tell = (told: AuditTarget["properties"]) =>
    registered("billing", {
      targets: [
        auditTarget({ properties: { ...properties({ AppId: [guid("appid", "billing")] }), ...told } }),
      ],
    });
  const isSingleTenant = (event: DirectoryEvent) => chainsOf([event, roleGiven()]).items[0]?.isSingleTenant;
  expect(isSingleTenant(tell(properties({ AvailableToOtherTenants: [true] })))).toEqual(known(false));
  expect(
    isSingleTenant(tell({ AvailableToOtherTenants: { before: known(null), after: unknown(broken) } })),
  ).toEqual(unknown(broken));
});
