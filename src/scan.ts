import { type Assessment, assess } from "./assess/assess.ts";
import { composeReport } from "./assess/compose-report.ts";
import type { AnyCheck, Settings } from "./check.ts";
import type { AzureConnection } from "./collect/azure/connect.ts";
import { collect } from "./collect/collect.ts";
import { allCollectors, collectorsFor } from "./collect/collectors.ts";
import type { Progress } from "./collect/meter.ts";
import { notGiven } from "./collect/not-given.ts";
import { derive, sourcesOf } from "./derive/derive.ts";
import type { Inventory } from "./inventory/inventory.ts";
import type { SectionName } from "./inventory/sections.ts";
import type { ScanReport, ScanScope } from "./reporter.ts";

export interface ScanOptions {
  readonly azure: AzureConnection;
  readonly checks: readonly AnyCheck[];
  readonly settings: Settings;
  readonly scope: ScanScope;
  /** Asks for the SSH keys of local users, which the connection must let through. */
  readonly readSshKeys?: boolean;
  readonly version: string;
  readonly progress: Progress;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The program: collect, derive, assess, report. Everything behind `collect` is pure. */
export async function scan(options: ScanOptions): Promise<ScanReport> {
  const { azure, checks, settings, scope, version, progress, readSshKeys = false } = options;
  const startedAt = new Date(options.now()).toISOString();

  const { subscriptions } = scope;
  const collectors = collectorsFor(sectionsOf(checks), allCollectors({ subscriptions, readSshKeys }));
  const { tenantId } = azure.principal;
  const { inventory: collected, meters } = await collect({
    tenantId,
    collectors,
    reader: azure.reader,
    collectedAt: startedAt,
    given: notGiven(tenantId, readSshKeys),
    progress,
  });

  const inventory: Inventory = derive(collected);
  const assessment: Assessment = assess(inventory, checks, settings);

  const finishedAt = new Date(options.now()).toISOString();
  const { cloud, principal } = azure;
  return composeReport(inventory, assessment, {
    version,
    startedAt,
    finishedAt,
    cloud,
    principal,
    scope,
    costs: meters,
  });
}

/** The sections that the checks read: collected ones, since derived ones follow from them. */
export function sectionsOf(checks: readonly AnyCheck[]): readonly SectionName[] {
  const named = checks.flatMap(({ subject, inputs = [], enrich = [] }) => [subject, ...inputs, ...enrich]);
  return [...new Set(named.flatMap((name) => sourcesOf(name)))];
}
