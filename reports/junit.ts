import { defineReporter, type Finding, type NotAssessed, type ScanReport } from "../src/reporter.ts";
import { evidenceText, timeText } from "./text/evidence.ts";
import { distinctGaps, GAP_REASONS, gapWords, isIncomplete } from "./text/gaps.ts";
import { findingsByStanding, type Standed } from "./text/standing.ts";
import { counted } from "./text/words.ts";
import { xmlAttributes, xmlText } from "./text/xml.ts";

/**
 * JUnit XML for the test tab of a pipeline: a suite a check, a case a subject. A finding is a failure, whatever its
 * severity; an accepted one is skipped. What was not read is an error, so that nothing unknown looks green, unless
 * nobody asked for it: then it is skipped. A report lists no passes, so that they are a number among the properties; a
 * suite of its own says whether everything was read.
 * https://github.com/testmoapp/junitxml, https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/publish-test-results-v2
 */
export default defineReporter({ name: "junit", extension: ".xml", render });

function* render(report: ScanReport): Iterable<string> {
  const findings = Map.groupBy(findingsByStanding(report), ({ finding }) => finding.check);
  const notAssessed = Map.groupBy(report.notAssessed, ({ check }) => check);
  const results = new Map(report.checks.map((check) => [check.id, check]));
  const ids = [...new Set([...results.keys(), ...findings.keys(), ...notAssessed.keys()])].sort();
  const suites = ids.map((id): Suite => {
    const { pass, notApplicable } = results.get(id) ?? { pass: 0, notApplicable: 0 };
    const found = findings.get(id) ?? [];
    const resolved = found.filter(({ standing }) => standing === "resolved").length;
    return {
      name: id,
      properties: { pass, notApplicable, resolved },
      count: () => countCases(found, notAssessed.get(id) ?? []),
      cases: () => casesOf(id, found, notAssessed.get(id) ?? []),
    };
  });
  const all = [completeness(report), ...suites];
  const started = startOf(report);
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${xmlAttributes({ name: "foothold", ...sum(all) })}>\n`;
  for (const suite of all) yield* suiteChunks(suite, started);
  yield "</testsuites>\n";
}

type Outcome = "failure" | "error" | "skipped" | undefined;

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

interface Suite {
  readonly name: string;
  readonly properties: Readonly<Record<string, number>>;
  readonly count: () => Counts;
  readonly cases: () => Iterable<string>;
}

/** Without a zone, which the schema of JUnit knows none of. */
function startOf({ scan }: ScanReport): string | undefined {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.exec(scan.startedAt)?.[0];
}

function sum(suites: readonly Suite[]): Readonly<Record<keyof Counts, number>> {
  const total = { tests: 0, failures: 0, errors: 0, skipped: 0 };
  for (const { count } of suites) {
    const { tests, failures, errors, skipped } = count();
    total.tests += tests;
    total.failures += failures;
    total.errors += errors;
    total.skipped += skipped;
  }
  return total;
}

function* suiteChunks(
  { name, properties, count, cases }: Suite,
  timestamp: string | undefined,
): Iterable<string> {
  const head = xmlAttributes({ name, ...count(), time: "0", timestamp });
  const rows = Object.entries(properties).map(
    ([key, value]) => `      <property${xmlAttributes({ name: key, value })}/>\n`,
  );
  yield `  <testsuite${head}>\n    <properties>\n${rows.join("")}    </properties>\n`;
  yield* cases();
  yield "  </testsuite>\n";
}

/** One case that is always there: a file without any is taken for a run without tests. */
function completeness(report: ScanReport): Suite {
  const open = distinctGaps(report).filter(({ reason }) => GAP_REASONS[reason].incomplete);
  const incomplete = isIncomplete(report);
  const shown = open.slice(0, GAPS_SHOWN).map((gap) => `- ${gapWords(gap)}`);
  const more = open.length - shown.length;
  const body = more > 0 ? [...shown, `- and ${more} more`] : shown;
  const message =
    open.length === 0 ? "Not everything was read" : `${counted(open.length, "questions")} had no answer`;
  return {
    name: "foothold",
    properties: { subjects: report.summary.subjects, requests: report.summary.requests },
    count: () => ({ tests: 1, failures: 0, errors: incomplete ? 1 : 0, skipped: 0 }),
    *cases() {
      const inner = incomplete ? element("error", { type: "not-read", message }, body) : "";
      yield testCase("foothold", "Everything that was asked for was read", inner);
    },
  };
}

const GAPS_SHOWN = 50;

function countCases(found: readonly Standed[], notAssessed: readonly NotAssessed[]): Counts {
  const counts = { tests: 0, failure: 0, error: 0, skipped: 0 };
  for (const outcome of [...found.map(outcomeOf), ...notAssessed.map(outcomeOfNotAssessed)]) {
    if (outcome === undefined) continue;
    counts.tests += 1;
    counts[outcome] += 1;
  }
  return { tests: counts.tests, failures: counts.failure, errors: counts.error, skipped: counts.skipped };
}

/** Nothing of what is resolved: it passes, and passes are counted. */
function outcomeOf({ standing }: Standed): Outcome {
  if (standing === "resolved") return undefined;
  if (standing === "open") return "failure";
  return standing === "not-read-again" ? "error" : "skipped";
}

function outcomeOfNotAssessed({ gaps }: NotAssessed): "error" | "skipped" {
  return gaps.some(({ reason }) => GAP_REASONS[reason].incomplete) ? "error" : "skipped";
}

function* casesOf(
  check: string,
  found: readonly Standed[],
  notAssessed: readonly NotAssessed[],
): Iterable<string> {
  const seen = new Set<string>();
  for (const one of found) {
    const inner = findingElement(one);
    if (inner !== undefined) yield testCase(check, caseName(one.finding, seen), inner);
  }
  for (const one of notAssessed) {
    const scopes = [...new Set(one.gaps.map(({ scope }) => scope))].sort();
    yield testCase(check, one.subject?.id ?? scopes.join(" "), notAssessedElement(one));
  }
}

/** By id, which stays when names change; a second finding of one subject is told apart, since GitLab drops equal names. */
function caseName({ subject, fingerprint }: Finding, seen: Set<string>): string {
  if (seen.has(subject.id)) return `${subject.id} [${fingerprint.slice(0, 8)}]`;
  seen.add(subject.id);
  return subject.id;
}

function findingElement(one: Standed): string | undefined {
  const { finding, standing } = one;
  const outcome = outcomeOf(one);
  if (outcome === undefined) return undefined;
  if (outcome === "failure") {
    return element("failure", { type: finding.severity, message: finding.message }, bodyOf(finding));
  }
  if (outcome === "error") {
    const message = `Found before, and not read again: ${finding.message}`;
    return element("error", { type: "not-read", message }, []);
  }
  const { suppressed } = finding;
  const message =
    standing === "aged-out"
      ? `Found before, and no longer in the logs: ${finding.message}`
      : `Accepted by ${suppressed?.owner ?? ""}: ${suppressed?.reason ?? ""}`;
  return element("skipped", { message }, []);
}

function notAssessedElement(one: NotAssessed): string {
  const { gaps, gapsOmitted = 0 } = one;
  const more = gapsOmitted === 0 ? [] : [`- and ${gapsOmitted} more`];
  const [first] = gaps;
  const message = first === undefined ? "Not assessed" : `Not assessed. ${gapWords(first)}`;
  const lines = gaps.length + gapsOmitted > 1 ? [...gaps.map((gap) => `- ${gapWords(gap)}`), ...more] : [];
  return outcomeOfNotAssessed(one) === "error"
    ? element("error", { type: "not-read", message }, lines)
    : element("skipped", { message }, []);
}

/** Each line begins with a word of ours: a workflow's log obeys `::` where a line begins. */
function bodyOf({
  title,
  subject,
  score,
  verdict,
  ledger,
  evidence,
  remediation,
  fingerprint,
}: Finding): string[] {
  const { name, scopeName = subject.scope } = subject;
  return [
    `Finding: ${title}`,
    `Subject: ${name} (${scopeName})`,
    `Score: ${score} of 100, ${verdict}`,
    ...ledger.map(({ points, because }) => `${points < 0 ? "" : "+"}${points} ${because}`),
    ...evidence.slice(-EVIDENCE_SHOWN).map((row) => `Log: ${timeText(row.time)} ${evidenceText(row)}`),
    ...remediation.commands.map((command) => `$ ${command}`),
    `Fingerprint: ${fingerprint}`,
  ];
}

const EVIDENCE_SHOWN = 3;

function testCase(check: string, name: string, inner: string): string {
  const head = `    <testcase${xmlAttributes({ name, classname: check, time: "0" })}`;
  return inner === "" ? `${head}/>\n` : `${head}>\n${inner}    </testcase>\n`;
}

function element(
  name: "failure" | "error" | "skipped",
  attributes: Readonly<Record<string, string>>,
  lines: readonly string[],
): string {
  const head = `      <${name}${xmlAttributes(attributes)}`;
  return lines.length === 0 ? `${head}/>\n` : `${head}>${lines.map(xmlText).join("\n")}</${name}>\n`;
}
