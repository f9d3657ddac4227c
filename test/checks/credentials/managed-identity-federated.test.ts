import check from "../../../checks/credentials/managed-identity-federated.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { SUBSCRIPTION, TENANT } from "../build.ts";
import { identityCredential, identityId, userAssignedIdentity } from "../build-credentials.ts";
import {
  AZURE_OWNER,
  AZURE_READER,
  azureRole,
  FOREIGN_TENANT,
  graphDenied,
  guid,
  managedIdentity,
  role,
} from "../build-entra.ts";
import { entraSetting } from "../build-logging.ts";
import { tenant } from "../build-policies.ts";
import { checkTable, type Given } from "../check-table.ts";

const OWN = TENANT.slice("/tenants/".length);
const CLUSTER = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
const HOLDER = guid("sp", "vm-identity");
const GITHUB = "https://token.actions.githubusercontent.com";
const rest = ["any-network", "broad-federation", "unknown-logging"] as const;
const denied = graphDenied("Application.Read.All");
const contoso = { github: { organizations: ["contoso"] } };

const aks = (tenantId: string, subject = "system:serviceaccount:web:shop") =>
  identityCredential(`https://eastus.oic.prod-aks.azure.com/${tenantId}/${CLUSTER}/`, subject);
const own = aks(OWN);
const evil = identityCredential("https://evil.example", "anything");
const stranger = 'Federated credential "fic" of "id-web" trusts the unknown issuer "https://evil.example"';
const unprivileged: Given = { appRoleAssignments: [], roleAssignments: [] };
const owner: Given = {
  roleAssignments: [azureRole(AZURE_OWNER, HOLDER)],
  roleDefinitions: [AZURE_OWNER],
};
const ofRole = [role("Mail.Read", { holder: "vm-identity" })];

checkTable(
  check,
  [
    [
      "the typical case",
      evil,
      {
        fail: `${stranger} and opens "Mail.Read" to tokens from outside.`,
        severity: "high",
        factors: ["tier-one", ...rest],
      },
      { appRoleAssignments: ofRole },
    ],
    [
      "sign-ins of applications are exported, and not its own",
      evil,
      {
        fail: `${stranger}.`,
        severity: "low",
        factors: ["tier-three", "any-network", "broad-federation", "partly-logged"],
      },
      { entraDiagnosticSettings: [entraSetting(["AuditLogs", "ServicePrincipalSignInLogs"])] },
    ],
    [
      "its own are exported",
      evil,
      { fail: `${stranger}.`, severity: "low", factors: ["tier-three", "any-network", "broad-federation"] },
      { entraDiagnosticSettings: [entraSetting(["AuditLogs", "ManagedIdentitySignInLogs"])] },
    ],
    [
      "an unknown issuer, and no power",
      evil,
      { fail: `${stranger}.`, severity: "low", factors: ["tier-three", ...rest] },
    ],
    [
      "an unknown issuer, and a role that reads",
      evil,
      { fail: `${stranger}.`, severity: "medium", factors: ["tier-two", ...rest] },
      { roleAssignments: [azureRole(AZURE_READER, HOLDER)], roleDefinitions: [AZURE_READER] },
    ],
    [
      "an unknown issuer, and nothing else was read",
      identityCredential("https://evil.example", "", { subject: unknown(denied) }),
      { fail: `${stranger}.`, severity: "medium", factors: ["unknown-privilege", ...rest] },
      { tenants: [], servicePrincipals: [], gaps: { tenants: [denied], servicePrincipals: [denied] } },
    ],
    [
      "a cluster of another tenant",
      aks(FOREIGN_TENANT),
      {
        fail: `Federated credential "fic" of "id-web" trusts "https://eastus.oic.prod-aks.azure.com/${FOREIGN_TENANT}/${CLUSTER}/", a cluster of another tenant.`,
        severity: "low",
        factors: ["tier-three", ...rest],
      },
    ],
    [
      "another tenant",
      identityCredential(`https://sts.windows.net/${FOREIGN_TENANT}/`, CLUSTER),
      {
        fail: `Federated credential "fic" of "id-web" trusts "https://sts.windows.net/${FOREIGN_TENANT}/" of another tenant.`,
        severity: "high",
        factors: ["tier-three", "foreign-trust", ...rest],
        limits: ["cap:impact"],
      },
    ],
    [
      "any pull request",
      identityCredential(GITHUB, "repo:contoso/shop:pull_request"),
      {
        fail: 'Federated credential "fic" of "id-web" accepts any pull request by its subject "repo:contoso/shop:pull_request".',
        severity: "low",
        factors: ["tier-three", ...rest],
      },
      { settings: contoso },
    ],
    [
      "any pull request of an organization that nobody lists, and power",
      identityCredential(GITHUB, "repo:evil/shop:pull_request"),
      {
        fail: /trusts GitHub, subject "repo:evil\/shop:pull_request", whose organization the settings do not list and accepts any pull request by its subject "[^"]+" and opens "Owner" to tokens from outside\.$/,
        severity: "high",
        factors: ["tier-one", ...rest],
      },
      owner,
    ],
    [
      "a branch of an organization that nobody lists",
      identityCredential(GITHUB, "repo:evil/shop:ref:refs/heads/main"),
      {
        fail: /whose organization the settings do not list and opens "Owner"/,
        severity: "medium",
        factors: ["tier-one", ...rest],
        limits: ["ceiling:medium"],
      },
      { ...owner, guard: true },
    ],
    [
      "the own cluster, and Owner of the subscription",
      own,
      {
        fail: 'Federated credential "fic" of "id-web" opens "Owner" to tokens from outside.',
        severity: "medium",
        factors: ["tier-one", "any-network", "federated-credential", "unknown-logging"],
      },
      owner,
    ],
    [
      "Owner, and neither tenant nor subject were read",
      identityCredential(`https://sts.windows.net/${OWN}/`, "", { subject: unknown(denied) }),
      {
        fail: /^Federated credential "fic" of "id-web" opens "Owner"/,
        severity: "medium",
        factors: ["tier-one", "any-network", "unknown-credential", "unknown-logging"],
      },
      { ...owner, tenants: [], gaps: { tenants: [denied] } },
    ],

    ["the own cluster", own, "pass", { guard: true }],
    [
      "the own cluster, and a role in one resource group",
      own,
      "pass",
      {
        roleAssignments: [azureRole(AZURE_OWNER, HOLDER, { scope: `${SUBSCRIPTION}/resourceGroups/rg` })],
        roleDefinitions: [AZURE_OWNER],
        guard: true,
      },
    ],
    [
      "a branch of the own organization",
      identityCredential(GITHUB, "repo:contoso/shop:ref:refs/heads/main"),
      "pass",
      { settings: contoso, guard: true },
    ],
    [
      "a star in a plain subject",
      identityCredential(GITHUB, "repo:contoso/shop:ref:refs/heads/*"),
      "pass",
      { settings: contoso, guard: true },
    ],
    ["the identity is gone", evil, "not-applicable", { userAssignedIdentities: [] }],

    [
      "the issuer was not read",
      identityCredential("", "x", { issuer: unknown(denied) }),
      { notAssessed: [denied] },
    ],
    [
      "the subject was not read",
      identityCredential("https://gitlab.com", "x", { subject: unknown(denied) }),
      { notAssessed: [denied] },
    ],
    ["a subject that no cluster gives", aks(OWN, "shop"), "not-assessed"],
    [
      "the own tenant is not known",
      own,
      { notAssessed: [denied] },
      { tenants: [], gaps: { tenants: [denied] } },
    ],
    [
      "its principal was not read",
      own,
      { notAssessed: [denied] },
      { userAssignedIdentities: [userAssignedIdentity({ principalId: unknown(denied) })] },
    ],
    [
      "its principal was not listed",
      own,
      { notAssessed: [denied] },
      { servicePrincipals: [], gaps: { servicePrincipals: [denied] } },
    ],
    ["its power was not read", own, { notAssessed: [denied] }, { gaps: { roleAssignments: [denied] } }],
    [
      "the identity was not read",
      evil,
      { notAssessed: [denied] },
      {
        userAssignedIdentities: [userAssignedIdentity({ id: identityId("other"), name: "other" })],
        gaps: { userAssignedIdentities: [denied] },
      },
    ],
  ],
  {
    given: {
      ...unprivileged,
      tenants: [tenant()],
      userAssignedIdentities: [
        userAssignedIdentity({ name: "other", principalId: known(null) }),
        userAssignedIdentity(),
      ],
      servicePrincipals: [managedIdentity()],
    },
  },
);
