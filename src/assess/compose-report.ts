import { SEVERITIES, type Severity } from "../check.ts";
import { allGaps, type Inventory, type SectionView, viewSections } from "../inventory/inventory.ts";
import { type Gap, type Known, makesIncomplete } from "../inventory/known.ts";
import { segmentOf, typeAt } from "../inventory/scope.ts";
import {
  type LocalUser,
  type Resource,
  SECTION_NAMES,
  type SectionName,
  type Subscription,
} from "../inventory/sections.ts";
import type {
  Coverage,
  Finding,
  KeyKind,
  KnownLocalUser,
  NotAssessed,
  Principal,
  ScanReport,
  ScanScope,
  Subject,
  VerdictWord,
} from "../reporter.ts";
import type { Assessment } from "./assess.ts";
import { SCORE_MODEL } from "./score.ts";

export interface ReportFacts {
  readonly version: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly cloud: { readonly name: string; readonly portal: string };
  readonly principal: Principal;
  readonly scope: ScanScope;
  /** What was read, section by section, and what that cost. */
  readonly costs: ReadonlyMap<
    SectionName,
    { readonly requests: number; readonly pages: number; readonly retries: number }
  >;
}

/** The report out of what was read and what was concluded: sorted, counted, ready to be told. */
export function composeReport(inventory: Inventory, assessment: Assessment, facts: ReportFacts): ScanReport {
  const { principal, cloud } = facts;
  const { subscriptions } = viewSections(inventory.sections);
  const subjectOf = (section: SectionName, resource: Resource): Subject =>
    describe(section, resource, subscriptions, principal.tenantId, cloud.portal);
  const findings = assessment.findings.map(
    ({ section, subject, ...rest }): Finding => ({ ...rest, subject: subjectOf(section, subject) }),
  );
  const notAssessed = assessment.notAssessed.map(
    ({ section, subject, gaps, ...rest }): NotAssessed => ({
      ...rest,
      gaps: sortedGaps(gaps),
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
      complete: ![...coverage, ...notAssessed].some(({ gaps }) => gaps.some(makesIncomplete)),
    },
    summary: summaryOf(findings, assessment, coverage),
    findings: findings.sort(byScore),
    notAssessed: notAssessed.sort(byCheckAndSubject),
    resolved: [],
    checks: assessment.checks,
    coverage,
    known: {
      localUsers: [...inventory.sections.localUsers.items]
        .sort((a, b) => compare(a.id, b.id))
        .map((user) => knownLocalUser(user, inventory.collectedAt)),
      credentials: [],
      grants: [],
    },
  };
}

function describe(
  section: SectionName,
  { id, name, tags }: Resource,
  subscriptions: SectionView<Subscription>,
  tenantId: string,
  portal: string,
): Subject {
  const subscription = segmentOf(id, "subscriptions");
  const withTags = tags === undefined ? {} : { tags };
  if (subscription === undefined)
    return { type: section, id, name, scope: `/tenants/${tenantId}`, ...withTags };
  const scope = `/subscriptions/${subscription}`;
  const scopeName = subscriptions.get(scope)?.name;
  const url = portalUrl(id, tenantId, portal);
  return {
    type: section,
    id,
    name,
    scope,
    ...(scopeName === undefined ? {} : { scopeName }),
    url,
    ...withTags,
  };
}

/** The portal has no page for a local user: the link leads to the account. Every segment is encoded, whatever it holds. */
function portalUrl(id: string, tenantId: string, portal: string): string {
  const segments = id.toWellFormed().split("/");
  const localUser = typeAt(segments, "localUsers");
  const page = localUser < 0 ? segments : segments.slice(0, localUser);
  const path = page.filter((segment) => segment !== "").map(encodeURIComponent);
  return `${portal}/#@${encodeURIComponent(tenantId)}/resource/${path.join("/")}`;
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
    return { section, items: items.length, requests, pages, retries, gaps: sortedGaps([...unique.values()]) };
  });
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
  const bands: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  const verdicts: Record<VerdictWord, number> = { act: 0, attend: 0, "track-closely": 0, track: 0 };
  for (const { severity, verdict } of findings) {
    bands[severity] += 1;
    verdicts[verdict] += 1;
  }
  return {
    findings: bands,
    verdicts,
    subjects: ended.pass + ended.fail + ended.notApplicable + ended.notAssessed,
    ...ended,
    requests: coverage.reduce((sum, { requests }) => sum + requests, 0),
  };
}

function knownLocalUser(user: LocalUser, firstSeen: string): KnownLocalUser {
  const { permissionScopes, sid } = user;
  const scopes = permissionScopes.known
    ? permissionScopes.value.map(
        ({ permissions, service, resourceName }) => `${permissions}:${service}/${resourceName}`,
      )
    : null;
  return {
    account: user.accountId,
    name: user.name,
    sid: sid.known ? sid.value : null,
    keyKinds: keyKinds(user),
    scopes,
    firstSeen,
  };
}

function keyKinds({ hasSshPassword, hasSshKey, hasSharedKey }: LocalUser): readonly KeyKind[] | null {
  const kinds: readonly (readonly [KeyKind, Known<boolean>])[] = [
    ["password", hasSshPassword],
    ["ssh-key", hasSshKey],
    ["shared-key", hasSharedKey],
  ];
  if (kinds.some(([, has]) => !has.known)) return null;
  return kinds.filter(([, has]) => has.known && has.value).map(([kind]) => kind);
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
