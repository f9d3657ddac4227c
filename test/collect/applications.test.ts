import { expect, test } from "vitest";
import { byDefault, known, type Raw, rawApplication, read, unknown } from "./entra-answers.ts";

const applications = (...list: readonly unknown[]) => read("applications", { "/v1.0/applications": list });

/** One property of the one application. */
async function property(name: string, over: Raw): Promise<unknown> {
  const { items, gaps } = await applications(rawApplication("billing", over));
  expect(gaps).toEqual([]);
  return Object.entries(items[0] ?? {}).find(([key]) => key === name)?.[1];
}

test("an application of which nothing was ever set", async () => {
  const { items, gaps, urls } = await applications(rawApplication());
  expect(gaps).toEqual([]);
  expect(items).toEqual([
    {
      id: "/applications/6162696c-0000-4000-8000-000000000000",
      name: "billing",
      appId: "6962696c-0000-4000-8000-000000000000",
      kind: "application",
      signInAudience: known("AzureADMyOrg"),
      createdDateTime: known("2024-05-14T09:12:27.000Z"),
      passwordCredentials: known([]),
      keyCredentials: known([]),
      redirectUris: known([]),
      enableAccessTokenIssuance: known(false),
      requiredResourceAccess: known([]),
      servicePrincipalLockConfiguration: byDefault({
        isEnabled: false,
        allProperties: false,
        credentialsWithUsageSign: false,
        credentialsWithUsageVerify: false,
      }),
    },
  ]);
  expect(urls.filter((url) => url.includes("/applications"))).toEqual([
    "GET /v1.0/applications?$select=id,appId,displayName,signInAudience,createdDateTime,passwordCredentials," +
      "keyCredentials,web,spa,publicClient,requiredResourceAccess,servicePrincipalLockConfiguration&$top=999",
  ]);
});

test("every property that is set, and no material of a credential", async () => {
  const { items } = await applications(
    rawApplication("billing", {
      "@odata.type": "#microsoft.graph.agentIdentityBlueprint",
      signInAudience: "AzureADMultipleOrgs",
      passwordCredentials: [
        {
          customKeyIdentifier: null,
          displayName: "key1",
          endDateTime: "2100-12-31T00:00:00Z",
          hint: "yXo",
          keyId: "73c912d2-fd2d-42a0-b3ae-2e45d006b8bc",
          secretText: "do not keep",
          startDateTime: "2022-05-07T06:52:43.1234567Z",
        },
      ],
      keyCredentials: [
        {
          customKeyIdentifier: "2A11",
          displayName: "CN=billing",
          endDateTime: null,
          key: "do not keep",
          keyId: "b7c2d3f1-2a56-4c0d-93a5-0d0a3e9f1a11",
          startDateTime: "2022-05-07T06:52:43Z",
          type: "AsymmetricX509Cert",
          usage: "Verify",
        },
      ],
      web: {
        redirectUris: ["https://a.example", "https://b.example"],
        implicitGrantSettings: { enableAccessTokenIssuance: true },
      },
      spa: { redirectUris: ["https://c.example"] },
      publicClient: { redirectUris: ["http://localhost"] },
      requiredResourceAccess: [
        {
          resourceAppId: "graph",
          resourceAccess: [
            { id: "r", type: "Role" },
            { id: "s", type: "Scope" },
          ],
        },
        { resourceAppId: "exchange", resourceAccess: [] },
      ],
      servicePrincipalLockConfiguration: {
        isEnabled: true,
        allProperties: true,
        credentialsWithUsageSign: null,
        credentialsWithUsageVerify: false,
        tokenEncryptionKeyId: null,
      },
    }),
  );
  expect(items[0]).toMatchObject({
    kind: "agent-blueprint",
    signInAudience: known("AzureADMultipleOrgs"),
    enableAccessTokenIssuance: known(true),
  });
  expect(items[0]?.passwordCredentials).toEqual(
    known([
      {
        keyId: "73c912d2-fd2d-42a0-b3ae-2e45d006b8bc",
        displayName: "key1",
        startDateTime: "2022-05-07T06:52:43.123Z",
        endDateTime: "2100-12-31T00:00:00.000Z",
        type: null,
        usage: null,
        customKeyIdentifier: null,
      },
    ]),
  );
  expect(items[0]?.keyCredentials).toEqual(
    known([
      {
        keyId: "b7c2d3f1-2a56-4c0d-93a5-0d0a3e9f1a11",
        displayName: "CN=billing",
        startDateTime: "2022-05-07T06:52:43.000Z",
        endDateTime: null,
        type: "AsymmetricX509Cert",
        usage: "Verify",
        customKeyIdentifier: "2A11",
      },
    ]),
  );
  expect(items[0]?.redirectUris).toEqual(
    known([
      { platform: "web", uri: "https://a.example" },
      { platform: "web", uri: "https://b.example" },
      { platform: "spa", uri: "https://c.example" },
      { platform: "publicClient", uri: "http://localhost" },
    ]),
  );
  expect(items[0]?.requiredResourceAccess).toEqual(
    known([
      { resourceAppId: "graph", type: "Role", id: "r" },
      { resourceAppId: "graph", type: "Scope", id: "s" },
    ]),
  );
  expect(items[0]?.servicePrincipalLockConfiguration).toEqual(
    known({
      isEnabled: true,
      allProperties: true,
      credentialsWithUsageSign: false,
      credentialsWithUsageVerify: false,
    }),
  );
  expect(JSON.stringify(items)).not.toMatch(/do not keep|yXo|hint|secretText/);
});

const password = { keyId: "k", displayName: null, startDateTime: null, endDateTime: null };
const key = { ...password, type: "AsymmetricX509Cert", usage: "Sign" };
const NOT_UNDERSTOOD = /holds an entry that is not understood/;
const NO_MEANING = /is absent, which has no documented meaning/;

/** What Graph sent, and what is made of it. */
const TABLE: readonly (readonly [string, string, Raw, unknown])[] = [
  ["no date", "createdDateTime", { createdDateTime: null }, byDefault(null)],
  ["a date that is none", "createdDateTime", { createdDateTime: "soon" }, unknown("malformed", /is "soon"/)],
  ["no audience", "signInAudience", { signInAudience: null }, unknown("malformed", NO_MEANING)],
  [
    "passwords left out",
    "passwordCredentials",
    { passwordCredentials: undefined },
    unknown("malformed", NO_MEANING),
  ],
  ["keys of null", "keyCredentials", { keyCredentials: null }, unknown("malformed", NO_MEANING)],
  [
    "a password without keyId",
    "passwordCredentials",
    { passwordCredentials: [password, { ...password, keyId: null }] },
    unknown("malformed", NOT_UNDERSTOOD),
  ],
  [
    "an end that is no date, which must not become endless",
    "passwordCredentials",
    { passwordCredentials: [{ ...password, endDateTime: "never" }] },
    unknown("malformed", NOT_UNDERSTOOD),
  ],
  [
    "a key without type, which would look like a password",
    "keyCredentials",
    { keyCredentials: [{ ...key, type: null }] },
    unknown("malformed", NOT_UNDERSTOOD),
  ],
  [
    "a key without usage",
    "keyCredentials",
    { keyCredentials: [{ ...key, usage: undefined }] },
    unknown("malformed", NOT_UNDERSTOOD),
  ],
  [
    "a key of nulls elsewhere",
    "keyCredentials",
    { keyCredentials: [key] },
    known([{ ...key, customKeyIdentifier: null }]),
  ],
  ["a key that is null", "keyCredentials", { keyCredentials: [null] }, unknown("malformed", NOT_UNDERSTOOD)],
  [
    "platforms of null, as an agent blueprint has",
    "redirectUris",
    { spa: null, publicClient: null },
    known([]),
  ],
  ["a platform left out", "redirectUris", { spa: undefined }, unknown("malformed", /spa is absent/)],
  ["a platform that is a list", "redirectUris", { web: [] }, unknown("malformed", /web is of type object/)],
  [
    "a redirect that is no text",
    "redirectUris",
    { spa: { redirectUris: ["https://a.example", 7] } },
    unknown("malformed", NOT_UNDERSTOOD),
  ],
  [
    "implicit grants never set",
    "enableAccessTokenIssuance",
    { web: { redirectUris: [], implicitGrantSettings: null } },
    byDefault(false),
  ],
  ["no web platform", "enableAccessTokenIssuance", { web: null }, byDefault(false)],
  [
    "implicit grants that are a text",
    "enableAccessTokenIssuance",
    { web: { implicitGrantSettings: { enableAccessTokenIssuance: "false" } } },
    unknown("malformed", /is "false"/),
  ],
  [
    "a wish of an unknown type",
    "requiredResourceAccess",
    { requiredResourceAccess: [{ resourceAppId: "g", resourceAccess: [{ id: "r", type: "Maybe" }] }] },
    unknown("malformed", NOT_UNDERSTOOD),
  ],
  [
    "a wish without an API",
    "requiredResourceAccess",
    { requiredResourceAccess: [{ resourceAccess: [] }] },
    unknown("malformed", NOT_UNDERSTOOD),
  ],
  [
    "a wish without its list",
    "requiredResourceAccess",
    { requiredResourceAccess: [{ resourceAppId: "g" }] },
    unknown("malformed", NOT_UNDERSTOOD),
  ],
  [
    "a lock that the cloud does not know",
    "servicePrincipalLockConfiguration",
    { servicePrincipalLockConfiguration: undefined },
    unknown("unsupported", /does not have the property servicePrincipalLockConfiguration/),
  ],
  [
    "a lock of another type",
    "servicePrincipalLockConfiguration",
    { servicePrincipalLockConfiguration: true },
    unknown("malformed", /is of type boolean/),
  ],
  ...["isEnabled", "allProperties", "credentialsWithUsageSign", "credentialsWithUsageVerify"].map(
    (name) =>
      [
        `a lock whose ${name} is a number`,
        "servicePrincipalLockConfiguration",
        { servicePrincipalLockConfiguration: { isEnabled: true, [name]: 1 } },
        unknown("malformed", new RegExp(`${name} is of type number`)),
      ] as const,
  ),
];

test.each(TABLE)("%s", async (_, name, over, expected) => {
  expect(await property(name, over)).toEqual(expected);
});

test.each([
  ["no name", undefined],
  ["an empty name", " "],
  ["a name that is none", 7],
])("%s: the appId stands for it", async (_, displayName) => {
  expect(await property("name", { displayName })).toBe("6962696c-0000-4000-8000-000000000000");
});
