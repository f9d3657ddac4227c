import { randomUUID } from "node:crypto";
import type { RawBody } from "./describe-entra.ts";
import type { SimulatedWorkspace } from "./describe-logging.ts";
import { retryAfterHeader } from "./errors.ts";
import { freeNames, operationsOf, readKql } from "./kql-text.ts";
import { isLogTable, type LogColumn, type LogTable, logTables } from "./log-tables.ts";
import { sevenDigits, timeOf } from "./log-times.ts";
import { timespanOf } from "./log-timespan.ts";
import type { Answer, Call, Refusal, Route, Service } from "./service.ts";
import { isDenied, type World } from "./world.ts";

/**
 * Log Analytics. There is no engine: the answer is the rows of the first table that the query names, as they were
 * described, within the timespan and of the operations that the query asks for.
 * https://learn.microsoft.com/azure/azure-monitor/logs/api/overview
 */
export function logAnalyticsService(world: World): Service {
  return {
    route: logRoute,
    answer: (call) => answer(world, call),
    refuse: (call, refusal) => refuse(world, call, refusal),
  };
}

const queryAction = "Microsoft.OperationalInsights/workspaces/query/read";

function logRoute(method: string, url: URL): Route | undefined {
  return method === "POST" && workspaceOf(url) !== undefined ? "logQuery" : undefined;
}

/** The GUID or the ARM id of a workspace in the path, lower-cased. */
function workspaceOf({ pathname }: URL): string | undefined {
  const resource =
    "/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.OperationalInsights/workspaces/[^/]+";
  const [, guid, id] =
    new RegExp(`^/v1(?:/workspaces/([^/]+)|(${resource}))/query$`, "i").exec(pathname) ?? [];
  const found = guid ?? id;
  return found === undefined ? undefined : decodeURIComponent(found).toLowerCase();
}

/** In the order of the service: the caller, the path, the workspace, the permission, and only then the query. */
function answer(world: World, call: Call): Answer {
  const unauthorized = tokenError(world, call);
  if (unauthorized) return unauthorized;
  const id = workspaceOf(call.url);
  if (id === undefined || call.method !== "POST") return pathNotFound();
  const workspace = world.workspaces.get(id);
  if (!workspace) return workspaceNotFound(id);
  const state = world.tokens.check(call.authorization, world.logsUrl);
  if (!("token" in state) || isDenied(state.token.client, workspace.id, queryAction)) return denied();
  if (!call.headers["content-type"]?.startsWith("application/json") || call.text === "")
    return { status: 200, headers: headers() };
  const { query, timespan } = parsed(call.text);
  if (typeof query !== "string" || query.trim() === "") return badArgument("MalformedBody", "No query.");
  const period = timespan === undefined || timespan === null ? everything : timespanOf(timespan, world.now());
  if (!period)
    return badArgument("InvalidTimespan", `The timespan '${String(timespan)}' is no ISO 8601 one.`);
  return Object.keys(workspace.tables).length === 0
    ? { status: 204, headers: headers() }
    : answerQuery(world, workspace, query, period);
}

const everything: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

function answerQuery(
  world: World,
  { tables, without }: SimulatedWorkspace,
  query: string,
  [from, to]: readonly [number, number],
): Answer {
  const kql = readKql(query);
  if (!kql) return badArgument("SyntaxError", "A recognition error occurred in the query.", syntaxError);
  const names = freeNames(kql);
  const asked = names.filter(isLogTable);
  const missing = asked.find((table) => tables[table] === undefined);
  if (missing) return unresolved(`table or column expression named '${missing}'`);
  const [table] = asked;
  if (!table)
    return unresolved(`table or column expression named '${names[0] ?? query.trim().slice(0, 40)}'`);
  const columnsOf = (one: LogTable): readonly LogColumn[] =>
    logTables[one].filter(({ name }) => !without?.[one]?.includes(name));
  const known = new Set<string>([
    ...asked,
    ...asked.flatMap((one) => columnsOf(one).map(({ name }) => name)),
  ]);
  // Of a join, the columns of the right side end in 1 where both sides have them.
  const stranger = names.find((name) => !known.has(name) && !known.has(name.replace(/1$/, "")));
  if (stranger !== undefined) return unresolved(`scalar expression named '${stranger}'`);
  const operations = operationsOf(kql);
  const fitting = (tables[table] ?? []).filter((row) => {
    const at = timeOf(row, "TimeGenerated");
    return at >= from && at <= to && (operations?.(operationOf(row)) ?? true);
  });
  const limit = world.options.logRows ?? 500_000;
  const columns = columnsOf(table);
  const rows = fitting.slice(0, limit).map((row) => columns.map((column) => cellOf(row, column)));
  const body = { tables: [{ name: "PrimaryResult", columns, rows }] };
  return {
    status: 200,
    headers: headers(),
    body: fitting.length > limit ? { ...body, error: truncated(limit) } : body,
  };
}

function operationOf(row: RawBody): string {
  const names = [row["OperationNameValue"], row["OperationName"], row["Operation"]];
  return names.find((name) => typeof name === "string") ?? "";
}

/** Dynamic values travel as JSON in a text; a text that nobody wrote is an empty one, since Kusto knows no null there. */
function cellOf(row: RawBody, { name, type }: LogColumn): unknown {
  const value = row[name];
  if (value === undefined) return type === "string" ? "" : null;
  if (typeof value === "object" && value !== null) return JSON.stringify(value);
  return type === "datetime" && typeof value === "string" ? sevenDigits(value) : value;
}

function parsed(text: string): { readonly query?: unknown; readonly timespan?: unknown } {
  try {
    return Object(JSON.parse(text)) as object;
  } catch {
    return {};
  }
}

// Errors: https://learn.microsoft.com/azure/azure-monitor/logs/api/errors

function tokenError(world: World, { authorization }: Call): Answer | undefined {
  const state = world.tokens.check(authorization, world.logsUrl);
  switch (state.kind) {
    case "valid":
      return undefined;
    case "missing": {
      const message = "Authentication failed. The 'Authorization' header is missing.";
      return { ...failure(401, "AuthenticationFailed", message), unauthenticated: true };
    }
    case "expired":
      return expiredToken();
    case "unknown":
      return {
        ...failure(403, "InvalidAuthenticationToken", "The access token is invalid."),
        unauthenticated: true,
      };
    case "wrong-audience": {
      const message = `The access token has been obtained from wrong audience or resource '${state.token.audience}'. It should exactly match (including forward slash) with one of the allowed audiences '${world.logsUrl}'.`;
      return { ...failure(403, "InvalidAuthenticationTokenAudience", message), unauthenticated: true };
    }
  }
}

function refuse(world: World, call: Call, refusal: Refusal): Answer {
  switch (refusal.kind) {
    case "denied":
      return denied();
    case "not-found":
      return workspaceNotFound(workspaceOf(call.url) ?? "");
    case "expired-token":
      return tokenError(world, call) ?? expiredToken();
    case "throttled": {
      const message = `Rate limit of 200 per 00:00:30 exceeded, please retry after ${refusal.retryAfter ?? 30} seconds. Further details - https://aka.ms/LogAnalyticsThrottling`;
      return failure(429, "ThrottledError", message, { headers: retryAfterHeader(refusal.retryAfter) });
    }
    case "server-error": {
      const message = "An unexpected error occurred. Please try again.";
      return failure(refusal.status, "InternalServerError", message, {
        headers: retryAfterHeader(refusal.retryAfter),
      });
    }
    case "not-registered":
    case "expired-page":
      throw new Error(`Log Analytics has no answer "${refusal.kind}"`);
  }
}

function expiredToken(): Answer {
  const message = "The provided authentication is not valid for this resource";
  const innererror = { code: "TokenExpired", message: "Could not validate the request" };
  return { ...failure(401, "InvalidTokenError", message, { innererror }), unauthenticated: true };
}

function denied(): Answer {
  const message = "The provided credentials have insufficient access to perform the requested operation";
  return failure(403, "InsufficientAccessError", message);
}

function pathNotFound(): Answer {
  return failure(404, "PathNotFoundError", "The requested path does not exist");
}

function workspaceNotFound(id: string): Answer {
  const innererror = { code: "WorkspaceNotFoundError", message: `The workspace '${id}' could not be found` };
  return failure(404, "PathNotFoundError", "The requested path does not exist", { innererror });
}

function badArgument(code: string, message: string, innererror?: object): Answer {
  return failure(400, "BadArgumentError", "The request had some invalid properties", {
    innererror: { code, message, ...(innererror && { innererror }) },
  });
}

function unresolved(what: string): Answer {
  return badArgument("SemanticError", "A semantic error occurred.", {
    code: "SEM0100",
    message: `'where' operator: Failed to resolve ${what}`,
  });
}

const syntaxError = { code: "SYN0002", message: "Query could not be parsed" };

/** What came fits no answer: the rows that do, and an error beside them, under status 200. */
function truncated(limit: number): object {
  return {
    code: "PartialError",
    message: "There were some errors when processing your query.",
    details: [
      {
        code: "EngineError",
        message: "Something went wrong processing your query on the server.",
        innererror: {
          code: "-2133196797",
          message: `The results of this query exceed the set limit of ${limit} records, so not all records were returned (E_QUERY_RESULT_SET_TOO_LARGE, 0x80DA0003, see https://aka.ms/kustoquerylimits for more information and possible solutions).`,
          severity: 2,
          severityName: "Error",
        },
      },
    ],
  };
}

function failure(
  status: number,
  code: string,
  message: string,
  more: { readonly innererror?: object; readonly headers?: Answer["headers"] } = {},
): Answer {
  const { innererror, headers: extra } = more;
  return {
    status,
    headers: { ...headers(), ...extra },
    body: { error: { message, code, correlationId: randomUUID(), ...(innererror && { innererror }) } },
  };
}

function headers(): Record<string, string> {
  return {
    "content-type": "application/json; charset=utf-8",
    "x-content-type-options": "nosniff",
    "strict-transport-security": "max-age=15724800; includeSubDomains",
  };
}
