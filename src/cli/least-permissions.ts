import type { AnyCheck } from "../check.ts";
import { type Permission, roleOf } from "../collector.ts";
import { DERIVATIONS, sourcesOf } from "../derive/derive.ts";
import type { SectionName } from "../inventory/sections.ts";

/** What must be granted so that a section can be read. Of several for one section, the first reads it. */
export interface SectionPermission extends Permission {
  readonly section: SectionName;
}

/** What an administrator grants: permissions of Microsoft Graph, and roles of Azure. */
export type Grants = Readonly<Record<Permission["plane"], readonly string[]>>;

/** The smallest set that is enough: no more than the least of each, and nothing that something else covers anyway. */
export function leastGrants(permissions: readonly SectionPermission[]): Grants {
  const ofPlane = (plane: Permission["plane"]): readonly string[] =>
    leastOf(permissions.filter((permission) => permission.plane === plane).map(waysOf));
  return { graph: ofPlane("graph"), arm: ofPlane("arm") };
}

/** Sections that the same grants of the least set open, and what becomes of the checks without them. */
export interface GrantGroup extends Losses {
  readonly plane: Permission["plane"];
  /** Any one of them is enough, the least first. */
  readonly grants: readonly string[];
  readonly permissions: readonly SectionPermission[];
}

export interface Losses {
  /** Their subjects or their inputs could not be read. */
  readonly notAssessed: readonly string[];
  /** They look the section up: not assessed where it decides, and scored without it otherwise. */
  readonly inPart: readonly string[];
}

/** By what opens them, Microsoft Graph first. */
export function grantGroups(
  permissions: readonly SectionPermission[],
  checks: readonly AnyCheck[],
): readonly GrantGroup[] {
  const least = leastGrants(permissions);
  const groups = Map.groupBy(permissions, (permission) =>
    [permission.plane, ...grantsFor(permission, least)].join("\0"),
  );
  return [...groups.values()]
    .flatMap((members) => {
      const [first] = members;
      if (first === undefined) return [];
      const { plane } = first;
      const lost = lossesWithout(members, permissions, checks);
      return [{ plane, grants: grantsFor(first, least), permissions: members, ...lost }];
    })
    .sort((a, b) => compare(b.plane, a.plane) || compare(a.grants.join(), b.grants.join()));
}

/** What the checks lose without these permissions: everything that reads a section of theirs. */
export function lossesWithout(
  missing: readonly SectionPermission[],
  permissions: readonly SectionPermission[],
  checks: readonly AnyCheck[],
): Losses {
  const closes = (one: SectionPermission): boolean =>
    // The tenant is a subject all the same: the sign-in knows it.
    one.section !== "tenants" && permissions.find(({ section }) => section === one.section) === one;
  const closed = missing.filter(closes).map(({ section }) => section);
  const thinned = missing.filter((one) => !closes(one)).map(({ section }) => section);
  const notAssessed = checks.filter((check) => closed.some((name) => neededBy(check).includes(name)));
  const inPart = checks.filter(
    (check) =>
      !notAssessed.includes(check) && [...closed, ...thinned].some((name) => readBy(check).includes(name)),
  );
  return { notAssessed: notAssessed.map(({ id }) => id), inPart: inPart.map(({ id }) => id) };
}

/** Those of the least set that open it. */
export function grantsFor(permission: SectionPermission, least: Grants): readonly string[] {
  return waysOf(permission).filter((way) => least[permission.plane].includes(way));
}

/** A role where there is one: nobody assigns a single action. */
function waysOf(permission: SectionPermission): readonly [string, ...string[]] {
  const role = roleOf(permission);
  return role === undefined ? permission.anyOf : [role];
}

/** What no built-in role was named for: `Microsoft.Storage/storageAccounts/localUsers/listKeys/action`. */
export function isAction(grant: string): boolean {
  return /^[\w.]+\/[\w/]+$/.test(grant);
}

function leastOf(lists: readonly (readonly [string, ...string[]])[]): readonly string[] {
  const chosen = new Set<string>();
  const isOpen = (ways: readonly string[]): boolean => !ways.some((way) => chosen.has(way));
  // Those with one way leave no choice; the others take their least, unless something chosen opens them. What was taken
  // early can turn out to be covered.
  for (const ways of lists.toSorted((a, b) => a.length - b.length)) if (isOpen(ways)) chosen.add(ways[0]);
  const isAlone = (one: string): boolean =>
    lists.some((ways) => ways.includes(one) && ways.every((way) => way === one || !chosen.has(way)));
  for (const one of chosen) if (!isAlone(one)) chosen.delete(one);
  return [...chosen].sort();
}

/** Without any of these there are no subjects, or no answer about them. */
function neededBy({ subject, inputs = [] }: AnyCheck): readonly SectionName[] {
  return [...madeOf(subject), ...inputs.flatMap((name) => sourcesOf(name))];
}

function readBy({ subject, inputs = [], enrich = [] }: AnyCheck): readonly SectionName[] {
  return [subject, ...inputs, ...enrich].flatMap((name) => sourcesOf(name));
}

/** The collected sections whose items a section's are made of: what it only looks up leaves them there. */
function madeOf(section: SectionName): readonly SectionName[] {
  const ways = DERIVATIONS.filter((derivation) => derivation.section === section);
  return ways.length === 0 ? [section] : ways.flatMap(({ of }) => madeOf(of));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
