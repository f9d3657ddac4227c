import { expect, test } from "vitest";
import { datedBack, startedAsLogged } from "../../src/inventory/credential-log.ts";
import { viewSections } from "../../src/inventory/inventory.ts";
import { credential } from "../checks/build-credentials.ts";
import { credentialAddition } from "../checks/build-directory-events.ts";
import { EVENT_TIME } from "../checks/build-events.ts";
import { sectionsWith } from "./sections-with.ts";

const { credentialAdditions } = viewSections(sectionsWith({ credentialAdditions: [credentialAddition()] }));

test("what the log saw come later began then", () => {
  const old = credential();
  expect(startedAsLogged(old, credentialAdditions)).toEqual({ ...old, startDateTime: EVENT_TIME });
  const undated = credential({ startDateTime: null });
  expect(startedAsLogged(undated, credentialAdditions)).toEqual({ ...undated, startDateTime: EVENT_TIME });
});

test("what began later, or what the log does not tell of, is as it is", () => {
  const later = credential({ startDateTime: "2025-12-22T00:00:00.000Z" });
  expect(startedAsLogged(later, credentialAdditions)).toBe(later);
  const other = credential({ name: "other" });
  expect(startedAsLogged(other, credentialAdditions)).toBe(other);
});

test("only a start that was put right is told", () => {
  const old = credential();
  expect(datedBack(old, startedAsLogged(old, credentialAdditions))).toBe(
    ', dated back from "2025-12-21" to "2025-09-01"',
  );
  expect(datedBack(old, old)).toBe("");
  const undated = credential({ startDateTime: null });
  expect(datedBack(undated, startedAsLogged(undated, credentialAdditions))).toBe("");
});
