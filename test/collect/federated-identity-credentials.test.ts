import { describe, expect, test } from "vitest";
import {
  byDefault,
  GRAPH_PRINCIPAL,
  id,
  known,
  type Raw,
  rawApplication,
  rawAssignment,
  rawPrincipal,
  read,
  type Tenant,
  unknown,
} from "./entra-answers.ts";
import { refused } from "./replay.ts";

const listOf = (name: string, version = "beta"): string =>
  `/${version}/applications/${id(`a${name}`)}/federatedIdentityCredentials`;
const rawCredential = (over: Raw = {}): Raw => ({
  id: "f1",
  name: "deploy",
  issuer: "https://token.actions.githubusercontent.com",
  subject: "repo:contoso/shop:environment:production",
  description: "do not keep",
  audiences: ["api://AzureADTokenExchange"],
  claimsMatchingExpression: null,
  ...over,
});
const credentials = (over: Tenant) =>
  read("federatedIdentityCredentials", { "/v1.0/applications": [rawApplication()], ...over });
const whole = {
  id: `/applications/${id("abilling")}/federatedIdentityCredentials/f1`,
  name: "deploy",
  applicationId: `/applications/${id("abilling")}`,
  issuer: known("https://token.actions.githubusercontent.com"),
  subject: known("repo:contoso/shop:environment:production"),
  claimsMatchingExpression: byDefault(null),
  audiences: known(["api://AzureADTokenExchange"]),
};

test("a credential with a subject, asked of beta", async () => {
  const { items, gaps, urls } = await credentials({ [listOf("billing")]: [rawCredential()] });
  expect(gaps).toEqual([]);
  expect(items).toEqual([whole]);
  expect(urls).toContain(
    `GET ${listOf("billing")}?$select=id,name,issuer,subject,audiences,claimsMatchingExpression`,
  );
});

const EXPRESSION = "claims['sub'] matches 'repo:contoso/*'";

describe("what a credential trusts", () => {
  test.each<readonly [string, Raw, Raw]>([
    [
      "an expression in place of a subject",
      { subject: null, claimsMatchingExpression: { value: EXPRESSION, languageVersion: 1 } },
      { subject: byDefault(null), claimsMatchingExpression: known(EXPRESSION) },
    ],
    [
      "an expression that is a text",
      { subject: null, claimsMatchingExpression: EXPRESSION },
      {
        subject: byDefault(null),
        claimsMatchingExpression: unknown("malformed", /claimsMatchingExpression is "claims/),
      },
    ],
    [
      "an expression without its text",
      { subject: null, claimsMatchingExpression: { languageVersion: 1 } },
      {
        subject: byDefault(null),
        claimsMatchingExpression: unknown("malformed", /claimsMatchingExpression.value is absent/),
      },
    ],
    ["no issuer", { issuer: null }, { issuer: unknown("malformed", /issuer is absent/) }],
    ["no audiences", { audiences: undefined }, { audiences: unknown("malformed", /audiences is absent/) }],
    [
      "an audience that is none",
      { audiences: ["a", null] },
      { audiences: unknown("malformed", /holds an entry/) },
    ],
    [
      "a subject that is none",
      { subject: 7 },
      { subject: unknown("malformed", /subject is of type number/) },
    ],
    ["no name", { name: null }, { name: "f1" }],
  ])("%s", async (_, over, expected) => {
    const { items, gaps } = await credentials({ [listOf("billing")]: [rawCredential(over)] });
    expect(gaps).toEqual([]);
    expect(items).toEqual([{ ...whole, ...expected }]);
  });
});

describe("where there is no beta", () => {
  const { claimsMatchingExpression: _, ...v1 } = rawCredential();
  const { claimsMatchingExpression: __, ...hidden } = rawCredential({ id: "f2", subject: null });

  test.each([
    ["the version", refused(404, "ResourceNotFound", "Resource not found for the segment 'applications'.")],
    [
      "the property",
      refused(400, "BadRequest", "Could not find a property named 'claimsMatchingExpression'."),
    ],
  ])("%s is not known: v1.0 answers, and what it may hide is unknown", async (_name, refusal) => {
    const { items, gaps, urls } = await credentials({
      [listOf("billing")]: refusal,
      [listOf("billing", "v1.0")]: [v1, hidden],
    });
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      { ...whole, claimsMatchingExpression: known(null) },
      {
        ...whole,
        id: whole.id.replace(/f1$/, "f2"),
        subject: byDefault(null),
        claimsMatchingExpression: unknown("unsupported", /claimsMatchingExpression/),
      },
    ]);
    expect(urls.at(-1)).toBe(`GET ${listOf("billing", "v1.0")}?$select=id,name,issuer,subject,audiences`);
  });

  test("refused in v1.0 as well: a gap at the application", async () => {
    const { items, gaps } = await credentials({
      [listOf("billing")]: refused(404, "Request_ResourceNotFound"),
      [listOf("billing", "v1.0")]: refused(404, "Request_ResourceNotFound"),
    });
    expect(items).toEqual([]);
    expect(gaps).toMatchObject([
      {
        reason: "failed",
        scope: `/applications/${id("abilling")}`,
        request: `GET ${listOf("billing", "v1.0")}`,
      },
    ]);
  });
});

test("denied is denied, and v1.0 is not tried", async () => {
  const { gaps, requests } = await credentials({
    [listOf("billing")]: refused(403, "Authorization_RequestDenied"),
  });
  expect(gaps).toMatchObject([
    { reason: "denied", scope: `/applications/${id("abilling")}`, needs: "Application.Read.All" },
  ]);
  expect(requests).not.toContain(`GET ${listOf("billing", "v1.0")}`);
});

test("a credential without an id is a gap at its application, and the next one is read", async () => {
  const { items, gaps } = await credentials({
    [listOf("billing")]: [rawCredential({ id: "a/b" }), rawCredential()],
  });
  expect(items).toEqual([whole]);
  expect(gaps).toMatchObject([{ reason: "malformed", scope: `/applications/${id("abilling")}` }]);
});

test("privileged applications first, then 400 others from the newest on, and one gap for the rest", async () => {
  const many = Array.from({ length: 402 }, (_, at) =>
    rawApplication(`${at}`, { id: `app-${at}`, createdDateTime: new Date(at * 86_400_000).toISOString() }),
  );
  const old = rawApplication("billing", { createdDateTime: null });
  const { gaps, requests } = await credentials({
    "/v1.0/applications": [...many, old],
    "/v1.0/servicePrincipals": [GRAPH_PRINCIPAL, rawPrincipal()],
    [`/v1.0/servicePrincipals/${id("graph")}`]: { id: id("graph"), appRoles: [] },
    [`/v1.0/servicePrincipals/${id("graph")}/appRoleAssignedTo`]: [rawAssignment("billing")],
  });
  const asked = requests.filter((one) => one.endsWith("/federatedIdentityCredentials"));
  expect(asked).toHaveLength(401);
  expect(asked[0]).toBe(`GET ${listOf("billing")}`);
  expect(asked[1]).toBe("GET /beta/applications/app-401/federatedIdentityCredentials");
  expect(asked.at(-1)).toBe("GET /beta/applications/app-2/federatedIdentityCredentials");
  expect(gaps).toEqual([
    {
      reason: "not-requested",
      scope: "/tenants/t",
      request: "GET /beta/applications/{id}/federatedIdentityCredentials",
      detail: "2 applications without a known permission of tier 0 or 1 were not asked",
    },
  ]);
});
