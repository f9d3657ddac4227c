import { Command, Option } from "commander";
import { compareSides } from "./comparable.ts";
import { conclude } from "./conclusion.ts";
import { loadChecks } from "../assess/load-checks.ts";
import { SCORE_MODEL } from "../assess/score.ts";
import { SEVERITIES, type Settings, type Severity } from "../check.ts";
import { AUTH_METHODS, type AuthMethod } from "../collect/sign-in.ts";
import { type ExitCode, usageError } from "../errors.ts";
import type { ScanReport } from "../reporter.ts";
import { scan } from "../scan.ts";
import { VERSION } from "../version.ts";
import type { Host } from "./host.ts";
import { createLog, type LogLevel } from "./log.ts";
import {
  addCheckOptions,
  addressRanges,
  append,
  duration,
  listOption,
  period,
  subscriptionIds,
  wholeNumber,
  workspaceIds,
} from "./options.ts";
import { cautions, FORMATS, parseOutputs, probeOutputs, writeReports } from "./outputs.ts";
import { createProgress } from "./progress.ts";
import { readConfig } from "./read-config.ts";
import { readReport } from "./read-report.ts";
import { selectChecks } from "./select-checks.ts";

interface ScanFlags {
  readonly cloud: string;
  readonly tenant?: string;
  readonly auth: AuthMethod;
  readonly subscription?: readonly string[];
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly checks?: readonly string[];
  readonly readSshKeys?: true;
  readonly trustedIp?: readonly string[];
  readonly anyIp?: true;
  readonly logWorkspace?: readonly string[];
  readonly since?: number;
  readonly output?: readonly string[];
  readonly baseline?: string;
  readonly failOn: Severity | "none";
  readonly failOnNew?: true;
  readonly allowPartial?: true;
  readonly config?: string;
  readonly concurrency: number;
  readonly maxWait: number;
  readonly quiet?: true;
  readonly verbose?: true;
  readonly progress: boolean;
  readonly logFormat: "text" | "json";
}

export function scanCommand(host: Host, exit: { code: number }): Command {
  const command = new Command("scan")
    .description("Read the tenant, judge it, and write reports.")
    .option("--cloud <name|url>", "public, usgov, china, or the https address of an ARM endpoint", "public")
    .option("--tenant <id>", "the tenant to sign in to")
    .addOption(new Option("--auth <method>", "how to sign in").choices(AUTH_METHODS).default("auto"))
    .addOption(listOption("--subscription <id...>", "read these subscriptions only"));
  addCheckOptions(command)
    .option("--read-ssh-keys", READ_SSH_KEYS)
    .addOption(
      listOption(
        "--trusted-ip <cidr...>",
        "the organization's addresses, beside its trusted named locations",
      ),
    )
    .option("--any-ip", "judge what was done from trusted addresses as well")
    .addOption(
      listOption(
        "--log-workspace <id...>",
        "read these Log Analytics workspaces, by GUID or ARM id, as well",
      ),
    )
    .addOption(
      new Option(
        "--since <time>",
        "how far back logs are read; without it 90d, or as long as each is kept",
      ).argParser(period),
    )
    .addOption(
      new Option("-o, --output <format[=path]>", `${FORMATS}; without a path on stdout`).argParser(append),
    )
    .option("--baseline <report.json>", "an earlier JSON report of the tenant: says what is new since")
    .addOption(
      new Option("--fail-on <severity>", "exit 1 for findings at or above").choices(FAIL_ON).default("high"),
    )
    .option("--fail-on-new", "exit 1 for new and changed findings alone (with --baseline)")
    .option("--allow-partial", "exit 0 although something was not read")
    .option("--config <file>", "settings; foothold.yml in the current folder is read without being named")
    .option("--concurrency <n>", "requests under way at a time", wholeNumber(1, 64), 16)
    .addOption(
      new Option(
        "--max-wait <time>",
        "the longest that a request waits for Azure's limits; the rest is a gap",
      )
        .argParser(duration)
        .default(3_600_000, "1h"),
    )
    .addOption(new Option("--quiet", "say errors only").conflicts("verbose"))
    .option("--verbose", "say what is read")
    .option("--no-progress", "no progress line on a terminal")
    .addOption(
      new Option("--log-format <format>", "of what goes to stderr").choices(["text", "json"]).default("text"),
    );
  return command.action(async (flags: ScanFlags) => {
    exit.code = await runScan(flags, host);
  });
}

const READ_SSH_KEYS =
  "read the SSH public keys of local users, by the one POST to Azure Resource Manager that foothold knows";

const FAIL_ON = [...SEVERITIES.filter((severity) => severity !== "info"), "none"] as const;

/** From flags to an exit code. Everything that can be refused is refused before the first request. */
async function runScan(flags: ScanFlags, host: Host): Promise<ExitCode> {
  const level: LogLevel = flags.quiet ? "quiet" : flags.verbose ? "verbose" : "normal";
  const log = createLog(host, { format: flags.logFormat, level });
  const { only = [], skip = [] } = flags;
  const outputs = parseOutputs(flags.output ?? []);
  const subscriptions = subscriptionIds(flags.subscription ?? []);
  const logWorkspaces = workspaceIds(flags.logWorkspace ?? []);
  const loaded = await loadChecks(flags.checks);
  const config = await readConfig(flags.config, new Set(loaded.map(({ check }) => check.id)));
  const settings = withFlags(config.settings, flags);
  const selected = selectChecks(loaded, only, skip);
  const checks = selected.map(({ check }) => check);
  const baseline = await readBaseline(flags);
  await probeOutputs(outputs);

  const showProgress =
    host.stderr.isTTY === true && flags.progress && level !== "quiet" && flags.logFormat === "text";
  const progress = createProgress(host, log, showProgress);
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

  if (baseline !== undefined) {
    const { scan: earlier, tool } = baseline;
    const then = {
      name: `--baseline ${flags.baseline}`,
      tenantId: earlier.tenantId,
      scoreModel: tool.scoreModel,
    };
    const now = { name: "this scan", tenantId, scoreModel: SCORE_MODEL };
    for (const line of compareSides(then, now)) log.info(line);
  }

  const scope = { subscriptions, only, skip };
  const report = await scan({
    azure,
    checks,
    groups: new Map(selected.map(({ check, group }) => [check.id, group])),
    settings,
    scope,
    readSshKeys: flags.readSshKeys ?? false,
    logWorkspaces,
    logPeriod: flags.since,
    baseline,
    suppressions: config.suppressions,
    version: VERSION,
    progress,
    now: host.clock.now,
  });
  progress.clear();
  await writeReports(outputs, report, host);
  const { failOn, failOnNew = false, allowPartial = false } = flags;
  const interrupted = host.signal.aborted;
  const { exitCode, lines } = conclude(report, { failOn, failOnNew, allowPartial, interrupted });
  for (const { reporter, file } of outputs)
    if (file !== undefined) log.info(`wrote ${reporter.name} to ${file}`);
  for (const line of cautions(outputs, report)) log.info(line);
  for (const line of suppressionLines(report)) log.info(line);
  for (const line of lines) log.error(line);
  return exitCode;
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
