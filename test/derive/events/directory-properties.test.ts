import { expect, test } from "vitest";
import {
  fieldOf,
  guidIn,
  held,
  listOf,
  silent,
  textAfter,
  textOf,
  unread,
} from "../../../src/derive/events/directory-properties.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { JsonValue } from "../../../src/inventory/sections.ts";
import {
  auditTarget,
  directoryEvent,
  principalTarget,
  properties,
  property,
} from "../../checks/build-directory-events.ts";

const broken = {
  reason: "malformed",
  scope: "/auditLogs/directoryAudits/Directory_1",
  request: "GET /v1.0/auditLogs/directoryAudits",
  detail: "newValue is no JSON",
} as const;

const event = directoryEvent({
  targets: [
    auditTarget(),
    principalTarget("Graph", properties({ APPID: "1", constructor: "own" })),
    auditTarget({
      properties: { AppId: property("2"), Broken: { before: known(null), after: unknown(broken) } },
    }),
  ],
});

test("a property is found by its name, wherever it stands, and nothing that every object has", () => {
  expect(held(event, "appid")?.target.name).toBe("Graph");
  expect(textAfter(event, "appid")).toBe("1");
  expect(textAfter(event, "constructor")).toBe("own");
  expect(held(event, "tostring")).toBeUndefined();
  expect(textAfter(event, "broken")).toBeNull();
});

test.each<[JsonValue, string | null]>([
  ["Mail.Read", "Mail.Read"],
  ['"Mail.Read"', "Mail.Read"],
  [" Mail.Read ", "Mail.Read"],
  [["Mail.Read", "other"], "Mail.Read"],
  ['["Mail.Read"]', "Mail.Read"],
  [[false], "false"],
  [7, "7"],
  ["[KeyIdentifier=1]", "[KeyIdentifier=1]"],
  ["", null],
  ['""', null],
  [null, null],
  [[], null],
  [[null], null],
  [{ a: 1 }, null],
])("the text of %j", (value, text) => {
  expect(textOf(value)).toBe(text);
});

test.each<[JsonValue, readonly JsonValue[]]>([
  [
    ["a", '{"b":1}'],
    ["a", { b: 1 }],
  ],
  ['["a"]', ["a"]],
  ["[]", []],
  ["a", ["a"]],
  [{ a: 1 }, [{ a: 1 }]],
  ["", []],
  [null, []],
  ["[true]", [true]],
  ["[a", ["[a"]],
  ['["a', ['["a']],
])("the entries of %j", (value, entries) => {
  expect(listOf(value)).toEqual(entries);
});

test.each<[JsonValue, string | null]>([
  [{ Id: "1" }, "1"],
  [{ ID: "1" }, "1"],
  [{ id: null }, null],
  [{}, null],
  [["Id"], null],
  ["Id", null],
  [null, null],
])("the id in %j", (value, id) => {
  expect(fieldOf(value, "id")).toBe(id);
});

test.each<[string | null, string | null]>([
  ["https://x;ABCDEF00-0000-4000-8000-000000000001;2", "abcdef00-0000-4000-8000-000000000001"],
  ["abcdef00-0000-4000-8000-00000000000", null],
  [null, null],
])("the GUID in %j", (text, guid) => {
  expect(guidIn(text)).toBe(guid);
});

test("what is not told is a gap of the event, in the words of its log", () => {
  expect(silent(event, "what")).toEqual({ ...broken, detail: '"Update application" does not say what' });
  expect(silent({ ...event, source: "log-analytics" }, "what").request).toBe("query AuditLogs");
  expect(unread(event, "broken", "what")).toEqual(broken);
  expect(unread(event, "appid", "what").detail).toBe('"Update application" does not say what');
});
