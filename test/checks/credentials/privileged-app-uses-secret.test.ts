import check from "../../../checks/credentials/privileged-app-uses-secret.ts";
import { DEFAULT_SETTINGS } from "../../../src/config.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { credential, credentialActivity } from "../build-credentials.ts";
import {
  AZURE_OWNER,
  AZURE_READER,
  azureRole,
  certificate,
  foreignPrincipal,
  graphDenied,
  guid,
  principalId,
  role,
  servicePrincipal,
  signInActivity,
} from "../build-entra.ts";
import { checkTable, type Given } from "../check-table.ts";

const secret = credential();
const cert = credential({ kind: "certificate", name: "CN=x" });
const message = 'Secret "ci" of "billing" gives "Mail.Read" to whoever has read it.';
const factors = ["tier-one", "any-network", "secret", "unknown-logging"] as const;
const denied = graphDenied("Application.Read.All");
const report = graphDenied("AuditLog.Read.All", "GET /beta/reports/appCredentialSignInActivities");

const usedOn = (date: string | null) =>
  credentialActivity({ keyId: guid("key", "CN=x"), lastSignIn: known(date) });
const neverUsed = {
  fail: 'Certificate "CN=x" of "billing" gives "Mail.Read" and was never used.',
  severity: "high",
  factors: ["tier-one", "any-network", "certificate", "never-used", "unknown-logging"],
} as const;
const dormant = signInActivity({ lastSignIn: known("2025-09-01T00:00:00Z") });
const others = [signInActivity({ appId: guid("appid", "other") })];
const foreign = foreignPrincipal();
const onForeign = (over: Parameters<typeof foreignPrincipal>[0]): Given => ({
  servicePrincipals: [foreignPrincipal(over)],
  appRoleAssignments: [role("Mail.Read", { holder: foreign.name })],
});
const atForeign = credential({
  on: "service-principal",
  ownerId: principalId(foreign.name),
  appId: foreign.appId,
});

checkTable(
  check,
  [
    ["the typical case", secret, { fail: message, severity: "medium", factors }],
    [
      "it leads to Global Administrator",
      secret,
      {
        fail: 'Secret "ci" of "billing" gives "Directory.ReadWrite.All" to whoever has read it.',
        severity: "high",
        factors: ["tier-zero", "any-network", "secret", "unknown-logging"],
      },
      { appRoleAssignments: [role("Mail.Read"), role("Directory.ReadWrite.All")] },
    ],
    [
      "Owner of a subscription",
      secret,
      {
        fail: 'Secret "ci" of "billing" gives "Owner" to whoever has read it.',
        severity: "medium",
        factors,
      },
      { appRoleAssignments: [], roleAssignments: [azureRole(AZURE_OWNER)], roleDefinitions: [AZURE_OWNER] },
    ],
    [
      "a symmetric key",
      credential({ kind: "symmetric-key" }),
      { fail: /^Symmetric key "ci" of "billing" gives/, severity: "medium", factors },
    ],
    [
      "a secret on the service principal",
      credential({ on: "service-principal" }),
      {
        fail: 'Secret "ci" of the service principal "billing" gives "Mail.Read" to whoever has read it.',
        severity: "high",
        factors: ["tier-one", "any-network", "service-principal-credential", "unknown-logging"],
      },
    ],
    [
      "a secret, and other permissions and the reports were not read",
      secret,
      { fail: message, severity: "medium", factors },
      {
        gaps: {
          roleAssignments: [denied],
          appCredentialSignInActivities: [report],
          servicePrincipalSignInActivities: [report],
        },
      },
    ],
    [
      "a secret of an application that nobody uses",
      secret,
      { fail: message, severity: "medium", factors },
      { servicePrincipalSignInActivities: [dormant] },
    ],
    [
      "an application that is disabled",
      secret,
      { fail: message, severity: "low", factors: [...factors, "disabled"] },
      { servicePrincipals: [servicePrincipal({ accountEnabled: known(false) })] },
    ],

    ["a certificate that was never used", cert, neverUsed],
    [
      "a certificate without a date in the report",
      cert,
      neverUsed,
      { appCredentialSignInActivities: [usedOn(null)] },
    ],
    [
      "a certificate that is not used any more",
      cert,
      {
        fail: 'Certificate "CN=x" of "billing" gives "Mail.Read" and has not been used since 2025-09-30.',
        severity: "high",
        factors: ["tier-one", "any-network", "certificate", "unused-90-days", "unknown-logging"],
      },
      { appCredentialSignInActivities: [usedOn("2025-09-30T08:00:00Z")] },
    ],
    [
      "a certificate that was used within 90 days, and the settings allow fewer",
      cert,
      {
        fail: /has not been used since 2025-11-01\.$/,
        severity: "medium",
        factors: ["tier-one", "any-network", "certificate", "unknown-logging"],
      },
      {
        appCredentialSignInActivities: [usedOn("2025-11-01T00:00:00Z")],
        settings: { days: { ...DEFAULT_SETTINGS.days, dormant: 30 } },
      },
    ],
    [
      "a certificate that was never used, and whether the application is was not read",
      cert,
      neverUsed,
      { servicePrincipalSignInActivities: [], gaps: { servicePrincipalSignInActivities: [report] } },
    ],
    [
      "a certificate that was never used, in an application that is too new to be dormant",
      cert,
      neverUsed,
      {
        servicePrincipals: [servicePrincipal({ createdDateTime: known("2025-12-20T00:00:00Z") })],
        servicePrincipalSignInActivities: others,
      },
    ],

    [
      "a certificate in use",
      cert,
      "pass",
      { appCredentialSignInActivities: [usedOn("2025-10-03T00:00:00Z")], guard: true },
    ],
    [
      "a certificate in use, and the report was cut",
      cert,
      "pass",
      {
        appCredentialSignInActivities: [usedOn("2025-12-31T00:00:00Z")],
        gaps: { appCredentialSignInActivities: [report] },
      },
    ],
    [
      "a certificate that is new",
      credential({ kind: "certificate", name: "CN=x", startDateTime: "2025-10-03T00:00:00Z" }),
      "pass",
      { guard: true },
    ],
    ["no permission", secret, "pass", { appRoleAssignments: [], guard: true }],
    [
      "a role that reads",
      secret,
      "pass",
      {
        appRoleAssignments: [],
        roleAssignments: [azureRole(AZURE_READER)],
        roleDefinitions: [AZURE_READER],
        guard: true,
      },
    ],
    ["no service principal", secret, "pass", { servicePrincipals: [] }],
    [
      "a certificate that was never used, in an application that nobody uses: privileged-app-dormant",
      cert,
      "not-applicable",
      { servicePrincipalSignInActivities: [dormant], guard: true },
    ],
    [
      "a certificate that was never used, in an application that never signed in",
      cert,
      "not-applicable",
      { servicePrincipalSignInActivities: others, guard: true },
    ],
    ["expired", credential({ endDateTime: "2025-12-31T00:00:00Z" }), "not-applicable", { guard: true }],
    [
      "part of a SAML certificate",
      credential({ on: "service-principal", signsSaml: true }),
      "not-applicable",
    ],
    [
      "signs the tokens of SAML",
      credential({ on: "service-principal", kind: "certificate", usage: "Sign" }),
      "not-applicable",
      { guard: true },
    ],
    ["another tenant's application", atForeign, "not-applicable", { ...onForeign({}), guard: true }],
    [
      "an application that Graph names no owner of",
      atForeign,
      "not-applicable",
      onForeign({ owner: "unknown", appOwnerOrganizationId: known(null) }),
    ],

    [
      "an application whose owner was not read",
      atForeign,
      { notAssessed: [graphDenied("owner")] },
      onForeign({ owner: "unknown", appOwnerOrganizationId: unknown(graphDenied("owner")) }),
    ],
    [
      "permissions not read",
      secret,
      { notAssessed: [denied] },
      { appRoleAssignments: [], gaps: { oauth2PermissionGrants: [denied] } },
    ],
    [
      "service principals not read",
      secret,
      { notAssessed: [denied] },
      { servicePrincipals: [], gaps: { servicePrincipals: [denied] } },
    ],
    [
      "a certificate, and the report was not read",
      cert,
      { notAssessed: [report] },
      { gaps: { appCredentialSignInActivities: [report] } },
    ],
    [
      "a certificate, and the report is empty",
      cert,
      {
        notAssessed: [
          {
            reason: "unsupported",
            scope: cert.id,
            request: "GET /beta/reports/appCredentialSignInActivities",
            detail: "the report is empty",
          },
        ],
      },
      { appCredentialSignInActivities: [], guard: true },
    ],
    [
      "a certificate that was never used, and the application's report is empty",
      cert,
      neverUsed,
      { servicePrincipalSignInActivities: [] },
    ],
    [
      "a certificate, and its date in the report was not read",
      cert,
      { notAssessed: [report] },
      { appCredentialSignInActivities: [{ ...usedOn(null), lastSignIn: unknown(report) }] },
    ],
    [
      "a certificate, and its date in the report is none",
      cert,
      {
        notAssessed: [
          {
            reason: "malformed",
            scope: cert.id,
            request: "GET /beta/reports/appCredentialSignInActivities",
            detail: "lastSignIn is no date",
          },
        ],
      },
      { appCredentialSignInActivities: [usedOn("yesterday")] },
    ],
    [
      "a certificate that was never used, and nobody knows since when it is there",
      { ...cert, startDateTime: null },
      {
        notAssessed: [
          {
            reason: "malformed",
            scope: cert.id,
            request: "GET /v1.0/applications",
            detail: "startDateTime is no date",
          },
        ],
      },
    ],
    [
      "perhaps part of a SAML certificate",
      credential({ on: "service-principal" }),
      { notAssessed: [denied] },
      {
        servicePrincipals: [
          servicePrincipal({
            preferredSingleSignOnMode: unknown(denied),
            keyCredentials: known([certificate({ usage: "Sign" })]),
          }),
        ],
      },
    ],
  ],
  {
    given: {
      servicePrincipals: [servicePrincipal()],
      appRoleAssignments: [role("Mail.Read")],
      servicePrincipalSignInActivities: [signInActivity()],
      appCredentialSignInActivities: [credentialActivity({ keyId: guid("key", "other") })],
    },
  },
);
