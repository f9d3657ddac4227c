import type { AnyCollector } from "../collector.ts";
import type { Inventory, Section } from "../inventory/inventory.ts";
import type { SectionName } from "../inventory/sections.ts";
import type { ScanScope } from "../reporter.ts";
import type { AzureConnection } from "./azure/connect.ts";
import { type Collection, collect } from "./collect.ts";
import { allCollectors, collectorsFor } from "./collectors.ts";
import type { LogOptions } from "./log-options.ts";
import { type Meter, type Progress, SILENT } from "./meter.ts";
import { notGiven } from "./not-given.ts";
import { leftBy } from "./shards.ts";
import {
  indexReadings,
  type Reading,
  type Selection,
  type Snapshot,
  type SnapshotFacts,
} from "./snapshot.ts";

export interface ReadOptions {
  readonly azure: AzureConnection;
  readonly scope: ScanScope;
  /** Asks for the SSH keys of local users, which the connection must let through. */
  readonly readSshKeys?: boolean;
  /** Log Analytics workspaces by GUID or ARM id. */
  readonly logWorkspaces?: readonly string[];
  /** How far back logs are read, in milliseconds: 90 days without it. */
  readonly logPeriod?: number | undefined;
  readonly version: string;
  readonly progress: Progress;
  readonly journal?: Journal | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Keeps what was read, so that a scan that was cut off goes on where it was. */
export interface Journal {
  /**
   * Begins, or continues what it holds.
   * @returns when the scan began, ISO 8601
   * @throws FootholdError exit 2 where it holds another scan, with both values
   */
  readonly begin: (facts: Omit<SnapshotFacts, "finishedAt">) => string;
  readonly recorded: (section: SectionName, scope: string) => Reading | undefined;
  readonly finished: (reading: Reading) => void;
}

/** What was read, ready to be derived from and to be kept. */
export interface ReadTenant {
  readonly inventory: Inventory;
  readonly meters: ReadonlyMap<SectionName, Meter>;
  readonly logs: LogOptions;
  readonly snapshot: Snapshot;
}

/** What the scan needs beside what is asked of Azure. */
export interface Wanted {
  /** The sections that the checks read. */
  readonly sections: readonly SectionName[];
  readonly hasBaseline: boolean;
}

/** Reads the tenant, or its share of it. */
export async function readTenant(options: ReadOptions, wanted: Wanted): Promise<ReadTenant> {
  const { azure, scope, journal, version, now } = options;
  const { principal, cloud } = azure;
  const begun = new Date(now()).toISOString();
  const asked: Selection = {
    scope,
    sections: [],
    readSshKeys: options.readSshKeys ?? false,
    logWorkspaces: options.logWorkspaces ?? [],
    logPeriod: options.logPeriod ?? null,
  };
  const sections = collectorsFor(wanted.sections, collectorsOf(asked, begun)).map(({ section }) => section);
  const selection = { ...asked, sections };
  const startedAt =
    journal?.begin({ version, startedAt: begun, cloud: named(cloud), principal, selection }) ?? begun;
  const collectors = collectorsFor(wanted.sections, collectorsOf(selection, startedAt));
  const collection = await collect({
    tenantId: principal.tenantId,
    collectors,
    reader: azure.reader,
    collectedAt: startedAt,
    given: givenBy(principal.tenantId, selection, wanted),
    progress: options.progress,
    recorded: journal?.recorded,
    finished: journal?.finished,
    left: scope.shard === undefined ? undefined : leftBy(scope.shard, collectors),
  });
  const finishedAt = new Date(now()).toISOString();
  return made(collection, { version, startedAt, finishedAt, cloud: named(cloud), principal, selection });
}

/** What a snapshot holds of what is wanted, as if it had just been read: the rest is held against nobody. */
export async function recall({ facts, readings }: Snapshot, wanted: Wanted): Promise<ReadTenant> {
  const { principal, startedAt } = facts;
  const sections = wanted.sections.filter((section) => facts.selection.sections.includes(section));
  const collectors = collectorsIn({ ...facts.selection, sections }, startedAt);
  const selection = { ...facts.selection, sections: collectors.map(({ section }) => section) };
  const recorded = indexReadings(readings);
  const collection = await collect({
    tenantId: principal.tenantId,
    collectors,
    reader: () => {
      throw new Error("a snapshot asks nobody");
    },
    collectedAt: startedAt,
    given: givenBy(principal.tenantId, selection, wanted),
    progress: SILENT,
    recorded,
    left: (section, scope) =>
      recorded(section, scope.id) !== undefined
        ? undefined
        : {
            reason: "failed",
            scope: scope.id,
            request: `section ${section}`,
            detail: "the snapshot does not hold it",
          },
  });
  return made(collection, { ...facts, selection });
}

/** The collectors that filled the sections of a snapshot. What they have come to need since then is a gap of it. */
export function collectorsIn(selection: Selection, startedAt: string): readonly AnyCollector[] {
  return collectorsFor(selection.sections, collectorsOf(selection, startedAt));
}

function collectorsOf(selection: Selection, startedAt: string): readonly AnyCollector[] {
  const { scope, readSshKeys } = selection;
  const { subscriptions, managementGroups } = scope;
  return allCollectors({ subscriptions, managementGroups, readSshKeys, logs: logsOf(selection, startedAt) });
}

/** So long Azure keeps the Activity Log by itself: https://learn.microsoft.com/azure/azure-monitor/platform/activity-log */
const USUAL_PERIOD = 90 * 86_400_000;

function logsOf({ logWorkspaces, logPeriod }: Selection, startedAt: string): LogOptions {
  const until = Date.parse(startedAt);
  return {
    since: new Date(until - (logPeriod ?? USUAL_PERIOD)).toISOString(),
    ...(logPeriod === null ? { isUsual: true } : {}),
    until: startedAt,
    workspaces: logWorkspaces,
  };
}

/** Sections that nothing was asked for: by no flag, and by no snapshot. */
function givenBy(
  tenantId: string,
  selection: Selection,
  { sections, hasBaseline }: Wanted,
): Partial<Inventory["sections"]> {
  const { readSshKeys, logWorkspaces } = selection;
  const scope = `/tenants/${tenantId}`;
  const lacking = sections
    .filter((section) => !selection.sections.includes(section))
    .map((section): readonly [string, Section<never>] => {
      const request = `section ${section}`;
      const detail = "the scan that made the snapshot did not ask for it";
      return [section, { items: [], gaps: [{ reason: "not-requested", scope, request, detail }] }];
    });
  return {
    ...Object.fromEntries(lacking),
    ...notGiven(tenantId, {
      readSshKeys,
      logWorkspaces: logWorkspaces.length > 0,
      baseline: hasBaseline,
    }),
  };
}

function made({ inventory, meters, readings }: Collection, facts: SnapshotFacts): ReadTenant {
  return {
    inventory,
    meters,
    logs: logsOf(facts.selection, facts.startedAt),
    snapshot: { facts, readings },
  };
}

function named({ name, portal }: AzureConnection["cloud"]): SnapshotFacts["cloud"] {
  return { name, portal };
}
