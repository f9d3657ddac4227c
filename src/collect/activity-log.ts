import type { CollectScope, Permission } from "../collector.ts";
import { gapOf, ReadError } from "../errors.ts";
import type { Gap } from "../inventory/known.ts";
import type { AzureEvent } from "../inventory/sections.ts";
import { activityLogFields, type AzureEvents, azureEvents } from "./azure-event.ts";
import type { AzureProvider } from "./azure-operations.ts";
import type { AzureReader } from "./azure-reader.ts";
import type { LogOptions } from "./log-options.ts";

const GRANT = { needs: "Microsoft.Insights/eventtypes/values/read", role: "Reader" } as const;
const DAY_MS = 86_400_000;
const FIVE_MINUTES_MS = 5 * 60_000;

/**
 * So long Azure keeps the log. Its clock is not ours, what lies at the edge is refused by the minute, and a scan that is
 * resumed may have begun days ago: where a start is refused, a later one is asked for.
 */
const KEPT = [90 * DAY_MS - FIVE_MINUTES_MS, 89 * DAY_MS, 83 * DAY_MS, 60 * DAY_MS] as const;

export function activityLogPermission(without: string): Permission {
  return { plane: "arm", anyOf: [GRANT.needs], role: GRANT.role, without };
}

/**
 * What was done in a subscription to the resources of these providers, and succeeded. The filter knows one provider and
 * no operation: "No other syntax is allowed". https://learn.microsoft.com/rest/api/monitor/activity-logs/list
 */
export async function* activityLogOf(
  providers: readonly AzureProvider[],
  { id }: CollectScope,
  { since, until, isUsual }: LogOptions,
  { azure, gap }: { readonly azure: AzureReader; readonly gap: (gap: Gap) => void },
): AsyncIterable<AzureEvent> {
  const path = `${id}/providers/Microsoft.Insights/eventtypes/management/values`;
  const origin = { scope: id, request: `GET ${path}` };
  const read = await Promise.all(providers.map(eventsOf));
  for (const events of read) yield* events.all();

  async function eventsOf(provider: AzureProvider) {
    const events = azureEvents("activity-log", origin);
    try {
      const from = await readFirst(provider, events);
      if (!isUsual && Date.parse(since) < from - FIVE_MINUTES_MS) gap(tooLongAgo(from));
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      gap(gapOf(error, id, GRANT));
    }
    return events;
  }

  /** From when on, in milliseconds since 1970. */
  async function readFirst(provider: AzureProvider, events: AzureEvents): Promise<number> {
    const starts = KEPT.map((kept) => Math.max(Date.parse(since), Date.parse(until) - kept));
    const [first = 0, ...later] = new Set(starts);
    let read = readFrom(first, provider, events);
    for (const start of later)
      read = read.catch((error: unknown) => {
        if (!isTooOld(error)) throw error;
        return readFrom(start, provider, events);
      });
    return await read;
  }

  async function readFrom(from: number, provider: AzureProvider, events: AzureEvents): Promise<number> {
    const filter = [
      `eventTimestamp ge '${new Date(from).toISOString()}'`,
      `eventTimestamp le '${until}'`,
      `resourceProvider eq '${provider}'`,
    ].join(" and ");
    for await (const raw of azure.armList({ path, apiVersion: "2015-04-01", filter })) {
      const fault = events.take(activityLogFields(raw));
      if (fault !== undefined) gap(fault);
    }
    return from;
  }

  function tooLongAgo(from: number): Gap {
    const detail = `the Activity Log keeps 90 days: it was read since ${new Date(from).toISOString()}`;
    return { reason: "unsupported", ...origin, detail };
  }
}

/** `The start time cannot be more than 90 days in the past.` */
function isTooOld(error: unknown): boolean {
  return error instanceof ReadError && error.status === 400 && /start time|90 days/i.test(error.message);
}
