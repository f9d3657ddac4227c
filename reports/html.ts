import { createHash } from "node:crypto";
import { defineReporter, type ScanReport } from "../src/reporter.ts";
import { pageHeader, tenantWords } from "./html/header.ts";
import { dataIslands } from "./html/islands.ts";
import { html, type Markup } from "./html/markup.ts";
import { notReadSection } from "./html/not-read.ts";
import { pageScript } from "./html/script.ts";
import { drawer, findingsSection, resolvedSection, suppressedSection } from "./html/shell.ts";
import { LIST_STYLE } from "./html/style/list-style.ts";
import { PAGE_STYLE } from "./html/style/page-style.ts";
import { summarySection } from "./html/summary.ts";
import { checksSection, coverageSection, plainFindings } from "./html/tables.ts";

/** One page for a browser, whole in one file: it asks nothing of any network, and nothing in it runs but our own script. */
export default defineReporter({ name: "html", extension: ".html", render });

function* render(report: ScanReport): Iterable<string> {
  const style = PAGE_STYLE + LIST_STYLE;
  const script = pageScript();
  yield `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n`;
  yield textOf(html`<meta http-equiv="Content-Security-Policy" content="${policy(style, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${report.tool.name}: ${tenantWords(report.scan)}, ${report.scan.collectedAt.slice(0, 10)}</title>
`);
  yield `<style>${style}</style>\n</head>\n<body>\n`;
  yield textOf(pageHeader(report));
  yield "<main>\n";
  yield textOf(summarySection(report));
  yield textOf(notReadSection(report));
  yield textOf(findingsSection(report));
  for (const rows of plainFindings(report)) yield textOf(rows);
  yield textOf(suppressedSection(report));
  yield textOf(resolvedSection(report));
  yield textOf(checksSection(report));
  yield textOf(coverageSection(report));
  yield "</main>\n";
  yield textOf(drawer());
  yield* dataIslands(report);
  yield `<script>${script}</script>\n</body>\n</html>\n`;
}

/**
 * What the page may do: its own script and style, by their hashes, and nothing else. No address is ever fetched.
 * https://www.w3.org/TR/CSP3/#framework-directive-source-list
 */
function policy(style: string, script: string): string {
  return [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function textOf(markup: Markup | undefined): string {
  return markup?.markup ?? "";
}
