import { SIGNS_IN_FROM_ANYWHERE } from "./app-factors.ts";
import { type Factor, factor } from "./factors.ts";
import type { Slice } from "./inventory.ts";
import { networkReach } from "./network.ts";
import { segmentOf } from "./scope.ts";
import type { LogDestination, ServicePrincipal } from "./sections.ts";
import { accessFactors, reachFactor } from "./sftp-factors.ts";
import { worstWayIn } from "./ways-in.ts";

/** What the factors of those who change logs look into. */
export const CHANGER_SOURCES = ["storageAccounts", "localUsers", "servicePrincipals"] as const;

type ChangerSlice = Slice<(typeof CHANGER_SOURCES)[number]>;

/** From where and how those sign in who can change a log; of thousands the first ones stand for all. */
export function changerFactors(destination: LogDestination, slice: ChangerSlice): Factor[] {
  return destination.kind === "workspace"
    ? principalFactors(destination, slice)
    : writerFactors(destination, slice);
}

function principalFactors(
  { watched, watchedCount }: LogDestination,
  { servicePrincipals }: ChangerSlice,
): Factor[] {
  const principals = watched.flatMap(({ id }) => servicePrincipals.get(id) ?? []);
  const are = (predicate: (principal: ServicePrincipal) => boolean): boolean =>
    principals.length === watchedCount && principals.every(predicate);
  return [
    are(({ kind }) => kind === "managed-identity")
      ? factor("managed-identity", "Azure signs it in, from the resources that carry it.")
      : SIGNS_IN_FROM_ANYWHERE,
    ...(are(({ accountEnabled }) => accountEnabled.known && !accountEnabled.value)
      ? [factor("disabled", "Sign-in is disabled for all of them.")]
      : []),
  ];
}

function writerFactors(
  { destinationId, writers }: LogDestination,
  { storageAccounts, localUsers }: ChangerSlice,
): Factor[] {
  const account = storageAccounts.get(destinationId);
  const users = writers.flatMap(({ userId }) => localUsers.get(userId) ?? []);
  return [
    reachFactor(account === undefined ? undefined : networkReach(account)),
    ...worstWayIn(users.flatMap(accessFactors)),
  ];
}

/** `"a", "b" and 7 more`: names that stand for as many. */
export function someOf(names: readonly string[], count: number): string {
  const distinct = [...new Set(names)].sort().slice(0, 5);
  const more = count - distinct.length;
  return `${distinct.map((name) => `"${name}"`).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** `storage account "a"`. What it is that leaves a log. */
export function loggedThing(of: string): string {
  const thing = THINGS.find(([type]) => segmentOf(of, type) !== undefined);
  return thing === undefined ? "Entra ID" : `${thing[1]} "${of.slice(of.lastIndexOf("/") + 1)}"`;
}

/** The innermost first. */
const THINGS = [
  ["storageAccounts", "storage account"],
  ["subscriptions", "subscription"],
  ["managementGroups", "management group"],
] as const;
