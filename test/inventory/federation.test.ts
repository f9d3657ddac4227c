import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { acceptedBy, claimsOf, type Federation } from "../../src/inventory/federated-claims.ts";
import {
  breadthOf,
  issuerOf,
  type KnownIssuers,
  ownTenantId,
  type Trust,
  trustOf,
} from "../../src/inventory/federation.ts";
import { emptySections, viewSections } from "../../src/inventory/inventory.ts";
import type { FactorName } from "../../src/inventory/factors.ts";
import { distrustOf } from "../../src/inventory/federation-factors.ts";
import { known, type Known, type Listed, unknown } from "../../src/inventory/known.ts";
import type { Power, Tenant } from "../../src/inventory/sections.ts";
import { TENANT } from "../checks/build.ts";
import { power } from "../checks/build-credentials.ts";
import { federatedCredential, FOREIGN_TENANT, graphDenied } from "../checks/build-entra.ts";

const OWN = TENANT.slice("/tenants/".length);
const CLUSTER = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
const GITHUB = "https://token.actions.githubusercontent.com";
const NOBODY: KnownIssuers = { github: { organizations: [] }, issuers: [] };
const denied = graphDenied("Application.Read.All");

const from = (issuer: string, subject: string): Federation =>
  federatedCredential({ issuer: known(issuer), subject: known(subject) });
const by = (issuer: string, expression: string): Federation =>
  federatedCredential({
    issuer: known(issuer),
    subject: known(null),
    claimsMatchingExpression: known(expression),
  });

/** Every form, each with the kind that it is. */
const ISSUERS: readonly (readonly [string, ReturnType<typeof issuerOf>])[] = [
  [GITHUB, { kind: "github" }],
  [`${GITHUB}/contoso-enterprise`, { kind: "github" }],
  ["https://gitlab.com", { kind: "gitlab" }],
  ["https://app.terraform.io", { kind: "terraform" }],
  ["https://app.eu.terraform.io", { kind: "terraform" }],
  [`https://vstoken.dev.azure.com/${CLUSTER}`, { kind: "azure-devops" }],
  [`https://login.microsoftonline.com/${OWN}/v2.0`, { kind: "entra", tenantId: OWN }],
  [`https://login.microsoftonline.us/${OWN}/v2.0`, { kind: "entra", tenantId: OWN }],
  [`https://login.partner.microsoftonline.cn/${OWN}/v2.0`, { kind: "entra", tenantId: OWN }],
  [`https://login.chinacloudapi.cn/${OWN}/v2.0`, { kind: "entra", tenantId: OWN }],
  [`https://sts.windows.net/${OWN}`, { kind: "entra", tenantId: OWN }],
  [`https://sts.chinacloudapi.cn/${OWN}`, { kind: "entra", tenantId: OWN }],
  [`https://westeurope.oic.prod-aks.azure.com/${OWN}/${CLUSTER}`, { kind: "kubernetes", tenantId: OWN }],
  [`https://usgovvirginia.oic.prod-aks.azure.us/${OWN}/${CLUSTER}`, { kind: "kubernetes", tenantId: OWN }],
  [`https://chinanorth2.oic.prod-aks.azure.cn/${OWN}/${CLUSTER}`, { kind: "kubernetes", tenantId: OWN }],
  [`https://europe.oic.prod-arc.azure.com/${OWN}/${CLUSTER}`, { kind: "kubernetes", tenantId: OWN }],
];
const anyIssuer = fc.constantFrom(...ISSUERS);
const OTHER = { kind: "other" };

describe("issuers", () => {
  test.each(ISSUERS)("%s", (address, issuer) => {
    expect(issuerOf(address)).toEqual(issuer);
    expect(issuerOf(`${address}/`)).toEqual(issuer);
    expect(issuerOf(address.toUpperCase())).toEqual(issuer);
  });

  test.each([
    "",
    "https://",
    "https://accounts.google.com",
    "https://kubernetes.default.svc.cluster.local",
    // Without the tenant nobody can tell whose cluster it is.
    `https://oidc.prod-aks.azure.com/${CLUSTER}/`,
    `https://evil.example/.oic.prod-aks.azure.com/${OWN}/${CLUSTER}`,
    `https://a.b.oic.prod-aks.azure.com/${OWN}/${CLUSTER}`,
    "https://login.microsoftonline.com/common/v2.0",
    "https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0",
    `https://login.microsoftonline.com/${OWN}`,
    "https://vstoken.dev.azure.com/contoso",
    `${GITHUB}/contoso/evil`,
    `https://westeurope.oic.prod-aks.azure.com/${OWN}/${CLUSTER}/x`,
    `https://vstoken.dev.azure.com/${CLUSTER}/x`,
    `https://sts.windows.net/${OWN}/x`,
    `https://login.microsoftonline.com/${OWN}/v2.0/x`,
    `${GITHUB}//`,
    "https://gitlab.com/contoso",
    "https://gitlab.com.",
    "https://gitlab.com:8443",
    "https://gitlab.com?x",
    "https://gitlab.com#x",
    "https://gitlab.com\n",
    " https://gitlab.com",
    String.raw`https://gitlab.com\@evil.example`,
    "https://gitlab。com",
    "https:gitlab.com",
    "gitlab.com",
  ])("%j is nobody that is known", (address) => {
    expect(issuerOf(address)).toEqual(OTHER);
  });

  test("a host is compared whole: nothing before it, behind it, or in its place", () => {
    const word = fc.stringMatching(/^[a-z0-9][a-z0-9.@:_-]{0,8}$/);
    fc.assert(
      fc.property(anyIssuer, word, ([address], evil) => {
        const [, host = "", path = ""] = /^https:\/\/([^/]+)(.*)$/.exec(address) ?? [];
        const posing = [
          `http://${host}${path}`,
          `https://${host}.${evil}${path}`,
          `https://${evil}.${host.replace(/^[^.]+\.oic/, "x.oic")}${path}`,
          `https://${host}@${evil}${path}`,
          `https://${evil}@${host}${path}`,
          `https://${evil}.example/${host}${path}`,
          `https://${evil}.example/?${address}`,
        ];
        expect(posing.filter((one) => issuerOf(one).kind !== "other")).toEqual([]);
      }),
    );
  });
});

describe("trust", () => {
  const subject = "repo:contoso/shop:environment:production";

  test.each<[string, string, Partial<KnownIssuers>, string]>([
    ["an issuer that nobody lists", "https://evil.example", {}, "unknown"],
    [
      "one that is listed",
      "https://oidc.contoso.example",
      { issuers: ["https://oidc.contoso.example/"] },
      "known",
    ],
    [
      "a slash at its end",
      "https://oidc.contoso.example/",
      { issuers: ["https://OIDC.contoso.example"] },
      "known",
    ],
    [
      "a port",
      "https://oidc.contoso.example:8443/x",
      { issuers: ["https://oidc.contoso.example:8443/*"] },
      "known",
    ],
    [
      "another port",
      "https://oidc.contoso.example:8443",
      { issuers: ["https://oidc.contoso.example"] },
      "unknown",
    ],
    ["a path below", "https://contoso.example/other", { issuers: ["https://contoso.example"] }, "unknown"],
    ["a wildcard", "https://eu.contoso.example/a/b", { issuers: ["https://*.contoso.example/*"] }, "known"],
    ["a pattern without a scheme", "https://eu.contoso.example", { issuers: ["*.contoso.example"] }, "known"],
    [
      "a path that poses as the host",
      "https://evil.example/.contoso.example/x",
      { issuers: ["https://*.contoso.example/*"] },
      "unknown",
    ],
    [
      "a user that poses as the host",
      "https://contoso.example@evil.example",
      { issuers: ["*contoso.example*"] },
      "unknown",
    ],
    ["http", "http://contoso.example", { issuers: ["http://contoso.example", "*"] }, "unknown"],
    ["another tenant", `https://sts.windows.net/${FOREIGN_TENANT}/`, {}, "other-tenant"],
    [
      "a cluster of another tenant",
      `https://eastus.oic.prod-aks.azure.com/${FOREIGN_TENANT}/${CLUSTER}/`,
      {},
      "other-cluster",
    ],
    [
      "another tenant that is listed",
      `https://sts.windows.net/${FOREIGN_TENANT}/`,
      { issuers: [`https://sts.windows.net/${FOREIGN_TENANT}/`] },
      "known",
    ],
    ["GitHub, and nobody lists an organization", GITHUB, {}, "unlisted-organization"],
    [
      "GitHub, and another organization is listed",
      GITHUB,
      { github: { organizations: ["contos", "contoso-labs"] } },
      "unlisted-organization",
    ],
    [
      "GitHub, and the organization is listed",
      GITHUB,
      { github: { organizations: ["fabrikam", "Contoso"] } },
      "known",
    ],
    ["GitHub, which is listed as a whole", GITHUB, { issuers: [GITHUB] }, "known"],
  ])("%s", (_, issuer, settings, trust) => {
    expect(trustOf(from(issuer, subject), known(OWN), { ...NOBODY, ...settings })).toEqual(known(trust));
  });

  test.each(ISSUERS.slice(2))("%s is known in its own tenant", (issuer) => {
    expect(trustOf(from(issuer, subject), known(OWN.toUpperCase()), NOBODY)).toEqual(known("known"));
  });

  test.each<[string, Federation, "known" | "unlisted-organization"]>([
    ["names with ids", from(GITHUB, "repo:contoso@1/shop@2:ref:refs/heads/main"), "known"],
    [
      "names with ids of another",
      from(GITHUB, "repo:contoso-x@1/shop@2:ref:refs/heads/main"),
      "unlisted-organization",
    ],
    ["a customized subject", from(GITHUB, "repository_owner:contoso:environment:production"), "known"],
    ["a repository", from(GITHUB, "repository:contoso/shop:ref:refs/heads/main"), "known"],
    [
      "a workflow that is called",
      from(GITHUB, "job_workflow_ref:contoso/ci/.github/workflows/a.yml@refs/heads/main"),
      "known",
    ],
    ["a workflow", from(GITHUB, "workflow_ref:contoso/ci/.github/workflows/a.yml@refs/heads/main"), "known"],
    [
      "the caller comes before what it calls",
      from(GITHUB, "job_workflow_ref:contoso/ci/a@b:repo:evil/x"),
      "unlisted-organization",
    ],
    ["no name at all", from(GITHUB, "repository_id:42:environment:production"), "unlisted-organization"],
    [
      "an organization in the wrong place",
      from(GITHUB, "environment:contoso/shop:repo:evil/x"),
      "unlisted-organization",
    ],
    [
      "a wildcard in its name",
      by(GITHUB, "claims['sub'] matches 'repo:contos*/x:environment:p'"),
      "unlisted-organization",
    ],
    [
      "an expression",
      by(GITHUB, "claims['sub'] matches 'repo:contoso/*' and claims['repository_owner_id'] eq '1'"),
      "known",
    ],
  ])("GitHub: %s", (_, federation, trust) => {
    expect(trustOf(federation, known(OWN), { ...NOBODY, github: { organizations: ["contoso"] } })).toEqual(
      known(trust),
    );
  });

  test("what was not read stays open, and only where it decides", () => {
    const gap = unknown(denied);
    expect(trustOf(federatedCredential({ issuer: gap }), known(OWN), NOBODY)).toEqual(gap);
    expect(trustOf(federatedCredential({ subject: gap }), known(OWN), NOBODY)).toEqual(gap);
    expect(trustOf(from(`https://sts.windows.net/${OWN}/`, subject), gap, NOBODY)).toEqual(gap);
    expect(trustOf(from("https://evil.example", subject), gap, NOBODY)).toEqual(known("unknown"));
    expect(trustOf({ ...from("https://gitlab.com", subject), subject: gap }, gap, NOBODY)).toEqual(
      known("known"),
    );
  });

  test("the scan's tenant", () => {
    const tenant: Tenant = {
      id: TENANT,
      name: "Contoso",
      tenantId: OWN,
      displayName: known("Contoso"),
      verifiedDomains: known([]),
    };
    const viewOf = (tenants: { items: readonly Tenant[]; gaps: readonly (typeof denied)[] }) =>
      ownTenantId(viewSections({ ...emptySections(), tenants }).tenants);
    expect(viewOf({ items: [tenant], gaps: [denied] })).toEqual(known(OWN));
    expect(viewOf({ items: [], gaps: [denied] })).toEqual(unknown(denied));
    expect(viewOf({ items: [], gaps: [] })).toEqual(
      unknown({
        reason: "failed",
        scope: "/",
        request: "section tenants",
        detail: "the scan does not know its own tenant",
      }),
    );
  });
});

describe("distrust", () => {
  const mail = { items: [power()], gaps: [] };
  const issuer = "https://evil.example";

  test.each<[Trust, string, readonly FactorName[]]>([
    ["unknown", `the unknown issuer "${issuer}"`, ["broad-federation"]],
    ["other-tenant", `"${issuer}" of another tenant`, ["foreign-trust", "broad-federation"]],
    ["other-cluster", `"${issuer}", a cluster of another tenant`, ["broad-federation"]],
  ])("%s", (trust, says, factors) => {
    const distrust = distrustOf(trust, from(issuer, "x"), mail);
    expect(distrust?.says).toBe(says);
    expect(distrust?.factors.map(({ name }) => name)).toEqual(factors);
    expect(distrust?.ceiling).toBeUndefined();
  });

  test.each<[string, Listed<Power>, string]>([
    ["tier 1", mail, "medium"],
    ["tier 2", { items: [power({ tier: 2 })], gaps: [] }, "low"],
    ["nothing", { items: [], gaps: [] }, "low"],
    ["not read", { items: [power({ tier: 2 })], gaps: [denied] }, "medium"],
  ])("an organization that nobody lists, with %s", (_, powers, band) => {
    const distrust = distrustOf("unlisted-organization", from(GITHUB, "repo:a/b"), powers);
    expect(distrust?.says).toBe('GitHub, subject "repo:a/b", whose organization the settings do not list');
    expect(distrust?.ceiling?.band).toBe(band);
  });

  test("none of what is known; what was not read has no name", () => {
    expect(distrustOf("known", from(issuer, "x"), mail)).toBeUndefined();
    const unread = federatedCredential({ issuer: unknown(denied) });
    expect(distrustOf("unknown", unread, mail)?.says).toBe("the unknown issuer that was not read");
  });
});

describe("breadth of subjects", () => {
  const PULL = "any pull request";
  const REPOSITORY = "more than one repository";
  const BRANCH = "any branch, tag or environment";
  const CI = "contoso/ci/.github/workflows/deploy.yml";

  test.each<[string, string | null]>([
    ["repo:contoso/shop:environment:production", null],
    ["repo:contoso/shop:environment:pull_request", null],
    ["repo:contoso@1/shop@2:environment:production", null],
    ["repo:contoso/shop:ref:refs/heads/main", null],
    ["repo:contoso/shop:ref:refs/heads/release/1", null],
    ["repo:contoso/shop:ref:refs/tags/v1", null],
    [`repo:contoso/shop:ref:${"a".repeat(40)}`, null],
    // In a plain subject these are characters like any others.
    ["repo:contoso/shop:ref:refs/heads/*", null],
    ["repo:contoso/*:environment:*", null],
    [`job_workflow_ref:${CI}@refs/heads/main`, null],
    [`repo:contoso/shop:workflow_ref:${CI}@refs/tags/v1`, null],
    ["repository_id:42:environment:production", null],
    ["repository:contoso/shop:ref:refs/heads/main:actor:ada", null],
    ["repo:contoso/shop:pull_request", PULL],
    ["repo:contoso/shop:pull_request:environment:production", PULL],
    ["pull_request", PULL],
    ["repo:contoso/shop:ref:refs/pull/7/merge", PULL],
    ["repo:contoso/shop", BRANCH],
    ["repo:contoso/shop:actor:ada", BRANCH],
    ["repo:contoso/shop:environment:", BRANCH],
    ["repo:contoso/shop:environment", BRANCH],
    ["repo:contoso/shop:ref:", BRANCH],
    ["repo:contoso/shop:ref:refs/heads/", BRANCH],
    ["repo:contoso/shop:ref:main", BRANCH],
    ["repo:contoso/shop:job_workflow_ref:deploy.yml@refs/heads/main", BRANCH],
    ["repo:contoso/shop:job_workflow_ref:contoso/ci/x@refs/pull/7/merge", BRANCH],
    ["repository_owner:contoso:environment:production", REPOSITORY],
    ["repository_id::environment:production", REPOSITORY],
    ["repo:contoso:environment:production", REPOSITORY],
    ["environment:production", REPOSITORY],
    ["", REPOSITORY],
  ])("GitHub: %j", (subject, breadth) => {
    expect(breadthOf(from(GITHUB, subject), NOBODY)).toEqual(known(breadth));
  });

  test.each<[string, string | null]>([
    ["claims['sub'] eq 'repo:contoso/shop:ref:refs/heads/*'", null],
    ["claims['sub'] matches 'repo:contoso/shop:ref:refs/heads/release/*'", null],
    ["claims['sub'] matches 'repo:contoso/shop:ref:refs/tags/v?'", null],
    ["claims['sub'] matches 'repo:contoso/shop:environment:prod-*'", null],
    ["claims['sub'] matches 'repo:contoso/shop:*' and claims['environment'] eq 'production'", null],
    [
      `claims['sub'] matches 'repo:contoso/shop:*'  and  claims['job_workflow_ref'] matches '${CI}@refs/heads/main'`,
      null,
    ],
    ["claims['sub'] matches 'repo:*:environment:production' and claims['repository_id'] eq '42'", null],
    ["claims['sub'] matches 'repo:contoso/*:environment:production'", REPOSITORY],
    ["claims['sub'] matches 'repo:contoso/sho?:environment:production'", REPOSITORY],
    ["claims['sub'] matches 'repo:cont*so/shop:environment:production'", REPOSITORY],
    [
      "claims['sub'] matches 'repo:contoso/*:environment:p' and claims['repository_owner_id'] eq '1'",
      REPOSITORY,
    ],
    ["claims['sub'] matches '*'", REPOSITORY],
    ["claims['sub'] matches '*:environment:production'", REPOSITORY],
    ["claims['repository_owner_id'] eq '1'", REPOSITORY],
    ["claims['sub'] matches 'repo:contoso/shop:*'", BRANCH],
    ["claims['sub'] matches 'repo:contoso/shop:*:environment:production'", BRANCH],
    ["claims['sub'] matches 'repo:contoso/shop:ref*:refs/heads/main'", BRANCH],
    ["claims['sub'] matches 'repo:contoso/shop:ref:refs/heads/*'", BRANCH],
    ["claims['sub'] matches 'repo:contoso/shop:ref:refs/heads/?ain'", BRANCH],
    ["claims['sub'] matches 'repo:contoso/shop:ref:refs/h*'", BRANCH],
    ["claims['sub'] matches 'repo:contoso/shop:environment:*'", BRANCH],
    [`claims['sub'] matches 'repo:contoso/shop:*' and claims['job_workflow_ref'] matches '${CI}@*'`, BRANCH],
    [
      "claims['sub'] matches 'repo:contoso/shop:*' and claims['job_workflow_ref'] matches 'contoso/*/a.yml@refs/heads/main'",
      BRANCH,
    ],
    ["claims['sub'] matches 'repo:contoso/shop:pull_request*'", BRANCH],
    ["claims['sub'] matches 'repo:contoso/shop:pull_request'", PULL],
  ])("GitHub: %s", (expression, breadth) => {
    expect(breadthOf(by(GITHUB, expression), NOBODY)).toEqual(known(breadth));
  });

  const AKS = `https://westeurope.oic.prod-aks.azure.com/${OWN}/${CLUSTER}/`;
  const ENTRA = `https://login.microsoftonline.com/${OWN}/v2.0`;
  const DEVOPS = `https://vstoken.dev.azure.com/${CLUSTER}`;
  const GITLAB = "https://gitlab.com";
  const TERRAFORM = "https://app.terraform.io";
  const LISTED = "https://oidc.contoso.example";

  test.each<[string, string, string | null]>([
    [GITLAB, "project_path:contoso/shop:ref_type:branch:ref:main", null],
    [GITLAB, "project_path:contoso/a/b/shop:ref_type:tag:ref:v1", null],
    [GITLAB, "project_id:42:ref_type:branch:ref:main", null],
    [GITLAB, "project_path:contoso/shop:environment_protected:true", null],
    [GITLAB, "project_path:contoso/shop:environment_protected:false", "any branch or tag"],
    [GITLAB, "project_path:contoso/shop", "any branch or tag"],
    [GITLAB, "project_path:contoso/shop:ref_type:branch", "any branch or tag"],
    [GITLAB, "project_path:contoso/shop:ref:main", "any branch or tag"],
    [GITLAB, "project_path:contoso:ref_type:branch:ref:main", "more than one project"],
    [GITLAB, "ref_type:branch:ref:main", "more than one project"],
    [TERRAFORM, "organization:contoso:project:p:workspace:w:run_phase:apply", null],
    [TERRAFORM, "organization:contoso:project:p:stack:s:deployment:d:operation:plan", null],
    [TERRAFORM, "organization:contoso:project:p", "any workspace"],
    [TERRAFORM, "organization::workspace:w", "more than one organization"],
    [TERRAFORM, "project:p:workspace:w", "more than one organization"],
    [AKS, "system:serviceaccount:web:shop", null],
    [DEVOPS, "sc://contoso/Shop site/production", null],
    [DEVOPS, "p://contoso/shop/deploy", null],
    [ENTRA, CLUSTER.toUpperCase(), null],
    [ENTRA, "/eid1/c/pub/t/kYGhnyoaDxUMlMdOjBQZRw/a/m1WPnYRZpEaQKq1Cceg--g/sc/x/y", null],
    [LISTED, "repo:contoso/shop:pull_request", PULL],
    [LISTED, "project_path:contoso/shop", "any branch or tag"],
    [LISTED, "project_id:42:ref_type:branch:ref:main", null],
    [LISTED, "organization:contoso", "any workspace"],
    [LISTED, "system:serviceaccount:web:shop", null],
  ])("%s: %s", (issuer, subject, breadth) => {
    expect(breadthOf(from(issuer, subject), { ...NOBODY, issuers: [LISTED] })).toEqual(known(breadth));
  });

  test.each<[string, string, string | null]>([
    [GITLAB, "project_path:contoso/shop:ref_type:branch:ref:release-*", null],
    [GITLAB, "project_path:contoso/shop:ref_type:branch:ref:*", "any branch or tag"],
    [GITLAB, "project_path:contoso/shop:ref_type:*:ref:main", "any branch or tag"],
    [GITLAB, "project_path:contoso/*:ref_type:branch:ref:main", "more than one project"],
    [TERRAFORM, "organization:contoso:project:*:workspace:prod-*:run_phase:*", null],
    [TERRAFORM, "organization:contoso:project:p:workspace:*", "any workspace"],
    [TERRAFORM, "organization:*:project:p:workspace:w", "more than one organization"],
    [AKS, "system:serviceaccount:web:*", "whatever a wildcard matches"],
    [LISTED, "*", "anybody"],
    [LISTED, "?a", "anybody"],
  ])("%s: an expression with %s", (issuer, pattern, breadth) => {
    const federation = by(issuer, `claims['sub'] matches '${pattern}'`);
    expect(breadthOf(federation, { ...NOBODY, issuers: [LISTED] })).toEqual(known(breadth));
  });

  test.each<[string, string]>([
    [AKS, "system:serviceaccount:web"],
    [AKS, "system:serviceaccount:web:shop:x"],
    [DEVOPS, "sc://contoso/shop"],
    [ENTRA, "shop"],
    [ENTRA, "/eid1/c/pub/t/x/a/y"],
    [LISTED, "spiffe://contoso.example/*"],
  ])("%s does not give %s: not known to be narrow", (issuer, subject) => {
    const federation = from(issuer, subject);
    expect(breadthOf(federation, { ...NOBODY, issuers: [LISTED] })).toEqual(
      unknown({
        reason: "unsupported",
        scope: federation.id,
        request: "GET federatedIdentityCredentials",
        detail: `what the subject "${subject}" stands for is not known`,
      }),
    );
  });

  test("without a subject in it, an expression of an issuer that gives one form is open", () => {
    expect(breadthOf(by(AKS, "claims['aud'] eq 'x'"), NOBODY).known).toBe(false);
  });

  test("how an issuer that nobody knows writes its subjects is not asked", () => {
    const unread = federatedCredential({ issuer: known("https://evil.example"), subject: unknown(denied) });
    expect(breadthOf(unread, NOBODY)).toEqual(known(undefined));
  });

  test("what was not read stays open", () => {
    const gap = unknown(denied);
    expect(breadthOf(federatedCredential({ issuer: gap }), NOBODY)).toEqual(gap);
    expect(breadthOf(federatedCredential({ subject: gap }), NOBODY)).toEqual(gap);
    const hidden = federatedCredential({ subject: known(null), claimsMatchingExpression: gap });
    expect(breadthOf(hidden, NOBODY)).toEqual(gap);
    // An expression has no say where there is a subject.
    expect(breadthOf(federatedCredential({ claimsMatchingExpression: gap }), NOBODY)).toEqual(known(null));
  });
});

describe("properties of subjects on GitHub", () => {
  // So few that wildcards often match another one.
  const name = fc.stringMatching(/^[ab]{1,2}$/);
  const context = fc.oneof(
    name.map((one) => `environment:${one}`),
    name.map((one) => `ref:refs/heads/${one}`),
    name.map((one) => `ref:refs/tags/${one}`),
  );
  const subject = fc
    .record({ owner: name, repository: name, context })
    .map((parts) => ({ ...parts, text: `repo:${parts.owner}/${parts.repository}:${parts.context}` }));
  const isNarrow = (federation: Federation): boolean => {
    const breadth = breadthOf(federation, NOBODY);
    expect(breadth.known).toBe(true);
    return breadth.known && breadth.value === null;
  };
  const matching = (pattern: string) => by(GITHUB, `claims['sub'] matches '${pattern}'`);

  /** Wildcards in place of any stretches of a subject. */
  const cut = fc.tuple(fc.nat(32), fc.oneof(fc.nat(3), fc.nat(32)), fc.constantFrom("*", "?"));
  const wild = fc
    .tuple(subject, fc.array(cut, { minLength: 1, maxLength: 2 }))
    .map(([{ text, ...parts }, cuts]) => ({
      ...parts,
      text,
      pattern: cuts.reduce((all, [at, size, sign]) => all.slice(0, at) + sign + all.slice(at + size), text),
    }));
  const matches = (pattern: string, text: string): boolean => {
    const source = pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    return new RegExp(`^${source}$`, "s").test(text);
  };

  test("a narrow expression lets no other repository in, and no pull request", () => {
    fc.assert(
      fc.property(wild, subject, ({ pattern, owner, repository, context: own }, other) => {
        if (!isNarrow(matching(pattern))) return;
        expect(matches(pattern, `repo:${owner}/${repository}:pull_request`)).toBe(false);
        if (other.owner === owner && other.repository === repository) return;
        expect(matches(pattern, other.text)).toBe(false);
        expect(matches(pattern, `repo:${other.owner}/${other.repository}:${own}`)).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  test("a wildcard never makes it narrower", () => {
    fc.assert(
      fc.property(wild, ({ pattern, text }) => {
        expect(isNarrow(matching(text)) || !isNarrow(matching(pattern))).toBe(true);
      }),
    );
  });

  test("eq is a plain subject, whatever is in it", () => {
    const any = fc
      .oneof(
        subject.map(({ text }) => text),
        wild.map(({ pattern }) => pattern),
        fc.string(),
      )
      .filter((text) => !/['\n]/.test(text));
    fc.assert(
      fc.property(any, (text) => {
        const equal = breadthOf(by(GITHUB, `claims['sub'] eq '${text}'`), NOBODY);
        expect(equal).toEqual(breadthOf(from(GITHUB, text), NOBODY));
      }),
    );
  });

  test("nothing that is written into a credential makes it throw", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      subject.map((one) => one.text),
    );
    fc.assert(
      fc.property(text, text, fc.boolean(), (issuer, terms, plain) => {
        const federation = plain ? from(issuer, terms) : by(GITHUB, terms);
        expect(trustOf(federation, known(OWN), { ...NOBODY, issuers: [terms] })).toBeDefined();
        expect(breadthOf(federation, { ...NOBODY, issuers: [issuer] })).toBeDefined();
      }),
    );
    const long = `repo:${"a:".repeat(200_000)}`;
    expect(breadthOf(from(GITHUB, long), NOBODY)).toEqual(known("more than one repository"));
    expect(claimsOf(by(GITHUB, `claims['sub'] eq '${"a ".repeat(200_000)}`)).known).toBe(false);
  });
});

describe("claims", () => {
  const entries = (federation: Federation): Known<unknown> => {
    const claims = claimsOf(federation);
    return claims.known ? known([...claims.value]) : claims;
  };

  test("of a subject, its parts and the whole", () => {
    expect(entries(from(GITHUB, "repo:contoso/shop:pull_request:x"))).toEqual(
      known([
        ["repo", "contoso/shop"],
        ["pull_request", ""],
        ["x", ""],
        ["sub", "repo:contoso/shop:pull_request:x"],
      ]),
    );
  });

  test("of an expression: wildcards behind matches, characters behind eq", () => {
    expect(entries(by(GITHUB, " claims['sub'] matches 'a:*' and claims['x'] eq '*?' "))).toEqual(
      known([
        ["a", "*"],
        ["sub", "a:*"],
        ["x", "__"],
      ]),
    );
  });

  test.each([
    "",
    "*",
    "claims['sub'] like 'x'",
    "claims['sub'] eq 'it''s'",
    "claims['sub'] eq 'a' or claims['sub'] eq 'b'",
    "claims['sub'] eq 'a' and",
    "x claims['sub'] eq 'a'",
    "claims[‘sub’] eq ‘a’",
  ])("%j is not understood, and nothing is made of a part of it", (expression) => {
    const federation = by(GITHUB, expression);
    expect(claimsOf(federation)).toEqual(
      unknown({
        reason: "unsupported",
        scope: federation.id,
        request: "GET federatedIdentityCredentials",
        detail: `the expression ${JSON.stringify(expression)} is not understood`,
      }),
    );
  });

  test("neither of them", () => {
    const federation = federatedCredential({ subject: known(null) });
    expect(claimsOf(federation)).toEqual(
      unknown({
        reason: "malformed",
        scope: federation.id,
        request: "GET federatedIdentityCredentials",
        detail: "neither a subject nor an expression",
      }),
    );
  });

  test("as they were written", () => {
    expect(acceptedBy(from(GITHUB, "a*"))).toBe('subject "a*"');
    expect(acceptedBy(by(GITHUB, "b*"))).toBe('expression "b*"');
    expect(acceptedBy(federatedCredential({ subject: known(null) }))).toBe("subject, which was not read");
    const gap = unknown(denied);
    expect(acceptedBy(federatedCredential({ subject: gap, claimsMatchingExpression: gap }))).toBe(
      "subject, which was not read",
    );
  });
});
