import type { CheckResult, Finding, ResolvedFinding, ScanReport } from "../../src/reporter.ts";
import { isPlainAddress } from "../text/markdown.ts";
import { placeOf } from "../text/place.ts";
import { standingOfResolved } from "../text/standing.ts";
import { visible } from "../text/visible.ts";
import { counted, sectionWords } from "../text/words.ts";
import { scopesOf } from "./scopes.ts";
import type { PageCheck, PageFinding, PageFrame, PageSubject } from "./page-data.ts";

/** So many findings are parsed at a time: 100,000 of them are no string that a browser or Node would hold. */
const ISLAND = 1000;

/**
 * The data of the page, in blocks that no browser runs. One finding is one chunk.
 * https://html.spec.whatwg.org/multipage/scripting.html#data-block
 */
export function* dataIslands(report: ScanReport): Iterable<string> {
  yield `<script type="application/json" id="frame">${islandText(frameOf(report))}</script>\n`;
  const checks = new Map(report.checks.map((check) => [check.id, check]));
  let index = 0;
  for (const finding of allFindings(report)) {
    if (index % ISLAND === 0)
      yield `${index === 0 ? "" : "]</script>\n"}<script type="application/json" class="findings">[`;
    yield `${index % ISLAND === 0 ? "" : ",\n"}${islandText(pageFinding(finding, checks.get(finding.check)))}`;
    index += 1;
  }
  if (index > 0) yield "]</script>\n";
}

/** Inside a script element `<` could end it; the two separators end a line in older engines. JSON knows the escapes. */
function islandText(value: PageFrame | PageFinding): string {
  return JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function* allFindings({ findings, resolved }: ScanReport): Iterable<Finding | ResolvedFinding> {
  yield* findings;
  yield* resolved;
}

function frameOf(report: ScanReport): PageFrame {
  return {
    checks: report.checks.map(pageCheck),
    scopes: scopesOf(allFindings(report)),
    total: report.findings.length + report.resolved.length,
  };
}

function pageCheck(check: CheckResult): PageCheck {
  return {
    id: visible(check.id),
    group: visible(groupOf(check)),
    title: visible(check.title),
    severity: check.severity,
    why: visible(check.why),
    summary: visible(check.remediation.summary),
    steps: check.remediation.steps.map(visible),
    references: check.references.map(visible),
    mitre: check.mitre.map(visible),
  };
}

/** A report of a version that did not name groups has one. */
export function groupOf({ group }: Pick<CheckResult, "group">): string {
  return group ?? "checks";
}

function pageFinding(finding: Finding | ResolvedFinding, check: CheckResult | undefined): PageFinding {
  const { title, mitre, confidence, subject, remediation, cutEffect, query, suppressed, ...rest } = finding;
  const sameMitre = check !== undefined && mitre.join() === check.mitre.join();
  return {
    ...shown(rest),
    list: "reread" in finding ? "resolved" : suppressed === undefined ? "open" : "suppressed",
    ...(title === check?.title ? {} : { title: visible(title) }),
    ...(sameMitre ? {} : { mitre: mitre.map(visible) }),
    ...(query === undefined ? {} : { query: { id: query.id, text: lines(query.text) } }),
    ...(cutEffect === undefined ? {} : { cutWords: cutWords(cutEffect), cutProof: visible(cutEffect.proof) }),
    ...(suppressed === undefined ? {} : { accepted: visible(acceptedWords(suppressed)) }),
    ...("reread" in finding ? { gone: GONE[standingOfResolved(finding)] } : {}),
    confidence: Math.round(confidence * 100),
    subject: pageSubject(subject),
    commands: remediation.commands.map(visible),
  };
}

function pageSubject(subject: Finding["subject"]): PageSubject {
  const { type, url, scopeName: _, ...rest } = subject;
  return {
    ...shown(rest),
    kind: visible(sectionWords(type)),
    place: visible(placeOf(subject).join(" / ")),
    ...(url !== undefined && isPlainAddress(url) ? { url } : {}),
  };
}

function cutWords({ cutsAll, subjects }: NonNullable<Finding["cutEffect"]>): string {
  const whole = cutsAll
    ? "Nothing of what was read leads there any more without it."
    : "Other paths lead there without it.";
  return subjects > 1 ? `${whole} It lies on the paths of ${counted(subjects, "subjects")}.` : whole;
}

function acceptedWords({ owner, expires, reason }: NonNullable<Finding["suppressed"]>): string {
  return `Accepted by ${owner} ${expires === undefined ? "without an end" : `until ${expires}`}: ${reason}`;
}

const GONE: Readonly<Record<ReturnType<typeof standingOfResolved>, string>> = {
  resolved: "resolved",
  "not-read-again": "not read again: carried over",
  "aged-out": "left the window of the logs",
};

function lines(text: string): string {
  return text.split(/\r?\n/).map(visible).join("\n");
}

/** Every string in it made visible, names of tags included. */
function shown<T extends object>(value: T): T {
  // The same shape with other strings, which no type says.
  return shownValue(value) as T;
}

function shownValue(value: unknown): unknown {
  if (typeof value === "string") return visible(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(shownValue);
  // fromEntries defines properties: a tag named __proto__ stays a tag.
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [visible(key), shownValue(inner)]));
}
