import { defineCheck, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import {
  dangerousScopes,
  grantCheckOf,
  grantFactors,
  grantId,
  isForAll,
  isOffline,
  microsoftCeiling,
  scopesOf,
  standOut,
  userOf,
  usersOf,
} from "../../src/inventory/delegated-grants.ts";
import { allRolesOf } from "../../src/inventory/held-roles.ts";

/** The share of users, which would say more in a tenant of fewer than 20, needs a count that nothing reads. */
const FEW = 3;

export default defineCheck({
  id: "delegated-grant-few-users",
  title: "High-risk scope granted by only a few users, or by a privileged user",
  severity: "high",
  why: "An application that hardly anybody uses and that may do much is what consent phishing leaves behind; with an administrator's consent it acts with the administrator's rights.",
  mitre: ["T1528"],
  references: [
    "https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant",
    "https://learn.microsoft.com/defender-office-365/detect-and-remediate-illicit-consent-grants",
  ],
  remediation: {
    summary: "Take the consent back and end the sessions of the user, unless the user knows the application.",
    steps: [
      "Ask the user what the application is, and how they came to consent.",
      "Delete the grant and revoke the sessions of the user.",
    ],
    commands: [
      "az rest --method DELETE --url https://graph.microsoft.com/v1.0/oauth2PermissionGrants/{grant}",
      "az rest --method POST --url https://graph.microsoft.com/v1.0/users/{users}/revokeSignInSessions",
    ],
  },
  queries: ["q13", "q14"],
  typical: ["tier-one", "few-users", "consent-only", "unknown-age", "unknown-use", "unknown-logging"],

  subject: "oauth2PermissionGrants",
  enrich: [
    "oauth2PermissionGrants",
    "servicePrincipals",
    "directoryObjects",
    "directoryRoleAssignments",
    "directoryRoleEligibilities",
    "directoryRoleDefinitions",
    "groupMembers",
    "entraDiagnosticSettings",
  ],

  evaluate(grant, slice) {
    if (isForAll(grant)) return notApplicable("delegated-grant-tenant-wide speaks of it.");
    const speaks = grantCheckOf(grant, slice);
    if (!speaks.known) return notAssessed(speaks.gap);
    if (speaks.value === null) return pass("The grant holds no high-risk scope.");
    if (speaks.value !== "delegated-grant-few-users") return notApplicable(`${speaks.value} speaks of it.`);

    const user = userOf(grant, slice.directoryObjects);
    const held = allRolesOf(user.id, slice);
    const roles = held.items.filter(({ tier }) => tier !== null && tier <= 1);
    const users = usersOf(grant, slice.oauth2PermissionGrants, FEW + 1);
    // A role could make the user privileged; more consents could make them no longer few.
    const open = users > FEW ? held.gaps : slice.oauth2PermissionGrants.gapsAt(grant.id);
    const [gap, ...more] = roles.length === 0 ? open : [];
    if (gap !== undefined) return notAssessed(gap, ...more);
    if (roles.length === 0 && users > FEW)
      return pass("Many users granted such scopes, and this one is not privileged.");

    const scopes = dangerousScopes(grant);
    const client = slice.servicePrincipals.get(grant.clientId);
    const { exposure, words } = standOut(users, roles);
    const offline = isOffline(grant, slice.oauth2PermissionGrants);
    return fail(
      `"${client?.name ?? grant.name}" may use ${scopesOf(grant, scopes)} on behalf of "${user.name}"${words}.`,
      grantFactors(grant, scopes, exposure, offline, client, slice),
      { ceiling: microsoftCeiling(client), fill: { grant: grantId(grant), users: user.id } },
    );
  },
});
