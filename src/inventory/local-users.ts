import type { SectionView } from "./inventory.ts";
import type { Known, Listed } from "./known.ts";
import { quoted } from "./quoted.ts";
import type { LocalUser } from "./sections.ts";

/** The local users of an account of whom something is true, and what was not read and could add one. */
export function usersWho(
  accountId: string,
  localUsers: SectionView<LocalUser>,
  isTrueOf: (user: LocalUser) => Known<boolean>,
): Listed<LocalUser> {
  const judged = localUsers.of(accountId).map((user) => ({ user, is: isTrueOf(user) }));
  return {
    items: judged.flatMap(({ user, is }) => (is.known && is.value ? [user] : [])),
    gaps: [...judged.flatMap(({ is }) => (is.known ? [] : [is.gap])), ...localUsers.gapsAt(accountId)],
  };
}

/** `local user "a"`, `local users "a", "b"`. */
export function usersText(users: readonly LocalUser[]): string {
  return `local user${users.length === 1 ? "" : "s"} ${quoted(users.map(({ name }) => name))}`;
}
