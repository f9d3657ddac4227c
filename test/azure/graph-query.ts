import { type EntityType, type GraphVersion, knownProperties, typeName } from "./entities.ts";
import { graphError } from "./errors.ts";
import { cursorOf, linkTo } from "./paging.ts";
import type { Answer, Call } from "./service.ts";

/** The OData options of a request that Graph accepts here. */
export interface GraphQuery {
  readonly select?: readonly string[];
  readonly top?: number;
  /** Of `$filter=appId eq '…'`. */
  readonly appId?: string;
  /** $count=true with "ConsistencyLevel: eventual"; without the header Graph ignores it. */
  readonly count: boolean;
  readonly eventual: boolean;
}

export interface Queried {
  readonly type: EntityType;
  readonly version: GraphVersion;
  readonly sovereign: boolean;
  /** One object has nothing to count, filter or cut into pages. */
  readonly kind: "list" | "object";
  /** "own": the list reads `$filter` itself. */
  readonly filterable: boolean | "own";
  /** 999 where left out. */
  readonly largestPage?: number;
}

/** The query, or the 400 it deserves. What this scanner has no use for is refused, also where Graph would know it. */
export function graphQuery({ url, headers }: Call, asked: Queried): GraphQuery | Answer {
  const allowed =
    asked.kind === "list" ? ["$select", "$top", "$filter", "$count", "$skiptoken"] : ["$select"];
  for (const name of url.searchParams.keys()) {
    if (name.startsWith("$") && !allowed.includes(name)) {
      return badRequest(`The query parameter '${name}' is not supported.`);
    }
  }
  const eventual = headers["consistencylevel"]?.toLowerCase() === "eventual";
  const select = selected(url, asked);
  if (isAnswer(select)) return select;
  const top = topOf(url, asked.largestPage ?? 999);
  if (isAnswer(top)) return top;
  const appId = filtered(url, asked);
  if (isAnswer(appId)) return appId;
  const count = url.searchParams.get("$count") ?? "false";
  if (count !== "true" && count !== "false") {
    return badRequest(`Invalid value '${count}' for $count query option found.`);
  }
  const token = url.searchParams.get("$skiptoken");
  const cursor = cursorOf(url);
  const ours = token === null || new URL(linkTo(url, cursor)).searchParams.get("$skiptoken") === token;
  // Headers are not carried from page to page: who asked for eventual consistency has to ask again.
  if (!ours || (cursor.eventual && !eventual)) return badRequest("Invalid page token.");
  return {
    ...(url.searchParams.has("$select") && { select }),
    ...(top !== undefined && { top }),
    ...(appId !== undefined && { appId }),
    count: count === "true" && eventual,
    eventual,
  };
}

function selected(url: URL, { type, version, sovereign }: Queried): readonly string[] | Answer {
  const text = url.searchParams.get("$select");
  if (text === null) return [];
  const names = text.split(",").map((name) => name.trim());
  const known = knownProperties(type, version, sovereign);
  const stranger = names.find((name) => !known.has(name));
  if (stranger === undefined) return names;
  return badRequest(
    `Parsing OData Select and Expand failed: Could not find a property named '${stranger}' on type '${typeName(type)}'.`,
  );
}

function topOf(url: URL, largest: number): number | undefined | Answer {
  const text = url.searchParams.get("$top");
  if (text === null) return undefined;
  if (!/^\d+$/.test(text)) {
    return badRequest(
      `Invalid value '${text}' for $top query option found. The $top query option requires a non-negative integer value.`,
    );
  }
  const top = Number(text);
  if (top >= 1 && top <= largest) return top;
  return graphError(
    400,
    "Request_BadRequest",
    `Invalid page size specified: '${text}'. Must be between 1 and ${largest} inclusive.`,
  );
}

function filtered(url: URL, { filterable }: Queried): string | undefined | Answer {
  const text = url.searchParams.get("$filter");
  if (text === null || filterable === "own") return undefined;
  const appId = /^\s*appId\s+eq\s+'([^']*)'\s*$/.exec(text)?.[1];
  if (appId !== undefined && filterable) return appId;
  return graphError(400, "Request_UnsupportedQuery", "Unsupported or invalid query filter clause specified.");
}

function isAnswer(value: Answer | readonly string[] | string | number | undefined): value is Answer {
  return typeof value === "object" && "status" in value;
}

function badRequest(message: string): Answer {
  return graphError(400, "BadRequest", message);
}
