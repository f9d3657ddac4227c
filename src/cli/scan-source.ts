import { mergeSnapshots } from "../collect/merge-snapshots.ts";
import { collectorsIn } from "../collect/read-tenant.ts";
import type { Snapshot } from "../collect/snapshot.ts";
import { usageError } from "../errors.ts";
import { GUID } from "./options.ts";
import { readSnapshot } from "./snapshot-file.ts";

/** What `--snapshot` refuses beside it: flags that say what is asked of Azure, which nobody asks. */
const ASKS = {
  subscription: "--subscription",
  managementGroup: "--management-group",
  readSshKeys: "--read-ssh-keys",
  logWorkspace: "--log-workspace",
  since: "--since",
  shard: "--shard",
  resume: "--resume",
} as const;

export interface SnapshotFlags extends Readonly<Partial<Record<keyof typeof ASKS, unknown>>> {
  readonly snapshot: readonly string[];
  readonly tenant?: string | undefined;
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  readonly allowPartial?: true;
}

/**
 * What `--snapshot FILE…` names: one snapshot, or the shards of one scan. The selection of checks is the scan's own
 * unless `--only` or `--skip` say otherwise.
 * @throws FootholdError exit 2 for a flag that asks Azure, a file that is none, and shards of several scans
 */
export async function readSnapshots(flags: SnapshotFlags): Promise<Snapshot> {
  const { snapshot: files, tenant, only, skip, allowPartial = false } = flags;
  for (const [key, flag] of Object.entries(ASKS) as [keyof typeof ASKS, string][]) {
    if (flags[key] !== undefined)
      throw usageError(
        `${flag}: --snapshot asks nothing of Azure; ${flag} belongs to the scan that saved it`,
      );
  }
  const given = [];
  for (const name of files) given.push({ name, snapshot: await readSnapshot(name) });
  const merged = mergeSnapshots(given, { allowPartial, collectorsOf: collectorsIn });
  const { tenantId } = merged.facts.principal;
  // A domain of the tenant cannot be compared without asking.
  if (tenant !== undefined && GUID.test(tenant) && tenant.toLowerCase() !== tenantId.toLowerCase())
    throw usageError(`--tenant ${tenant}: the snapshot is of tenant ${tenantId}`);
  if (only === undefined && skip === undefined) return merged;
  return withSelection(merged, only ?? [], skip ?? []);
}

function withSelection(
  { facts, readings }: Snapshot,
  only: readonly string[],
  skip: readonly string[],
): Snapshot {
  const { selection } = facts;
  return {
    facts: { ...facts, selection: { ...selection, scope: { ...selection.scope, only, skip } } },
    readings,
  };
}
