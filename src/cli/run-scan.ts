import path from "node:path";
import { loadChecks } from "../assess/load-checks.ts";
import { SCORE_MODEL } from "../assess/score.ts";
import type { Settings } from "../check.ts";
import type { ReadOptions } from "../collect/read-tenant.ts";
import type { Snapshot } from "../collect/snapshot.ts";
import { type ExitCode, FootholdError, usageError } from "../errors.ts";
import type { ScanReport, ScanScope } from "../reporter.ts";
import { scan } from "../scan.ts";
import { VERSION } from "../version.ts";
import { compareSides } from "./comparable.ts";
import { conclude } from "./conclusion.ts";
import { type Host, interruptedBy } from "./host.ts";
import { type JournalFile, openJournal } from "./journal-file.ts";
import { createLog, type Log, type LogLevel } from "./log.ts";
import { addressRanges, managementGroupIds, subscriptionIds, workspaceIds } from "./options.ts";
import { cautions, type Output, parseOutputs, probeOutputs, writeReports } from "./outputs.ts";
import { createProgress, type ShownProgress } from "./progress.ts";
import { readConfig } from "./read-config.ts";
import { readReport } from "./read-report.ts";
import type { ScanFlags } from "./scan-command.ts";
import { readSnapshots } from "./scan-source.ts";
import { selectChecks } from "./select-checks.ts";
import { writeSnapshot } from "./snapshot-file.ts";
import { probeFile } from "./write-file.ts";

/** From flags to an exit code. Everything that can be refused is refused before the first request. */
export async function runScan(flags: ScanFlags, host: Host): Promise<ExitCode> {
  const level: LogLevel = flags.quiet ? "quiet" : flags.verbose ? "verbose" : "normal";
  const log = createLog(host, { format: flags.logFormat, level });
  const outputs = parseOutputs(flags.output ?? []);
  refuseOneFileTwice(flags, outputs);
  const asked = askedBy(flags);
  const loaded = await loadChecks(flags.checks);
  const config = await readConfig(flags.config, new Set(loaded.map(({ check }) => check.id)));
  const settings = withFlags(config.settings, flags);
  const snapshot =
    flags.snapshot === undefined ? undefined : await readSnapshots({ ...flags, snapshot: flags.snapshot });
  const { only, skip } = snapshot?.facts.selection.scope ?? asked.scope;
  const selected = selectChecks(loaded, only, skip);
  const baseline = await readBaseline(flags);
  await probeOutputs(outputs);
  if (flags.saveSnapshot !== undefined)
    await probeFile(flags.saveSnapshot, `--save-snapshot ${flags.saveSnapshot}`);
  const journal =
    flags.resume === undefined ? undefined : await openJournal(flags.resume, () => host.signal.aborted);

  const showProgress =
    host.stderr.isTTY === true && flags.progress && level !== "quiet" && flags.logFormat === "text";
  const progress = createProgress(host, log, showProgress);
  const source = snapshot ?? (await signIn(flags, asked, { host, log, progress, journal }));
  const principal = "azure" in source ? source.azure.principal : source.facts.principal;
  if (snapshot !== undefined) log.info(recalled(snapshot));
  if (baseline !== undefined) compare(baseline, principal.tenantId, { flags, log });

  let unwritten: FootholdError | undefined;
  const report = await scan({
    source,
    checks: selected.map(({ check }) => check),
    groups: new Map(selected.map(({ check, group }) => [check.id, group])),
    settings,
    baseline,
    suppressions: config.suppressions,
    version: VERSION,
    keep: async (read) => {
      if (flags.saveSnapshot === undefined) return;
      // A snapshot that cannot be written takes no report with it.
      unwritten = await writeSnapshot(flags.saveSnapshot, read).then(() => undefined, asKnown);
    },
  });
  progress.clear();
  const fault = await journal?.close();
  if (fault !== undefined) log.error(fault);
  await writeReports(outputs, report, host);
  const { failOn, failOnNew = false, allowPartial = false } = flags;
  const interrupted = interruptedBy(host.signal);
  const { exitCode, lines } = conclude(report, { failOn, failOnNew, allowPartial, interrupted });
  for (const { reporter, file } of outputs)
    if (file !== undefined) log.info(`wrote ${reporter.name} to ${file}`);
  if (unwritten !== undefined) throw unwritten;
  if (flags.saveSnapshot !== undefined) log.info(`wrote the snapshot to ${flags.saveSnapshot}`);
  for (const line of cautions(outputs, report)) log.info(line);
  for (const line of suppressionLines(report)) log.info(line);
  for (const line of lines) log.error(line);
  const left = interrupted === undefined ? await journal?.remove() : undefined;
  if (left !== undefined) log.error(left);
  if (interrupted !== undefined && journal?.isOurs()) log.error(`--resume ${flags.resume} goes on from here`);
  return exitCode;
}

function asKnown(error: unknown): FootholdError {
  if (error instanceof FootholdError) return error;
  throw error;
}

interface Asked {
  readonly scope: ScanScope;
  readonly logWorkspaces: readonly string[];
}

/** What Azure is asked for, checked. */
function askedBy({ subscription, managementGroup, only, skip, shard, logWorkspace }: ScanFlags): Asked {
  const managementGroups = managementGroupIds(managementGroup ?? []);
  return {
    scope: {
      subscriptions: subscriptionIds(subscription ?? []),
      ...(managementGroups.length === 0 ? {} : { managementGroups }),
      only: only ?? [],
      skip: skip ?? [],
      // The only shard is the whole.
      ...(shard === undefined || shard.count === 1 ? {} : { shard }),
    },
    logWorkspaces: workspaceIds(logWorkspace ?? []),
  };
}

/** No file is written by two flags. Two formats of one path are refused where formats are read. */
function refuseOneFileTwice({ saveSnapshot, resume }: ScanFlags, outputs: readonly Output[]): void {
  const flags = new Map<string, string>();
  for (const { reporter, file } of outputs)
    if (file !== undefined) flags.set(path.resolve(file), `-o ${reporter.name}=${file}`);
  for (const [flag, file] of [
    ["--save-snapshot", saveSnapshot],
    ["--resume", resume],
  ] as const) {
    if (file === undefined) continue;
    const other = flags.get(path.resolve(file));
    if (other !== undefined) throw usageError(`${flag} ${file}: ${other} is written to the same file`);
    flags.set(path.resolve(file), `${flag} ${file}`);
  }
}

interface SigningIn {
  readonly host: Host;
  readonly log: Log;
  readonly progress: ShownProgress;
  readonly journal: JournalFile | undefined;
}

async function signIn(
  flags: ScanFlags,
  { scope, logWorkspaces }: Asked,
  { host, log, progress, journal }: SigningIn,
): Promise<ReadOptions> {
  const { connect } = await import("../collect/azure/connect.ts");
  const azure = await connect({
    cloud: flags.cloud,
    tenant: flags.tenant,
    auth: flags.auth,
    env: host.env,
    concurrency: flags.concurrency,
    longestWait: flags.maxWait,
    attemptTimeoutMs: host.attemptTimeoutMs,
    clock: host.clock,
    signal: host.signal,
    progress,
    userAgent: `foothold/${VERSION}`,
    readSshKeys: flags.readSshKeys,
    ...(logWorkspaces.length === 0 ? {} : { logs: true as const }),
    tell: (message) => log.error(message),
  });
  const { tenantId, objectId, applicationId } = azure.principal;
  const application = applicationId === null ? "" : ` (application ${applicationId})`;
  log.info(
    `signed in by ${azure.method} to tenant ${tenantId} as ${objectId ?? "an unnamed principal"}${application}`,
  );
  if (journal !== undefined && journal.held > 0)
    log.info(`--resume ${flags.resume}: ${journal.held} parts were read before and are not asked again`);
  return {
    azure,
    scope,
    readSshKeys: flags.readSshKeys ?? false,
    logWorkspaces,
    logPeriod: flags.since,
    version: VERSION,
    progress,
    journal,
    now: host.clock.now,
  };
}

/** What is judged, of whom, and from when. */
function recalled({ facts }: Snapshot): string {
  const { principal, startedAt, version } = facts;
  const by = version === VERSION ? "" : ` by foothold ${version}`;
  return `judges what was read of tenant ${principal.tenantId} at ${startedAt}${by}`;
}

/** What makes a comparison unfair, said. */
function compare(
  { scan: earlier, tool }: ScanReport,
  tenantId: string,
  { flags, log }: { readonly flags: ScanFlags; readonly log: Log },
): void {
  const then = {
    name: `--baseline ${flags.baseline}`,
    tenantId: earlier.tenantId,
    scoreModel: tool.scoreModel,
  };
  const now = { name: "this scan", tenantId, scoreModel: SCORE_MODEL };
  for (const line of compareSides(then, now)) log.info(line);
}

async function readBaseline({ baseline, failOnNew }: ScanFlags): Promise<ScanReport | undefined> {
  if (baseline !== undefined) return await readReport(baseline);
  if (failOnNew) throw usageError("--fail-on-new: new against what? It needs --baseline REPORT.json");
  return undefined;
}

/** What the owner of foothold.yml should look after. */
function suppressionLines({ suppressions }: ScanReport): readonly string[] {
  const { expired = [], unused = [] } = suppressions ?? {};
  return [
    ...expired.map((name) => `suppression expired: ${name}`),
    ...unused.map((name) => `suppression unused, nothing met it: ${name}`),
  ];
}

/** Flags win over the file; addresses add up. */
function withFlags(settings: Settings, { trustedIp = [], anyIp }: ScanFlags): Settings {
  return {
    ...settings,
    trustedRanges: [...settings.trustedRanges, ...addressRanges(trustedIp)],
    anyIp: anyIp ?? settings.anyIp,
  };
}
