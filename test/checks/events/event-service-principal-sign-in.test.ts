import check from "../../../checks/events/event-service-principal-sign-in.ts";
import { signInAnomaly } from "../build-directory-events.ts";
import { graphDenied, principalId, role, servicePrincipal } from "../build-entra.ts";
import { actor, namedLocation } from "../build-events.ts";
import { checkTable } from "../check-table.ts";

const when = "first on 2025-12-21 at 10:00 UTC";
const message = `Service principal "billing" signed in from a new network: from "203.0.113.7", ${when}.`;
const factors = ["unusual-sign-in", "outside-address", "within-30-days", "evidence-event"] as const;
const typical = { fail: message, severity: "medium", factors } as const;
const denied = graphDenied("x");

checkTable(
  check,
  [
    ["the typical case", signInAnomaly(), typical],
    [
      "all at once, and no address",
      signInAnomaly({
        kinds: ["new-network", "new-country", "new-credential", "woke-up", "failures", "new-resource"],
        actors: [actor({ kind: "application", name: "billing", ip: null })],
      }),
      {
        fail: `Service principal "billing" signed in from a new network, signed in from a new country, signed in with a new key, signed in after a long rest, failed to sign in again and again, signed in to a new API, ${when}.`,
        severity: "medium",
        factors: ["unusual-sign-in", "unknown-address", "within-30-days", "evidence-event"],
      },
    ],
    [
      "from a trusted address",
      signInAnomaly({ actors: [actor({ ip: "198.51.100.9" })] }),
      {
        fail: message.replace("203.0.113.7", "198.51.100.9"),
        severity: "medium",
        factors: ["unusual-sign-in", "trusted-address", "within-30-days", "evidence-event"],
      },
    ],
    [
      "with a credential that was added before",
      signInAnomaly({ kinds: ["new-resource"] }),
      {
        fail: message.replace("from a new network", "to a new API"),
        severity: "medium",
        factors: ["unusual-sign-in", "outside-address", "within-30-days", "evidence-chain"],
      },
      {
        entraEvidence: [
          {
            id: `${principalId()}/entraEvidence/default`,
            name: "billing",
            stateId: principalId(),
            rows: [],
            rowsOmitted: 0,
            isChain: true,
            incidents: 2,
          },
        ],
      },
    ],
    [
      "what it may do was read in part, and is enough",
      signInAnomaly(),
      typical,
      { gaps: { appRoleAssignments: [denied] } },
    ],
    ["its powers were not derived", signInAnomaly(), typical, { servicePrincipals: [] }],

    [
      "somebody got in after failures",
      signInAnomaly({ kinds: ["failures"], succeededAfter: true }),
      {
        ...typical,
        fail: message
          .replace("signed in from a new network", "failed to sign in again and again")
          .replace("UTC.", "UTC, and signed in after the failures."),
      },
    ],
    [
      "nobody looked whether somebody got in",
      signInAnomaly({ kinds: ["failures"] }),
      {
        ...typical,
        fail: message.replace("signed in from a new network", "failed to sign in again and again"),
      },
    ],
    [
      "nobody got in",
      signInAnomaly({ kinds: ["failures"], succeededAfter: false }),
      {
        ...typical,
        fail: message.replace("signed in from a new network", "failed to sign in again and again"),
        severity: "low",
        limits: ["ceiling:low"],
      },
      { guard: true },
    ],
    [
      "another API alone",
      signInAnomaly({ kinds: ["new-resource"] }),
      {
        ...typical,
        fail: message.replace("from a new network", "to a new API"),
        severity: "low",
        limits: ["ceiling:low"],
      },
      { guard: true },
    ],
    [
      "what it may do was not read",
      signInAnomaly(),
      { notAssessed: [denied] },
      { appRoleAssignments: [], gaps: { appRoleAssignments: [denied] } },
    ],
  ],
  {
    given: {
      namedLocations: [namedLocation()],
      servicePrincipals: [servicePrincipal()],
      appRoleAssignments: [role("Mail.Read")],
    },
  },
);
