import { createHttpHeaders, createPipelineRequest } from "@azure/core-rest-pipeline";
import { Client, type Context } from "@microsoft/microsoft-graph-client";
import { ReadError } from "../../errors.ts";
import type { RawOrganization } from "../azure-reader.ts";
import type { Meter } from "../meter.ts";
import { isRecord } from "../properties.ts";
import type { Cloud } from "./cloud.ts";
import { buildPipeline, type Wire } from "./pipeline.ts";

/** https://learn.microsoft.com/graph/api/organization-list: a tenant has exactly one. */
export async function readOrganization(wire: Wire, cloud: Cloud, meter: Meter): Promise<RawOrganization> {
  const path = "/organization";
  const answer = await getGraph(wire, cloud, meter, path, ["id", "displayName", "verifiedDomains"]);
  const value = isRecord(answer) ? answer["value"] : undefined;
  const organization: unknown = Array.isArray(value) ? value[0] : undefined;
  if (isRecord(organization)) return organization;
  throw new ReadError("malformed", `GET /v1.0${path}`, "the answer holds no organization");
}

/** One GET through the Graph client, on the same pipeline as ARM. */
async function getGraph(
  wire: Wire,
  cloud: Cloud,
  meter: Meter,
  path: string,
  select: string[],
): Promise<unknown> {
  const { graph } = cloud;
  if (graph === undefined) {
    throw new ReadError("unsupported", `GET /v1.0${path}`, "the cloud's metadata names no Microsoft Graph");
  }
  const { origin, host } = new URL(graph);
  const pipeline = buildPipeline(
    wire,
    { origin, scope: `${graph}/.default`, nextLink: "@odata.nextLink" },
    meter,
  );
  let failure: unknown;
  const client = Client.initWithMiddleware({
    baseUrl: `${graph}/`,
    customHosts: new Set([host]),
    middleware: {
      async execute(context: Context) {
        try {
          context.response = await send(context);
        } catch (error) {
          // The client wraps what it catches and loses the cause: it is kept beside it.
          failure = error;
          throw error;
        }
      },
    },
  });
  try {
    const answer: unknown = await client.api(path).select(select).get();
    meter.pages += 1;
    return answer;
  } catch (error) {
    throw failure ?? error;
  }

  async function send({ request, options }: Context): Promise<Response> {
    const url = typeof request === "string" ? request : request.url;
    const headers = createHttpHeaders(
      Object.fromEntries(new Headers(options?.headers as HeadersInit | undefined)),
    );
    const response = await pipeline.sendRequest(wire.httpClient, createPipelineRequest({ url, headers }));
    return new Response(response.bodyAsText ?? "", {
      status: response.status,
      headers: response.headers.toJSON(),
    });
  }
}
