import type { Finding, LedgerLine, PathHop, ScanReport, Subject } from "../../src/reporter.ts";
import type { Gap } from "../../src/inventory/known.ts";
import type { Remediation } from "../../src/check.ts";
import type { Chunked } from "../text/json-chunks.ts";

/**
 * The keys of a type in the order in which they are written. It names every key or does not compile, so that a field
 * added to the contract cannot be forgotten here, and what is not in the contract cannot leak.
 */
type Shape<T> = [T] extends [never]
  ? "value"
  : T extends readonly (infer Item)[]
    ? Shape<Item>
    : T extends object
      ? string extends keyof T
        ? "map"
        : { readonly [K in keyof T]-?: Shape<NonNullable<T[K]>> }
      : "value";

type AnyShape = "value" | "map" | { readonly [key: string]: AnyShape };

/** The value with its keys in the order of the shape, keys of maps by code units, and well-formed strings. */
export function inOrder(value: unknown, shape: AnyShape): Chunked {
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value !== "object" || value === null) return null;
  if (Array.isArray(value)) return value.map((item: unknown) => inOrder(item, shape));
  const members = new Map<string, unknown>(Object.entries(value));
  const keys = typeof shape === "string" ? [...members.keys()].sort() : Object.keys(shape);
  // fromEntries defines properties: a tag named __proto__ stays a tag.
  return Object.fromEntries(
    keys
      .filter((key) => members.get(key) !== undefined)
      .map((key) => [key.toWellFormed(), inOrder(members.get(key), shapeOf(shape, key))]),
  );
}

function shapeOf(shape: AnyShape, key: string): AnyShape {
  return typeof shape === "string" ? "value" : (shape[key] ?? "value");
}

const GAP: Shape<Gap> = {
  reason: "value",
  scope: "value",
  request: "value",
  needs: "value",
  role: "value",
  detail: "value",
};

const HOP: Shape<PathHop> = {
  from: "value",
  fromType: "value",
  fromName: "value",
  right: "value",
  to: "value",
  toType: "value",
  toName: "value",
  because: "value",
  proof: "value",
  scope: "value",
  source: "value",
  eligible: "value",
  conditional: "value",
};

const REMEDIATION: Shape<Remediation> = { summary: "value", steps: "value", commands: "value" };

const LEDGER: Shape<LedgerLine> = { factor: "value", points: "value", because: "value" };

const SUBJECT: Shape<Subject> = {
  type: "value",
  id: "value",
  name: "value",
  scope: "value",
  scopeName: "value",
  url: "value",
  tags: "map",
  groupTags: "map",
};

const FINDING: Shape<Finding> = {
  fingerprint: "value",
  check: "value",
  title: "value",
  severity: "value",
  score: "value",
  confidence: "value",
  verdict: "value",
  ledger: LEDGER,
  subject: SUBJECT,
  message: "value",
  evidence: {
    time: "value",
    source: "value",
    operation: "value",
    actor: "value",
    ip: "value",
    userAgent: "value",
    detail: "value",
    queryId: "value",
  },
  evidenceOmitted: "value",
  occurred: { first: "value", last: "value" },
  states: { id: "value", name: "value", presence: "value" },
  query: { id: "value", text: "value" },
  remediation: { commands: "value" },
  mitre: "value",
  baseline: "value",
  suppressed: { reason: "value", owner: "value", expires: "value" },
  path: HOP,
  otherPaths: HOP,
  pathsOmitted: "value",
  cut: "value",
  cutEffect: { proof: "value", cutsAll: "value", subjects: "value" },
};

export const REPORT_SHAPE: Shape<ScanReport> = {
  schemaVersion: "value",
  tool: { name: "value", version: "value", scoreModel: "value" },
  scan: {
    startedAt: "value",
    finishedAt: "value",
    collectedAt: "value",
    cloud: "value",
    tenantId: "value",
    tenantName: "value",
    principal: { tenantId: "value", objectId: "value", applicationId: "value" },
    scope: {
      subscriptions: "value",
      managementGroups: "value",
      only: "value",
      skip: "value",
      shard: { index: "value", count: "value" },
    },
    subscriptions: "value",
    logs: { since: "value", workspaces: "value" },
    complete: "value",
  },
  summary: {
    findings: { critical: "value", high: "value", medium: "value", low: "value", info: "value" },
    suppressed: "value",
    verdicts: { act: "value", attend: "value", "track-closely": "value", track: "value" },
    subjects: "value",
    pass: "value",
    fail: "value",
    notApplicable: "value",
    notAssessed: "value",
    requests: "value",
  },
  findings: FINDING,
  notAssessed: { check: "value", subject: SUBJECT, gaps: GAP, gapsOmitted: "value" },
  resolved: { ...FINDING, reread: "value", agedOut: "value" },
  checks: {
    id: "value",
    group: "value",
    title: "value",
    severity: "value",
    why: "value",
    mitre: "value",
    references: "value",
    remediation: REMEDIATION,
    queries: "value",
    pass: "value",
    fail: "value",
    notApplicable: "value",
    notAssessed: "value",
  },
  coverage: {
    section: "value",
    items: "value",
    requests: "value",
    pages: "value",
    retries: "value",
    oldest: "value",
    gaps: GAP,
  },
  known: {
    localUsers: {
      account: "value",
      name: "value",
      sid: "value",
      keyKinds: "value",
      scopes: "value",
      firstSeen: "value",
      unclaimed: "value",
    },
    credentials: {
      owner: "value",
      keyId: "value",
      kind: "value",
      start: "value",
      end: "value",
      firstSeen: "value",
      unclaimed: "value",
    },
    grants: { id: "value", client: "value", resource: "value", firstSeen: "value" },
  },
  baseline: {
    collectedAt: "value",
    new: "value",
    changed: "value",
    unchanged: "value",
    resolved: "value",
    carriedOver: "value",
    agedOut: "value",
    whole: "value",
    unlisted: "value",
  },
  suppressions: { expired: "value", unused: "value" },
};
