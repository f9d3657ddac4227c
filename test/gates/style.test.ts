import { expect, test } from "vitest";
import { filesOf, type SourceFile, withoutComments } from "./files.ts";

const ALL = ["src/**/*.ts", "checks/**/*.ts", "reports/**/*.ts"].flatMap(filesOf);

const codeLines = (text: string): number =>
  withoutComments(text)
    .split("\n")
    .filter((line) => line.trim() !== "").length;

/** Code with strings emptied, so that words about types are no types. */
const bare = (text: string): string =>
  withoutComments(text).replaceAll(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, '""');

interface Rule {
  readonly name: string;
  readonly breaks: (file: SourceFile) => boolean;
  /** Texts that the rule must see, and texts that it must leave alone. */
  readonly bad: readonly string[];
  readonly good: readonly string[];
}

const lines = (count: number): string => "x();\n".repeat(count).trimEnd();

const RULES: readonly Rule[] = [
  {
    name: "no file has over 400 lines",
    breaks: ({ text }) => text.trimEnd().split("\n").length > 400,
    bad: [lines(401)],
    good: [lines(400), `${lines(400)}\n`],
  },
  {
    name: "no check has over 80 lines of code",
    breaks: ({ path, text }) => path.startsWith("checks/") && codeLines(text) > 80,
    bad: [lines(81)],
    good: [lines(80), `${lines(80)}\n// a reason\n\n/** another */\n`],
  },
  {
    name: "no any",
    breaks: ({ text }) => /(?:[:<|&,]|\bas)\s*any\b/.test(bare(text)),
    bad: ["let x: any;", "const x = y as any;", "Map<string, any>", "string | any"],
    good: ['const reach = ": any";', "// x: any", "const anyOf: string = x;", "let any = 1;"],
  },
  {
    name: "no non-null assertion",
    breaks: ({ text }) => /[\w)\]]!(?=[.;,)\]\s[])(?!\s*=)/.test(bare(text)),
    bad: ["x!.y", "f(x!)", "list[0]!;", "f()![0]"],
    good: ["x !== y", "!x", "a != b", '"stop!."', "// now!"],
  },
  {
    name: "no enum",
    breaks: ({ text }) => /^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s/m.test(bare(text)),
    bad: ["enum Color { Red }", "export const enum Color { Red }"],
    good: ["const enumerate = 1;", "// enum Color", 'x("enum Color");'],
  },
];

test.each(RULES)("$name", ({ breaks }) => {
  expect(ALL.length).toBeGreaterThan(60);
  expect(ALL.filter(breaks).map(({ path }) => path)).toEqual([]);
});

test.each(RULES)("the rule can fail: $name", ({ breaks, bad, good }) => {
  expect(bad.filter((text) => !breaks({ path: "checks/x.ts", text }))).toEqual([]);
  expect(good.filter((text) => breaks({ path: "checks/x.ts", text }))).toEqual([]);
});
