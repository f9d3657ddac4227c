import { describe, expect, test } from "vitest";
import { loadChecks } from "../../src/assess/load-checks.ts";
import { packQuery } from "../../src/collect/queries/query-pack.ts";
import { commandFaults, commandsOf, scriptsOfPage } from "../workflows/foothold-commands.ts";
import { filesOf } from "./files.ts";

const ids = (await loadChecks()).map(({ check }) => check.id);

type Words = readonly string[];

/** A check or a query that is not there. Capitals stand for what a reader fills in. */
function strangers([command, ...words]: Words): readonly string[] {
  const first = words.find((word) => /^[a-z]/.test(word));
  if (first === undefined) return [];
  if (command === "explain" && !words.includes("--checks") && !ids.includes(first))
    return [`no check ${first}`];
  return command === "queries" && packQuery(first) === undefined ? [`no query ${first}`] : [];
}

const shown = ["*.md", "docs/*.md", "docs/checks/*.md"].flatMap(filesOf).flatMap(({ path, text }) =>
  scriptsOfPage(text)
    .flatMap(commandsOf)
    .map((words) => ({ path, words })),
);

/** Each once: the guides show the same ones again and again. */
const commands = Map.groupBy(shown, ({ words }) => words.join(" "));

test("every command that the documentation shows is one, of checks and queries that there are", async () => {
  const faults = [];
  for (const [line, [first]] of commands) {
    const { path, words } = first ?? { path: "", words: [] };
    const found = [...(await commandFaults(words)), ...strangers(words)];
    faults.push(...found.map((fault) => `${path}: foothold ${line}: ${fault}`));
  }
  expect(faults).toEqual([]);
  expect(commands.size).toBeGreaterThan(100);
});

describe("the gate can fail", () => {
  test.each<[Words, readonly string[]]>([
    [["explain", "sftp-enabled"], []],
    [["explain", "ID"], []],
    [["explain", "--checks", "./a.ts", "a"], []],
    [["explain", "gone"], ["no check gone"]],
    [["queries", "q10"], []],
    [["queries", "q99"], ["no query q99"]],
    [["scan", "--only", "storage"], []],
  ])("%j", (words, faults) => {
    expect(strangers(words)).toEqual(faults);
  });

  test("an option that there is not", async () => {
    expect(await commandFaults(["scan", "--nonsense"])).toEqual(["scan has no option --nonsense"]);
  });
});
