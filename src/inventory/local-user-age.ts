import { timeOf } from "./dates.ts";
import type { Slice } from "./inventory.ts";
import { type Gap, known } from "./known.ts";
import { isSameUser, notInBaseline } from "./local-user-history.ts";
import type { LocalUser, StorageAccount } from "./sections.ts";

/** What tells that a local user was there at some time. */
export const AGE_SOURCES = ["localUserHistory", "storageEvents", "workspaceEvents"] as const;

type AgeSlice = Slice<(typeof AGE_SOURCES)[number]>;

type Gaps = readonly [Gap, ...Gap[]];

/**
 * Was the local user there before some time? It takes the baseline or the logs to tell; each may begin later than the user.
 * @param before milliseconds since 1970
 * @returns the earliest time at which it is known to have been there, where that is earlier; else why nobody knows
 */
export function wasThereBefore(
  before: number,
  user: LocalUser,
  account: StorageAccount,
  slice: AgeSlice,
): { readonly since: number } | { readonly gaps: Gaps } {
  const baseline = inBaseline(user, slice);
  const logged = inLogs(user, account, slice);
  const since = Math.min(...[baseline, logged].filter((time) => typeof time === "number"));
  if (since < before) return { since };
  const [gap, ...more] =
    typeof baseline === "number" ? ([notInBaseline(user, SEEN_LATER)] as const) : baseline;
  return { gaps: [gap, ...more, ...(typeof logged === "number" ? [loggedLater(user)] : logged)] };
}

const SEEN_LATER = "the baseline first saw the user after the keys were made";

/** When the baseline first saw the user, else why it does not tell. */
function inBaseline(user: LocalUser, { localUserHistory }: AgeSlice): number | Gaps {
  const record = localUserHistory.get(user.id);
  if (record === undefined) {
    const [gap = notInBaseline(user, "the baseline does not know the user"), ...more] =
      localUserHistory.gapsAt(user.id);
    return [gap, ...more];
  }
  const isSame = isSameUser(user, record);
  if (!isSame.known) return [isSame.gap];
  if (!isSame.value) return [notInBaseline(user, "the user was made anew since, and nobody knows when")];
  const seen = timeOf(known(record.firstSeen), { scope: user.id, request: "the baseline" });
  return seen.known ? seen.value : [seen.gap];
}

const DELETE = "microsoft.storage/storageaccounts/localusers/delete";

/**
 * When the logs first tell of the user: whatever was done to it, it was there. What lies before its deletion, or before the account was made, was done to
 * another of its name. https://learn.microsoft.com/azure/azure-monitor/essentials/activity-log-schema
 */
function inLogs(user: LocalUser, account: StorageAccount, slice: AgeSlice): number | readonly Gap[] {
  const { storageEvents, workspaceEvents } = slice;
  const events = [...storageEvents.of(user.id), ...workspaceEvents.of(user.id)];
  const deleted = events
    .filter(({ operation }) => operation.toLowerCase() === DELETE)
    .map(({ time }) => Date.parse(time));
  const { creationTime } = account;
  const made = creationTime.known ? Date.parse(creationTime.value ?? "") : Number.NaN;
  const begin = Math.max(...deleted, Number.isNaN(made) ? 0 : made);
  const times = events.map(({ time }) => Date.parse(time)).filter((time) => time > begin);
  // Where the baseline knew another user of the name, the logs must tell when that one went.
  const isOther = !isKnownSame(user, slice) && deleted.length === 0;
  return times.length === 0 || isOther
    ? [...storageEvents.gapsAt(user.id), ...workspaceEvents.gapsAt(user.id)]
    : Math.min(...times);
}

function isKnownSame(user: LocalUser, { localUserHistory }: AgeSlice): boolean {
  const record = localUserHistory.get(user.id);
  if (record === undefined) return true;
  const isSame = isSameUser(user, record);
  return isSame.known && isSame.value;
}

function loggedLater({ id }: LocalUser): Gap {
  const detail = "the logs first tell of the user after the keys were made";
  return { reason: "unsupported", scope: id, request: "the Activity Log", detail };
}
