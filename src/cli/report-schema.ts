import * as z from "zod";
import { SEVERITIES } from "../check.ts";

/**
 * report.json as `foothold report`, `--baseline` and `foothold diff` accept it: what `schemas/report.schema.json` says,
 * for reports of this version and of older ones, which lack what was added since. Unknown fields are let be: additions
 * keep the schema version. Lists that can hold 100,000 items are checked item by item, so that a report is never in
 * memory twice: `LISTS` has their items.
 */
export const Report = z.looseObject({
  tool: z.looseObject({ name: z.string(), version: z.string(), scoreModel: count() }),
  scan: z.looseObject({
    startedAt: time(),
    finishedAt: time(),
    collectedAt: time(),
    cloud: z.string(),
    tenantId: z.string(),
    tenantName: z.string().nullable(),
    principal: z.looseObject({
      tenantId: z.string(),
      objectId: z.string().nullable(),
      applicationId: z.string().nullable(),
    }),
    scope: z.looseObject({
      subscriptions: strings(),
      only: strings(),
      skip: strings(),
      managementGroups: strings().exactOptional(),
      shard: z.looseObject({ index: count(), count: count() }).exactOptional(),
    }),
    subscriptions: strings().exactOptional(),
    logs: z.looseObject({ since: time(), workspaces: strings() }).exactOptional(),
    complete: z.boolean(),
  }),
  summary: z.looseObject({
    findings: counts(SEVERITIES),
    suppressed: count().exactOptional(),
    verdicts: counts(["act", "attend", "track-closely", "track"]),
    subjects: count(),
    pass: count(),
    fail: count(),
    notApplicable: count(),
    notAssessed: count(),
    requests: count(),
  }),
  findings: list(),
  notAssessed: list(),
  resolved: list(),
  checks: list(),
  coverage: list(),
  known: z.looseObject({ localUsers: list(), credentials: list(), grants: list() }),
  baseline: z
    .looseObject({
      collectedAt: time(),
      new: count(),
      changed: count(),
      unchanged: count(),
      resolved: count(),
      carriedOver: count(),
      agedOut: count().exactOptional(),
      whole: z.boolean().exactOptional(),
      unlisted: strings().exactOptional(),
    })
    .exactOptional(),
  suppressions: z.looseObject({ expired: strings(), unused: strings() }).exactOptional(),
});

const severity = z.enum(SEVERITIES);

/** A kind of evidence. New kinds keep the schema version. */
const section = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]*$/, "Expected a kind of evidence such as storageAccounts");

const gaps = z.array(
  z.looseObject({
    reason: z.enum([
      "denied",
      "throttled",
      "malformed",
      "failed",
      "interrupted",
      "unsupported",
      "not-requested",
    ]),
    scope: z.string(),
    request: z.string(),
    needs: z.string().exactOptional(),
    role: z.string().exactOptional(),
    detail: z.string().exactOptional(),
  }),
);

const tags = z.record(z.string(), z.string()).exactOptional();

const subject = z.looseObject({
  type: section,
  id: z.string(),
  name: z.string(),
  scope: z.string(),
  scopeName: z.string().exactOptional(),
  url: z.url().exactOptional(),
  tags,
  groupTags: tags,
});

const mitre = z.array(
  z.string().regex(/^(?:T\d+(?:\.\d+)?|MS-T\d+)$/, "Expected a technique such as T1098.001"),
);

const ledger = z.array(
  z.looseObject({
    factor: z
      .string()
      .regex(
        /^(?:(?:cap:|gate:)?[a-z0-9]+(?:-[a-z0-9]+)*|ceiling:(?:critical|high|medium|low|info))$/,
        "Expected the name of a factor",
      ),
    points: z.int(),
    because: z.string(),
  }),
);

const evidence = z
  .array(
    z.looseObject({
      time: time(),
      source: z.enum(["activity-log", "directory-audits", "sign-ins", "log-analytics"]),
      operation: z.string(),
      actor: z.string().nullable(),
      ip: z.string().nullable(),
      userAgent: z.string().nullable(),
      detail: z.string(),
      queryId: queryId(),
    }),
  )
  .max(50);

const pathEnd = z.enum([
  "user",
  "group",
  "service-principal",
  "application",
  "federated-subject",
  "user-assigned-identity",
  "storage-account",
  "any-application",
  "global-administrator",
  "principal",
]);

const path = z
  .array(
    z.looseObject({
      from: z.string(),
      fromType: pathEnd,
      fromName: z.string(),
      right: z.enum([
        "creates-local-users",
        "assigns-roles",
        "member-of",
        "federated-credential",
        "owns",
        "is-application-of",
        "adds-credentials",
        "grants-itself-directory-roles",
        "elevates-access",
        "federates-identity",
        "is-identity-of",
      ]),
      to: z.string(),
      toType: pathEnd,
      toName: z.string(),
      because: z.string(),
      proof: z.string(),
      scope: z.string(),
      source: z.string(),
      eligible: z.boolean(),
      conditional: z.boolean(),
    }),
  )
  .min(1);

const Finding = z.looseObject({
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/, "Expected a SHA-256 in hexadecimal"),
  check: z.string().min(1),
  title: z.string(),
  severity,
  score: z.int().min(0).max(100),
  confidence: z.number().min(0).max(1),
  verdict: z.enum(["act", "attend", "track-closely", "track"]),
  ledger,
  subject,
  message: z.string(),
  evidence,
  evidenceOmitted: count().exactOptional(),
  occurred: z.looseObject({ first: time(), last: time() }).exactOptional(),
  states: z
    .array(
      z.looseObject({
        id: z.string(),
        name: z.string(),
        presence: z.enum(["present", "gone", "unknown"]),
      }),
    )
    .exactOptional(),
  query: z.looseObject({ id: queryId(), text: z.string() }).exactOptional(),
  remediation: z.looseObject({ commands: strings() }),
  mitre,
  baseline: z.enum(["new", "changed", "unchanged"]).exactOptional(),
  suppressed: z
    .looseObject({ reason: z.string(), owner: z.string(), expires: z.iso.date().exactOptional() })
    .exactOptional(),
  path: path.exactOptional(),
  otherPaths: z.array(path).max(2).exactOptional(),
  pathsOmitted: count().exactOptional(),
  cut: z.string().exactOptional(),
  cutEffect: z.looseObject({ proof: z.string(), cutsAll: z.boolean(), subjects: count() }).exactOptional(),
});

const keyKind = z.enum(["password", "ssh-key", "shared-key"]);

/** What the items of the lists are, by the keys that lead to the list. */
export const LISTS: readonly (readonly [keys: readonly string[], item: z.ZodType])[] = [
  [["findings"], Finding],
  [
    ["notAssessed"],
    z.looseObject({
      check: z.string().min(1),
      subject: subject.exactOptional(),
      gaps: gaps.min(1),
      gapsOmitted: count().exactOptional(),
    }),
  ],
  [
    ["resolved"],
    z.looseObject({ ...Finding.shape, reread: z.boolean(), agedOut: z.literal(true).exactOptional() }),
  ],
  [
    ["checks"],
    z.looseObject({
      id: z.string().min(1),
      group: z.string().exactOptional(),
      title: z.string(),
      severity,
      why: z.string(),
      mitre,
      references: z.array(z.string().startsWith("https://")),
      remediation: z.looseObject({ summary: z.string(), steps: strings(), commands: strings() }),
      queries: z.array(queryId()).exactOptional(),
      pass: count(),
      fail: count(),
      notApplicable: count(),
      notAssessed: count(),
    }),
  ],
  [
    ["coverage"],
    z.looseObject({
      section,
      items: count(),
      requests: count(),
      pages: count(),
      retries: count(),
      gaps,
    }),
  ],
  [
    ["known", "localUsers"],
    z.looseObject({
      account: z.string(),
      name: z.string(),
      sid: z.string().nullable(),
      keyKinds: z.array(keyKind).nullable(),
      scopes: strings().nullable(),
      firstSeen: time(),
      unclaimed: z.enum(["unknown", "made-anew"]).exactOptional(),
    }),
  ],
  [
    ["known", "credentials"],
    z.looseObject({
      owner: z.string(),
      keyId: z.string(),
      kind: z.enum(["password", "certificate", "symmetric-key", "federated"]),
      start: time().nullable(),
      end: time().nullable(),
      firstSeen: time(),
      unclaimed: z.literal(true).exactOptional(),
    }),
  ],
  [
    ["known", "grants"],
    z.looseObject({ id: z.string(), client: z.string(), resource: z.string(), firstSeen: time() }),
  ],
];

function count() {
  return z.int().min(0);
}

function counts(keys: readonly string[]) {
  return z.looseObject(Object.fromEntries(keys.map((key) => [key, count()])));
}

function time() {
  return z.iso.datetime({ offset: true, error: "Expected a time such as 2026-11-20T06:00:00Z" });
}

function strings() {
  return z.array(z.string());
}

function list() {
  return z.array(z.unknown());
}

function queryId() {
  return z.string().regex(/^q\d{2}$/, "Expected a query such as q01");
}
