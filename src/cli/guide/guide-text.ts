import { visible } from "../../../reports/text/visible.ts";
import { type Layout, paragraph } from "../../../reports/terminal/layout.ts";
import { guideFile } from "../../guide-address.ts";
import type { CheckGuide, GuideRead } from "./check-guide.ts";
import {
  confidenceWords,
  EFFECT_WORDS,
  leastWords,
  notAssessedWords,
  scoreWords,
  USE_WORDS,
} from "./guide-sentences.ts";

/** A guide for a terminal, as lines. */
export function* guideText(guide: CheckGuide, width: number): Iterable<string> {
  const layout: Layout = { color: false, width };
  const text = (words: string): string => paragraph([{ text: words }], layout);
  const item = (words: string): string => paragraph([{ text: `- ${words}` }], layout, 0, 2);
  const { id, group, title, severity, why, techniques, references, remediation, queries } = guide;

  yield visible(title);
  const ids = techniques.map((technique) => technique.id);
  yield text(`${id} (${group}), typically ${severity}${ids.length > 0 ? `, ${ids.join(", ")}` : ""}`);
  yield "";
  yield text(why);

  yield* heading("What it looks at");
  for (const { section, words, use } of guide.evidence)
    yield item(`${section}: ${words} (${USE_WORDS[use]})`);

  const { portal, commands } = guide.confirmation;
  if (portal !== undefined || commands.length > 0) {
    yield* heading("How to confirm it");
    if (portal !== undefined) yield item(`in the portal: ${portal}`);
    for (const command of commands) yield `  $ ${visible(command)}`;
  }
  if (queries.length > 0) {
    yield* heading("What to ask a Log Analytics workspace");
    for (const { id: query, title: finds } of queries) yield item(`foothold queries ${query}: ${finds}`);
  }

  yield* heading("What to do");
  yield text(remediation.summary);
  for (const [index, step] of remediation.steps.entries())
    yield paragraph([{ text: `${index + 1}. ${step}` }], layout, 0, 3);
  for (const command of remediation.commands) yield `  $ ${visible(command)}`;
  if (guide.placeholders.length > 0) {
    yield text("A finding brings its commands filled in. Here stand in braces:");
    for (const [name, words] of guide.placeholders) yield item(`{${name}} ${words}`);
  }

  yield* scoreLines(guide, text);

  yield* heading("What it reads");
  for (const effect of ["not-assessed", "in-part", "less-to-tell"] as const) {
    const reads = guide.reads.filter((read) => read.effect === effect);
    if (reads.length > 0) yield text(`Without these it is ${EFFECT_WORDS[effect]}:`);
    for (const read of reads) yield item(readWords(read));
  }
  yield text(`The least that reads all of it: ${leastWords(guide)}.`);

  yield* heading("When it is not assessed");
  for (const sentence of notAssessedWords(guide)) yield item(sentence);

  yield* heading("How to accept a finding, in foothold.yml");
  for (const { key, flag, effect } of guide.settings)
    yield item(`${key}${flag === undefined ? "" : ` (or ${flag})`}: ${effect}`);
  for (const line of guide.suppression) yield `  ${visible(line)}`;

  if (techniques.some(({ name }) => name !== undefined)) {
    yield* heading("Techniques");
    for (const { id: technique, name, address } of techniques)
      yield item([technique, name, address].filter((part) => part !== undefined).join("  "));
  }
  const file = guideFile(guide);
  const place = guide.address ?? (file === undefined ? [] : `${file} among foothold's own files`);
  const told = [place, references].flat();
  if (told.length > 0) yield* heading("References");
  for (const reference of told) yield `- ${visible(reference)}`;
}

function* heading(words: string): Iterable<string> {
  yield "";
  yield words;
}

function* scoreLines({ typical }: CheckGuide, text: (words: string) => string): Iterable<string> {
  if (typical === undefined) return;
  yield* heading("How it is scored: the typical finding");
  const columns = Math.max(...typical.ledger.map(({ factor }) => factor.length));
  for (const { points, factor, because } of typical.ledger)
    yield `  ${signed(points).padStart(4)}  ${factor.padEnd(columns)}  ${because}`;
  yield `  ${String(typical.score).padStart(4)}  ${scoreWords(typical)}`;
  const open = confidenceWords(typical);
  if (open !== undefined) yield text(open);
}

function readWords({ section, anyOf, flag }: GuideRead): string {
  return `${section}: ${anyOf.join(" or ")}${flag === undefined ? "" : ` (with ${flag})`}`;
}

function signed(points: number): string {
  return points > 0 ? `+${points}` : String(points);
}
