import check from "../../../checks/events/event-app-registered-and-granted.ts";
import { DEFAULT_SETTINGS } from "../../../src/config.ts";
import { unknown, known, type Gap } from "../../../src/inventory/known.ts";
import type { RegistrationChain } from "../../../src/inventory/sections.ts";
import { registrationChain } from "../build-directory-events.ts";
import { applicationId, graphDenied, guid, principalId, servicePrincipal } from "../build-entra.ts";
import { actor, locationsDenied, namedLocation } from "../build-events.ts";
import { checkTable } from "../check-table.ts";

const alice = actor();
const atHome = actor({ ip: "198.51.100.9" });
const bob = actor({ id: guid("user", "bob"), name: "bob@contoso.example", ip: "198.51.100.10" });
const pipeline = actor({ kind: "application", id: guid("sp", "pipeline"), name: "pipeline", ip: null });
const by = (...actors: RegistrationChain["actors"]) => registrationChain({ actors });

const who = 'by "alice@contoso.example" from "203.0.113.7" on 2025-12-21 at 10:00 UTC';
const message = `Single-tenant application "billing" was registered and 10 minutes later given "Mail.Read" ${who}.`;
const factors = ["application-planted", "outside-address", "within-30-days", "evidence-chain"] as const;
const typical = { fail: message, severity: "high", factors } as const;

const noAddress = (name: string): Gap => ({
  reason: "unsupported",
  scope: `${applicationId()}/logEvents/registration`,
  request: "initiatedBy of the directory audits",
  detail: `the audit log names no address for "${name}"`,
});
const automated = (principal: string) => ({
  settings: { automation: { principals: [principal] }, anyIp: true },
});
const byPipeline = (from = "") => ({
  fail: `Single-tenant application "billing" was registered and 10 minutes later given "Mail.Read" by "pipeline"${from} on 2025-12-21 at 10:00 UTC.`,
  severity: "low" as const,
  factors: ["application-planted", "unknown-address", "within-30-days", "evidence-chain"] as const,
  limits: ["ceiling:low"] as const,
});

checkTable(
  check,
  [
    ["the typical case", registrationChain(), typical],
    [
      "one step from outside is enough",
      by(bob, alice, pipeline),
      {
        ...typical,
        fail: 'Single-tenant application "billing" was registered and 10 minutes later given "Mail.Read" by "alice@contoso.example", "bob@contoso.example", "pipeline" from "198.51.100.10", "203.0.113.7" on 2025-12-21 at 10:00 UTC.',
      },
    ],
    [
      "what it left behind is gone",
      registrationChain({ states: [{ id: principalId(), name: "billing", presence: "gone" }] }),
      { ...typical, factors: [...factors, "event-without-state"], limits: ["gate:event"] },
    ],
    [
      "at a trusted address, and nobody is trusted",
      by(atHome),
      { ...typical, fail: message.replace("203.0.113.7", "198.51.100.9") },
      { settings: { anyIp: true } },
    ],
    [
      "at an address that may be trusted",
      registrationChain(),
      { ...typical, factors: ["application-planted", "unknown-address", "within-30-days", "evidence-chain"] },
      { namedLocations: [], gaps: { namedLocations: [locationsDenied()] } },
    ],
    ...(
      [
        [null, ""],
        [0, "at once "],
        [1, "1 minute later "],
        [120, "2 hours later "],
        [2880, "2 days later "],
      ] as const
    ).map(
      ([minutes, later]) =>
        [
          `${minutes} minutes later`,
          registrationChain({ minutes }),
          { ...typical, fail: message.replace("10 minutes later ", later) },
        ] as const,
    ),

    [
      "a pipeline by its object id",
      by(pipeline),
      byPipeline(),
      { ...automated(guid("sp", "pipeline")), guard: true },
    ],
    [
      "a pipeline by its appId, which only the inventory knows",
      by(pipeline),
      byPipeline(),
      {
        ...automated(guid("appid", "pipeline")),
        servicePrincipals: [servicePrincipal({ name: "pipeline" })],
        guard: true,
      },
    ],
    [
      "a pipeline and somebody else",
      by(pipeline, alice),
      { ...typical, fail: message.replace('"alice@contoso.example"', '"alice@contoso.example", "pipeline"') },
      automated(guid("sp", "pipeline")),
    ],

    ["from a trusted location", by(atHome, bob), "pass", { guard: true }],
    [
      "from a range of the settings",
      registrationChain(),
      "pass",
      { namedLocations: [], settings: { trustedRanges: ["203.0.113.0/24"] }, guard: true },
    ],
    [
      "other tenants may use it",
      registrationChain({ isSingleTenant: known(false) }),
      "not-applicable",
      { guard: true },
    ],
    [
      "whether other tenants may use it was not read",
      registrationChain({ isSingleTenant: unknown(graphDenied("x")) }),
      { notAssessed: [graphDenied("x")] },
    ],
    [
      "Entra names no address",
      by(pipeline),
      { notAssessed: [noAddress("pipeline")] },
      { settings: DEFAULT_SETTINGS },
    ],
    [
      "Entra names no address of one, and the other is trusted",
      by(atHome, pipeline),
      { notAssessed: [noAddress("pipeline")] },
    ],
  ],
  { given: { namedLocations: [namedLocation()] } },
);
