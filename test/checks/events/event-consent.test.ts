import check from "../../../checks/events/event-consent.ts";
import { consentEvent } from "../build-directory-events.ts";
import { guid, microsoftPrincipal, principalId, servicePrincipal } from "../build-entra.ts";
import { actor, namedLocation } from "../build-events.ts";
import { checkTable } from "../check-table.ts";

const who = 'by "alice@contoso.example" from "203.0.113.7" on 2025-12-21 at 10:00 UTC';
const message = `"billing" was given "Mail.Read" for every user ${who}.`;
const factors = ["permission-consented", "outside-address", "within-30-days", "evidence-event"] as const;
const typical = { fail: message, severity: "high", factors } as const;
const pipeline = actor({ kind: "application", id: guid("sp", "pipeline"), name: "pipeline", ip: null });
const graphCommandLine = microsoftPrincipal({
  id: principalId(),
  name: "Microsoft Graph Command Line Tools",
  appId: "14d82eec-204b-4c2f-b7e8-296a70dab67e",
});

checkTable(
  check,
  [
    ["the typical case", consentEvent(), typical],
    [
      "for one user",
      consentEvent({ isTenantWide: false, users: 1 }),
      { ...typical, fail: message.replace("every", "one") },
    ],
    [
      "for some",
      consentEvent({ isTenantWide: false, users: 3, dangerous: ["Mail.Read", "Mail.Send"] }),
      {
        ...typical,
        fail: message.replace('"Mail.Read"', '"Mail.Read", "Mail.Send"').replace("every user", "3 users"),
      },
    ],
    [
      "from a trusted address",
      consentEvent({ actors: [actor({ ip: "198.51.100.9" })] }),
      {
        fail: message.replace("203.0.113.7", "198.51.100.9"),
        severity: "medium",
        factors: ["permission-consented", "trusted-address", "within-30-days", "evidence-event"],
      },
    ],
    [
      "its principal is gone",
      consentEvent({ states: [{ id: principalId(), name: "billing", presence: "gone" }] }),
      { ...typical, factors: [...factors, "event-without-state"] },
    ],
    [
      "a client of Microsoft's with which anybody signs in",
      consentEvent(),
      typical,
      { servicePrincipals: [graphCommandLine] },
    ],

    [
      "nothing dangerous",
      consentEvent({ permissions: ["User.Read", "openid"], dangerous: [] }),
      {
        ...typical,
        fail: message.replace('"Mail.Read"', '"User.Read", "openid"'),
        severity: "low",
        limits: ["ceiling:low"],
      },
      { guard: true },
    ],
    [
      "users who are let in",
      consentEvent({
        permissions: [],
        dangerous: [],
        isTenantWide: false,
        kinds: ["assigned-to-user"],
        users: 12,
      }),
      {
        ...typical,
        fail: `12 users were assigned to "billing" ${who}.`,
        severity: "medium",
        limits: ["ceiling:medium"],
      },
      { guard: true },
    ],
    [
      "one of Microsoft's own",
      consentEvent(),
      { ...typical, severity: "info", limits: ["ceiling:info"] },
      { servicePrincipals: [microsoftPrincipal({ id: principalId() })], guard: true },
    ],
    [
      "a pipeline",
      consentEvent({ actors: [pipeline] }),
      {
        fail: '"billing" was given "Mail.Read" for every user by "pipeline" on 2025-12-21 at 10:00 UTC.',
        severity: "low",
        factors: ["permission-consented", "unknown-address", "within-30-days", "evidence-event"],
        limits: ["ceiling:low"],
      },
      { settings: { automation: { principals: [guid("sp", "pipeline")] } }, guard: true },
    ],
  ],
  { given: { namedLocations: [namedLocation()], servicePrincipals: [servicePrincipal()] } },
);
