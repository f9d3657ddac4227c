import {
  createHttpHeaders,
  createPipelineRequest,
  type Pipeline,
  type PipelinePolicy,
} from "@azure/core-rest-pipeline";
import { ReadError } from "../../errors.ts";
import type { AzureReader, LogsQuery, RawObject } from "../azure-reader.ts";
import type { Meter } from "../meter.ts";
import { isRecord } from "../properties.ts";
import { bodyOf, errorIn, oneLine, requestLine } from "./classify.ts";
import type { Cloud } from "./cloud.ts";
import { buildPipeline, type Wire } from "./pipeline.ts";

/**
 * The Log Analytics part of the reader: a POST on the pipeline of every request.
 * https://learn.microsoft.com/azure/azure-monitor/logs/api/request-format
 */
export function logsReader(wire: Wire, cloud: Cloud, meter: Meter): Pick<AzureReader, "logs"> {
  const { logs: endpoint } = cloud;
  return { logs };

  async function* logs(query: LogsQuery): AsyncIterable<RawObject> {
    const path = pathOf(query.workspace);
    if (endpoint === undefined)
      throw new ReadError("unsupported", `POST ${path}`, "the cloud's metadata names no Log Analytics");
    const service = { origin: new URL(endpoint).origin, scope: `${endpoint}/.default`, nextLinks: [] };
    const pipeline = buildPipeline(wire, service, meter);
    pipeline.addPolicy(OWN_ANSWERS);
    yield* readPeriods(query, (period) =>
      ask(wire, pipeline, `${endpoint}${path}`, query.text, period, meter),
    );
  }
}

const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** By GUID or by ARM id, as the person named it. */
function pathOf(workspace: string): string {
  return GUID.test(workspace)
    ? `/v1/workspaces/${workspace}/query`
    : `/v1${workspace.split("/").map(encodeURIComponent).join("/")}/query`;
}

/** Milliseconds since 1970, both ends included. */
interface Period {
  readonly from: number;
  readonly to: number;
  /** As it is asked. */
  readonly text: string;
}

interface Answer {
  readonly rows: readonly RawObject[];
  /** Why there are not all of them; behind `shortest` milliseconds, a shorter period is not worth a try. */
  readonly cut?: { readonly error: ReadError; readonly shortest: number };
  /** Rows that nobody can read. */
  readonly fault?: ReadError;
}

/**
 * The newest first, so that what is missing in the end is what lies longest ago. An answer holds half a million rows and
 * 100 MB at most: one that was cut off is asked again in halves, down to a minute.
 * https://learn.microsoft.com/azure/azure-monitor/service-limits#query-api
 */
async function* readPeriods(
  { from, to }: LogsQuery,
  askFor: (period: Period) => Promise<Answer>,
): AsyncIterable<RawObject> {
  const open: Period[] = [{ from: Date.parse(from), to: Date.parse(to), text: `${from}/${to}` }];
  let widest: readonly RawObject[] | undefined;
  let isAnswered = false;
  let lost = 0;
  let parts: RawObject[] = [];
  let fault: ReadError | undefined;
  for (let period = open.pop(); period !== undefined && lost < HOPELESS; period = open.pop()) {
    const answer = await askFor(period);
    if (answer.cut === undefined) {
      isAnswered = true;
      fault ??= answer.fault;
      yield* [...parts, ...answer.rows];
      parts = [];
      continue;
    }
    widest ??= answer.rows;
    const halves = halvesOf(period, answer.cut.shortest);
    open.push(...halves);
    if (halves.length > 0) continue;
    lost += 1;
    fault = answer.cut.error;
    parts.push(...answer.rows);
  }
  // Where no period however short was answered whole, it is not for its length: the first answer holds the most.
  yield* isAnswered ? parts : (widest ?? []);
  if (fault !== undefined) throw fault;
}

/** So many periods that cannot be halved any more were cut off: another one will be, too. */
const HOPELESS = 5;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The older half first. Queries count by the hour and by the day, which is not cut in two where the period is longer. */
function halvesOf({ from, to, text }: Period, shortest: number): readonly Period[] {
  const length = to - from;
  if (!(length > shortest)) return [];
  const unit = [DAY_MS, HOUR_MS].find((one) => length > 2 * one) ?? 1;
  const middle = Math.floor((from + length / 2) / unit) * unit;
  // Log Analytics tells times in steps of 100 nanoseconds.
  const before = new Date(middle - 1).toISOString().replace("Z", "9999Z");
  const [start = "", end = ""] = text.split("/");
  return [
    { from, to: middle - 1, text: `${start}/${before}` },
    { from: middle, to, text: `${new Date(middle).toISOString()}/${end}` },
  ];
}

async function ask(
  wire: Wire,
  pipeline: Pipeline,
  url: string,
  query: string,
  period: Period,
  meter: Meter,
): Promise<Answer> {
  // The service gives up before we do, and says so: otherwise nobody knows whether it was slow or away.
  const wait = Math.max(1, Math.floor((wire.attemptTimeoutMs * 0.9) / 1000));
  const request = createPipelineRequest({
    method: "POST",
    url,
    headers: createHttpHeaders({ "content-type": "application/json", prefer: `wait=${wait}` }),
    body: JSON.stringify({ query, timespan: period.text }),
  });
  try {
    const response = await pipeline.sendRequest(wire.httpClient, request);
    meter.pages += 1;
    return answerOf(bodyOf(response) ?? {}, requestLine(request));
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    if (error.status === TIMED_OUT) return { rows: [], cut: { error, shortest: DAY_MS } };
    throw explained(error);
  }
}

/** https://learn.microsoft.com/azure/azure-monitor/logs/api/timeouts */
const TIMED_OUT = 504;

/**
 * A query that took too long takes as long again: it is asked in halves instead. A workspace to which nothing was ever
 * sent has no content to show, and does not say that nothing was done.
 */
const OWN_ANSWERS: PipelinePolicy = {
  name: "foothold-logs",
  async sendRequest(request, next) {
    const response = await next(request);
    if (response.status === TIMED_OUT) {
      const detail = "status 504, the query took too long";
      throw new ReadError("failed", requestLine(request), detail, { status: TIMED_OUT });
    }
    if (response.status === 204)
      throw new ReadError("unsupported", requestLine(request), "nothing was ever sent to the workspace");
    return response;
  },
};

/** https://learn.microsoft.com/azure/azure-monitor/logs/api/errors */
function explained(error: ReadError): ReadError {
  const { status, message, request, code } = error;
  const { name } = /Failed to resolve [\w ]*expression named '(?<name>[^']*)'/i.exec(message)?.groups ?? {};
  const say = (reason: ReadError["reason"], detail: string) =>
    new ReadError(reason, request, detail, { cause: error, code, status: status ?? 0 });
  if (status === 400 && name !== undefined)
    return say("unsupported", `the workspace has no table or column ${JSON.stringify(name)}`);
  return status === 404 ? say("failed", `there is no such workspace (${message})`) : error;
}

/** https://learn.microsoft.com/azure/azure-monitor/logs/api/response-format: a query makes one table. */
function answerOf(body: RawObject, request: string): Answer {
  const { tables, error } = body;
  const table: unknown = Array.isArray(tables) ? tables[0] : undefined;
  const { columns, rows: lists } = isRecord(table) ? table : {};
  const names = Array.isArray(columns) ? columns.map(nameIn) : [];
  const isTable = names.length > 0 && names.every((name) => name !== "") && Array.isArray(lists);
  if (!isTable && !isRecord(error))
    throw new ReadError("malformed", request, "the answer is no table with named columns");

  const listed = isTable ? lists : [];
  const rows = listed.flatMap((list: unknown) => {
    if (!Array.isArray(list) || list.length !== names.length) return [];
    return [Object.fromEntries(names.map((name, at): [string, unknown] => [name, list[at]]))];
  });
  const bad = listed.length - rows.length;
  const detail = `${bad} rows of the answer do not fit its columns`;
  const fault = bad === 0 ? {} : { fault: new ReadError("malformed", request, detail) };
  if (error === undefined || error === null) return { rows, ...fault };
  const why = `the answer was cut off (${wordsOf(error)})`;
  return { rows, cut: { error: new ReadError("failed", request, why), shortest: MINUTE_MS } };
}

function nameIn(column: unknown): string {
  const name = isRecord(column) ? column["name"] : undefined;
  return typeof name === "string" ? name : "";
}

/** `PartialError`, and what the engine says about it: its own sentence is always the same. */
function wordsOf(error: unknown): string {
  const details = isRecord(error) ? error["details"] : undefined;
  const list: readonly unknown[] = Array.isArray(details) ? details : [];
  const [first] = list;
  const { code } = errorIn({ error });
  const { message } = errorIn({ error: isRecord(first) ? first : error });
  return [code, oneLine(message)].filter((word) => word !== "").join(", ") || "it says no more";
}
