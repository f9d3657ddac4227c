/**
 * Scopes are compared by path segments and without regard to case: `/subscriptions/a` does not contain
 * `/subscriptions/ab`, and Azure spells one id in several ways (`localUsers`, `localusers`).
 */
export function canonicalId(id: string): string {
  const lower = id.toLowerCase();
  return lower.endsWith("/") ? lower.slice(0, -1) : lower;
}

/** True where `scope` is `id` or one of its ancestors. A tenant contains everything, since a scan has one tenant. */
export function contains(scope: string, id: string): boolean {
  const outer = canonicalId(scope);
  const inner = canonicalId(id);
  if (inner === outer) return true;
  if (isEverywhere(outer)) return !isTenant(inner);
  return inner.startsWith(outer) && inner[outer.length] === "/";
}

/** The segment after `/{type}/` in an id, in Azure's spelling: `segmentOf(id, "storageAccounts")` is the account's name. */
export function segmentOf(id: string, type: string): string | undefined {
  const segments = id.split("/");
  const at = segments.findIndex((segment) => segment.toLowerCase() === type.toLowerCase());
  return at < 0 ? undefined : segments[at + 1];
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
