import type { Finding, LedgerLine, Subject } from "../../src/reporter.ts";
import { evidenceText, timeText } from "../text/evidence.ts";
import { placeOf } from "../text/place.ts";
import { visible } from "../text/visible.ts";
import { displayWidth, truncate } from "../text/width.ts";
import { counted } from "../text/words.ts";
import { type Layout, paragraph, type Span } from "./layout.ts";

/** The worst subjects, one block each, and how much more there is. */
export function findingBlocks(findings: readonly Finding[], layout: Layout): string[] {
  const subjects = bySubject(findings);
  const hidden = subjects.slice(SUBJECTS_SHOWN);
  const more = hidden.reduce((total, block) => total + block.length, 0);
  const shown = subjects.slice(0, SUBJECTS_SHOWN).map((block) => subjectBlock(block, layout));
  if (more === 0) return shown;
  const rest = `... and ${counted(more, "more findings")} on ${counted(hidden.length, "subjects")}: -o json lists them all`;
  return [...shown, paragraph([{ text: rest }], layout)];
}

/** A name or a message may be as long as an attacker likes, and the summary is read in ten seconds. */
export function shorten(text: string): string {
  return truncate(visible(text), TEXT_COLUMNS);
}

export function shortName(text: string): string {
  return truncate(visible(text), NAME_COLUMNS);
}

const SUBJECTS_SHOWN = 7;
/** Enough to tell whose it is. */
const TAGS_SHOWN = 3;
/** One subject can fail one check in many ways. */
const FINDINGS_OF_SUBJECT = 5;
const TEXT_COLUMNS = 400;
const NAME_COLUMNS = 60;
const INDENT = 5;

type SubjectFindings = readonly [worst: Finding, ...others: Finding[]];

/** Each subject with its findings, both worst first; the sort is stable, so that equal ones keep the report's order. */
function bySubject(findings: readonly Finding[]): SubjectFindings[] {
  const sorted = findings.toSorted((a, b) => b.score - a.score);
  return [...Map.groupBy(sorted, ({ subject }) => subject.id.toLowerCase()).values()].flatMap(
    ([worst, ...others]): SubjectFindings[] => (worst === undefined ? [] : [[worst, ...others]]),
  );
}

function subjectBlock(block: SubjectFindings, layout: Layout): string {
  const [worst] = block;
  const shown = block.slice(0, FINDINGS_OF_SUBJECT);
  const more = block.length - shown.length;
  const columns = Math.max(...shown.map(({ severity }) => severity.length));
  const reasons = reasonSpans(worst.ledger);
  const tags = Object.entries(worst.subject.tags ?? {}).slice(0, TAGS_SHOWN);
  return [
    ...shown.flatMap((finding, index) => [
      ...headLines(finding, columns, index === 0 ? placeWords(finding.subject) : undefined, layout),
      paragraph([{ text: shorten(finding.message) }], layout, INDENT),
      ...pathLines(finding, layout),
      ...evidenceLines(finding, shown.slice(0, index), layout),
    ]),
    ...(more === 0
      ? []
      : [paragraph([{ text: `... and ${counted(more, "more findings")} on it` }], layout, INDENT)]),
    ...(reasons.length === 0 ? [] : [paragraph(reasons, layout, INDENT, INDENT * 2)]),
    ...(tags.length === 0
      ? []
      : [paragraph([{ text: tagged(tags), style: "dim" }], layout, INDENT, INDENT * 2)]),
  ].join("\n");
}

/** Hop by hop, numbered, and the one removal that ends the most paths. */
function pathLines({ path = [], otherPaths = [], pathsOmitted = 0, cut }: Finding, layout: Layout): string[] {
  const others = otherPaths.length + pathsOmitted;
  const hops = path.map(({ because, eligible, conditional }, index) => {
    const notes = [...(eligible ? ["eligible"] : []), ...(conditional ? ["conditional"] : [])];
    const note = notes.length === 0 ? "" : ` (${notes.join(", ")})`;
    return paragraph(
      [{ text: `${shorten(because)}${note}`, lead: `${index + 1}.` }],
      layout,
      INDENT,
      INDENT + 3,
    );
  });
  const more: Span[] = [{ text: `and ${counted(others, "more paths")}: -o json lists them`, style: "dim" }];
  const end: Span[] =
    cut === undefined
      ? []
      : [
          { text: "cut:", style: "dim" },
          { text: cut, style: "dim", whole: true },
        ];
  return [
    ...hops,
    ...[others === 0 ? [] : more, end]
      .filter((spans) => spans.length > 0)
      .map((spans) => paragraph(spans, layout, INDENT, INDENT * 2)),
  ];
}

/** What the logs tell of a finding, and what is left of it. `above` stand over it, on the same subject. */
function evidenceLines(finding: Finding, above: readonly Finding[], layout: Layout): string[] {
  const { states = [] } = finding;
  const there = states
    .filter(({ presence }) => presence === "present")
    .map(({ name }) => `"${shortName(name)}"`);
  const isTold = finding.evidence.length > 0 && above.some((one) => tellsTheSame(one, finding));
  return [
    ...(isTold
      ? [paragraph([{ text: "the logs tell the same of it", style: "dim" }], layout, INDENT)]
      : rowLines(finding, layout)),
    ...(there.length === 0
      ? []
      : [paragraph([{ text: `still there: ${shorten(there.join(", "))}`, style: "dim" }], layout, INDENT)]),
  ];
}

/** The logs tell the same of most that is wrong with one subject. */
function tellsTheSame(one: Finding, other: Finding): boolean {
  const [rows, others] = [one, other].map(({ evidence, evidenceOmitted = 0 }) =>
    JSON.stringify([evidenceOmitted, evidence.map((row) => [row.time, evidenceText(row)])]),
  );
  return rows === others;
}

/** The last rows of the logs, the newest first: what happened just now is what one wants to know. */
function rowLines({ evidence, evidenceOmitted = 0 }: Finding, layout: Layout): string[] {
  const rows = evidence.toReversed().slice(0, ROWS_SHOWN);
  const more = evidence.length - rows.length + evidenceOmitted;
  return [
    ...rows.map((row) =>
      paragraph(
        [{ text: shorten(evidenceText(row)), lead: shorten(timeText(row.time)) }],
        layout,
        INDENT,
        INDENT * 2,
      ),
    ),
    ...(more === 0
      ? []
      : [
          paragraph(
            [{ text: `and ${counted(more, "more rows")} of the logs: -o json lists them`, style: "dim" }],
            layout,
            INDENT,
          ),
        ]),
  ];
}

const ROWS_SHOWN = 3;

/** `tags: env=prod, owner=media`: whom to ask. */
function tagged(tags: readonly (readonly [string, string])[]): string {
  return `tags: ${tags.map(([name, value]) => `${shortName(name)}=${shortName(value)}`).join(", ")}`;
}

/** `75 high  check`, and the place behind it, or under it where the line is too short for both. */
function headLines(
  { score, severity, check, baseline }: Finding,
  columns: number,
  place: string | undefined,
  layout: Layout,
): string[] {
  const indent = Math.max(0, INDENT - 1 - `${score}`.length);
  const head: Span[] = [
    { text: `${score}` },
    { text: severity, style: severity },
    { text: shortName(check), style: "strong", gap: columns - severity.length + 2 },
    ...(baseline === undefined || baseline === "unchanged" ? [] : [{ text: baseline, gap: 2 }]),
  ];
  if (place === undefined) return [paragraph(head, layout, indent)];
  const both: Span[] = [...head, { text: place, style: "dim", gap: 2 }];
  const fits = displayWidth(paragraph(both, UNBROKEN, indent)) <= layout.width;
  return fits
    ? [paragraph(both, layout, indent)]
    : [paragraph(head, layout, indent, INDENT), paragraph([{ text: place, style: "dim" }], layout, INDENT)];
}

const UNBROKEN: Layout = { color: false, width: Infinity };

/** `contoso-prod / rg-exchange / contosouploads`. */
function placeWords(subject: Subject): string {
  return placeOf(subject).map(shortName).join(" / ");
}

/** `why: +39 The user may write; -30 The user is disabled.`, the points always before the first word of their reason. */
function reasonSpans(ledger: readonly LedgerLine[]): Span[] {
  const lines = strongest(ledger);
  return lines.map(({ points, because }, index): Span => {
    const reason = shorten(because).replace(/(?<!\.)\.$/, "");
    const end = index < lines.length - 1 ? ";" : /[.!?]$/.test(reason) ? "" : ".";
    const lead = `${index === 0 ? "why: " : ""}${points > 0 ? "+" : ""}${points}`;
    return { text: reason + end, lead, style: "dim" };
  });
}

/** The three lines that move the score most, up or down. The sort is stable: equal ones keep the ledger's order. */
function strongest(ledger: readonly LedgerLine[]): LedgerLine[] {
  return ledger
    .filter(({ points }) => points !== 0)
    .toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points))
    .slice(0, 3);
}
