import { expect, test } from "vitest";
import json from "../../reports/json.ts";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readReport } from "../../src/cli/read-report.ts";
import { renderWhole } from "../reports/sample-report.ts";
import { largeReport } from "./report-estate.ts";
import { measureFormat } from "./reports-bench.ts";

test("the large report is a report", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "foothold-bench-"));
  const report = largeReport(300);
  const file = path.join(folder, "report.json");
  await writeFile(file, renderWhole(json, report));
  expect(await readReport(file)).toEqual(report);
  await rm(folder, { recursive: true });
  expect(new Set(report.findings.map(({ subject }) => subject.id)).size).toBe(300);
  const { critical, high, medium, low, info } = report.summary.findings;
  expect(critical + high + medium + low + info).toBe(300);
});

test("a format is measured in a process of its own: a chunk a finding, and what they weigh", async () => {
  const { format, chunks, size, reportBytes, peakBytes } = await measureFormat("csv", 500);
  expect([format, chunks]).toEqual(["csv", 501 + 3]);
  expect(size).toBeGreaterThan(500 * 300);
  expect(reportBytes).toBeGreaterThan(500 * 1000);
  expect(peakBytes).toBeGreaterThan(0);
});
