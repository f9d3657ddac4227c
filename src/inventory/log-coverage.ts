import { type Gap, known, type Known, type Listed, unknown } from "./known.ts";
import type { DiagnosticSetting, Logging } from "./logging.ts";
import { canonicalId } from "./scope.ts";

/** What logins and transfers over SFTP are logged as. https://learn.microsoft.com/azure/storage/blobs/monitor-blob-storage */
export const BLOB_CATEGORIES = ["StorageRead", "StorageWrite", "StorageDelete"] as const;

/** Groups that hold all of them. https://learn.microsoft.com/azure/azure-monitor/essentials/diagnostic-settings#category-groups */
export const ALL_GROUPS = ["allLogs", "audit"] as const;

export interface LogNeeds {
  readonly categories: readonly string[];
  /** Category groups that cover every one of them. */
  readonly groups: readonly string[];
}

/**
 * Which of the categories the settings export to a place that outlives what is logged. An account that logs into itself
 * does not count: whoever holds it holds its logs.
 * @returns the categories that no setting exports; unknown where a setting that was not understood could
 */
export function missingLogs(
  settings: readonly DiagnosticSetting[],
  { categories, groups }: LogNeeds,
): Known<readonly string[]> {
  const read = settings.map((setting) => exportsOf(setting, groups));
  const exported = new Set(read.flatMap(({ items }) => items));
  const covered = (category: string) => exported.has(ALL) || exported.has(category.toLowerCase());
  const missing = categories.filter((category) => !covered(category));
  const [gap] = missing.length === 0 ? [] : read.flatMap(({ gaps }) => gaps);
  return gap === undefined ? known(missing) : unknown(gap);
}

/** The same in one word. */
export function loggingOf(settings: readonly DiagnosticSetting[], needs: LogNeeds): Known<Logging> {
  const missing = missingLogs(settings, needs);
  if (!missing.known) return missing;
  if (missing.value.length === 0) return known("complete");
  return known(missing.value.length === needs.categories.length ? "none" : "partial");
}

const ALL = "*";

/** Lower-cased categories, or ALL; a group that nobody knows may hold any of them. */
function exportsOf(setting: DiagnosticSetting, groups: readonly string[]): Listed<string> {
  const { logs } = setting;
  if (!logs.known) return { items: [], gaps: [logs.gap] };
  const enabled = logs.value.filter((log) => log.enabled);
  if (enabled.length === 0) return NOTHING;
  const lasts = hasDestination(setting);
  if (!lasts.known) return { items: [], gaps: [lasts.gap] };
  if (!lasts.value) return NOTHING;
  const named = enabled.flatMap(({ categoryGroup }) => categoryGroup ?? []);
  return {
    items: [
      ...enabled.flatMap(({ category }) => category?.toLowerCase() ?? []),
      ...(named.some((group) => isAmong(groups, group)) ? [ALL] : []),
    ],
    gaps: named
      .filter((group) => !isAmong(ALL_GROUPS, group) && !isAmong(groups, group))
      .map((group) => unknownGroup(setting, group)),
  };
}

const NOTHING: Listed<never> = { items: [], gaps: [] };

function isAmong(groups: readonly string[], name: string): boolean {
  return groups.some((group) => group.toLowerCase() === name.toLowerCase());
}

/** Read, and newer than what is known here: nothing is missing in the scan. */
function unknownGroup({ id, name }: DiagnosticSetting, group: string): Gap {
  const detail = `which logs the category group "${group}" of the diagnostic setting "${name}" holds is not known`;
  return { reason: "unsupported", scope: id, request: "GET diagnosticSettings", detail };
}

/** One place that is known to be there decides. */
function hasDestination(setting: DiagnosticSetting): Known<boolean> {
  const { workspaceId, eventHubAuthorizationRuleId, marketplacePartnerId, storageAccountId } = setting;
  const elsewhere = [workspaceId, eventHubAuthorizationRuleId, marketplacePartnerId];
  const isElsewhere = (id: string): boolean => canonicalId(id) !== canonicalId(setting.of);
  if (elsewhere.some((id) => id.known && id.value !== null)) return known(true);
  if (storageAccountId.known && storageAccountId.value !== null && isElsewhere(storageAccountId.value))
    return known(true);
  return [...elsewhere, storageAccountId].find((id) => !id.known) ?? known(false);
}
