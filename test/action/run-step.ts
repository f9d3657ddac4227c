import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const ACTION_FOLDER = fileURLToPath(new URL("../../", import.meta.url));

export interface ActionStep {
  readonly id?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly shell?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] };
}

export const ACTION_TEXT: string = await readFile(path.join(ACTION_FOLDER, "action.yml"), "utf8");
export const ACTION = parse(ACTION_TEXT) as ActionFile;

export interface StepRun {
  readonly code: number | null;
  /** What the runner reads: both streams, and neither before the other. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

export interface Job {
  /** The workspace; the runner's temporary folder and the step's files lie beside it. */
  readonly workspace: string;
  readonly temp: string;
}

export async function newJob(): Promise<Job> {
  const folder = await mkdtemp(path.join(tmpdir(), "foothold-action-"));
  const job = { workspace: path.join(folder, "workspace"), temp: path.join(folder, "temp") };
  for (const one of [job.workspace, job.temp]) await mkdir(one);
  return job;
}

/**
 * A run step of action.yml as the runner does it: its script in a file for bash, its `env` with the inputs in place, an
 * environment that holds nothing else but the runner's own variables.
 */
export async function runStep(
  id: string,
  job: Job,
  inputs: Readonly<Record<string, string>>,
  over: Readonly<Record<string, string>> = {},
  watch: { onLog?: (text: string, pid: number) => void } = {},
): Promise<StepRun> {
  const step = ACTION.runs.steps.find((one) => one.id === id);
  if (step?.run === undefined) throw new Error(`action.yml has no run step "${id}"`);
  const files = {
    output: `${job.temp}/output`,
    summary: `${job.temp}/summary`,
    script: `${job.temp}/step.sh`,
  };
  await writeFile(files.output, "");
  await writeFile(files.summary, "");
  await writeFile(files.script, step.run);
  const env = {
    PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: job.temp,
    GITHUB_ACTIONS: "true",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_ACTION_PATH: ACTION_FOLDER.replace(/\/$/, ""),
    GITHUB_WORKSPACE: job.workspace,
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    RUNNER_TEMP: job.temp,
    ...over,
    ...envOf(step, inputs),
  };
  const words = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const bash = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", files.script];
  const child = spawn("env", ["-i", ...words, ...bash], { cwd: job.workspace });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      log += chunk.toString();
      watch.onLog?.(log, child.pid ?? 0);
    });
  }
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return {
    code,
    log,
    outputs: outputsIn(await readFile(files.output, "utf8")),
    summary: await readFile(files.summary, "utf8"),
  };
}

/** What the runner knows of the action that it runs, by expression. */
const GITHUB: Readonly<Record<string, string>> = {
  "${{ github.action_repository }}": "contoso/foothold",
  "${{ github.action_ref }}": "v1",
};

/** `${{ inputs.x }}` alone is a whole value; an input that is not given is its default, or empty. */
function envOf({ env = {} }: ActionStep, inputs: Readonly<Record<string, string>>): Record<string, string> {
  const strangers = Object.keys(inputs).filter((name) => ACTION.inputs[name] === undefined);
  if (strangers.length > 0) throw new Error(`action.yml has no input ${strangers.join(", ")}`);
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      const context = GITHUB[value];
      if (context !== undefined) return [name, context];
      const input = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(value)?.[1];
      if (input === undefined) throw new Error(`${name}: ${value} is no input`);
      return [name, inputs[input] ?? ACTION.inputs[input]?.default ?? ""];
    }),
  );
}

/** The file of GITHUB_OUTPUT, as the runner reads it: `name=value`, or lines up to a delimiter. */
export function outputsIn(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const lines = text.split("\n");
  while (lines.length > 0) {
    const line = lines.shift() ?? "";
    if (line === "") continue;
    const [, name = "", delimiter] = /^([^=<]+)(?:<<(.+)|=.*)$/.exec(line) ?? [];
    if (name === "") throw new Error(`no output: ${line}`);
    if (delimiter === undefined) {
      found[name] = line.slice(name.length + 1);
      continue;
    }
    const end = lines.indexOf(delimiter);
    if (end < 0) throw new Error(`${name} has no end`);
    found[name] = lines
      .splice(0, end + 1)
      .slice(0, -1)
      .join("\n");
  }
  return found;
}
