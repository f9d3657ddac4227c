import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadedModules } from "../package/loaded-modules.ts";
import { pack, repository, unpack } from "../package/pack.ts";
import { tabulate, tell, type Verdict, whole } from "./tabulate.ts";

const RUNS = 15;
/** What `--version` may take more than Node that runs nothing. */
const BUDGET_MS = 150;
const COMMANDS = [["--version"], ["--help"], ["queries"], ["checks"], ["explain", "sftp-enabled"]] as const;

interface Measure {
  readonly command: string;
  readonly modules: number;
  /** Medians. */
  readonly wallMs: number;
  readonly bareMs: number;
}

/** What the packed package takes before it answers, against Node that runs nothing, turn by turn. */
export function benchStartup(scale: number): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), "foothold-bench-"));
  try {
    const { tarball } = pack(path.join(folder, "source"));
    const unpacked = unpack(tarball, path.join(folder, "unpacked"));
    symlinkSync(path.join(repository, "node_modules"), path.join(unpacked, "node_modules"), "junction");
    const bin = path.join(unpacked, "bin/foothold.js");
    const columns = COMMANDS.map((args) => measure(bin, args, RUNS * scale));
    const verdicts = columns.slice(0, 1).map(verdictOf);
    process.stdout.write(`${table(columns)}\n\n${tell("startup", verdicts)}\n\n`);
    return verdicts.every(({ isKept }) => isKept);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measure(bin: string, args: readonly string[], runs: number): Measure {
  const bare: number[] = [];
  const walls: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    bare.push(time(["--eval", "0"]));
    walls.push(time([bin, ...args]));
  }
  const modules = loadedModules(bin, args).length;
  return { command: args.join(" "), modules, wallMs: median(walls), bareMs: median(bare) };
}

function time(args: readonly string[]): number {
  const begun = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}`);
  return performance.now() - begun;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function table(columns: readonly Measure[]): string {
  return tabulate(
    columns.flatMap(({ command, modules, wallMs, bareMs }) => [
      [command, ""],
      ["  modules", whole(modules)],
      ["  wall time", `${whole(wallMs)} ms`],
      ["  more than bare Node", `${whole(wallMs - bareMs)} ms`],
      ["  times bare Node", (wallMs / bareMs).toFixed(2)],
    ]),
  );
}

function verdictOf({ command, wallMs, bareMs }: Measure): Verdict {
  const more = wallMs - bareMs;
  return {
    isKept: more < BUDGET_MS,
    text: `${command} takes ${whole(more)} ms more than bare Node; the budget is ${BUDGET_MS} ms.`,
  };
}
