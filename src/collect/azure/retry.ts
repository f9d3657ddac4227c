import type { PipelinePolicy, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import { ReadError } from "../../errors.ts";
import type { Meter } from "../meter.ts";
import { bodyOf, oneLine, requestLine } from "./classify.ts";
import type { Wire } from "./pipeline.ts";

/** What can go wrong for a while, and how often it is tried again. A hang costs a whole time-out each time. */
export const RETRIES = { throttled: 12, server: 3, network: 3, garbled: 2, timeout: 1 } as const;

type Trouble = keyof typeof RETRIES;

export const SERVER_ERRORS: ReadonlySet<number> = new Set([408, 500, 502, 503, 504]);

/** Without a Retry-After: 1 s, then twice as long each time, half a minute at most. */
export function delayMs(tries: number): number {
  return Math.min(1000 * 2 ** tries, 30_000);
}

/** Tries again where the same question may get an answer. What stays without one is thrown as a `ReadError`. */
export function retry(wire: Wire, meter: Meter): PipelinePolicy {
  return {
    name: "foothold-retry",
    async sendRequest(request, next) {
      const tried: Record<Trouble, number> = { throttled: 0, server: 0, network: 0, garbled: 0, timeout: 0 };
      let tries = 0;
      let waited = 0;
      for (;;) {
        const outcome = await attempt(request, next, wire);
        if (outcome.trouble === undefined) return outcome.response;
        tries += 1;
        if (tried[outcome.trouble] === RETRIES[outcome.trouble]) return giveUp(request, outcome, tries);
        const asked = outcome.response && retryAfter(outcome.response, wire.clock.now());
        const wait = asked ?? delayMs(tried[outcome.trouble]);
        // The longest wait is that of the request, not of each of its retries; short pauses after a fault are none.
        if (asked !== undefined || outcome.trouble === "throttled") waited += wait;
        if (waited > wire.longestWait) return giveUp(request, outcome, tries);
        tried[outcome.trouble] += 1;
        meter.retries += 1;
        if (outcome.trouble === "throttled")
          wire.progress.waiting("Azure throttles", wire.clock.now() + wait);
        await pause(request, wire, wait);
      }
    },
  };
}

type Outcome =
  | { readonly trouble: undefined; readonly response: PipelineResponse }
  | { readonly trouble: Trouble; readonly response?: PipelineResponse; readonly error?: unknown };

async function attempt(
  request: PipelineRequest,
  next: (request: PipelineRequest) => Promise<PipelineResponse>,
  wire: Wire,
): Promise<Outcome> {
  try {
    const response = await next(request);
    if (response.status === 429) return { trouble: "throttled", response };
    if (SERVER_ERRORS.has(response.status)) return { trouble: "server", response };
    // A body that was cut on its way, or a proxy's page in its place.
    if (response.status === 200 && bodyOf(response) === undefined) return { trouble: "garbled", response };
    return { trouble: undefined, response };
  } catch (error) {
    if (error instanceof ReadError) throw error;
    if (wire.signal.aborted)
      throw new ReadError("interrupted", requestLine(request), "the scan was interrupted");
    // The HTTP client's own time-out is an AbortError, like a user's.
    const trouble = error instanceof Error && error.name === "AbortError" ? "timeout" : "network";
    return { trouble, error };
  }
}

/** The last answer goes on to be classified; where there was none, this is the end. */
function giveUp(
  request: PipelineRequest,
  { trouble, response, error }: Extract<Outcome, { trouble: Trouble }>,
  tries: number,
): PipelineResponse {
  if (response !== undefined) return response;
  const seconds = request.timeout / 1000;
  const words =
    trouble === "timeout"
      ? `no answer within ${seconds} s`
      : oneLine(error instanceof Error ? error.message : String(error));
  throw new ReadError(
    "failed",
    requestLine(request),
    `${words} (${tries === 1 ? "1 try" : `${tries} tries`})`,
    { cause: error },
  );
}

/** Retry-After in milliseconds, in seconds or as a date; Resource Graph has a header of its own, `00:00:05`. */
export function retryAfter(
  { headers }: { readonly headers: Pick<PipelineResponse["headers"], "get"> },
  now: number,
): number | undefined {
  for (const name of ["retry-after-ms", "x-ms-retry-after-ms"]) {
    const ms = headers.get(name);
    if (ms !== undefined && /^\d+$/.test(ms)) return Number(ms);
  }
  const value = headers.get("retry-after") ?? "";
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  if (value !== "" && !Number.isNaN(Date.parse(value))) return Math.max(0, Date.parse(value) - now);
  const quota = /^(?<h>\d+):(?<m>\d+):(?<s>\d+)/.exec(
    headers.get("x-ms-user-quota-resets-after") ?? "",
  )?.groups;
  return quota === undefined
    ? undefined
    : (Number(quota["h"]) * 3600 + Number(quota["m"]) * 60 + Number(quota["s"])) * 1000;
}

export async function pause(
  request: Pick<PipelineRequest, "method" | "url">,
  wire: Wire,
  ms: number,
): Promise<void> {
  try {
    await wire.clock.sleep(ms, wire.signal);
  } catch (error) {
    throw new ReadError("interrupted", requestLine(request), "the scan was interrupted", { cause: error });
  }
}
