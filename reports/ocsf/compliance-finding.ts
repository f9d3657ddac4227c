import type { MitreId, Severity } from "../../src/check.ts";
import type { CheckResult, Finding, ScanReport, Subject } from "../../src/reporter.ts";
import type { Chunked } from "../text/json-chunks.ts";
import { isPlainAddress } from "../text/markdown.ts";
import { wellFormed } from "../text/sarif-text.ts";

/** How a finding stands, in OCSF's numbers. */
export interface State {
  readonly activity: keyof typeof ACTIVITIES;
  /** 1 New, 3 Suppressed, 4 Resolved, 99 Other: then `status` is the source's own word. */
  readonly statusId: 1 | 3 | 4 | 99;
  readonly status: string;
  /** 0 Unknown, 1 Pass, 3 Fail. */
  readonly complianceId: 0 | 1 | 3;
}

export interface EventParts {
  readonly uid: string;
  readonly checkId: string;
  readonly title: string;
  readonly check: CheckResult | undefined;
  readonly mitre: readonly MitreId[];
  readonly severity: Severity | undefined;
  readonly confidence: number | undefined;
  readonly message: string;
  readonly subject: Subject | undefined;
  readonly scope: string;
  readonly state: State;
  readonly details: readonly string[];
  readonly occurred: Finding["occurred"] | undefined;
  readonly unmapped: { readonly [key: string]: unknown };
}

const CLASS = 2003;
const ACTIVITIES = { Create: 1, Update: 2, Close: 3 } as const;
const COMPLIANCE = { 0: "Unknown", 1: "Pass", 3: "Fail" } as const;
const UNKNOWN_SEVERITY = { severity_id: 0, severity: "Unknown" };

const SEVERITIES: Readonly<Record<Severity, { readonly severity_id: number; readonly severity: string }>> = {
  info: { severity_id: 1, severity: "Informational" },
  low: { severity_id: 2, severity: "Low" },
  medium: { severity_id: 3, severity: "Medium" },
  high: { severity_id: 4, severity: "High" },
  critical: { severity_id: 5, severity: "Critical" },
};

/** https://schema.ocsf.io/1.5.0/classes/compliance_finding?profiles=cloud,datetime */
export function complianceFinding({ scan, tool }: ScanReport, parts: EventParts): Members {
  const { state, check, subject, occurred } = parts;
  const activity = ACTIVITIES[state.activity];
  return cleanMembers({
    activity_id: activity,
    activity_name: state.activity,
    category_uid: 2,
    category_name: "Findings",
    class_uid: CLASS,
    class_name: "Compliance Finding",
    type_uid: CLASS * 100 + activity,
    type_name: `Compliance Finding: ${state.activity}`,
    ...timestamp("time", scan.collectedAt),
    ...(occurred === undefined
      ? {}
      : { ...timestamp("start_time", occurred.first), ...timestamp("end_time", occurred.last) }),
    ...(parts.severity === undefined ? UNKNOWN_SEVERITY : SEVERITIES[parts.severity]),
    confidence_score: parts.confidence === undefined ? undefined : Math.round(parts.confidence * 100),
    status_id: state.statusId,
    status: state.status,
    message: parts.message,
    metadata: {
      version: "1.5.0",
      profiles: ["cloud", "datetime"],
      product: { name: "foothold", vendor_name: "foothold", version: tool.version },
      event_code: parts.checkId,
      tenant_uid: scan.tenantId,
    },
    cloud: { provider: "Azure", cloud_partition: scan.cloud, account: accountOf(parts, scan) },
    finding_info: {
      uid: parts.uid,
      title: parts.title,
      desc: check?.why,
      analytic: { uid: parts.checkId, name: parts.title, type_id: 1, type: "Rule" },
      attacks: parts.mitre.flatMap(attackOf),
      src_url: subject?.url !== undefined && isPlainAddress(subject.url) ? subject.url : undefined,
    },
    compliance: {
      control: parts.checkId,
      status_id: state.complianceId,
      status: COMPLIANCE[state.complianceId],
      status_details: parts.details,
      checks: [
        {
          uid: parts.checkId,
          name: parts.title,
          desc: check?.why,
          ...(check === undefined ? UNKNOWN_SEVERITY : SEVERITIES[check.severity]),
          status_id: state.complianceId,
          status: COMPLIANCE[state.complianceId],
        },
      ],
    },
    resources: subject === undefined ? [{ uid: parts.scope }] : [resourceOf(subject, scan.cloud)],
    remediation:
      check === undefined
        ? undefined
        : {
            desc: [check.remediation.summary, ...check.remediation.steps].join(" "),
            references: check.references.filter(isPlainAddress),
          },
    unmapped: parts.unmapped,
  });
}

/** Milliseconds since 1970, and with the profile datetime the same as text. */
function timestamp(name: string, time: string): { readonly [key: string]: string | number } {
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? { [name]: 0 } : { [name]: ms, [`${name}_dt`]: new Date(ms).toISOString() };
}

/** The subscription that something lies in, else the tenant. */
function accountOf({ scope, subject }: EventParts, scan: ScanReport["scan"]) {
  const [, subscription] = /^\/subscriptions\/([^/]+)/i.exec(scope) ?? [];
  return subscription === undefined
    ? { uid: scan.tenantId, name: scan.tenantName ?? undefined, type_id: 17, type: "M365 Tenant" }
    : { uid: subscription, name: subject?.scopeName, type_id: 13, type: "Azure Subscription" };
}

/** Of MITRE ATT&CK alone: an id of another matrix stands in the report and has no place here. */
function attackOf(id: MitreId) {
  const [, technique, sub] = /^(T\d+)(\.\d+)?$/.exec(id) ?? [];
  if (technique === undefined) return [];
  return [{ technique: { uid: technique }, sub_technique: sub === undefined ? undefined : { uid: id } }];
}

function resourceOf({ id, name, type, tags = {} }: Subject, partition: string) {
  const pairs = Object.entries(tags).map(([key, value]) => ({ name: key, value }));
  return {
    uid: id,
    name,
    type,
    cloud_partition: partition,
    tags: pairs.length === 0 ? undefined : pairs.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

type Members = { readonly [key: string]: Chunked };

/** Without what is undefined, and with strings that every consumer takes. */
function cleanMembers(members: { readonly [key: string]: unknown }): Members {
  return Object.fromEntries(
    Object.entries(members)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [wellFormed(key), clean(member)]),
  );
}

function clean(value: unknown): Chunked {
  if (typeof value === "string") return wellFormed(value);
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(clean);
  return isMembers(value) ? cleanMembers(value) : null;
}

function isMembers(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null;
}
