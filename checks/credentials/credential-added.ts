import { defineCheck, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { ageFactors, SIGNS_IN_FROM_ANYWHERE } from "../../src/inventory/app-factors.ts";
import { applicationFactors } from "../../src/inventory/app-powers.ts";
import {
  beganBefore,
  credentialFill,
  credentialOf,
  DELETE_CREDENTIAL,
  ownCredentialFactor,
  whyHarmless,
} from "../../src/inventory/credentials.ts";
import {
  addedText,
  isAddedSince,
  NOT_IN_BASELINE,
  othersBeside,
  rotationCeiling,
} from "../../src/inventory/credential-history.ts";
import { datedBack, startedAsLogged } from "../../src/inventory/credential-log.ts";
import { entraLogging } from "../../src/inventory/entra-logging.ts";
import { known } from "../../src/inventory/known.ts";

export default defineCheck({
  id: "credential-added",
  title: "Credential added since the baseline, or next to a working one",
  severity: "high",
  why: "A second credential signs in as the application without disturbing the first, so that nothing fails and nobody looks; it stays when the first one is rotated.",
  mitre: ["T1098.001"],
  references: [
    "https://learn.microsoft.com/graph/api/resources/passwordcredential",
    "https://learn.microsoft.com/graph/api/resources/keycredential",
    "https://attack.mitre.org/techniques/T1098/001/",
  ],
  remediation: {
    summary: "Find out who added the credential, and delete it unless somebody claims it.",
    steps: [
      "Look in the directory audits who added it, when and from where.",
      "Ask the owner of the application what uses it.",
      "Delete it, or the older one when this one replaces it.",
    ],
    commands: [...DELETE_CREDENTIAL],
  },
  queries: ["q11"],
  typical: ["tier-one", "any-network", "secret", "within-30-days", "unknown-logging"],

  subject: "credentials",
  enrich: [
    "credentials",
    "servicePrincipals",
    "effectivePermissions",
    "entraDiagnosticSettings",
    "credentialAdditions",
    "credentialHistory",
  ],

  evaluate(credential, slice, { now, settings }) {
    const principal = slice.servicePrincipals.get(credential.ownerId);
    const harmless = whyHarmless(credential, principal, now);
    if (!harmless.known) return notAssessed(harmless.gap);
    if (harmless.value !== null) return notApplicable(harmless.value);

    const { recent } = settings.days;
    const isAdded = isAddedSince(credential, slice.credentialHistory);
    const told = startedAsLogged(credential, slice.credentialAdditions);
    if (!isAdded && beganBefore(told, recent, now)) return pass(`It began more than ${recent} days ago.`);
    const older = othersBeside(credential, told, isAdded, slice.credentials, now);
    const [gap, ...more] = older.gaps;
    if (older.items.length === 0 && !isAdded)
      return gap === undefined ? pass("No older one works beside it.") : notAssessed(gap, ...more);
    return fail(
      `${credentialOf(credential)} was added${addedText(isAdded, older.items)}${datedBack(credential, told)}.`,
      [
        ...applicationFactors(credential.appId, slice),
        SIGNS_IN_FROM_ANYWHERE,
        ownCredentialFactor(credential),
        ...ageFactors(known(told.startDateTime), "the credential has been valid", now),
        ...entraLogging(slice),
        ...(isAdded ? NOT_IN_BASELINE : []),
      ],
      { ceiling: rotationCeiling(older, now), fill: credentialFill(credential) },
    );
  },
});
