import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { SIGNS_IN_FROM_ANYWHERE } from "../../src/inventory/app-factors.ts";
import { entraLogging } from "../../src/inventory/entra-logging.ts";

const LOCK = JSON.stringify({
  servicePrincipalLockConfiguration: { isEnabled: true, allProperties: true },
});

export default defineCheck({
  id: "app-instance-lock-off",
  title: "Own multi-tenant application lets other tenants add credentials",
  severity: "medium",
  why: "In every tenant that uses the application, an administrator there, or whoever took one over, can add a secret to it and act under your name with all that this tenant has granted to it.",
  mitre: ["T1098.001"],
  references: [
    "https://learn.microsoft.com/entra/identity-platform/howto-configure-app-instance-property-locks",
    "https://learn.microsoft.com/graph/api/resources/serviceprincipallockconfiguration",
    "https://attack.mitre.org/techniques/T1098/001/",
  ],
  remediation: {
    summary: "Lock the properties of the application's instances in other tenants.",
    steps: [
      "Ask the owner whether customers set up SAML or token encryption on their instances.",
      "Lock all properties, or all but those.",
      "Make the application single-tenant where nobody else uses it.",
    ],
    commands: [
      "az rest --method PATCH --url https://graph.microsoft.com/v1.0/applications/{applications} --body={lock}",
    ],
  },
  typical: ["unknown-privilege", "any-network", "mintable-credential", "unknown-logging"],

  subject: "applications",
  enrich: ["entraDiagnosticSettings"],

  // Agent blueprints are applications in this, too: their principals live in other tenants.
  evaluate({ name, kind, signInAudience, servicePrincipalLockConfiguration: lock }, slice) {
    if (!signInAudience.known) return notAssessed(signInAudience.gap);
    // Personal accounts belong to no tenant that could have an instance of it.
    if (/^(?:AzureADMyOrg|PersonalMicrosoftAccount)$/i.test(signInAudience.value ?? ""))
      return notApplicable("No other tenant has an instance of it.");
    if (!lock.known) return notAssessed(lock.gap);
    const { isEnabled, allProperties, credentialsWithUsageVerify, credentialsWithUsageSign } = lock.value;
    const locksSignIn = isEnabled && (allProperties || credentialsWithUsageVerify);
    if (locksSignIn && (allProperties || credentialsWithUsageSign))
      return pass("Its credentials are locked.");

    const open = locksSignIn ? "certificates that sign tokens" : "credentials";
    const noun = kind === "agent-blueprint" ? "Agent blueprint" : "Application";
    return fail(
      `${noun} "${name}" lets other tenants add ${open} to it.`,
      [
        factor("unknown-privilege", "What other tenants have granted to it cannot be read from here."),
        SIGNS_IN_FROM_ANYWHERE,
        factor("mintable-credential", `Administrators of other tenants can add ${open}.`),
        ...entraLogging(slice),
      ],
      {
        ceiling: locksSignIn
          ? { band: "low", because: "What signs the application in is locked." }
          : undefined,
        fill: { lock: LOCK },
      },
    );
  },
});
