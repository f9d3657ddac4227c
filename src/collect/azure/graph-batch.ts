import { createHttpHeaders } from "@azure/core-rest-pipeline";
import { ReadError } from "../../errors.ts";
import type { GraphQuery, ListAnswer, RawObject } from "../azure-reader.ts";
import type { Meter } from "../meter.ts";
import { isRecord } from "../properties.ts";
import { errorIn, refusal } from "./classify.ts";
import { pageOf, requestOf, unitsOf, urlOf, withoutRefusedOption } from "./graph-query.ts";
import type { graphPacing } from "./pacing.ts";
import { faultIn, type Wire } from "./pipeline.ts";
import { delayMs, pause, RETRIES, retryAfter, SERVER_ERRORS } from "./retry.ts";

/** https://learn.microsoft.com/graph/json-batching */
const PARTS = 20;

interface Batching {
  readonly wire: Wire;
  readonly meter: Meter;
  readonly pacing: ReturnType<typeof graphPacing>;
  readonly post: (path: string, version: "v1.0" | "beta", body: object) => Promise<RawObject>;
  /** The pages behind the first. */
  readonly rest: (query: GraphQuery, link: string) => AsyncIterable<RawObject>;
}

interface Part<T> {
  /** Its place among the questions, which it keeps when it is asked in another way. */
  readonly at: number;
  readonly item: T;
  readonly query: GraphQuery;
}

/**
 * The same list of many objects, 20 in a request. Graph answers the batch with 200 whatever becomes of its parts, in
 * any order, and retries none of them: each part's own status counts, and only those that were throttled, failed or
 * were left out are asked again, and those of which an option was refused without it, as lists of their own are.
 */
export async function* batchLists<T>(
  batching: Batching,
  of: readonly T[],
  queryOf: (item: T) => GraphQuery,
): AsyncIterable<ListAnswer<T>> {
  const parts = of.map((item, at): Part<T> => ({ at, item, query: queryOf(item) }));
  const byVersion = Map.groupBy(parts, ({ query }) => query.version ?? "v1.0");
  for (const [version, all] of byVersion) {
    const batches = Array.from({ length: Math.ceil(all.length / PARTS) }, (_, at) =>
      readBatch(batching, all.slice(at * PARTS, (at + 1) * PARTS), version),
    );
    // All begin at once, and how many leave at a time is the pipeline's business. One that rejects while another is
    // awaited is seen when its turn comes.
    for (const batch of batches) batch.catch(() => undefined);
    for (const batch of batches) yield* await batch;
  }
}

async function readBatch<T>(
  batching: Batching,
  parts: readonly Part<T>[],
  version: "v1.0" | "beta",
): Promise<ListAnswer<T>[]> {
  const answers = new Map<number, ListAnswer<T>>();
  const tried = new Map<Trouble, number>();
  let open: readonly Part<T>[] = parts;
  let waited = 0;
  while (open.length > 0) {
    const round = await ask(batching, open, version);
    const narrowed: Part<T>[] = [];
    const again: { part: Part<T>; trouble: Trouble; wait: number | undefined; error: ReadError }[] = [];
    for (const part of open) {
      const answer = round.get(part);
      if (answer === undefined) again.push({ part, ...missing(part) });
      else if ("trouble" in answer) again.push({ part, ...answer });
      else if ("body" in answer) answers.set(part.at, await wholeList(batching, part, answer.body));
      else {
        const less = withoutRefusedOption(part.query, answer.error.message);
        if (less === undefined) answers.set(part.at, { item: part.item, values: [], error: answer.error });
        else narrowed.push({ ...part, query: less });
      }
    }
    // What gets through shows that Graph lets something through: only rounds that bring nothing count.
    if (again.length < open.length) tried.clear();
    const worst = again.map(({ trouble }) => trouble);
    const wait = Math.max(
      0,
      ...again.map(({ trouble, wait: asked }) => asked ?? delayMs(tried.get(trouble) ?? 0)),
    );
    waited += wait;
    const spent = (trouble: Trouble): boolean => (tried.get(trouble) ?? 0) >= RETRIES[trouble];
    const given = again.filter(({ trouble }) => spent(trouble) || waited > batching.wire.longestWait);
    for (const { part, error } of given) answers.set(part.at, { item: part.item, values: [], error });
    open = [...again.filter((one) => !given.includes(one)).map(({ part }) => part), ...narrowed];
    for (const trouble of new Set(worst)) tried.set(trouble, (tried.get(trouble) ?? 0) + 1);
    if (open.length === 0) break;
    // Nothing to wait for: these were answered, and are other questions now.
    if (open.length === narrowed.length) continue;
    batching.meter.retries += 1;
    if (worst.includes("throttled"))
      batching.wire.progress.waiting("Microsoft Graph throttles", batching.wire.clock.now() + wait);
    try {
      await pause({ method: "POST", url: `/${version}/$batch` }, batching.wire, wait);
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      for (const part of open) answers.set(part.at, { item: part.item, values: [], error });
      break;
    }
  }
  return parts.flatMap(({ at }) => answers.get(at) ?? []);
}

type Trouble = "throttled" | "server" | "garbled";

type PartAnswer =
  | { readonly body: RawObject }
  | { readonly error: ReadError }
  | { readonly trouble: Trouble; readonly wait: number | undefined; readonly error: ReadError };

/** One request. Where it fails as a whole, its error is that of every part. */
async function ask<T>(
  { wire, pacing, post }: Batching,
  parts: readonly Part<T>[],
  version: "v1.0" | "beta",
): Promise<ReadonlyMap<Part<T>, PartAnswer>> {
  const requests = parts.map(({ query }, at) => ({
    id: String(at + 1),
    method: "GET",
    url: urlOf(query),
    ...(query.eventual ? { headers: { ConsistencyLevel: "eventual" } } : {}),
  }));
  let answer: RawObject;
  try {
    const units = parts.reduce((sum, { query }) => sum + unitsOf(query), 0);
    await pacing(units, `POST /${version}/$batch`);
    answer = await post("/$batch", version, { requests });
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    return new Map(parts.map((part) => [part, { error }]));
  }
  const responses = Array.isArray(answer["responses"]) ? answer["responses"].filter(isRecord) : [];
  const byId = Map.groupBy(responses, ({ id }) => String(id).toLowerCase());
  return new Map(
    parts.flatMap((part, at): [Part<T>, PartAnswer][] => {
      const [found, ...doubles] = byId.get(String(at + 1)) ?? [];
      // Two answers to one question: neither can be trusted.
      if (found === undefined || doubles.length > 0) return [];
      return [[part, partAnswer(part.query, found, wire.clock.now())]];
    }),
  );
}

function partAnswer(query: GraphQuery, part: RawObject, now: number): PartAnswer {
  const { status, body } = part;
  const request = { method: "GET", url: `/${query.version ?? "v1.0"}${query.path}` };
  if (typeof status !== "number") return missing({ query });
  if (status === 200 && isRecord(body)) {
    const error = faultIn(body, ["@odata.nextLink"], request);
    return error === undefined ? { body } : { error };
  }
  if (status === 200)
    return { trouble: "garbled", wait: undefined, error: garbled(query, "the part's body is no object") };
  const error = refusal(status, errorIn(body), request);
  const headers = isRecord(part["headers"]) ? part["headers"] : {};
  const wait = retryAfter({ headers: createHttpHeaders(textsOf(headers)) }, now);
  if (status === 429) return { trouble: "throttled", wait, error };
  return SERVER_ERRORS.has(status) ? { trouble: "server", wait, error } : { error };
}

function textsOf(headers: RawObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => typeof value === "string" || typeof value === "number")
      .map(([name, value]) => [name, String(value)]),
  );
}

function missing({ query }: { readonly query: GraphQuery }) {
  const error = garbled(query, "the batch has no single answer to this part");
  return { trouble: "garbled" as const, wait: undefined, error };
}

function garbled(query: GraphQuery, detail: string): ReadError {
  return new ReadError("malformed", requestOf(query), detail);
}

/** The first page and those behind it. What came before a failure is kept beside the error. */
async function wholeList<T>(
  { meter, rest }: Batching,
  { item, query }: Part<T>,
  body: RawObject,
): Promise<ListAnswer<T>> {
  const values: RawObject[] = [];
  try {
    const first = pageOf(body, requestOf(query));
    meter.pages += 1;
    values.push(...first);
    if (first.continuationToken !== undefined)
      for await (const value of rest(query, first.continuationToken)) values.push(value);
    return { item, values };
  } catch (error) {
    if (error instanceof ReadError) return { item, values, error };
    throw error;
  }
}
