import markdown from "../../reports/markdown.ts";
import { clipped, markdownWithoutLinks } from "../../reports/text/markdown.ts";
import type { ScanReport } from "../reporter.ts";
import { type Upload, uploadSentence } from "./upload-rule.ts";

/**
 * The job's summary: what becomes of the SARIF, then the report. GitHub takes 1 MiB, of which the report leaves 48 KB.
 * @param upload undefined where nobody asked for SARIF
 */
export function* summary(report: ScanReport, upload: Upload | undefined): Iterable<string> {
  if (upload !== undefined)
    yield `> [!${upload.kind === "withheld" ? "WARNING" : "NOTE"}]\n> ${text(uploadSentence(upload))}\n\n`;
  yield* markdown.render(report, { color: false, width: 100 });
}

/** Where there is no report: the last lines of the log, which say why. */
export function failureSummary(exitCode: number, log: readonly string[]): string {
  const lines = log.map((line) => `- ${text(line)}\n`);
  return `# foothold: no report\n\nThe scan ended with exit code ${exitCode} before it could report.\n\n${lines.join("")}`;
}

function text(value: string): string {
  return markdownWithoutLinks(clipped(value, 1_000));
}
