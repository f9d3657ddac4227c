import { readHeaders } from "./arm-headers.ts";
import { type Page, pageBody, pageOf } from "./paging.ts";
import type { Answer, ArmRoute } from "./service.ts";
import type { World } from "./world.ts";

interface ListOptions {
  readonly headers?: Answer["headers"];
  /** How many items the request asks for at most. */
  readonly wanted?: number;
  /** Management groups have a link of their own, and some lists say null where others say nothing. */
  readonly link?: Pick<Page, "linkName" | "nullLink">;
}

/** A list of ARM's, in pages as long as the simulation is told. */
export function armList(
  world: World,
  url: URL,
  route: ArmRoute,
  items: readonly object[],
  { headers = readHeaders("subscription"), wanted = Number.POSITIVE_INFINITY, link }: ListOptions = {},
): Answer {
  const size = Math.min(wanted, world.options.pageSize?.[route] ?? Number.POSITIVE_INFINITY);
  const page = { ...pageOf(items, url, size), ...link };
  return { status: 200, headers, body: pageBody(page), page };
}
