import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { disabledFactors, SIGNS_IN_FROM_ANYWHERE } from "../../src/inventory/app-factors.ts";
import {
  credentialFill,
  credentialOf,
  DELETE_CREDENTIAL,
  lifetimeOf,
  ownCredentialFactor,
  whyHarmless,
} from "../../src/inventory/credentials.ts";
import { entraLogging } from "../../src/inventory/entra-logging.ts";
import { byAppId } from "../../src/inventory/sections.ts";

/** Half a year and two days, a year, two years: the portal counts months, which differ in length. */
const [HALF_A_YEAR, A_YEAR, TWO_YEARS] = [186, 366, 732];

export default defineCheck({
  id: "secret-long-lived",
  title: "Client secret lives long or never ends",
  severity: "medium",
  why: "Secrets end up in repositories, logs and tickets; whoever finds one signs in as the application until it ends, and one that lives for years is found by somebody in the end.",
  mitre: ["T1098.001"],
  references: [
    "https://learn.microsoft.com/entra/identity-platform/security-best-practices-for-app-registration",
    "https://learn.microsoft.com/entra/workload-id/workload-identity-federation",
    "https://learn.microsoft.com/graph/api/resources/passwordcredential",
  ],
  remediation: {
    summary: "Let the application sign in without a secret, or with one that ends within six months.",
    steps: [
      "Prefer a managed identity or a federated credential, which leave no secret to steal.",
      "Make a certificate or a shorter secret where neither can be had.",
      "Delete the long-lived one when nothing uses it any more.",
      "Limit the lifetime of secrets with an app management policy.",
    ],
    commands: [
      "az ad {type} credential reset --id={owner} --append --end-date='<within six months>'",
      ...DELETE_CREDENTIAL,
    ],
  },
  typical: ["long-lived-secret", "any-network", "secret", "unknown-use", "unknown-logging"],

  subject: "credentials",
  enrich: ["servicePrincipals", "entraDiagnosticSettings"],

  evaluate(credential, slice, { now }) {
    const [principal] = slice.servicePrincipals.of(byAppId(credential.appId));
    const harmless = whyHarmless(credential, principal, now);
    if (!harmless.known) return notAssessed(harmless.gap);
    if (harmless.value !== null) return notApplicable(harmless.value);

    const isCertificate = credential.kind === "certificate";
    const { days, gap } = lifetimeOf(credential, now);
    if (days <= (isCertificate ? TWO_YEARS : HALF_A_YEAR))
      return gap === undefined ? pass(`It was made for ${days} days.`) : notAssessed(gap);
    const lifetime =
      days === Number.POSITIVE_INFINITY
        ? "never ends"
        : `was made for ${gap === undefined ? "" : "at least "}${days} days`;
    const isEndless = !isCertificate && days > TWO_YEARS;
    const short = days <= A_YEAR ? "It was made for a year at most." : undefined;
    const modest = isCertificate ? "Its private key is not passed around like a secret." : short;
    return fail(
      `${credentialOf(credential)} ${lifetime}.`,
      [
        factor(isEndless ? "endless-secret" : "long-lived-secret", `The credential ${lifetime}.`),
        SIGNS_IN_FROM_ANYWHERE,
        ownCredentialFactor(credential),
        factor("unknown-use", "This check does not look at when it was last used."),
        ...entraLogging(slice),
        ...(principal === undefined ? [] : disabledFactors(principal)),
      ],
      {
        ceiling: modest === undefined ? undefined : { band: "low", because: modest },
        fill: credentialFill(credential),
      },
    );
  },
});
