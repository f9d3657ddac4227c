import type { Entity } from "./entities.ts";
import { graphError, retryAfterHeader } from "./errors.ts";
import type { GraphTarget } from "./graph-target.ts";
import { literalTime, timeOf } from "./log-times.ts";
import type { Answer } from "./service.ts";
import type { Token } from "./tokens.ts";
import type { World } from "./world.ts";

export type AuditRoute = "directoryAudits" | "signIns";

export function isAuditRoute(route: string): route is AuditRoute {
  return route === "directoryAudits" || route === "signIns";
}

/** An item of the largest page that an audit log gives. */
export const largestLogPage = 1000;

/**
 * Which entries of a log are asked for: those of `$filter` that Entra ID still keeps. Or the 400 that it deserves.
 * https://learn.microsoft.com/graph/api/directoryaudit-list, https://learn.microsoft.com/graph/api/signin-list?view=graph-rest-beta
 */
export function auditFilter(
  world: World,
  route: AuditRoute,
  version: GraphTarget["version"],
  url: URL,
): ((item: Entity) => boolean) | Answer {
  const filter = url.searchParams.get("$filter");
  const clauses =
    filter === null ? [] : clausesOf(filter).map((text) => clauseOf(text, route, version, world));
  if (!clauses.every((clause) => clause !== undefined)) return badRequest("Invalid filter clause");
  const now = world.now();
  const days = world.options.retentionDays ?? (world.options.license === "free" ? 7 : 30);
  const oldest = Math.floor((now - days * DAY_MS) / DAY_MS) * DAY_MS;
  // A page was allowed when its list began.
  if (!url.searchParams.has("$skiptoken") && clauses.some(({ from }) => from !== undefined && from < oldest))
    return badRequest(
      `Invalid filter clause: the minimum allowed date is ${new Date(oldest).toISOString()}.`,
    );
  const kinds = clauses.some(({ byKind }) => byKind) ? [] : [interactive];
  const all = [...clauses, ...(route === "signIns" ? kinds : [])];
  const time = timeNames[route];
  return (item) => timeOf(item.raw, time) >= oldest && all.every(({ fits }) => fits(item));
}

/** Five requests in ten seconds for each app. https://learn.microsoft.com/graph/throttling-limits#microsoft-entra-reports */
export function auditThrottle(now: () => number): (token: Token) => Answer | undefined {
  const turns = new Map<string, number[]>();
  return ({ client }) => {
    const at = now();
    const recent = (turns.get(client.clientId) ?? []).filter((turn) => turn > at - 10_000);
    turns.set(client.clientId, recent);
    const [first] = recent;
    if (first === undefined || recent.length < 5) {
      recent.push(at);
      return undefined;
    }
    const wait = Math.max(1, Math.ceil((first + 10_000 - at) / 1000));
    return graphError(429, "TooManyRequests", "Too many requests.", retryAfterHeader(wait));
  };
}

const DAY_MS = 86_400_000;

const timeNames: Readonly<Record<AuditRoute, string>> = {
  directoryAudits: "activityDateTime",
  signIns: "createdDateTime",
};

interface Clause {
  readonly fits: (item: Entity) => boolean;
  /** Milliseconds since the epoch: nothing before is asked for. */
  readonly from?: number;
  /** It says which kinds of sign-ins are asked for. */
  readonly byKind?: true;
}

/** Users at a keyboard: all that Graph shows to who does not ask for more. */
const interactive: Clause = { fits: ({ raw }) => kindsOf(raw).includes("interactiveUser") };

function clausesOf(filter: string): readonly string[] {
  return splitAt(filter, "and");
}

/** What the word joins, outside of quotes. */
function splitAt(filter: string, word: "and" | "or"): readonly string[] {
  const parts: string[] = [""];
  for (const [token] of filter.matchAll(/'(?:[^']|'')*'|\s+(?:and|or)\s+|[\s\S]/g)) {
    if (token.trim() === word && token !== word) parts.push("");
    else parts.push(`${parts.pop() ?? ""}${token}`);
  }
  return parts.map((part) => part.trim());
}

function clauseOf(
  text: string,
  route: AuditRoute,
  version: GraphTarget["version"],
  { options }: World,
): Clause | undefined {
  const choice = options.plainFilters === true ? undefined : choiceClause(text);
  return (
    timeClause(text, route) ??
    (route === "signIns" ? kindClause(text, version) : (textClause(text) ?? choice))
  );
}

/** `(category eq 'A' or category eq 'B')`, which the reference does not show and the portal itself asks. */
function choiceClause(text: string): Clause | undefined {
  const inner = /^\((.+)\)$/.exec(text)?.[1] ?? "";
  const choices = splitAt(inner, "or").map(textClause);
  if (!choices.every((choice) => choice !== undefined)) return undefined;
  return { fits: (item) => choices.some(({ fits }) => fits(item)) };
}

function timeClause(text: string, route: AuditRoute): Clause | undefined {
  const time = timeNames[route];
  const [, operator, literal = ""] = new RegExp(`^${time}\\s+(ge|le)\\s+(\\S+)$`).exec(text) ?? [];
  const limit = literalTime(literal);
  if (limit === undefined) return undefined;
  return operator === "ge"
    ? { from: limit, fits: ({ raw }) => timeOf(raw, time) >= limit }
    : { fits: ({ raw }) => timeOf(raw, time) <= limit };
}

function textClause(text: string): Clause | undefined {
  const quoted = "'((?:[^']|'')*)'";
  const [, name = "", equal] =
    new RegExp(`^(category|activityDisplayName|loggedByService)\\s+eq\\s+${quoted}$`).exec(text) ?? [];
  if (equal !== undefined) {
    const value = equal.replaceAll("''", "'");
    return { fits: ({ raw }) => raw[name] === value };
  }
  const [, beginning] = new RegExp(`^startswith\\(activityDisplayName,\\s*${quoted}\\)$`).exec(text) ?? [];
  if (beginning === undefined) return undefined;
  const value = beginning.replaceAll("''", "'");
  return { fits: ({ raw }) => String(raw["activityDisplayName"]).startsWith(value) };
}

/** v1.0 knows interactive sign-ins alone, and the property not at all. */
function kindClause(text: string, version: GraphTarget["version"]): Clause | undefined {
  if (version !== "beta") return undefined;
  const [, name = "", inner = ""] = /^signInEventTypes\/any\((\w+):\s*(.+)\)$/.exec(text) ?? [];
  const kinds = inner
    .split(/\s+or\s+/)
    .map((part) => new RegExp(`^${name}\\s+eq\\s+'(\\w+)'$`).exec(part)?.[1]);
  if (kinds.some((kind) => kind === undefined)) return undefined;
  return { byKind: true, fits: ({ raw }) => kindsOf(raw).some((kind) => kinds.includes(kind)) };
}

function kindsOf(raw: Entity["raw"]): readonly string[] {
  const kinds = raw["signInEventTypes"];
  return Array.isArray(kinds) ? kinds.map(String) : ["interactiveUser"];
}

function badRequest(message: string): Answer {
  return graphError(400, "BadRequest", message);
}
