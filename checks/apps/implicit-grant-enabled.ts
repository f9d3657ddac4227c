import { defineCheck, factor, fail, notAssessed, pass } from "../../src/check.ts";
import { disabledFactors, privilegeFactor } from "../../src/inventory/app-factors.ts";
import { applicationPowers } from "../../src/inventory/app-powers.ts";
import { entraLogging } from "../../src/inventory/entra-logging.ts";
import { byAppId } from "../../src/inventory/sections.ts";

export default defineCheck({
  id: "implicit-grant-enabled",
  title: "Application hands tokens to the browser (implicit grant)",
  severity: "low",
  why: "The access token stands in the address of the page, where the browser's history, extensions and scripts read it, and whoever has it uses it until it expires.",
  mitre: ["T1528"],
  references: [
    "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-implicit-grant-flow",
    "https://learn.microsoft.com/graph/api/resources/implicitgrantsettings",
    "https://attack.mitre.org/techniques/T1528/",
  ],
  remediation: {
    summary: "Let the application use the authorization code flow with PKCE.",
    steps: [
      "Move the application to a library that uses the authorization code flow.",
      "Register its addresses as those of a single-page application.",
      "Switch off access tokens from the authorization endpoint.",
    ],
    commands: ["az ad app update --id={applications} --enable-access-token-issuance=false"],
  },
  queries: ["q16"],
  typical: ["weak-setting", "any-network", "unknown-logging"],

  subject: "applications",
  enrich: ["servicePrincipals", "effectivePermissions", "entraDiagnosticSettings"],

  evaluate({ name, appId, enableAccessTokenIssuance: issuance }, slice) {
    if (!issuance.known) return notAssessed(issuance.gap);
    if (!issuance.value) return pass("Access tokens are not handed out from the authorization endpoint.");
    const powers = applicationPowers(appId, slice);
    const isPrivileged = powers.items.some(({ tier }) => tier <= 1);
    return fail(
      `Application "${name}" hands access tokens to the browser.`,
      [
        isPrivileged || powers.gaps.length > 0
          ? privilegeFactor(powers)
          : factor("weak-setting", "The implicit grant puts the access token into the address."),
        factor("any-network", "Users sign in from any network."),
        ...entraLogging(slice),
        ...slice.servicePrincipals.of(byAppId(appId)).flatMap(disabledFactors),
      ],
      {
        ceiling: isPrivileged
          ? { band: "medium", because: "A token that leaks is one user's, and expires." }
          : undefined,
      },
    );
  },
});
