import type { Finding } from "../../src/reporter.ts";
import { visible } from "../text/visible.ts";
import type { PageFrame } from "./page-data.ts";

/**
 * The scopes that findings lie in or that their attack paths lead to, for the reader to choose from: the tenant first,
 * then subscriptions by name. Names can be equal or be made to look like the tenant's: then the id stands behind.
 */
export function scopesOf(findings: Iterable<Finding>): PageFrame["scopes"] {
  const names = new Map<string, string | undefined>();
  for (const { subject, path = [], otherPaths = [] } of findings) {
    const { scope, scopeName } = subject;
    note(scope, isSubscription(scope) ? scopeName : ENTRA);
    for (const { to } of [path, ...otherPaths].flat())
      if (isSubscription(to)) note(to.split("/", 3).join("/"));
  }
  const named = [...names].map(([scope, name]) => [scope, visible(name ?? idOf(scope))] as const);
  const counts = Map.groupBy(named, ([, words]) => words);
  return named
    .map(([scope, words]) => [scope, isShared(words, scope) ? `${words} (${idOf(scope)})` : words] as const)
    .sort((a, b) => Number(isSubscription(a[0])) - Number(isSubscription(b[0])) || byWords(a, b));

  function note(scope: string, name?: string): void {
    const key = visible(scope).toLowerCase();
    names.set(key, names.get(key) ?? name);
  }

  function isShared(words: string, scope: string): boolean {
    return (counts.get(words)?.length ?? 0) > 1 || (words === ENTRA && isSubscription(scope));
  }
}

const ENTRA = "Entra ID";

function isSubscription(id: string): boolean {
  return /^\/subscriptions\/[^/]/i.test(id);
}

/** The last segment: a subscription's or a tenant's own id. */
function idOf(scope: string): string {
  return scope.split("/").at(-1) ?? scope;
}

function byWords(a: PageFrame["scopes"][number], b: PageFrame["scopes"][number]): number {
  return a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : a[0] < b[0] ? -1 : 1;
}
