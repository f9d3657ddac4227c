import { defineDerivation } from "../derivation.ts";
import type { Slice } from "../inventory/inventory.ts";
import { dataScopes } from "../inventory/delegated-grants.ts";
import { permissionNamed } from "../inventory/permissions.ts";
import { quoted } from "../inventory/quoted.ts";
import type { ConsentEvent, DirectoryEvent, GrantedScope } from "../inventory/sections.ts";
import {
  type Client,
  consentOf,
  type RoleGrant,
  roleGrantOf,
  type ScopeGrant,
  scopeGrantOf,
  type UserAssignment,
  userAssignmentOf,
} from "./events/directory-grants.ts";
import { type DirectoryOperation, directoryEventsBy, operationsOf } from "./events/directory-operations.ts";
import { stateIn } from "./events/directory-states.ts";
import { apiName, appIdOf, namedRole, principalOf, roleRow, rowOf } from "./events/directory-told.ts";
import { dayOf, type Deed, groupsOf, incidentOf, incidentsOf, type Several } from "./events/incident.ts";
import { perViews } from "./rbac/per-views.ts";

/** So many users who are assigned to one application on one day are more than somebody's first day at work. */
const MANY_USERS = 10;

const FROM = ["directoryEvents", "registrationChains"] as const;
const ENRICH = ["servicePrincipals"] as const;

type Sources = (typeof FROM)[number] | (typeof ENRICH)[number];

/** What applications were given: dangerous permissions, anything for all users, and many users at once. */
export default defineDerivation({
  section: "consentEvents",
  of: "directoryEvents",
  from: FROM,
  enrich: ENRICH,
  // The first event stands for all of them.
  derive: (event, slice) => (event === slice.directoryEvents.all()[0] ? consentsIn(slice) : []),
  gaps: (event) => operationsOf(event).flatMap((operation) => GAPS[operation]?.(event) ?? []),
});

const GAPS: {
  readonly [O in DirectoryOperation]?: (event: DirectoryEvent) => ReturnType<typeof consentOf>["gaps"];
} = {
  consented: (event) => consentOf(event).gaps,
  "scopes-granted": (event) => scopeGrantOf(event).gaps,
  "role-granted": (event) => roleGrantOf(event).gaps,
  "user-assigned": (event) => userAssignmentOf(event).gaps,
};

type Kind = ConsentEvent["kinds"][number];

interface ConsentDeed extends Deed {
  readonly kind: Kind;
  readonly permissions: readonly string[];
  readonly dangerous: readonly string[];
  /** Mail and files: dangerous with `offline_access`, which may stand in another grant of the same deed. */
  readonly data: readonly string[];
  readonly isTenantWide: boolean;
  readonly userId: string | null;
}

const consentsIn = perViews([...FROM, ...ENRICH], (slice): readonly ConsentEvent[] => {
  const events = directoryEventsBy(slice);
  const chained = chainedIn(slice);
  const scopes = [
    ...events("consented").flatMap((event) => consentOf(event).items),
    ...events("scopes-granted").flatMap((event) => scopeGrantOf(event).items),
  ].flatMap((grant) => scopeDeed(grant, slice));
  const roles = events("role-granted")
    .flatMap((event) => roleGrantOf(event).items)
    .flatMap((grant) => roleDeed(grant, chained, slice));
  const assignments = events("user-assigned")
    .flatMap((event) => userAssignmentOf(event).items)
    .flatMap((assignment) => assignmentDeed(assignment, slice));
  const consents = incidentsOf([...scopes, ...roles, ...assignments], consentOfAll);
  const crowds = groupsOf(assignments, ({ target, row }) => `${target.id}/${dayOf(row.time)}`)
    .map((deeds) => consentOfAll(incidentOf(`${dayOf(deeds[0].row.time)}-users`, deeds), deeds))
    .filter(({ users }) => users >= MANY_USERS);
  return [
    ...consents.filter(({ dangerous, isTenantWide }) => dangerous.length > 0 || isTenantWide),
    ...crowds,
  ];
});

const KINDS: readonly Kind[] = ["application-permission", "delegated-permission", "assigned-to-user"];

function consentOfAll(incident: ReturnType<typeof incidentOf>, deeds: Several<ConsentDeed>): ConsentEvent {
  const each = (texts: readonly (string | null)[]) =>
    [...new Set(texts)].filter((text) => text !== null).sort();
  const permissions = each(deeds.flatMap((deed) => deed.permissions));
  const isOffline = permissions.includes("offline_access");
  return {
    ...incident,
    permissions,
    dangerous: each(deeds.flatMap(({ dangerous, data }) => [...dangerous, ...(isOffline ? data : [])])),
    isTenantWide: deeds.some(({ isTenantWide }) => isTenantWide),
    kinds: KINDS.filter((kind) => deeds.some((deed) => deed.kind === kind)),
    users: each(deeds.map(({ userId }) => userId)).length,
  };
}

/** The appIds whose roles a registration chain tells: one fact is one finding. Of others than single-tenant ones none does. */
function chainedIn({ registrationChains }: Slice<"registrationChains">): ReadonlySet<string> {
  const told = registrationChains
    .all()
    .filter(({ isSingleTenant }) => isSingleTenant.known && isSingleTenant.value);
  return new Set(told.map(({ appId }) => appId));
}

function scopeDeed(grant: ScopeGrant, slice: Slice<Sources>): readonly ConsentDeed[] {
  const { event, client, api, scopes, isTenantWide, userId } = grant;
  if (scopes.length === 0) return [];
  const appId = appIdOf(api, slice);
  return toClient(event, client, slice).map((deed) => ({
    ...deed,
    row: rowOf(
      event,
      "q13",
      `Gave "${deed.target.name}" the delegated permissions ${quoted(scopes)} of ${apiName(api, slice)} for ${isTenantWide ? "every user" : "one user"}.`,
    ),
    kind: "delegated-permission",
    permissions: scopes,
    dangerous: scopes.filter((scope) => permissionNamed("delegated", scope, appId) !== undefined),
    data: dataScopes({ resourceAppId: appId, scopes: scopes.map(asGranted) }).map(({ value }) => value),
    isTenantWide,
    userId,
  }));
}

function asGranted(value: string): GrantedScope {
  return { value, tier: null, why: null, permissive: false };
}

function roleDeed(
  grant: RoleGrant,
  chained: ReadonlySet<string>,
  slice: Slice<Sources>,
): readonly ConsentDeed[] {
  const appId = grant.client.appId ?? principalOf(grant.client, slice)?.appId.toLowerCase();
  if (appId !== undefined && chained.has(appId)) return [];
  const { value, dangerous } = namedRole(grant, slice);
  return toClient(grant.event, grant.client, slice).map((deed) => ({
    ...deed,
    row: roleRow(grant, value, deed.target.name, "q13", slice),
    kind: "application-permission",
    permissions: [value],
    dangerous: dangerous === undefined ? [] : [value],
    data: [],
    // It holds for the data of all users.
    isTenantWide: true,
    userId: null,
  }));
}

function assignmentDeed(
  { event, client, userId }: UserAssignment,
  slice: Slice<Sources>,
): readonly ConsentDeed[] {
  return toClient(event, client, slice).map((deed) => ({
    ...deed,
    row: rowOf(event, "q14", `Assigned the user "${userId}" to "${deed.target.name}".`),
    kind: "assigned-to-user",
    permissions: [],
    dangerous: [],
    data: [],
    isTenantWide: false,
    userId,
  }));
}

/** None where neither the log nor the inventory names the client's service principal, which is a gap of the event. */
function toClient(
  { correlationId, actor }: DirectoryEvent,
  client: Client,
  slice: Slice<"servicePrincipals">,
): readonly Pick<Deed, "target" | "correlationId" | "actor" | "states">[] {
  const principal = principalOf(client, slice);
  if (principal === undefined && client.objectId === null) return [];
  const id = principal?.id ?? `/servicePrincipals/${client.objectId}`;
  const name = principal?.name ?? client.name ?? client.appId ?? id;
  return [
    { target: { id, name }, correlationId, actor, states: [stateIn(slice.servicePrincipals, id, name)] },
  ];
}
