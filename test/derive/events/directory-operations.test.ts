import fc from "fast-check";
import { expect, test } from "vitest";
import {
  directoryEventsBy,
  type DirectoryOperation,
  operationsOf,
} from "../../../src/derive/events/directory-operations.ts";
import { viewSections } from "../../../src/inventory/inventory.ts";
import type { DirectoryEvent } from "../../../src/inventory/sections.ts";
import {
  auditTarget,
  directoryEvent,
  KEYS_CHANGED,
  properties,
  registered,
  roleGiven,
} from "../../checks/build-directory-events.ts";
import { sectionsWith } from "../../inventory/sections-with.ts";

test.each<[string, readonly DirectoryOperation[]]>([
  ["Add application", ["registered", "changed"]],
  ["ADD APPLICATION  ", ["registered", "changed"]],
  ["Update application", ["changed"]],
  ["Update application.", ["changed"]],
  ["Add service principal", ["changed"]],
  ["Update service principal", ["changed"]],
  [KEYS_CHANGED, ["keys-changed"]],
  ["Update application - Certificates and secrets management", ["keys-changed"]],
  ["Create application \u2013 Certificates and secrets management ", ["keys-changed"]],
  ["Add service principal credentials", ["keys-changed"]],
  ["Remove service principal credentials", []],
  ["Add app role assignment to service principal", ["role-granted"]],
  ["Add app role assignment grant to user", ["user-assigned"]],
  ["Add app role assignment to group", []],
  ["Add delegated permission grant", ["scopes-granted"]],
  ["Consent to  application", ["consented"]],
  ["Add owner to application", ["owner-added"]],
  ["Add owner to service principal", ["owner-added"]],
  ["Add member to role", []],
  ["constructor", []],
  ["", []],
])("%j is about %j", (operation, expected) => {
  expect(operationsOf(directoryEvent({ operation }))).toEqual(expected);
});

function eventsOf(directoryEvents: readonly DirectoryEvent[], operation: DirectoryOperation) {
  return directoryEventsBy(viewSections(sectionsWith({ directoryEvents })))(operation);
}

test("by time, then by id, in whatever order they were read", () => {
  const later = registered("b", { time: "2025-12-22T00:00:00.000Z" });
  const twin = registered("c", { time: later.time });
  const all = [registered("a"), later, twin, roleGiven(), directoryEvent({ operation: "Add user" })];
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
      expect(eventsOf(shuffled, "registered")).toEqual([all[0], later, twin]);
      expect(eventsOf(shuffled, "role-granted")).toEqual([roleGiven()]);
      expect(eventsOf(shuffled, "consented")).toEqual([]);
    }),
  );
});

test("what two logs tell is one event: the copy with more properties, else Entra's own", () => {
  const own = registered();
  const copy = registered("billing", { source: "log-analytics", id: own.id.toUpperCase() });
  const poor = registered("billing", { targets: [auditTarget()] });
  const rich = registered("billing", {
    source: "log-analytics",
    targets: [auditTarget({ properties: properties({ AppId: ["1"], DisplayName: ["2"] }) })],
  });
  for (const [events, kept] of [
    [[own, copy], own],
    [[copy, own], own],
    [[poor, rich], rich],
    [[rich, poor], rich],
  ] as const)
    expect(eventsOf(events, "registered")).toEqual([kept]);
});
