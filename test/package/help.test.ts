import type { Command } from "commander";
import { expect, test } from "vitest";
import { checksCommand } from "../../src/cli/checks-command.ts";
import { configCommand } from "../../src/cli/config-command.ts";
import { diffCommand } from "../../src/cli/diff-command.ts";
import { explainCommand } from "../../src/cli/explain-command.ts";
import type { Host } from "../../src/cli/host.ts";
import { permissionsCommand } from "../../src/cli/permissions-command.ts";
import { queriesCommand } from "../../src/cli/queries-command.ts";
import { reportCommand } from "../../src/cli/report-command.ts";
import { scanCommand } from "../../src/cli/scan-command.ts";
import { runMain } from "../cli/run-main.ts";
import { hastyClock } from "../scenarios/run-scan.ts";

const host: Host = {
  env: {},
  stdout: { write: () => true },
  stderr: { write: () => true },
  clock: hastyClock(),
  attemptTimeoutMs: 1,
  signal: new AbortController().signal,
};

const COMMANDS: readonly Command[] = [
  scanCommand(host, { code: 0 }),
  checksCommand(host),
  explainCommand(host),
  permissionsCommand(host),
  queriesCommand(host),
  reportCommand(host),
  diffCommand(host),
  configCommand(host),
];

/** The commands that a help text lists, each on one line. */
const listed = (help: string): readonly string[] =>
  (/^Commands:\n((?: {2}.*\n)+)/m.exec(help)?.[1] ?? "")
    .split(/\n {2}(?=\S)/)
    .map((entry) => entry.replaceAll(/\s+/g, " ").trim());

/** The program's help is written without loading a command: it must say what the commands say of themselves. */
test("the program's help lists every command in its own words", async () => {
  const { stdout, stderr, exitCode } = await runMain("--help");
  const own = COMMANDS.map((command) => {
    const term = command.createHelp().subcommandTerm(command);
    return `${term} ${command.description()}`;
  });
  expect(own[2]).toBe(
    "explain [options] <check> Explain a check: what it finds, why that matters, and what to do.",
  );
  expect(listed(stdout)).toEqual(own);
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
});

test.each(COMMANDS.map((command) => command.name()))("%s is loaded where it is named", async (name) => {
  expect((await runMain(name, "--help")).stdout).toMatch(new RegExp(`^Usage: foothold ${name} `));
});

test("a word that names no command is an error with a proposal", async () => {
  expect(await runMain("scann")).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: "foothold: unknown command 'scann'\nfoothold: (Did you mean scan?)\n",
  });
});

test("options before the command do not hide it", async () => {
  const { stdout } = await runMain("queries");
  expect(stdout).toContain("q01");
  expect(await runMain("--", "queries")).toEqual({ exitCode: 0, stdout, stderr: "" });
  expect(await runMain("--version", "queries")).toMatchObject({ exitCode: 0, stderr: "" });
});
