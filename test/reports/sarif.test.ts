import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import sarif from "../../reports/sarif.ts";
import { ATTACKS, attackReport, isDangerous } from "./attacks.ts";
import {
  ACCOUNT_ID,
  at,
  cleanReport,
  DENIED,
  doorFinding,
  endpointFinding,
  hash,
  listAt,
  renderWhole,
  sampleReport,
  secretFinding,
} from "./sample-report.ts";
import { faults, logOf, resultsOf } from "./sarif-faults.ts";

const SCHEMA_FILE = "../../node_modules/@microsoft/sarif-multitool-ts/assets/sarif-2.1.0.schema.json";
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(new URL(SCHEMA_FILE, import.meta.url), "utf8")),
);

describe("what GitHub accepts", () => {
  test.each([
    ["a rich report", sampleReport()],
    ["a clean report", cleanReport()],
    ["an attack", attackReport()],
  ])("%s is valid SARIF, and every result has a place, a fingerprint and a rule", (_, report) => {
    const log = logOf(report);
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    expect(faults(log)).toEqual([]);
    expect(resultsOf(log).length).toBe(report.findings.length);
  });

  test("the schema is no guard for what GitHub asks: a logical location alone passes it, and not us", () => {
    const log: unknown = JSON.parse(
      renderWhole(sarif, sampleReport()).replaceAll('"physicalLocation"', '"ignoredLocation"'),
      (key, value: unknown) => (key === "ignoredLocation" ? undefined : value),
    );
    expect(validate(log)).toBe(true);
    expect(faults(log)).not.toEqual([]);
    expect(validate({ version: "2.1.0", runs: [{}] })).toBe(false);
  });

  test("one result in full", () => {
    const result = resultsOf(logOf(sampleReport()))[0];
    const account =
      "azure/subscriptions/11111111-1111-4111-8111-111111111111/resourcegroups/rg%20%28prod%29/providers/microsoft.storage/storageaccounts/stpartners";
    expect(result).toMatchObject({
      ruleId: "sftp-open-door",
      ruleIndex: 2,
      level: "error",
      rank: 92,
      message: { text: doorFinding().message },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: `${account}/localusers/backup` },
            region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
          },
          logicalLocations: [{ fullyQualifiedName: `${ACCOUNT_ID}/localUsers/backup`, kind: "resource" }],
        },
      ],
      partialFingerprints: { primaryLocationLineHash: `${hash("door").slice(0, 16)}:1` },
      properties: { foothold: { score: 92, confidence: 0.9, verdict: "act", severity: "critical" } },
    });
    expect(listAt(result, "properties", "foothold", "ledger").length).toBe(6);
  });

  test("a result of Entra lies at its id, which no file system knows", () => {
    const result = resultsOf(logOf(sampleReport()))[1];
    expect(result).toMatchObject({
      ruleId: "app-secret",
      level: "error",
      rank: 78,
      locations: [
        {
          physicalLocation: {
            artifactLocation: {
              uri: "entra/applications/44444444-4444-4444-8444-444444444444/passwordcredentials/77777777-7777-4777-8777-777777777777",
            },
          },
          logicalLocations: [
            { name: "deploy (2026)", fullyQualifiedName: secretFinding().subject.id, kind: "resource" },
          ],
        },
      ],
      partialFingerprints: { primaryLocationLineHash: `${hash("secret").slice(0, 16)}:1` },
    });
  });

  test("an id stays exact, and no character of it acts on who looks at the file", () => {
    const id = `/applications/${ATTACKS.filter((attack) => !/[\0\ud800]/.test(attack)).join("")}`;
    const subject = { ...doorFinding().subject, id, name: "a\u001b\u009b\u202e\u{e0041}##[b]" };
    const text = renderWhole(sarif, sampleReport({ findings: [doorFinding({ subject })] }));
    const [result] = resultsOf(JSON.parse(text));
    const place = at(result, "locations", 0, "logicalLocations", 0);
    expect(at(place, "fullyQualifiedName")).toBe(id);
    expect(at(place, "name")).toBe(subject.name);
    expect(text).toContain(String.raw`"a\u001b\u009b\u202e\udb40\udc41##\u005bb]"`);
    expect(text.split("\n").filter(isDangerous)).toEqual([]);
  });

  test("links in messages are neutral", () => {
    const [result] = resultsOf(
      logOf(sampleReport({ findings: [doorFinding({ message: "User '[a](1)'" })] })),
    );
    expect(at(result, "message", "text")).toBe("User '\\[a\\](1)'");
  });

  test.each([
    ["critical", "error"],
    ["high", "error"],
    ["medium", "warning"],
    ["low", "note"],
    ["info", "note"],
  ] as const)("%s is level %s", (severity, level) => {
    const [result] = resultsOf(logOf(sampleReport({ findings: [doorFinding({ severity })] })));
    expect(at(result, "level")).toBe(level);
  });
});

describe("limits", () => {
  test("the 5,000 worst, and a note of how many were left out", () => {
    const findings = Array.from({ length: 5010 }, (_, index) =>
      doorFinding({ fingerprint: hash(`${index}`), score: index < 20 ? 1 : 50 }),
    );
    const log = logOf(sampleReport({ findings }));
    expect(resultsOf(log).length).toBe(5000);
    expect(resultsOf(log).filter((result) => at(result, "rank") === 1).length).toBe(10);
    expect(notesOf(log).at(-1)).toContain("10 findings with the lowest scores were left out");
  });

  test("equal findings are one alert, the worse of them", () => {
    const log = logOf(
      sampleReport({ findings: [doorFinding({ score: 3 }), doorFinding(), endpointFinding()] }),
    );
    expect(resultsOf(log).map((result) => at(result, "rank"))).toEqual([92, 41]);
  });

  test("comes one result a chunk", () => {
    const chunks = [...sarif.render(sampleReport(), { color: false, width: 80 })];
    expect(chunks.filter((chunk) => chunk.includes("primaryLocationLineHash")).length).toBe(3);
  });
});

describe("the run", () => {
  test("a clean scan is a run without results, which closes what was open", () => {
    const log = logOf(cleanReport());
    expect(resultsOf(log)).toEqual([]);
    expect(listAt(log, "runs").length).toBe(1);
    expect(notesOf(log)).toEqual([]);
  });

  test("what was not read is told once, and what was not asked for is not", () => {
    const log = logOf(sampleReport());
    expect(notesOf(log)).toEqual([
      expect.stringMatching(
        /^Not read: \/subscriptions\/9+-.*Needs Microsoft\.Storage\/storageAccounts\/read \(role Reader\)\./,
      ),
      expect.stringMatching(
        /^Not read: \/tenants\/72f988bf-.*oauth2PermissionGrants.*Needs Directory\.Read\.All\./,
      ),
    ]);
    expect(at(log, "runs", 0, "invocations", 0, "executionSuccessful")).toBe(true);
  });

  test("a thousand gaps are enough", () => {
    const gaps = Array.from({ length: 1002 }, (_, index) => ({
      ...DENIED,
      scope: `/subscriptions/${index}`,
    }));
    const notes = notesOf(logOf(cleanReport({ notAssessed: [{ check: "a", gaps }] })));
    expect(notes.length).toBe(1001);
    expect(notes.at(-1)).toContain("2 more were not read");
  });

  test("the category is the tenant's, and a narrowed scan has its own", () => {
    const whole = "foothold/72f988bf-0000-4000-8000-2d7cd011db47/";
    expect(categoryOf([], [], [])).toBe(whole);
    const narrowed = [
      categoryOf(["a"], [], []),
      categoryOf([], ["a"], []),
      categoryOf([], [], ["a"]),
      categoryOf(["a", "b"], [], []),
    ];
    for (const category of narrowed) expect(category).toMatch(new RegExp(`^${whole}[0-9a-f]{12}/$`));
    expect(new Set(narrowed).size).toBe(4);
    expect(categoryOf(["B", "a", "a"], [], [])).toBe(categoryOf(["A", "b"], [], []));
  });

  test("a tenant id cannot add a level", () => {
    const { scan } = sampleReport();
    expect(
      at(
        logOf(sampleReport({ scan: { ...scan, tenantId: "a/../b" } })),
        "runs",
        0,
        "automationDetails",
        "id",
      ),
    ).toBe("foothold/a%2f..%2fb/");
  });

  test("the same bytes every time", () => {
    expect(renderWhole(sarif, sampleReport())).toBe(renderWhole(sarif, sampleReport()));
  });
});

function notesOf(log: unknown): string[] {
  return listAt(log, "runs", 0, "invocations", 0, "toolExecutionNotifications").map((note) =>
    String(at(note, "message", "text")),
  );
}

function categoryOf(
  subscriptions: readonly string[],
  only: readonly string[],
  skip: readonly string[],
): unknown {
  const { scan } = sampleReport();
  return at(
    logOf(sampleReport({ scan: { ...scan, scope: { subscriptions, only, skip } } })),
    "runs",
    0,
    "automationDetails",
    "id",
  );
}
