import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { additionsOf } from "../../../src/derive/events/directory-credentials.ts";
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
import { guid } from "../../checks/build-entra.ts";

const silentOf = (event: DirectoryEvent, what: string) => ({
  reason: "malformed" as const,
  scope: event.id,
  request: "GET /v1.0/auditLogs/directoryAudits",
  detail: `${JSON.stringify(event.operation)} does not say ${what}`,
});
const broken = silentOf(directoryEvent(), "anything: it is broken");

const key = (name: string, type = "Password", usage = "Verify") =>
  ({ kind: "key", keyId: guid("key", name), type, usage, name }) as const;
const addedBy = (event: DirectoryEvent) => additionsOf(event).items.map(({ added }) => added);
const update = (found: AuditTarget["properties"], over: Partial<AuditTarget> = {}): DirectoryEvent =>
  directoryEvent({ targets: [auditTarget({ properties: found, ...over })] });

describe("keys", () => {
  test("those that were not there before, and whose they are", () => {
    expect(additionsOf(keysChanged(keys("old", "ci"), keys("old")))).toEqual({
      items: [
        {
          event: keysChanged(keys("old", "ci"), keys("old")),
          holder: { kind: "application", objectId: guid("app", "billing"), name: "billing", appId: null },
          added: key("ci"),
          isBeside: true,
        },
      ],
      gaps: [],
    });
  });

  test.each<[string, JsonValue, JsonValue, readonly object[]]>([
    ["the first one", keys("ci"), [], [key("ci")]],
    ["the first one, and no word of before", keys("ci"), null, [key("ci")]],
    ["two at once", keys("a", "b"), [], [key("a"), key("b")]],
    ["a rotation", keys("new"), keys("old"), [key("new")]],
    ["a removal", keys("a"), keys("a", "b"), []],
    ["the last one removed", [], keys("a"), []],
    ["nothing", keys("a"), keys("a"), []],
    ["the same in other letters", [keyText("a").toUpperCase()], keys("a"), []],
    ["a text in place of the list", keyText("ci"), "[]", [key("ci")]],
    ["a list in a text", JSON.stringify([keyText("ci")]), "", [key("ci")]],
    [
      "a certificate",
      [keyText("cert", "AsymmetricX509Cert", "Sign")],
      [],
      [key("cert", "AsymmetricX509Cert", "Sign")],
    ],
    [
      "no name",
      [`[KeyIdentifier=${guid("key", "ci")},KeyType=Password,KeyUsage=Verify]`],
      [],
      [{ ...key("ci"), name: "" }],
    ],
  ])("%s", (_, after, before, added) => {
    expect(addedBy(keysChanged(after, before))).toEqual(added);
  });

  test("a name may hold anything, even what looks like another key", () => {
    const name = `x],[${keyText("fake").slice(1)}`;
    const entry = `[KeyIdentifier=${guid("key", "ci")},KeyType=Password,KeyUsage=Verify,DisplayName=${name}]`;
    expect(addedBy(keysChanged([entry]))).toEqual([{ ...key("ci"), name }]);
    fc.assert(
      fc.property(fc.string(), (text) => {
        const typed = `[KeyIdentifier=${guid("key", "ci")},KeyType=Password,KeyUsage=Verify,DisplayName=x${text}x]`;
        expect(addedBy(keysChanged([typed]))).toEqual([{ ...key("ci"), name: `x${text}x` }]);
      }),
    );
  });

  test("on a service principal, by an event of its own", () => {
    const event = directoryEvent({
      operation: "Add service principal credentials",
      targets: [principalTarget("billing", { KeyDescription: property(keys("ci")) })],
    });
    expect(additionsOf(event).items[0]?.holder).toEqual({
      kind: "service-principal",
      objectId: guid("sp", "billing"),
      name: "billing",
      appId: null,
    });
  });

  test("made with the application", () => {
    const event = registered("billing", {
      targets: [
        auditTarget({
          properties: {
            ...properties({ AppId: [guid("appid", "billing")] }),
            KeyDescription: property(keys("ci")),
          },
        }),
      ],
    });
    expect(additionsOf(event)).toMatchObject({
      items: [{ added: key("ci"), holder: { appId: guid("appid", "billing") }, isBeside: false }],
      gaps: [],
    });
  });

  const lost = "which keys it left";
  test.each<[string, DirectoryEvent, object]>([
    ["no properties", keysChanged([], [], { targets: [auditTarget()] }), silentOf(keysChanged(), lost)],
    ["no targets", keysChanged([], [], { targets: [] }), silentOf(keysChanged(), lost)],
    ["an entry of another form", keysChanged(["secret"]), silentOf(keysChanged(), lost)],
    ["an entry of another form before", keysChanged(keys("a"), [{ a: 1 }]), silentOf(keysChanged(), lost)],
    ["broken JSON after", update({ KeyDescription: { before: known([]), after: unknown(broken) } }), broken],
    [
      "broken JSON before",
      update({ KeyDescription: { before: unknown(broken), after: known(keys("a")) } }),
      broken,
    ],
    [
      "nobody's",
      update({ KeyDescription: property(keys("a")) }, { id: null }),
      silentOf(directoryEvent(), "whose they are"),
    ],
  ])("%s: a gap", (_, event, gap) => {
    expect(additionsOf(event)).toEqual({ items: [], gaps: [gap] });
  });

  test("an update that tells of no keys is no gap", () => {
    expect(additionsOf(directoryEvent({ targets: [auditTarget()] }))).toEqual({ items: [], gaps: [] });
  });
});

describe("federated credentials", () => {
  const fic = (name: string, over: Readonly<Record<string, JsonValue>> = {}): JsonValue => ({
    Name: name,
    Id: guid("fic", name),
    Issuer: "https://token.actions.githubusercontent.com",
    Subject: `repo:contoso/${name}`,
    Audiences: ["api://AzureADTokenExchange"],
    ...over,
  });
  const added = (name: string) => ({
    kind: "federated-credential",
    id: guid("fic", name),
    name,
    issuer: "https://token.actions.githubusercontent.com",
    subject: `repo:contoso/${name}`,
  });
  const changed = (after: JsonValue, before: JsonValue = []) =>
    update({ FederatedIdentityCredentials: property(after, before) });

  test.each<[string, JsonValue, JsonValue, readonly object[]]>([
    ["the first one", [fic("deploy")], null, [added("deploy")]],
    ["one more", [fic("a"), fic("b")], [fic("a")], [added("b")]],
    ["one less", [fic("a")], [fic("a"), fic("b")], []],
    ["another description", [fic("a", { Description: "x" })], [fic("a")], []],
    [
      "another subject",
      [fic("a", { Subject: "repo:evil/a" })],
      [fic("a")],
      [{ ...added("a"), subject: "repo:evil/a" }],
    ],
    ["entries as texts", [JSON.stringify(fic("a"))], "[]", [added("a")]],
    ["without an id", [fic("a", { Id: null })], [], [{ ...added("a"), id: null }]],
    ["without a name", [fic("a", { Name: null })], [], [{ ...added("a"), name: guid("fic", "a") }]],
    [
      "an expression in place of the subject",
      [fic("a", { Subject: null, ClaimsMatchingExpressionValue: "claims['sub'] matches 'repo:x/*'" })],
      [],
      [{ ...added("a"), subject: "claims['sub'] matches 'repo:x/*'" }],
    ],
    [
      "neither subject nor issuer",
      [fic("a", { Subject: null, Issuer: null })],
      [],
      [{ ...added("a"), subject: "", issuer: "" }],
    ],
  ])("%s", (_, after, before, expected) => {
    expect(addedBy(changed(after, before))).toEqual(expected);
  });

  test("an entry that names nothing is a gap", () => {
    const event = changed([{ Issuer: "https://x.example" }]);
    expect(additionsOf(event)).toEqual({
      items: [],
      gaps: [silentOf(event, "which federated credentials it left")],
    });
  });
});

describe("redirect URIs", () => {
  const at = (uri: string): JsonValue => ({ AddressType: 0, Address: uri, ReplyAddressClientType: 1 });

  test("those that are new", () => {
    const event = update({ AppAddress: property([at("https://a"), at("https://b")], [at("https://a")]) });
    expect(additionsOf(event).items).toMatchObject([
      { added: { kind: "redirect-uri", uri: "https://b" }, isBeside: true },
    ]);
  });

  test("beside keys of the same event", () => {
    const event = update({ AppAddress: property([at("https://a")]), KeyDescription: property(keys("ci")) });
    expect(addedBy(event)).toEqual([key("ci"), { kind: "redirect-uri", uri: "https://a" }]);
  });

  test("an entry without an address is a gap", () => {
    const event = update({ AppAddress: property([{ AddressType: 0 }]) });
    expect(additionsOf(event).gaps).toEqual([silentOf(event, "which addresses it left")]);
  });
});

describe("owners", () => {
  const owned = (prefix: "Application" | "ServicePrincipal") =>
    properties({
      [`${prefix}.ObjectID`]: guid(prefix === "Application" ? "app" : "sp", "billing"),
      [`${prefix}.DisplayName`]: "billing",
      [`${prefix}.AppId`]: guid("appid", "billing"),
    });
  const toApplication = (...targets: readonly AuditTarget[]) =>
    directoryEvent({ operation: "Add owner to application", targets });
  const toPrincipal = (...targets: readonly AuditTarget[]) =>
    directoryEvent({ operation: "Add owner to service principal", targets });
  const bob = { kind: "owner", ownerId: guid("user", "bob"), name: "bob@contoso.example" };
  const application = {
    kind: "application",
    objectId: guid("app", "billing"),
    name: "billing",
    appId: guid("appid", "billing"),
  };
  const principal = { ...application, kind: "service-principal", objectId: guid("sp", "billing") };

  test.each<[string, DirectoryEvent, object, object]>([
    [
      "of an application",
      toApplication(userTarget("bob", owned("Application")), auditTarget()),
      application,
      bob,
    ],
    [
      "in the other order",
      toApplication(auditTarget(), userTarget("bob", owned("Application"))),
      application,
      bob,
    ],
    [
      "the application in properties alone",
      toApplication(userTarget("bob", owned("Application"))),
      application,
      bob,
    ],
    [
      "the application as a target alone",
      toApplication(userTarget("bob"), auditTarget()),
      { ...application, appId: null },
      bob,
    ],
    [
      "without a name",
      toApplication(userTarget("bob", properties({ "Application.ObjectID": guid("app", "billing") }))),
      { ...application, name: null, appId: null },
      bob,
    ],
    [
      "of a service principal, an application",
      toPrincipal(principalTarget("bot", owned("ServicePrincipal")), principalTarget("billing")),
      principal,
      { kind: "owner", ownerId: guid("sp", "bot"), name: "bot" },
    ],
    [
      "that has no name",
      toPrincipal({ ...principalTarget("bot", owned("ServicePrincipal")), name: null }),
      principal,
      { kind: "owner", ownerId: guid("sp", "bot"), name: guid("sp", "bot") },
    ],
  ])("%s", (_, event, holder, added) => {
    expect(additionsOf(event)).toEqual({ items: [{ event, holder, added, isBeside: false }], gaps: [] });
  });

  test.each<[string, DirectoryEvent]>([
    ["no targets", toApplication()],
    ["no owner", toApplication(auditTarget({ properties: owned("Application") }))],
    ["nothing owned", toApplication(userTarget("bob"))],
    [
      "two service principals, and no word of which owns which",
      toPrincipal(principalTarget("a"), principalTarget("b")),
    ],
  ])("%s: a gap", (_, event) => {
    expect(additionsOf(event)).toEqual({ items: [], gaps: [silentOf(event, "who owns what since")] });
  });
});
