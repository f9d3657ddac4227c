import type { Factor, FactorName } from "./factors.ts";

/** Worst first. What was not read counts as much as a key, and may be a password. */
const WAYS_IN: readonly FactorName[] = ["password", "unknown-credential", "ssh-key", "no-credential"];

/** Of the factors of users or endpoints the one that says how one signs in over SFTP: the worst, where there are several. */
export function worstWayIn(factors: readonly Factor[]): Factor[] {
  return WAYS_IN.flatMap((name) => factors.filter((factor) => factor.name === name)).slice(0, 1);
}
