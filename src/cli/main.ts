import { Command, CommanderError } from "commander";
import { visible } from "../../reports/text/visible.ts";
import { FootholdError } from "../errors.ts";
import { VERSION } from "../version.ts";
import { checksCommand } from "./checks-command.ts";
import { configCommand } from "./config-command.ts";
import { diffCommand } from "./diff-command.ts";
import { explainCommand } from "./explain-command.ts";
import type { Host } from "./host.ts";
import { createLog } from "./log.ts";
import { permissionsCommand } from "./permissions-command.ts";
import { queriesCommand } from "./queries-command.ts";
import { reportCommand } from "./report-command.ts";
import { scanCommand } from "./scan-command.ts";

/** Runs one command and gives its exit code. Known errors are one line each; unknown ones keep their stack. */
export async function main(argv: readonly string[], host: Host): Promise<number> {
  const exit = { code: 0 };
  const program = new Command("foothold")
    .description(
      "Finds the footholds that attackers keep in Azure: SFTP local users and permissive applications.",
    )
    .version(VERSION, "--version", "print the version")
    .helpOption("--help", "show the options")
    .helpCommand(false)
    .addHelpText("after", EXIT_CODES);
  const commands = [
    scanCommand,
    checksCommand,
    explainCommand,
    permissionsCommand,
    queriesCommand,
    reportCommand,
    diffCommand,
    configCommand,
  ];
  for (const command of commands) {
    program.addCommand(command(host, exit));
  }
  for (const command of [program, ...program.commands]) {
    if (command.name() === "scan") command.addHelpText("after", EXIT_CODES);
    command
      .helpOption("--help", "show the options")
      .exitOverride()
      .configureOutput({
        writeOut: (text) => host.stdout.write(text),
        // Arguments may come from a workflow's inputs, and an error repeats them.
        writeErr: (text) =>
          host.stderr.write(
            text
              .replace(/^error: /, "foothold: ")
              .split("\n")
              .map(visible)
              .join("\n"),
          ),
      });
  }
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exit.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const format = argv.includes("--log-format") && argv.includes("json") ? "json" : "text";
    const log = createLog(host, { format, level: "quiet" });
    const isUnwritten = error instanceof FootholdError && error.code === "output";
    if (host.signal.aborted && !isUnwritten) {
      log.error("interrupted before anything was read");
      return 130;
    }
    if (!(error instanceof FootholdError)) throw error;
    for (const line of error.message.split("\n")) log.error(line);
    return error.exitCode;
  }
}

const EXIT_CODES = `
Exit codes:
  0    everything asked for was read, and no finding is at or above --fail-on
  1    findings at or above --fail-on
  2    usage, configuration or a check file
  3    no such findings, but something was not read (0 with --allow-partial)
  4    no sign-in, or nothing could be read
  70   a fault in foothold itself
  130  interrupted; what was read is reported
`;
