import type { Severity } from "../../src/check.ts";
import type { CheckResult, Finding, Subject, VerdictWord } from "../../src/reporter.ts";

/**
 * A finding as the page holds it: every text made visible, no address that is not https, and nothing that its check
 * says already.
 */
export interface PageFinding
  extends Omit<
    Finding,
    "title" | "mitre" | "confidence" | "subject" | "remediation" | "cutEffect" | "suppressed"
  > {
  /** Which section of the page it stands in. */
  readonly list: "open" | "suppressed" | "resolved";
  /** Where it differs from the check's. */
  readonly title?: string;
  readonly mitre?: readonly string[];
  readonly commands: readonly string[];
  /** In percent. */
  readonly confidence: number;
  readonly subject: PageSubject;
  /** What the cut of an attack path does, in words, and the hops that it ends. */
  readonly cutWords?: string;
  readonly cutProof?: string;
  /** Of a suppressed one: by whom, until when and why. */
  readonly accepted?: string;
  /** Of a resolved one: how it went. */
  readonly gone?: string;
}

export interface PageSubject extends Pick<Subject, "id" | "name" | "scope" | "url" | "tags" | "groupTags"> {
  /** The list that it stands in: `storage accounts`, `local users`. */
  readonly kind: string;
  /** `contoso-prod / rg-exchange / contosouploads`. */
  readonly place: string;
}

/** What stands once for all findings. */
export interface PageFrame {
  readonly checks: readonly PageCheck[];
  /** What can be chosen: a scope in lower case and what a reader calls it, the tenant first. No two are called the same. */
  readonly scopes: readonly (readonly [scope: string, words: string])[];
  /** How many findings the islands hold in all. */
  readonly total: number;
}

export interface PageCheck extends Pick<CheckResult, "id" | "title" | "severity" | "why"> {
  readonly group: string;
  readonly summary: string;
  readonly steps: readonly string[];
  readonly references: readonly string[];
  readonly mitre: readonly string[];
}

/** What is chosen on the page, as the hash of its address keeps it. */
export interface PageState {
  readonly view: "check" | "subject";
  /** None means all. */
  readonly bands: readonly Severity[];
  readonly group: string;
  readonly scope: string;
  readonly verdict: VerdictWord | "";
  readonly baseline: "new" | "changed" | "unchanged" | "";
  readonly text: string;
  /** The fingerprint of the one in the drawer. */
  readonly finding: string;
}
