import check from "../../../checks/credentials/federated-credential-unknown-issuer.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { FederatedIdentityCredential } from "../../../src/inventory/sections.ts";
import { TENANT } from "../build.ts";
import {
  application,
  applicationId,
  federatedCredential,
  FOREIGN_TENANT,
  graphDenied,
  role,
  servicePrincipal,
} from "../build-entra.ts";
import { tenant } from "../build-policies.ts";
import { checkTable } from "../check-table.ts";

const OWN = TENANT.slice("/tenants/".length);
const CLUSTER = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
const rest = ["any-network", "broad-federation", "unknown-logging"] as const;
const denied = graphDenied("Application.Read.All");
const contoso = { github: { organizations: ["Contoso"] } };

const from = (issuer: string, subject = "x"): FederatedIdentityCredential =>
  federatedCredential({ issuer: known(issuer), subject: known(subject) });
const evil = from("https://evil.example/");
const message =
  'Federated credential "deploy" of "billing" trusts the unknown issuer "https://evil.example/".';
const github = federatedCredential();
const unlisted =
  'Federated credential "deploy" of "billing" trusts GitHub, subject "repo:contoso/shop:environment:production", whose organization the settings do not list.';
const entra = (id: string) => from(`https://login.microsoftonline.com/${id}/v2.0`, CLUSTER);
const cluster = (id: string) =>
  from(`https://westeurope.oic.prod-aks.azure.com/${id}/${CLUSTER}/`, "system:serviceaccount:web:shop");

checkTable(
  check,
  [
    ["the typical case", evil, { fail: message, severity: "high", factors: ["tier-one", ...rest] }],
    [
      "it leads to Global Administrator",
      evil,
      { fail: message, severity: "high", factors: ["tier-zero", ...rest] },
      { appRoleAssignments: [role("Directory.ReadWrite.All")] },
    ],
    [
      "of an application without a permission",
      evil,
      { fail: message, severity: "low", factors: ["tier-three", ...rest] },
      { appRoleAssignments: [] },
    ],
    [
      "of an application that was never used here",
      evil,
      { fail: message, severity: "low", factors: ["tier-three", ...rest] },
      { servicePrincipals: [] },
    ],
    [
      "of an application whose permissions were not read",
      evil,
      { fail: message, severity: "medium", factors: ["unknown-privilege", ...rest] },
      { servicePrincipals: [], gaps: { servicePrincipals: [denied] } },
    ],
    [
      "of an application that is disabled",
      evil,
      { fail: message, severity: "medium", factors: ["tier-one", ...rest, "disabled"] },
      { servicePrincipals: [servicePrincipal({ accountEnabled: known(false) })] },
    ],
    [
      "a host that only looks like GitHub's",
      from(
        "https://token.actions.githubusercontent.com.evil.example",
        "repo:contoso/shop:environment:production",
      ),
      {
        fail: /trusts the unknown issuer "https:\/\/token\.actions/,
        severity: "high",
        factors: ["tier-one", ...rest],
      },
      { settings: contoso },
    ],
    [
      "a user that only looks like a host",
      from("https://gitlab.com@evil.example"),
      {
        fail: /trusts the unknown issuer "https:\/\/gitlab\.com@evil/,
        severity: "high",
        factors: ["tier-one", ...rest],
      },
    ],
    [
      "no TLS",
      from("http://gitlab.com"),
      { fail: /trusts the unknown issuer "http:/, severity: "high", factors: ["tier-one", ...rest] },
    ],
    [
      "Google, which gives tokens to everybody",
      from("https://accounts.google.com", "112633961854638529490"),
      {
        fail: /trusts the unknown issuer "https:\/\/accounts/,
        severity: "high",
        factors: ["tier-one", ...rest],
      },
    ],
    [
      "an issuer that was seen, though its subject and the tenant were not",
      federatedCredential({ issuer: known("https://evil.example/"), subject: unknown(denied) }),
      { fail: message, severity: "high", factors: ["tier-one", ...rest] },
      { tenants: [], gaps: { tenants: [denied] } },
    ],
    [
      "another tenant, of an application without a permission",
      entra(FOREIGN_TENANT),
      {
        fail: `Federated credential "deploy" of "billing" trusts "https://login.microsoftonline.com/${FOREIGN_TENANT}/v2.0" of another tenant.`,
        severity: "high",
        factors: ["tier-three", "foreign-trust", ...rest],
        limits: ["cap:impact"],
      },
      { appRoleAssignments: [] },
    ],
    [
      "a cluster of another tenant",
      cluster(FOREIGN_TENANT),
      { fail: /", a cluster of another tenant\.$/, severity: "high", factors: ["tier-one", ...rest] },
    ],
    [
      "GitHub, whose organization is not in the settings",
      github,
      { fail: unlisted, severity: "medium", factors: ["tier-one", ...rest], limits: ["ceiling:medium"] },
      { guard: true },
    ],
    [
      "GitHub, and another organization is in the settings",
      github,
      { fail: unlisted, severity: "medium", factors: ["tier-one", ...rest], limits: ["ceiling:medium"] },
      { settings: { github: { organizations: ["contoso-labs", "fabrikam"] } } },
    ],
    [
      "GitHub, and the permissions were not read",
      github,
      { fail: unlisted, severity: "medium", factors: ["unknown-privilege", ...rest] },
      { appRoleAssignments: [], gaps: { appRoleAssignments: [denied] } },
    ],
    [
      "GitHub, and no permission of tier 0 or 1",
      github,
      { fail: unlisted, severity: "low", factors: ["tier-two", ...rest], limits: ["ceiling:low"] },
      { appRoleAssignments: [role("User.Read.All")] },
    ],

    ["GitHub, and the organization is in the settings", github, "pass", { settings: contoso, guard: true }],
    [
      "GitHub under the name of an enterprise",
      from(
        "https://token.actions.githubusercontent.com/contoso-group",
        "repo:contoso@1/shop@2:ref:refs/heads/main",
      ),
      "pass",
      { settings: contoso, guard: true },
    ],
    [
      "GitHub, an expression",
      federatedCredential({
        subject: known(null),
        claimsMatchingExpression: known(
          "claims['sub'] matches 'repo:contoso/*' and claims['repository_id'] eq '1'",
        ),
      }),
      "pass",
      { settings: contoso },
    ],
    ["the own tenant", entra(OWN), "pass", { guard: true }],
    [
      "the own tenant, as older tokens spell it",
      from(`https://sts.windows.net/${OWN.toUpperCase()}/`),
      "pass",
    ],
    ["a cluster of the own tenant", cluster(OWN), "pass", { guard: true }],
    [
      "GitLab",
      from("https://gitlab.com", "project_path:contoso/shop:ref_type:branch:ref:main"),
      "pass",
      { guard: true },
    ],
    ["Terraform", from("https://app.terraform.io"), "pass", { guard: true }],
    [
      "Azure DevOps",
      from(`https://vstoken.dev.azure.com/${CLUSTER}`, "sc://contoso/shop/prod"),
      "pass",
      { guard: true },
    ],
    [
      "one of the settings",
      from("https://spiffe.contoso.example/eu"),
      "pass",
      { settings: { issuers: ["https://spiffe.contoso.example/*"] }, guard: true },
    ],
    [
      "GitLab, and nothing else was read",
      from("https://gitlab.com"),
      "pass",
      { tenants: [], servicePrincipals: [], gaps: { tenants: [denied], servicePrincipals: [denied] } },
    ],
    ["the application is gone", evil, "not-applicable", { applications: [] }],

    ["the issuer was not read", federatedCredential({ issuer: unknown(denied) }), { notAssessed: [denied] }],
    [
      "GitHub, and the subject was not read",
      federatedCredential({ subject: unknown(denied) }),
      { notAssessed: [denied] },
      { settings: contoso },
    ],
    [
      "GitHub, and v1.0 hides the expression",
      federatedCredential({ subject: known(null), claimsMatchingExpression: unknown(denied) }),
      { notAssessed: [denied] },
      { settings: contoso },
    ],
    [
      "Entra, and the own tenant is not known",
      entra(OWN),
      { notAssessed: [denied] },
      { tenants: [], gaps: { tenants: [denied] } },
    ],
    [
      "a cluster, and the own tenant is not known",
      cluster(OWN),
      {
        notAssessed: [
          {
            reason: "failed",
            scope: "/",
            request: "section tenants",
            detail: "the scan does not know its own tenant",
          },
        ],
      },
      { tenants: [] },
    ],
    [
      "the application was not read",
      evil,
      { notAssessed: [denied] },
      { applications: [application({ name: "other" })], gaps: { applications: [denied] } },
    ],
    [
      "other applications were not read",
      evil,
      { fail: message, severity: "high", factors: ["tier-one", ...rest] },
      { gaps: { applications: [{ ...denied, scope: applicationId("other") }] } },
    ],
  ],
  {
    given: {
      tenants: [tenant()],
      applications: [application({ name: "other" }), application()],
      servicePrincipals: [servicePrincipal({ name: "other" }), servicePrincipal()],
      appRoleAssignments: [role("Mail.Read")],
    },
  },
);
