import type { LoadedCheck } from "../assess/load-checks.ts";
import { usageError } from "../errors.ts";

/**
 * The checks that `--only` leaves and `--skip` does not take away, each by id or group.
 * @throws FootholdError exit 2 for a name that is neither, and where nothing is left
 */
export function selectChecks(
  loaded: readonly LoadedCheck[],
  only: readonly string[],
  skip: readonly string[],
): readonly LoadedCheck[] {
  const names = new Set(loaded.flatMap(({ check, group }) => [check.id, group]));
  const strangers = [
    ...only.filter((name) => !names.has(name)).map((name) => `--only ${name}`),
    ...skip.filter((name) => !names.has(name)).map((name) => `--skip ${name}`),
  ].map((flag) => `${flag}: there is no check and no group of this name; "foothold checks" lists them`);
  const [first, ...more] = strangers;
  if (first !== undefined) throw usageError(first, ...more);

  const isNamed = ({ check, group }: LoadedCheck, list: readonly string[]): boolean =>
    list.includes(check.id) || list.includes(group);
  const selected = loaded.filter((one) => (only.length === 0 || isNamed(one, only)) && !isNamed(one, skip));
  if (selected.length === 0) throw usageError("--only and --skip leave no check to run");
  return selected;
}
