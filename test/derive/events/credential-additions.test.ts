import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { AuditTarget, DirectoryEvent, JsonValue } from "../../../src/inventory/sections.ts";
import {
  auditTarget,
  directoryEvent,
  keys,
  keysChanged,
  keyText,
  principalTarget,
  properties,
  property,
  registered,
  userTarget,
} from "../../checks/build-directory-events.ts";
import {
  application,
  applicationId,
  certificate,
  federatedCredential,
  foreignPrincipal,
  graphDenied,
  guid,
  managedIdentity,
  microsoftPrincipal,
  owner,
  password,
  principalId,
  servicePrincipal,
} from "../../checks/build-entra.ts";
import { actor, EVENT_TIME, OUTSIDE } from "../../checks/build-events.ts";
import { domain } from "../build-tenant.ts";
import { deriveFrom, type Gaps, type Items } from "../derive-from.ts";

const additionsOf = (directoryEvents: readonly DirectoryEvent[], items: Items = {}, gaps: Gaps = {}) =>
  deriveFrom({ directoryEvents, ...items }, gaps).credentialAdditions;

const ci = password({ keyId: guid("key", "ci"), displayName: "ci" });
const inTenant = {
  applications: [application({ passwordCredentials: known([ci]) })],
  servicePrincipals: [servicePrincipal()],
};
const ciId = `${applicationId()}/passwordCredentials/${guid("key", "ci")}`;
const update = (found: AuditTarget["properties"], over: Partial<AuditTarget> = {}): DirectoryEvent =>
  directoryEvent({ targets: [auditTarget({ properties: found, ...over })] });
const onPrincipal = (key: string, over: Parameters<typeof directoryEvent>[0] = {}) =>
  directoryEvent({
    operation: "Add service principal credentials",
    targets: [principalTarget("billing", { KeyDescription: property([key]) })],
    ...over,
  });

test("a secret beside another, and it is still there", () => {
  const { items, gaps } = additionsOf([keysChanged(keys("old", "ci"), keys("old"))], inTenant);
  expect(gaps).toEqual([]);
  expect(items).toEqual([
    {
      id: `${applicationId()}/logEvents/${guid("corr", "keys")}`,
      name: "billing",
      targetId: applicationId(),
      targetName: "billing",
      first: EVENT_TIME,
      last: EVENT_TIME,
      actors: [actor()],
      rows: [
        {
          time: EVENT_TIME,
          source: "directory-audits",
          operation: keysChanged().operation,
          actor: "alice@contoso.example",
          ip: OUTSIDE,
          userAgent: null,
          detail: `Added the secret "ci" with the key id "${guid("key", "ci")}" to "billing".`,
          queryId: "q11",
        },
      ],
      rowsOmitted: 0,
      states: [{ id: ciId, name: "ci", presence: "present" }],
      kinds: ["secret"],
      isBeside: true,
      appId: guid("appid", "billing"),
    },
  ]);
});

describe("what was added", () => {
  const issuer = "https://token.actions.githubusercontent.com";
  const fic = { Name: "deploy", Id: guid("fic", "deploy"), Issuer: issuer, Subject: "repo:contoso/shop" };
  const owned = (prefix: string, id: string) => properties({ [`${prefix}.ObjectID`]: id });
  const onApplication = (found: AuditTarget["properties"]) =>
    directoryEvent({
      operation: "Add owner to application",
      targets: [userTarget("bob", found), auditTarget()],
    });

  test.each<[string, DirectoryEvent, string, string, object]>([
    [
      "a certificate",
      keysChanged([keyText("cert", "AsymmetricX509Cert")]),
      "certificate",
      `Added the certificate "cert" with the key id "${guid("key", "cert")}" to "billing".`,
      { id: `${applicationId()}/keyCredentials/${guid("key", "cert")}`, name: "cert", presence: "gone" },
    ],
    [
      "a symmetric key",
      keysChanged([keyText("sym", "Symmetric")]),
      "secret",
      `Added the secret "sym" with the key id "${guid("key", "sym")}" to "billing".`,
      { id: `${applicationId()}/keyCredentials/${guid("key", "sym")}`, name: "sym", presence: "gone" },
    ],
    [
      "a secret without a name",
      keysChanged([`[KeyIdentifier=${guid("key", "x")},KeyType=Password,KeyUsage=Verify]`]),
      "secret",
      `Added the secret "${guid("key", "x")}" with the key id "${guid("key", "x")}" to "billing".`,
      {
        id: `${applicationId()}/passwordCredentials/${guid("key", "x")}`,
        name: guid("key", "x"),
        presence: "gone",
      },
    ],
    [
      "a federated credential",
      update({ FederatedIdentityCredentials: property([fic]) }),
      "federated-credential",
      `Added the federated credential "deploy" for "repo:contoso/shop" of "${issuer}" to "billing".`,
      { id: federatedCredential().id, name: "deploy", presence: "present" },
    ],
    [
      "a federated credential without an id",
      update({ FederatedIdentityCredentials: property([{ ...fic, Id: null }]) }),
      "federated-credential",
      `Added the federated credential "deploy" for "repo:contoso/shop" of "${issuer}" to "billing".`,
      { id: federatedCredential().id, name: "deploy", presence: "present" },
    ],
    [
      "a federated credential that nobody knows",
      update({ FederatedIdentityCredentials: property([{ ...fic, Id: null, Name: "other" }]) }),
      "federated-credential",
      `Added the federated credential "other" for "repo:contoso/shop" of "${issuer}" to "billing".`,
      { id: `${applicationId()}/federatedIdentityCredentials/other`, name: "other", presence: "gone" },
    ],
    [
      "an owner",
      onApplication(owned("Application", guid("app", "billing"))),
      "owner",
      'Made "bob@contoso.example" an owner of "billing".',
      { id: owner("bob").id, name: "bob", presence: "present" },
    ],
    [
      "a redirect URI over http",
      update({ AppAddress: property([{ Address: "http://shop.example/cb" }]) }),
      "redirect-uri",
      'Added the redirect URI "http://shop.example/cb" to "billing".',
      { id: applicationId(), name: "billing", presence: "gone" },
    ],
    [
      "a redirect URI with a password and a code",
      update({ AppAddress: property([{ Address: "http://u:pw@shop.example/cb?code=x#y" }]) }),
      "redirect-uri",
      'Added the redirect URI "http://shop.example/cb" to "billing".',
      { id: applicationId(), name: "billing", presence: "gone" },
    ],
    [
      "a redirect URI of a tunnel",
      update({ AppAddress: property([{ Address: "https://x.ngrok.io/cb" }]) }),
      "redirect-uri",
      'Added the redirect URI "https://x.ngrok.io/cb" to "billing".',
      { id: applicationId(), name: "billing", presence: "gone" },
    ],
    [
      "a redirect URI of a look-alike",
      update({ AppAddress: property([{ Address: "https://login.contosa.com/cb" }]) }),
      "redirect-uri",
      'Added the redirect URI "https://login.contosa.com/cb" to "billing".',
      { id: applicationId(), name: "billing", presence: "gone" },
    ],
  ])("%s", (_, event, kind, detail, state) => {
    const { items } = additionsOf([event], {
      ...inTenant,
      domains: [domain()],
      owners: [owner("bob")],
      federatedIdentityCredentials: [federatedCredential()],
    });
    expect(items.map(({ kinds }) => kinds)).toEqual([[kind]]);
    expect(items[0]?.rows.map((row) => row.detail)).toEqual([detail]);
    expect(items[0]?.states).toEqual([state]);
  });

  test("to what has no name", () => {
    const [addition] = additionsOf([update({ KeyDescription: property(keys("ci")) }, { name: null })]).items;
    expect(addition?.targetName).toBe(guid("app", "billing"));
  });

  test("on a service principal", () => {
    const { items } = additionsOf([onPrincipal(keyText("ci"))], inTenant);
    expect(items).toMatchObject([
      {
        targetId: principalId(),
        appId: guid("appid", "billing"),
        rows: [
          {
            detail: `Added the secret "ci" with the key id "${guid("key", "ci")}" to the service principal "billing".`,
          },
        ],
        states: [{ id: `${principalId()}/passwordCredentials/${guid("key", "ci")}`, presence: "gone" }],
      },
    ]);
  });

  test("a redirect URI is its application's, also where its principal's copy tells it", () => {
    const address = property([{ Address: "http://shop.example/cb" }]);
    const corr = { correlationId: guid("corr", "one") };
    const events = [
      { ...update({ AppAddress: address }), ...corr },
      directoryEvent({
        auditId: "2",
        operation: "Update service principal",
        targets: [principalTarget("billing", { AppAddress: address })],
        ...corr,
      }),
    ];
    const applications = [
      application({ redirectUris: known([{ platform: "web", uri: "http://shop.example/cb" }]) }),
    ];
    const { items } = additionsOf(events, { ...inTenant, applications });
    expect(items).toMatchObject([
      { targetId: applicationId(), states: [{ id: applicationId(), presence: "present" }] },
    ]);
    expect(
      additionsOf(events, { servicePrincipals: [foreignPrincipal({ id: principalId() })] }).items,
    ).toMatchObject([
      { targetId: applicationId() },
      { targetId: principalId(), targetName: "Fabrikam Mail" },
    ]);
  });
});

describe("nothing worth telling", () => {
  test.each<[string, DirectoryEvent, Items]>([
    ["a key was removed", keysChanged(keys("a"), keys("a", "b")), {}],
    ["a key that signs tokens", keysChanged([keyText("saml", "AsymmetricX509Cert", "Sign")]), {}],
    [
      "an address that is well",
      update({ AppAddress: property([{ Address: "https://shop.contoso.com/cb" }]) }),
      {},
    ],
    [
      "an address of a developer",
      update({ AppAddress: property([{ Address: "http://localhost:3000" }]) }),
      {},
    ],
    [
      "an address that its owner holds",
      update({ AppAddress: property([{ Address: "https://shop.azurewebsites.net/cb" }]) }),
      {},
    ],
    [
      "Azure renews the certificate of a managed identity",
      onPrincipal(keyText("x", "AsymmetricX509Cert"), {
        actor: actor({ kind: "application", id: null, name: "Managed Service Identity", ip: null }),
      }),
      { servicePrincipals: [managedIdentity({ id: principalId() })] },
    ],
    [
      "the same, and Entra names the principal",
      onPrincipal(keyText("x", "AsymmetricX509Cert"), {
        actor: actor({
          kind: "application",
          id: guid("sp", "azure"),
          name: "windows azure service management api",
        }),
      }),
      {
        servicePrincipals: [
          managedIdentity({ id: principalId() }),
          microsoftPrincipal({ id: principalId("azure") }),
        ],
      },
    ],
    [
      "whoever registers an application is its owner",
      directoryEvent({
        operation: "Add owner to application",
        targets: [userTarget("alice"), auditTarget()],
      }),
      {},
    ],
    [
      "and of its principal",
      directoryEvent({
        operation: "Add owner to service principal",
        targets: [userTarget("alice"), principalTarget("billing")],
      }),
      { servicePrincipals: [servicePrincipal()] },
    ],
    ["another event", directoryEvent({ operation: "Add user", targets: [userTarget("bob")] }), {}],
  ])("%s", (_, event, items) => {
    const events = [registered(), { ...event, id: "/auditLogs/directoryAudits/x" }];
    expect(additionsOf(events, { domains: [domain()], ...items })).toMatchObject({ items: [], gaps: [] });
  });

  test("the certificate of SAML that Entra puts on a principal", () => {
    const parts = [
      certificate({ keyId: guid("key", "sign"), usage: "Sign" }),
      certificate({ keyId: guid("key", "verify") }),
    ];
    const secret = password({ keyId: guid("key", "pass"), customKeyIdentifier: "9F3B" });
    const saml = servicePrincipal({
      preferredSingleSignOnMode: known("saml"),
      keyCredentials: known(parts),
      passwordCredentials: known([secret]),
    });
    const events = [
      onPrincipal(keyText("sign", "AsymmetricX509Cert", "Sign")),
      onPrincipal(keyText("verify", "AsymmetricX509Cert"), { auditId: "2" }),
      onPrincipal(keyText("pass"), { auditId: "3" }),
    ];
    expect(additionsOf(events, { servicePrincipals: [saml] }).items).toEqual([]);
    expect(additionsOf(events, { servicePrincipals: [servicePrincipal()] }).items).toHaveLength(2);
  });
});

describe("who borrows a name is told", () => {
  const by = (over: Parameters<typeof actor>[0]) =>
    onPrincipal(keyText("x"), {
      actor: actor({ kind: "application", name: "Managed Service Identity", ...over }),
    });
  const target = managedIdentity({ id: principalId() });
  test.each<[string, DirectoryEvent, Items]>([
    ["a user", by({ kind: "user" }), { servicePrincipals: [target] }],
    [
      "an application that is none of Microsoft's",
      by({ id: null, appId: guid("appid", "evil") }),
      { servicePrincipals: [target] },
    ],
    [
      "an application of the tenant",
      by({ id: guid("sp", "evil") }),
      { servicePrincipals: [target, servicePrincipal({ name: "evil" })] },
    ],
    [
      "an application of another tenant",
      by({ id: guid("sp", "Fabrikam Mail") }),
      { servicePrincipals: [target, foreignPrincipal()] },
    ],
    [
      "whoever it is, at the principal of an application",
      by({ id: null }),
      { servicePrincipals: [servicePrincipal()] },
    ],
    [
      "one that is gone, at an application",
      keysChanged(keys("x"), [], {
        actor: actor({ kind: "application", id: guid("sp", "gone"), name: "Managed Service Identity" }),
      }),
      inTenant,
    ],
    ["whoever it is, at a principal that is gone", by({ id: null }), { servicePrincipals: [] }],
  ])("%s", (_, event, items) => {
    expect(additionsOf([event], items).items).toHaveLength(1);
  });

  test("where service principals were not read", () => {
    const gap = graphDenied("Application.Read.All");
    expect(additionsOf([by({ id: null })], {}, { servicePrincipals: [gap] }).items).toHaveLength(1);
  });

  test("another owner than who registered it, and an owner of what lies before the log", () => {
    const add = (name: string) =>
      directoryEvent({ operation: "Add owner to application", targets: [userTarget(name), auditTarget()] });
    expect(additionsOf([registered(), add("bob")]).items).toHaveLength(1);
    expect(additionsOf([add("alice")]).items).toHaveLength(1);
  });
});

describe("whether it is still there", () => {
  const gap = graphDenied("Application.Read.All");
  const presenceOf = (event: DirectoryEvent, items: Items = {}, gaps: Gaps = {}) =>
    additionsOf([event], items, gaps).items[0]?.states[0]?.presence;
  const http = update({ AppAddress: property([{ Address: "http://shop.example/cb" }]) });
  const bob = directoryEvent({
    operation: "Add owner to application",
    targets: [userTarget("bob"), auditTarget()],
  });

  test("a key", () => {
    expect(presenceOf(keysChanged(), inTenant)).toBe("present");
    expect(presenceOf(keysChanged(), { applications: [application()] })).toBe("gone");
    expect(presenceOf(keysChanged(), {}, { applications: [gap] })).toBe("unknown");
    const unread = application({ passwordCredentials: unknown({ ...gap, scope: applicationId() }) });
    expect(presenceOf(keysChanged(), { applications: [unread] })).toBe("unknown");
  });

  test("an owner: only of what is privileged are owners read", () => {
    expect(presenceOf(bob, { owners: [owner("bob")] })).toBe("present");
    expect(presenceOf(bob, { ...inTenant, owners: [owner("eve")] })).toBe("gone");
    expect(presenceOf(bob, inTenant)).toBe("unknown");
    expect(presenceOf(bob, { ...inTenant, owners: [owner("eve")] }, { owners: [gap] })).toBe("unknown");
    expect(presenceOf(bob)).toBe("gone");
  });

  test("a redirect URI", () => {
    expect(presenceOf(http)).toBe("gone");
    expect(presenceOf(http, {}, { applications: [gap] })).toBe("unknown");
    expect(presenceOf(http, { applications: [application({ redirectUris: unknown(gap) })] })).toBe("unknown");
  });
});

test("one deed is one incident, whatever logs tell it and in whatever order", () => {
  const corr = { correlationId: guid("corr", "one") };
  const own = [
    keysChanged(keys("a"), [], { ...corr, auditId: "1" }),
    {
      ...update({ FederatedIdentityCredentials: property([{ Name: "f" }]) }),
      ...corr,
      id: "/auditLogs/directoryAudits/2",
    },
    keysChanged(keys("a", "b"), keys("a"), { auditId: "3", correlationId: null }),
    keysChanged(keys("a", "b", "c"), keys("a", "b"), { auditId: "4", correlationId: null }),
  ];
  const all = [...own, ...own.map((event) => ({ ...event, source: "log-analytics" as const }))];
  const expected = additionsOf(own).items;
  expect(expected.map(({ id, kinds, isBeside }) => [id, kinds, isBeside])).toEqual([
    [`${applicationId()}/logEvents/2025-12-21`, ["secret"], true],
    [`${applicationId()}/logEvents/${guid("corr", "one")}`, ["secret", "federated-credential"], false],
  ]);
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
      expect(additionsOf(shuffled).items).toEqual(expected);
    }),
  );
});

describe("gaps", () => {
  const gap = graphDenied("x");
  test("of the events and of the log; of nothing that explains", () => {
    const broken: JsonValue = ["what is this"];
    expect(additionsOf([keysChanged(broken)])).toMatchObject({
      items: [],
      gaps: [{ reason: "malformed", scope: keysChanged().id }],
    });
    expect(additionsOf([], {}, { directoryEvents: [gap] }).gaps).toEqual([gap]);
    const all = {
      domains: [gap],
      applications: [gap],
      servicePrincipals: [gap],
      owners: [gap],
      federatedIdentityCredentials: [gap],
    };
    expect(additionsOf([keysChanged()], {}, all)).toMatchObject({ items: [{}], gaps: [] });
  });
});
