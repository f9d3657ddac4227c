import { defineReporter, type ScanReport } from "../src/reporter.ts";
import { type Chunked, jsonChunks } from "./text/json-chunks.ts";
import { inOrder, REPORT_SHAPE } from "./json/shape.ts";

/** report.json, schema version 1: everything that is known, for programs, and for `foothold report` to render again. */
export default defineReporter({ name: "json", extension: ".json", render });

function* render(report: ScanReport): Iterable<string> {
  const { schemaVersion, tool, scan, summary, known, baseline, suppressions } = report;
  const shape = REPORT_SHAPE;
  yield* jsonChunks({
    schemaVersion,
    tool: inOrder(tool, shape.tool),
    scan: inOrder(scan, shape.scan),
    summary: inOrder(summary, shape.summary),
    findings: listInOrder(report.findings, shape.findings),
    notAssessed: listInOrder(report.notAssessed, shape.notAssessed),
    resolved: listInOrder(report.resolved, shape.resolved),
    checks: listInOrder(report.checks, shape.checks),
    coverage: listInOrder(report.coverage, shape.coverage),
    known: {
      localUsers: listInOrder(known.localUsers, shape.known.localUsers),
      credentials: listInOrder(known.credentials, shape.known.credentials),
      grants: listInOrder(known.grants, shape.known.grants),
    },
    ...(baseline === undefined ? {} : { baseline: inOrder(baseline, shape.baseline) }),
    ...(suppressions === undefined ? {} : { suppressions: inOrder(suppressions, shape.suppressions) }),
  });
  yield "\n";
}

function listInOrder<T>(items: readonly T[], shape: Parameters<typeof inOrder>[1]): () => Iterable<Chunked> {
  return function* ordered() {
    for (const item of items) yield inOrder(item, shape);
  };
}
