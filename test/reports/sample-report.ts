import { createHash } from "node:crypto";
import type { Gap } from "../../src/inventory/known.ts";
import type {
  CheckResult,
  Evidence,
  Finding,
  PathHop,
  Reporter,
  ScanReport,
  Subject,
} from "../../src/reporter.ts";

const SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";
const TENANT = "72f988bf-0000-4000-8000-2d7cd011db47";
const APPLICATION = "/applications/44444444-4444-4444-8444-444444444444";
const PRINCIPAL = "/servicePrincipals/55555555-5555-4555-8555-555555555555";
const APP_ID = "66666666-6666-4666-8666-666666666666";
export const ACCOUNT_ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg (prod)/providers/Microsoft.Storage/storageAccounts/stpartners`;

/** A scan of both halves: findings of several bands, a denied subscription and list, and something nobody asked for. */
export function sampleReport(over: Partial<ScanReport> = {}): ScanReport {
  return {
    schemaVersion: "1",
    tool: { name: "foothold", version: "0.1.0", scoreModel: 2 },
    scan: {
      startedAt: "2026-11-20T06:00:00Z",
      finishedAt: "2026-11-20T06:01:30Z",
      collectedAt: "2026-11-20T06:00:00Z",
      cloud: "public",
      tenantId: TENANT,
      tenantName: "Contoso",
      principal: {
        tenantId: TENANT,
        objectId: "33333333-3333-4333-8333-333333333333",
        applicationId: "22222222-2222-4222-8222-222222222222",
      },
      scope: { subscriptions: [], only: [], skip: [] },
      logs: { since: "2026-08-22T06:00:00Z", workspaces: [] },
      complete: false,
    },
    summary: {
      findings: { critical: 1, high: 1, medium: 1, low: 0, info: 0 },
      verdicts: { act: 1, attend: 1, "track-closely": 1, track: 0 },
      subjects: 12,
      pass: 5,
      fail: 3,
      notApplicable: 1,
      notAssessed: 3,
      requests: 17,
    },
    findings: [doorFinding(), secretFinding(), endpointFinding()],
    notAssessed: [
      { check: "app-secret", subject: principalSubject(), gaps: [GRAPH_DENIED] },
      { check: "sftp-open-door", gaps: [DENIED] },
      { check: "sftp-unlogged", subject: accountSubject(), gaps: [DENIED, NOT_REQUESTED] },
    ],
    resolved: [],
    checks: [
      check("app-secret", "high"),
      check("sftp-open-door", "critical"),
      check("sftp-endpoint", "medium"),
      check("sftp-unlogged", "info"),
    ],
    coverage: [
      { section: "storageAccounts", items: 3, requests: 4, pages: 2, retries: 0, gaps: [DENIED] },
      { section: "localUsers", items: 2, requests: 10, pages: 3, retries: 1, gaps: [DENIED, NOT_REQUESTED] },
      { section: "applications", items: 2, requests: 1, pages: 1, retries: 0, gaps: [] },
      { section: "servicePrincipals", items: 3, requests: 1, pages: 1, retries: 0, gaps: [] },
      {
        section: "oauth2PermissionGrants",
        items: 0,
        requests: 1,
        pages: 0,
        retries: 0,
        gaps: [GRAPH_DENIED],
      },
    ],
    known: {
      localUsers: [
        {
          account: ACCOUNT_ID,
          name: "backup",
          sid: "S-1-2-0-1-1000",
          keyKinds: ["password", "ssh-key"],
          scopes: ["rwl:blob/uploads"],
          firstSeen: "2026-11-20T06:00:00Z",
        },
        {
          account: ACCOUNT_ID,
          name: "old",
          sid: null,
          keyKinds: null,
          scopes: null,
          firstSeen: "2026-11-20T06:00:00Z",
        },
      ],
      credentials: [
        {
          owner: APPLICATION,
          keyId: "77777777-7777-4777-8777-777777777777",
          kind: "password",
          start: "2026-11-01T00:00:00Z",
          end: null,
          firstSeen: "2026-11-20T06:00:00Z",
        },
        {
          owner: APPLICATION,
          keyId: "88888888-8888-4888-8888-888888888888",
          kind: "federated",
          start: null,
          end: null,
          firstSeen: "2026-11-20T06:00:00Z",
        },
      ],
      grants: [
        {
          id: `${PRINCIPAL}/appRoleAssignments/dGhlIHJvbGUgTWFpbC5SZWFk`,
          client: PRINCIPAL,
          resource: "/servicePrincipals/99999999-9999-4999-8999-999999999999",
          firstSeen: "2026-11-20T06:00:00Z",
        },
      ],
    },
    ...over,
  };
}

/** The same scan where nothing was found and everything was read. */
export function cleanReport(over: Partial<ScanReport> = {}): ScanReport {
  const sample = sampleReport();
  return {
    ...sample,
    scan: { ...sample.scan, complete: true },
    summary: {
      findings: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
      verdicts: { act: 0, attend: 0, "track-closely": 0, track: 0 },
      subjects: 9,
      pass: 8,
      fail: 0,
      notApplicable: 1,
      notAssessed: 0,
      requests: 14,
    },
    findings: [],
    notAssessed: [],
    coverage: [{ section: "storageAccounts", items: 3, requests: 4, pages: 2, retries: 0, gaps: [] }],
    ...over,
  };
}

export const DENIED: Gap = {
  reason: "denied",
  scope: "/subscriptions/99999999-9999-4999-8999-999999999999",
  request: "GET /subscriptions/{id}/providers/Microsoft.Storage/storageAccounts",
  needs: "Microsoft.Storage/storageAccounts/read",
  role: "Reader",
  detail: "AuthorizationFailed: the client does not have authorization to perform this action",
};

/** The right that Graph asks for, of the whole tenant. */
export const GRAPH_DENIED: Gap = {
  reason: "denied",
  scope: `/tenants/${TENANT}`,
  request: "GET /v1.0/oauth2PermissionGrants",
  needs: "Directory.Read.All",
  detail: "Authorization_RequestDenied: Insufficient privileges to complete the operation.",
};

export const NOT_REQUESTED: Gap = {
  reason: "not-requested",
  scope: `/tenants/${TENANT}`,
  request: "logs",
  detail: "no --log-workspace was given",
};

export function doorFinding(over: Partial<Finding> = {}): Finding {
  return {
    fingerprint: hash("door"),
    check: "sftp-open-door",
    title: "Anybody on the internet can write over SFTP with a password",
    severity: "critical",
    score: 92,
    confidence: 0.9,
    verdict: "act",
    ledger: [
      { factor: "sftp-write", points: 39, because: "User 'backup' may write to container 'uploads'." },
      { factor: "any-network", points: 15, because: "The account answers to every network." },
      { factor: "password", points: 12, because: "User 'backup' signs in with a password." },
      { factor: "unknown-age", points: 3, because: "Azure keeps no creation time of a local user." },
      {
        factor: "not-logged",
        points: 8,
        because: "No diagnostic setting keeps StorageRead and StorageWrite.",
      },
      {
        factor: "gate:open-door",
        points: 15,
        because: "Open network, password, write and no log are critical.",
      },
    ],
    subject: {
      type: "localUsers",
      id: `${ACCOUNT_ID}/localUsers/backup`,
      name: "backup",
      scope: `/subscriptions/${SUBSCRIPTION}`,
      scopeName: "contoso-prod",
      url: "https://portal.azure.com/#@/resource/subscriptions",
      tags: { owner: "ops", "10": "ten" },
    },
    message:
      "Local user 'backup' of 'stpartners' signs in with a password from any network and may write to 'uploads'.",
    evidence: [],
    remediation: {
      commands: [
        "az storage account local-user delete --account-name stpartners -g 'rg (prod)' --name backup",
      ],
    },
    mitre: ["T1098", "T1136.003", "MS-T809"],
    ...over,
  };
}

export function endpointFinding(over: Partial<Finding> = {}): Finding {
  return doorFinding({
    fingerprint: hash("endpoint"),
    check: "sftp-endpoint",
    title: "An SFTP endpoint is open that nobody declared",
    severity: "medium",
    score: 41,
    verdict: "track-closely",
    ledger: [
      { factor: "sftp-endpoint", points: 26, because: "SFTP is on." },
      { factor: "any-network", points: 15, because: "The account answers to every network." },
    ],
    subject: accountSubject(),
    message: "Storage account 'stpartners' serves SFTP and is not among the expected ones.",
    evidence: [logRow()],
    ...over,
  });
}

/** A row of the Activity Log. */
export function logRow(over: Partial<Evidence> = {}): Evidence {
  return {
    time: "2026-11-19T00:00:00Z",
    source: "activity-log",
    operation: "Microsoft.Storage/storageAccounts/write",
    actor: "mallory@contoso.com",
    ip: "203.0.113.9",
    userAgent: null,
    detail: "SFTP was switched on.",
    queryId: "q01",
    ...over,
  };
}

/** A secret of an application: an id of Entra, long and below another, and a page that is its owner's. */
export function secretFinding(over: Partial<Finding> = {}): Finding {
  return doorFinding({
    fingerprint: hash("secret"),
    check: "app-secret",
    title: "A privileged application signs in with a secret",
    severity: "high",
    score: 78,
    confidence: 0.92,
    verdict: "attend",
    ledger: [
      { factor: "tier-one", points: 41, because: "It holds Mail.Read of Microsoft Graph." },
      { factor: "any-network", points: 15, because: "Whoever has a credential signs in from any network." },
      { factor: "secret", points: 9, because: "It signs in with a client secret." },
      { factor: "within-30-days", points: 7, because: "The secret has been valid since 2026-11-01." },
      { factor: "unused-90-days", points: 4, because: "It last signed in on 2026-01-01." },
      { factor: "unknown-use", points: 2, because: "When it was last used was not read." },
    ],
    subject: {
      type: "credentials",
      id: `${APPLICATION}/passwordCredentials/77777777-7777-4777-8777-777777777777`,
      name: "deploy (2026)",
      scope: `/tenants/${TENANT}`,
      url: `https://portal.azure.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/${APP_ID}`,
    },
    message: "The application 'billing' holds 'Mail.Read' of every mailbox and signs in with a secret.",
    remediation: {
      commands: [
        "az ad app credential delete --id=44444444-4444-4444-8444-444444444444 --key-id=77777777-7777-4777-8777-777777777777",
      ],
    },
    mitre: ["T1098.001"],
    ...over,
  });
}

function principalSubject(): Subject {
  return {
    type: "servicePrincipals",
    id: PRINCIPAL,
    name: "billing",
    scope: `/tenants/${TENANT}`,
    url: `https://portal.azure.com/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview/objectId/55555555-5555-4555-8555-555555555555/appId/${APP_ID}`,
  };
}

function accountSubject(): Subject {
  return {
    type: "storageAccounts",
    id: ACCOUNT_ID,
    name: "stpartners",
    scope: `/subscriptions/${SUBSCRIPTION}`,
  };
}

export function check(
  id: string,
  severity: CheckResult["severity"],
  over: Partial<CheckResult> = {},
): CheckResult {
  return {
    id,
    title: `The bad state of ${id}`,
    severity,
    why: "Local users live outside Azure RBAC, and rotating the account keys does not touch them.",
    mitre: ["T1098", "T1136.003", "MS-T809"],
    references: ["https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support"],
    remediation: {
      summary: "Delete the user.",
      steps: ["Ask the owner.", "Delete it."],
      commands: ["az storage account local-user delete --account-name {storageAccounts} --name {name}"],
    },
    pass: 2,
    fail: 1,
    notApplicable: 0,
    notAssessed: 0,
    ...over,
  };
}

export function hash(text: string): string {
  return createHash("sha256").update(text.toWellFormed()).digest("hex");
}

/** The whole report as one text. */
export function renderWhole(reporter: Reporter, report: ScanReport, width = 100, color = false): string {
  return [...reporter.render(report, { color, width })].join("");
}

/** The keys that a JSON path leads to, or a failure: reading parsed JSON without assertions of type. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce((inner: unknown, key) => {
    if (typeof inner !== "object" || inner === null) throw new Error(`nothing at ${path.join(".")}`);
    return new Map<string, unknown>(Object.entries(inner)).get(String(key));
  }, value);
}

export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  if (!Array.isArray(found)) throw new Error(`no list at ${path.join(".")}`);
  return found;
}

/** An attack path of two hops beside a longer one, and the removal that ends both. */
export function pathFinding(over: Partial<Finding> = {}): Finding {
  const credential = `${APPLICATION}/federatedIdentityCredentials/f1`;
  const trust: PathHop = {
    from: credential,
    fromType: "federated-subject",
    fromName: 'subject "repo:evil/x:ref:refs/heads/main"',
    right: "federated-credential",
    to: PRINCIPAL,
    toType: "service-principal",
    toName: "deploy",
    because: 'The application "deploy" accepts its tokens.',
    proof: credential,
    scope: APPLICATION,
    source: `GET /beta${APPLICATION}/federatedIdentityCredentials`,
    eligible: false,
    conditional: false,
  };
  const role: PathHop = {
    from: PRINCIPAL,
    fromType: "service-principal",
    fromName: "deploy",
    right: "creates-local-users",
    to: ACCOUNT_ID,
    toType: "storage-account",
    toName: "stpartners",
    because: '"deploy" holds "Contributor" at the subscription.',
    proof: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/r1`,
    scope: `/subscriptions/${SUBSCRIPTION}`,
    source: `GET /subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments`,
    eligible: true,
    conditional: true,
  };
  return doorFinding({
    fingerprint: hash("path"),
    check: "can-become",
    subject: {
      type: "sftpTakeovers",
      id: `${credential}/sftpTakeover/default`,
      name: "f1",
      scope: `/tenants/${TENANT}`,
    },
    message: "Whoever signs in there can create SFTP users.",
    path: [trust, role],
    otherPaths: [[trust, { ...trust, from: PRINCIPAL, to: PRINCIPAL, right: "owns" }, role]],
    pathsOmitted: 2,
    cut: "az ad app federated-credential delete --id=44444444 --federated-credential-id=f1",
    cutEffect: { proof: credential, cutsAll: true, subjects: 3 },
    ...over,
  });
}
