import { type Command, InvalidArgumentError, Option } from "commander";
import { usageError } from "../errors.ts";
import { isAddressRange } from "../inventory/addresses.ts";

/** Options that several commands share. `ID…` options repeat or take commas. */
export function addCheckOptions(command: Command): Command {
  return command
    .addOption(listOption("--only <id|group...>", "run these checks or groups only"))
    .addOption(listOption("--skip <id|group...>", "leave these checks or groups out"))
    .addOption(checksOption("--checks <path...>"));
}

/** A command with an argument of its own takes one path at a time: the argument would be taken for another. */
export function checksOption(flags = "--checks <path>"): Option {
  return new Option(flags, "your own checks: files or folders").argParser(append);
}

export function listOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, before: readonly string[] | undefined) => {
    const names = value.split(",").map((part) => part.trim());
    // An unset variable of a script must not widen the scan to everything.
    if (names.includes(""))
      throw new InvalidArgumentError("Expected a name, or names with commas between them.");
    return [...(before ?? []), ...names];
  });
}

/** Repeats, and keeps commas: a path may hold one. */
export function append(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

export function wholeNumber(low: number, high: number): (value: string) => number {
  return (value) => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= low && number <= high) return number;
    throw new InvalidArgumentError(`Expected a whole number from ${low} to ${high}.`);
  };
}

/** More would have nothing to share. */
const MOST_SHARDS = 1000;

/** `2/7`; a whole scan is its only shard. */
export function shardOf(value: string): { readonly index: number; readonly count: number } {
  const { index, count } = /^(?<index>[1-9]\d{0,3})\/(?<count>[1-9]\d{0,3})$/.exec(value)?.groups ?? {};
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index <= shard.count && shard.count <= MOST_SHARDS) return shard;
  throw new InvalidArgumentError(`Expected I/N such as 2/7, with I from 1 to N and N up to ${MOST_SHARDS}.`);
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** Node's timers hold less than 25 days. */
const LONGEST_TIMER = 500 * 3_600_000;

/** `90s`, `10m`, `1h` in milliseconds; `0` waits for nothing. */
export function duration(value: string): number {
  const { number, unit } = /^(?<number>\d{1,4})(?<unit>[smh])?$/.exec(value)?.groups ?? {};
  const factor = UNITS[unit ?? ""];
  if (number === "0") return 0;
  if (number === undefined || factor === undefined)
    throw new InvalidArgumentError("Expected a time such as 90s, 10m or 1h.");
  const ms = Number(number) * factor;
  if (ms <= LONGEST_TIMER) return ms;
  throw new InvalidArgumentError("Expected 500h at most.");
}

const PERIODS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000 };

/** Log Analytics keeps no table longer: https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure */
const LONGEST_PERIOD = 4383 * 86_400_000;

/** `36h`, `90d` in milliseconds. */
export function period(value: string): number {
  const { number, unit } = /^(?<number>[1-9]\d{0,3})(?<unit>[hd])$/.exec(value)?.groups ?? {};
  const factor = PERIODS[unit ?? ""];
  if (number === undefined || factor === undefined)
    throw new InvalidArgumentError("Expected a time such as 36h or 90d.");
  const ms = Number(number) * factor;
  if (ms <= LONGEST_PERIOD) return ms;
  throw new InvalidArgumentError("Expected 4383d, which are twelve years, at most.");
}

/** Ranges of addresses for `--trusted-ip`. */
export function addressRanges(values: readonly string[]): readonly string[] {
  const stranger = values.find((value) => !isAddressRange(value));
  if (stranger === undefined) return values;
  throw usageError(`--trusted-ip ${stranger}: not an address or a range such as 203.0.113.0/24`);
}

/** A workspace by its own id, or by that of the resource in Azure. Each counts once, whatever its case. */
export function workspaceIds(values: readonly string[]): readonly string[] {
  const stranger = values.find((value) => !GUID.test(value) && !WORKSPACE.test(value));
  if (stranger !== undefined) {
    throw usageError(
      `--log-workspace ${stranger}: not a workspace id, which is a GUID, and not the ARM id of a workspace`,
    );
  }
  return [...Map.groupBy(values, (value) => value.toLowerCase()).values()].flatMap((same) =>
    same.slice(0, 1),
  );
}

const WORKSPACE =
  /^\/subscriptions\/[^/?#%]+\/resourceGroups\/[^/?#%]+\/providers\/Microsoft\.OperationalInsights\/workspaces\/[^/?#%]+$/i;

export const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Subscriptions by id; the portal and `az account list` show it. Each counts once, whatever its case. */
export function subscriptionIds(values: readonly string[]): readonly string[] {
  const stranger = values.find((value) => !GUID.test(value));
  if (stranger !== undefined)
    throw usageError(`--subscription ${stranger}: not a subscription id, which is a GUID`);
  return [...new Set(values.map((value) => value.toLowerCase()))];
}

/** Management groups by id, which is their name in ids of Azure. Each counts once, whatever its case. */
export function managementGroupIds(values: readonly string[]): readonly string[] {
  const stranger = values.find((value) => !MANAGEMENT_GROUP.test(value));
  if (stranger !== undefined) {
    throw usageError(
      `--management-group ${stranger}: not the id of a management group: letters, digits, - _ ( ) and dots, at most 90`,
    );
  }
  return [...Map.groupBy(values, (value) => value.toLowerCase()).values()].flatMap((same) =>
    same.slice(0, 1),
  );
}

/** https://learn.microsoft.com/azure/governance/management-groups/create-management-group-portal */
const MANAGEMENT_GROUP = /^(?!\.{1,2}$)[\p{L}\p{N}_().-]{1,90}$/u;
