import { describe, expect, test } from "vitest";
import sarif from "../../reports/sarif.ts";
import terminal from "../../reports/terminal.ts";
import { cleanReport, pathFinding, renderWhole } from "./sample-report.ts";
import { withoutColor } from "./terminal-guards.ts";
import type { Finding } from "../../src/reporter.ts";

const told = (over: Partial<Finding> = {}) => toldOf(pathFinding(over));
const toldOf = (finding: Finding) => {
  const text = withoutColor(renderWhole(terminal, cleanReport({ findings: [finding] })));
  const lines = text.split("\n");
  const first = lines.findIndex((line) => line.includes("Whoever signs in there"));
  return lines.slice(
    first + 1,
    lines.findIndex((line) => line.includes("why:")),
  );
};

describe("the terminal", () => {
  test("tells a path hop by hop, how many more there are, and what cuts it", () => {
    expect(told()).toEqual([
      '     1. The application "deploy" accepts its tokens.',
      '     2. "deploy" holds "Contributor" at the subscription. (eligible, conditional)',
      "     and 3 more paths: -o json lists them",
      "     cut: az ad app federated-credential delete --id=44444444 --federated-credential-id=f1",
    ]);
  });

  test("says nothing of paths where there is one, and of a cut where no command does it", () => {
    const [hop] = pathFinding().path ?? [];
    if (hop === undefined) throw new Error("a path");
    const path = [{ ...hop, conditional: true }];
    const { cut: _, ...uncut } = pathFinding({ path, otherPaths: [], pathsOmitted: 0 });
    expect(toldOf(uncut)).toEqual(['     1. The application "deploy" accepts its tokens. (conditional)']);
  });

  test("shows controls and does not obey them", () => {
    const [hop] = pathFinding().path ?? [];
    if (hop === undefined) throw new Error("a path");
    const because = "\u001b[2J\u202egone";
    const [line = ""] = told({ path: [{ ...hop, because }] });
    expect(line).not.toContain("\u001b");
    expect(line).not.toContain("\u202e");
    expect(line).toContain("gone");
  });
});

test("SARIF tells it in the message, as text", () => {
  const parsed: { runs: { results: { message: { text: string } }[] }[] } = JSON.parse(
    renderWhole(sarif, cleanReport({ findings: [pathFinding({ message: "Bad [x](1)." })] })),
  );
  expect(parsed.runs[0]?.results[0]?.message.text).toBe(
    'Bad \\[x\\](1). 1. The application "deploy" accepts its tokens. 2. "deploy" holds "Contributor" at the subscription.',
  );
});
