import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { ageFactors } from "../../src/inventory/app-factors.ts";
import { HOLDER_SOURCES, holderFactors } from "../../src/inventory/app-role-factors.ts";
import { holderOf } from "../../src/inventory/app-roles.ts";
import { derivedOf } from "../../src/inventory/derived-of.ts";
import { honestCeiling, isOwnName } from "../../src/inventory/likeness.ts";
import type { Likeness } from "../../src/inventory/sections.ts";

export default defineCheck({
  id: "app-borrows-trusted-name",
  title: "Application borrows a trusted name",
  severity: "high",
  why: "Whoever is asked for consent, and whoever reads a list of applications, trusts a name that anybody may choose; under it an application keeps its access to mail and files for years.",
  mitre: ["T1036.005", "T1528"],
  references: [
    "https://learn.microsoft.com/defender-cloud-apps/investigate-risky-oauth",
    "https://learn.microsoft.com/entra/identity/enterprise-apps/manage-consent-requests",
    "https://attack.mitre.org/techniques/T1036/005/",
    "https://attack.mitre.org/techniques/T1528/",
  ],
  remediation: {
    summary: "Disable the application unless it is known where it comes from.",
    steps: [
      "Ask whoever consented why, and look at the publisher and the reply addresses.",
      "Disable the application, which stops it at once and keeps the evidence.",
      "Revoke what was granted to it, and the sessions of whoever consented.",
      "Rename it where it is one of your own.",
    ],
    commands: [
      "az ad sp update --id={servicePrincipals} --set accountEnabled=false",
      "az rest --method GET --url https://graph.microsoft.com/v1.0/servicePrincipals/{servicePrincipals}/oauth2PermissionGrants",
    ],
  },
  queries: ["q13"],
  typical: ["trusted-name", "foreign-owner", "foreign-credential", "unknown-use", "unknown-logging"],

  subject: "servicePrincipals",
  enrich: ["nameLikenesses", ...HOLDER_SOURCES],

  evaluate(principal, slice, { now }) {
    const { owner, kind, appOwnerOrganizationId: home } = principal;
    if (kind === "managed-identity") return notApplicable("Azure names it after its resource.");
    if (owner === "microsoft") return pass("It is one of Microsoft's own.");
    const { likeness } = derivedOf(slice.nameLikenesses, principal.id);
    if (!likeness.known) return notAssessed(likeness.gap);
    const found = likeness.value;
    if (found === null) return pass("Its name resembles no trusted one.");
    if (owner === "own" && isOwnName(found)) return pass("The tenant bears its own name.");
    // It may be Microsoft's.
    if (owner === "unknown" && !home.known) return notAssessed(home.gap);
    // No publisher disguises its own name.
    if (owner !== "own" && found.how !== "disguised") {
      if (!found.isPublishers.known) return notAssessed(found.isPublishers.gap);
      if (found.isPublishers.value) return pass("Its verified publisher bears the name.");
    }
    return fail(
      `${holderOf(principal)} ${WHAT[found.how]} "${found.brand}"${spelled(found)}.`,
      [
        factor("trusted-name", `"${found.words}" makes people trust it.`),
        ...holderFactors(principal, slice, now),
        ...ageFactors(principal.createdDateTime, "it has been in the tenant", now),
      ],
      { ceiling: honestCeiling(principal, found) },
    );
  },
});

function spelled({ brand, words }: Likeness): string {
  return words === brand ? "" : `: "${words}"`;
}

const WHAT: Readonly<Record<Likeness["how"], string>> = {
  same: "borrows the name",
  disguised: "disguises its name as",
  near: "is one letter away from the name",
};
