import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { assess } from "../../src/assess/assess.ts";
import { isFactorName } from "../../src/assess/score.ts";
import type { AnyCheck, Check, FactorName, Settings, Severity } from "../../src/check.ts";
import { DEFAULT_SETTINGS } from "../../src/config.ts";
import { derive, DERIVATIONS } from "../../src/derive/derive.ts";
import { emptySections, type Inventory } from "../../src/inventory/inventory.ts";
import type { Gap } from "../../src/inventory/known.ts";
import {
  type Resource,
  SECTION_NAMES,
  type SectionName,
  type Sections,
} from "../../src/inventory/sections.ts";
import type { LedgerLine } from "../../src/reporter.ts";

export type Expected =
  | "pass"
  | "not-applicable"
  | "not-assessed"
  | { readonly notAssessed: readonly Gap[] }
  | FailRow;

export interface FailRow {
  /** The whole message, or a pattern of it. */
  readonly fail: string | RegExp;
  readonly severity: Severity;
  /** All factors in the order of the ledger. */
  readonly factors: readonly FactorName[];
  /** All other lines of the ledger: caps, gates, ceilings. */
  readonly limits?: readonly LedgerLine["factor"][];
}

/** What a row gives beside its subject. */
export type Given = { readonly [K in SectionName]?: readonly Sections[K][] } & {
  readonly gaps?: { readonly [K in SectionName]?: readonly Gap[] };
  readonly settings?: Partial<Settings>;
  /** The row shows a false positive that the check knows how to avoid. */
  readonly guard?: true;
};

export type Row<S extends SectionName> = readonly [
  name: string,
  subject: Sections[S],
  expected: Expected,
  given?: Given,
];

export interface TableOptions {
  /** What every row gives unless it gives the same itself. */
  readonly given?: Given;
  /** A user's check: it needs no typical case. */
  readonly custom?: true;
}

/**
 * Runs a check over a table through the real engine, derived sections included.
 * @throws Error while tests are collected, where the table would let a broken check through
 */
export function checkTable<S extends SectionName, I extends SectionName, E extends SectionName>(
  check: Check<S, I, E>,
  rows: readonly Row<S>[],
  { given = {}, custom }: TableOptions = {},
): void {
  const runs = rows.map((row) => runRow(check, row, given));
  const faults = [
    ...tableFaults(runs, check.subject),
    ...runs.flatMap(runFaults),
    ...typicalFaults(check, runs, custom),
  ];
  if (faults.length > 0) throw new Error(`${check.id}: weak table\n- ${faults.join("\n- ")}`);

  describe(`check ${check.id}`, () => {
    test.each(rows.map((row) => ({ name: row[0], row })))("$name", ({ row }) => {
      const { actual, expected } = compareRow(check, row, given);
      expect(actual).toEqual(expected);
    });
  });
}

/** How a row ended, and how it should have: equal where the check does what the row says. */
export function compareRow(
  check: AnyCheck,
  row: Row<SectionName>,
  given: Given = {},
): { readonly actual: object; readonly expected: object } {
  const { actual, expected } = runRow(check, row, given);
  return { actual, expected: actualOf(expected) };
}

/** How a subject ended, in the words of a row. */
type Actual =
  | { readonly outcome: "pass" | "not-applicable" }
  | { readonly outcome: "not-assessed"; readonly gaps: unknown }
  | {
      readonly outcome: "fail";
      readonly message: unknown;
      readonly severity: Severity;
      readonly factors: readonly string[];
      readonly limits: readonly string[];
    };

interface Run {
  readonly name: string;
  readonly given: unknown;
  readonly guard: boolean;
  readonly expected: Expected;
  readonly actual: Actual;
  /** Everything that the finding says to a reader. */
  readonly texts: readonly string[];
  /** The check's own fault, where it threw. */
  readonly thrown: string | undefined;
}

function runRow(check: AnyCheck, [name, subject, expected, row = {}]: Row<SectionName>, given: Given): Run {
  const { guard = false, settings = {}, gaps = {}, ...items } = { ...given, ...row };
  const inventory = deepFreeze(inventoryOf(check.subject, subject, items, gaps));
  const { findings, notAssessed, checks } = assess(
    inventory,
    [onlyOf(check, subject)],
    deepFreeze({ ...DEFAULT_SETTINGS, ...settings }),
  );
  const [finding] = findings;
  // An entry without a subject speaks of the section's own list.
  const open = notAssessed.find((entry) => entry.subject !== undefined);
  const lines = finding?.ledger.map((line) => line.factor) ?? [];
  const actual: Actual =
    finding !== undefined
      ? {
          outcome: "fail",
          message: finding.message,
          severity: finding.severity,
          factors: lines.filter(isFactorName),
          limits: lines.filter((line) => !isFactorName(line)),
        }
      : open !== undefined
        ? { outcome: "not-assessed", gaps: open.gaps }
        : { outcome: checks[0]?.pass === 1 ? "pass" : "not-applicable" };
  return {
    name,
    given: { subject, items, gaps, settings },
    guard,
    expected,
    actual,
    texts: [
      ...(finding === undefined ? [] : [finding.message, ...finding.remediation.commands]),
      ...(finding?.ledger.map((line) => line.because) ?? []),
    ],
    thrown: open?.gaps.find((gap) => gap.request === `check ${check.id}`)?.detail,
  };
}

/** Others of the subject's section are there to be looked up, and not judged. */
function onlyOf(check: AnyCheck, { id }: Resource): AnyCheck {
  const matches = (item: Resource): boolean => item.id === id && check.matches?.(item as never) !== false;
  return { ...check, matches };
}

function inventoryOf(
  section: SectionName,
  subject: Resource,
  items: { readonly [K in SectionName]?: readonly Sections[K][] },
  gaps: { readonly [K in SectionName]?: readonly Gap[] },
): Inventory {
  const given = Object.fromEntries(
    SECTION_NAMES.map((name) => {
      const isSilent = items[name] === undefined && gaps[name] === undefined;
      const asked = gaps[name] ?? (isSilent && NOT_READ.has(name) ? [notRead(name)] : []);
      return [name, { items: items[name] ?? [], gaps: asked }];
    }),
  );
  const others: readonly Resource[] = (items[section] ?? []).filter(({ id }) => id !== subject.id);
  const own = { [section]: { items: [subject, ...others], gaps: gaps[section] ?? [] } };
  // A row may say what follows from the rest in place of the derivation.
  const told = Object.fromEntries(
    SECTION_NAMES.filter((name) => DERIVED.has(name) && items[name] !== undefined).map((name) => [
      name,
      { items: items[name] ?? [], gaps: gaps[name] ?? [] },
    ]),
  );
  const collectedAt = "2026-01-01T00:00:00.000Z";
  const derived = derive({ collectedAt, sections: { ...emptySections(), ...given, ...own } });
  return { collectedAt, sections: { ...derived.sections, ...told, ...own } };
}

const DERIVED: ReadonlySet<SectionName> = new Set(DERIVATIONS.map(({ section }) => section));

/** Sections whose emptiness says much: where a row is silent about them, they were not read. */
const NOT_READ: ReadonlySet<SectionName> = new Set([
  "blobDiagnosticSettings",
  "subscriptionDiagnosticSettings",
  "managementGroupDiagnosticSettings",
  "entraDiagnosticSettings",
  "localUserHistory",
  "sftpUses",
]);

function notRead(name: SectionName): Gap {
  return { reason: "not-requested", scope: "/", request: `section ${name}` };
}

function actualOf(expected: Expected): object {
  if (typeof expected === "string") {
    const gaps = expected === "not-assessed" ? { gaps: expect.anything() } : {};
    return { outcome: expected, ...gaps };
  }
  if ("notAssessed" in expected) return { outcome: "not-assessed", gaps: expected.notAssessed };
  const { fail, limits = [], ...rest } = expected;
  const message = typeof fail === "string" ? fail : expect.stringMatching(fail);
  return { outcome: "fail", message, limits, ...rest };
}

function outcomeOf(expected: Expected): string {
  if (typeof expected === "string") return expected;
  return "notAssessed" in expected ? "not-assessed" : "fail";
}

/**
 * What logs tell is a finding by being there: what is harmless is no incident, which the derivation's own tests show, and
 * what was not read is told beside the section. A guard lowers it.
 */
const INCIDENTS: ReadonlySet<SectionName> = new Set([
  "sftpAccountChanges",
  "sftpLoginAnomalies",
  "sftpTransferAnomalies",
  "registrationChains",
  "credentialAdditions",
  "consentEvents",
  "guardRailChanges",
  "signInAnomalies",
  "keyPushes",
]);

function tableFaults(runs: readonly Run[], subject: SectionName): string[] {
  const isIncident = INCIDENTS.has(subject);
  const outcomes = runs.map((run) => outcomeOf(run.expected));
  const wanted = isIncident ? ["fail"] : ["pass", "fail", "not-assessed"];
  const missing = wanted.filter((outcome) => !outcomes.includes(outcome));
  const guarded = runs.some(
    (run) => run.guard && (outcomeOf(run.expected) !== "fail" || (isIncident && isLowered(run.expected))),
  );
  const twins = runs.flatMap((run, at) =>
    runs
      .slice(0, at)
      .filter((other) => other.name === run.name || isDeepStrictEqual(other.given, run.given))
      .map((other) => `"${run.name}" repeats "${other.name}"`),
  );
  return [
    ...missing.map((outcome) => `no row expects "${outcome}"`),
    ...(guarded ? [] : ["no row guards against a false positive"]),
    ...twins,
  ];
}

function isLowered(expected: Expected): boolean {
  return (
    typeof expected === "object" &&
    "limits" in expected &&
    (expected.limits ?? []).some((line) => line.startsWith("ceiling:"))
  );
}

function runFaults({ name, texts, thrown }: Run): string[] {
  const careless = texts.filter((text) => /\b(?:undefined|null|NaN)\b|\[object/.test(text));
  return [
    ...(thrown === undefined ? [] : [`"${name}": ${thrown}`]),
    ...careless.map((text) => `"${name}" says: ${text}`),
  ];
}

function typicalFaults(check: AnyCheck, runs: readonly Run[], custom: true | undefined): string[] {
  const { typical } = check;
  if (typical === undefined) return custom ? [] : ["a built-in check has a typical case"];
  const shown = runs.flatMap(({ expected }) =>
    typeof expected === "object" && "factors" in expected ? [expected.factors] : [],
  );
  const unseen = typical.filter((factor) => !shown.flat().includes(factor));
  return [
    ...unseen.map((factor) => `no row shows "${factor}", which the typical case names`),
    ...(custom || shown.some((factors) => isDeepStrictEqual(factors, typical))
      ? []
      : ["no row has the factors of the typical case"]),
  ];
}

/** A check that writes to what it is given throws, and the table is refused. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
