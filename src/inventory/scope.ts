/**
 * Scopes are compared by path segments and without regard to case: `/subscriptions/a` does not contain
 * `/subscriptions/ab`, and Azure spells one id in several ways (`localUsers`, `localusers`).
 */
export function canonicalId(id: string): string {
  if (id !== last.id) {
    const lower = id.toLowerCase();
    last = { id, canonical: lower.endsWith("/") ? lower.slice(0, -1) : lower };
  }
  return last.canonical;
}

/** Every look-up about one subject asks for the same id, and there are millions of them. */
let last = { id: "", canonical: "" };

/** True where `scope` is `id` or one of its ancestors. A tenant contains everything, since a scan has one tenant. */
export function contains(scope: string, id: string): boolean {
  const outer = canonicalId(scope);
  const inner = canonicalId(id);
  if (inner === outer) return true;
  if (isEverywhere(outer)) return !isTenant(inner);
  return inner.startsWith(outer) && inner[outer.length] === "/";
}

/**
 * The segment after `/{type}/` in an id, in Azure's spelling: `segmentOf(id, "storageAccounts")` is the account's name.
 * Types stand at every other place, so that a resource group that is called `storageAccounts` is none.
 */
export function segmentOf(id: string, type: string): string | undefined {
  const wanted = type.toLowerCase();
  let start = id.indexOf("/") + 1;
  // Every hop of every path asks: nothing is cut out but what is compared.
  while (start > 0) {
    const end = id.indexOf("/", start);
    if (end < 0) return undefined;
    const next = id.indexOf("/", end + 1);
    if (end - start === wanted.length && id.slice(start, end).toLowerCase() === wanted)
      return id.slice(end + 1, next < 0 ? undefined : next);
    start = next + 1;
  }
  return undefined;
}

/** Where the type stands among the segments of an id that begins with a slash; -1 where it does not. */
export function typeAt(segments: readonly string[], type: string): number {
  return segments.findIndex((segment, at) => at % 2 === 1 && segment.toLowerCase() === type.toLowerCase());
}

/** An ARM id is a list of type/name pairs; its parent lacks the last pair. */
export function parentOf(id: string): string {
  return id.split("/").slice(0, -2).join("/");
}

/** True for a tenant, and for the scope of nothing in particular: what holds there holds for everything. */
export function isEverywhere(scope: string): boolean {
  const canonical = canonicalId(scope);
  return canonical === "" || isTenant(canonical);
}

function isTenant(canonical: string): boolean {
  return /^\/tenants\/[^/]+$/.test(canonical);
}
