import { expect, test } from "vitest";
import { type Gap, type Known, known, unknown } from "../../src/inventory/known.ts";
import { isSameUser, notInBaseline } from "../../src/inventory/local-user-history.ts";
import type { LocalUser } from "../../src/inventory/sections.ts";
import { denied, localUser } from "../checks/build.ts";
import { localUserRecord } from "../checks/build-storage.ts";

const untold: Gap = {
  reason: "unsupported",
  scope: localUser().id,
  request: "GET localUsers",
  detail: "Azure names no sid of the user, so that it may have been made anew",
};

test.each<[string, LocalUser["sid"], string | null, Known<boolean>]>([
  ["the same", known("S-1"), "S-1", known(true)],
  ["another", known("S-2"), "S-1", known(false)],
  ["not read", unknown(denied("/sid")), "S-1", unknown(denied("/sid"))],
  ["none", known(null), "S-1", unknown(untold)],
  ["none then, none today", known(null), null, unknown(untold)],
  [
    "not read then",
    known("S-1"),
    null,
    unknown(notInBaseline(localUser(), "the baseline holds no sid of the user, which may be made anew")),
  ],
])("a sid: %s", (_, sid, then, expected) => {
  expect(isSameUser(localUser({ sid }), localUserRecord({ sid: then }))).toEqual(expected);
});

test("what a baseline does not tell makes no scan incomplete", () => {
  expect(notInBaseline(localUser(), "why")).toEqual({
    reason: "unsupported",
    scope: localUser().id,
    request: "the baseline",
    detail: "why",
  });
});
