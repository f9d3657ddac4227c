import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillQuery, kqlString } from "../../src/inventory/kql.ts";
import { analyze, type Node } from "../collect/queries/kusto.ts";

const QUERY = `// Which accounts
let lookback = 1d;
let storageAccounts = dynamic([]);
let users = dynamic([]);
StorageBlobLogs
| where TimeGenerated > ago(lookback)
| where array_length(storageAccounts) == 0 or AccountName in~ (storageAccounts)
| project AccountName
`;

const EMPTY = analyze(QUERY);

/** The texts that Kusto reads in the list of this name. */
function listIn(statements: readonly Node[], name: string): unknown[] {
  const statement = statements.find(({ text }) => text.startsWith(`let ${name} = `));
  return statement === undefined ? [] : literalsIn(statement);
}

function literalsIn({ kind, value, children }: Node): unknown[] {
  return kind === "LiteralExpression" ? [value] : children.flatMap(literalsIn);
}

/** Between blanks: what ends a literal, a list, a statement or a line of it, or begins a comment or another literal. */
const TOKENS =
  String.raw`" ' \ \\ \" ${"`"} ${"```"} ~~~ // /* */ # @ @" h" \u0022 \x22 \n ] ) ]); dynamic([ { } , ; | |take
  let é 日本 😀 < > $& $1 {name} % storageAccounts`.split(/\s+/);

const UNPRINTED = Array.from(" \n\r\t\0\u0085\u2028\u2029\u202e\u200b\ufeff\ufffe").concat(
  "\ud800",
  "\udfff",
);

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...TOKENS), fc.constantFrom(...UNPRINTED), fc.string({ unit: "binary" })), {
    maxLength: 8,
  })
  .map((parts) => parts.join(""));

const UNSHOWN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u;

const expected = (value: string, name: string): string =>
  UNSHOWN.test(value) ? `<${name}: holds control characters>` : value;

describe("kqlString", () => {
  test.each([
    ["partner", '"partner"'],
    ["", '""'],
    ["it's", `"it's"`],
    ['a"b', String.raw`"a\"b"`],
    ["a\\", String.raw`"a\\"`],
    [String.raw`\"`, String.raw`"\\\""`],
    ["a // b | take 1", '"a // b | take 1"'],
    ["$& $1", '"$& $1"'],
    ["é \u{1F600}", '"é \u{1F600}"'],
  ])("%j becomes %s", (value, literal) => {
    expect(kqlString(value)).toBe(literal);
  });

  test.each(["\n", "\r", "\t", "\0", "\u0085", "\u2028", "\u2029", "\u202e", "\u200b", "\ud800", "\ufffe"])(
    "a value with %j becomes a placeholder",
    (character) => {
      expect(kqlString(`a${character}b`)).toBe('"<value: holds control characters>"');
      expect(kqlString(`a${character}b`, "users")).toBe('"<users: holds control characters>"');
    },
  );

  test("the literal is JSON as well", () => {
    fc.assert(
      fc.property(hostile, (value) => {
        expect(JSON.parse(kqlString(value, "x"))).toBe(expected(value, "x"));
      }),
    );
  });
});

describe("fillQuery", () => {
  test("fills the lists that it is given, and leaves all else as it stands", () => {
    expect(fillQuery(QUERY, { storageAccounts: ["a", "b"] })).toBe(
      QUERY.replace("storageAccounts = dynamic([])", 'storageAccounts = dynamic(["a", "b"])'),
    );
  });

  test.each([
    ["nothing", {}],
    ["an empty list", { storageAccounts: [] }],
    ["a name that the query does not know", { localUsers: ["a"] }],
    ["what is no list in the query", { lookback: ["1d"], StorageBlobLogs: ["x"] }],
    ["a name in another case", { storageaccounts: ["a"] }],
  ])("%s changes nothing", (_, fill) => {
    expect(fillQuery(QUERY, fill)).toBe(QUERY);
  });

  test.each([
    "let x = dynamic([]); // with a comment",
    "  let x = dynamic([]);",
    'let x = dynamic(["a"]);',
    "let x = dynamic([]) ;",
    "// let x = dynamic([]);",
    "print 1 // let x = dynamic([]);",
  ])("%s is not its line", (text) => {
    expect(fillQuery(text, { x: ["b"] })).toBe(text);
  });

  test("what an object has anyway is no value", () => {
    const text = "let constructor = dynamic([]);\nlet toString = dynamic([]);\n";
    expect(fillQuery(text, {})).toBe(text);
  });

  test("a value is never a list to fill, and never a pattern of the replacement", () => {
    expect(
      fillQuery("let a = dynamic([]);\nlet b = dynamic([]);", { a: ["let b = dynamic([]);"], b: ["$&"] }),
    ).toBe('let a = dynamic(["let b = dynamic([]);"]);\nlet b = dynamic(["$&"]);');
  });

  test("lines of a checkout on Windows are filled as well", () => {
    expect(fillQuery("let a = dynamic([]);\r\nprint a", { a: ["x"] })).toBe(
      'let a = dynamic(["x"]);\r\nprint a',
    );
  });

  test("whatever the values hold, Kusto reads the same query, and reads the values back", () => {
    expect(EMPTY.errors).toEqual([]);
    const others = EMPTY.statements.filter(({ text }) => !/^let (?:storageAccounts|users) /.test(text));
    fc.assert(
      fc.property(
        fc.array(hostile, { minLength: 1, maxLength: 3 }),
        fc.array(hostile, { minLength: 1, maxLength: 3 }),
        (storageAccounts, users) => {
          const { errors, columns, statements } = analyze(fillQuery(QUERY, { storageAccounts, users }));
          expect(errors).toEqual([]);
          expect(columns).toEqual(EMPTY.columns);
          expect(statements).toHaveLength(EMPTY.statements.length);
          const texts = statements.map(({ text }) => text);
          expect(others.map(({ text }) => text).filter((text) => !texts.includes(text))).toEqual([]);
          expect(listIn(statements, "storageAccounts")).toEqual(
            storageAccounts.map((value) => expected(value, "storageAccounts")),
          );
          expect(listIn(statements, "users")).toEqual(users.map((value) => expected(value, "users")));
        },
      ),
      { numRuns: 200 },
    );
  });

  test("the property can fail: a value between bare quotes is no literal", () => {
    const bare = QUERY.replace(
      "storageAccounts = dynamic([])",
      'storageAccounts = dynamic(["a"]); AuditLogs //"])',
    );
    expect(analyze(bare).statements).toHaveLength(EMPTY.statements.length + 1);
  });
});
