import path from "node:path";
import { categoryOf } from "../../reports/sarif/category.ts";
import { SEVERITIES } from "../check.ts";
import type { ScanReport } from "../reporter.ts";
import { REPORT_FILES, type ReportFormat, UPLOAD_FILE } from "./report-files.ts";
import type { Upload } from "./upload-rule.ts";

export interface Ended {
  readonly exitCode: number;
  /** Absent where the scan ended before there was one. */
  readonly report: ScanReport | undefined;
  /** Absent where nobody asked for SARIF, or there is no report. */
  readonly upload: Upload | undefined;
  readonly folder: string;
  /** Those that were written. */
  readonly formats: readonly ReportFormat[];
  /** The file that was saved. */
  readonly snapshot: string | undefined;
}

/** The outputs of action.yml by their names. What there is not is empty, also a count: nothing read is not none found. */
export function outputs({
  exitCode,
  report,
  upload,
  folder,
  formats,
  snapshot,
}: Ended): Readonly<Record<string, string>> {
  const fileOf = (format: "json" | "html" | "markdown"): string =>
    formats.includes(format) ? path.join(folder, REPORT_FILES[format]) : "";
  const counts: readonly (readonly [string, string])[] = SEVERITIES.map((severity) => [
    severity,
    String(report?.summary.findings[severity] ?? ""),
  ]);
  return {
    report: fileOf("json"),
    sarif: upload?.kind === "ready" ? path.join(folder, UPLOAD_FILE) : "",
    "sarif-withheld": upload?.kind === "withheld" ? upload.why : "",
    html: fileOf("html"),
    markdown: fileOf("markdown"),
    snapshot: snapshot ?? "",
    ...Object.fromEntries(counts),
    new: String(report?.baseline?.new ?? ""),
    complete: String(report?.scan.complete ?? ""),
    category: report === undefined ? "" : categoryOf(report.scan),
    "exit-code": String(exitCode),
  };
}

/**
 * The lines for GITHUB_OUTPUT. A value may hold anything but the delimiter, which is made up for the run.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#multiline-strings
 */
export function outputLines(values: Readonly<Record<string, string>>, delimiter: string): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}<<${delimiter}\n${value}\n${delimiter}\n`)
    .join("");
}
