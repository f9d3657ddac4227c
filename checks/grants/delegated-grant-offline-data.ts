import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import {
  dataScopes,
  grantCheckOf,
  grantFactors,
  grantId,
  isForAll,
  microsoftCeiling,
  scopesOf,
  userOf,
} from "../../src/inventory/delegated-grants.ts";
import { known } from "../../src/inventory/known.ts";

export default defineCheck({
  id: "delegated-grant-offline-data",
  title: "Consent to offline_access together with mail or files",
  severity: "high",
  why: "One click of a user lets the application read mail or files for months, without the password, a second factor or the user at the screen; a new password does not end it.",
  mitre: ["T1528", "T1114.002"],
  references: [
    "https://learn.microsoft.com/entra/identity-platform/scopes-oidc",
    "https://learn.microsoft.com/defender-office-365/detect-and-remediate-illicit-consent-grants",
    "https://learn.microsoft.com/graph/api/user-revokesigninsessions",
  ],
  remediation: {
    summary: "Take the consent back and end the sessions of the user, unless the user knows the application.",
    steps: [
      "Ask the user what the application is, and when the consent was given.",
      "Delete the grant.",
      "Revoke the sessions of the user, since refresh tokens outlive the grant.",
      "List mail clients that are meant to be used as `mailClients` in foothold.yml.",
    ],
    commands: [
      "az rest --method DELETE --url https://graph.microsoft.com/v1.0/oauth2PermissionGrants/{grant}",
      "az rest --method POST --url https://graph.microsoft.com/v1.0/users/{users}/revokeSignInSessions",
    ],
  },
  queries: ["q13"],
  typical: ["tier-one", "few-users", "refresh-token", "unknown-age", "unknown-use", "unknown-logging"],

  subject: "oauth2PermissionGrants",
  enrich: ["servicePrincipals", "oauth2PermissionGrants", "directoryObjects", "entraDiagnosticSettings"],

  evaluate(grant, slice, { settings }) {
    if (isForAll(grant)) return notApplicable("delegated-grant-tenant-wide speaks of it.");
    const speaks = grantCheckOf(grant, slice);
    if (!speaks.known) return notAssessed(speaks.gap);
    if (speaks.value !== "delegated-grant-offline-data")
      return pass("The grant does not reach mail or files while the user is away.");
    // Whether a client that was not read is a known mail client is open.
    const client = slice.servicePrincipals.get(grant.clientId);
    const [gap, ...more] = client === undefined ? slice.servicePrincipals.gapsAt(grant.clientId) : [];
    if (gap !== undefined) return notAssessed(gap, ...more);
    if (settings.mailClients.some((appId) => appId.toLowerCase() === client?.appId.toLowerCase()))
      return notApplicable("The client is a known mail client.");

    const scopes = dataScopes(grant);
    const user = userOf(grant, slice.directoryObjects);
    return fail(
      `"${client?.name ?? grant.name}" may use ${scopesOf(grant, scopes)} on behalf of "${user.name}", with offline_access also while they are away.`,
      grantFactors(
        grant,
        scopes,
        factor("few-users", "It reaches one user's data."),
        known(true),
        client,
        slice,
      ),
      { ceiling: microsoftCeiling(client), fill: { grant: grantId(grant), users: user.id } },
    );
  },
});
