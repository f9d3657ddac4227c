import type { SectionView, Slice } from "../../inventory/inventory.ts";
import type { Known } from "../../inventory/known.ts";
import { segmentOf } from "../../inventory/scope.ts";
import type { IncidentState, Resource, StorageAccount } from "../../inventory/sections.ts";
import { ancestorOf, nameIn } from "./azure-events.ts";
import type { IncidentTarget } from "./incident.ts";

/** What tells whether something that a log names is still there. */
export const STATE_SOURCES = ["subscriptions", "storageAccounts", "localUsers"] as const;

export type StateSlice = Slice<(typeof STATE_SOURCES)[number]>;

/** The account in an ARM id, as the inventory spells it where it is there; undefined where the id is of none. */
export function accountIn(
  id: string,
  { storageAccounts }: Slice<"storageAccounts">,
): IncidentTarget | undefined {
  const accountId = ancestorOf(id, "storageAccounts");
  if (accountId === undefined) return undefined;
  // Names of storage accounts are in lower case; logs are not.
  return storageAccounts.get(accountId) ?? { id: accountId, name: nameIn(accountId).toLowerCase() };
}

/** @param isStill whether what was done to the account holds today */
export function accountState(
  { id, name }: IncidentTarget,
  slice: StateSlice,
  isStill: (account: StorageAccount) => Known<boolean>,
): IncidentState {
  const account = slice.storageAccounts.get(id);
  if (account === undefined) return { id, name, presence: absence(id, slice.storageAccounts, slice) };
  const holds = isStill(account);
  return { id, name, presence: holds.known ? (holds.value ? "present" : "gone") : "unknown" };
}

/** The local user that an ARM id names; undefined where it names none. */
export function userState(
  account: IncidentTarget,
  resourceId: string,
  slice: StateSlice,
): IncidentState | undefined {
  const name = segmentOf(resourceId, "localUsers");
  if (name === undefined) return undefined;
  const id = `${account.id}/localUsers/${name}`;
  const user = slice.localUsers.get(id);
  if (user !== undefined) return { id: user.id, name: user.name, presence: "present" };
  const isListed = slice.storageAccounts.get(account.id) !== undefined;
  return { id, name, presence: absence(id, isListed ? slice.localUsers : slice.storageAccounts, slice) };
}

/** What is not in a list is gone where the list was read to its end, and its subscription was looked into at all. */
export function absence(
  id: string,
  view: SectionView<Resource>,
  { subscriptions }: Slice<"subscriptions">,
): IncidentState["presence"] {
  const subscription = ancestorOf(id, "subscriptions");
  const isLookedInto = subscription !== undefined && subscriptions.get(subscription) !== undefined;
  return isLookedInto && view.gapsAt(id).length === 0 ? "gone" : "unknown";
}
