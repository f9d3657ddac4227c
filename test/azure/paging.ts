/** Where in a list a page begins. It travels in $skiptoken, so the server keeps no state. */
interface Cursor {
  readonly offset: number;
  /** 1-based; an empty page counts. */
  readonly page: number;
  /** The page before was an empty one put in by a fault: no second one is put before the same items. */
  readonly afterEmpty: boolean;
  /** The first page was asked for with "ConsistencyLevel: eventual", and so must every page behind it. */
  readonly eventual: boolean;
}

export interface Page<Item = unknown> {
  readonly linkName: "nextLink" | "@odata.nextLink" | "@nextLink";
  /** Where there is no next page, the link is null. */
  readonly nullLink?: true;
  readonly value: readonly Item[];
  readonly nextLink: string | undefined;
  /** Last item of the page before; undefined on the first page. */
  readonly previous: Item | undefined;
  readonly cursor: Cursor;
}

export function pageOf<Item>(
  items: readonly Item[],
  url: URL,
  size = Number.POSITIVE_INFINITY,
  eventual = false,
): Page<Item> {
  const cursor = { ...cursorOf(url), eventual };
  const end = Math.min(cursor.offset + size, items.length);
  return {
    linkName: "nextLink",
    value: items.slice(cursor.offset, end),
    nextLink:
      end < items.length
        ? linkTo(url, { offset: end, page: cursor.page + 1, afterEmpty: false, eventual })
        : undefined,
    previous: items[cursor.offset - 1],
    cursor,
  };
}

/** The body of a page: without a next page there is mostly no link at all, as ARM and Graph do it. */
export function pageBody(page: Page): Record<string, unknown> {
  const link = page.nextLink ?? (page.nullLink ? null : undefined);
  return link === undefined ? { value: page.value } : { value: page.value, [page.linkName]: link };
}

export function cursorOf(url: URL): Cursor {
  const token = url.searchParams.get("$skiptoken");
  const parts = /^(\d+)\.(\d+)\.([01])([01])$/.exec(Buffer.from(token ?? "", "base64url").toString());
  if (!parts) return { offset: 0, page: 1, afterEmpty: false, eventual: false };
  return {
    offset: Number(parts[1]),
    page: Number(parts[2]),
    afterEmpty: parts[3] === "1",
    eventual: parts[4] === "1",
  };
}

/** An absolute link, the query of the request kept and its $skiptoken replaced. */
export function linkTo(url: URL, cursor: Cursor): string {
  const flags = `${cursor.afterEmpty ? 1 : 0}${cursor.eventual ? 1 : 0}`;
  const token = Buffer.from(`${cursor.offset}.${cursor.page}.${flags}`).toString("base64url");
  const kept = [...url.searchParams].filter(([name]) => name !== "$skiptoken");
  const query = [...kept, ["$skiptoken", token] as const].map(
    ([name, value]) =>
      `${name.startsWith("$") ? name : encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return `${url.origin}${url.pathname}?${query.join("&")}`;
}
