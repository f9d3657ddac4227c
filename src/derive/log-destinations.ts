import { type AnyDerivation, defineDerivation } from "../derivation.ts";
import type { Slice } from "../inventory/inventory.ts";
import type { Gap } from "../inventory/known.ts";
import type { DiagnosticSetting, LogDestination, PathNode } from "../inventory/sections.ts";
import { NOBODY, type Some, watchedBy, WATCHED_SOURCES } from "./log-watched.ts";
import { logWriters } from "./log-writers.ts";

const ACCOUNT_SOURCES = ["subscriptions", "storageAccounts", "localUsers"] as const;

type AccountSlice = Slice<(typeof ACCOUNT_SOURCES)[number]>;

/**
 * Where logs go, and who of those whom they watch can change them: one row for each setting and destination. Of workspaces
 * only those of SFTP accounts are judged, since everybody in a subscription or tenant is watched by its logs.
 */
export const logDestinations: readonly AnyDerivation[] = [
  defineDerivation({
    section: "logDestinations",
    of: "blobDiagnosticSettings",
    from: [...ACCOUNT_SOURCES, ...WATCHED_SOURCES],
    derive: (setting, slice) =>
      destinationsOf(setting, slice, (workspaceId) => watchedBy(slice)(setting.of, workspaceId)),
    gaps: unreadDestinations,
  }),
  ...(
    [
      "subscriptionDiagnosticSettings",
      "managementGroupDiagnosticSettings",
      "entraDiagnosticSettings",
    ] as const
  ).map((of) =>
    defineDerivation({
      section: "logDestinations",
      of,
      from: ACCOUNT_SOURCES,
      derive: (setting, slice) => destinationsOf(setting, slice, () => NOBODY),
      gaps: unreadDestinations,
    }),
  ),
];

function destinationsOf(
  setting: DiagnosticSetting,
  slice: AccountSlice,
  watchedAt: (workspaceId: string) => Some<PathNode>,
): readonly LogDestination[] {
  if (!exportsLogs(setting)) return [];
  const { storageAccountId: account, workspaceId: workspace } = setting;
  const toAccount = account.known ? account.value : null;
  const toWorkspace = workspace.known ? workspace.value : null;
  return [
    ...(toAccount === null
      ? []
      : [rowOf(setting, "storage-account", toAccount, logWriters(slice)(toAccount), NOBODY)]),
    ...(toWorkspace === null
      ? []
      : [rowOf(setting, "workspace", toWorkspace, NOBODY, watchedAt(toWorkspace))]),
  ];
}

/** Some export metrics alone. */
function exportsLogs({ logs }: DiagnosticSetting): boolean {
  return !logs.known || logs.value.some(({ enabled }) => enabled);
}

function rowOf(
  { id, name, of }: DiagnosticSetting,
  kind: LogDestination["kind"],
  destinationId: string,
  writers: Some<LogDestination["writers"][number]>,
  watched: Some<PathNode>,
): LogDestination {
  return {
    id: `${id}/logDestination/${kind}`,
    name,
    settingId: id,
    of,
    kind,
    destinationId,
    writers: writers.shown,
    writerCount: writers.count,
    watched: watched.shown,
    watchedCount: watched.count,
    gaps: kind === "workspace" ? watched.gaps : writers.gaps,
  };
}

/** A destination that was not understood has no row. */
function unreadDestinations({ storageAccountId, workspaceId }: DiagnosticSetting): readonly Gap[] {
  return [storageAccountId, workspaceId].flatMap((id) => (id.known ? [] : [id.gap]));
}
