import { Command } from "commander";
import { paragraph } from "../../reports/terminal/layout.ts";
import { type Chunked, jsonChunks } from "../../reports/text/json-chunks.ts";
import { visible } from "../../reports/text/visible.ts";
import { type Comparison, compareReports } from "../assess/baseline.ts";
import type { Finding, ResolvedFinding, ScanReport } from "../reporter.ts";
import { compareSides, type Side } from "./comparable.ts";
import type { Host } from "./host.ts";
import { createLog } from "./log.ts";
import { readReport } from "./read-report.ts";

/** How two saved reports differ. The exit code is 0 whatever they tell, and 2 where they cannot be compared. */
export function diffCommand(host: Host): Command {
  return new Command("diff")
    .description("Compare two saved JSON reports of one tenant. Nothing is asked of Azure.")
    .argument("<old.json>", "the earlier report")
    .argument("<new.json>", "the later report")
    .option("--json", "as JSON")
    .action(async (old: string, later: string, { json }: { readonly json?: true }) => {
      const [before, after] = [await readReport(old), await readReport(later)];
      const log = createLog(host, { format: "text", level: "normal" });
      for (const line of compareSides(sideOf(old, before), sideOf(later, after))) log.info(line);
      const comparison = compareReports(before, after);
      const chunks = json ? jsonOf(comparison, before, after) : linesOf(comparison, before, after);
      for (const chunk of chunks) if (host.stdout.write(chunk) === false) await host.stdout.drained?.();
    });
}

function sideOf(name: string, { scan, tool }: ScanReport): Side {
  return { name, tenantId: scan.tenantId, scoreModel: tool.scoreModel };
}

function* linesOf(
  { new: added, changed, unchanged, gone }: Comparison,
  before: ScanReport,
  after: ScanReport,
): Iterable<string> {
  const fates = fatesOf(gone);
  yield `${visible(before.scan.collectedAt)} to ${visible(after.scan.collectedAt)}: ${added.length} new, ${changed.length} changed, ${unchanged.length} unchanged, ${fates.resolved.length} resolved, ${fates.carriedOver.length} carried over, ${fates.agedOut.length} aged out\n`;
  yield* section("New", added, lineOf);
  yield* section("Changed", changed, ({ was, is, what }) => [
    lineOf(is)[0] ?? "",
    ...what.map((one) =>
      one === "message"
        ? `      was: ${visible(was.message)}`
        : `      was: ${was.severity} ${was.score}, is: ${is.severity} ${is.score}`,
    ),
    what.includes("message") ? `      is: ${visible(is.message)}` : messageLine(is),
  ]);
  yield* section("Resolved", fates.resolved, lineOf);
  yield* section("Carried over: not read again", fates.carriedOver, lineOf);
  yield* section("Aged out: no log tells of them any more", fates.agedOut, lineOf);
}

function* section<T>(
  title: string,
  items: readonly T[],
  lines: (item: T) => readonly string[],
): Iterable<string> {
  if (items.length > 0) yield `\n${title}\n`;
  for (const item of items)
    yield lines(item)
      .map((line) => `${line}\n`)
      .join("");
}

function lineOf({ severity, score, check, subject, message, suppressed }: Finding): readonly string[] {
  const accepted = suppressed === undefined ? "" : " (suppressed)";
  return [
    `  ${String(score).padStart(3)} ${severity.padEnd(8)} ${visible(check)} ${visible(subject.id)}${accepted}`,
    messageLine({ message }),
  ];
}

/** Through the door of the terminal report: a line that begins with foreign text must not be a workflow command. */
function messageLine({ message }: Pick<Finding, "message">): string {
  return paragraph([{ text: message }], { color: false, width: Infinity }, 6);
}

function* jsonOf(
  { new: added, changed, unchanged, gone }: Comparison,
  before: ScanReport,
  after: ScanReport,
): Iterable<string> {
  const fates = fatesOf(gone);
  yield* jsonChunks({
    tenantId: after.scan.tenantId.toWellFormed(),
    old: { collectedAt: before.scan.collectedAt, scoreModel: before.tool.scoreModel },
    new: { collectedAt: after.scan.collectedAt, scoreModel: after.tool.scoreModel },
    unchanged: unchanged.length,
    added: list(added, told),
    changed: list(changed, ({ was, is, what }) => ({
      ...told(is),
      what,
      was: { severity: was.severity, score: was.score, message: was.message.toWellFormed() },
    })),
    resolved: list(fates.resolved, told),
    carriedOver: list(fates.carriedOver, told),
    agedOut: list(fates.agedOut, told),
  });
  yield "\n";
}

/** Enough to find it in its report. */
function told({ fingerprint, check, severity, score, subject, message, suppressed }: Finding) {
  return {
    fingerprint,
    check: check.toWellFormed(),
    severity,
    score,
    subject: { type: subject.type, id: subject.id.toWellFormed(), name: subject.name.toWellFormed() },
    message: message.toWellFormed(),
    ...(suppressed === undefined ? {} : { suppressed: true }),
  };
}

function list<T>(items: readonly T[], tell: (item: T) => Chunked): () => Iterable<Chunked> {
  return function* each() {
    for (const item of items) yield tell(item);
  };
}

function fatesOf(gone: readonly ResolvedFinding[]) {
  return {
    resolved: gone.filter(({ reread }) => reread),
    carriedOver: gone.filter(({ reread, agedOut }) => !reread && agedOut === undefined),
    agedOut: gone.filter(({ agedOut }) => agedOut !== undefined),
  };
}
