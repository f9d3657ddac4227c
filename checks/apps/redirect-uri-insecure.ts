import { defineCheck, factor, fail, notAssessed, pass } from "../../src/check.ts";
import { disabledFactors, privilegeFactor } from "../../src/inventory/app-factors.ts";
import { applicationPowers } from "../../src/inventory/app-powers.ts";
import { derivedOf } from "../../src/inventory/derived-of.ts";
import { entraLogging } from "../../src/inventory/entra-logging.ts";
import { byAppId, type JudgedRedirectUri } from "../../src/inventory/sections.ts";
import { quotedAddresses } from "../../src/inventory/shown-address.ts";

export default defineCheck({
  id: "redirect-uri-insecure",
  title: "Redirect URI is http, wildcard or loopback on a privileged application",
  severity: "medium",
  why: "Entra sends codes and tokens of whoever signs in to this address: over http everybody on the way reads them, under a wildcard every forgotten host receives them, and on loopback any program on the user's machine does.",
  mitre: ["T1528", "T1539"],
  references: [
    "https://learn.microsoft.com/entra/identity-platform/reply-url",
    "https://learn.microsoft.com/entra/identity-platform/security-best-practices-for-app-registration",
    "https://attack.mitre.org/techniques/T1528/",
  ],
  remediation: {
    summary: "Leave only complete https addresses of hosts that are in use.",
    steps: [
      "Ask the owner which of the addresses are in use.",
      "Replace http by https, and a wildcard by the addresses that it stands for.",
      "Move addresses of developers' machines to a registration of their own without permissions.",
    ],
    commands: [
      "az ad app show --id={applications} --query '[web.redirectUris, spa.redirectUris, publicClient.redirectUris]'",
      "az ad app update --id={applications} --web-redirect-uris '<addresses to keep>'",
    ],
  },
  queries: ["q16"],
  typical: ["token-leak", "any-network", "unknown-logging"],

  subject: "applications",
  enrich: ["redirectUris", "servicePrincipals", "effectivePermissions", "entraDiagnosticSettings"],

  evaluate(application, slice) {
    const { uris } = derivedOf(slice.redirectUris, application.id);
    if (!uris.known) return notAssessed(uris.gap);
    const insecure = uris.value.filter((uri) => uri.insecure !== null);
    // Native clients listen on loopback by design: https://datatracker.ietf.org/doc/html/rfc8252#section-7.3
    const loopback = uris.value.filter((uri) => uri.isLoopback && uri.platform !== "publicClient");
    if (insecure.length + loopback.length === 0)
      return pass("Its redirect URIs are complete https addresses.");

    const powers = applicationPowers(application.appId, slice);
    const isPrivileged = powers.items.some(({ tier }) => tier <= 1);
    const [gap, ...more] = powers.gaps;
    if (insecure.length === 0 && !isPrivileged)
      return gap === undefined
        ? pass("It is not privileged, and loopback is for its developers.")
        : notAssessed(gap, ...more);
    const disabled = slice.servicePrincipals.of(byAppId(application.appId)).flatMap(disabledFactors);
    return fail(
      `Application "${application.name}" has its tokens sent ${waysOf([...insecure, ...(isPrivileged ? loopback : [])])}.`,
      [
        factor("token-leak", "A code or token that is read on its way signs in as the user."),
        insecure.length === 0
          ? factor("private-network", "Only programs on the user's machine can listen there.")
          : factor("any-network", "Users sign in from any network."),
        ...(isPrivileged ? [privilegeFactor(powers)] : []),
        ...entraLogging(slice),
        ...disabled,
      ],
      {
        ceiling:
          insecure.length === 0
            ? { band: "medium", because: "It takes a program on the user's machine." }
            : undefined,
      },
    );
  },
});

function waysOf(uris: readonly JudgedRedirectUri[]): string {
  const ways: readonly (readonly [string, readonly JudgedRedirectUri[]])[] = [
    ["over http to", uris.filter(({ insecure }) => insecure === "http")],
    ["under a wildcard to", uris.filter(({ insecure }) => insecure === "wildcard")],
    ["to the user's own machine at", uris.filter(({ isLoopback }) => isLoopback)],
  ];
  return ways
    .filter(([, those]) => those.length > 0)
    .map(([way, those]) => `${way} ${quotedAddresses(those)}`)
    .join(", ");
}
