import check from "../../../checks/events/event-credential-added.ts";
import { credentialAddition } from "../build-directory-events.ts";
import { applicationId, graphDenied, guid, principalId, role, servicePrincipal } from "../build-entra.ts";
import { actor, EVENT_TIME, locationsDenied, logRow, namedLocation } from "../build-events.ts";
import { checkTable } from "../check-table.ts";

const who = 'by "alice@contoso.example" from "203.0.113.7" on 2025-12-21 at 10:00 UTC';
const message = `A secret was added to "billing" beside others ${who}.`;
const factors = ["credential-planted", "outside-address", "within-30-days", "evidence-event"] as const;
const typical = { fail: message, severity: "high", factors } as const;
const pipeline = actor({ kind: "application", id: guid("sp", "pipeline"), name: "pipeline", ip: null });
const [state] = credentialAddition().states;

checkTable(
  check,
  [
    ["the typical case", credentialAddition(), typical],
    [
      "several at once, the first of their kind",
      credentialAddition({ kinds: ["secret", "certificate", "owner"], isBeside: false }),
      { ...typical, fail: `A secret, a certificate and an owner were added to "billing" ${who}.` },
    ],
    [
      "to a service principal",
      credentialAddition({
        targetId: principalId(),
        kinds: ["federated-credential", "redirect-uri"],
        isBeside: false,
      }),
      { ...typical, fail: `A federated credential and a risky redirect URI were added to "billing" ${who}.` },
    ],
    [
      "from a trusted address",
      credentialAddition({ actors: [actor({ ip: "198.51.100.9" })] }),
      {
        fail: message.replace("203.0.113.7", "198.51.100.9"),
        severity: "medium",
        factors: ["credential-planted", "trusted-address", "within-30-days", "evidence-event"],
      },
    ],
    [
      "trusted addresses were not read",
      credentialAddition(),
      {
        ...typical,
        severity: "medium",
        factors: ["credential-planted", "unknown-address", "within-30-days", "evidence-event"],
      },
      { namedLocations: [], gaps: { namedLocations: [locationsDenied()] } },
    ],
    [
      "it is gone again",
      credentialAddition({ states: [{ id: state?.id ?? "", name: "ci", presence: "gone" }] }),
      { ...typical, factors: [...factors, "event-without-state"] },
    ],
    [
      "somebody came with it from a new network",
      credentialAddition(),
      {
        ...typical,
        factors: ["credential-planted", "outside-address", "within-30-days", "evidence-chain"],
      },
      {
        entraEvidence: [
          {
            id: `${state?.id}/entraEvidence/default`,
            name: "ci",
            stateId: state?.id ?? "",
            rows: [logRow({ time: EVENT_TIME })],
            rowsOmitted: 0,
            isChain: true,
            incidents: 2,
          },
        ],
      },
    ],
    [
      "what the application may do was not read",
      credentialAddition(),
      typical,
      { appRoleAssignments: [], gaps: { appRoleAssignments: [graphDenied("x")] } },
    ],
    [
      "the log does not name the application",
      credentialAddition({ appId: null }),
      typical,
      { appRoleAssignments: [] },
    ],
    [
      "a pipeline renews a secret",
      credentialAddition({ actors: [pipeline] }),
      {
        fail: 'A secret was added to "billing" beside others by "pipeline" on 2025-12-21 at 10:00 UTC.',
        severity: "low",
        factors: ["credential-planted", "unknown-address", "within-30-days", "evidence-event"],
        limits: ["ceiling:low"],
      },
      {
        settings: { automation: { principals: [guid("appid", "pipeline")] } },
        servicePrincipals: [servicePrincipal(), servicePrincipal({ name: "pipeline" })],
        guard: true,
      },
    ],
    [
      "the application may do nothing",
      credentialAddition({ targetId: applicationId() }),
      { ...typical, severity: "medium", limits: ["ceiling:medium"] },
      { appRoleAssignments: [], guard: true },
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
