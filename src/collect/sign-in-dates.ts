import { byDefault, type Known, known } from "../inventory/known.ts";
import type { RawObject } from "./azure-reader.ts";
import { type Origin, readDate, readObject } from "./properties.ts";

/** https://learn.microsoft.com/graph/api/resources/signinactivity */
const DATES = ["lastSignInDateTime", "lastNonInteractiveSignInDateTime", "lastSuccessfulSignInDateTime"];

/** How .NET writes a date that was never set. */
const NEVER = "0001-01-01T00:00:00.000Z";

/**
 * The latest of an answer's activities; null where there is none. A date that was not understood may be the latest, so
 * that nothing is known beside it.
 * @param names properties of the answer, each a signInActivity
 */
export function readLastSignIn(
  raw: RawObject,
  names: readonly string[],
  origin: Origin,
): Known<string | null> {
  let latest: string | null = null;
  for (const name of names) {
    const activity = readObject(raw[name], name, origin, {});
    if (!activity.known) return activity;
    for (const key of DATES) {
      const date = readDate<null>(activity.value[key], `${name}.${key}`, origin, null);
      if (!date.known) return date;
      if (date.value !== null && date.value !== NEVER && date.value > (latest ?? "")) latest = date.value;
    }
  }
  return latest === null ? byDefault(null) : known(latest);
}
