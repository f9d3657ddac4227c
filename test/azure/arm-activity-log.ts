import { readHeaders } from "./arm-headers.ts";
import { armList } from "./arm-list.ts";
import type { RawBody } from "./describe-entra.ts";
import { literalTime, timeOf } from "./log-times.ts";
import type { Answer } from "./service.ts";
import type { KnownSubscription, World } from "./world.ts";

/**
 * The Activity Log of a subscription: newest first, 200 events on a page.
 * https://learn.microsoft.com/rest/api/monitor/activity-logs/list
 */
export function answerActivityLog(world: World, url: URL, { activityLog }: KnownSubscription): Answer {
  const now = world.now();
  const filter = filterOf(url.searchParams.get("$filter"));
  if (typeof filter === "string") return refused(filter);
  // A page was allowed when its list began.
  if (filter.from < now - RETENTION_MS && !url.searchParams.has("$skiptoken"))
    return refused("The start time cannot be more than 90 days in the past.");
  if (filter.to < filter.from) return refused("The start time cannot be later than the end time.");
  const select = url.searchParams.get("$select")?.split(",");
  const stranger = select?.find((name) => !selectable.has(name));
  if (stranger !== undefined) return refused(`The property '${stranger}' cannot be selected.`);
  const asked = activityLog.filter((event) => {
    const at = timeOf(event, "eventTimestamp");
    return at >= Math.max(filter.from, now - RETENTION_MS) && at <= filter.to && filter.fits(event);
  });
  const bodies = select
    ? asked.map((event) =>
        Object.fromEntries(Object.entries(event).filter(([name]) => select.includes(name))),
      )
    : asked;
  return armList(world, url, "activityLog", bodies, { headers: monitorHeaders(), wanted: 200 });
}

const RETENTION_MS = 90 * 86_400_000;

/** What `$select` may name: the specification's list, and the id that stands in its example. */
const selectable: ReadonlySet<string> = new Set([
  "authorization",
  "claims",
  "correlationId",
  "description",
  "eventDataId",
  "eventName",
  "eventTimestamp",
  "httpRequest",
  "id",
  "level",
  "operationId",
  "operationName",
  "properties",
  "resourceGroupName",
  "resourceProviderName",
  "resourceId",
  "status",
  "submissionTimestamp",
  "subStatus",
  "subscriptionId",
]);

interface Filter {
  readonly from: number;
  readonly to: number;
  fits(event: RawBody): boolean;
}

/** "No other syntax is allowed". Times come with quotes and, in the recorded traffic, without. */
const grammar =
  /^eventTimestamp ge (?<q1>'?)(?<from>[^' ]+)\k<q1>(?: and eventTimestamp le (?<q2>'?)(?<to>[^' ]+)\k<q2>)?(?: and (?<name>resourceGroupName|resourceUri|resourceProvider|correlationId) eq '(?<value>[^']*)')?$/;

/** The filter, or what is wrong with it. */
function filterOf(text: string | null): Filter | string {
  if (text === null) return "The $filter query parameter is required.";
  const { from: begin = "", to: end, name, value = "" } = grammar.exec(text.trim())?.groups ?? {};
  const from = literalTime(begin);
  const to = end === undefined ? Number.POSITIVE_INFINITY : literalTime(end);
  if (from === undefined || to === undefined) return `The filter '${text}' is not supported.`;
  return { from, to, fits: (event) => name === undefined || valueOf(event, name) === value.toLowerCase() };
}

function valueOf(event: RawBody, name: string): string {
  const found = event[properties[name] ?? name];
  const text = typeof found === "object" && found !== null && "value" in found ? found.value : found;
  return String(text).toLowerCase();
}

const properties: Readonly<Record<string, string>> = {
  resourceUri: "resourceId",
  resourceProvider: "resourceProviderName",
};

/** Azure Monitor words its errors without ARM's wrapper. */
function refused(message: string): Answer {
  return { status: 400, headers: monitorHeaders(), body: { code: "BadRequest", message } };
}

function monitorHeaders(): Record<string, string> {
  return { ...readHeaders("subscription"), server: "Microsoft-IIS/10.0" };
}
