import { ReadError } from "../../errors.ts";
import type { Progress } from "../meter.ts";

/** The clock of a scan; tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Rejects when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Waits for a turn in a throttling domain, or throws where the turn would come too late. */
export interface Turn {
  (request: string): Promise<void>;
}

/**
 * Microsoft.Storage: 100 lists and 800 reads in 5 minutes, for each subscription and region.
 * https://learn.microsoft.com/azure/storage/common/scalability-targets-resource-provider
 * A twentieth is left to the account list itself and to whoever else works there.
 */
const STORAGE_LIMITS = { list: 95, read: 760 } as const;
const WINDOW_MS = 5 * 60_000;

export interface PacingOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The longest that a request waits for its turn, in milliseconds. */
  readonly longestWait: number;
  readonly progress: Progress;
}

/** Turns in the storage provider's budget: a burst up to the limit, then each as early as the window allows. */
export function storagePacing(
  options: PacingOptions,
): (domain: string, kind: keyof typeof STORAGE_LIMITS) => Turn {
  const { clock, signal, longestWait, progress } = options;
  const turns = new Map<string, number[]>();
  return (domain, kind) => async (request) => {
    // "West Europe" and "westeurope" are one region.
    const key = `${kind} ${domain.toLowerCase().replaceAll(" ", "")}`;
    const taken = turns.get(key) ?? [];
    turns.set(key, taken);

    const limit = STORAGE_LIMITS[kind];
    const now = clock.now();
    const oldest = taken.at(-limit);
    const start = oldest === undefined ? now : Math.max(now, oldest + WINDOW_MS);
    if (start - now > longestWait) {
      const detail = `${limit} ${kind}s in 5 minutes are the provider's limit, and the turn would come after the longest wait`;
      throw new ReadError("throttled", request, `${detail} of ${minutes(longestWait)}`);
    }
    taken.push(start);
    if (start === now) return;
    progress.waiting(`the storage provider's limit of ${limit} ${kind}s in 5 minutes`, start);
    await clock.sleep(start - now, signal);
  };
}

/**
 * Microsoft Graph counts resource units for each application and tenant: 3,500 in 10 seconds in the smallest tenants.
 * https://learn.microsoft.com/graph/throttling-limits#identity-and-access-service-limits
 */
const GRAPH_LIMIT = 3325;
const GRAPH_WINDOW_MS = 10_000;

/** Waits until the units fit into the window; a twentieth is left to others. */
export function graphPacing({
  clock,
  signal,
  progress,
}: PacingOptions): (units: number, request: string) => Promise<void> {
  const spent: { readonly at: number; readonly units: number }[] = [];
  return async (units, request) => {
    const now = clock.now();
    let start = Math.max(now, spent.at(-1)?.at ?? 0);
    while (spent[0] !== undefined && spent[0].at + GRAPH_WINDOW_MS <= start) spent.shift();
    let open = spent.reduce((sum, grant) => sum + grant.units, 0);
    while (open + units > GRAPH_LIMIT && spent[0] !== undefined) {
      start = Math.max(start, spent[0].at + GRAPH_WINDOW_MS);
      open -= spent[0].units;
      spent.shift();
    }
    spent.push({ at: start, units });
    if (start === now) return;
    progress.waiting("the resource units of Microsoft Graph", start);
    await clock.sleep(start - now, signal).catch((error: unknown) => {
      throw new ReadError("interrupted", request, "the scan was interrupted", { cause: error });
    });
  };
}

function minutes(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
