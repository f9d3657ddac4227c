import { SIGNS_IN_FROM_ANYWHERE } from "./app-factors.ts";
import { type Factor, factor } from "./factors.ts";
import type { Slice } from "./inventory.ts";
import { networkReach } from "./network.ts";
import { segmentOf } from "./scope.ts";
import type { LogDestination } from "./sections.ts";
import { accessFactors, reachFactor } from "./sftp-factors.ts";
import { worstWayIn } from "./ways-in.ts";

/** What the factors of those who change logs look into. */
export const CHANGER_SOURCES = ["storageAccounts", "localUsers", "servicePrincipals"] as const;

type ChangerSlice = Slice<(typeof CHANGER_SOURCES)[number]>;

/** From where and how those sign in who can change a log. */
export function changerFactors(
  { kind, destinationId, writers, watched }: LogDestination,
  { storageAccounts, localUsers, servicePrincipals }: ChangerSlice,
): Factor[] {
  if (kind === "workspace") {
    return watched.every(({ id }) => servicePrincipals.get(id)?.kind === "managed-identity")
      ? [factor("managed-identity", "Azure signs it in, from the resources that carry it.")]
      : [SIGNS_IN_FROM_ANYWHERE];
  }
  const account = storageAccounts.get(destinationId);
  const users = writers.flatMap(({ userId }) => localUsers.get(userId) ?? []);
  return [
    reachFactor(account === undefined ? undefined : networkReach(account)),
    ...worstWayIn(users.flatMap(accessFactors)),
  ];
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
