import { canonicalId } from "../../inventory/scope.ts";
import type { Slice } from "../../inventory/inventory.ts";
import { quoted } from "../../inventory/quoted.ts";
import {
  byObjectId,
  type DirectoryEvent,
  type GuardRailKind,
  type IncidentState,
  type QueryId,
} from "../../inventory/sections.ts";
import { perViews } from "../rbac/per-views.ts";
import { textAfter } from "./directory-properties.ts";
import { rowOf } from "./directory-told.ts";
import type { GuardRailDeed, GuardRailSlice } from "./guard-rail-deed.ts";
import { targetsText } from "./guard-rail-entries.ts";
import { compare, type IncidentTarget, toldOnce } from "./incident.ts";

/** Changes of the directory's settings, roles, policies and domains. Only those of consent stand by themselves. */
export function directoryGuardRails(slice: GuardRailSlice, tenant: IncidentTarget): readonly GuardRailDeed[] {
  return changesOf(slice).map(({ event, kind }): GuardRailDeed => {
    const holder = kind === "directory-role" ? holderOf(event) : undefined;
    const { correlationId, actor } = event;
    const [detail, queryId] = textOf(event, kind);
    const states = holder === undefined ? [] : [holderState(holder, slice)];
    const row = rowOf(event, queryId, detail);
    const needsEntry = kind !== "consent-settings";
    return { kind, needsEntry, target: holder ?? tenant, correlationId, actor, row, states };
  });
}

interface Change {
  readonly event: DirectoryEvent;
  readonly kind: GuardRailKind;
}

/** Each once, though Graph and a workspace tell it; a copy that lost its properties gives way. */
const changesOf = perViews(["directoryEvents"], ({ directoryEvents }): readonly Change[] => {
  const changes = directoryEvents.all().flatMap((event): Change[] => {
    const kind = kindOf(event);
    return kind === undefined ? [] : [{ event, kind }];
  });
  changes.sort((a, b) => compare(a.event.source, b.event.source));
  return toldOnce(
    changes,
    ({ event }) => [canonicalId(event.id)],
    (kept, other) => (propertyNames(kept.event).length === 0 ? other : kept),
  );
});

const CONSENT_POLICIES: ReadonlySet<string> = new Set([
  "add permission grant policy",
  "update permission grant policy",
  "delete permission grant policy",
]);

/** Of operations that write other settings as well, the properties tell. */
const POLICIES: ReadonlySet<string> = new Set([
  "update authorization policy",
  "update company settings",
  "add policy",
  "update policy",
  "delete policy",
  "add conditional access policy",
  "update conditional access policy",
  "delete conditional access policy",
]);

const DOMAINS: ReadonlySet<string> = new Set([
  "set domain authentication",
  "set federation settings on domain",
  "add verified domain",
  "add unverified domain",
]);

const ROLES: ReadonlySet<string> = new Set([
  "add role definition",
  "update role definition",
  "add role assignment to role definition",
]);

const CONSENT_PROPERTY =
  /permissiongrantpolic|allowedtocreateapps|userspermissiontouserconsent|defaultuserrolepermissions|consentrequest|appmanagementpolicy|allowuserconsentforriskyapps/i;

/** https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities */
function kindOf(event: DirectoryEvent): GuardRailKind | undefined {
  const name = event.operation.trim().toLowerCase();
  if (CONSENT_POLICIES.has(name)) return "consent-settings";
  if (POLICIES.has(name)) {
    const names = propertyNames(event);
    // The authorization policy holds the settings of consent and little else: where the log lost what changed, they count.
    const isConsent = names.length === 0 ? name === "update authorization policy" : names.some(isOfConsent);
    return isConsent ? "consent-settings" : "directory-policy";
  }
  if (DOMAINS.has(name)) return "domain-federation";
  // A request to activate a role gives nothing: https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-how-to-use-audit-log
  const isMember = /^add (?:eligible )?member to role\b(?!.* requested)/.test(name);
  return ROLES.has(name) || isMember ? "directory-role" : undefined;
}

function isOfConsent(property: string): boolean {
  return CONSENT_PROPERTY.test(property);
}

function propertyNames({ targets }: DirectoryEvent): readonly string[] {
  return targets.flatMap(({ properties }) => Object.keys(properties));
}

function textOf(event: DirectoryEvent, kind: GuardRailKind): readonly [detail: string, queryId: QueryId] {
  const targets = targetsText(event);
  if (kind === "consent-settings") {
    const names = propertyNames(event).filter(isOfConsent);
    const what = names.length === 0 ? "settings of consent" : quoted(names);
    return [`It changed ${what} of ${targets}.`, "q20"];
  }
  const role = textAfter(event, "role.displayname");
  return [`It concerned ${targets}${role === null ? "" : ` and the role "${role}"`}.`, "q24"];
}

const PATHS: ReadonlyMap<string, string> = new Map([
  ["user", "/users"],
  ["serviceprincipal", "/servicePrincipals"],
  ["group", "/groups"],
]);

/** Who got a role; undefined where a role itself was changed, or the log does not say. */
function holderOf({ targets }: DirectoryEvent): IncidentTarget | undefined {
  for (const { type, id, name, userPrincipalName } of targets) {
    const path = PATHS.get(type.toLowerCase());
    if (path !== undefined && id !== null)
      return { id: `${path}/${id}`, name: userPrincipalName ?? name ?? id };
  }
  return undefined;
}

/** Whether the holder has a directory role today. */
function holderState(
  { id, name }: IncidentTarget,
  { directoryRoleAssignments }: Slice<"directoryRoleAssignments">,
): IncidentState {
  const objectId = id.slice(id.lastIndexOf("/") + 1);
  const isHeld = directoryRoleAssignments.of(byObjectId(objectId)).length > 0;
  const isWhole = directoryRoleAssignments.gapsAt("").length === 0;
  return { id, name, presence: isHeld ? "present" : isWhole ? "gone" : "unknown" };
}
