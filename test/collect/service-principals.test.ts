import { describe, expect, test } from "vitest";
import { EXCHANGE } from "../../src/inventory/permissions.ts";
import { byDefault, id, known, type Raw, rawPrincipal, read, unknown } from "./entra-answers.ts";

const principals = (...list: readonly unknown[]) =>
  read("servicePrincipals", { "/v1.0/servicePrincipals": list });

async function property(name: string, over: Raw): Promise<unknown> {
  const { items, gaps } = await principals(rawPrincipal("billing", over));
  expect(gaps).toEqual([]);
  return Object.entries(items[0] ?? {}).find(([key]) => key === name)?.[1];
}

test("the principal of an own application", async () => {
  const { items, gaps, urls } = await principals(rawPrincipal());
  expect(gaps).toEqual([]);
  expect(items).toEqual([
    {
      id: `/servicePrincipals/${id("sbilling")}`,
      name: "billing",
      appId: id("ibilling"),
      owner: "own",
      kind: "application",
      accountEnabled: known(true),
      appOwnerOrganizationId: known("t"),
      signInAudience: known("AzureADMyOrg"),
      createdDateTime: known("2024-05-14T09:12:29.000Z"),
      verifiedPublisher: byDefault(null),
      preferredSingleSignOnMode: byDefault(null),
      passwordCredentials: known([]),
      keyCredentials: known([]),
      identityResourceId: null,
    },
  ]);
  expect(urls.filter((url) => url.includes("/servicePrincipals"))).toEqual([
    "GET /v1.0/servicePrincipals?$select=id,appId,displayName,accountEnabled,alternativeNames," +
      "appOwnerOrganizationId,servicePrincipalType,signInAudience,createdDateTime,verifiedPublisher," +
      "preferredSingleSignOnMode,passwordCredentials,keyCredentials&$top=999",
  ]);
});

test("SAML's certificate keeps its type and usage, and loses its material", async () => {
  const { items } = await principals(
    rawPrincipal("billing", {
      preferredSingleSignOnMode: "saml",
      passwordCredentials: [
        { keyId: "k1", customKeyIdentifier: "x", secretText: "do not keep", hint: "abc" },
      ],
      keyCredentials: [
        {
          keyId: "k1",
          customKeyIdentifier: "x",
          type: "X509CertAndPassword",
          usage: "Sign",
          key: "do not keep",
        },
      ],
      verifiedPublisher: { displayName: "Fabrikam", verifiedPublisherId: "1", addedDateTime: null },
    }),
  );
  const nothing = { displayName: null, startDateTime: null, endDateTime: null, customKeyIdentifier: "x" };
  expect(items[0]).toMatchObject({
    preferredSingleSignOnMode: known("saml"),
    passwordCredentials: known([{ keyId: "k1", ...nothing, type: null, usage: null }]),
    keyCredentials: known([{ keyId: "k1", ...nothing, type: "X509CertAndPassword", usage: "Sign" }]),
    verifiedPublisher: known("Fabrikam"),
  });
  expect(JSON.stringify(items)).not.toMatch(/do not keep|hint|"abc"/);
});

const SOMEBODY = "99999999-9999-4999-8999-999999999999";
const SERVICES = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";
const CORPORATE = "72f988bf-86f1-41af-91ab-2d7cd011db47";

describe("whose application it is", () => {
  test.each([
    ["own", { appOwnerOrganizationId: "t" }],
    ["own", { appOwnerOrganizationId: "T" }],
    ["own", { servicePrincipalType: "ManagedIdentity", appOwnerOrganizationId: null }],
    ["own", { servicePrincipalType: "ManagedIdentity", appOwnerOrganizationId: SOMEBODY }],
    ["microsoft", { appOwnerOrganizationId: SERVICES }],
    ["microsoft", { appOwnerOrganizationId: SERVICES.toUpperCase() }],
    ["microsoft", { appOwnerOrganizationId: "33e01921-4d64-4f8c-a055-5bdaffd5e33d" }],
    ["microsoft", { appOwnerOrganizationId: "cdc5aeea-15c5-4db6-b079-fcadd2505dc2" }],
    ["microsoft", { appOwnerOrganizationId: CORPORATE, appId: EXCHANGE }],
    ["foreign", { appOwnerOrganizationId: CORPORATE }],
    ["microsoft", { appOwnerOrganizationId: null, appId: EXCHANGE.toUpperCase() }],
    ["unknown", { appOwnerOrganizationId: null }],
    ["unknown", { appOwnerOrganizationId: undefined }],
    ["unknown", { appOwnerOrganizationId: 7, appId: EXCHANGE }],
    ["foreign", { appOwnerOrganizationId: SOMEBODY }],
    // The tenant counts, not the appId: nobody can register one of Microsoft's, but an answer may claim so.
    ["foreign", { appOwnerOrganizationId: SOMEBODY, appId: EXCHANGE }],
  ])("%s: %j", async (owner, over) => {
    expect(await property("owner", over)).toBe(owner);
  });
});

describe("what it is", () => {
  test.each([
    ["application", { servicePrincipalType: "Application" }],
    ["managed-identity", { servicePrincipalType: "managedidentity" }],
    ["legacy", { servicePrincipalType: "Legacy" }],
    ["other", { servicePrincipalType: "SocialIdp" }],
    ["other", { servicePrincipalType: "Something new" }],
    ["other", { servicePrincipalType: null }],
    ["other", { servicePrincipalType: ["Application", "Legacy"] }],
    ["agent-identity", { servicePrincipalType: "ServiceIdentity" }],
    ["agent-identity", { "@odata.type": "#microsoft.graph.agentIdentity" }],
    ["agent-blueprint", { "@odata.type": "#microsoft.graph.agentIdentityBlueprintPrincipal" }],
    ["application", { "@odata.type": "#microsoft.graph.servicePrincipal" }],
  ])("%s: %j", async (kind, over) => {
    expect(await property("kind", over)).toBe(kind);
  });
});

test("an agent identity as it is documented: without appId and credentials", async () => {
  const { items, gaps } = await principals({
    "@odata.type": "#microsoft.graph.agentIdentity",
    id: "1b7313c4-05d0-4a08-88e3-7b76c003a0a2",
    displayName: "My Agent Identity",
    createdDateTime: "2019-09-17T19:10:35.2742618Z",
    createdByAppId: "00001111-aaaa-2222-bbbb-3333cccc4444",
    agentIdentityBlueprintId: "00001111-aaaa-2222-bbbb-3333cccc4444",
    accountEnabled: true,
    disabledByMicrosoftStatus: null,
    servicePrincipalType: "ServiceIdentity",
    tags: [],
  });
  expect(gaps).toEqual([]);
  expect(items[0]).toMatchObject({
    id: "/servicePrincipals/1b7313c4-05d0-4a08-88e3-7b76c003a0a2",
    appId: "1b7313c4-05d0-4a08-88e3-7b76c003a0a2",
    kind: "agent-identity",
    owner: "unknown",
    accountEnabled: known(true),
    createdDateTime: known("2019-09-17T19:10:35.274Z"),
    passwordCredentials: byDefault([]),
    keyCredentials: byDefault([]),
  });
});

const IDENTITY =
  "/subscriptions/s/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i";
const MACHINE = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm";

describe("the resource of a managed identity", () => {
  test.each([
    ["the identity itself", IDENTITY, ["isExplicit=True", IDENTITY]],
    ["the machine that it belongs to", MACHINE, [MACHINE, "isExplicit=False"]],
    ["none", null, ["isExplicit=True"]],
    ["none", null, null],
    ["none", null, { 0: IDENTITY }],
    ["none", null, [7, null]],
  ])("%s", async (_, expected, alternativeNames) => {
    const over = { servicePrincipalType: "ManagedIdentity", alternativeNames };
    expect(await property("identityResourceId", over)).toBe(expected);
  });

  test("an application's alternative names are no resource", async () => {
    expect(await property("identityResourceId", { alternativeNames: [IDENTITY] })).toBeNull();
  });
});

test.each<readonly [string, string, Raw, unknown]>([
  [
    "no word on whether it is enabled",
    "accountEnabled",
    { accountEnabled: undefined },
    unknown("malformed", /accountEnabled is absent, which has no documented meaning/),
  ],
  ["enabled as a text", "accountEnabled", { accountEnabled: "true" }, unknown("malformed", /is "true"/)],
  ["no audience", "signInAudience", { signInAudience: null }, byDefault(null)],
  ["no date, as Microsoft's own", "createdDateTime", { createdDateTime: null }, byDefault(null)],
  [
    "a publisher that the cloud does not know",
    "verifiedPublisher",
    { verifiedPublisher: undefined },
    unknown("unsupported", /does not have the property verifiedPublisher/),
  ],
  ["a publisher of null", "verifiedPublisher", { verifiedPublisher: null }, byDefault(null)],
  [
    "a publisher that is a text",
    "verifiedPublisher",
    { verifiedPublisher: "Microsoft" },
    unknown("malformed", /verifiedPublisher is "Microsoft"/),
  ],
  [
    "a publisher whose name is a number",
    "verifiedPublisher",
    { verifiedPublisher: { displayName: 7 } },
    unknown("malformed", /displayName is of type number/),
  ],
  [
    "passwords left out",
    "passwordCredentials",
    { passwordCredentials: undefined },
    unknown("malformed", /is absent/),
  ],
])("%s", async (_, name, over, expected) => {
  expect(await property(name, over)).toEqual(expected);
});
