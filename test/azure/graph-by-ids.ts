import type { SimulatedClient } from "./describe.ts";
import { directoryTypes } from "./entities.ts";
import { graphError } from "./errors.ts";
import { graphQuery } from "./graph-query.ts";
import { contextOf, readHeaders, resourceUnits, shapeOf } from "./graph-read.ts";
import type { GraphTarget } from "./graph-target.ts";
import { pageBody, pageOf } from "./paging.ts";
import type { Answer, Call } from "./service.ts";
import type { World } from "./world.ts";

/** https://learn.microsoft.com/graph/api/directoryobject-getbyids: those that are there, in no order, on one page. */
export function answerByIds(
  world: World,
  call: Call,
  { version }: GraphTarget,
  client: SimulatedClient,
): Answer {
  const asked = askedFor(call.text);
  if ("status" in asked) return asked;
  const sovereign = world.options.sovereign !== undefined;
  const query = graphQuery(call, {
    type: "directoryObject",
    version,
    sovereign,
    kind: "object",
    filterable: false,
  });
  if ("status" in query) return query;
  const wanted = new Set(asked.types.map((type) => type.toLowerCase()));
  const ids = new Set(asked.ids.map((id) => id.toLowerCase()));
  const found = [...ids]
    .map((id) => world.directory.objects.get(id))
    .filter((object) => object !== undefined)
    .filter(({ type }) => wanted.has("directoryobject") || wanted.has(type.toLowerCase()))
    // The order is nobody's promise.
    .toReversed();
  const shaped = shapeOf("directoryObject", client, { version, sovereign, select: query.select });
  const page = pageOf(found.map(shaped), call.url);
  const context = `${world.graphUrl}/${version}/$metadata#${contextOf("directoryObjects", query.select)}`;
  return {
    status: 200,
    headers: readHeaders(resourceUnits("getByIds", query)),
    body: { "@odata.context": context, ...pageBody(page) },
    page,
  };
}

interface Asked {
  readonly ids: readonly string[];
  readonly types: readonly string[];
}

function askedFor(text: string): Asked | Answer {
  const body = parsed(text);
  const ids = body?.["ids"];
  const types = body?.["types"] ?? ["directoryObject"];
  if (!areStrings(ids) || !areStrings(types)) return badRequest("Unable to read JSON request payload.");
  if (ids.length > 1000) return badRequest("Number of included identifiers cannot exceed '1000'.");
  const wrong = ids.find((id) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id));
  if (wrong !== undefined) return badRequest(`Invalid GUID:${wrong}`);
  const knownTypes = ["directoryobject", ...directoryTypes.map((type) => type.toLowerCase())];
  const stranger = types.find((type) => !knownTypes.includes(type.toLowerCase()));
  if (stranger !== undefined) return badRequest(`Unsupported resource type '${stranger}'.`);
  return { ids, types };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? { ...body } : undefined;
  } catch {
    return undefined;
  }
}

function areStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function badRequest(message: string): Answer {
  return graphError(400, "Request_BadRequest", message);
}
