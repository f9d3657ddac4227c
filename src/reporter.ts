import type { CheckMeta, FactorName, MitreId, Remediation, Severity } from "./check.ts";
import type { Gap } from "./inventory/known.ts";
import type {
  IncidentState,
  LogRow,
  PathNodeKind,
  PathRight,
  QueryId,
  SectionName,
} from "./inventory/sections.ts";

/**
 * A format: a pure function of the report. Everything in the report is sorted, scored and free of secrets; text
 * that comes from Azure is hostile still, and escaping it is the format's own work (`reports/text/`).
 */
export interface Reporter {
  /** The word after `-o`, equal to the file name. */
  readonly name: string;
  readonly extension: `.${string}`;
  /** Chunks, so that a report of 100,000 findings is never one string. The command line writes them. */
  render(report: ScanReport, context: RenderContext): Iterable<string>;
}

/** What a format may know of where it is written to. Formats for files ignore it. */
export interface RenderContext {
  /** True where a person looks at it and escape sequences for color are welcome. */
  readonly color: boolean;
  /** Columns of the terminal, or 80 to 100 where there is none. */
  readonly width: number;
  /** Where the project's files are read on the web: https, ends with a slash, stands before `docs/checks/…`. */
  readonly guides?: string | undefined;
}

export function defineReporter(reporter: Reporter): Reporter {
  return reporter;
}

/** report.json, schema version 1: `schemas/report.schema.json`. Additions keep the version, consumers ignore what they do not know. */
export interface ScanReport {
  readonly schemaVersion: "1";
  readonly tool: { readonly name: string; readonly version: string; readonly scoreModel: number };
  readonly scan: Scan;
  readonly summary: Summary;
  /** By score from the highest, then by check and subject. */
  readonly findings: readonly Finding[];
  readonly notAssessed: readonly NotAssessed[];
  /** In the baseline and not found any more, or not looked at again, which `reread` tells. */
  readonly resolved: readonly ResolvedFinding[];
  readonly checks: readonly CheckResult[];
  readonly coverage: readonly Coverage[];
  readonly known: KnownInventory;
  /** What the baseline was, and how the findings stand to it; absent without one. */
  readonly baseline?: BaselineSummary;
  /** Suppressions of foothold.yml that ran out, and those that nothing met. */
  readonly suppressions?: { readonly expired: readonly string[]; readonly unused: readonly string[] };
}

/** A finding of the baseline as it was told then. */
export interface ResolvedFinding extends Finding {
  /**
   * False where the subject, or what the check needs of it, was not read this time: nobody knows, and it is carried over.
   * An event that has left the window of the logs is aged out, which is no resolution either.
   */
  readonly reread: boolean;
  readonly agedOut?: true;
}

export interface BaselineSummary {
  readonly collectedAt: string;
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Those that were looked at again and are gone. */
  readonly resolved: number;
  /** Those that nobody could look at again. */
  readonly carriedOver: number;
  /** Events that have left the window of the logs. */
  readonly agedOut?: number;
  /**
   * True where the baseline saw all of the same selection, or carries over what it did not see from one that did: then
   * nothing that may be open is missing here, read again or carried over. Reports of before lack it.
   */
  readonly whole?: boolean;
  /**
   * Subscriptions, by GUID, that the baseline or one before it listed, and this scan does not:
   * something may be carried over for want of them. Absent where there are none.
   */
  readonly unlisted?: readonly string[];
}

export interface Suppressed {
  readonly reason: string;
  readonly owner: string;
  /** ISO 8601 date, the last day on which it holds. */
  readonly expires?: string;
}

export interface Scan {
  /** ISO 8601, as all times of the report. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly collectedAt: string;
  /** public, usgov, china, or the host of a custom cloud. */
  readonly cloud: string;
  readonly tenantId: string;
  /** From Graph's organization; null where it was not read. */
  readonly tenantName: string | null;
  /** Who looked. Ids only, never a token. */
  readonly principal: Principal;
  readonly scope: ScanScope;
  /** Those that were listed, by GUID: what lies in another was not looked at. Reports of before lack it. */
  readonly subscriptions?: readonly string[];
  /** From when on logs were asked for, and of which Log Analytics workspaces. */
  readonly logs: { readonly since: string; readonly workspaces: readonly string[] };
  /** False where something asked for was not read. */
  readonly complete: boolean;
}

export interface Principal {
  readonly tenantId: string;
  readonly objectId: string | null;
  readonly applicationId: string | null;
}

export interface ScanScope {
  /** The subscriptions asked for by name; empty means all that the principal can see. */
  readonly subscriptions: readonly string[];
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** Those whose subscriptions alone were read; absent where nobody named one. */
  readonly managementGroups?: readonly string[];
  /** The part of a divided scan, counted from 1; absent for a whole one, and where all parts were merged. */
  readonly shard?: { readonly index: number; readonly count: number };
}

export interface Summary {
  /** Those that are not suppressed. */
  readonly findings: Readonly<Record<Severity, number>>;
  /** How many findings are suppressed. */
  readonly suppressed?: number;
  readonly verdicts: Readonly<Record<VerdictWord, number>>;
  /** Subjects of all checks; the four add up to `subjects`. */
  readonly subjects: number;
  readonly pass: number;
  readonly fail: number;
  readonly notApplicable: number;
  readonly notAssessed: number;
  readonly requests: number;
}

export type VerdictWord = "act" | "attend" | "track-closely" | "track";

/** A line of the score. The points of all lines add up to the score. */
export interface LedgerLine {
  readonly factor: FactorName | `cap:${string}` | `gate:${string}` | `ceiling:${Severity}` | "bounds";
  readonly points: number;
  readonly because: string;
}

export interface Subject {
  readonly type: SectionName;
  /** The ARM id as Azure spells it, or an Entra path. */
  readonly id: string;
  readonly name: string;
  /** The subscription or tenant it lies in. */
  readonly scope: string;
  /** The display name of the subscription, or of the application that a secret, an owner or a permission lies on. */
  readonly scopeName?: string;
  /** The page of the portal that shows it, or what it lies on; a tenant and its policies have none. */
  readonly url?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Of the resource group that it lies in. */
  readonly groupTags?: Readonly<Record<string, string>>;
}

/** A row of a log. What the log does not name is null. */
export type Evidence = LogRow;

export interface Finding {
  /** SHA-256 over check, lower-cased subject id and key: it survives a change of name. */
  readonly fingerprint: string;
  readonly check: string;
  readonly title: string;
  readonly severity: Severity;
  /** 0 to 100. */
  readonly score: number;
  /** 0 to 1: the share of the scale that rests on what was read. */
  readonly confidence: number;
  readonly verdict: VerdictWord;
  readonly ledger: readonly LedgerLine[];
  readonly subject: Subject;
  readonly message: string;
  /** What logs tell of it, by time; fifty rows at most. */
  readonly evidence: readonly Evidence[];
  /** How many rows more there are. */
  readonly evidenceOmitted?: number;
  /** Of an event: when it was done. ISO 8601. */
  readonly occurred?: { readonly first: string; readonly last: string };
  /** Of an event: what it made or changed, and whether that is still there. */
  readonly states?: readonly IncidentState[];
  /** What finds more in a Log Analytics workspace: of the query pack, with the subject's ids filled in. */
  readonly query?: { readonly id: QueryId; readonly text: string };
  /** Filled in and quoted for a POSIX shell; the summary and the steps stand once, in `checks`. */
  readonly remediation: Pick<Remediation, "commands">;
  readonly mitre: readonly MitreId[];
  /** Against the baseline; absent without one. `changed` means another band or other facts in the message. */
  readonly baseline?: "new" | "changed" | "unchanged";
  /** Accepted in foothold.yml: it stays in the report, and out of SARIF and of the exit code. */
  readonly suppressed?: Suppressed;
  /** Of an attack path: the shortest way, hop by hop. */
  readonly path?: readonly PathHop[];
  /** Two more at most, no shorter than the first. */
  readonly otherPaths?: readonly (readonly PathHop[])[];
  /** How many more were counted. */
  readonly pathsOmitted?: number;
  /**
   * The one removal that ends the most paths: a command, filled in and quoted for a POSIX shell, or a comment of a shell
   * that says what to do where no command does it.
   */
  readonly cut?: string;
  readonly cutEffect?: CutEffect;
}

/** One step of an attack path. It holds as long as what proves it stands. */
export interface PathHop {
  /** The ARM id or an Entra path. */
  readonly from: string;
  readonly fromType: PathNodeKind;
  readonly fromName: string;
  readonly right: PathRight;
  readonly to: string;
  readonly toType: PathNodeKind;
  readonly toName: string;
  /** Why it works. */
  readonly because: string;
  /** The id of what was read that proves it: an assignment, an ownership, a credential. */
  readonly proof: string;
  /** Where that holds. */
  readonly scope: string;
  /** The request that told it. */
  readonly source: string;
  /** Must be activated first. */
  readonly eligible: boolean;
  /** A condition narrows it. */
  readonly conditional: boolean;
}

export interface CutEffect {
  /** The id of what is removed. */
  readonly proof: string;
  /** True where nothing of what was read leads there any more without it. */
  readonly cutsAll: boolean;
  /** On the paths of how many subjects it lies. */
  readonly subjects: number;
}

export interface NotAssessed {
  readonly check: string;
  /** Absent where the subjects themselves could not be listed. */
  readonly subject?: Subject;
  readonly gaps: readonly Gap[];
  /** How many more there are: `coverage` lists every gap, and thousands of subjects can lack the same thousands of answers. */
  readonly gapsOmitted?: number;
}

/** What a format needs to explain a check, and how its subjects ended. The four counts add up to the subjects. */
export interface CheckResult extends Omit<CheckMeta, "typical"> {
  /** The folder of a built-in check (storage, apps, ...), `custom` for a user's own: what `--only` and `--skip` take as well. */
  readonly group?: string;
  readonly pass: number;
  readonly fail: number;
  readonly notApplicable: number;
  readonly notAssessed: number;
}

/** The completeness ledger of one section. */
export interface Coverage {
  readonly section: SectionName;
  readonly items: number;
  readonly requests: number;
  readonly pages: number;
  readonly retries: number;
  /** Of a log: when its oldest row was written, which is how far back was seen. ISO 8601. */
  readonly oldest?: string;
  readonly gaps: readonly Gap[];
}

/** What an auditor asks for, and what the next scan compares against. */
export interface KnownInventory {
  readonly localUsers: readonly KnownLocalUser[];
  readonly credentials: readonly KnownCredential[];
  readonly grants: readonly KnownGrant[];
}

/** A way to sign in as an application. Never the secret itself, which Entra does not tell. */
export interface KnownCredential {
  /** `/applications/{objectId}` or `/servicePrincipals/{objectId}`. */
  readonly owner: string;
  /** Of a federated credential, its own id. */
  readonly keyId: string;
  readonly kind: CredentialKind;
  /** Found as added since the baseline: for the next scan it is that still, until a scan without a baseline takes it in. */
  readonly unclaimed?: true;
  /** ISO 8601; null where there is none, as of every federated credential. */
  readonly start: string | null;
  readonly end: string | null;
  readonly firstSeen: string;
}

export type CredentialKind = "password" | "certificate" | "symmetric-key" | "federated";

/** An application permission that a principal holds, or delegated ones that were consented to. */
export interface KnownGrant {
  /** `/servicePrincipals/{objectId}/appRoleAssignments/{id}` or `/oauth2PermissionGrants/{id}`. */
  readonly id: string;
  /** `/servicePrincipals/{objectId}` of the one that holds it. */
  readonly client: string;
  /** `/servicePrincipals/{objectId}` of the API. */
  readonly resource: string;
  readonly firstSeen: string;
}

export interface KnownLocalUser {
  /** ARM id of the storage account. */
  readonly account: string;
  readonly name: string;
  /** Null where it could not be read; a new sid under an old name is a user made anew. */
  readonly sid: string | null;
  /** Null where one of the kinds could not be read. */
  readonly keyKinds: readonly KeyKind[] | null;
  /** For example `rwl:blob/uploads`; null where they could not be read. */
  readonly scopes: readonly string[] | null;
  /** ISO 8601: when foothold saw it first, the time of this scan where there is no baseline. */
  readonly firstSeen: string;
  /**
   * Found as unknown, or as made anew under a known name: a report that says so is no acceptance, and for the next scan
   * it is that still, until the settings expect it or a scan without a baseline takes it in.
   */
  readonly unclaimed?: "unknown" | "made-anew";
}

export type KeyKind = "password" | "ssh-key" | "shared-key";
