import { type Assessment, assess } from "./assess/assess.ts";
import { toldBy } from "./assess/baseline.ts";
import { withHistory } from "./assess/baseline-history.ts";
import { composeReport } from "./assess/compose-report.ts";
import { evidenceSectionOf } from "./assess/evidence.ts";
import type { AnyCheck, Settings, Suppression } from "./check.ts";
import { readQuery } from "./collect/queries/query-files.ts";
import { type ReadOptions, type ReadTenant, readTenant, recall } from "./collect/read-tenant.ts";
import type { Snapshot } from "./collect/snapshot.ts";
import { derive, sourcesOf } from "./derive/derive.ts";
import type { Inventory } from "./inventory/inventory.ts";
import { fillQuery } from "./inventory/kql.ts";
import type { SectionName } from "./inventory/sections.ts";
import type { ScanReport } from "./reporter.ts";

export interface ScanOptions {
  /** Azure with what to read of it, or what was read before. */
  readonly source: ReadOptions | Snapshot;
  readonly checks: readonly AnyCheck[];
  /** The group of each by its id, which the report tells. */
  readonly groups?: ReadonlyMap<string, string>;
  readonly settings: Settings;
  /** An earlier report of this tenant. */
  readonly baseline?: ScanReport | undefined;
  readonly suppressions?: readonly Suppression[];
  readonly version: string;
  /** Is given what was read before it is judged. */
  readonly keep?: ((snapshot: Snapshot) => Promise<void>) | undefined;
}

/** The program: collect, derive, assess, report. Everything behind the reading is pure. */
export async function scan(options: ScanOptions): Promise<ScanReport> {
  const { source, checks, settings, baseline } = options;
  const wanted = { sections: sectionsOf(checks), hasBaseline: baseline !== undefined };
  const read: ReadTenant =
    "azure" in source ? await readTenant(source, wanted) : await recall(source, wanted);
  await options.keep?.(read.snapshot);

  const collected: Inventory = read.inventory;
  const inventory: Inventory = derive(baseline === undefined ? collected : withHistory(collected, baseline));
  const told = baseline === undefined ? undefined : toldBy(baseline);
  const assessment: Assessment = assess(inventory, checks, settings, told);

  const { startedAt, finishedAt, cloud, principal, selection } = read.snapshot.facts;
  return composeReport(inventory, assessment, {
    version: options.version,
    startedAt,
    finishedAt,
    cloud,
    principal,
    scope: selection.scope,
    logs: read.logs,
    groups: options.groups,
    queryText: (id, fill) => fillQuery(readQuery(id), fill),
    costs: read.meters,
    baseline,
    suppressions: options.suppressions ?? [],
  });
}

/** The sections that the checks read, and the logs of their subjects: collected ones, since derived ones follow from them. */
export function sectionsOf(checks: readonly AnyCheck[]): readonly SectionName[] {
  const named = checks.flatMap(({ subject, inputs = [], enrich = [] }) => {
    const evidence = evidenceSectionOf(subject);
    return [subject, ...inputs, ...enrich, ...(evidence === undefined ? [] : [evidence])];
  });
  return [...new Set(named.flatMap((name) => sourcesOf(name)))];
}
