/** Where in a list a page begins. It travels in $skiptoken, so the server keeps no state. */
interface Cursor {
  readonly offset: number;
  /** 1-based; an empty page counts. */
  readonly page: number;
  /** The page before was an empty one put in by a fault: no second one is put before the same items. */
  readonly afterEmpty: boolean;
}

export interface Page {
  readonly linkName: "nextLink" | "@odata.nextLink";
  readonly value: readonly unknown[];
  readonly nextLink: string | undefined;
  /** Last item of the page before; undefined on the first page. */
  readonly previous: unknown;
  readonly cursor: Cursor;
}

export function pageOf(items: readonly unknown[], url: URL, size = Number.POSITIVE_INFINITY): Page {
  const cursor = cursorOf(url);
  const end = Math.min(cursor.offset + size, items.length);
  return {
    linkName: "nextLink",
    value: items.slice(cursor.offset, end),
    nextLink:
      end < items.length ? linkTo(url, { offset: end, page: cursor.page + 1, afterEmpty: false }) : undefined,
    previous: items[cursor.offset - 1],
    cursor,
  };
}

/** The body of a page: without a next page there is no link at all, as ARM and Graph do it. */
export function pageBody(page: Page): Record<string, unknown> {
  return page.nextLink === undefined
    ? { value: page.value }
    : { value: page.value, [page.linkName]: page.nextLink };
}

export function cursorOf(url: URL): Cursor {
  const token = url.searchParams.get("$skiptoken");
  const parts = /^(\d+)\.(\d+)\.([01])$/.exec(Buffer.from(token ?? "", "base64url").toString());
  if (!parts) return { offset: 0, page: 1, afterEmpty: false };
  return { offset: Number(parts[1]), page: Number(parts[2]), afterEmpty: parts[3] === "1" };
}

/** An absolute link, the query of the request kept and its $skiptoken replaced. */
export function linkTo(url: URL, cursor: Cursor): string {
  const token = Buffer.from(`${cursor.offset}.${cursor.page}.${cursor.afterEmpty ? 1 : 0}`).toString(
    "base64url",
  );
  const kept = [...url.searchParams].filter(([name]) => name !== "$skiptoken");
  const query = [...kept, ["$skiptoken", token] as const].map(
    ([name, value]) =>
      `${name.startsWith("$") ? name : encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return `${url.origin}${url.pathname}?${query.join("&")}`;
}
