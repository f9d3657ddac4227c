import { type Gap, known, type Known, unknown } from "./known.ts";
import type { LocalUser, LocalUserRecord } from "./sections.ts";

/**
 * Is this the user that the baseline knew under the name? Azure makes a new sid with every user, so that one that was
 * deleted and made anew is another.
 */
export function isSameUser(user: LocalUser, record: LocalUserRecord): Known<boolean> {
  if (!user.sid.known) return user.sid;
  if (user.sid.value === null) {
    const detail = "Azure names no sid of the user, so that it may have been made anew";
    return unknown({ reason: "unsupported", scope: user.id, request: "GET localUsers", detail });
  }
  if (record.sid === null)
    return unknown(notInBaseline(user, "the baseline holds no sid of the user, which may be made anew"));
  return known(user.sid.value === record.sid);
}

/** What a baseline that was given does not tell. */
export function notInBaseline({ id }: LocalUser, detail: string): Gap {
  return { reason: "unsupported", scope: id, request: "the baseline", detail };
}
