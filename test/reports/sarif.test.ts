import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import sarif from "../../reports/sarif.ts";
import { artifactUri } from "../../reports/sarif/location.ts";
import type { ScanReport } from "../../src/reporter.ts";
import {
  ACCOUNT_ID,
  at,
  ATTACKS,
  attackReport,
  check,
  cleanReport,
  DENIED,
  doorFinding,
  endpointFinding,
  hash,
  listAt,
  renderWhole,
  sampleReport,
} from "./sample-report.ts";

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
      ruleIndex: 1,
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

describe("rules", () => {
  test("all checks that ran, sorted, and each result points at its own", () => {
    const log = logOf(sampleReport());
    expect(rulesOf(log).map((rule) => at(rule, "id"))).toEqual([
      "sftp-endpoint",
      "sftp-open-door",
      "sftp-unlogged",
    ]);
    expect(resultsOf(log).map((result) => at(result, "ruleIndex"))).toEqual([1, 0]);
  });

  test("a finding whose check is not listed has no index instead of a wrong one", () => {
    const log = logOf(sampleReport({ findings: [doorFinding({ check: "gone" })] }));
    expect(at(resultsOf(log)[0], "ruleIndex")).toBeUndefined();
    expect(faults(log)).toEqual([]);
  });

  test.each([
    ["critical", "9.5"],
    ["high", "8.0"],
    ["medium", "5.5"],
    ["low", "2.0"],
    ["info", undefined],
  ] as const)("security-severity of %s is the string %s", (severity, value) => {
    const [rule] = rulesOf(logOf(sampleReport({ checks: [check("a", severity)] })));
    expect(at(rule, "properties", "security-severity")).toBe(value);
  });

  test("descriptions keep to 1,024 characters, names to 255, tags to 10", () => {
    const long = "[x]".repeat(1000);
    const mitre = Array.from({ length: 30 }, (_, index) => `T${1000 + index}` as const);
    const [rule] = rulesOf(
      logOf(sampleReport({ checks: [check("a".repeat(300), "low", { title: long, why: long, mitre })] })),
    );
    expect(String(at(rule, "shortDescription", "text")).length).toBeLessThanOrEqual(1024);
    expect(String(at(rule, "fullDescription", "text")).length).toBeLessThanOrEqual(1024);
    expect(String(at(rule, "name")).length).toBeLessThanOrEqual(255);
    expect(listAt(rule, "properties", "tags").length).toBe(10);
  });

  test("help is Markdown of ours around foreign text that is none", () => {
    const [rule] = rulesOf(logOf(sampleReport({ checks: [check("a-b", "low", { why: "<img> [a](1)" })] })));
    expect(at(rule, "name")).toBe("AB");
    expect(at(rule, "help", "markdown")).toBe(
      [
        "**Why it matters.** &lt;img&gt; \\[a\\]\\(1\\)",
        "**What to do.** Delete the user\\.",
        "1. Ask the owner\\.\n2. Delete it\\.",
        "```sh\naz storage account local-user delete --account-name {storageAccounts} --name {name}\n```",
        "- <https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support>",
        "Techniques: [T1098](https://attack.mitre.org/techniques/T1098/), [T1136.003](https://attack.mitre.org/techniques/T1136/003/), MS\\-T809",
      ].join("\n\n"),
    );
    expect(at(rule, "help", "text")).toContain("Techniques: T1098, T1136.003, MS-T809");
  });

  test("a check without steps, commands, references and techniques has help without empty parts", () => {
    const bare = check("a", "low", {
      mitre: [],
      references: [],
      remediation: { summary: "Look.", steps: [], commands: [] },
    });
    const [rule] = rulesOf(logOf(sampleReport({ checks: [bare] })));
    expect(at(rule, "help", "text")).toBe(`${bare.why}\nLook.`);
    expect(at(rule, "helpUri")).toBeUndefined();
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
    expect(chunks.filter((chunk) => chunk.includes("primaryLocationLineHash")).length).toBe(2);
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
    expect(notesOf(log)).toEqual([expect.stringMatching(/^Not read: \/subscriptions\/9+-.*Needs Reader\./)]);
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

describe("the path of what is no file", () => {
  test.each([
    ["/applications/AB", "entra/applications/ab"],
    ["/APPLICATIONS/ab", "entra/applications/ab"],
    ["/tenants/T", "entra/tenants/t"],
    ["/providers/Microsoft.Management/x", "azure/providers/microsoft.management/x"],
    ["/subscriptions/s/", "azure/subscriptions/s"],
    ["/subscriptionsX/s", "entra/subscriptionsx/s"],
    ["/subscriptions/../..", "azure/subscriptions/~../~.."],
    ["//evil.example/./x", "entra/~/evil.example/~./x"],
    ["", "entra/~"],
    ["a\\b:c%2e%2e", "entra/a%5cb%3ac%252e%252e"],
    ["/applications/\ud800", "entra/applications/%ef%bf%bd"],
  ])("%j is %j", (id, uri) => {
    expect(artifactUri(id)).toBe(uri);
  });

  test("is relative, lower case and leads back to the id, whatever the id is", () => {
    const part = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(...ATTACKS, "..", ".", "", "%2e", "\ud800", "İ"),
    );
    fc.assert(
      fc.property(
        fc.array(part),
        fc.constantFrom("/subscriptions/", "/applications/", "", "//"),
        (parts, prefix) => {
          const id = prefix + parts.join("/");
          const uri = artifactUri(id);
          expect(pathFaults(uri)).toEqual([]);
          const back = uri
            .split("/")
            .slice(1)
            .map((segment) => decodeURIComponent(segment.replace(/^~(\.{0,2})$/, "$1")));
          const canonical = id.toWellFormed().replaceAll("\u0000", "\\u{0}").toLowerCase();
          const expected = canonical.replace(/^\//, "").replace(/\/$/, "");
          expect(back.join("/")).toBe(
            expected
              .split("/")
              .map((name) => name.replace(/^~(\.{0,2})$/, "$1"))
              .join("/"),
          );
        },
      ),
    );
  });

  test("the guard of these tests can fail", () => {
    for (const uri of [
      "../x",
      "/x",
      "azure/%2e%2e/%2e./..",
      "azure://x",
      "https://evil",
      "azure/X",
      "azure/a b",
      "azure/\u0000",
    ]) {
      expect(pathFaults(uri), uri).not.toEqual([]);
    }
  });
});

function logOf(report: ScanReport): unknown {
  return JSON.parse(renderWhole(sarif, report));
}

function resultsOf(log: unknown): readonly unknown[] {
  return listAt(log, "runs", 0, "results");
}

function rulesOf(log: unknown): readonly unknown[] {
  return listAt(log, "runs", 0, "tool", "driver", "rules");
}

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

/** What makes GitHub refuse the upload or mistake one alert for another, which no schema knows. */
function faults(log: unknown): string[] {
  const found: string[] = [];
  const rules = rulesOf(log);
  const prints = new Set<unknown>();
  for (const result of resultsOf(log)) {
    const location = at(result, "locations", 0);
    const physical = at(location, "physicalLocation");
    const uri = physical === undefined ? undefined : at(physical, "artifactLocation", "uri");
    found.push(...(typeof uri === "string" ? pathFaults(uri) : ["no physical location"]));
    if (physical !== undefined && at(physical, "region", "startLine") !== 1) found.push("no region");
    if (!at(result, "message", "text")) found.push("no message");

    const print = at(result, "partialFingerprints", "primaryLocationLineHash");
    if (typeof print !== "string" || !/^[0-9a-f]{16}:1$/.test(print))
      found.push(`fingerprint ${String(print)}`);
    if (prints.has(print)) found.push(`fingerprint twice: ${String(print)}`);
    prints.add(print);

    const index = at(result, "ruleIndex");
    if (index !== undefined && at(rules[Number(index)], "id") !== at(result, "ruleId"))
      found.push(`rule ${JSON.stringify(index)}`);
  }
  for (const rule of rules) {
    const severity = at(rule, "properties", "security-severity");
    if (severity !== undefined && (typeof severity !== "string" || !/^\d+\.\d$/.test(severity)))
      found.push("severity");
    for (const text of ["shortDescription", "fullDescription", "help"]) {
      if (!at(rule, text, "text")) found.push(`rule without ${text}`);
    }
  }
  const id = at(log, "runs", 0, "automationDetails", "id");
  if (typeof id !== "string" || !/^foothold\/[^/]+\/(?:[0-9a-f]{12}\/)?$/.test(id))
    found.push(`category ${String(id)}`);
  if (resultsOf(log).length > 5000) found.push("too many results");
  return found;
}

function pathFaults(uri: string): string[] {
  const { href } = new URL(uri, "file:///x/");
  return [
    ...(uri === uri.toLowerCase() ? [] : ["not lower case"]),
    ...(/^(?:azure|entra)\/[a-z0-9\-._~%/]+$/.test(uri) ? [] : ["not relative, or not encoded"]),
    ...(uri.split("/").some((segment) => [".", ".."].includes(segment)) ? ["relative segment"] : []),
    ...(href === `file:///x/${uri}` ? [] : [`leads to ${href}`]),
  ];
}
