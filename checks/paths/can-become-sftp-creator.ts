import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import {
  accountsText,
  leftOut,
  plantedReachFactors,
  principalText,
  wayFactors,
  worstEndpoint,
} from "../../src/inventory/access-factors.ts";
import { entraLogging } from "../../src/inventory/entra-logging.ts";
import {
  assigneeOf,
  disabledOnTheWay,
  TAKEOVER_SOURCES,
  takenOver,
  takeoverOf,
} from "../../src/inventory/takeover-factors.ts";

/** From this many hops on, the way is long. */
const LONG = 4;

export default defineCheck({
  id: "can-become-sftp-creator",
  title: "Someone can become an identity that creates SFTP users",
  severity: "high",
  why: "The identity's own role looks in order; whoever owns it, adds credentials to it, or holds a token that it accepts signs in as it and plants the SFTP user.",
  mitre: ["T1098.001", "MS-T809"],
  references: [
    "https://learn.microsoft.com/entra/identity-platform/app-objects-and-service-principals",
    "https://learn.microsoft.com/entra/workload-id/workload-identity-federation",
    "https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference",
  ],
  remediation: {
    summary: "Break the path where it costs least: the report names the removal that ends most of them.",
    steps: [
      "Look at each hop and what proves it, and ask who needs it.",
      "Remove the owner, the federated credential, or the role that the first hops rest on.",
      "Narrow the Azure role of the identity at the end.",
      "Scan again: a path of equal length may have stood behind the first.",
    ],
    commands: ["az role assignment list --assignee={end} --all --include-inherited"],
  },
  typical: ["plants-sftp-users", "foreign-owner", "foreign-credential", "unknown-logging"],

  subject: "sftpTakeovers",
  enrich: [...TAKEOVER_SOURCES, "sftpEndpoints", "entraDiagnosticSettings"],

  evaluate(takeover, slice, { settings }) {
    const { start, way, ways, accounts, identities } = takeover;
    const [gap, ...more] = takeover.gaps;
    if (ways === null || accounts === null)
      return gap === undefined
        ? pass("No path of four hops at most leads to an SFTP account.")
        : notAssessed(gap, ...more);
    // An owner holds no office that would make a path of it normal.
    const out = leftOut(start, settings, way === "owns");
    if (!out.known) return notAssessed(out.gap);
    if (out.value !== null) return notApplicable(out.value);

    const [shortest] = ways.paths;
    const end = takenOver(start, shortest);
    const changes = slice.sftpAccess.of(end.id).some(({ changesAccounts }) => changesAccounts);
    const reach = plantedReachFactors(worstEndpoint(accounts, slice), changes);
    const { factors, ceiling } = takeoverOf(takeover, slice, settings);
    const others = identities > 1 ? ` and ${identities - 1} more identities` : "";
    return fail(
      `${principalText(start)} can become "${end.name}"${others}, and create local users on ${accountsText(accounts)}, in ${shortest.length} steps.`,
      [
        factor("plants-sftp-users", "The identity at the end makes local users on the accounts."),
        ...factors,
        // What lowers the accounts lowers the path; from where they are reached does not count twice.
        ...reach.filter(({ name }) => name === "sftp-off"),
        ...wayFactors(ways),
        ...(shortest.length >= LONG ? [factor("long-path", `It takes ${shortest.length} steps.`)] : []),
        ...disabledOnTheWay(takeover, shortest, slice),
        ...entraLogging(slice),
      ],
      { ways, ceiling, fill: { end: assigneeOf(start, shortest) } },
    );
  },
});
