import type { Factor, FactorName } from "./inventory/factors.ts";
import type { Slice } from "./inventory/inventory.ts";
import type { Gap } from "./inventory/known.ts";
import type { Incident, QueryId, SectionName, Sections, Ways } from "./inventory/sections.ts";

/** The bands of a score: 90 critical, 70 high, 40 medium, 1 low, 0 info. */
export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** A guard that lowers a finding to the top of a band, whatever its factors add up to. */
export interface Ceiling {
  readonly band: Severity;
  readonly because: string;
}

/**
 * Values for placeholders that the subject's id does not hold, by the placeholder's name. A list makes one command of
 * each of its values: `{appRoleAssignments}` with two ids removes both.
 */
export type Fill = Readonly<Record<string, string | readonly string[]>>;

/** What a check concludes about one subject. Exactly one for each subject. */
export type Verdict =
  | { readonly outcome: "pass"; readonly message: string }
  | {
      readonly outcome: "fail";
      /** One sentence with the values quoted. */
      readonly message: string;
      readonly factors: readonly Factor[];
      readonly key?: string;
      readonly ceiling?: Ceiling;
      readonly fill?: Fill;
      readonly ways?: Ways;
      readonly incident?: Incident;
    }
  | { readonly outcome: "not-applicable"; readonly message: string }
  | { readonly outcome: "not-assessed"; readonly gaps: readonly Gap[] };

/** A tactic-independent technique id: MITRE ATT&CK (`T1098.001`) or Microsoft's Threat Matrix for Storage (`MS-T809`). */
export type MitreId = `T${number}` | `T${number}.${number}` | `MS-T${number}`;

export interface Remediation {
  readonly summary: string;
  /** Each starts with a verb. */
  readonly steps: readonly string[];
  /**
   * Commands for a POSIX shell. `{id}`, `{name}` and `{type}` placeholders (`{storageAccounts}` is the segment
   * behind `/storageAccounts/` in the subject's id) are filled in and quoted by the engine, never by the check.
   */
  readonly commands: readonly string[];
}

export interface CheckMeta {
  /** Kebab case, equal to the file name. Never renamed, never reused. */
  readonly id: string;
  /** The bad state as a statement, without a full stop. */
  readonly title: string;
  /** The typical one: a finding's own severity is the band of its score. */
  readonly severity: Severity;
  /** What follows for the one who owns the subject. */
  readonly why: string;
  readonly mitre: readonly MitreId[];
  readonly references: readonly `https://${string}`[];
  readonly remediation: Remediation;
  /** Of the query pack: what an investigator runs next. Findings carry the first with their subject's ids filled in. */
  readonly queries?: readonly QueryId[];
  /** The factors of the typical finding. Every built-in check has them: a gate holds their score against `severity`. */
  readonly typical?: readonly FactorName[];
}

/** What an organization says of itself in foothold.yml; `config.ts` holds the schema and the defaults. */
export interface Settings {
  readonly expected: {
    /** Accounts that are meant to serve SFTP: names or ARM ids, `*` matches any run of characters. */
    readonly sftp: readonly string[];
    /** Local users that are meant to be there: `account/user`, `*` matches any run of characters. */
    readonly localUsers: readonly string[];
  };
  /** Containers that no local user should reach, beside Azure's own: names, `*` matches any run of characters. */
  readonly sensitiveContainers: readonly string[];
  readonly github: {
    /** Organizations and users on GitHub whose workflows are the tenant's own. */
    readonly organizations: readonly string[];
  };
  /** Issuers of federated credentials that are known: URLs, `*` matches any run of characters. */
  readonly issuers: readonly string[];
  /** Mail clients that may hold offline access to mail: appIds. */
  readonly mailClients: readonly string[];
  readonly automation: {
    /** Pipelines that register applications and grant them permissions: object ids or appIds of their service principals. */
    readonly principals: readonly string[];
  };
  /** Addresses of the organization, beside the trusted named locations of the tenant: IPv4 and IPv6 ranges (CIDR). */
  readonly trustedRanges: readonly string[];
  /** Judges changes from trusted addresses as well. `--any-ip` */
  readonly anyIp: boolean;
  /** Emergency accounts: object ids. */
  readonly breakGlass: readonly string[];
  /** Judges members of the tenant and their groups as well where Azure roles lead to SFTP users; else only what is no member. */
  readonly allPrincipals: boolean;
  readonly days: {
    /** An application or credential that is unused for longer is dormant. */
    readonly dormant: number;
    /** A credential or permission that is younger counts as new. */
    readonly recent: number;
  };
}

/** Findings that somebody accepts, in foothold.yml. At least one of `subject` and `fingerprint` is there. */
export interface Suppression {
  readonly check: string;
  /** Of subject ids: `*` matches any run of characters, and case does not count. */
  readonly subject?: string;
  readonly fingerprint?: string;
  readonly reason: string;
  readonly owner: string;
  /** ISO 8601 date, the last day on which it holds. */
  readonly expires?: string;
}

export interface CheckContext {
  /** When the evidence was collected. Checks never read the clock. */
  readonly now: Date;
  readonly settings: Settings;
}

export interface Check<
  S extends SectionName = SectionName,
  I extends SectionName = SectionName,
  E extends SectionName = SectionName,
> extends CheckMeta {
  /** One verdict for every item of this section. */
  readonly subject: S;
  /** Looked up to decide. A gap there that concerns the subject makes it not assessed before `evaluate` is called. */
  readonly inputs?: readonly I[];
  /**
   * May be incomplete, which `gapsAt` tells: looked up to explain or to score, or where one thing found decides and
   * only its absence needs the whole list.
   */
  readonly enrich?: readonly E[];
  /** Narrows the subjects; what it drops counts as not applicable. */
  matches?(subject: Sections[S]): boolean;
  /** Pure and synchronous: no I/O, no clock, no randomness. A throw costs this one verdict, never the scan. */
  evaluate(subject: Sections[S], slice: Slice<I | E>, context: CheckContext): Verdict;
}

/** What the engine holds: a check whose type parameters have been forgotten. */
export interface AnyCheck extends CheckMeta {
  readonly subject: SectionName;
  readonly inputs?: readonly SectionName[];
  readonly enrich?: readonly SectionName[];
  matches?(subject: never): boolean;
  evaluate(subject: never, slice: never, context: CheckContext): Verdict;
}

/** Identity at run time: it exists so that `subject`, `inputs` and `enrich` type the arguments of `evaluate`. */
export function defineCheck<
  const S extends SectionName,
  const I extends SectionName = never,
  const E extends SectionName = never,
>(check: Check<S, I, E>): Check<S, I, E> {
  return check;
}

export function pass(message: string): Verdict {
  return { outcome: "pass", message };
}

/**
 * @param options.key the finding's own key in its fingerprint, where one subject can fail one check in several ways
 * @param options.ceiling a guard that lowers the finding; it becomes a line of the ledger
 * @param options.fill values for the placeholders of the commands
 * @param options.incident what logs tell of it: its rows become the finding's evidence, and what it left behind is named
 * @param options.ways the attack paths behind it, which the report shows hop by hop with the one removal that cuts most
 */
export function fail(
  message: string,
  factors: readonly Factor[],
  options: {
    readonly key?: string;
    readonly ceiling?: Ceiling | undefined;
    readonly fill?: Fill | undefined;
    readonly ways?: Ways | undefined;
    readonly incident?: Incident | undefined;
  } = {},
): Verdict {
  const { key, ceiling, fill, ways, incident } = options;
  return {
    outcome: "fail",
    message,
    factors,
    ...(key === undefined ? {} : { key }),
    ...(ceiling === undefined ? {} : { ceiling }),
    ...(fill === undefined ? {} : { fill }),
    ...(ways === undefined ? {} : { ways }),
    ...(incident === undefined ? {} : { incident }),
  };
}

export function notApplicable(message: string): Verdict {
  return { outcome: "not-applicable", message };
}

export function notAssessed(...gaps: readonly [Gap, ...Gap[]]): Verdict {
  return { outcome: "not-assessed", gaps };
}

export { type Factor, type FactorName, factor } from "./inventory/factors.ts";
