import { describe, expect, test } from "vitest";
import {
  consentOf,
  registrationOf,
  roleGrantOf,
  scopeGrantOf,
  userAssignmentOf,
} from "../../../src/derive/events/directory-grants.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { GRAPH } from "../../../src/inventory/permissions.ts";
import type { AuditTarget, DirectoryEvent, JsonValue } from "../../../src/inventory/sections.ts";
import {
  auditTarget,
  directoryEvent,
  principalTarget,
  properties,
  property,
  registered,
  roleGiven,
  userTarget,
} from "../../checks/build-directory-events.ts";
import { guid, ROLE } from "../../checks/build-entra.ts";
import { actor } from "../../checks/build-events.ts";

const silentOf = (event: DirectoryEvent, detail: string) => ({
  reason: "malformed" as const,
  scope: event.id,
  request: "GET /v1.0/auditLogs/directoryAudits",
  detail: `${JSON.stringify(event.operation)} does not say ${detail}`,
});
const broken = silentOf(directoryEvent(), "anything: it is broken");
const unreadable = { before: known(null), after: unknown(broken) };

describe("a registration", () => {
  const told = {
    AppId: [guid("appid", "billing")],
    AvailableToOtherTenants: [false],
  } satisfies Record<string, JsonValue>;
  const add = (target: Partial<AuditTarget>) => registered("billing", { targets: [auditTarget(target)] });

  test("says which application it made, and for whom", () => {
    expect(registrationOf(registered())).toEqual({
      items: [
        {
          event: registered(),
          objectId: guid("app", "billing"),
          appId: guid("appid", "billing"),
          name: "billing",
          isSingleTenant: known(true),
        },
      ],
      gaps: [],
    });
  });

  test.each<[JsonValue, boolean]>([
    [[false], true],
    [[true], false],
    [true, false],
    ["False", true],
    ["[true]", false],
  ])("AvailableToOtherTenants %j", (value, isSingleTenant) => {
    const event = add({ properties: properties({ ...told, AvailableToOtherTenants: value }) });
    expect(registrationOf(event).items[0]?.isSingleTenant).toEqual(known(isSingleTenant));
  });

  test.each<[string, AuditTarget["properties"], typeof broken]>([
    [
      "missing",
      properties({ AppId: told.AppId }),
      silentOf(registered(), "whether other tenants may use the application"),
    ],
    [
      "empty",
      properties({ ...told, AvailableToOtherTenants: [] }),
      silentOf(registered(), "whether other tenants may use the application"),
    ],
    ["broken", { ...properties({ AppId: told.AppId }), AvailableToOtherTenants: unreadable }, broken],
  ])("AvailableToOtherTenants %s is not known", (_, found, gap) => {
    expect(registrationOf(add({ properties: found })).items[0]?.isSingleTenant).toEqual(unknown(gap));
  });

  test("the name stands in a property where the target has none", () => {
    const event = add({ name: null, properties: properties({ ...told, DisplayName: ["web"] }) });
    expect(registrationOf(event).items[0]?.name).toBe("web");
  });

  test("null properties leave the object id, which the inventory may know", () => {
    const event = add({});
    expect(registrationOf(event)).toEqual({
      items: [expect.objectContaining({ objectId: guid("app", "billing"), appId: null })],
      gaps: [silentOf(event, "the appId of what it registered")],
    });
  });

  test("without an object id the appId is left", () => {
    const event = add({ id: null, properties: properties(told) });
    expect(registrationOf(event)).toEqual({
      items: [expect.objectContaining({ objectId: null, appId: guid("appid", "billing") })],
      gaps: [silentOf(event, "which application it registered")],
    });
  });

  test("without both nothing is left but the gaps", () => {
    const event = registered("billing", { targets: [] });
    expect(registrationOf(event)).toEqual({
      items: [],
      gaps: [
        silentOf(event, "which application it registered"),
        silentOf(event, "the appId of what it registered"),
      ],
    });
  });
});

describe("a role", () => {
  const api = {
    objectId: guid("sp", "Microsoft Graph"),
    names: `https://graph.microsoft.com/;${GRAPH}`,
    displayName: "Microsoft Graph",
  };
  const client = { objectId: guid("sp", "billing"), appId: guid("appid", "billing"), name: "billing" };

  test("says which role of which API, and whose it is since", () => {
    expect(roleGrantOf(roleGiven())).toEqual({
      items: [{ event: roleGiven(), client, api, value: "Mail.Read", roleId: ROLE["Mail.Read"] }],
      gaps: [],
    });
  });

  test("the order of the targets does not matter", () => {
    const event = roleGiven("Mail.Read", "billing", { targets: [...roleGiven().targets].reverse() });
    expect(roleGrantOf(event).items).toEqual([expect.objectContaining({ client, api })]);
  });

  test("what no property says, the targets do", () => {
    const targets = [
      principalTarget("Microsoft Graph", properties({ "AppRole.Id": ROLE["Mail.Read"] })),
      principalTarget("billing"),
    ];
    const event = roleGiven("Mail.Read", "billing", { targets });
    expect(roleGrantOf(event).items).toEqual([
      {
        event,
        client: { ...client, appId: null },
        api: { ...api, names: "" },
        value: ROLE["Mail.Read"],
        roleId: ROLE["Mail.Read"],
      },
    ]);
  });

  test.each<[string, AuditTarget["properties"], typeof broken]>([
    ["missing", {}, silentOf(roleGiven(), "which role it gave")],
    ["broken", { "AppRole.Value": unreadable }, broken],
  ])("a role that is %s is a gap", (_, found, gap) => {
    const event = roleGiven("Mail.Read", "billing", { targets: [principalTarget("Graph", found)] });
    expect(roleGrantOf(event)).toEqual({ items: [], gaps: [gap] });
    expect(roleGrantOf({ ...event, targets: [] }).items).toEqual([]);
  });

  test("without the object id of the client there is a gap, and its appId may do", () => {
    const told = { "AppRole.Value": "Mail.Read", "ServicePrincipal.AppId": guid("appid", "billing") };
    const event = roleGiven("Mail.Read", "billing", {
      targets: [auditTarget({ type: "Other", id: null, properties: properties(told) })],
    });
    expect(roleGrantOf(event)).toEqual({
      items: [
        expect.objectContaining({ client: { objectId: null, appId: guid("appid", "billing"), name: null } }),
      ],
      gaps: [silentOf(event, "to whom it gave a role")],
    });
  });
});

describe("delegated permissions", () => {
  const given = (told: AuditTarget["properties"], more: readonly AuditTarget[] = []): DirectoryEvent =>
    directoryEvent({
      operation: "Add delegated permission grant",
      targets: [
        principalTarget("Microsoft Graph", {
          ...properties({
            "DelegatedPermissionGrant.ConsentType": "AllPrincipals",
            "ServicePrincipal.ObjectID": guid("sp", "billing"),
            "ServicePrincipal.AppId": "",
          }),
          ...told,
        }),
        ...more,
      ],
    });
  const scope = (after: JsonValue, before: JsonValue = null) => ({
    "DelegatedPermissionGrant.Scope": property(after, before),
  });
  const forOne = properties({ "DelegatedPermissionGrant.ConsentType": "Principal" });

  test("the whole grant, for every user", () => {
    const event = given(scope(" Mail.Read  offline_access"));
    expect(scopeGrantOf(event)).toEqual({
      items: [
        {
          event,
          client: { objectId: guid("sp", "billing"), appId: null, name: null },
          api: { objectId: guid("sp", "Microsoft Graph"), names: "", displayName: "Microsoft Graph" },
          scopes: ["Mail.Read", "offline_access"],
          isTenantWide: true,
          userId: null,
        },
      ],
      gaps: [],
    });
  });

  test("what was there before is not new", () => {
    expect(scopeGrantOf(given(scope("openid Mail.Read", "openid"))).items[0]?.scopes).toEqual(["Mail.Read"]);
    expect(scopeGrantOf(given(scope("openid", "openid"))).items[0]?.scopes).toEqual([]);
    expect(scopeGrantOf(given(scope("", "openid"))).items[0]?.scopes).toEqual([]);
  });

  test("for one user: the one among the targets, else the one who did it", () => {
    const [named] = scopeGrantOf(given({ ...scope("openid"), ...forOne }, [userTarget("bob")])).items;
    expect(named).toMatchObject({ isTenantWide: false, userId: guid("user", "bob") });
    const alone = given({ ...scope("openid"), ...forOne });
    expect(scopeGrantOf(alone).items[0]?.userId).toBe(guid("user", "alice"));
    const byApplication = { ...alone, actor: actor({ kind: "application" }) };
    expect(scopeGrantOf(byApplication).items[0]?.userId).toBeNull();
  });

  test("for one user where the log does not say for all", () => {
    const event = given({ ...scope("openid"), "DelegatedPermissionGrant.ConsentType": property(null) });
    expect(scopeGrantOf(event).items[0]).toMatchObject({
      isTenantWide: false,
      userId: guid("user", "alice"),
    });
  });

  test.each<[string, AuditTarget["properties"], typeof broken]>([
    ["missing", {}, silentOf(given({}), "which scopes it gave")],
    ["broken", { "DelegatedPermissionGrant.Scope": unreadable }, broken],
    [
      "without what was before",
      { "DelegatedPermissionGrant.Scope": { before: unknown(broken), after: known("openid") } },
      broken,
    ],
  ])("scopes that are %s are a gap", (_, told, gap) => {
    expect(scopeGrantOf(given(told))).toEqual({ items: [], gaps: [gap] });
  });

  test("no client is a gap", () => {
    const event = given({ ...scope("openid"), "ServicePrincipal.ObjectID": property("") });
    expect(scopeGrantOf(event).gaps).toEqual([silentOf(event, "to whom it gave scopes")]);
  });
});

describe("a consent", () => {
  const api = guid("sp", "Microsoft Graph");
  const entry = (scopes: string, type = "AllPrincipals", user = "") =>
    `[Id: AbC-1_x, ClientId: ${guid("sp", "billing")}, PrincipalId: ${user}, ResourceId: ${api}, ConsentType: ${type}, Scope: ${scopes}, CreatedDateTime: , LastModifiedDateTime ]`;
  const consented = (
    text: JsonValue,
    told: Readonly<Record<string, JsonValue>> = {},
    over: Parameters<typeof directoryEvent>[0] = {},
  ): DirectoryEvent =>
    directoryEvent({
      operation: "Consent to application",
      targets: [
        principalTarget(
          "billing",
          properties({
            "ConsentContext.IsAdminConsent": "True",
            "ConsentContext.OnBehalfOfAll": "False",
            "ConsentAction.Permissions": text,
            "TargetId.ServicePrincipalNames": guid("appid", "billing"),
            ...told,
          }),
        ),
      ],
      ...over,
    });

  test("all of it is new where nothing was before", () => {
    const event = consented(`[] => [${entry("offline_access Mail.Read")}]; `);
    expect(consentOf(event)).toEqual({
      items: [
        {
          event,
          client: { objectId: guid("sp", "billing"), appId: guid("appid", "billing"), name: "billing" },
          api: { objectId: api, names: "", displayName: null },
          scopes: ["offline_access", "Mail.Read"],
          isTenantWide: true,
          userId: null,
        },
      ],
      gaps: [],
    });
  });

  const bob = guid("user", "bob");
  test.each<[string, string, readonly (readonly string[])[]]>([
    ["one more", `[${entry("openid")}] => [${entry("openid Mail.Read")}]; `, [["Mail.Read"]]],
    ["nothing", `[${entry("openid")}] => [${entry("openid")}]; `, [[]]],
    [
      "the same for all that one user had",
      `[${entry("openid", "Principal", bob)}] => [${entry("openid", "Principal", bob)}, ${entry("openid")}]; `,
      [[], ["openid"]],
    ],
    ["all was taken away", `[${entry("openid")}] => []; `, []],
    ["without brackets and sides", "Scope: Mail.Read Mail.Send", [["Mail.Read", "Mail.Send"]]],
    ["an entry without scopes", `[] => [${entry("")}]`, [[]]],
    [
      "a name that looks like the arrow",
      `[] => [${entry("a=>b")}, ${entry("Mail.Read")}]`,
      [["a=>b"], ["Mail.Read"]],
    ],
  ])("only the difference: %s", (_, text, scopes) => {
    const { items, gaps } = consentOf(consented(text));
    expect(items.map((item) => item.scopes)).toEqual(scopes);
    expect(gaps).toEqual([]);
  });

  test("one consents for oneself, for another, or for all: that an administrator does it says nothing", () => {
    const userOf = (event: DirectoryEvent) => {
      const [item] = consentOf(event).items;
      return item?.isTenantWide ? "all" : item?.userId;
    };
    expect(userOf(consented(`[] => [${entry("openid", "Principal", bob)}]`))).toBe(bob);
    expect(userOf(consented(`[] => [${entry("openid", "Principal")}]`))).toBe(guid("user", "alice"));
    expect(
      userOf(
        consented(`[] => [${entry("openid", "Principal")}]`, { "ConsentContext.OnBehalfOfAll": "True" }),
      ),
    ).toBe("all");
    const silent = { "ConsentContext.OnBehalfOfAll": null };
    expect(userOf(consented(`[] => [${entry("openid", "Principal", bob)}]`, silent))).toBe(bob);
  });

  test.each<[string, DirectoryEvent, typeof broken]>([
    ["an empty text", consented(""), silentOf(consented(""), "which permissions were consented to")],
    [
      "another text",
      consented("[] => [[what is this]]"),
      silentOf(consented(""), "which permissions were consented to"),
    ],
    [
      "another text without sides",
      consented("Mail.Read"),
      silentOf(consented(""), "which permissions were consented to"),
    ],
    [
      "no properties",
      consented("", {}, { targets: [principalTarget("billing")] }),
      silentOf(consented(""), "which permissions were consented to"),
    ],
    [
      "broken JSON",
      consented(
        "",
        {},
        { targets: [principalTarget("billing", { "ConsentAction.Permissions": unreadable })] },
      ),
      broken,
    ],
    [
      "no application",
      consented(
        "",
        {},
        {
          targets: [
            auditTarget({
              id: null,
              properties: properties({ "ConsentAction.Permissions": `[] => [${entry("openid")}]` }),
            }),
          ],
        },
      ),
      silentOf(consented(""), "to which application"),
    ],
  ])("%s is a gap", (_, event, gap) => {
    expect(consentOf(event)).toEqual({ items: [], gaps: [gap] });
  });
});

describe("an assignment", () => {
  const assigned = (...targets: readonly AuditTarget[]): DirectoryEvent =>
    directoryEvent({ operation: "Add app role assignment grant to user", targets });
  const names = properties({ "TargetId.ServicePrincipalNames": guid("appid", "billing") });

  test("says whom, and to what", () => {
    const event = assigned(principalTarget("billing", names), userTarget("bob"));
    expect(userAssignmentOf(event)).toEqual({
      items: [
        {
          event,
          client: { objectId: guid("sp", "billing"), appId: guid("appid", "billing"), name: "billing" },
          userId: guid("user", "bob"),
        },
      ],
      gaps: [],
    });
  });

  test.each<[string, readonly AuditTarget[]]>([
    ["no user", [principalTarget("billing")]],
    ["no application", [userTarget("bob")]],
    ["no ids", [{ ...principalTarget("billing"), id: null }, userTarget("bob")]],
  ])("%s is a gap", (_, targets) => {
    const event = assigned(...targets);
    expect(userAssignmentOf(event)).toEqual({
      items: [],
      gaps: [silentOf(event, "whom it assigned, and to what")],
    });
  });
});
