import check from "../../../checks/credentials/federated-credential-broad-subject.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { FederatedIdentityCredential } from "../../../src/inventory/sections.ts";
import { TENANT } from "../build.ts";
import {
  application,
  federatedCredential,
  FOREIGN_TENANT,
  graphDenied,
  role,
  servicePrincipal,
} from "../build-entra.ts";
import { checkTable } from "../check-table.ts";

const OWN = TENANT.slice("/tenants/".length);
const OBJECT = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
const factors = ["tier-one", "any-network", "broad-federation", "unknown-logging"] as const;
const denied = graphDenied("Application.Read.All");

const of = (subject: string, issuer?: string): FederatedIdentityCredential =>
  federatedCredential({
    subject: known(subject),
    ...(issuer === undefined ? {} : { issuer: known(issuer) }),
  });
const by = (expression: string): FederatedIdentityCredential =>
  federatedCredential({ subject: known(null), claimsMatchingExpression: known(expression) });
const pull = of("repo:contoso/shop:pull_request");
const message =
  'Federated credential "deploy" of "billing" accepts any pull request by its subject "repo:contoso/shop:pull_request".';

checkTable(
  check,
  [
    ["the typical case", pull, { fail: message, severity: "high", factors }],
    [
      "neither environment nor branch",
      of("repo:contoso/shop:actor:ada"),
      {
        fail: /accepts any branch, tag or environment by its subject "repo:contoso\/shop:actor:ada"\.$/,
        severity: "high",
        factors,
      },
    ],
    [
      "no repository",
      of("repository_owner:contoso:environment:production"),
      { fail: /accepts more than one repository by its subject/, severity: "high", factors },
    ],
    [
      "an expression for every repository",
      by("claims['sub'] matches 'repo:contoso/*:environment:production'"),
      {
        fail: `Federated credential "deploy" of "billing" accepts more than one repository by its expression "claims['sub'] matches 'repo:contoso/*:environment:production'".`,
        severity: "high",
        factors,
      },
    ],
    [
      "an expression for every branch",
      by("claims['sub'] matches 'repo:contoso/shop:ref:refs/heads/*' and claims['repository_id'] eq '42'"),
      { fail: /accepts any branch, tag or environment by its expression/, severity: "high", factors },
    ],
    [
      "any branch on GitLab",
      of("project_path:contoso/shop:ref_type:branch", "https://gitlab.com"),
      { fail: /accepts any branch or tag/, severity: "high", factors },
    ],
    [
      "any workspace of Terraform",
      of("organization:contoso:project:p", "https://app.terraform.io"),
      { fail: /accepts any workspace/, severity: "high", factors },
    ],
    [
      "a GitLab of one's own",
      of("project_path:contoso/shop", "https://gitlab.contoso.example"),
      { fail: /accepts any branch or tag/, severity: "high", factors },
      { settings: { issuers: ["https://gitlab.contoso.example"] } },
    ],
    [
      "no permission",
      pull,
      {
        fail: message,
        severity: "low",
        factors: ["tier-three", "any-network", "broad-federation", "unknown-logging"],
      },
      { appRoleAssignments: [] },
    ],
    [
      "permissions not read",
      pull,
      {
        fail: message,
        severity: "medium",
        factors: ["unknown-privilege", "any-network", "broad-federation", "unknown-logging"],
      },
      { appRoleAssignments: [], gaps: { appRoleAssignments: [denied] } },
    ],
    [
      "sign-in is disabled",
      pull,
      { fail: message, severity: "medium", factors: [...factors, "disabled"] },
      { servicePrincipals: [servicePrincipal({ accountEnabled: known(false) })] },
    ],

    ["an environment", of("repo:contoso/shop:environment:production"), "pass"],
    ["a branch", of("repo:contoso/shop:ref:refs/heads/main"), "pass"],
    [
      "a star in a plain subject, which matches a star",
      of("repo:contoso/shop:ref:refs/heads/*"),
      "pass",
      { guard: true },
    ],
    ["a star behind eq", by("claims['sub'] eq 'repo:contoso/*:environment:*'"), "pass", { guard: true }],
    [
      "a wildcard that finishes a name",
      by("claims['sub'] matches 'repo:contoso/shop:ref:refs/tags/v*'"),
      "pass",
      { guard: true },
    ],
    [
      "every branch, and one workflow",
      by(
        "claims['sub'] matches 'repo:contoso/shop:ref:refs/heads/*' and claims['job_workflow_ref'] matches 'contoso/ci/.github/workflows/*.yml@refs/heads/main'",
      ),
      "pass",
      { guard: true },
    ],
    [
      "a branch on GitLab",
      of("project_path:contoso/shop:ref_type:branch:ref:main", "https://gitlab.com"),
      "pass",
    ],
    [
      "a workspace of Terraform",
      of("organization:contoso:project:p:workspace:w:run_phase:apply", "https://app.terraform.io"),
      "pass",
    ],
    [
      "a service account",
      of("system:serviceaccount:web:shop", `https://eastus.oic.prod-aks.azure.com/${OWN}/${OBJECT}/`),
      "pass",
      { guard: true },
    ],
    [
      "a service connection",
      of("sc://contoso/shop/prod", `https://vstoken.dev.azure.com/${OBJECT}`),
      "pass",
      { guard: true },
    ],
    [
      "a managed identity",
      of(OBJECT, `https://login.microsoftonline.com/${OWN}/v2.0`),
      "pass",
      { guard: true },
    ],
    [
      "one of another tenant, which the other check speaks of",
      of(OBJECT, `https://sts.windows.net/${FOREIGN_TENANT}/`),
      "pass",
    ],
    [
      "an issuer that nobody knows",
      of("repo:contoso/shop:pull_request", "https://evil.example"),
      "not-applicable",
      { guard: true },
    ],
    ["the application is gone", pull, "not-applicable", { applications: [] }],

    ["the issuer was not read", federatedCredential({ issuer: unknown(denied) }), { notAssessed: [denied] }],
    [
      "the subject was not read",
      federatedCredential({ subject: unknown(denied) }),
      { notAssessed: [denied] },
    ],
    [
      "v1.0 hides the expression",
      federatedCredential({ subject: known(null), claimsMatchingExpression: unknown(denied) }),
      { notAssessed: [denied] },
    ],
    [
      "an expression that is not understood",
      by("claims['sub'] like 'x'"),
      {
        notAssessed: [
          {
            reason: "unsupported",
            scope: federatedCredential().id,
            request: "GET federatedIdentityCredentials",
            detail: `the expression "claims['sub'] like 'x'" is not understood`,
          },
        ],
      },
    ],
    [
      "a subject of an issuer of one's own, in a form that nobody knows",
      of("spiffe://contoso.example/shop", "https://spiffe.contoso.example"),
      "not-assessed",
      { settings: { issuers: ["https://spiffe.contoso.example"] } },
    ],
    [
      "the application was not read",
      pull,
      { notAssessed: [denied] },
      { applications: [application({ name: "other" })], gaps: { applications: [denied] } },
    ],
  ],
  {
    given: {
      applications: [application()],
      servicePrincipals: [servicePrincipal()],
      appRoleAssignments: [role("Mail.Read")],
    },
  },
);
