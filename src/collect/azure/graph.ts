import { createHttpHeaders, createPipelineRequest } from "@azure/core-rest-pipeline";
import { Client, type Context, type GraphRequest, ResponseType } from "@microsoft/microsoft-graph-client";
import { ReadError } from "../../errors.ts";
import type { AzureReader, GraphQuery, RawObject, RawOrganization } from "../azure-reader.ts";
import type { Meter } from "../meter.ts";
import { bodyOf } from "./classify.ts";
import type { Cloud } from "./cloud.ts";
import { batchLists } from "./graph-batch.ts";
import {
  domainOf,
  type GraphPage,
  pageOf,
  requestOf,
  unitsOf,
  urlOf,
  withoutRefusedOption,
} from "./graph-query.ts";
import type { graphPacing } from "./pacing.ts";
import { readPages } from "./paging.ts";
import { buildPipeline, type Wire } from "./pipeline.ts";

/** The Graph half of the reader. */
export function graphReader(
  wire: Wire,
  cloud: Cloud,
  pacing: ReturnType<typeof graphPacing>,
  meter: Meter,
): Pick<AzureReader, "organization" | "graphList" | "graphObject" | "graphLists" | "directoryObjects"> {
  const ask = askGraph(wire, cloud, meter);

  return {
    graphList: list,
    graphObject,
    graphLists: (of, queryOf) => batchLists({ wire, meter, pacing, post, rest }, of, queryOf),
    directoryObjects,
    organization,
  };

  /** https://learn.microsoft.com/graph/api/organization-list: a tenant has exactly one. */
  async function organization(): Promise<RawOrganization> {
    const query = { path: "/organization", select: ["id", "displayName", "verifiedDomains"], top: null };
    const [first] = await page(query, urlOf(query));
    meter.pages += 1;
    if (first !== undefined && "id" in first) return first;
    throw new ReadError("malformed", requestOf(query), "the answer holds no organization");
  }

  async function graphObject(query: GraphQuery): Promise<RawObject> {
    const answer = await withoutRefused({ top: null, ...query }, async (narrowed) => {
      await pacing(unitsOf(narrowed), requestOf(narrowed));
      return await ask(requestOf(narrowed), (client) => client(urlOf(narrowed), narrowed.version).get());
    });
    meter.pages += 1;
    return answer;
  }

  /**
   * A page token that expired begins the list anew, once. What comes twice then, or because pages overlap, is passed
   * on: the engine keeps an item once, and two that differ under one id must not become one in silence.
   */
  async function* list(query: GraphQuery): AsyncIterable<RawObject> {
    for (let again = false; ; again = true) {
      try {
        yield* readPages(pages(query), requestOf(query), meter);
        return;
      } catch (error) {
        if (again || !isExpiredToken(error)) throw error;
      }
    }
  }

  async function* pages(query: GraphQuery): AsyncIterable<GraphPage> {
    const first = await withoutRefused(query, (narrowed) => page(narrowed, urlOf(narrowed)));
    yield first;
    yield* following(query, first.continuationToken);
  }

  /** The pages behind a link, each with the headers of the first: Graph does not carry them along. */
  async function* following(query: GraphQuery, link: string | undefined): AsyncIterable<GraphPage> {
    for (let next = link, at = 2; next !== undefined && next !== ""; at += 1) {
      if (query.pages !== undefined && at > query.pages) {
        const detail = `there is another page behind the ${query.pages} that are read`;
        throw new ReadError("not-requested", requestOf(query), detail);
      }
      const read = await page(query, next);
      yield read;
      next = read.continuationToken;
    }
  }

  /** What is left of a list whose first page came in a batch. */
  function rest(query: GraphQuery, link: string): AsyncIterable<RawObject> {
    return readPages(following(query, link), requestOf(query), meter);
  }

  async function page(query: GraphQuery, url: string): Promise<GraphPage> {
    await pacing(unitsOf(query), requestOf(query), domainOf(query));
    const answer = await ask(requestOf(query), (client) => {
      const request = client(url, query.version);
      return (query.eventual ? request.header("ConsistencyLevel", "eventual") : request).get();
    });
    return pageOf(answer, requestOf(query));
  }

  async function* directoryObjects(
    ids: readonly string[],
    select: readonly string[],
  ): AsyncIterable<RawObject> {
    const wanted = [...new Set(ids.map((id) => id.toLowerCase()))].sort();
    // Without $select the answer lacks accountEnabled and userType, which the documentation does not say:
    // https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/8798
    const path = `/directoryObjects/getByIds?$select=${select.join(",")}`;
    for (let from = 0; from < wanted.length; from += BY_IDS) {
      const part = wanted.slice(from, from + BY_IDS);
      await pacing(3, BY_IDS_REQUEST);
      const answer = await post(path, "v1.0", { ids: part, types: ["user", "group", "servicePrincipal"] });
      meter.pages += 1;
      const first = pageOf(answer, BY_IDS_REQUEST);
      yield* first;
      if (first.continuationToken !== undefined)
        yield* rest({ path: "/directoryObjects/getByIds" }, first.continuationToken);
    }
  }

  function post(path: string, version: "v1.0" | "beta", body: object): Promise<RawObject> {
    const [bare = path] = path.split("?");
    return ask(`POST /${version}${bare}`, (client) => client(path, version).post(body));
  }
}

/** https://learn.microsoft.com/graph/api/directoryobject-getbyids */
const BY_IDS = 1000;
const BY_IDS_REQUEST = "POST /v1.0/directoryObjects/getByIds";

/** https://learn.microsoft.com/graph/errors; documented for delta, seen for lists. */
function isExpiredToken(error: unknown): boolean {
  return (
    error instanceof ReadError &&
    (error.code === "Directory_ExpiredPageToken" || /skip ?token|page token/i.test(error.message))
  );
}

/** Some clouds do not have every property, and some lists no page size: Graph refuses the whole list for either. */
async function withoutRefused<T>(query: GraphQuery, ask: (query: GraphQuery) => Promise<T>): Promise<T> {
  try {
    return await ask(query);
  } catch (error) {
    const less = error instanceof ReadError ? withoutRefusedOption(query, error.message) : undefined;
    if (less === undefined) throw error;
    return await withoutRefused(less, ask);
  }
}

type Ask = (
  request: string,
  send: (client: (path: string, version?: "v1.0" | "beta") => GraphRequest) => Promise<unknown>,
) => Promise<RawObject>;

/** Requests through the Graph client, on the same pipeline as ARM. */
function askGraph(wire: Wire, cloud: Cloud, meter: Meter): Ask {
  const { graph } = cloud;
  if (graph === undefined) {
    return (request) =>
      Promise.reject(new ReadError("unsupported", request, "the cloud's metadata names no Microsoft Graph"));
  }
  const { origin, host, hostname } = new URL(graph);
  const service = { origin, scope: `${graph}/.default`, nextLinks: ["@odata.nextLink"] } as const;
  const pipeline = buildPipeline(wire, service, meter);

  return async (request, send) => {
    const outcome: { body?: RawObject | undefined; failure?: unknown } = {};
    const client = Client.initWithMiddleware({
      baseUrl: `${graph}/`,
      customHosts: new Set([host, hostname]),
      middleware: { execute: (context: Context) => execute(context, outcome) },
    });
    try {
      // Parsing is the pipeline's, which has done it already.
      await send((path, version = "v1.0") =>
        client.api(path).version(version).responseType(ResponseType.RAW),
      );
    } catch (error) {
      // The client wraps what it catches and loses the cause: it is kept beside it.
      throw outcome.failure ?? error;
    }
    if (outcome.body !== undefined) return outcome.body;
    throw new ReadError("malformed", request, "the answer is no JSON object");
  };

  async function execute(
    context: Context,
    outcome: { body?: RawObject | undefined; failure?: unknown },
  ): Promise<void> {
    const { request, options } = context;
    const url = typeof request === "string" ? request : request.url;
    const headers = createHttpHeaders(
      Object.fromEntries(new Headers(options?.headers as HeadersInit | undefined)),
    );
    const method = options?.method === "POST" ? "POST" : "GET";
    const body = typeof options?.body === "string" ? { body: options.body } : {};
    try {
      const response = await pipeline.sendRequest(
        wire.httpClient,
        createPipelineRequest({ url, headers, method, ...body }),
      );
      outcome.body = bodyOf(response);
      context.response = new Response(null, { status: 200 });
    } catch (error) {
      outcome.failure = error;
      throw error;
    }
  }
}
