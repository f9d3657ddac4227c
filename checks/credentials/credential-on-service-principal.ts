import { defineCheck, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { ageFactors, isExpired, SIGNS_IN_FROM_ANYWHERE } from "../../src/inventory/app-factors.ts";
import { applicationFactors, applicationPowers } from "../../src/inventory/app-powers.ts";
import {
  credentialFill,
  credentialOf,
  DELETE_CREDENTIAL,
  ownCredentialFactor,
  samlGap,
  signsTokens,
} from "../../src/inventory/credentials.ts";
import { entraLogging } from "../../src/inventory/entra-logging.ts";
import { known } from "../../src/inventory/known.ts";

export default defineCheck({
  id: "credential-on-service-principal",
  title: "Credential sits on the service principal, not on the application",
  severity: "high",
  why: "The portal shows credentials of applications and none of service principals, so that whoever adds one there signs in with all permissions of the application while its owners see nothing new.",
  mitre: ["T1098.001"],
  references: [
    "https://learn.microsoft.com/graph/api/resources/serviceprincipal",
    "https://learn.microsoft.com/graph/api/serviceprincipal-addpassword",
    "https://attack.mitre.org/techniques/T1098/001/",
  ],
  remediation: {
    summary: "Take the credential away, and let the application sign in with one of its own.",
    steps: [
      "Look in the directory audits who added it, and treat it as an intrusion when nobody claims it.",
      "Move what signs in with it to a federated credential or a certificate on the application.",
      "Delete it from the service principal.",
    ],
    commands: [...DELETE_CREDENTIAL],
  },
  queries: ["q11"],
  typical: ["tier-one", "any-network", "service-principal-credential", "unknown-logging"],

  subject: "credentials",
  enrich: ["servicePrincipals", "effectivePermissions", "entraDiagnosticSettings"],

  evaluate(credential, slice, { now }) {
    if (credential.on === "application") return pass("The credential sits on the application.");
    const principal = slice.servicePrincipals.get(credential.ownerId);
    if (principal === undefined) return notApplicable("The service principal is gone.");
    if (signsTokens(credential)) return notApplicable("It signs the tokens of SAML.");
    const open = samlGap(credential, principal);
    if (open !== undefined) return notAssessed(open);

    const { items, gaps } = applicationPowers(principal.appId, slice);
    const isIdle = principal.owner === "microsoft" && items.length === 0 && gaps.length === 0;
    const idle = { band: "info", because: "Microsoft's principal holds no permission to use." } as const;
    const expired = { band: "low", because: "The credential has expired." } as const;
    return fail(
      `${credentialOf(credential)} sits beside the application's own credentials.`,
      [
        ...applicationFactors(principal.appId, slice),
        SIGNS_IN_FROM_ANYWHERE,
        ownCredentialFactor(credential),
        ...ageFactors(known(credential.startDateTime), "the credential has been valid", now),
        ...entraLogging(slice),
      ],
      {
        ceiling: isIdle ? idle : isExpired(credential, now) ? expired : undefined,
        fill: credentialFill(credential),
      },
    );
  },
});
