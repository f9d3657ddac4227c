import { networkReach } from "../../inventory/network.ts";
import { canonicalId } from "../../inventory/scope.ts";
import type { StorageAccount } from "../../inventory/sections.ts";
import { sftpUsable } from "../../inventory/sftp.ts";
import type { Run } from "./account-sets.ts";

/** An account with its place in the order, and how many are worse. */
export interface Ranked {
  readonly account: StorageAccount;
  readonly at: number;
  readonly rank: number;
}

/** Half of the accounts in each branch, with the worst of them at hand. */
interface Node extends Run {
  readonly worst: readonly Ranked[];
  readonly halves: readonly Node[];
}

/** How many are named of a group of accounts. */
const SHOWN = 10;

/**
 * Tells the worst accounts of some runs, ten at most: SFTP open to any network first, then SFTP, then where that was not
 * read, then where it is off. Only the edges of a run are looked into, however many accounts are between them.
 */
export function worstFirst(ordered: readonly StorageAccount[]): (runs: readonly Run[]) => readonly Ranked[] {
  const ranked = ordered
    .map((account, at) => ({ account, at, key: `${dangerOf(account)} ${canonicalId(account.id)}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ account, at }, rank) => ({ account, at, rank }))
    .sort((a, b) => a.at - b.at);
  const tree = nodeOf(ranked, 0);
  return (runs) => {
    const best: Ranked[] = [];
    for (const run of runs) collect(tree, run, best);
    return best;
  };
}

/** A digit; the lowest is the worst. */
function dangerOf(account: StorageAccount): number {
  const usable = sftpUsable(account);
  if (!usable.known) return 2;
  if (!usable.value) return 3;
  const reach = networkReach(account);
  return reach.known && reach.value === "any" ? 0 : 1;
}

function nodeOf(accounts: readonly Ranked[], start: number): Node {
  const end = start + accounts.length;
  const worst: Ranked[] = [];
  if (accounts.length <= SHOWN) {
    keepWorst(worst, accounts);
    return { start, end, worst, halves: [] };
  }
  const middle = accounts.length >> 1;
  const halves = [nodeOf(accounts.slice(0, middle), start), nodeOf(accounts.slice(middle), start + middle)];
  for (const half of halves) keepWorst(worst, half.worst);
  return { start, end, worst, halves };
}

function collect({ start, end, worst, halves }: Node, run: Run, best: Ranked[]): void {
  if (run.end <= start || end <= run.start) return;
  const isWhole = run.start <= start && end <= run.end;
  if (isWhole) keepWorst(best, worst);
  // All that is in a branch without halves stands among its worst.
  else if (halves.length === 0)
    keepWorst(
      best,
      worst.filter(({ at }) => run.start <= at && at < run.end),
    );
  else for (const half of halves) collect(half, run, best);
}

/** Takes what is worse than the best of those that are kept. */
function keepWorst(best: Ranked[], more: readonly Ranked[]): void {
  for (const account of more) {
    const at = best.findIndex(({ rank }) => rank > account.rank);
    if (at < 0 && best.length === SHOWN) continue;
    best.splice(at < 0 ? best.length : at, 0, account);
    if (best.length > SHOWN) best.pop();
  }
}
