import { ReadError } from "../../errors.ts";
import type { GraphQuery, RawObject } from "../azure-reader.ts";
import { isRecord, withCutLists } from "../properties.ts";
import type { GraphDomain } from "./pacing.ts";

/** A page as `readPages` takes it. */
export interface GraphPage extends ReadonlyArray<RawObject> {
  readonly continuationToken?: string;
}

/** The items of an answer. One that is no object becomes an empty one, which no collector takes for an item. */
export function pageOf(answer: RawObject, request: string): GraphPage {
  const value = answer["value"];
  if (!Array.isArray(value)) throw new ReadError("malformed", request, "the answer is no list");
  const items = value.map((item: unknown) => (isRecord(item) ? withCutLists(item) : {}));
  const link = answer["@odata.nextLink"];
  if (link !== undefined && link !== null && typeof link !== "string")
    throw new ReadError("malformed", request, "the link to the next page is no text");
  return Object.assign(items, link ? { continuationToken: link } : {});
}

export function requestOf({ path, version = "v1.0" }: GraphQuery): string {
  return `GET /${version}${path}`;
}

/**
 * `/applications?$select=id,appId&$top=999`, as both a request and a part of a batch want it. The client encodes nothing,
 * and would cut a filter at `#` or `&`.
 */
export function urlOf({ path, select, filter, top = 999 }: GraphQuery): string {
  const options = [
    ...(filter === undefined ? [] : [`$filter=${encodeURIComponent(filter)}`]),
    ...(select === undefined ? [] : [`$select=${select.join(",")}`]),
    ...(top === null ? [] : [`$top=${top}`]),
  ];
  return options.length === 0 ? path : `${path}?${options.join("&")}`;
}

/** Resource units. https://learn.microsoft.com/graph/throttling-limits#identity-and-access-service-limits */
export function unitsOf({ path, select }: GraphQuery): number {
  const base = /^\/(?:applications|oauth2PermissionGrants)$|\/appRoleAssign/.test(path)
    ? 2
    : /^\/groups\/[^/]+\/transitiveMembers/.test(path)
      ? 3
      : 1;
  return select === undefined ? base : Math.max(1, base - 1);
}

/** Sign-ins and audits have a limit of their own. https://learn.microsoft.com/graph/throttling-limits#microsoft-graph-reports-limits */
export function domainOf({ path }: GraphQuery): GraphDomain {
  return path.startsWith("/auditLogs/") ? "reports" : "directory";
}

/** The query without what Graph refused in it: a property that this cloud does not have, or a page size. */
export function withoutRefusedOption(query: GraphQuery, message: string): GraphQuery | undefined {
  if (!message.startsWith("status 400")) return undefined;
  const { optional = [], select = [], top } = query;
  // "Parsing OData Select and Expand failed: Could not find a property named 'verifiedPublisher' on type …"
  const { name } = /property named '(?<name>\w+)'/.exec(message)?.groups ?? {};
  if (name !== undefined && optional.includes(name) && select.includes(name))
    return { ...query, select: select.filter((one) => one !== name) };
  return top !== null && /\$?\btop\b|page size/i.test(message) ? { ...query, top: null } : undefined;
}
