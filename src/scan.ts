import { type Assessment, assess } from "./assess/assess.ts";
import { toldBy } from "./assess/baseline.ts";
import { withHistory } from "./assess/baseline-history.ts";
import { composeReport } from "./assess/compose-report.ts";
import { evidenceSectionOf } from "./assess/evidence.ts";
import type { AnyCheck, Settings, Suppression } from "./check.ts";
import type { AzureConnection } from "./collect/azure/connect.ts";
import { collect } from "./collect/collect.ts";
import { allCollectors, collectorsFor } from "./collect/collectors.ts";
import type { Progress } from "./collect/meter.ts";
import type { LogOptions } from "./collect/log-options.ts";
import { notGiven } from "./collect/not-given.ts";
import { readQuery } from "./collect/queries/query-files.ts";
import { derive, sourcesOf } from "./derive/derive.ts";
import type { Inventory } from "./inventory/inventory.ts";
import { fillQuery } from "./inventory/kql.ts";
import type { SectionName } from "./inventory/sections.ts";
import type { ScanReport, ScanScope } from "./reporter.ts";

export interface ScanOptions {
  readonly azure: AzureConnection;
  readonly checks: readonly AnyCheck[];
  /** The group of each by its id, which the report tells. */
  readonly groups?: ReadonlyMap<string, string>;
  readonly settings: Settings;
  readonly scope: ScanScope;
  /** Asks for the SSH keys of local users, which the connection must let through. */
  readonly readSshKeys?: boolean;
  /** Log Analytics workspaces by GUID or ARM id. */
  readonly logWorkspaces?: readonly string[];
  /** How far back logs are read, in milliseconds: 90 days without it. */
  readonly logPeriod?: number | undefined;
  /** An earlier report of this tenant. */
  readonly baseline?: ScanReport | undefined;
  readonly suppressions?: readonly Suppression[];
  readonly version: string;
  readonly progress: Progress;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The program: collect, derive, assess, report. Everything behind `collect` is pure. */
export async function scan(options: ScanOptions): Promise<ScanReport> {
  const { azure, checks, settings, scope, version, progress, baseline, readSshKeys = false } = options;
  const began = options.now();
  const startedAt = new Date(began).toISOString();

  const { subscriptions } = scope;
  const logs = logsOf(options, began);
  const collectors = collectorsFor(sectionsOf(checks), allCollectors({ subscriptions, readSshKeys, logs }));
  const { tenantId } = azure.principal;
  const { inventory: collected, meters } = await collect({
    tenantId,
    collectors,
    reader: azure.reader,
    collectedAt: startedAt,
    given: notGiven(tenantId, {
      readSshKeys,
      logWorkspaces: logs.workspaces.length > 0,
      baseline: baseline !== undefined,
    }),
    progress,
  });

  const inventory: Inventory = derive(baseline === undefined ? collected : withHistory(collected, baseline));
  const told = baseline === undefined ? undefined : toldBy(baseline);
  const assessment: Assessment = assess(inventory, checks, settings, told);

  const finishedAt = new Date(options.now()).toISOString();
  const { cloud, principal } = azure;
  return composeReport(inventory, assessment, {
    version,
    startedAt,
    finishedAt,
    cloud,
    principal,
    scope,
    logs,
    groups: options.groups,
    queryText: (id, fill) => fillQuery(readQuery(id), fill),
    costs: meters,
    baseline,
    suppressions: options.suppressions ?? [],
  });
}

/** So long Azure keeps the Activity Log by itself: https://learn.microsoft.com/azure/azure-monitor/platform/activity-log */
const USUAL_PERIOD = 90 * 86_400_000;

function logsOf({ logWorkspaces = [], logPeriod }: ScanOptions, now: number): LogOptions {
  return {
    since: new Date(now - (logPeriod ?? USUAL_PERIOD)).toISOString(),
    ...(logPeriod === undefined ? { isUsual: true } : {}),
    until: new Date(now).toISOString(),
    workspaces: logWorkspaces,
  };
}

/** The sections that the checks read, and the logs of their subjects: collected ones, since derived ones follow from them. */
export function sectionsOf(checks: readonly AnyCheck[]): readonly SectionName[] {
  const named = checks.flatMap(({ subject, inputs = [], enrich = [] }) => {
    const evidence = evidenceSectionOf(subject);
    return [subject, ...inputs, ...enrich, ...(evidence === undefined ? [] : [evidence])];
  });
  return [...new Set(named.flatMap((name) => sourcesOf(name)))];
}
