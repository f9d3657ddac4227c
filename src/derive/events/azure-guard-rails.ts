import type { AzureEvent, GuardRailKind, IncidentState, QueryId } from "../../inventory/sections.ts";
import { canonicalId } from "../../inventory/scope.ts";
import type { Gap } from "../../inventory/known.ts";
import { allEventsOf, ancestorOf, azureRow, changeOf, nameIn, operationOf } from "./azure-events.ts";
import { defenderState, planState, settingDeleted, settingState } from "./azure-guard-rail-states.ts";
import { roleGrantOf } from "./azure-role-grants.ts";
import type { GuardRailDeed, GuardRailSlice } from "./guard-rail-deed.ts";
import type { IncidentTarget } from "./incident.ts";
import { absence } from "./sftp-states.ts";

/** What a request left a guard rail as. */
interface Told {
  /** Compared with what stood before: templates write the same value again and again, which changes nothing. */
  readonly value: string;
  /** Undefined where it does no harm. */
  readonly harm?: Harm | undefined;
  /** Of a diagnostic setting, where the request lists them: the logs that it exports since. */
  readonly logs?: readonly string[] | null | undefined;
}

interface Harm {
  readonly kind: GuardRailKind;
  readonly target: IncidentTarget;
  /** One sentence. */
  readonly detail: string;
  readonly queryId: QueryId;
  readonly states: readonly IncidentState[];
}

/** What a request did, of an operation that concerns guard rails. Undefined where the log does not tell, or nobody cares. */
type Rail = (event: AzureEvent, slice: GuardRailSlice, tenant: IncidentTarget) => Told | undefined;

/** Logs, Defender and roles that were weakened by way of Azure Resource Manager. */
export function azureGuardRails(slice: GuardRailSlice, tenant: IncidentTarget): readonly GuardRailDeed[] {
  const before = new Map<string, Told>();
  return allEventsOf(slice).flatMap((event): GuardRailDeed[] => {
    const told = RAILS.get(operationOf(event))?.(event, slice, tenant);
    if (told === undefined) return [];
    const key = canonicalId(event.resourceId);
    const former = before.get(key);
    before.set(key, told);
    if (told.harm === undefined || !isWeaker(told, former)) return [];
    const { kind, target, detail, queryId, states } = told.harm;
    const { correlationId, actor } = event;
    const row = azureRow(event, detail, queryId);
    return [{ kind, needsEntry: false, target, correlationId, actor, row, states }];
  });
}

/** Of two lists of logs it is weaker to lose one. A group may be written as its categories, all of which are on. */
function isWeaker({ value, logs }: Told, former: Told | undefined): boolean {
  if (!logs || !former?.logs) return value !== ON && value !== former?.value;
  const lost = logs.includes("alllogs") ? [] : former.logs.filter((log) => !logs.includes(log));
  return lost.some((log) => value !== ON || !GROUPS.has(log));
}

const ON = "on";

/** https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings */
const GROUPS: ReadonlySet<string> = new Set(["alllogs", "audit"]);

const RAILS: ReadonlyMap<string, Rail> = new Map<string, Rail>([
  ["microsoft.insights/diagnosticsettings/delete", settingDelete],
  ["microsoft.insights/diagnosticsettings/write", settingWrite],
  ["microsoft.aadiam/diagnosticsettings/delete", settingDelete],
  ["microsoft.aadiam/diagnosticsettings/write", settingWrite],
  ["microsoft.security/pricings/write", planWrite],
  ["microsoft.security/pricings/delete", planDelete],
  ["microsoft.security/defenderforstoragesettings/write", defenderWrite],
  ["microsoft.authorization/roleassignments/write", roleWrite],
  ["microsoft.authorization/elevateaccess/action", elevation],
]);

/** Requests of which only the body tells what they did. */
const BODY_TELLS: ReadonlySet<Rail | undefined> = new Set([
  settingWrite,
  planWrite,
  defenderWrite,
  roleWrite,
]);

/** A body that was lost may have weakened something. */
export function untoldGuardRail(event: AzureEvent): readonly Gap[] {
  const { change, resourceId, operation } = event;
  if (!BODY_TELLS.has(RAILS.get(operationOf(event)))) return [];
  if (!change.known) return [change.gap];
  const detail = "the log holds neither the request nor the answer, so that nobody knows what was changed";
  return change.value === null
    ? [{ reason: "unsupported", scope: resourceId, request: operation, detail }]
    : [];
}

function settingDelete(event: AzureEvent, slice: GuardRailSlice, tenant: IncidentTarget): Told | undefined {
  const target = loggedBy(event.resourceId, slice, tenant);
  if (target === undefined) return undefined;
  const detail = `The diagnostic setting "${nameIn(event.resourceId)}" of "${target.name}" was deleted.`;
  const states = [settingDeleted(target, slice)];
  return {
    value: "deleted",
    harm: { kind: "diagnostic-setting-deleted", target, detail, queryId: "q09", states },
  };
}

/** Writing a setting is how logs are made: only one that switches a part of them off, or leaves it out, does harm. */
function settingWrite(event: AzureEvent, slice: GuardRailSlice, tenant: IncidentTarget): Told | undefined {
  const target = loggedBy(event.resourceId, slice, tenant);
  const change = changeOf(event);
  if (target === undefined || change === null) return undefined;
  const detail = `The diagnostic setting "${nameIn(event.resourceId)}" of "${target.name}" was written with logs switched off.`;
  const states = [settingState(event.resourceId, target, slice)];
  return {
    value: change.switchesOff ? "off" : ON,
    harm: { kind: "diagnostic-setting-changed", target, detail, queryId: "q09", states },
    logs: change.enabledLogs,
  };
}

/** Whose logs a setting exports: an account's, a subscription's, the directory's. Those of others are no guard rail. */
function loggedBy(
  settingId: string,
  { storageAccounts, subscriptions }: GuardRailSlice,
  tenant: IncidentTarget,
): IncidentTarget | undefined {
  if (/^\/providers\/microsoft\.aadiam\//i.test(settingId)) return tenant;
  const account = ancestorOf(settingId, "storageAccounts");
  // SFTP is logged as what it writes: blobs.
  if (account !== undefined && /\/(?:file|queue|table)Services\//i.test(settingId)) return undefined;
  if (account !== undefined) return storageAccounts.get(account) ?? { id: account, name: nameIn(account) };
  const [, subscription] =
    /^(\/subscriptions\/[^/]+)\/providers\/microsoft\.insights\/diagnosticSettings\/[^/]+$/i.exec(
      settingId,
    ) ?? [];
  if (subscription === undefined) return undefined;
  return subscriptions.get(subscription) ?? { id: subscription, name: nameIn(subscription) };
}

function planWrite(event: AzureEvent, slice: GuardRailSlice): Told | undefined {
  const tier = changeOf(event)?.pricingTier?.toLowerCase();
  if (tier === undefined) return undefined;
  return { value: tier, harm: tier === "free" ? planHarm(event, "was set to Free", slice) : undefined };
}

function planDelete(event: AzureEvent, slice: GuardRailSlice): Told {
  return { value: "deleted", harm: planHarm(event, "was deleted", slice) };
}

function planHarm(event: AzureEvent, what: string, slice: GuardRailSlice): Harm {
  const at = ancestorOf(event.resourceId, "subscriptions") ?? event.resourceId;
  const target = slice.subscriptions.get(at) ?? { id: at, name: nameIn(at) };
  return {
    kind: "defender-lowered",
    target,
    detail: `The Defender plan "${nameIn(event.resourceId)}" ${what}.`,
    queryId: "q09",
    states: [planState(event.resourceId, target, slice)],
  };
}

function defenderWrite(event: AzureEvent, slice: GuardRailSlice): Told | undefined {
  const id = ancestorOf(event.resourceId, "storageAccounts");
  const change = changeOf(event);
  if (id === undefined || change === null) return undefined;
  if (!change.switchesOff) return { value: ON };
  const target = slice.storageAccounts.get(id) ?? { id, name: nameIn(id) };
  const detail = `Defender for Storage, or a part of it, was switched off for "${target.name}".`;
  const states = [defenderState(target, slice)];
  return { value: "off", harm: { kind: "defender-lowered", target, detail, queryId: "q09", states } };
}

function roleWrite(event: AzureEvent, slice: GuardRailSlice, tenant: IncidentTarget): Told {
  const grant = roleGrantOf(event, tenant, slice);
  // A role assignment is made once and never changed.
  if (grant === undefined) return { value: "none" };
  const { scope: target, roleName, principal } = grant;
  const detail = `The role "${roleName}" was given to ${principal} at "${target.name}".`;
  const assignment = slice.roleAssignments.get(event.resourceId);
  const state: IncidentState =
    assignment === undefined
      ? {
          id: event.resourceId,
          name: roleName,
          presence: absence(event.resourceId, slice.roleAssignments, slice),
        }
      : { id: assignment.id, name: roleName, presence: "present" };
  return { value: "granted", harm: { kind: "azure-role", target, detail, queryId: "q21", states: [state] } };
}

/** https://learn.microsoft.com/azure/role-based-access-control/elevate-access-global-admin */
function elevation(event: AzureEvent, _: GuardRailSlice, target: IncidentTarget): Told {
  const detail = "Somebody took the role User Access Administrator for every subscription.";
  // Each time counts.
  return { value: event.id, harm: { kind: "azure-role", target, detail, queryId: "q21", states: [] } };
}
