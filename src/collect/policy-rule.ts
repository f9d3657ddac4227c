import type { StorageSwitch } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import { isRecord, wordOf } from "./properties.ts";

const ALIASES: ReadonlyMap<string, StorageSwitch> = new Map([
  ["microsoft.storage/storageaccounts/issftpenabled", "isSftpEnabled"],
  ["microsoft.storage/storageaccounts/islocaluserenabled", "isLocalUserEnabled"],
]);

/** What a condition says of a switch. `there` asks whether it is set at all, and alone tells nothing. */
type Meaning = "on" | "off" | "there" | "unclear";

interface Place {
  readonly node: unknown;
  readonly isNegated: boolean;
  /** In a count of array entries, where what is compared is a number. */
  readonly isCounted: boolean;
}

/**
 * Which switches of a storage account the `if` of a policy rule looks for being on, and which it names in another way.
 * Rules nest as deep as their author likes, so that the walk keeps its own stack. Other conditions of the rule narrow
 * it, and are not weighed. https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule
 */
export function switchesIn(rule: unknown): {
  readonly tests: readonly StorageSwitch[];
  readonly unclear: readonly StorageSwitch[];
} {
  const found = new Map([...ALIASES.values()].map((name) => [name, new Set<Meaning>()]));
  const open: Place[] = [{ node: rule, isNegated: false, isCounted: false }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { node, isNegated, isCounted } = place;
    if (typeof node === "string") {
      for (const [alias, name] of ALIASES) if (wordOf(node).includes(alias)) found.get(name)?.add("unclear");
    } else if (Array.isArray(node)) {
      for (const inner of node) open.push({ node: inner, isNegated, isCounted });
    } else if (isRecord(node)) {
      const condition = lowerCased(node);
      const name = ALIASES.get(wordOf(condition["field"]));
      if (name !== undefined) {
        const meaning = isCounted ? "unclear" : meaningOf(condition, isNegated);
        found.get(name)?.add(meaning);
      }
      for (const [key, inner] of Object.entries(condition)) {
        if (key === "field" && name !== undefined) continue;
        open.push({
          node: inner,
          isNegated: isNegated !== (key === "not"),
          isCounted: isCounted || key === "count",
        });
      }
    }
  }
  const names = [...found.keys()];
  const says = (name: StorageSwitch, meaning: Meaning) => found.get(name)?.has(meaning) === true;
  return {
    tests: names.filter((name) => says(name, "on")),
    unclear: names.filter(
      (name) => !says(name, "on") && (says(name, "unclear") || (says(name, "there") && !says(name, "off"))),
    ),
  };
}

/** The language ignores case. */
function lowerCased(node: RawObject): RawObject {
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key.toLowerCase(), value]));
}

function meaningOf(condition: RawObject, isNegated: boolean): Meaning {
  const values = comparedWith(condition);
  if (values === undefined) return condition["exists"] === undefined ? "unclear" : "there";
  const [isOn, isOff] = [values.includes(true), values.includes(false)];
  if (isOn === isOff) return "unclear";
  return isOn === isNegated ? "off" : "on";
}

/** The values of the switch for which the condition holds; undefined where that cannot be told. */
function comparedWith(condition: RawObject): readonly boolean[] | undefined {
  const { equals, notequals, in: among, notin } = condition;
  if (equals !== undefined) return flagsIn([equals]);
  if (notequals !== undefined) return others(flagsIn([notequals]));
  if (Array.isArray(among)) return flagsIn(among);
  return Array.isArray(notin) ? others(flagsIn(notin)) : undefined;
}

/** Flags are written as texts as well; one entry that is none, such as a parameter, may be either. */
function flagsIn(values: readonly unknown[]): readonly boolean[] | undefined {
  const words = values.map((value) => (typeof value === "boolean" ? String(value) : wordOf(value)));
  return words.every((word) => word === "true" || word === "false")
    ? words.map((word) => word === "true")
    : undefined;
}

function others(flags: readonly boolean[] | undefined): readonly boolean[] | undefined {
  return flags && [true, false].filter((flag) => !flags.includes(flag));
}
