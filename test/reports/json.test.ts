import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import json from "../../reports/json.ts";
import type { ScanReport } from "../../src/reporter.ts";
import { attackReport } from "./attacks.ts";
import {
  at,
  check,
  cleanReport,
  doorFinding,
  endpointFinding,
  listAt,
  pathFinding,
  renderWhole,
  sampleReport,
  secretFinding,
} from "./sample-report.ts";

const SCHEMA: unknown = JSON.parse(
  readFileSync(new URL("../../schemas/report.schema.json", import.meta.url), "utf8"),
);
const validate = compile(SCHEMA);
const validateStrictly = compile(closed(SCHEMA));

describe("report.json", () => {
  test.each([
    ["a rich report", sampleReport()],
    ["a clean report", cleanReport()],
    ["an attack", attackReport()],
    ["an attack path", sampleReport({ findings: [pathFinding()] })],
    ["a report with a baseline and suppressions", comparedReport()],
  ])("%s follows the schema, and holds nothing that the schema does not name", (_, report) => {
    const parsed: unknown = JSON.parse(renderWhole(json, report));
    expect(validate(parsed), JSON.stringify(validate.errors)).toBe(true);
    expect(validateStrictly(parsed), JSON.stringify(validateStrictly.errors)).toBe(true);
  });

  test("says all that the report says", () => {
    const report = sampleReport({ findings: [pathFinding(), doorFinding()] });
    expect(JSON.parse(renderWhole(json, report))).toEqual(report);
    expect(JSON.parse(renderWhole(json, comparedReport()))).toEqual(comparedReport());
  });

  test("is pretty, ends with a newline and is the same every time", () => {
    const text = renderWhole(json, sampleReport());
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
    expect(renderWhole(json, sampleReport())).toBe(text);
  });

  test("the order of keys does not depend on who built the report", () => {
    const sample = sampleReport({
      findings: [doorFinding({ subject: { ...doorFinding().subject, tags: { a: "1", b: "2" } } })],
    });
    expect(renderWhole(json, reversed(sample))).toBe(renderWhole(json, sample));
    expect(JSON.stringify(reversed(sample))).not.toBe(JSON.stringify(sample));
  });

  test("leaves out what is not in the contract", () => {
    const leaky = { ...doorFinding(), sharedKey: "key material" };
    const { known } = sampleReport();
    const credentials = known.credentials.map((credential) => ({ ...credential, hint: "key material" }));
    const grants = known.grants.map((grant) => ({ ...grant, consentedBy: "key material" }));
    const text = renderWhole(
      json,
      sampleReport({ findings: [leaky], known: { ...known, credentials, grants } }),
    );
    expect(text).not.toContain("key material");
    expect(JSON.parse(text)).toMatchObject({ known });
  });

  test("holds no lone surrogate, and a tag named __proto__ is a tag", () => {
    const text = renderWhole(json, attackReport());
    expect(isWellFormed(JSON.parse(text))).toBe(true);
    expect(isWellFormed(JSON.parse(JSON.stringify(attackReport())))).toBe(false);
    expect(Object.keys(Object(at(JSON.parse(text), "findings", 0, "subject", "tags")))).toContain(
      "__proto__",
    );
  });

  test("comes one finding a chunk", () => {
    const findings = Array.from({ length: 1000 }, (_, index) => doorFinding({ message: `marker-${index};` }));
    const chunks = [...json.render(sampleReport({ findings }), { color: false, width: 80 })];
    expect(chunks.filter((chunk) => chunk.includes("marker-")).length).toBe(1000);
    expect(listAt(JSON.parse(chunks.join("")), "findings").length).toBe(1000);
  });
});

describe("the schema is no rubber stamp", () => {
  const sample = sampleReport();
  test.each<[string, unknown]>([
    ["an unknown version", { ...sample, schemaVersion: "2" }],
    ["a missing list", { ...sample, coverage: undefined }],
    ["a score over 100", { ...sample, findings: [doorFinding({ score: 101 })] }],
    ["confidence in percent", { ...sample, findings: [doorFinding({ confidence: 90 })] }],
    ["a short fingerprint", { ...sample, findings: [doorFinding({ fingerprint: "abc" })] }],
    ["a severity of its own", { ...sample, findings: [{ ...doorFinding(), severity: "severe" }] }],
    [
      "a factor that is a sentence",
      {
        ...sample,
        findings: [{ ...doorFinding(), ledger: [{ factor: "Not a factor", points: 1, because: "" }] }],
      },
    ],
    ["a time without a zone", { ...sample, scan: { ...sample.scan, startedAt: "yesterday" } }],
    [
      "a reason of its own",
      { ...sample, notAssessed: [{ check: "a", gaps: [{ reason: "shy", scope: "/", request: "" }] }] },
    ],
    ["not assessed without a gap", { ...sample, notAssessed: [{ check: "a", gaps: [] }] }],
    [
      "a reference that is not https",
      { ...sample, checks: [{ ...check("a", "low"), references: ["http://x"] }] },
    ],
    [
      "a credential of a kind of its own",
      {
        ...sample,
        known: {
          ...sample.known,
          credentials: [{ ...sample.known.credentials[0], kind: "passkey" }],
        },
      },
    ],
    [
      "a credential without an end, not even null",
      {
        ...sample,
        known: { ...sample.known, credentials: [{ ...sample.known.credentials[0], end: undefined }] },
      },
    ],
    [
      "a grant of nobody",
      { ...sample, known: { ...sample.known, grants: [{ ...sample.known.grants[0], client: undefined }] } },
    ],
    ["a negative count", { ...sample, summary: { ...sample.summary, pass: -1 } }],
  ])("%s is refused", (_, report) => {
    expect(validate(JSON.parse(JSON.stringify(report)))).toBe(false);
  });

  test("unknown properties are accepted, and refused by the strict variant alone", () => {
    const later = { ...sample, findings: [{ ...doorFinding(), later: true }] };
    expect(validate(later)).toBe(true);
    expect(validateStrictly(later)).toBe(false);
  });

  const baseline = { collectedAt: "2026-11-19T00:00:00Z", new: 1, changed: 0, unchanged: 2, resolved: 1 };
  const suppressed = { reason: "a partner", owner: "ops", expires: "2026-12-31" };
  test.each<[string, unknown]>([
    ["a baseline that carried nothing over, not even none", { ...sample, baseline }],
    [
      "a word of its own for how a finding stands",
      { ...sample, findings: [{ ...doorFinding(), baseline: "fresh" }] },
    ],
    ["a resolved finding that nobody tells of whether it was read", { ...sample, resolved: [doorFinding()] }],
    [
      "suppressed by nobody",
      { ...sample, findings: [{ ...doorFinding(), suppressed: { ...suppressed, owner: undefined } }] },
    ],
    [
      "suppressed until a day that there is not",
      { ...sample, findings: [{ ...doorFinding(), suppressed: { ...suppressed, expires: "2026-02-30" } }] },
    ],
    ["suppressions that ran out alone", { ...sample, suppressions: { expired: ["a"] } }],
  ])("%s is refused as well", (_, report) => {
    expect(validate(JSON.parse(JSON.stringify(report)))).toBe(false);
  });
});

/** Every field that a baseline and suppressions bring. */
function comparedReport(): ScanReport {
  const sample = sampleReport();
  const suppressed = { reason: "a partner", owner: "ops", expires: "2026-12-31" };
  return {
    ...sample,
    scan: { ...sample.scan, subscriptions: ["11111111-1111-4111-8111-111111111111"] },
    summary: { ...sample.summary, suppressed: 1 },
    findings: [
      doorFinding({ baseline: "new" }),
      secretFinding({ baseline: "changed", suppressed }),
      endpointFinding({ baseline: "unchanged" }),
    ],
    resolved: [
      { ...pathFinding(), reread: true },
      { ...doorFinding({ suppressed: { reason: "a partner", owner: "ops" } }), reread: false },
      { ...doorFinding(), reread: false, agedOut: true },
    ],
    baseline: {
      collectedAt: "2026-11-19T00:00:00Z",
      new: 1,
      changed: 1,
      unchanged: 1,
      resolved: 1,
      carriedOver: 1,
      agedOut: 1,
    },
    suppressions: { expired: ["a (ops, until 2026-01-01)"], unused: ["b (ops)"] },
  };
}

function compile(schema: unknown) {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  addFormats.default(ajv);
  if (typeof schema !== "object" || schema === null) throw new Error("no schema");
  return ajv.compile(schema);
}

/** The schema with every object closed: a field of the report that the schema does not name is an error. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const members = Object.entries(schema).map(([key, member]) => [key, closed(member)]);
  // What is made of another is closed where the other is.
  const isObject =
    at(schema, "type") === "object" &&
    at(schema, "properties") !== undefined &&
    at(schema, "allOf") === undefined;
  return Object.fromEntries(isObject ? [...members, ["additionalProperties", false]] : members);
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, member]) => key.isWellFormed() && isWellFormed(member));
}

/** The same report with the keys of every object the other way round. */
function reversed(report: ScanReport): ScanReport {
  return JSON.parse(JSON.stringify(report), (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toReversed())
      : value,
  );
}
