import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import {
  dangerousScopes,
  grantCheckOf,
  grantFactors,
  grantId,
  isForAll,
  isOffline,
  microsoftCeiling,
  reachesBeyondUser,
  scopesOf,
} from "../../src/inventory/delegated-grants.ts";

export default defineCheck({
  id: "delegated-grant-tenant-wide",
  title: "Tenant-wide delegated consent to a high-risk scope",
  severity: "high",
  why: "Whoever takes over the application, or signs in with it, acts as every user who opens it, administrators included, and no user is ever asked.",
  mitre: ["T1528", "T1550.001"],
  references: [
    "https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant",
    "https://learn.microsoft.com/entra/identity/enterprise-apps/manage-application-permissions",
  ],
  remediation: {
    summary: "Take the tenant-wide consent back, or narrow it to the scopes and users that need it.",
    steps: [
      "Ask the owner of the application which scopes it uses, and for whom.",
      "Require assignment for the application, and assign those users alone.",
      "Delete the grant, and consent again to the least scopes.",
    ],
    commands: [
      "az rest --method DELETE --url https://graph.microsoft.com/v1.0/oauth2PermissionGrants/{grant}",
    ],
  },
  queries: ["q13"],
  typical: ["tier-one", "every-user", "consent-only", "unknown-age", "unknown-use", "unknown-logging"],

  subject: "oauth2PermissionGrants",
  enrich: ["servicePrincipals", "oauth2PermissionGrants", "entraDiagnosticSettings"],

  evaluate(grant, slice) {
    if (grant.consentType.known && !isForAll(grant)) return notApplicable("A single user granted it.");
    const speaks = grantCheckOf(grant, slice);
    if (!speaks.known) return notAssessed(speaks.gap);
    if (speaks.value === null) return pass("The grant holds no high-risk scope.");

    const scopes = dangerousScopes(grant);
    // A client that was not read is nobody's in particular: no guard lowers the finding.
    const client = slice.servicePrincipals.get(grant.clientId);
    const offline = isOffline(grant, slice.oauth2PermissionGrants);
    const away = offline.known && offline.value ? ", with offline_access also while they are away" : "";
    return fail(
      `"${client?.name ?? grant.name}" may use ${scopesOf(grant, scopes)} on behalf of every user${away}.`,
      grantFactors(
        grant,
        scopes,
        factor("every-user", "It was granted for every user, administrators included."),
        offline,
        client,
        slice,
      ),
      {
        fill: { grant: grantId(grant) },
        ceiling:
          microsoftCeiling(client) ??
          (reachesBeyondUser(scopes)
            ? undefined
            : { band: "medium", because: "The scopes reach no further than what is the user's own." }),
      },
    );
  },
});
