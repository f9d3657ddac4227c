import { Command, CommanderError } from "commander";
import { visible } from "../../reports/text/visible.ts";
import { FootholdError } from "../errors.ts";
import { VERSION } from "../version.ts";
import { type Host, interruptedBy } from "./host.ts";
import { createLog } from "./log.ts";

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
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${COMMANDS[command.name()]?.takes}` })
    .addHelpText("after", EXIT_CODES);
  // The program's own options take no value, so that the first word is the command.
  const word = argv.find((argument) => !argument.startsWith("-"));
  for (const [name, { description, load }] of Object.entries(COMMANDS)) {
    // Of all others the help shows a line only.
    const command = name === word ? (await load())(host, exit) : new Command(name).description(description);
    program.addCommand(command);
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
              .replace(/^error: /, "")
              .split("\n")
              // A line that an argument begins would be a command for the runner of a workflow.
              .map((line) => (line === "" ? "" : `foothold: ${visible(line)}`))
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
    const interrupted = interruptedBy(host.signal);
    if (interrupted !== undefined && !isUnwritten) {
      log.error("interrupted before anything was read");
      return interrupted;
    }
    if (!(error instanceof FootholdError)) throw error;
    for (const line of error.message.split("\n")) log.error(line);
    return error.exitCode;
  }
}

interface CommandEntry {
  /** As the command says it of itself, which a test compares. */
  readonly takes: string;
  readonly description: string;
  readonly load: () => Promise<(host: Host, exit: { code: number }) => Command>;
}

/** What the program's help says of each, and where it stands: none is loaded that was not named, since each brings much. */
const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  scan: {
    takes: "[options]",
    description: "Read the tenant, judge it, and write reports.",
    load: async () => (await import("./scan-command.ts")).scanCommand,
  },
  checks: {
    takes: "[options]",
    description: "List the checks.",
    load: async () => (await import("./checks-command.ts")).checksCommand,
  },
  explain: {
    takes: "[options] <check>",
    description: "Explain a check: what it finds, why that matters, and what to do.",
    load: async () => (await import("./explain-command.ts")).explainCommand,
  },
  permissions: {
    takes: "[options]",
    description: "List what must be granted, and what is lost without it.",
    load: async () => (await import("./permissions-command.ts")).permissionsCommand,
  },
  queries: {
    takes: "[options] [id]",
    description: "List the queries for Log Analytics, or print one.",
    load: async () => (await import("./queries-command.ts")).queriesCommand,
  },
  report: {
    takes: "[options] <report.json>",
    description: "Render a saved JSON report in other formats. Nothing is asked of Azure.",
    load: async () => (await import("./report-command.ts")).reportCommand,
  },
  diff: {
    takes: "[options] <old.json> <new.json>",
    description: "Compare two saved JSON reports of one tenant. Nothing is asked of Azure.",
    load: async () => (await import("./diff-command.ts")).diffCommand,
  },
  config: {
    takes: "[options]",
    description: "Check a configuration file, or print the JSON Schema for editors.",
    load: async () => (await import("./config-command.ts")).configCommand,
  },
};

const EXIT_CODES = `
Exit codes:
  0    everything asked for was read, and no finding is at or above --fail-on
  1    findings at or above --fail-on
  2    usage, configuration or a check file
  3    no such findings, but something was not read (0 with --allow-partial)
  4    no sign-in, or nothing could be read
  70   a fault in foothold itself
  130  interrupted, 143 by SIGTERM; what was read is reported
`;
