import { SEVERITIES, type Suppression } from "../check.ts";
import { allGaps, type Inventory, type Slice, viewSections } from "../inventory/inventory.ts";
import { type Gap, type Known, makesIncomplete } from "../inventory/known.ts";
import { segmentOf } from "../inventory/scope.ts";
import { type QueryId, type Resource, SECTION_NAMES, type SectionName } from "../inventory/sections.ts";
import type {
  Coverage,
  Finding,
  NotAssessed,
  Principal,
  Scan,
  ScanReport,
  ScanScope,
  Subject,
} from "../reporter.ts";
import type { Assessment } from "./assess.ts";
import { withBaseline } from "./baseline.ts";
import { knownInventory } from "./known-inventory.ts";
import { ownerName, type Portal, portalUrl } from "./portal-url.ts";
import { SCORE_MODEL } from "./score.ts";
import { withUnclaimed } from "./unclaimed.ts";
import { countFindings, withSuppressions } from "./suppressions.ts";

export interface ReportFacts {
  readonly version: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly cloud: { readonly name: string; readonly portal: string };
  readonly principal: Principal;
  readonly scope: ScanScope;
  readonly logs: Scan["logs"];
  /** Of each check by its id, where somebody knows it. */
  readonly groups?: ReadonlyMap<string, string> | undefined;
  /** A query of the pack with its parameters filled in. */
  readonly queryText: (id: QueryId, fill: Readonly<Record<string, readonly string[]>>) => string;
  /** What was read, section by section, and what that cost. */
  readonly costs: ReadonlyMap<
    SectionName,
    { readonly requests: number; readonly pages: number; readonly retries: number }
  >;
  /** An earlier report, which the assessment was told of too. */
  readonly baseline?: ScanReport | undefined;
  /** Of foothold.yml. */
  readonly suppressions?: readonly Suppression[];
}

/** Of one subject: 30,000 subjects that lack 5,000 answers would make a report of gigabytes. */
const GAPS_SHOWN = 20;

/** The report out of what was read and what was concluded: sorted, counted, ready to be told. */
export function composeReport(inventory: Inventory, assessment: Assessment, facts: ReportFacts): ScanReport {
  const { baseline, suppressions = [] } = facts;
  const report = composed(inventory, assessment, facts);
  if (baseline === undefined) return withSuppressions(report, suppressions);
  return withSuppressions(withUnclaimed(withBaseline(report, baseline), inventory), suppressions);
}

function composed(inventory: Inventory, assessment: Assessment, facts: ReportFacts): ScanReport {
  const { principal, cloud } = facts;
  const slice = viewSections(inventory.sections);
  const portal: Portal = { address: cloud.portal, tenantId: principal.tenantId, slice };
  const subjectOf = (section: SectionName, resource: Resource): Subject =>
    describe(section, resource, slice, portal);
  const shown = memo((gaps: readonly Gap[]) => sortedGaps(gaps).slice(0, GAPS_SHOWN));
  const findings = assessment.findings.map(
    ({ section, subject, query, ...rest }): Finding => ({
      ...rest,
      subject: subjectOf(section, subject),
      ...(query === undefined
        ? {}
        : { query: { id: query.id, text: facts.queryText(query.id, query.fill) } }),
    }),
  );
  const notAssessed = assessment.notAssessed.map(
    ({ section, subject, gaps, ...rest }): NotAssessed => ({
      ...rest,
      gaps: shown(gaps),
      ...(gaps.length > GAPS_SHOWN ? { gapsOmitted: gaps.length - GAPS_SHOWN } : {}),
      ...(subject === undefined ? {} : { subject: subjectOf(section, subject) }),
    }),
  );
  const coverage = coverageOf(inventory, facts);
  const [tenant] = inventory.sections.tenants.items;
  return {
    schemaVersion: "1",
    tool: { name: "foothold", version: facts.version, scoreModel: SCORE_MODEL },
    scan: {
      startedAt: facts.startedAt,
      finishedAt: facts.finishedAt,
      collectedAt: inventory.collectedAt,
      cloud: cloud.name,
      tenantId: principal.tenantId,
      tenantName: tenant?.displayName.known ? tenant.displayName.value : null,
      principal,
      scope: facts.scope,
      subscriptions: subscriptionsOf(inventory),
      logs: { since: facts.logs.since, workspaces: facts.logs.workspaces },
      complete: ![...coverage, ...assessment.notAssessed].some(({ gaps }) => gaps.some(makesIncomplete)),
    },
    summary: summaryOf(findings, assessment, coverage),
    findings: findings.sort(byScore),
    notAssessed: notAssessed.sort(byCheckAndSubject),
    resolved: [],
    checks: assessment.checks.map((check) => {
      const group = facts.groups?.get(check.id);
      return group === undefined ? check : { ...check, group };
    }),
    coverage,
    known: knownInventory(inventory, facts.baseline?.known),
  };
}

function subscriptionsOf({ sections }: Inventory): readonly string[] {
  return sections.subscriptions.items.map(({ subscriptionId }) => subscriptionId.toLowerCase()).sort();
}

function describe(
  section: SectionName,
  { id, name, tags }: Resource,
  { subscriptions, resourceGroups }: Slice<"subscriptions" | "resourceGroups">,
  portal: Portal,
): Subject {
  const subscription = segmentOf(id, "subscriptions");
  const scope = subscription === undefined ? `/tenants/${portal.tenantId}` : `/subscriptions/${subscription}`;
  const scopeName = subscription === undefined ? ownerName(id, portal) : subscriptions.get(scope)?.name;
  const url = portalUrl(id, portal);
  const groupTags = resourceGroups.get(groupOf(id))?.tags;
  return {
    type: section,
    id,
    name,
    scope,
    // What belongs to a principal is named after it.
    ...(scopeName === undefined || scopeName === name ? {} : { scopeName }),
    ...(url === undefined ? {} : { url }),
    ...(tags === undefined ? {} : { tags }),
    ...(groupTags === undefined ? {} : { groupTags }),
  };
}

/** `/subscriptions/{id}/resourceGroups/{name}` of what lies in one; of anything else an id that no group has. */
function groupOf(id: string): string {
  return id.split("/", 5).join("/");
}

/** The gaps of a section, and those of single properties of its items. */
function coverageOf({ sections }: Inventory, { costs }: ReportFacts): Coverage[] {
  const sorted = [...costs.entries()].sort(([a], [b]) => SECTION_NAMES.indexOf(a) - SECTION_NAMES.indexOf(b));
  return sorted.map(([section, { requests, pages, retries }]) => {
    const { items } = sections[section];
    const all = [...allGaps(sections[section]), ...items.flatMap(propertyGaps)];
    const unique = new Map(
      all.map((gap) => [[gap.scope, gap.reason, gap.request, gap.detail].join("\0"), gap]),
    );
    const oldest = oldestOf(items);
    return {
      section,
      items: items.length,
      requests,
      pages,
      retries,
      ...(oldest === undefined ? {} : { oldest }),
      gaps: sortedGaps([...unique.values()]),
    };
  });
}

/** Of rows of a log, which have a time, or a first one. */
function oldestOf(items: readonly object[]): string | undefined {
  let oldest: string | undefined;
  for (const item of items) {
    const time = "time" in item ? item.time : "first" in item ? item.first : undefined;
    if (typeof time === "string" && (oldest === undefined || time < oldest)) oldest = time;
  }
  return oldest;
}

function propertyGaps(item: object): Gap[] {
  return Object.values(item).flatMap((value: unknown) => (isUnknown(value) ? [value.gap] : []));
}

function isUnknown(value: unknown): value is Extract<Known<never>, { known: false }> {
  return typeof value === "object" && value !== null && "known" in value && value.known === false;
}

function sortedGaps(gaps: readonly Gap[]): Gap[] {
  return [...gaps].sort(
    (a, b) =>
      compare(a.scope, b.scope) ||
      compare(a.request, b.request) ||
      compare(a.reason, b.reason) ||
      compare(a.detail ?? "", b.detail ?? ""),
  );
}

/** Thousands of subjects share one list of gaps. */
function memo<A extends object, B>(make: (of: A) => B): (of: A) => B {
  const made = new WeakMap<A, B>();
  return (of) => {
    const found = made.get(of);
    if (found !== undefined) return found;
    const value = make(of);
    made.set(of, value);
    return value;
  };
}

function summaryOf(
  findings: readonly Finding[],
  { checks }: Assessment,
  coverage: readonly Coverage[],
): ScanReport["summary"] {
  const total = (count: "pass" | "fail" | "notApplicable" | "notAssessed"): number =>
    checks.reduce((sum, check) => sum + check[count], 0);
  const ended = {
    pass: total("pass"),
    fail: total("fail"),
    notApplicable: total("notApplicable"),
    notAssessed: total("notAssessed"),
  };
  return {
    ...countFindings(findings),
    subjects: ended.pass + ended.fail + ended.notApplicable + ended.notAssessed,
    ...ended,
    requests: coverage.reduce((sum, { requests }) => sum + requests, 0),
  };
}

function byScore(a: Finding, b: Finding): number {
  return (
    b.score - a.score || SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || byIdentity(a, b)
  );
}

function byIdentity(a: Finding, b: Finding): number {
  return (
    compare(a.check, b.check) || compare(a.subject.id, b.subject.id) || compare(a.fingerprint, b.fingerprint)
  );
}

function byCheckAndSubject(a: NotAssessed, b: NotAssessed): number {
  return compare(a.check, b.check) || compare(a.subject?.id ?? "", b.subject?.id ?? "");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
