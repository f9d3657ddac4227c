import { describe, expect, test } from "vitest";
import { viewSections } from "../../src/inventory/inventory.ts";
import { known, type Known, unknown } from "../../src/inventory/known.ts";
import type { Credential, ServicePrincipal, StoredCredential } from "../../src/inventory/sections.ts";
import {
  application,
  applicationId,
  certificate,
  graphDenied,
  guid,
  managedIdentity,
  password,
  principalId,
  servicePrincipal,
} from "../checks/build-entra.ts";
import { deriveFrom } from "./derive-from.ts";

const GAP = graphDenied("Application.Read.All", "GET /v1.0/applications");

const onApplication = (...stored: readonly StoredCredential[]): readonly Credential[] => {
  const passwordCredentials = known(stored.filter(({ type }) => type === null));
  const keyCredentials = known(stored.filter(({ type }) => type !== null));
  return deriveFrom({ applications: [application({ passwordCredentials, keyCredentials })] }).credentials
    .items;
};

test("a password of an application", () => {
  expect(onApplication(password({ keyId: "k1", displayName: "deploy" }))).toEqual([
    {
      id: `${applicationId()}/passwordCredentials/k1`,
      name: "deploy",
      ownerId: applicationId(),
      ownerName: "billing",
      appId: guid("appid", "billing"),
      on: "application",
      kind: "password",
      keyId: "k1",
      usage: null,
      startDateTime: "2025-09-01T00:00:00.000Z",
      endDateTime: "2026-02-28T00:00:00.000Z",
      signsSaml: false,
    },
  ]);
});

test("passwords first, then keys, each in the order of its list", () => {
  const stored = [certificate({ keyId: "c" }), password({ keyId: "b" }), password({ keyId: "a" })];
  expect(onApplication(...stored).map(({ id }) => id.slice(applicationId().length))).toEqual([
    "/passwordCredentials/b",
    "/passwordCredentials/a",
    "/keyCredentials/c",
  ]);
});

describe("kinds", () => {
  test.each<[string, Credential["kind"]]>([
    ["AsymmetricX509Cert", "certificate"],
    ["X509CertAndPassword", "certificate"],
    ["Symmetric", "symmetric-key"],
    ["symmetric", "symmetric-key"],
    ["SomethingNew", "certificate"],
  ])("a key of type %s is a %s", (type, kind) => {
    expect(onApplication(certificate({ type }))[0]?.kind).toBe(kind);
  });

  test("what lies among the keys is no password, also where Graph names no type", () => {
    const keyCredentials = known([certificate({ type: null })]);
    const [found] = deriveFrom({ applications: [application({ keyCredentials })] }).credentials.items;
    expect(found).toMatchObject({ kind: "certificate", usage: "Verify" });
  });

  test("what lies among the passwords is one, whatever type it names", () => {
    const passwordCredentials = known([password({ type: "AsymmetricX509Cert" })]);
    const [found] = deriveFrom({ applications: [application({ passwordCredentials })] }).credentials.items;
    expect(found?.kind).toBe("password");
  });
});

test.each([
  [null, "k1"],
  ["", "k1"],
  ["rbac", "rbac"],
])("a credential called %j is named %s", (displayName, name) => {
  expect(onApplication(password({ keyId: "k1", displayName }))[0]?.name).toBe(name);
});

test("dates that Graph leaves out stay out", () => {
  const [found] = onApplication(password({ startDateTime: null, endDateTime: null }));
  expect(found).toMatchObject({ startDateTime: null, endDateTime: null });
});

describe("of service principals", () => {
  test("they are told apart from those of their application, whose appId they share", () => {
    const { credentials } = deriveFrom({
      applications: [application({ passwordCredentials: known([password()]) })],
      servicePrincipals: [servicePrincipal({ keyCredentials: known([certificate()]) })],
    });
    expect(credentials.items.map(({ on, kind, ownerId, appId }) => [on, kind, ownerId, appId])).toEqual([
      ["application", "password", applicationId(), guid("appid", "billing")],
      ["service-principal", "certificate", principalId(), guid("appid", "billing")],
    ]);
    const view = viewSections({ ...deriveFrom({}), credentials }).credentials;
    expect(view.of(principalId().toUpperCase()).map(({ on }) => on)).toEqual(["service-principal"]);
  });

  test("those of managed identities are Azure's own business, read or not", () => {
    const identities = [
      managedIdentity({ keyCredentials: known([certificate()]) }),
      managedIdentity({ name: "other", keyCredentials: unknown(GAP) }),
    ];
    expect(deriveFrom({ servicePrincipals: identities }).credentials).toEqual({
      items: [],
      gaps: [],
      inherited: [],
    });
  });
});

describe("a SAML signing certificate", () => {
  const ID = "lY85bR8r6yWTW6jnciNEONwlVhDyiQjdVLgPDnkI5mA=";
  const sign = (over: Partial<StoredCredential> = {}) =>
    certificate({
      keyId: "sign",
      type: "X509CertAndPassword",
      usage: "Sign",
      customKeyIdentifier: ID,
      ...over,
    });
  const verify = (over: Partial<StoredCredential> = {}) =>
    certificate({ keyId: "verify", customKeyIdentifier: ID, ...over });
  const secret = (over: Partial<StoredCredential> = {}) =>
    password({ keyId: "secret", customKeyIdentifier: ID, ...over });

  const signsSaml = (
    passwords: readonly StoredCredential[],
    keys: readonly StoredCredential[],
    mode: Known<string | null> = known("saml"),
    over: Partial<ServicePrincipal> = {},
  ) => {
    const principal = servicePrincipal({
      preferredSingleSignOnMode: mode,
      passwordCredentials: known(passwords),
      keyCredentials: known(keys),
      ...over,
    });
    const { items } = deriveFrom({ servicePrincipals: [principal] }).credentials;
    return Object.fromEntries(items.map(({ keyId, signsSaml: signs }) => [keyId, signs]));
  };

  test("is a private key, its password and its public key under one identifier", () => {
    expect(signsSaml([secret()], [sign(), verify()])).toEqual({ secret: true, sign: true, verify: true });
  });

  test.each(["saml", "SAML", "Saml"])("in mode %s", (mode) => {
    expect(signsSaml([secret()], [sign(), verify()], known(mode))).toMatchObject({ secret: true });
  });

  test.each<[string, Known<string | null>]>([
    ["oidc", known("oidc")],
    ["password", known("password")],
    ["none", known(null)],
    ["unknown", unknown(GAP)],
  ])("not where single sign-on is %s", (_, mode) => {
    expect(signsSaml([secret()], [sign(), verify()], mode)).toEqual({
      secret: false,
      sign: false,
      verify: false,
    });
  });

  test("never excuses an application's own", () => {
    const stored = [secret(), sign(), verify()];
    expect(onApplication(...stored).map((found) => found.signsSaml)).toEqual([false, false, false]);
  });

  test("does not excuse a secret beside it", () => {
    const others = [password({ keyId: "own" }), secret({ keyId: "other", customKeyIdentifier: "bXk=" })];
    expect(signsSaml([secret(), ...others], [sign(), verify()])).toEqual({
      secret: true,
      own: false,
      other: false,
      sign: true,
      verify: true,
    });
  });

  test("does not excuse a certificate beside it", () => {
    const other = verify({ keyId: "other", customKeyIdentifier: "bXk=" });
    expect(signsSaml([secret()], [sign(), verify(), other])).toMatchObject({ verify: true, other: false });
  });

  test("does not excuse a secret that borrows its identifier: which of two is the certificate's?", () => {
    expect(signsSaml([secret(), secret({ keyId: "borrowed" })], [sign(), verify()])).toEqual({
      secret: false,
      borrowed: false,
      sign: true,
      verify: true,
    });
  });

  test("does not excuse a public key that borrows its identifier", () => {
    expect(signsSaml([secret()], [sign(), verify(), verify({ keyId: "borrowed" })])).toEqual({
      secret: true,
      sign: true,
      verify: false,
      borrowed: false,
    });
  });

  test("a secret's identifier with no private key behind it excuses nothing", () => {
    expect(signsSaml([secret()], [verify()])).toEqual({ secret: false, verify: false });
  });

  test("identifiers are compared as they are: base64 knows its case", () => {
    expect(signsSaml([secret({ customKeyIdentifier: ID.toLowerCase() })], [sign(), verify()])).toMatchObject({
      secret: false,
      verify: true,
    });
  });

  test("no identifier joins nothing to nothing", () => {
    const none = { customKeyIdentifier: null };
    expect(signsSaml([secret(none), password({ keyId: "own" })], [sign(none), verify(none)])).toEqual({
      secret: false,
      own: false,
      sign: false,
      verify: false,
    });
  });

  test("while it is rolled over there are two, each whole", () => {
    const next = { customKeyIdentifier: "bmV4dA==" };
    const keys = [
      sign(),
      verify(),
      sign({ ...next, keyId: "sign-2" }),
      verify({ ...next, keyId: "verify-2" }),
    ];
    const found = signsSaml([secret(), secret({ ...next, keyId: "secret-2" })], keys);
    expect(Object.keys(found)).toHaveLength(6);
    expect(Object.values(found)).not.toContain(false);
  });

  test("is whole where an entry is listed twice", () => {
    expect(signsSaml([secret(), secret()], [sign(), verify(), verify()])).toEqual({
      secret: true,
      sign: true,
      verify: true,
    });
  });

  test("does not excuse a secret that another entry of its key id makes doubtful", () => {
    const other = secret({ startDateTime: null });
    expect(signsSaml([secret(), other], [sign(), verify()])).toEqual({
      secret: false,
      sign: true,
      verify: true,
    });
  });

  test("of thousands each is told", () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => ({ customKeyIdentifier: `id${index}` }));
    const passwords = ids.map((id, index) => secret({ ...id, keyId: `secret${index}` }));
    const keys = ids.map((id, index) => sign({ ...id, keyId: `sign${index}` }));
    expect(Object.values(signsSaml(passwords, keys))).not.toContain(false);
  });

  test("may share key ids across lists: private key and password often do", () => {
    expect(signsSaml([secret({ keyId: "sign" })], [sign(), verify()])).toEqual({ sign: true, verify: true });
  });
});

describe("entries with one key id", () => {
  const owned = (over: Parameters<typeof application>[0]) =>
    deriveFrom({ applications: [application(over)] }).credentials;
  const clash = (list: string, scope: string, request: string) => ({
    reason: "malformed",
    scope,
    request,
    detail: `${list} holds different entries with one keyId, of which only the first is judged`,
  });

  test("that say the same are one", () => {
    const twice = known([password({ keyId: "k" }), password({ keyId: "other" }), password({ keyId: "k" })]);
    const { items, gaps } = owned({ passwordCredentials: twice });
    expect(items.map(({ keyId }) => keyId)).toEqual(["k", "other"]);
    expect(gaps).toEqual([]);
  });

  test("that differ: the first is judged, and a gap says so, once for a list", () => {
    const passwordCredentials = known([
      password({ keyId: "k", displayName: "first" }),
      password({ keyId: "K", displayName: "second" }),
      password({ keyId: "k", displayName: "third" }),
    ]);
    const keyCredentials = known([certificate({ keyId: "k" }), certificate({ keyId: "k", usage: "Sign" })]);
    const { items, gaps } = owned({ passwordCredentials, keyCredentials });
    expect(items.map(({ name, usage }) => [name, usage])).toEqual([
      ["first", null],
      [certificate({ keyId: "k" }).displayName, "Verify"],
    ]);
    expect(gaps).toEqual([
      clash("passwordCredentials", applicationId(), "GET /v1.0/applications"),
      clash("keyCredentials", applicationId(), "GET /v1.0/applications"),
    ]);
  });

  test("of a service principal", () => {
    const passwordCredentials = known([
      password({ keyId: "k" }),
      password({ keyId: "k", startDateTime: null }),
    ]);
    const { gaps } = deriveFrom({
      servicePrincipals: [servicePrincipal({ passwordCredentials })],
    }).credentials;
    expect(gaps).toEqual([clash("passwordCredentials", principalId(), "GET /v1.0/servicePrincipals")]);
  });

  test("in two lists are two credentials", () => {
    const passwordCredentials = known([password({ keyId: "k" })]);
    const { items, gaps } = owned({
      passwordCredentials,
      keyCredentials: known([certificate({ keyId: "k" })]),
    });
    expect(items).toHaveLength(2);
    expect(gaps).toEqual([]);
  });
});

describe("what was not read", () => {
  test("a list that was not understood leaves its owner open, and nobody else", () => {
    const at = { ...GAP, scope: applicationId() };
    const { credentials } = deriveFrom({
      applications: [
        application({ passwordCredentials: unknown(at), keyCredentials: known([certificate()]) }),
        application({ name: "other" }),
      ],
      servicePrincipals: [servicePrincipal({ keyCredentials: unknown({ ...at, scope: principalId() }) })],
    });
    expect(credentials.items.map(({ kind }) => kind)).toEqual(["certificate"]);
    expect(credentials.gaps).toEqual([at, { ...at, scope: principalId() }]);
    const view = viewSections({ ...deriveFrom({}), credentials }).credentials;
    expect(view.gapsAt(applicationId())).toEqual([at]);
    expect(view.gapsAt(applicationId("other"))).toEqual([]);
    expect(view.gapsAt(principalId())).toHaveLength(1);
  });

  test("both lists of one gap are one gap", () => {
    const both = application({ passwordCredentials: unknown(GAP), keyCredentials: unknown(GAP) });
    expect(deriveFrom({ applications: [both] }).credentials).toEqual({
      items: [],
      gaps: [GAP],
      inherited: [],
    });
  });

  test("owners that were not listed are inherited gaps", () => {
    const other = graphDenied("Application.Read.All");
    expect(deriveFrom({}, { applications: [GAP], servicePrincipals: [other] }).credentials).toEqual({
      items: [],
      gaps: [],
      inherited: [GAP, other],
    });
  });
});
