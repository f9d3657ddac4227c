import type { Slice } from "../../inventory/inventory.ts";
import { canonicalId } from "../../inventory/scope.ts";
import type {
  AccountGroup,
  AttackPath,
  PathNode,
  SftpAccess,
  StorageAccount,
  Ways,
} from "../../inventory/sections.ts";
import { worstFirst } from "../rbac/worst-accounts.ts";
import { edgeOf } from "./edge.ts";
import type { Edge } from "./graph.ts";
import { GLOBAL_ADMINISTRATOR, keyOf } from "./nodes.ts";

/** Where paths end: the accounts that an Azure role reaches. */
export interface Target {
  readonly accounts: AccountGroup;
  /** What leads there: at its end stands where the role is held. */
  readonly paths: readonly AttackPath[];
}

export interface Access {
  readonly edges: readonly Edge[];
  /** By the edge with which a path ends. */
  readonly targets: ReadonlyMap<Edge, Target>;
  /** What somebody's own roles lead to, by key. */
  readonly own: ReadonlyMap<string, readonly Target[]>;
}

/**
 * The last hops: what the Azure roles of one principal allow, and a Global Administrator's way to all of them. Each row
 * has an end of its own, and its groups are nodes of its own: a deny assignment can take from one member what it leaves
 * to another.
 */
export function accessEdges(
  slice: Slice<"sftpAccess" | "storageAccounts">,
  isTakenOver: (key: string) => boolean,
): Access {
  const edges: Edge[] = [];
  const targets = new Map<Edge, Target>();
  const own = new Map<string, Target[]>();
  for (const row of slice.sftpAccess.all()) {
    const ways = row.creates ?? row.grantsItself;
    // What may be denied is no way; who comes to it is left open.
    if (ways === null || row.denials.length > 0) continue;
    const holder = keyOf(row.principal);
    const target = { accounts: row.accounts, paths: ways.paths };
    // Whom nobody takes over is no hop of a path: own roles are the row's own affair.
    if (isTakenOver(holder)) addPaths(row, ways, target);
    const targetsOfHolder = own.get(holder);
    if (targetsOfHolder === undefined) own.set(holder, [target]);
    else targetsOfHolder.push(target);
  }
  const all = elevation(slice);
  if (all !== undefined) {
    edges.push(all.edge);
    targets.set(all.edge, all.target);
  }
  return { edges, targets, own };

  function addPaths(row: SftpAccess, ways: Ways, target: Target): void {
    for (const [which, path] of ways.paths.entries()) {
      const hops = edgesOfPath(path, which, row, ways);
      edges.push(...hops);
      for (const last of hops.slice(-1)) targets.set(last, target);
    }
  }
}

/** @param which of the paths of the row it is */
function edgesOfPath(path: AttackPath, which: number, row: SftpAccess, ways: Ways): readonly Edge[] {
  const between = ({ id }: PathNode) => `${row.id} ${which} ${canonicalId(id)}`;
  return path.map((hop, at) => ({
    from: at === 0 ? keyOf(row.principal) : between(hop.from),
    to: at === path.length - 1 ? endOf(row) : between(hop.to),
    hop,
    ...(at === 0 ? { isOwnRole: true } : {}),
    ...(at === 0 && which === ways.paths.length - 1 ? besideOf(ways) : {}),
  }));
}

function endOf({ id }: SftpAccess): string {
  return `${id} accounts`;
}

/** A row shows three of its ways: what it does not show ends with its own cut, if that ends all. */
function besideOf({ more, cut }: Ways): Pick<Edge, "beside"> {
  if (more === 0) return {};
  return { beside: { count: more, proofId: cut?.cutsAll === true ? cut.hop.proof.id : null } };
}

/** @see https://learn.microsoft.com/azure/role-based-access-control/elevate-access-global-admin */
function elevation({
  storageAccounts,
}: Slice<"storageAccounts">): { readonly edge: Edge; readonly target: Target } | undefined {
  const accounts = storageAccounts.all().filter(couldServeSftp);
  const ranked = worstFirst(accounts)([{ start: 0, end: accounts.length }]);
  const [worst, ...others] = ranked.map(({ account }) => account);
  if (worst === undefined) return undefined;
  const edge = edgeOf({
    from: GLOBAL_ADMINISTRATOR,
    right: "elevates-access",
    to: { id: worst.id, kind: "storage-account", name: worst.name },
    because: `A Global Administrator can take the role "User Access Administrator" at the root, and with it any role on "${worst.name}".`,
    proof: {
      id: "/providers/Microsoft.Authorization/elevateAccess",
      scope: "/",
      source: "https://learn.microsoft.com/azure/role-based-access-control/elevate-access-global-admin",
    },
  });
  return {
    edge: { ...edge, to: `${edge.from} accounts`, isOwnRole: true },
    target: {
      accounts: { count: accounts.length, shown: [worst.id, ...others.map(({ id }) => id)] },
      paths: [[edge.hop]],
    },
  };
}

/** SFTP needs a hierarchical namespace; what was not read may have one. */
function couldServeSftp({ isHnsEnabled }: StorageAccount): boolean {
  return !isHnsEnabled.known || isHnsEnabled.value;
}
