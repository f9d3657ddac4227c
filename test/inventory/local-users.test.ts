import { expect, test } from "vitest";
import { viewSections } from "../../src/inventory/inventory.ts";
import { known, unknown } from "../../src/inventory/known.ts";
import { usersText, usersWho } from "../../src/inventory/local-users.ts";
import { accountId, denied, localUser } from "../checks/build.ts";
import { sectionsWith } from "./sections-with.ts";

const named = (...names: readonly string[]) => names.map((name) => localUser({ name }));

test("those of the account of whom it is true, and what could add one", () => {
  const users = [
    localUser({ name: "yes", hasSshPassword: known(true) }),
    localUser({ name: "no" }),
    localUser({ name: "open", hasSshPassword: unknown(denied("/open")) }),
    localUser({ name: "yes", accountId: accountId("other"), hasSshPassword: known(true) }),
  ];
  const gaps = { localUsers: [denied(accountId("acct")), denied(accountId("other"))] };
  const { localUsers } = viewSections(sectionsWith({ localUsers: users }, gaps));
  expect(usersWho(accountId("acct"), localUsers, (user) => user.hasSshPassword)).toEqual({
    items: users.slice(0, 1),
    gaps: [denied("/open"), denied(accountId("acct"))],
  });
});

test.each<[readonly string[], string]>([
  [["a"], 'local user "a"'],
  [["b", "a"], 'local users "a", "b"'],
])("%j in a sentence: %s", (names, expected) => {
  expect(usersText(named(...names))).toBe(expected);
});
