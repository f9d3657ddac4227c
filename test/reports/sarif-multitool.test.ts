import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { ScanReport } from "../../src/reporter.ts";
import { largeReport } from "../bench/report-estate.ts";
import { attackedDesk, deskReport, drawnDesk } from "./desk-report.ts";
import { at, cleanReport, doorFinding, hash, listAt, sampleReport } from "./sample-report.ts";
import { faults, logOf, resultsOf } from "./sarif-faults.ts";

/** Sarif.Multitool of @microsoft/sarif-multitool-linux: 100 MB, which `.ci/run` installs. Without it there is nothing to ask. */
const tool = process.env["SARIF_MULTITOOL"] ?? "";
const folder = mkdtempSync(path.join(tmpdir(), "foothold-multitool-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** It reads five thousand results in a minute where others are at work as well. */
const PATIENCE_MS = 300_000;

describe.skipIf(tool === "")("Microsoft's validator, with the rules of SARIF and of GitHub", () => {
  test.each<[string, ScanReport]>([
    ["a rich report", sampleReport()],
    ["a report with paths, evidence and groups, some of it suppressed", drawnDesk()],
    ["an attack", attackedDesk()],
    ["an empty report", cleanReport({ checks: [], coverage: [] })],
    ["what was not read again and is carried over", carriedOver()],
  ])("has nothing to say about %s", async (_, report) => {
    expect(resultsOf(logOf(report)).length > 0).toBe(report.findings.length + report.resolved.length > 0);
    expect(await complaints(JSON.stringify(logOf(report)))).toEqual([]);
  });

  test(
    "of more than 5,000 findings it knows an old limit alone",
    async () => {
      const log = logOf(largeReport(5200));
      expect(resultsOf(log)).toHaveLength(5000);
      // GitHub takes 25,000 and keeps 5,000, by its documentation of today.
      expect(await complaints(JSON.stringify(log))).toEqual(["error GH1004: runs[0].results 5000 1000"]);
    },
    PATIENCE_MS,
  );

  test("it tells more than a schema: a scheme, no place, a rule without words", async () => {
    const log = broken((result) => {
      Object.assign(Object(at(result, "locations", 0, "physicalLocation")), {
        artifactLocation: { uri: "azure://subscriptions/1" },
      });
    });
    expect(await complaints(log)).toEqual([
      "error GH1005: runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri azure://subscriptions/1",
    ]);
    const placeless = broken((result) => Object.assign(Object(result), { locations: [] }));
    const rules = new Set((await complaints(placeless)).map(ruleOf));
    expect(rules).toEqual(new Set(["GH1001", "GH1015", "GH1017", "GH2012"]));
    const wordless = broken((_, rule) => Object.assign(Object(rule), { help: undefined }));
    expect((await complaints(wordless)).map(ruleOf)).toEqual(["GH2012"]);
  });

  test("what is no JSON, and no SARIF, is an error, though its exit code says that all is well", async () => {
    expect(await complaints("{")).toEqual([expect.stringMatching(/^error JSON0001: /)]);
    expect(await complaints('{"version":"2.1.0","runs":[{}]}')).toEqual([
      expect.stringMatching(/^error JSON1002: /),
    ]);
  });

  test("a logical location alone, for which GitHub refuses the upload, makes it fall over: ours is the test", async () => {
    const log = broken((result) => {
      Object.assign(Object(at(result, "locations", 0)), { physicalLocation: undefined });
    });
    expect(await complaints(log)).toEqual(["it fell over: ERR999.UnhandledEngineException"]);
    expect(faults(JSON.parse(log))).toEqual(["no physical location"]);
  });
});

function ruleOf(complaint: string): string | undefined {
  return /^error (\w+):/.exec(complaint)?.[1];
}

function carriedOver(): ScanReport {
  const gone = doorFinding({ fingerprint: hash("unread"), message: "It was not read." });
  return deskReport({ findings: [], resolved: [{ ...gone, reread: false }] });
}

/** A report of one finding, spoiled at its result and its rule. */
function broken(spoil: (result: unknown, rule: unknown) => void): string {
  const log = logOf(sampleReport({ findings: [doorFinding()] }));
  spoil(resultsOf(log)[0], listAt(log, "runs", 0, "tool", "driver", "rules")[0]);
  return JSON.stringify(log);
}

/**
 * What the validator says of a log, errors and warnings. Read from its own report: it ends with 0 whatever it finds. That
 * it ran to its end counts too, since it skips what is too large for it without a word in the results.
 */
async function complaints(log: string): Promise<readonly string[]> {
  const [given, config, said] = ["given.sarif", "rules.xml", "said.sarif"].map((name) =>
    path.join(folder, name),
  );
  if (given === undefined || config === undefined || said === undefined) throw new Error("no file names");
  writeFileSync(given, log);
  writeFileSync(config, RULES);
  rmSync(said, { force: true });
  const options = ["--rule-kind", "Sarif;Ghas", "--config", config, "--level", "Error;Warning"];
  const limits = ["--max-file-size-in-kb", "1000000", "--log", "ForceOverwrite", "-o", said];
  const exitCode = await run(["validate", given, ...options, ...limits]);
  const run0 = at(JSON.parse(readFileSync(said, "utf8")), "runs", 0);
  const invocation = at(run0, "invocations", 0);
  if (exitCode !== 0 || at(invocation, "executionSuccessful") !== true) {
    const notes = listAt(invocation, "toolExecutionNotifications");
    return notes.map((note) => `it fell over: ${String(at(note, "descriptor", "id"))}`);
  }
  return listAt(run0, "results").flatMap((result) => {
    const rule = String(at(result, "ruleId"));
    // SARIF's own default.
    const level = at(result, "level") ?? "warning";
    const words = listAt(result, "message", "arguments").join(" ");
    return UNHEARD.has(rule) ? [] : [`${JSON.stringify(level).slice(1, -1)} ${rule}: ${words}`];
  });
}

/** SARIF2005 asks for the address of a page about the tool, and there is none yet. */
const UNHEARD: ReadonlySet<string> = new Set(["SARIF2005"]);

/**
 * GitHub's rules that are off unless they are named, and off the one that asks the network for every address.
 * https://github.com/microsoft/sarif-sdk/blob/main/policies/github.config.xml
 */
const RULES = `<Properties>${[
  ["GH1001.ProvideRequiredLocationProperties", "Error"],
  ["GH1002.InlineThreadFlowLocations", "Error"],
  ["GH1003.ProvideRequiredRegionProperties", "Error"],
  ["GH1004.ReviewArraysThatExceedConfigurableDefaults", "Error"],
  ["GH1005.LocationsMustBeRelativeUrisOrFilePaths", "Error"],
  ["GH1006.ProvideCheckoutPath", "Error"],
  ["GH1007.ProvideFullyFormattedMessageStrings", "Error"],
  ["SARIF2006.UrisShouldBeReachable", "Disabled"],
]
  .map(
    ([rule, state]) =>
      `<Properties Key="${rule}.Options"><Property Key="RuleEnabled" Value="${state}" /></Properties>`,
  )
  .join("")}</Properties>`;

/** Beside the tests' own process, which must answer meanwhile. It would look for ICU, which slim images lack. */
async function run(args: readonly string[]): Promise<number | null> {
  const env = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" };
  return await new Promise((resolve, reject) => {
    spawn(tool, args, { env, stdio: "ignore" }).on("error", reject).on("close", resolve);
  });
}
