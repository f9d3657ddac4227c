import type { ScanReport } from "../../src/reporter.ts";
import { grantOf, type Remedy, remedies, RETRY } from "../terminal/not-read.ts";
import { distinctGaps, GAP_REASONS } from "../text/gaps.ts";
import { clipped, markdownWithoutLinks } from "../text/markdown.ts";
import { counted } from "../text/words.ts";
import { rowsOf, type Section } from "./section.ts";

/** What could not be read, by what would change that: before the findings, which are too few for it. */
export function notReadSection(report: ScanReport): Section {
  const groups = remedies(distinctGaps(report));
  return {
    head: "\n## Not read\n\n| Why | What to do | Where |\n| --- | --- | --- |\n",
    rows: rowsOf(groups, rowOf),
    total: groups.length,
    what: "reasons",
    upTo: 200_000,
  };
}

/** What a cloud lacks and what nobody asked for, which is held against no scan. */
export function outsideLine(report: ScanReport): string[] {
  const gaps = distinctGaps(report);
  const counts = (["unsupported", "not-requested"] as const).flatMap((reason) => {
    const count = gaps.filter((gap) => gap.reason === reason).length;
    return count === 0 ? [] : [`${count} ${GAP_REASONS[reason].words}`];
  });
  return counts.length === 0 ? [] : [`Outside this scan, not held against it: ${counts.join(", ")}.`];
}

function rowOf(remedy: Remedy): string {
  const { reason, scopes, detail } = remedy;
  const grant = grantOf(remedy);
  const said = detail === undefined || grant !== "" ? "" : ` It said: ${cell(detail, 300)}`;
  const action = grant === "" ? RETRY[reason].replace(/:$/, ".") : `Grant ${cell(grant, 300)}.`;
  const more = scopes.length - SCOPES_SHOWN;
  const places = [
    ...scopes.slice(0, SCOPES_SHOWN).map((scope) => cell(scope, 300)),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
  const why = `${GAP_REASONS[reason].words} (${counted(scopes.length, "scopes")})`;
  return `| ${why} | ${action}${said} | ${places.join(", ")} |\n`;
}

const SCOPES_SHOWN = 10;

function cell(text: string, limit: number): string {
  return markdownWithoutLinks(clipped(text, limit));
}
