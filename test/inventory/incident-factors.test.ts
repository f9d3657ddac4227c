import { describe, expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "../../src/config.ts";
import {
  automationCeiling,
  clauses,
  incidentFactors,
  whoText,
} from "../../src/inventory/incident-factors.ts";
import { viewSections } from "../../src/inventory/inventory.ts";
import type { Actor, Incident, IncidentState } from "../../src/inventory/sections.ts";
import { guid } from "../checks/build-entra.ts";
import { actor, incident, namedLocation } from "../checks/build-events.ts";
import { sectionsWith } from "./sections-with.ts";

const slice = viewSections(sectionsWith({ namedLocations: [namedLocation()] }));
const context = { now: new Date("2026-01-01T00:00:00.000Z"), settings: DEFAULT_SETTINGS };

const factors = (over: Partial<Incident> = {}, isChain = false) =>
  incidentFactors(incident(over), isChain, slice, context).map(({ name, because }) => [name, because]);
const names = (over: Partial<Incident> = {}, isChain = false) => factors(over, isChain).map(([name]) => name);

test("from where, how long ago, on what evidence, and what is left", () => {
  expect(factors()).toEqual([
    ["outside-address", 'It came from "203.0.113.7", which is no trusted address.'],
    ["within-30-days", "It last happened on 2025-12-21."],
    ["evidence-event", "The logs tell of it."],
    ["event-without-state", "Nothing that it left behind was found."],
  ]);
});

test("a chain", () => {
  expect(factors({}, true)[2]).toEqual(["evidence-chain", "The logs hold the steps one behind the other."]);
});

test("the least trusted address of all actors counts", () => {
  const actors = [actor({ ip: "198.51.100.1" }), actor({ ip: null })];
  expect(names({ actors })[0]).toBe("unknown-address");
  expect(names({ actors: [actor({ ip: "198.51.100.1" })] })[0]).toBe("trusted-address");
});

test.each<[string, string | undefined]>([
  ["2026-01-01T00:00:00.000Z", "within-7-days"],
  ["2025-12-25T00:00:00.000Z", "within-7-days"],
  ["2025-12-24T00:00:00.000Z", "within-30-days"],
  ["2025-12-02T00:00:00.000Z", "within-30-days"],
  ["2025-12-01T00:00:00.000Z", "within-90-days"],
  ["2025-10-03T00:00:00.000Z", "within-90-days"],
  ["2025-10-02T00:00:00.000Z", undefined],
])("last on %s: %s", (last, expected) => {
  expect(names({ last }).find((name) => name?.startsWith("within"))).toBe(expected);
});

test.each<[string, readonly IncidentState["presence"][], boolean]>([
  ["nothing", [], true],
  ["what is gone", ["gone"], true],
  ["what was not read", ["unknown", "gone"], true],
  ["one that is there", ["gone", "present"], false],
])("left behind: %s", (_, presences, isWithout) => {
  const states = presences.map((presence) => ({ id: `/${presence}`, name: presence, presence }));
  expect(names({ states }).includes("event-without-state")).toBe(isWithout);
});

describe("who did it", () => {
  const nobody = actor({ kind: "unknown", id: null, name: "unknown", ip: null });

  test.each<[string, readonly Actor[], string]>([
    ["one", [actor()], ' by "alice@contoso.example" from "203.0.113.7" on 2025-12-21 at 10:00 UTC'],
    [
      "one from two addresses",
      [actor(), actor({ ip: "192.0.2.1" })],
      ' by "alice@contoso.example" from "192.0.2.1", "203.0.113.7" on 2025-12-21 at 10:00 UTC',
    ],
    ["without an address", [actor({ ip: null })], ' by "alice@contoso.example" on 2025-12-21 at 10:00 UTC'],
    ["nobody", [nobody], " by somebody whom the logs do not name on 2025-12-21 at 10:00 UTC"],
    [
      "nobody and one",
      [nobody, actor()],
      ' by "alice@contoso.example" from "203.0.113.7" on 2025-12-21 at 10:00 UTC',
    ],
  ])("%s", (_, actors, expected) => {
    expect(whoText(incident({ actors }))).toBe(expected);
  });
});

test.each([
  [["one was done"], "One was done"],
  [["one was done", "two was"], "One was done and two was"],
  [["a", "b", "c"], "A, b and c"],
])("%j as one clause", (parts, expected) => {
  expect(clauses(parts)).toBe(expected);
});

describe("automation", () => {
  const app = actor({ kind: "application", id: guid("sp", "ci"), appId: guid("appid", "ci"), name: "ci" });
  const because = { band: "low", because: 'It was done by automation: "ci".' };

  test.each<[string, readonly Actor[], readonly string[], object | undefined]>([
    ["by its object id, in any case", [app], [guid("sp", "ci").toUpperCase()], because],
    ["by its appId", [app], [guid("appid", "ci")], because],
    ["not by its name", [app], ["ci"], undefined],
    ["and somebody else", [app, actor()], [guid("appid", "ci")], undefined],
    ["nobody at all", [], [guid("appid", "ci")], undefined],
    [
      "one of whom the log knows no id",
      [{ ...app, id: null, appId: null }],
      [guid("appid", "ci")],
      undefined,
    ],
    ["none is named", [app], [], undefined],
  ])("%s", (_, actors, principals, expected) => {
    expect(automationCeiling(actors, principals)).toEqual(expected);
  });
});
