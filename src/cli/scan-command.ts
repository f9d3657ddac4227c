import { Command, Option } from "commander";
import { SEVERITIES, type Severity } from "../check.ts";
import { AUTH_METHODS, type AuthMethod } from "../collect/sign-in.ts";
import type { Shard } from "../collect/snapshot.ts";
import type { Host } from "./host.ts";
import { addCheckOptions, append, duration, listOption, period, shardOf, wholeNumber } from "./options.ts";
import { FORMATS } from "./outputs.ts";

export interface ScanFlags {
  readonly cloud: string;
  readonly tenant?: string;
  readonly auth: AuthMethod;
  readonly subscription?: readonly string[];
  readonly managementGroup?: readonly string[];
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
  readonly saveSnapshot?: string;
  readonly snapshot?: readonly string[];
  readonly shard?: Shard;
  readonly resume?: string;
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
    .addOption(listOption("--subscription <id...>", "read these subscriptions only"))
    .addOption(
      listOption("--management-group <id...>", "read the subscriptions below these management groups only"),
    );
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
    .option("--save-snapshot <file>", "keep what was read, to judge it again; packed where it ends in .gz")
    .addOption(
      new Option(
        "--snapshot <file...>",
        "judge what was kept, and ask Azure nothing; several are the shards of one scan",
      ),
    )
    .addOption(
      new Option("--shard <i/n>", "read the I-th of N parts, to be merged by --snapshot").argParser(shardOf),
    )
    .option("--resume <file>", "go on where a scan that was cut off was, by the journal in this file")
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
    // With all that it takes, which whoever asks for help does not need.
    const { runScan } = await import("./run-scan.ts");
    exit.code = await runScan(flags, host);
  });
}

const READ_SSH_KEYS =
  "read the SSH public keys of local users, by the one POST to Azure Resource Manager that foothold knows";

const FAIL_ON = [...SEVERITIES.filter((severity) => severity !== "info"), "none"] as const;
