import type { SectionView } from "../../inventory/inventory.ts";
import { known, type Known, type Listed, unknown } from "../../inventory/known.ts";
import { canonicalId } from "../../inventory/scope.ts";
import type { DiagnosticSetting, IncidentState, LogSelection } from "../../inventory/sections.ts";
import { anyOf, not } from "../../inventory/truth.ts";
import type { GuardRailSlice } from "./guard-rail-deed.ts";
import type { IncidentTarget } from "./incident.ts";

/** Whether the logs of a target still go nowhere. */
export function settingDeleted(target: IncidentTarget, slice: GuardRailSlice): IncidentState {
  const found = settingsOf(target, slice);
  if (found === undefined) return stateOf(target, undefined);
  const exported = found.items.map(({ logs }) => (logs.known ? known(logs.value.some(isOn)) : logs));
  return stateOf(target, not(anyOf([...exported, ...found.gaps.map(unknown)])));
}

/** Whether a part of a setting is still switched off. */
export function settingState(
  settingId: string,
  target: IncidentTarget,
  slice: GuardRailSlice,
): IncidentState {
  const setting = settingsOf(target, slice)?.items.find(
    ({ id }) => canonicalId(id) === canonicalId(settingId),
  );
  if (setting === undefined) return settingDeleted(target, slice);
  const { logs } = setting;
  return stateOf(target, logs.known ? known(!logs.value.every(isOn)) : logs);
}

function isOn({ enabled }: LogSelection): boolean {
  return enabled;
}

/** Undefined where nobody asked for them: those of accounts without SFTP. */
function settingsOf({ id }: IncidentTarget, slice: GuardRailSlice): Listed<DiagnosticSetting> | undefined {
  if (/^\/tenants\//i.test(id)) return listed(slice.entraDiagnosticSettings, "/");
  if (!/\/storageAccounts\//i.test(id)) return listed(slice.subscriptionDiagnosticSettings, id);
  const isSftpEnabled = slice.storageAccounts.get(id)?.isSftpEnabled;
  return isSftpEnabled?.known && isSftpEnabled.value ? listed(slice.blobDiagnosticSettings, id) : undefined;
}

function listed(view: SectionView<DiagnosticSetting>, of: string): Listed<DiagnosticSetting> {
  return { items: view.of(of), gaps: view.gapsAt(of) };
}

/** Whether a plan is still free. Only that of storage accounts is read. */
export function planState(
  planId: string,
  target: IncidentTarget,
  { defenderPlans }: GuardRailSlice,
): IncidentState {
  const tier = defenderPlans.get(planId)?.pricingTier;
  return stateOf(target, tier?.known ? known(tier.value.toLowerCase() === "free") : undefined);
}

/** Whether Defender for Storage, or its scan of uploads, is still off. */
export function defenderState(target: IncidentTarget, { defenderSettings }: GuardRailSlice): IncidentState {
  const [setting] = defenderSettings.of(target.id);
  if (setting === undefined) return stateOf(target, undefined);
  const { isEnabled, onUpload } = setting;
  const isScanOff = onUpload.known ? known(!onUpload.value.isEnabled) : onUpload;
  return stateOf(target, anyOf([not(isEnabled), isScanOff]));
}

/** @param holds undefined where nobody looked */
function stateOf({ id, name }: IncidentTarget, holds: Known<boolean> | undefined): IncidentState {
  return { id, name, presence: holds?.known ? (holds.value ? "present" : "gone") : "unknown" };
}
