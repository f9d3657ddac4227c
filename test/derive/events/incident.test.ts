import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { IncidentState, LogRow } from "../../../src/inventory/sections.ts";
import {
  compare,
  type Deed,
  incidentOf,
  incidentsOf,
  lastRows,
  toldOnce,
} from "../../../src/derive/events/incident.ts";
import { accountId } from "../../checks/build.ts";
import { guid } from "../../checks/build-entra.ts";
import { actor, EVENT_TIME, logRow } from "../../checks/build-events.ts";

const acct = { id: accountId("acct"), name: "acct" };
const other = { id: accountId("other"), name: "other" };
const LATER = "2025-12-21T11:00:00.000Z";
const NEXT_DAY = "2025-12-22T00:00:00.000Z";

function deed(over: Partial<Deed> & { readonly time?: string; readonly detail?: string } = {}): Deed {
  const { time = EVENT_TIME, detail = "It was done.", ...rest } = over;
  return {
    target: acct,
    correlationId: "c1",
    actor: actor(),
    row: logRow({ time, detail }),
    states: [],
    ...rest,
  };
}

const idsOf = (deeds: readonly Deed[]) => incidentsOf(deeds, (incident) => incident).map(({ id }) => id);

describe("what belongs together", () => {
  test("deeds under one correlation id, in any case", () => {
    const [incident, ...more] = incidentsOf(
      [deed({ correlationId: "C1", time: LATER, detail: "Then." }), deed({ detail: "First." })],
      (one, deeds) => ({ ...one, deeds }),
    );
    expect(more).toEqual([]);
    expect(incident).toMatchObject({
      id: `${acct.id}/logEvents/c1`,
      name: "acct",
      targetId: acct.id,
      targetName: "acct",
      first: EVENT_TIME,
      last: LATER,
      rowsOmitted: 0,
    });
    expect(incident?.rows.map(({ detail }) => detail)).toEqual(["First.", "Then."]);
    expect(incident?.deeds.map(({ row }) => row.detail)).toEqual(["First.", "Then."]);
  });

  test("not two correlation ids on one day, nor one on two targets", () => {
    expect(idsOf([deed(), deed({ correlationId: "c2" }), deed({ target: other })])).toEqual([
      `${acct.id}/logEvents/c1`,
      `${acct.id}/logEvents/c2`,
      `${other.id}/logEvents/c1`,
    ]);
  });

  test("a target in any spelling; the first one names it", () => {
    const shouted = { id: acct.id.toUpperCase(), name: "ACCT" };
    expect(idsOf([deed({ target: shouted, time: LATER }), deed()])).toEqual([`${acct.id}/logEvents/c1`]);
  });

  test("without a correlation id, what was done on one day", () => {
    const correlationId = null;
    expect(
      idsOf([
        deed({ correlationId, time: NEXT_DAY }),
        deed({ correlationId, time: LATER }),
        deed({ correlationId }),
      ]),
    ).toEqual([`${acct.id}/logEvents/2025-12-21`, `${acct.id}/logEvents/2025-12-22`]);
  });

  test("nothing of nothing", () => {
    expect(idsOf([])).toEqual([]);
  });
});

describe("what is told", () => {
  test("context that came before and after, each row once", () => {
    const before = logRow({ time: "2025-12-20T23:00:00.000Z", detail: "Entry." });
    const after = logRow({ time: NEXT_DAY, detail: "Use." });
    const incident = incidentOf("day", [
      deed({ context: [after, before], detail: "A." }),
      deed({ context: [before], detail: "B." }),
    ]);
    expect(incident.rows.map(({ detail }) => detail)).toEqual(["Entry.", "A.", "B.", "Use."]);
    expect([incident.id, incident.first, incident.last]).toEqual([
      `${acct.id}/logEvents/day`,
      EVENT_TIME,
      NEXT_DAY,
    ]);
  });

  test("it begins with the earliest deed, in whatever order they are given", () => {
    const incident = incidentOf("day", [deed({ time: LATER }), deed(), deed({ time: NEXT_DAY })]);
    expect([incident.first, incident.last]).toEqual([EVENT_TIME, NEXT_DAY]);
  });

  test("the latest fifty rows, and how many more there are", () => {
    const rows = Array.from({ length: 53 }, (_, minute) =>
      logRow({ time: `2025-12-21T10:${String(minute).padStart(2, "0")}:00.000Z` }),
    );
    const told = lastRows([...rows].reverse());
    expect(told).toEqual({ rows: rows.slice(3), rowsOmitted: 3 });
    expect(lastRows(rows.slice(0, 50)).rowsOmitted).toBe(0);
    expect(lastRows(rows, rows[1])).toEqual({ rows: [rows[1], ...rows.slice(4)], rowsOmitted: 3 });
    expect(lastRows(rows, rows[7])).toEqual(told);
  });

  test("rows of one time by operation, by what they say, by who and from where", () => {
    const rows: readonly LogRow[] = [
      logRow({ operation: "A", detail: "A.", ip: "1.1.1.1" }),
      logRow({ operation: "A", detail: "A.", ip: null }),
      logRow({ operation: "A", detail: "A.", actor: "zoe", ip: "1.1.1.1" }),
      logRow({ operation: "A", detail: "B." }),
      logRow({ operation: "B", detail: "A." }),
    ];
    expect(lastRows([...rows].reverse()).rows).toEqual(rows);
  });

  test("who did it: each from each address once, by name", () => {
    const alice = actor();
    const elsewhere = actor({ ip: "192.0.2.9" });
    const app = actor({ kind: "application", id: null, appId: guid("appid", "x"), name: "Pipeline" });
    const nobody = actor({ kind: "unknown", id: null, name: "unknown", ip: null });
    const twins = [actor({ name: "ALICE@contoso.example" }), { ...nobody }];
    const deeds = [app, elsewhere, alice, ...twins].map((one) => deed({ actor: one }));
    const { actors } = incidentOf("day", [deed({ actor: nobody }), ...deeds]);
    expect(actors).toEqual([app, elsewhere, alice, nobody]);
  });

  test("what it left behind: each once, and what is there in one way is there", () => {
    const state = (id: string, presence: IncidentState["presence"]): IncidentState => ({
      id,
      name: id,
      presence,
    });
    const incident = incidentOf("day", [
      deed({ states: [state("/b", "gone"), state("/A", "gone")] }),
      deed({ states: [state("/a", "unknown"), state("/B", "gone")] }),
      deed({ states: [state("/a", "present")] }),
    ]);
    expect(incident.states).toEqual([state("/a", "present"), state("/b", "gone")]);
  });
});

test("the order in which logs are read does not show", () => {
  const some = fc.record({
    target: fc.constantFrom(acct, other),
    correlationId: fc.constantFrom("c1", "C1", "c2", null),
    minute: fc.integer({ min: 10, max: 59 }),
    day: fc.integer({ min: 20, max: 22 }),
    ip: fc.constantFrom("192.0.2.1", "192.0.2.2", null),
  });
  const deeds = fc.array(some, { maxLength: 60 }).map((list) =>
    list.map(({ minute, day, ip, ...rest }, at) =>
      deed({
        ...rest,
        time: `2025-12-${day}T10:${minute}:00.000Z`,
        detail: `${at}.`,
        actor: actor({ ip }),
      }),
    ),
  );
  fc.assert(
    fc.property(
      deeds.chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
      ),
      ([list, shuffled]) => {
        const told = incidentsOf(list, (incident) => incident);
        expect(incidentsOf(shuffled, (incident) => incident)).toEqual(told);
        const rows = told.reduce((sum, incident) => sum + incident.rows.length + incident.rowsOmitted, 0);
        expect(rows).toBe(list.length);
      },
    ),
  );
});

describe("each deed once", () => {
  interface Row {
    readonly keys: readonly string[];
    readonly text: string;
  }
  const once = (rows: readonly Row[]) => toldOnce(rows, ({ keys }) => keys).map(({ text }) => text);

  test("rows that share a key, the first of which is kept", () => {
    expect(
      once([
        { keys: ["1", "x"], text: "a" },
        { keys: ["2"], text: "b" },
        { keys: ["3", "x"], text: "c" },
        { keys: ["3"], text: "d" },
      ]),
    ).toEqual(["a", "b"]);
  });

  test("with what the others add", () => {
    const rows: readonly Row[] = [
      { keys: ["1"], text: "a" },
      { keys: ["1"], text: "b" },
      { keys: ["2"], text: "c" },
    ];
    const told = toldOnce(
      rows,
      ({ keys }) => keys,
      (kept, twin) => ({ ...kept, text: `${kept.text}+${twin.text}` }),
    );
    expect(told.map(({ text }) => text)).toEqual(["a+b", "c"]);
  });
});

test("compares by code unit", () => {
  expect(["b", "a", "B", "ä"].sort(compare)).toEqual(["B", "a", "b", "ä"]);
  expect(compare("a", "a")).toBe(0);
});
