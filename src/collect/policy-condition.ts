import type { StorageSwitch } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import { isRecord, wordOf } from "./properties.ts";

/** Whether something holds: the smallest of them holds where all must, the greatest where one is enough. */
export const NO = 0;
export const OPEN = 0.5;
export const YES = 1;

const ALIASES: ReadonlyMap<string, StorageSwitch> = new Map([
  ["microsoft.storage/storageaccounts/issftpenabled", "isSftpEnabled"],
  ["microsoft.storage/storageaccounts/islocaluserenabled", "isLocalUserEnabled"],
]);

/**
 * What is so for an account that serves SFTP, whoever made it. SFTP needs the hierarchical namespace; premium block blobs
 * are left aside. https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support
 */
const SURE: ReadonlyMap<string, string> = new Map([
  ["type", "microsoft.storage/storageaccounts"],
  ["kind", "storagev2"],
  ["microsoft.storage/storageaccounts/ishnsenabled", "true"],
]);

/** Whether one condition holds for an account of which these switches are on and the others off. */
export function chance(condition: RawObject, on: readonly StorageSwitch[]): number {
  const name = switchOf(condition);
  const actual = name === undefined ? SURE.get(wordOf(condition["field"])) : String(on.includes(name));
  const [operator, ...more] = Object.entries(condition).filter(([key]) => key !== "field");
  if (actual === undefined || operator === undefined || more.length > 0) return OPEN;
  const [key, value] = operator;
  const isFlag = actual === "true" || actual === "false";
  switch (key) {
    case "exists":
      return among("true", [value], true);
    case "equals":
      return among(actual, [value], isFlag);
    case "notequals":
      return YES - among(actual, [value], isFlag);
    case "in":
      return among(actual, value, isFlag);
    case "notin":
      return YES - among(actual, value, isFlag);
    default:
      return OPEN;
  }
}

/** The switch that a condition is about. */
export function switchOf(condition: RawObject): StorageSwitch | undefined {
  return ALIASES.get(wordOf(condition["field"]));
}

/** What a condition asks of its switch. `there` asks whether it is set at all, and alone tells nothing. */
export function asksFor(condition: RawObject, isNegated: boolean): "on" | "off" | "there" | "unclear" {
  if (condition["exists"] !== undefined) return "there";
  const [ifOn, ifOff] = [chance(condition, [...ALIASES.values()]), chance(condition, [])];
  if (ifOn === ifOff) return "unclear";
  return (ifOn === YES) === isNegated ? "off" : "on";
}

/** Those that texts name somewhere: `[field('Microsoft.Storage/storageAccounts/isSftpEnabled')]`. */
export function switchesNamedIn(values: readonly unknown[]): ReadonlySet<StorageSwitch> {
  const names = new Set<StorageSwitch>();
  const open = [...values];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === "string") {
      for (const [alias, name] of ALIASES) if (wordOf(value).includes(alias)) names.add(name);
    } else if (Array.isArray(value) || isRecord(value)) {
      for (const inner of Object.values(value)) open.push(inner);
    }
  }
  return names;
}

/** The language ignores case. */
export function lowerCased(node: RawObject): RawObject {
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key.toLowerCase(), value]));
}

/** Flags are written as texts as well. An entry that is worked out, such as a parameter, may be anything. */
function among(actual: string, values: unknown, isFlag: boolean): number {
  if (!Array.isArray(values)) return OPEN;
  const words = values.map((value) => (typeof value === "boolean" ? String(value) : wordOf(value)));
  const isUnderstood = (word: string): boolean =>
    isFlag ? word === "true" || word === "false" : word !== "" && !word.startsWith("[");
  if (!words.every(isUnderstood)) return OPEN;
  return words.includes(actual) ? YES : NO;
}
