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

interface Limit {
  readonly turns: number;
  readonly ms: number;
  /** `in 5 minutes`. */
  readonly words: string;
}

/**
 * Microsoft.Storage: 100 lists and 800 reads in 5 minutes, 10 writes in a second and 1200 in an hour, for each
 * subscription and region; a POST such as listKeys is a write.
 * https://learn.microsoft.com/azure/storage/common/scalability-targets-resource-provider
 * A twentieth is left to the account list itself and to whoever else works there.
 */
const STORAGE_LIMITS = {
  list: [{ turns: 95, ms: 5 * 60_000, words: "in 5 minutes" }],
  read: [{ turns: 760, ms: 5 * 60_000, words: "in 5 minutes" }],
  write: [
    { turns: 9, ms: 1000, words: "in a second" },
    { turns: 1140, ms: 3_600_000, words: "in an hour" },
  ],
} as const satisfies Readonly<Record<string, readonly [Limit, ...Limit[]]>>;

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

    const now = clock.now();
    const { start, limit } = nextTurn(taken, STORAGE_LIMITS[kind], now);
    const words = `${limit.turns} ${kind}s ${limit.words}`;
    if (start - now > longestWait) {
      const detail = `${words} are the provider's limit, and the turn would come after the longest wait`;
      throw new ReadError("throttled", request, `${detail} of ${minutes(longestWait)}`);
    }
    taken.push(start);
    if (start === now) return;
    progress.waiting(`the storage provider's limit of ${words}`, start);
    await clock.sleep(start - now, signal);
  };
}

/** When all windows have room again, and which of them it waits for: the longer one where both open at once. */
function nextTurn(
  taken: readonly number[],
  [first, ...others]: readonly [Limit, ...Limit[]],
  now: number,
): { readonly start: number; readonly limit: Limit } {
  const opens = ({ turns, ms }: Limit): number =>
    Math.max(now, (taken.at(-turns) ?? Number.NEGATIVE_INFINITY) + ms);
  const limit = others.reduce((latest, one) => (opens(one) >= opens(latest) ? one : latest), first);
  return { start: opens(limit), limit };
}

/**
 * Microsoft Graph counts resource units for each application and tenant: 3,500 in 10 seconds in the smallest tenants, of
 * which a twentieth is left to others. Of its reports, such as audits and sign-ins, it counts requests: 5 in 10 seconds.
 * https://learn.microsoft.com/graph/throttling-limits#identity-and-access-service-limits
 */
const GRAPH_LIMITS = {
  directory: { units: 3325, words: "the resource units of Microsoft Graph" },
  reports: { units: 5, words: "Microsoft Graph's limit of 5 reports in 10 seconds" },
} as const;
const GRAPH_WINDOW_MS = 10_000;

export type GraphDomain = keyof typeof GRAPH_LIMITS;

/** Waits until the units fit into the window. */
export function graphPacing(
  options: PacingOptions,
): (units: number, request: string, domain?: GraphDomain) => Promise<void> {
  const domains = {
    directory: unitsIn(options, GRAPH_LIMITS.directory),
    reports: unitsIn(options, GRAPH_LIMITS.reports),
  };
  return (units, request, domain = "directory") => domains[domain](domain === "reports" ? 1 : units, request);
}

function unitsIn(
  { clock, signal, progress }: PacingOptions,
  limit: (typeof GRAPH_LIMITS)[GraphDomain],
): (units: number, request: string) => Promise<void> {
  const spent: { readonly at: number; readonly units: number }[] = [];
  return async (units, request) => {
    const now = clock.now();
    let start = Math.max(now, spent.at(-1)?.at ?? 0);
    while (spent[0] !== undefined && spent[0].at + GRAPH_WINDOW_MS <= start) spent.shift();
    let open = spent.reduce((sum, grant) => sum + grant.units, 0);
    while (open + units > limit.units && spent[0] !== undefined) {
      start = Math.max(start, spent[0].at + GRAPH_WINDOW_MS);
      open -= spent[0].units;
      spent.shift();
    }
    spent.push({ at: start, units });
    if (start === now) return;
    progress.waiting(limit.words, start);
    await clock.sleep(start - now, signal).catch((error: unknown) => {
      throw new ReadError("interrupted", request, "the scan was interrupted", { cause: error });
    });
  };
}

function minutes(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
