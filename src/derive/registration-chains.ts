import { defineDerivation } from "../derivation.ts";
import type { Slice } from "../inventory/inventory.ts";
import type { DirectoryEvent, IncidentState, RegistrationChain } from "../inventory/sections.ts";
import { type Registration, registrationOf, type RoleGrant, roleGrantOf } from "./events/directory-grants.ts";
import { directoryEventsBy, operationsOf } from "./events/directory-operations.ts";
import { stateIn } from "./events/directory-states.ts";
import { applicationOf, namedRole, principalOf, roleRow, rowOf } from "./events/directory-told.ts";
import { type Deed, incidentOf, type Several } from "./events/incident.ts";
import { perViews } from "./rbac/per-views.ts";

type Sources = "directoryEvents" | "applications" | "servicePrincipals";

/**
 * Applications that were registered and given a dangerous role: two steps that stand apart in the audit log, joined by
 * the appId. Where the registration lies before the log there is no chain.
 */
export default defineDerivation({
  section: "registrationChains",
  of: "directoryEvents",
  from: ["directoryEvents"],
  enrich: ["applications", "servicePrincipals"],
  derive(event, slice) {
    const chain = chainsBy(slice).get(event);
    return chain === undefined ? [] : [chain];
  },
  gaps(event) {
    const operations = operationsOf(event);
    if (operations.includes("registered")) return registrationOf(event).gaps;
    return operations.includes("role-granted") ? roleGrantOf(event).gaps : [];
  },
});

/** By the event of the registration. */
const chainsBy = perViews(["directoryEvents", "applications", "servicePrincipals"], (slice) => {
  const events = directoryEventsBy(slice);
  const grants = Map.groupBy(
    events("role-granted").flatMap((event) => grantsOf(event, slice)),
    ({ appId }) => appId,
  );
  const seen = new Set<string>();
  const chains = new Map<DirectoryEvent, RegistrationChain>();
  for (const registration of events("registered").flatMap((event) => registrationOf(event).items)) {
    const application = applicationOf(registration, slice);
    const appId = registration.appId ?? application?.appId.toLowerCase();
    const [first, ...more] = grants.get(appId ?? "") ?? [];
    const id = application?.id ?? `/applications/${registration.objectId ?? ""}`;
    if (appId === undefined || first === undefined || id.endsWith("/") || seen.has(id)) continue;
    seen.add(id);
    chains.set(registration.event, chainOf(registration, { id, appId }, [first, ...more], slice));
  }
  return chains;
});

interface DangerousGrant {
  readonly grant: RoleGrant;
  readonly appId: string;
  readonly value: string;
}

function grantsOf(event: DirectoryEvent, slice: Slice<"servicePrincipals">): readonly DangerousGrant[] {
  return roleGrantOf(event).items.flatMap((grant) => {
    const appId = grant.client.appId ?? principalOf(grant.client, slice)?.appId.toLowerCase();
    const { value, dangerous } = namedRole(grant, slice);
    return appId === undefined || dangerous === undefined ? [] : [{ grant, appId, value }];
  });
}

function chainOf(
  registration: Registration,
  { id, appId }: { readonly id: string; readonly appId: string },
  grants: Several<DangerousGrant>,
  slice: Slice<Sources>,
): RegistrationChain {
  const name = registration.name ?? appId;
  const target = { id, name };
  const told = (event: DirectoryEvent): Pick<Deed, "target" | "correlationId" | "actor"> => ({
    target,
    correlationId: event.correlationId,
    actor: event.actor,
  });
  const { event } = registration;
  const registered: Deed = {
    ...told(event),
    row: rowOf(event, "q10", `Registered the application "${name}" with the appId "${appId}".`),
    states: [stateIn(slice.applications, id, name)],
  };
  const [first, ...more] = grants;
  const deedOf = ({ grant, value }: DangerousGrant): Deed => ({
    ...told(grant.event),
    row: roleRow(grant, value, name, "q10", slice),
    states: principalStates(grant, name, slice),
  });
  const given: Several<Deed> = [deedOf(first), ...more.map(deedOf)];
  return {
    ...incidentOf("registration", [registered, ...given], registered.row),
    appId,
    roles: [...new Set(grants.map(({ value }) => value))].sort(),
    registeredBy: event.actor,
    grantedBy: incidentOf("registration", given).actors,
    minutes: minutesBetween(event.time, first.grant.event.time),
    isSingleTenant: registration.isSingleTenant,
  };
}

function principalStates(
  { client }: RoleGrant,
  name: string,
  slice: Slice<"servicePrincipals">,
): readonly IncidentState[] {
  const objectId = client.objectId ?? principalOf(client, slice)?.id.split("/")[2];
  return objectId === undefined
    ? []
    : [stateIn(slice.servicePrincipals, `/servicePrincipals/${objectId}`, client.name ?? name)];
}

/** Clocks differ by seconds: what seems to come before follows at once. */
function minutesBetween(from: string, to: string): number {
  return Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 60_000));
}
