import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { privilegeFactor, SIGNS_IN_FROM_ANYWHERE } from "../../src/inventory/app-factors.ts";
import { identityPowers } from "../../src/inventory/app-powers.ts";
import { entraLogging } from "../../src/inventory/entra-logging.ts";
import { acceptedBy } from "../../src/inventory/federated-claims.ts";
import { distrustOf } from "../../src/inventory/federation-factors.ts";
import { breadthOf, ownTenantId, trustOf } from "../../src/inventory/federation.ts";
import { known } from "../../src/inventory/known.ts";

export default defineCheck({
  id: "managed-identity-federated",
  title: "User-assigned identity accepts outside tokens",
  severity: "high",
  why: "An identity that Azure alone should sign in opens to whoever gets such a token, from anywhere and without a resource that carries it; a role of the resource group is enough to add this way in.",
  mitre: ["T1098.001"],
  references: [
    "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust-user-assigned-managed-identity",
    "https://learn.microsoft.com/rest/api/managedidentity/federated-identity-credentials/list",
    "https://learn.microsoft.com/azure/aks/workload-identity-overview",
  ],
  remediation: {
    summary: "Delete the federated credential, or name one workload of your own in it.",
    steps: [
      "Look in the Activity Log who added it, and treat it as an intrusion when nobody claims it.",
      "Use an identity of its own with the least role for what runs outside Azure.",
      "Delete the credential, or narrow its subject.",
      "List your issuers in foothold.yml: issuers, and github.organizations.",
    ],
    commands: [
      "az identity federated-credential delete --subscription={subscriptions} --resource-group={resourceGroups} --identity-name={userAssignedIdentities} --name={federatedIdentityCredentials}",
    ],
  },
  queries: ["q12", "q21"],
  typical: ["tier-one", "any-network", "broad-federation", "unknown-logging"],

  subject: "identityFederatedCredentials",
  inputs: ["userAssignedIdentities"],
  enrich: ["tenants", "effectivePermissions", "entraDiagnosticSettings"],

  evaluate(credential, slice, { settings }) {
    const identity = slice.userAssignedIdentities.get(credential.identityId);
    if (identity === undefined) return notApplicable("The identity is gone.");
    // A preview of Azure Resource Manager alone knows expressions: without one, a subject is always there.
    const federation = { ...credential, claimsMatchingExpression: known(null) };
    const powers = identityPowers(identity, slice);
    const trust = trustOf(federation, ownTenantId(slice.tenants), settings);
    const distrust = trust.known ? distrustOf(trust.value, federation, powers) : undefined;
    const breadth = breadthOf(federation, settings);
    const others = breadth.known ? breadth.value : undefined;
    const [power] = powers.items.filter(({ tier }) => tier <= 1);

    // Whatever is known to be wrong decides; that nothing is wrong takes all three.
    const reasons = [
      ...(distrust === undefined ? [] : [`trusts ${distrust.says}`]),
      ...(typeof others === "string" ? [`accepts ${others} by its ${acceptedBy(federation)}`] : []),
      ...(power === undefined ? [] : [`opens "${power.name}" to tokens from outside`]),
    ];
    const unread = [trust, breadth].flatMap((answer) => (answer.known ? [] : [answer.gap]));
    const [gap, ...more] = new Set([...unread, ...powers.gaps]);
    if (reasons.length === 0) return gap === undefined ? pass("It is narrow.") : notAssessed(gap, ...more);

    const isBroad = typeof others === "string";
    const way = isBroad
      ? factor("broad-federation", `It accepts ${others}.`)
      : breadth.known
        ? factor("federated-credential", `It names one workload by its ${acceptedBy(federation)}.`)
        : factor("unknown-credential", "Whose tokens it accepts was not read.");
    return fail(
      `Federated credential "${credential.name}" of "${identity.name}" ${reasons.join(" and ")}.`,
      [
        privilegeFactor(powers),
        SIGNS_IN_FROM_ANYWHERE,
        ...(distrust?.factors ?? [way]),
        ...entraLogging(slice, "ManagedIdentitySignInLogs"),
      ],
      { ceiling: isBroad ? undefined : distrust?.ceiling },
    );
  },
});
