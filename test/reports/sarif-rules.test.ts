import { describe, expect, test } from "vitest";
import sarif from "../../reports/sarif.ts";
import { faults, logOf, resultsOf, rulesOf } from "./sarif-faults.ts";
import { at, check, doorFinding, listAt, sampleReport } from "./sample-report.ts";

describe("rules", () => {
  test("all checks that ran, sorted, and each result points at its own", () => {
    const log = logOf(sampleReport());
    expect(rulesOf(log).map((rule) => at(rule, "id"))).toEqual([
      "app-secret",
      "sftp-endpoint",
      "sftp-open-door",
      "sftp-unlogged",
    ]);
    expect(resultsOf(log).map((result) => at(result, "ruleIndex"))).toEqual([2, 0, 1]);
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
        "Read more:",
        "```sh\nfoothold explain a-b\n```",
      ].join("\n\n"),
    );
    expect(at(rule, "help", "text")).toMatch(
      /\nTechniques: T1098, T1136\.003, MS-T809\nRead more: foothold explain a-b$/,
    );
  });

  test("a check without steps, commands, references and techniques has help without empty parts", () => {
    const bare = check("a", "low", {
      mitre: [],
      references: [],
      remediation: { summary: "Look.", steps: [], commands: [] },
    });
    const [rule] = rulesOf(logOf(sampleReport({ checks: [bare] })));
    expect(at(rule, "help", "text")).toBe(`${bare.why}\nLook.\nRead more: foothold explain a`);
    expect(at(rule, "helpUri")).toBeUndefined();
  });

  test("a built-in check links to its guide where that has an address", () => {
    const ours = check("sftp-enabled", "low", { group: "storage" });
    const own = check("my-check", "low", { group: "custom" });
    const guides = "https://github.com/contoso/foothold/blob/v1/";
    const report = sampleReport({ checks: [ours, own] });
    const text = [...sarif.render(report, { color: false, width: 80, guides })].join("");
    const links = rulesOf(JSON.parse(text)).map((rule) => [at(rule, "id"), at(rule, "helpUri")]);
    expect(links).toEqual([
      ["my-check", own.references[0]],
      ["sftp-enabled", `${guides}docs/checks/sftp-enabled.md`],
    ]);
  });
});
