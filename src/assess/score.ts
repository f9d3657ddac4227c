import { type Ceiling, type Factor, type FactorName, SEVERITIES, type Severity } from "../check.ts";
import type { LedgerLine, VerdictWord } from "../reporter.ts";

/** Bump when a number below changes: scores compare only within one model. */
export const SCORE_MODEL = 4;

type Group =
  | "impact"
  | "exposure"
  | "credential"
  | "recency"
  | "dormancy"
  | "logging"
  | "evidence"
  | "novelty"
  | "mitigation";

/** The most that a group can give; mitigations give nothing, they take. */
const CAPS: Readonly<Record<Group, number>> = {
  impact: 45,
  exposure: 15,
  credential: 12,
  recency: 10,
  dormancy: 6,
  logging: 8,
  evidence: 15,
  novelty: 7,
  mitigation: 0,
};

interface Weight {
  readonly group: Group;
  readonly points: number;
  /** The fact could not be read: the points are an estimate, and confidence falls by the group's cap. */
  readonly unknown?: true;
}

const WEIGHTS: Readonly<Record<FactorName, Weight>> = {
  "tier-zero": { group: "impact", points: 45 },
  "tier-one": { group: "impact", points: 41 },
  "tier-two": { group: "impact", points: 16 },
  "tier-three": { group: "impact", points: 5 },
  "sftp-takeover": { group: "impact", points: 45 },
  "sftp-write": { group: "impact", points: 39 },
  "sftp-read": { group: "impact", points: 26 },
  "sftp-endpoint": { group: "impact", points: 16 },
  "sftp-unknown-right": { group: "impact", points: 26, unknown: true },
  "sensitive-container": { group: "impact", points: 14 },
  "weak-setting": { group: "impact", points: 8 },
  "tenant-control": { group: "impact", points: 45 },
  "unknown-privilege": { group: "impact", points: 16, unknown: true },
  "trusted-name": { group: "impact", points: 41 },
  "redirect-takeover": { group: "impact", points: 43 },
  "token-leak": { group: "impact", points: 26 },
  "tenant-setting": { group: "impact", points: 26 },
  "open-consent": { group: "impact", points: 45 },
  "long-lived-secret": { group: "impact", points: 26 },
  "endless-secret": { group: "impact", points: 41 },
  "foreign-trust": { group: "impact", points: 43 },
  "plants-sftp-users": { group: "impact", points: 43 },
  "controls-sftp-account": { group: "impact", points: 45 },
  "grants-itself-rights": { group: "impact", points: 45 },
  "unlogged-logins": { group: "impact", points: 43 },
  "unlogged-control-plane": { group: "impact", points: 34 },
  "unlogged-directory": { group: "impact", points: 45 },
  "changeable-logs": { group: "impact", points: 30 },
  "unscanned-uploads": { group: "impact", points: 43 },
  "public-uploads": { group: "impact", points: 45 },
  "bypasses-key-ban": { group: "impact", points: 43 },
  "entra-data-access": { group: "impact", points: 16 },
  "sftp-account-changed": { group: "impact", points: 41 },
  "sftp-login-forced": { group: "impact", points: 43 },
  "sftp-data-moved": { group: "impact", points: 41 },
  "application-planted": { group: "impact", points: 45 },
  "credential-planted": { group: "impact", points: 41 },
  "permission-consented": { group: "impact", points: 41 },
  "guard-rail-lowered": { group: "impact", points: 43 },
  "unusual-sign-in": { group: "impact", points: 30 },
  "key-pushed": { group: "impact", points: 34 },
  "any-network": { group: "exposure", points: 15 },
  "selected-networks": { group: "exposure", points: 10 },
  "private-network": { group: "exposure", points: 0 },
  "unknown-network": { group: "exposure", points: 6, unknown: true },
  "foreign-owner": { group: "exposure", points: 15 },
  "every-user": { group: "exposure", points: 15 },
  "privileged-user": { group: "exposure", points: 15 },
  guest: { group: "exposure", points: 15 },
  "few-users": { group: "exposure", points: 11 },
  "openable-network": { group: "exposure", points: 10 },
  "outside-address": { group: "exposure", points: 15 },
  "unknown-address": { group: "exposure", points: 6, unknown: true },
  "trusted-address": { group: "exposure", points: 0 },
  password: { group: "credential", points: 12 },
  "ssh-key": { group: "credential", points: 6 },
  "no-credential": { group: "credential", points: 0 },
  "unknown-credential": { group: "credential", points: 6, unknown: true },
  "service-principal-credential": { group: "credential", points: 12 },
  "foreign-credential": { group: "credential", points: 12 },
  "broad-federation": { group: "credential", points: 12 },
  "refresh-token": { group: "credential", points: 12 },
  "mintable-credential": { group: "credential", points: 12 },
  secret: { group: "credential", points: 9 },
  "consent-only": { group: "credential", points: 9 },
  "weak-ssh-key": { group: "credential", points: 12 },
  "shared-ssh-key": { group: "credential", points: 9 },
  "shared-key": { group: "credential", points: 9 },
  certificate: { group: "credential", points: 6 },
  "federated-credential": { group: "credential", points: 2 },
  "managed-identity": { group: "credential", points: 2 },
  "within-7-days": { group: "recency", points: 10 },
  "within-30-days": { group: "recency", points: 7 },
  "within-90-days": { group: "recency", points: 4 },
  "unknown-age": { group: "recency", points: 3, unknown: true },
  "never-used": { group: "dormancy", points: 6 },
  "unused-90-days": { group: "dormancy", points: 4 },
  "unknown-use": { group: "dormancy", points: 2, unknown: true },
  "not-logged": { group: "logging", points: 8 },
  "partly-logged": { group: "logging", points: 4 },
  "unknown-logging": { group: "logging", points: 4, unknown: true },
  "evidence-chain": { group: "evidence", points: 15 },
  "evidence-event": { group: "evidence", points: 8 },
  "event-without-state": { group: "evidence", points: 0 },
  "unknown-evidence": { group: "evidence", points: 0, unknown: true },
  "new-since-baseline": { group: "novelty", points: 7 },
  "changed-since-baseline": { group: "novelty", points: 4 },
  disabled: { group: "mitigation", points: -30 },
  "sftp-off": { group: "mitigation", points: -20 },
  "eligible-only": { group: "mitigation", points: -8 },
  "restricted-secrets": { group: "mitigation", points: -5 },
  "verified-publisher": { group: "mitigation", points: -6 },
  "drop-only": { group: "mitigation", points: -9 },
  conditional: { group: "mitigation", points: -8 },
  "long-path": { group: "mitigation", points: -6 },
};

/** The lowest score of each band. */
const BAND_FLOOR: Readonly<Record<Severity, number>> = {
  critical: 90,
  high: 70,
  medium: 40,
  low: 1,
  info: 0,
};

/** The highest score of each band. */
const BAND_TOP: Readonly<Record<Severity, number>> = {
  critical: 100,
  high: 89,
  medium: 69,
  low: 39,
  info: 0,
};

export interface Score {
  readonly score: number;
  readonly severity: Severity;
  /** 0 to 1: one less what the groups whose facts could not be read could give at most, in hundredths. */
  readonly confidence: number;
  readonly verdict: VerdictWord;
  /** The points of all lines add up to `score`. */
  readonly ledger: readonly LedgerLine[];
}

/** The score of a finding, 0 to 100, with the lines an auditor can add up by hand. */
export function score(factors: readonly Factor[], ceiling?: Ceiling): Score {
  const ledger: LedgerLine[] = factors
    .map(({ name, because }) => ({ factor: name, points: WEIGHTS[name].points, because }))
    .sort((a, b) => rank(a.factor) - rank(b.factor) || b.points - a.points || compare(a.because, b.because));
  const names = new Set(factors.map((factor) => factor.name));

  for (const [group, cap] of Object.entries(CAPS)) {
    const over = groupPoints(factors, group) - cap;
    if (over > 0)
      ledger.push({
        factor: `cap:${group}`,
        points: -over,
        because: `The ${group} group gives ${cap} at most.`,
      });
  }
  settle(ledger, "bounds", 0, 100, "A score lies between 0 and 100.");
  settleGates(ledger, factors, names);
  if (ceiling !== undefined) {
    settle(ledger, `ceiling:${ceiling.band}`, 0, BAND_TOP[ceiling.band], ceiling.because);
  }

  const total = sum(ledger);
  return {
    score: total,
    severity: bandOf(total),
    confidence: confidenceOf(factors),
    verdict: verdictOf(bandOf(total), names),
    ledger,
  };
}

/** Gates: limits that follow from what a finding is and not from a sum. Floors first, so that a cap has the last word. */
function settleGates(ledger: LedgerLine[], factors: readonly Factor[], names: ReadonlySet<FactorName>): void {
  const mitigated = factors.some(({ name }) => WEIGHTS[name].points < 0);
  if (names.has("tier-zero") && !mitigated) {
    settle(
      ledger,
      "gate:tier-zero",
      BAND_FLOOR.high,
      100,
      "Control of the tenant without any mitigation is at least high.",
    );
  }
  if (names.has("tenant-control")) {
    const because = mitigated
      ? "Control of the tenant, with a mitigation that one change takes away, is at least high."
      : "A permission that leads to Global Administrator is critical.";
    settle(ledger, "gate:tenant-control", BAND_FLOOR[mitigated ? "high" : "critical"], 100, because);
  }
  if (isOpenDoor(names) && !mitigated) {
    const because = "Open network, password, write access and no log together are critical.";
    settle(ledger, "gate:open-door", BAND_FLOOR.critical, 100, because);
  }
  if (names.has("controls-sftp-account") && names.has("any-network") && !mitigated) {
    const because = "Whoever changes an account that anybody reaches, and plants its users, holds it.";
    settle(ledger, "gate:sftp-control", BAND_FLOOR.critical, 100, because);
  }
  if (groupPoints(factors, "impact") < 16) {
    settle(ledger, "gate:impact", 0, BAND_TOP.medium, "Little impact is never high.");
  }
  if (names.has("event-without-state")) {
    settle(ledger, "gate:event", 0, 79, "An event whose effect is gone or was not read stays under 80.");
  }
}

/** Anybody on the internet can guess a password, write files, and nobody will see it. */
function isOpenDoor(names: ReadonlySet<FactorName>): boolean {
  const writes = names.has("sftp-write") || names.has("sftp-takeover");
  return names.has("any-network") && names.has("password") && names.has("not-logged") && writes;
}

/** Adds the line that brings the sum into the range, where it lies outside. */
function settle(
  ledger: LedgerLine[],
  factor: LedgerLine["factor"],
  low: number,
  high: number,
  because: string,
): void {
  const total = sum(ledger);
  const points = Math.min(high, Math.max(low, total)) - total;
  if (points !== 0) ledger.push({ factor, points, because });
}

export function bandOf(total: number): Severity {
  if (total >= BAND_FLOOR.critical) return "critical";
  if (total >= BAND_FLOOR.high) return "high";
  if (total >= BAND_FLOOR.medium) return "medium";
  return total >= BAND_FLOOR.low ? "low" : "info";
}

/**
 * The band of a ledger without what time alone changes, by the numbers of today: a finding that grows old is the same
 * finding, whatever model scored it then.
 */
export function steadyBand(ledger: readonly LedgerLine[]): Severity {
  const factors = ledger.flatMap(({ factor: name, because }) =>
    isFactorName(name) && !DRIFTING.has(WEIGHTS[name].group) ? [{ name, because }] : [],
  );
  // Less than before can need no ceiling that was not needed then.
  const [ceiling] = ledger.flatMap(({ factor, because }) =>
    SEVERITIES.flatMap((band) => (factor === `ceiling:${band}` ? [{ band, because }] : [])),
  );
  return score(factors, ceiling).severity;
}

const DRIFTING: ReadonlySet<Group> = new Set<Group>(["recency", "novelty"]);

function verdictOf(severity: Severity, names: ReadonlySet<FactorName>): VerdictWord {
  if (severity === "critical" || names.has("evidence-chain")) return "act";
  if (severity === "high") return "attend";
  return severity === "medium" ? "track-closely" : "track";
}

function confidenceOf(factors: readonly Factor[]): number {
  const unknown = new Set(
    factors.filter(({ name }) => WEIGHTS[name].unknown).map(({ name }) => WEIGHTS[name].group),
  );
  const open = [...unknown].reduce((total, group) => total + CAPS[group], 0);
  return (100 - open) / 100;
}

function groupPoints(factors: readonly Factor[], group: string): number {
  return factors.reduce(
    (total, { name }) => total + (WEIGHTS[name].group === group ? WEIGHTS[name].points : 0),
    0,
  );
}

function sum(ledger: readonly LedgerLine[]): number {
  return ledger.reduce((total, line) => total + line.points, 0);
}

const FACTOR_ORDER: readonly string[] = Object.keys(WEIGHTS);

function rank(factor: string): number {
  return FACTOR_ORDER.indexOf(factor);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** True where `name` is a factor of the model: user checks are validated at run time. */
export function isFactorName(name: unknown): name is FactorName {
  return typeof name === "string" && Object.hasOwn(WEIGHTS, name);
}
