import { defineCheck, factor, fail, notAssessed, pass } from "../../src/check.ts";
import { disabledFactors } from "../../src/inventory/app-factors.ts";
import { derivedOf } from "../../src/inventory/derived-of.ts";
import { entraLogging } from "../../src/inventory/entra-logging.ts";
import { quoted } from "../../src/inventory/quoted.ts";
import { byAppId, type Takeable } from "../../src/inventory/sections.ts";
import { quotedAddresses } from "../../src/inventory/shown-address.ts";

export default defineCheck({
  id: "redirect-uri-takeable",
  title: "Redirect URI host is takeable, a tunnel, or a lookalike",
  severity: "high",
  why: "Entra sends codes and tokens to whoever answers at this address: where that is somebody else, one link to the genuine sign-in page hands them the mail, files and rights of the user who follows it.",
  mitre: ["T1528", "T1583.001"],
  references: [
    "https://learn.microsoft.com/azure/security/fundamentals/subdomain-takeover",
    "https://learn.microsoft.com/entra/identity-platform/reply-url",
    "https://attack.mitre.org/techniques/T1583/001/",
  ],
  remediation: {
    summary: "Leave only addresses of hosts that are yours, and check that you still own each of them.",
    steps: [
      "Look for the resource behind each claimable name in your own subscriptions.",
      "Remove the addresses that lead to a tunnel, to a foreign host, or to a resource that is gone.",
      "Ask who added them: a look-alike is no slip of the pen.",
    ],
    commands: [
      "az ad app show --id={applications} --query '[web.redirectUris, spa.redirectUris, publicClient.redirectUris]'",
      "az ad app update --id={applications} --web-redirect-uris '<addresses to keep>'",
    ],
  },
  queries: ["q16"],
  typical: ["redirect-takeover", "any-network", "consent-only", "unknown-logging"],

  subject: "applications",
  enrich: ["redirectUris", "servicePrincipals", "entraDiagnosticSettings"],

  evaluate(application, slice) {
    const { uris } = derivedOf(slice.redirectUris, application.id);
    if (!uris.known) return notAssessed(uris.gap);
    const found = uris.value.flatMap(({ uri, takeable }) =>
      takeable.known && takeable.value !== null ? [{ uri, takeable: takeable.value }] : [],
    );
    if (found.length === 0) {
      const [gap] = uris.value.flatMap(({ takeable }) => (takeable.known ? [] : [takeable.gap]));
      return gap === undefined ? pass("Nobody else is known to answer at its addresses.") : notAssessed(gap);
    }
    const disabled = slice.servicePrincipals.of(byAppId(application.appId)).flatMap(disabledFactors);
    // Medium where no resource of the tenant answers for the name: nothing lists the tenant's resources yet.
    const isQuestion = found.every(({ takeable }) => takeable.by === "claimable-name");
    return fail(
      `Application "${application.name}" has its tokens sent ${placesOf(found)}${isQuestion ? ": check that it is still yours" : ""}.`,
      [
        factor("redirect-takeover", "Whoever answers there receives codes and tokens."),
        factor("any-network", "The address can be had from anywhere."),
        factor("consent-only", "It takes one sign-in of a user, who has consented before."),
        ...entraLogging(slice),
        ...disabled,
      ],
      {
        ceiling: isQuestion
          ? { band: "low", because: "Somebody holds the name, who may well be the tenant." }
          : undefined,
      },
    );
  },
});

/** The worst first. */
function placesOf(found: readonly { readonly uri: string; readonly takeable: Takeable }[]): string {
  const imitated = found.flatMap(({ takeable }) => (takeable.by === "look-alike" ? [takeable.domain] : []));
  const places: readonly (readonly [Takeable["by"], string])[] = [
    ["look-alike", `to a look-alike of ${quoted(imitated)} at`],
    ["tunnel", "to a tunnel or a catcher of requests at"],
    ["any-name", "to whoever claims a name that fits"],
    ["claimable-name", "to a name that others can claim at"],
  ];
  return places
    .map(([by, place]) => [place, found.filter(({ takeable }) => takeable.by === by)] as const)
    .filter(([, those]) => those.length > 0)
    .map(([place, those]) => `${place} ${quotedAddresses(those)}`)
    .join(", ");
}
