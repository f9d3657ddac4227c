import { createWriteStream } from "node:fs";
import { access, appendFile, mkdir, realpath, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { workflowCommand } from "../../reports/text/workflow-command.ts";
import type { Host, Sink } from "../cli/host.ts";
import { main } from "../cli/main.ts";
import { readReport } from "../cli/read-report.ts";
import type { Environment } from "../collect/sign-in.ts";
import { FootholdError, usageError } from "../errors.ts";
import type { ScanReport } from "../reporter.ts";
import { annotations } from "./annotations.ts";
import { guidesOf } from "./guides.ts";
import { outputLines, outputs } from "./outputs.ts";
import { type QuietLog, quietLog } from "./quiet-log.ts";
import { type Plan, readInputs } from "./read-inputs.ts";
import { REPORT_FILES, UPLOAD_FILE } from "./report-files.ts";
import { failureSummary, summary } from "./summary.ts";
import { type Upload, uploadRule, uploadSentence } from "./upload-rule.ts";

/** What the action has of the world. */
export interface ActionHost extends Pick<Host, "env" | "clock" | "attemptTimeoutMs" | "signal"> {
  /** The one stream that the runner reads: of two it would not know which line came first. */
  readonly out: Sink;
  /** Something that nobody can guess, another one at each call. */
  readonly unguessable: () => string;
  /** Rejected with what nobody caught, such as the late fault of a user's check. The scan ends with it. */
  readonly fault?: Promise<never>;
}

/** EX_SOFTWARE of sysexits.h, as in `cli.ts`. */
export const FAULT = 70;

/** The step of action.yml: inputs, scan, files, annotations, summary, outputs, and the exit code after all of them. */
export async function runAction(host: ActionHost): Promise<number> {
  const log = quietLog(host.out, host.unguessable());
  const { exitCode, plan } = await scanned(host, log);
  const report = plan === undefined ? undefined : await reportOf(plan);
  const upload =
    plan === undefined || report === undefined ? undefined : await decide(plan, report, exitCode);
  if (upload !== undefined) log.say(uploadSentence(upload));
  log.resume();

  if (report !== undefined && plan?.annotations) {
    for (const line of annotations(report)) host.out.write(line);
    if (upload?.kind === "withheld") {
      host.out.write(workflowCommand("warning", "foothold: no SARIF for upload", upload.why));
    }
  }
  const folder = plan?.folder ?? "";
  const formats = report === undefined ? [] : (plan?.formats ?? []);
  const snapshot = report === undefined ? undefined : await savedSnapshot(plan);
  const values = outputs({ exitCode, report, upload, folder, formats, snapshot });
  // Before the summary: later steps hang on them, and on the summary nothing does.
  await append(host.env, "GITHUB_OUTPUT", outputLines(values, `foothold-${host.unguessable()}`));
  await writeSummary(
    host.env,
    report === undefined ? [failureSummary(exitCode, log.said())] : summary(report, upload),
  );
  return exitCode;
}

/** Runs the program as the command line does. Whatever goes wrong, outputs and summary are written after it. */
async function scanned(
  host: ActionHost,
  log: QuietLog,
): Promise<{ readonly exitCode: number; readonly plan?: Plan }> {
  try {
    const plan = readInputs(host.env);
    for (const hint of plan.hints) log.say(hint);
    await prepare(plan);
    const { clock, attemptTimeoutMs, signal, fault } = host;
    const run = main(plan.args, {
      env: plan.env,
      stdout: log.sink,
      stderr: log.sink,
      clock,
      attemptTimeoutMs,
      signal,
      guides: guidesOf(host.env),
    });
    return { exitCode: await (fault === undefined ? run : Promise.race([run, fault])), plan };
  } catch (error) {
    if (error instanceof FootholdError) {
      log.say(error.message);
      return { exitCode: error.exitCode };
    }
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log.say(`a fault in foothold itself: ${stack}`);
    return { exitCode: FAULT };
  }
}

/** The folder without the reports of an earlier run, which nobody must take for those of this one. */
async function prepare({ folder, files }: Plan): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw usageError(`output-folder: "${folder}" cannot be made (${codeOf(error)})`);
  }
  const ours = [...Object.values(REPORT_FILES), UPLOAD_FILE].flatMap((name) =>
    name === null ? [] : [path.join(folder, name)],
  );
  const places = await Promise.all(ours.map(placeOf));
  for (const [input, file] of files) {
    if (places.includes(await placeOf(file)))
      throw usageError(`${input}: "${file}" lies where this scan writes its own report; keep it elsewhere`);
  }
  for (const file of ours) {
    try {
      await rm(file, { force: true });
    } catch (error) {
      throw usageError(`output-folder: "${file}" is in the way and cannot be removed (${codeOf(error)})`);
    }
  }
}

/** Where a path leads, links followed. */
async function placeOf(file: string): Promise<string> {
  return await realpath(file).catch(() => path.resolve(file));
}

/** Of this run, since there was none before. A scan that was refused wrote none. */
async function reportOf({ folder }: Plan): Promise<ScanReport | undefined> {
  const file = path.join(folder, REPORT_FILES.json);
  return (await exists(file)) ? await readReport(file) : undefined;
}

async function decide(plan: Plan, report: ScanReport, exitCode: number): Promise<Upload | undefined> {
  const written = path.join(plan.folder, REPORT_FILES.sarif);
  if (!plan.formats.includes("sarif")) return undefined;
  if (!(await exists(written))) return { kind: "withheld", why: "the SARIF could not be written" };
  const baseline = plan.baseline === undefined ? undefined : await readReport(plan.baseline);
  const upload = uploadRule({ report, baseline, exitCode });
  if (upload.kind === "ready") await rename(written, path.join(plan.folder, UPLOAD_FILE));
  return upload;
}

async function savedSnapshot(plan: Plan | undefined): Promise<string | undefined> {
  if (plan?.saveSnapshot === undefined) return undefined;
  const file = path.resolve(plan.saveSnapshot);
  return (await exists(file)) ? file : undefined;
}

/** Other steps may have written to the same file. */
async function writeSummary(env: Environment, chunks: Iterable<string>): Promise<void> {
  const file = env["GITHUB_STEP_SUMMARY"];
  if (file) await pipeline(Readable.from(chunks), createWriteStream(file, { flags: "a" }));
}

async function append(env: Environment, variable: string, text: string): Promise<void> {
  const file = env[variable];
  if (file) await appendFile(file, text);
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
