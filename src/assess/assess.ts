import type { AnyCheck, CheckContext, Factor, Settings, Severity, Verdict } from "../check.ts";
import { allGaps, gapsFor, type Inventory, sliceOf, viewSections } from "../inventory/inventory.ts";
import { fingerprint } from "../inventory/hash.ts";
import type { Gap } from "../inventory/known.ts";
import type { Incident, QueryId, Resource, SectionName } from "../inventory/sections.ts";
import type { CheckResult, Finding, NotAssessed } from "../reporter.ts";
import { noveltyFactors, type Standing, standingOf, type Told } from "./baseline.ts";
import { fillCommands } from "./commands.ts";
import { evidenceFor, queryFillOf } from "./evidence.ts";
import { pathOf } from "./path-of.ts";
import { type Score, score } from "./score.ts";
import { faultOfVerdict } from "./validate-verdict.ts";

/** What was concluded, before it is told: subjects are the inventory's own. */
export interface Assessment {
  readonly findings: readonly AssessedFinding[];
  readonly notAssessed: readonly AssessedGap[];
  readonly checks: readonly CheckResult[];
}

export interface AssessedFinding extends Omit<Finding, "subject" | "query"> {
  readonly subject: Resource;
  /** What finds more, and what fills its parameters. */
  readonly query?: { readonly id: QueryId; readonly fill: Readonly<Record<string, readonly string[]>> };
  readonly section: SectionName;
  readonly severity: Severity;
}

export interface AssessedGap extends Omit<NotAssessed, "subject"> {
  readonly subject?: Resource;
  readonly section: SectionName;
}

/**
 * Asks every check about every item of its section. Each subject ends in exactly one of the four outcomes.
 * @param told what the baseline tells of, where there is one: findings stand to it, and novelty counts for their scores
 */
export function assess(
  inventory: Inventory,
  checks: readonly AnyCheck[],
  settings: Settings,
  told?: Told,
): Assessment {
  const context: CheckContext = { now: new Date(inventory.collectedAt), settings };
  const views = viewSections(inventory.sections);
  const results = checks.map((check) => assessCheck(check, inventory, views, context, told));
  return {
    findings: results.flatMap((result) => result.findings),
    notAssessed: results.flatMap((result) => result.notAssessed),
    checks: results.map((result) => result.check),
  };
}

function assessCheck(
  check: AnyCheck,
  inventory: Inventory,
  views: ReturnType<typeof viewSections>,
  context: CheckContext,
  told: Told | undefined,
): { check: CheckResult; findings: AssessedFinding[]; notAssessed: AssessedGap[] } {
  const { subject: section, inputs = [], enrich = [] } = check;
  const slice = sliceOf(views, [...inputs, ...enrich]);
  const findings: AssessedFinding[] = [];
  const notAssessed: AssessedGap[] = [];
  const counts = { pass: 0, fail: 0, notApplicable: 0, notAssessed: 0 };
  const openInputs = gapsOfInputs(check, views);
  const shared = shareEqual<Gap>();

  // Without the whole list nobody knows how many subjects there are: one entry that is no subject.
  const { items } = inventory.sections[section];
  const gaps = allGaps(inventory.sections[section]);
  if (gaps.length > 0) notAssessed.push({ check: check.id, section, gaps });

  for (const subject of items) {
    // One check must not change what the next one sees.
    deepFreeze(subject);
    const verdict = judge(check, subject, openInputs, slice, context);
    switch (verdict.outcome) {
      case "pass":
        counts.pass += 1;
        break;
      case "not-applicable":
        counts.notApplicable += 1;
        break;
      case "not-assessed":
        counts.notAssessed += 1;
        notAssessed.push({ check: check.id, section, subject, gaps: shared(verdict.gaps) });
        break;
      case "fail":
        counts.fail += 1;
        findings.push(findingOf(check, subject, verdict, views, told));
        break;
    }
  }
  const { id, title, severity, why, mitre, references, remediation, queries } = check;
  const meta = { id, title, severity, why, mitre, references, remediation };
  return {
    check: { ...meta, ...(queries === undefined ? {} : { queries }), ...counts },
    findings,
    notAssessed,
  };
}

/** The gaps of all inputs that concern a subject. */
function gapsOfInputs(
  { inputs = [] }: AnyCheck,
  views: ReturnType<typeof viewSections>,
): (subject: Resource) => readonly Gap[] {
  const shared = shareEqual<readonly Gap[]>();
  let lists: readonly (readonly Gap[])[] = [];
  let union: readonly Gap[] = [];
  return (subject) => {
    const found = inputs.map((name) => gapsFor(views[name], subject.id)).filter((gaps) => gaps.length > 0);
    const same = shared(found);
    if (same !== lists) union = same.flat();
    lists = same;
    return union;
  };
}

/** The former list where the next one holds the same: subjects in a row mostly lack the same thousands of answers. */
function shareEqual<T>(): (list: readonly T[]) => readonly T[] {
  let former: readonly T[] = [];
  return (list) => {
    const isEqual =
      list === former || (list.length === former.length && list.every((item, at) => item === former[at]));
    if (!isEqual) former = list;
    return former;
  };
}

/** A fault in a check costs this one verdict, never the scan, and is said. */
function judge(
  check: AnyCheck,
  subject: Resource,
  openInputs: (subject: Resource) => readonly Gap[],
  slice: object,
  context: CheckContext,
): Verdict {
  try {
    // Sound because the section's items are what `subject` names: the engine has forgotten the type, not changed it.
    if (check.matches?.(subject as never) === false) {
      return { outcome: "not-applicable", message: "Not a subject of this check." };
    }
    const open = openInputs(subject);
    if (open.length > 0) return { outcome: "not-assessed", gaps: open };
    const verdict = check.evaluate(subject as never, slice as never, context);
    // A rejection that nobody awaits would end the process, and with it the scan.
    if (verdict instanceof Promise) verdict.catch(() => undefined);
    const fault = faultOfVerdict(verdict);
    if (fault !== undefined) throw new TypeError(fault);
    return verdict;
  } catch (error) {
    const detail = `check ${check.id} failed: ${error instanceof Error ? error.message : String(error)}`;
    const gap: Gap = { reason: "failed", scope: subject.id, request: `check ${check.id}`, detail };
    return { outcome: "not-assessed", gaps: [gap] };
  }
}

function findingOf(
  check: AnyCheck,
  subject: Resource,
  verdict: Extract<Verdict, { outcome: "fail" }>,
  views: ReturnType<typeof viewSections>,
  told: Told | undefined,
): AssessedFinding {
  // Sound because the subject is an item of the section that the check names.
  const evidence = evidenceFor(check.subject, subject as never, views);
  const factors = evidence?.factor === undefined ? verdict.factors : [...verdict.factors, evidence.factor];
  const identity = fingerprint(check.id, subject.id, verdict.key);
  const { standing, scored } = scoredAgainst(told, identity, verdict, factors);
  const { score: points, severity, confidence, verdict: word, ledger } = scored;
  const [query] = check.queries ?? [];
  return {
    fingerprint: identity,
    check: check.id,
    title: check.title,
    severity,
    score: points,
    confidence,
    verdict: word,
    ledger,
    section: check.subject,
    subject,
    message: verdict.message,
    ...rowsOf(verdict.incident ?? evidence ?? NO_ROWS),
    remediation: {
      commands: check.remediation.commands.flatMap((command) => fillCommands(command, subject, verdict.fill)),
    },
    mitre: check.mitre,
    ...(standing === undefined ? {} : { baseline: standing }),
    ...(query === undefined ? {} : { query: { id: query, fill: queryFillOf(subject) } }),
    ...(verdict.ways === undefined ? {} : pathOf(verdict.ways)),
    ...(verdict.incident === undefined ? {} : deedOf(verdict.incident)),
  };
}

/** How it stands to the baseline is decided before novelty counts: that it is new must not make it another. */
function scoredAgainst(
  told: Told | undefined,
  identity: string,
  { message, ceiling }: Extract<Verdict, { outcome: "fail" }>,
  factors: readonly Factor[],
): { readonly standing: Standing | undefined; readonly scored: Score } {
  const plain = score(factors, ceiling);
  if (told === undefined) return { standing: undefined, scored: plain };
  const standing = standingOf({ fingerprint: identity, message, ledger: plain.ledger }, told);
  const novelty = noveltyFactors(standing, factors);
  return { standing, scored: novelty.length === 0 ? plain : score([...factors, ...novelty], ceiling) };
}

const NO_ROWS = { rows: [], rowsOmitted: 0 };

function rowsOf({
  rows,
  rowsOmitted,
}: Pick<Incident, "rows" | "rowsOmitted">): Pick<Finding, "evidence" | "evidenceOmitted"> {
  return { evidence: rows, ...(rowsOmitted === 0 ? {} : { evidenceOmitted: rowsOmitted }) };
}

/** When it was done, and what of it is still there. */
function deedOf({ first, last, states }: Incident): Pick<Finding, "occurred" | "states"> {
  return { occurred: { first, last }, ...(states.length === 0 ? {} : { states }) };
}

function deepFreeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
}
