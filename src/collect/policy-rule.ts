import type { StorageSwitch } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import { asksFor, chance, lowerCased, NO, OPEN, switchOf, switchesNamedIn, YES } from "./policy-condition.ts";
import { isRecord } from "./properties.ts";

interface SwitchTests {
  readonly tests: readonly StorageSwitch[];
  readonly unclear: readonly StorageSwitch[];
}

/**
 * Which switches of a storage account the `if` of a policy rule looks for being on, and of which it cannot be told: it
 * names them in another way, or with further conditions that may never hold. Undefined where the rule is not
 * understood. https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule
 */
export function switchesIn(rule: unknown): SwitchTests | undefined {
  const places = placesIn(rule);
  if (places === undefined) return undefined;
  const asked = new Map(NAMES.map((name) => [name, new Set<string>()]));
  for (const { kind, condition, isNegated } of places) {
    if (kind !== "leaf") continue;
    const name = switchOf(condition);
    if (name !== undefined) asked.get(name)?.add(asksFor(condition, isNegated));
    // A switch's own field is looked at above; what it is compared with may name one again.
    const rest = Object.entries(condition).filter(([key]) => key !== "field" || name === undefined);
    for (const other of switchesNamedIn(rest.map(([, value]) => value))) asked.get(other)?.add("unclear");
  }
  const asks = (name: StorageSwitch, what: string) => asked.get(name)?.has(what) === true;
  const tests = NAMES.filter((name) => asks(name, "on") && isEnough(name, places));
  const isUnclear = (name: StorageSwitch): boolean =>
    asks(name, "on") || asks(name, "unclear") || (asks(name, "there") && !asks(name, "off"));
  return { tests, unclear: NAMES.filter((name) => !tests.includes(name) && isUnclear(name)) };
}

const NAMES: readonly StorageSwitch[] = ["isSftpEnabled", "isLocalUserEnabled"];

/**
 * The rule is tried on accounts: it must hold where both switches are on, and be about this one. A rule of either switch
 * holds where this one is on alone; a rule of both, no more once this one is off.
 */
function isEnough(name: StorageSwitch, places: readonly Place[]): boolean {
  const others = NAMES.filter((other) => other !== name);
  if (chanceOf(places, NAMES) !== YES) return false;
  return chanceOf(places, [name]) === YES || chanceOf(places, others) !== YES;
}

interface Place {
  readonly kind: "allof" | "anyof" | "not" | "leaf";
  readonly condition: RawObject;
  /** Index of the place it stands in, which comes before it; none for the whole. */
  readonly above: number | undefined;
  readonly isNegated: boolean;
}

/** Whether the rule holds for an account of which these switches are on: each place is told to the one above it. */
function chanceOf(places: readonly Place[], on: readonly StorageSwitch[]): number {
  const chances = places.map(({ kind, condition }) =>
    kind === "leaf" ? chance(condition, on) : kind === "anyof" ? NO : YES,
  );
  for (const [index, { above }] of [...places.entries()].reverse()) {
    if (above === undefined) continue;
    const [own = OPEN, sum = OPEN] = [chances[index], chances[above]];
    const kind = places[above]?.kind;
    chances[above] = kind === "not" ? YES - own : kind === "allof" ? Math.min(own, sum) : Math.max(own, sum);
  }
  return chances[0] ?? OPEN;
}

/** Rules nest as deep as their author likes, so that the walk keeps its own stack. */
function placesIn(rule: unknown): readonly Place[] | undefined {
  const places: Place[] = [];
  const open: { node: unknown; above: number | undefined; isNegated: boolean }[] = [
    { node: rule, above: undefined, isNegated: false },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, above, isNegated } = next;
    if (!isRecord(node)) return undefined;
    const condition = lowerCased(node);
    const inner = innerOf(condition);
    if (inner === undefined) return undefined;
    const { kind, nodes } = inner;
    const index = places.push({ kind, condition, above, isNegated }) - 1;
    for (const one of nodes)
      open.push({ node: one, above: index, isNegated: isNegated !== (kind === "not") });
  }
  return places;
}

/** A condition is one of these and no two of them. */
function innerOf(
  condition: RawObject,
): { readonly kind: Place["kind"]; readonly nodes: readonly unknown[] } | undefined {
  const [key, ...more] = ["allof", "anyof", "not", "field", "value", "count"].filter((name) =>
    Object.hasOwn(condition, name),
  );
  if (key === undefined || more.length > 0) return undefined;
  const value = condition[key];
  if (key === "allof" || key === "anyof")
    return Array.isArray(value) ? { kind: key, nodes: value } : undefined;
  if (key === "not") return { kind: "not", nodes: [value] };
  const isLeaf = key === "value" || (key === "field" ? typeof value === "string" : isRecord(value));
  return isLeaf ? { kind: "leaf", nodes: [] } : undefined;
}
