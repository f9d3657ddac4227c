import { describe, expect, test } from "vitest";
import { filesOf } from "../gates/files.ts";
import { actionMetadata } from "./action-metadata.ts";

const PAGE = filesOf("docs/ci.md")[0]?.text ?? "";

/** What the first column of the table under a heading names, in order. */
function namesUnder(heading: string, page: string): readonly string[] {
  const [, section = ""] = page.split(`\n${heading}\n`);
  const rows = (section.split("\n#")[0] ?? "").matchAll(/^\| (`[^|]*`) \|/gm);
  return [...rows].flatMap(([, cell = ""]) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name));
}

test.each([
  ["### Inputs", "inputs"],
  ["### Outputs", "outputs"],
] as const)("%s are those of action.yml", (heading, kind) => {
  const metadata = actionMetadata(filesOf("action.yml")[0]?.text ?? "");
  expect(namesUnder(heading, PAGE).toSorted()).toEqual(metadata[kind].toSorted());
});

test("the page names every example", () => {
  const examples = filesOf("docs/examples/*").map(({ path }) => path.replace("docs/", ""));
  expect(examples.length).toBeGreaterThan(4);
  expect(examples.filter((path) => !PAGE.includes(`](${path})`))).toEqual([]);
});

describe("the gate can fail", () => {
  test("names are read from the table under their heading alone", () => {
    const page =
      "\n### Inputs\n\n| input | is |\n| --- | --- |\n| `a`, `b` | `c` |\n\n### Outputs\n\n| `d` | is |\n";
    expect(namesUnder("### Inputs", page)).toEqual(["a", "b"]);
    expect(namesUnder("### Outputs", page)).toEqual(["d"]);
  });
});
