import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadChecks } from "../../src/assess/load-checks.ts";
import { bandOf, isFactorName, SCORE_MODEL, score } from "../../src/assess/score.ts";
import {
  type Ceiling,
  type Factor,
  type FactorName,
  factor,
  SEVERITIES,
  type Severity,
} from "../../src/check.ts";

/** Every factor with its points: a number that changes, changes here too, and bumps the model. */
const POINTS: Readonly<Record<FactorName, number>> = {
  "tier-zero": 45,
  "tier-one": 41,
  "tier-two": 16,
  "tier-three": 5,
  "sftp-takeover": 45,
  "sftp-write": 39,
  "sftp-read": 26,
  "sftp-endpoint": 16,
  "sftp-unknown-right": 26,
  "sensitive-container": 14,
  "weak-setting": 8,
  "tenant-control": 45,
  "unknown-privilege": 16,
  "trusted-name": 41,
  "redirect-takeover": 43,
  "token-leak": 26,
  "tenant-setting": 26,
  "open-consent": 45,
  "long-lived-secret": 26,
  "endless-secret": 41,
  "foreign-trust": 43,
  "plants-sftp-users": 43,
  "controls-sftp-account": 45,
  "grants-itself-rights": 45,
  "unlogged-logins": 43,
  "unlogged-control-plane": 34,
  "unlogged-directory": 45,
  "changeable-logs": 30,
  "unscanned-uploads": 43,
  "public-uploads": 45,
  "bypasses-key-ban": 43,
  "entra-data-access": 16,
  "sftp-account-changed": 41,
  "sftp-login-forced": 43,
  "sftp-data-moved": 41,
  "application-planted": 45,
  "credential-planted": 41,
  "permission-consented": 41,
  "guard-rail-lowered": 43,
  "unusual-sign-in": 30,
  "key-pushed": 34,
  "any-network": 15,
  "selected-networks": 10,
  "private-network": 0,
  "unknown-network": 6,
  "foreign-owner": 15,
  "every-user": 15,
  "privileged-user": 15,
  guest: 15,
  "few-users": 11,
  "openable-network": 10,
  "outside-address": 15,
  "unknown-address": 6,
  "trusted-address": 0,
  password: 12,
  "ssh-key": 6,
  "no-credential": 0,
  "unknown-credential": 6,
  "service-principal-credential": 12,
  "foreign-credential": 12,
  "broad-federation": 12,
  "refresh-token": 12,
  "mintable-credential": 12,
  secret: 9,
  "consent-only": 9,
  "weak-ssh-key": 12,
  "shared-ssh-key": 9,
  "shared-key": 9,
  certificate: 6,
  "federated-credential": 2,
  "managed-identity": 2,
  "within-7-days": 10,
  "within-30-days": 7,
  "within-90-days": 4,
  "unknown-age": 3,
  "never-used": 6,
  "unused-90-days": 4,
  "unknown-use": 2,
  "not-logged": 8,
  "partly-logged": 4,
  "unknown-logging": 4,
  "evidence-chain": 15,
  "evidence-event": 8,
  "event-without-state": 0,
  "unknown-evidence": 0,
  "new-since-baseline": 7,
  "changed-since-baseline": 4,
  disabled: -30,
  "sftp-off": -20,
  "eligible-only": -8,
  "restricted-secrets": -5,
  "verified-publisher": -6,
  "drop-only": -9,
  conditional: -8,
  "long-path": -6,
};

const NAMES = Object.keys(POINTS).filter(isFactorName);
const named = (...names: readonly FactorName[]): Factor[] => names.map((name) => factor(name, `${name}.`));

const anyFactor = fc
  .tuple(fc.constantFrom(...NAMES), fc.constantFrom("One.", "Two.", "Three."))
  .map(([name, because]) => factor(name, because));
const factors = fc.array(anyFactor, { maxLength: 12 });
const ceilings = fc.option(
  fc.record<Ceiling>({ band: fc.constantFrom(...SEVERITIES), because: fc.constant("A guard.") }),
  { nil: undefined },
);

describe("properties", () => {
  test("a score is a whole number from 0 to 100 and lies in its band", () => {
    fc.assert(
      fc.property(factors, ceilings, (given, ceiling) => {
        const { score: points, severity, confidence } = score(given, ceiling);
        expect(Number.isInteger(points)).toBe(true);
        expect(points).toBeGreaterThanOrEqual(0);
        expect(points).toBeLessThanOrEqual(100);
        expect(severity).toBe(bandOf(points));
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("the ledger adds up to the score, names every factor once, and has no line without points but factors", () => {
    fc.assert(
      fc.property(factors, ceilings, (given, ceiling) => {
        const { score: points, ledger } = score(given, ceiling);
        expect(ledger.reduce((sum, line) => sum + line.points, 0)).toBe(points);
        const lines = ledger.filter((line) => isFactorName(line.factor));
        expect(lines.map((line) => `${line.factor} ${line.because}`).sort()).toEqual(
          given.map(({ name, because }) => `${name} ${because}`).sort(),
        );
        expect(ledger.filter((line) => !isFactorName(line.factor) && line.points === 0)).toEqual([]);
        expect(ledger.every((line) => line.because !== "")).toBe(true);
      }),
    );
  });

  test("the order of the factors changes nothing", () => {
    const shuffled = factors.chain((given) =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
    );
    fc.assert(
      fc.property(shuffled, ceilings, ([given, other], ceiling) => {
        expect(score(other, ceiling)).toEqual(score(given, ceiling));
      }),
    );
  });

  test("a factor without negative points never lowers the score", () => {
    const worse = anyFactor.filter(({ name }) => POINTS[name] >= 0 && name !== "event-without-state");
    fc.assert(
      fc.property(factors, worse, ceilings, (given, more, ceiling) => {
        expect(score([...given, more], ceiling).score).toBeGreaterThanOrEqual(score(given, ceiling).score);
      }),
      { numRuns: 2000 },
    );
  });

  test("a mitigation never raises the score", () => {
    const better = anyFactor.filter(({ name }) => POINTS[name] < 0);
    fc.assert(
      fc.property(factors, better, ceilings, (given, more, ceiling) => {
        expect(score([...given, more], ceiling).score).toBeLessThanOrEqual(score(given, ceiling).score);
      }),
      { numRuns: 2000 },
    );
  });

  test("a ceiling holds, whatever the factors", () => {
    const tops: Readonly<Record<Severity, number>> = {
      critical: 100,
      high: 89,
      medium: 69,
      low: 39,
      info: 0,
    };
    fc.assert(
      fc.property(factors, fc.constantFrom(...SEVERITIES), (given, band) => {
        const free = score(given).score;
        const { score: points, ledger } = score(given, { band, because: "A guard." });
        expect(points).toBe(Math.min(free, tops[band]));
        const line = ledger.find(({ factor: name }) => name === `ceiling:${band}`);
        expect(line).toEqual(
          free > tops[band]
            ? { factor: `ceiling:${band}`, points: tops[band] - free, because: "A guard." }
            : undefined,
        );
      }),
    );
  });

  test("control of the tenant is critical, and high at least with whatever mitigation", () => {
    fc.assert(
      fc.property(
        factors.filter((given) => !given.some(({ name }) => name === "event-without-state")),
        (given) => {
          const all = [...given, ...named("tenant-control")];
          const mitigated = all.some(({ name }) => POINTS[name] < 0);
          expect(score(all).score).toBeGreaterThanOrEqual(mitigated ? 70 : 90);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("an event without its effect stays under 80", () => {
    fc.assert(
      fc.property(factors, ceilings, (given, ceiling) => {
        expect(score([...given, ...named("event-without-state")], ceiling).score).toBeLessThan(80);
      }),
    );
  });
});

describe("the model", () => {
  test.each(Object.entries(POINTS))("%s is worth %i points", (name, points) => {
    const [line] = score(named(...NAMES.filter((other) => other === name))).ledger;
    expect(line).toEqual({ factor: name, points, because: `${name}.` });
  });

  test("its version stands beside its numbers", () => {
    expect(SCORE_MODEL).toBe(4);
  });

  test.each<[number, Severity]>([
    [100, "critical"],
    [90, "critical"],
    [89, "high"],
    [70, "high"],
    [69, "medium"],
    [40, "medium"],
    [39, "low"],
    [1, "low"],
    [0, "info"],
  ])("%i is %s", (points, band) => {
    expect(bandOf(points)).toBe(band);
  });

  test.each(["", "SFTP-WRITE", "toString", "__proto__", 7, undefined, null])("%j is no factor", (name) => {
    expect(isFactorName(name)).toBe(false);
  });
});

describe("examples that an auditor can add up", () => {
  test.each<[string, readonly FactorName[], number, Severity, readonly string[]]>([
    ["nothing", [], 0, "info", []],
    [
      "the open door",
      ["sftp-write", "any-network", "password", "not-logged"],
      90,
      "critical",
      ["gate:open-door"],
    ],
    [
      "the open door with takeover",
      ["sftp-takeover", "any-network", "password", "not-logged"],
      90,
      "critical",
      ["gate:open-door"],
    ],
    [
      "an open door nobody can write through",
      ["sftp-read", "any-network", "password", "not-logged"],
      61,
      "medium",
      [],
    ],
    ["logged", ["sftp-write", "any-network", "password", "partly-logged"], 70, "high", []],
    ["a key instead of a password", ["sftp-write", "any-network", "ssh-key", "not-logged"], 68, "medium", []],
    ["selected networks", ["sftp-write", "selected-networks", "password", "not-logged"], 69, "medium", []],
    [
      "a mitigated open door",
      ["sftp-write", "any-network", "password", "not-logged", "drop-only"],
      65,
      "medium",
      [],
    ],
    [
      "an account that anybody reaches, in somebody else's hands",
      ["controls-sftp-account", "any-network"],
      90,
      "critical",
      ["gate:sftp-control"],
    ],
    [
      "the same behind a condition",
      ["controls-sftp-account", "any-network", "conditional"],
      52,
      "medium",
      [],
    ],
    ["the same behind a network", ["controls-sftp-account", "openable-network"], 55, "medium", []],
    ["who plants users and no more", ["plants-sftp-users", "any-network"], 58, "medium", []],
    ["tier 0 alone", ["tier-zero"], 70, "high", ["gate:tier-zero"]],
    [
      "tier 0, a fact without points is no mitigation",
      ["tier-zero", "private-network"],
      70,
      "high",
      ["gate:tier-zero"],
    ],
    ["tier 0, disabled", ["tier-zero", "disabled"], 15, "low", []],
    ["control of the tenant alone", ["tenant-control"], 90, "critical", ["gate:tenant-control"]],
    [
      "control of the tenant, everything else known to be good",
      ["tenant-control", "private-network", "no-credential"],
      90,
      "critical",
      ["gate:tenant-control"],
    ],
    ["control of the tenant, disabled", ["tenant-control", "disabled"], 70, "high", ["gate:tenant-control"]],
    [
      "control of the tenant, eligible only, and more than the floor without it",
      ["tenant-control", "any-network", "secret", "within-7-days", "eligible-only"],
      71,
      "high",
      [],
    ],
    [
      "control of the tenant, mitigated twice, is held once",
      ["tenant-control", "disabled", "verified-publisher"],
      70,
      "high",
      ["gate:tenant-control"],
    ],
    [
      "control of the tenant and tier 0: the groups' cap, then one floor on the other",
      ["tier-zero", "tenant-control"],
      90,
      "critical",
      ["cap:impact", "gate:tier-zero", "gate:tenant-control"],
    ],
    [
      "control of the tenant in an event whose effect is gone",
      ["tenant-control", "event-without-state"],
      79,
      "high",
      ["gate:tenant-control", "gate:event"],
    ],
    [
      "control of the tenant with all that is bad",
      ["tenant-control", "any-network", "secret", "within-7-days", "never-used", "not-logged"],
      93,
      "critical",
      [],
    ],
    [
      "a mitigation is not enough for the floor of tier 0",
      ["tier-zero", "verified-publisher"],
      39,
      "low",
      [],
    ],
    ["unknown privilege alone", ["unknown-privilege"], 16, "low", []],
    [
      "an application of tier 1 that anybody with the secret uses",
      ["tier-one", "any-network", "secret", "unknown-logging", "within-90-days"],
      73,
      "high",
      [],
    ],
    [
      "little impact, all else",
      [
        "weak-setting",
        "any-network",
        "password",
        "within-7-days",
        "never-used",
        "not-logged",
        "evidence-chain",
      ],
      69,
      "medium",
      ["gate:impact"],
    ],
    [
      "just enough impact",
      [
        "sftp-endpoint",
        "any-network",
        "password",
        "within-7-days",
        "never-used",
        "not-logged",
        "evidence-chain",
      ],
      82,
      "high",
      [],
    ],
    [
      "an event alone",
      ["sftp-takeover", "any-network", "password", "within-7-days", "evidence-event", "event-without-state"],
      79,
      "high",
      ["gate:event"],
    ],
    ["two rights", ["sftp-write", "sensitive-container"], 45, "medium", ["cap:impact"]],
    ["two networks", ["sftp-write", "any-network", "selected-networks"], 54, "medium", ["cap:exposure"]],
    ["two credentials", ["sftp-write", "password", "ssh-key"], 51, "medium", ["cap:credential"]],
    ["two ages", ["sftp-write", "within-7-days", "within-30-days"], 49, "medium", ["cap:recency"]],
    ["two uses", ["sftp-write", "never-used", "unused-90-days"], 45, "medium", ["cap:dormancy"]],
    ["two logs", ["sftp-write", "not-logged", "partly-logged"], 47, "medium", ["cap:logging"]],
    [
      "two pieces of evidence",
      ["sftp-write", "evidence-chain", "evidence-event"],
      54,
      "medium",
      ["cap:evidence"],
    ],
    [
      "two novelties",
      ["sftp-write", "new-since-baseline", "changed-since-baseline"],
      46,
      "medium",
      ["cap:novelty"],
    ],
    [
      "all that is bad",
      [
        "tier-zero",
        "any-network",
        "password",
        "within-7-days",
        "never-used",
        "not-logged",
        "evidence-chain",
        "new-since-baseline",
      ],
      100,
      "critical",
      ["bounds"],
    ],
    ["less than nothing", ["weak-setting", "disabled", "sftp-off"], 0, "info", ["bounds"]],
  ])("%s", (_, names, points, severity, limits) => {
    const result = score(named(...names));
    expect(result.score).toBe(points);
    expect(result.severity).toBe(severity);
    expect(result.ledger.map((line) => line.factor).filter((line) => !isFactorName(line))).toEqual(limits);
  });

  test("the ledger runs from impact to mitigation, then limits", () => {
    const { ledger } = score(
      [
        factor("drop-only", "It drops."),
        factor("password", "It guesses."),
        factor("sensitive-container", "B."),
        factor("sftp-takeover", "It owns."),
        factor("sensitive-container", "A."),
      ],
      { band: "low", because: "A guard." },
    );
    expect(ledger).toEqual([
      { factor: "sftp-takeover", points: 45, because: "It owns." },
      { factor: "sensitive-container", points: 14, because: "A." },
      { factor: "sensitive-container", points: 14, because: "B." },
      { factor: "password", points: 12, because: "It guesses." },
      { factor: "drop-only", points: -9, because: "It drops." },
      { factor: "cap:impact", points: -28, because: "The impact group gives 45 at most." },
      { factor: "ceiling:low", points: -9, because: "A guard." },
    ]);
  });

  test.each<[readonly FactorName[], number]>([
    [["sftp-write", "any-network", "password"], 1],
    [["sftp-unknown-right"], 0.55],
    [["unknown-privilege"], 0.55],
    [["unknown-privilege", "unknown-credential"], 0.43],
    [["tenant-control", "any-network", "secret"], 1],
    [["unknown-network"], 0.85],
    [["unknown-credential"], 0.88],
    [["unknown-age"], 0.9],
    [["unknown-use"], 0.94],
    [["unknown-logging"], 0.92],
    [["unknown-logging", "unknown-logging"], 0.92],
    [["sftp-write", "unknown-age", "unknown-use", "unknown-logging"], 0.76],
    [["disabled"], 1],
    [
      [
        "sftp-unknown-right",
        "unknown-network",
        "unknown-credential",
        "unknown-age",
        "unknown-use",
        "unknown-logging",
      ],
      0.04,
    ],
  ])("confidence of %j is %d", (names, confidence) => {
    expect(score(named(...names)).confidence).toBe(confidence);
  });

  test.each<[string, readonly FactorName[], string]>([
    ["critical", ["sftp-write", "any-network", "password", "not-logged"], "act"],
    ["a chain of evidence, however low", ["weak-setting", "evidence-chain"], "act"],
    ["critical by a gate", ["tenant-control"], "act"],
    ["high by a gate", ["tenant-control", "disabled"], "attend"],
    ["high", ["tier-zero"], "attend"],
    ["medium", ["sftp-write", "any-network"], "track-closely"],
    ["low", ["weak-setting"], "track"],
    ["info", [], "track"],
  ])("%s: %s is to %s", (_, names, verdict) => {
    expect(score(named(...names)).verdict).toBe(verdict);
  });
});

const checks = await loadChecks();

describe("the typical case of every built-in check", () => {
  test("there are some", () => {
    expect(checks.length).toBeGreaterThanOrEqual(6);
  });

  test.each(checks.map(({ check }) => [check.id, check] as const))(
    "%s lies in the declared band",
    (_, check) => {
      expect(score(named(...(check.typical ?? []))).severity).toBe(check.severity);
    },
  );

  test("the gate sees a check that declares too much", () => {
    expect(score(named("weak-setting")).severity).not.toBe("high");
  });
});
