import { describe, expect, test } from "vitest";
import { loadChecks } from "../../../src/assess/load-checks.ts";
import { readQuery, sourceQuery } from "../../../src/collect/queries/query-files.ts";
import { packQuery, QUERY_PACK, QUERY_PARAMETERS } from "../../../src/collect/queries/query-pack.ts";
import { withoutPort } from "../../../src/inventory/addresses.ts";
import { fillQuery } from "../../../src/inventory/kql.ts";
import { filesOf } from "../../gates/files.ts";
import { lint } from "./kql-lint.ts";
import { analyze } from "./kusto.ts";

const FOLDER = "src/collect/queries/";
const TEXTS = QUERY_PACK.map(({ id }) => ({ id, text: readQuery(id) }));

function emptyLists(text: string): string[] {
  return [...text.matchAll(/^let (\w+) = dynamic\(\[\]\);$/gm)].map(([, name = ""]) => name);
}

describe("the pack", () => {
  test("holds q01 to q24, each of them in a file of its own, and every file", () => {
    expect(QUERY_PACK.map(({ id }) => id)).toEqual(
      Array.from({ length: 24 }, (_, at) => `q${String(at + 1).padStart(2, "0")}`),
    );
    expect(filesOf(`${FOLDER}*.kql`).map(({ path }) => path)).toEqual(
      QUERY_PACK.map(({ file }) => FOLDER + file),
    );
    expect(QUERY_PACK.filter(({ id, file }) => !file.startsWith(`${id}-`))).toEqual([]);
  });

  test("knows what each list is for, and has no list that no query asks for", () => {
    expect(new Set(QUERY_PACK.flatMap(({ parameters }) => parameters))).toEqual(
      new Set(Object.keys(QUERY_PARAMETERS)),
    );
  });

  test("says so where it does not hold a query", () => {
    expect(packQuery("q25")).toBeUndefined();
    expect(packQuery("Q10")).toBeUndefined();
    expect(() => readQuery("q25")).toThrow(new Error("the query pack holds no q25"));
  });

  test("holds every query that a check names", async () => {
    const named = (await loadChecks()).flatMap(({ check: { id, queries = [] } }) =>
      queries.map((query) => ({ id, query })),
    );
    expect(named.filter(({ query }) => packQuery(query) === undefined)).toEqual([]);
  });
});

describe.each(QUERY_PACK)("$id $title", ({ id, title, techniques, tables, parameters, columns }) => {
  const text = readQuery(id);
  const analysis = analyze(text);

  test("is parsed, is bound to the tables that it declares, and gives the rows that it declares", () => {
    expect(analysis.errors).toEqual([]);
    expect(analysis.tables).toEqual(tables);
    expect(analysis.columns).toEqual(columns.map(({ name, type }) => `${name}: ${type}`));
  });

  test("breaks no rule of ours", () => {
    expect(lint(analysis)).toEqual([]);
  });

  test("begins with its title and its techniques, and with how far it looks back", () => {
    expect(text.startsWith(`// ${id}: ${title}\n// Techniques: ${techniques.join(", ")}\n`)).toBe(true);
    expect(title).toMatch(/^[A-Z].*[^.?!]$/);
    expect(techniques.filter((technique) => !/^(?:T\d{4}(?:\.\d{3})?|MS-T\d{3})$/.test(technique))).toEqual(
      [],
    );
    expect(analysis.statements[0]?.text).toMatch(/^let lookback = \d+d$/);
    expect(text).not.toMatch(/\r|\t|[^\n]$/);
  });

  test("has the lists that it declares, where an empty one stands for all", () => {
    expect(emptyLists(text)).toEqual(parameters);
    const unused = parameters.filter(
      (name) =>
        !text.includes(`array_length(${name}) == 0`) ||
        !(text.includes(`in~ (${name})`) || name === "trustedRanges"),
    );
    expect(unused).toEqual([]);
  });

  test("is the same query with its lists filled", () => {
    const fill = Object.fromEntries(
      parameters.map((name) => [name, ["it's", String.raw`a"b\ | take 1 // c`]]),
    );
    const filled = analyze(fillQuery(text, fill));
    expect(filled.errors).toEqual([]);
    expect(filled.columns).toEqual(analysis.columns);
    expect(filled.statements).toHaveLength(analysis.statements.length);
  });
});

describe("the address without its port", () => {
  const FUNCTION = /^let addressOf = .*$/m;
  const [first = ""] = TEXTS.flatMap(({ text }) => FUNCTION.exec(text) ?? []);

  test("is taken by the same function everywhere", () => {
    expect(TEXTS.filter(({ text }) => !text.includes(`${first}\n`))).toEqual([]);
  });

  // The pattern means the same to RE2, by which Kusto matches, and to JavaScript.
  const pattern = new RegExp(/extract\(@"(.*)", 1, field\)/.exec(first)?.[1] ?? "");
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["203.0.113.7:52144", "203.0.113.7"],
    ["2001:db8::1", "2001:db8::1"],
    ["2001:db8::12:3", "2001:db8::12:3"],
    ["2001:db8:0:1:2:3:4:5", "2001:db8:0:1:2:3:4:5"],
    ["[2001:db8::1]:443", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["::1", "::1"],
    ["::ffff:203.0.113.7", "::ffff:203.0.113.7"],
  ])("%s", (field, address) => {
    expect(pattern.exec(field)?.[1]).toBe(address);
    expect(withoutPort(field)).toBe(withoutPort(address));
  });

  test.each(["", "unknown", "fabric:/app", "203.0.113.7:x"])("none in %j", (field) => {
    expect(pattern.exec(field)).toBeNull();
    expect(withoutPort(field)).toBeNull();
  });
});

test("the queries by which collectors read the logs are bound, and break no rule either", () => {
  const names = filesOf(`${FOLDER}sources/*.kql`).map(({ path }) => /([^/]+)\.kql$/.exec(path)?.[1] ?? "");
  expect(names.length).toBeGreaterThanOrEqual(6);
  const faults = names.flatMap((name) => {
    const analysis = analyze(sourceQuery(name));
    // The request bounds the time of all of them.
    const broken = lint(analysis).filter((fault) => !fault.startsWith("time-filter "));
    return [...analysis.errors, ...broken].map((fault) => `${name}: ${fault}`);
  });
  expect(faults).toEqual([]);
});
