import { defineDerivation } from "../derivation.ts";
import { segmentOf } from "../inventory/scope.ts";
import type { PathRight, SftpTakeover, Tenant } from "../inventory/sections.ts";
import { type Edge, walkFrom } from "./paths/graph.ts";
import { startOf, startsOf } from "./paths/starts.ts";
import { TAKEOVER_SOURCES, takeoverMap, type TakeoverSlice } from "./paths/takeover-map.ts";
import { type Search, searchFrom, waysAmong } from "./paths/ways.ts";

/** Who can become an identity that plants SFTP users, hop by hop. */
export default defineDerivation({
  section: "sftpTakeovers",
  of: "tenants",
  from: TAKEOVER_SOURCES,
  derive: takeoversIn,
});

function takeoversIn(tenant: Tenant, slice: TakeoverSlice): readonly SftpTakeover[] {
  const map = takeoverMap(slice);
  const found = [...startsOf(map.takeovers)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, node]) => ({ node, search: searchFrom(map.graphFor(key), key) }));
  const searches = found.map(({ search }) => search);
  const waysOf = waysAmong(searches, isRemovable);
  return found.map(({ node, search }) => {
    const start = startOf(node, tenant, slice);
    const ways = waysOf(search);
    const [shortest = []] = search.paths;
    const [end] = shortest.slice(-1).map((last) => map.access.targets.get(last));
    // The directory role is held, and what it does is to elevate access.
    const [way] = shortest.map(({ hop }) => hop.right).filter((right) => right !== "member-of");
    return {
      id: `${start.id}/sftpTakeover/default`,
      name: start.name,
      start,
      way: way ?? null,
      ways,
      accounts: end?.accounts ?? null,
      identities: identitiesOf(search),
      // What was found decides, whatever was not read.
      gaps: ways === null ? map.gapsFor(search.start) : [],
    };
  });
}

/** To whom two names belong, and what a Global Administrator may do, nobody takes away; nor a membership that is nested. */
const FIXED: ReadonlySet<PathRight> = new Set(["is-application-of", "is-identity-of", "elevates-access"]);

function isRemovable({ hop }: Edge): boolean {
  if (hop.right === "member-of") return segmentOf(hop.proof.id, "transitiveMembers") === undefined;
  return !FIXED.has(hop.right);
}

/** A hundred stand for a hundred and more. */
const COUNTED = 100;

/** Principals at which the start's paths become Azure roles. */
function identitiesOf({ graph, start }: Search): number {
  const identities = new Set<string>();
  walkFrom(graph, start, ({ from, isOwnRole }) => {
    if (isOwnRole) identities.add(from);
    return identities.size === COUNTED;
  });
  return identities.size;
}
