import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EXCHANGE } from "../../../src/inventory/permissions.ts";
import type { AuditTarget, DirectoryEvent, JsonValue } from "../../../src/inventory/sections.ts";
import {
  auditTarget,
  directoryEvent,
  principalTarget,
  properties,
  registered,
  roleGiven,
  userTarget,
} from "../../checks/build-directory-events.ts";
import { graphDenied, guid, principalId, servicePrincipal } from "../../checks/build-entra.ts";
import { actor, EVENT_TIME, OUTSIDE } from "../../checks/build-events.ts";
import { deriveFrom, type Gaps, type Items } from "../derive-from.ts";

const consentsOf = (directoryEvents: readonly DirectoryEvent[], items: Items = {}, gaps: Gaps = {}) =>
  deriveFrom({ directoryEvents, ...items }, gaps).consentEvents;

type Over = Parameters<typeof directoryEvent>[0];

const GRAPH_PRINCIPAL = servicePrincipal({
  name: "Microsoft Graph",
  appId: "00000003-0000-0000-c000-000000000000",
  owner: "microsoft",
});
const inTenant = { servicePrincipals: [servicePrincipal(), GRAPH_PRINCIPAL] };
const bob = guid("user", "bob");

/** `billing` gets scopes of Microsoft Graph, by the consent page. */
const consented = (scopes: string, over: Over & { readonly user?: string; readonly api?: string } = {}) => {
  const { user = "", api = guid("sp", "Microsoft Graph"), ...rest } = over;
  const type = user === "" ? "AllPrincipals" : "Principal";
  const text = `[] => [[Id: x, ClientId: y, PrincipalId: ${user}, ResourceId: ${api}, ConsentType: ${type}, Scope: ${scopes}, CreatedDateTime: ]]; `;
  const told: Readonly<Record<string, JsonValue>> = { "ConsentAction.Permissions": text };
  return directoryEvent({
    auditId: "consent",
    operation: "Consent to application",
    targets: [principalTarget("billing", properties(told))],
    ...rest,
  });
};

/** The same by way of Graph. */
const granted = (scopes: string, over: Over & { readonly type?: string } = {}) => {
  const { type = "AllPrincipals", ...rest } = over;
  const told = {
    "DelegatedPermissionGrant.Scope": scopes,
    "DelegatedPermissionGrant.ConsentType": type,
    "ServicePrincipal.ObjectID": guid("sp", "billing"),
  };
  return directoryEvent({
    auditId: "grant",
    operation: "Add delegated permission grant",
    targets: [principalTarget("Microsoft Graph", properties(told))],
    ...rest,
  });
};

const assigned = (name: string, over: Over = {}): DirectoryEvent =>
  directoryEvent({
    auditId: `assign ${name}`,
    operation: "Add app role assignment grant to user",
    targets: [principalTarget("billing"), userTarget(name)],
    ...over,
  });
const crowd = (count: number) => Array.from({ length: count }, (_, at) => assigned(`user${at}`));

test("a dangerous permission for every user", () => {
  const { items, gaps } = consentsOf([consented("offline_access Mail.Read")], inTenant);
  expect(gaps).toEqual([]);
  expect(items).toEqual([
    {
      id: `${principalId()}/logEvents/${guid("corr", "consent")}`,
      name: "billing",
      targetId: principalId(),
      targetName: "billing",
      first: EVENT_TIME,
      last: EVENT_TIME,
      actors: [actor()],
      rows: [
        {
          time: EVENT_TIME,
          source: "directory-audits",
          operation: "Consent to application",
          actor: "alice@contoso.example",
          ip: OUTSIDE,
          userAgent: null,
          detail:
            'Gave "billing" the delegated permissions "Mail.Read", "offline_access" of "Microsoft Graph" for every user.',
          queryId: "q13",
        },
      ],
      rowsOmitted: 0,
      states: [{ id: principalId(), name: "billing", presence: "present" }],
      permissions: ["Mail.Read", "offline_access"],
      dangerous: ["Mail.Read"],
      isTenantWide: true,
      kinds: ["delegated-permission"],
      users: 0,
    },
  ]);
});

describe("what is told", () => {
  test.each<[string, DirectoryEvent, object]>([
    [
      "one user's dangerous consent",
      consented("Mail.Read", { user: bob }),
      {
        permissions: ["Mail.Read"],
        dangerous: ["Mail.Read"],
        isTenantWide: false,
        users: 1,
        rows: [
          {
            detail: 'Gave "billing" the delegated permissions "Mail.Read" of "Microsoft Graph" for one user.',
          },
        ],
      },
    ],
    [
      "anything for all users",
      granted("openid"),
      { permissions: ["openid"], dangerous: [], isTenantWide: true },
    ],
    [
      "a dangerous scope by way of Graph",
      granted("Mail.Read", { type: "Principal" }),
      { dangerous: ["Mail.Read"], users: 1 },
    ],
    [
      "a dangerous role",
      roleGiven("Sites.Read.All"),
      {
        id: `${principalId()}/logEvents/${guid("corr", "Sites.Read.All billing")}`,
        permissions: ["Sites.Read.All"],
        dangerous: ["Sites.Read.All"],
        isTenantWide: true,
        kinds: ["application-permission"],
        users: 0,
        rows: [
          {
            detail: 'Gave "billing" the application permission "Sites.Read.All" of "Microsoft Graph".',
            queryId: "q13",
          },
        ],
      },
    ],
    [
      "a harmless role, which holds for all",
      roleGiven("User.Read.All"),
      { permissions: ["User.Read.All"], dangerous: [], isTenantWide: true },
    ],
    [
      "a scope of an API that nobody names",
      consented("Mail.Send", { user: bob, api: "?" }),
      { permissions: ["Mail.Send"], dangerous: ["Mail.Send"] },
    ],
    [
      "shared mail for good",
      consented("Mail.Read.Shared offline_access", { user: bob }),
      { dangerous: ["Mail.Read.Shared"], users: 1 },
    ],
  ])("%s", (_, event, expected) => {
    expect(consentsOf([event], inTenant).items).toMatchObject([expected]);
  });

  test("an API that is gone is called by its id, or not at all", () => {
    const detailOf = (event: DirectoryEvent) => consentsOf([event]).items[0]?.rows[0]?.detail;
    const api = guid("sp", "Microsoft Graph");
    expect(detailOf(consented("openid"))).toBe(
      `Gave "billing" the delegated permissions "openid" of "${api}" for every user.`,
    );
    expect(detailOf(consented("openid", { api: "" }))).toBe(
      'Gave "billing" the delegated permissions "openid" of an API that the log does not name for every user.',
    );
  });

  test("a client without a name", () => {
    const unnamed = (over: Partial<AuditTarget>) => {
      const event = consented("Mail.Read");
      return { ...event, targets: event.targets.map((target) => ({ ...target, name: null, ...over })) };
    };
    expect(consentsOf([unnamed({})]).items[0]?.targetName).toBe(principalId());
    const named = unnamed({
      properties: {
        ...consented("Mail.Read").targets[0]?.properties,
        ...properties({ "TargetId.ServicePrincipalNames": guid("appid", "billing") }),
      },
    });
    expect(consentsOf([named]).items[0]?.targetName).toBe(guid("appid", "billing"));
  });
});

test.each<[string, readonly DirectoryEvent[]]>([
  ["one user signs in to an application", [consented("openid profile", { user: bob }), assigned("bob")]],
  ["shared mail while the user is there", [consented("Mail.Read.Shared", { user: bob })]],
  ["a consent that changes nothing", [granted("")]],
  ["a few users", crowd(9)],
  ["one user many times", Array.from({ length: 20 }, (_, at) => assigned("bob", { auditId: `again${at}` }))],
  [
    "many users on many days",
    Array.from({ length: 20 }, (_, at) =>
      assigned(`user${at}`, { time: `2025-12-${at + 10}T10:00:00.000Z` }),
    ),
  ],
  ["another event", [directoryEvent({ operation: "Add user" })]],
])("no incident: %s", (_, events) => {
  expect(consentsOf(events, inTenant)).toEqual({ items: [], gaps: [], inherited: [] });
});

test("ten users on one day are a crowd", () => {
  expect(consentsOf(crowd(10), inTenant).items).toMatchObject([
    {
      id: `${principalId()}/logEvents/2025-12-21-users`,
      permissions: [],
      dangerous: [],
      isTenantWide: false,
      kinds: ["assigned-to-user"],
      users: 10,
      rows: Array.from({ length: 10 }, (__, at) => ({
        detail: `Assigned the user "${guid("user", `user${at}`)}" to "billing".`,
        queryId: "q14",
      })),
    },
  ]);
});

test("users that are assigned beside a dangerous consent belong to it", () => {
  const correlationId = guid("corr", "one");
  const events = [
    consented("Mail.Read", { user: bob, correlationId }),
    granted("Mail.Read openid", { type: "Principal", correlationId }),
    roleGiven("Mail.Read", "billing", { correlationId }),
    assigned("bob", { correlationId }),
    assigned("eve", { correlationId }),
    consented("Mail.Send", { correlationId, auditId: "other", targets: [] }),
  ];
  const { items } = consentsOf(events, inTenant);
  expect(items).toMatchObject([
    {
      permissions: ["Mail.Read", "openid"],
      kinds: ["application-permission", "delegated-permission", "assigned-to-user"],
      users: 3,
    },
  ]);
  const all = [...events, ...events.map((event) => ({ ...event, source: "log-analytics" as const }))];
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
      expect(consentsOf(shuffled, inTenant).items).toEqual(items);
    }),
  );
});

describe("what a registration chain tells is told once", () => {
  const chain = [registered(), roleGiven()];
  const other = roleGiven("Mail.Read", "other");

  test("its roles are left out, those of others are not", () => {
    expect(consentsOf(chain).items).toEqual([]);
    expect(consentsOf([...chain, other]).items).toMatchObject([{ targetId: principalId("other") }]);
  });

  test("also where the log does not name the appId", () => {
    const told = { "AppRole.Value": "Mail.Read", "ServicePrincipal.ObjectID": guid("sp", "billing") };
    const targets = [principalTarget("Microsoft Graph", properties(told))];
    const events = [registered(), roleGiven("Mail.Read", "billing", { targets })];
    expect(consentsOf(events, inTenant).items).toEqual([]);
    expect(consentsOf(events).items).toMatchObject([{ targetId: principalId() }]);
  });

  test("what is delegated is no part of it", () => {
    expect(consentsOf([...chain, consented("Mail.Read")]).items).toMatchObject([
      { kinds: ["delegated-permission"] },
    ]);
  });

  test("of an application that other tenants use too, or may, no chain speaks", () => {
    const add = (told: Readonly<Record<string, JsonValue>>) =>
      registered("billing", {
        targets: [auditTarget({ properties: properties({ AppId: [guid("appid", "billing")], ...told }) })],
      });
    expect(consentsOf([add({ AvailableToOtherTenants: [true] }), roleGiven()]).items).toHaveLength(1);
    expect(consentsOf([add({}), roleGiven()]).items).toHaveLength(1);
  });
});

describe("gaps", () => {
  const gap = graphDenied("x");
  const silentOf = (event: DirectoryEvent, what: string) => ({
    reason: "malformed",
    scope: event.id,
    request: "GET /v1.0/auditLogs/directoryAudits",
    detail: `${JSON.stringify(event.operation)} does not say ${what}`,
  });
  const without = (event: DirectoryEvent): DirectoryEvent => ({ ...event, targets: [] });

  test.each<[DirectoryEvent, string]>([
    [without(consented("")), "which permissions were consented to"],
    [without(granted("")), "which scopes it gave"],
    [without(roleGiven()), "which role it gave"],
    [without(assigned("bob")), "whom it assigned, and to what"],
  ])("%#", (event, what) => {
    expect(consentsOf([event])).toMatchObject({ items: [], gaps: [silentOf(event, what)] });
  });

  test("a client that nobody names", () => {
    const told = {
      "AppRole.Value": "Mail.Read",
      "ServicePrincipal.AppId": guid("appid", "billing"),
      "TargetId.ServicePrincipalNames": EXCHANGE,
    };
    const targets = [auditTarget({ type: "Other", id: null, properties: properties(told) })];
    const event = roleGiven("Mail.Read", "billing", { targets });
    const gaps = [silentOf(event, "to whom it gave a role")];
    expect(consentsOf([event])).toMatchObject({ items: [], gaps });
    expect(consentsOf([event], inTenant)).toMatchObject({ items: [{ targetId: principalId() }], gaps });
  });

  test("of the log, and not of what only explains", () => {
    expect(consentsOf([], {}, { directoryEvents: [gap] }).gaps).toEqual([gap]);
    const { items, gaps } = consentsOf([consented("Mail.Read")], {}, { servicePrincipals: [gap] });
    expect(gaps).toEqual([]);
    expect(items[0]?.states).toEqual([{ id: principalId(), name: "billing", presence: "unknown" }]);
  });
});
