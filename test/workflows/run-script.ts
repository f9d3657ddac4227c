import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

export interface Stage {
  readonly folder: string;
  /** Runs a script in the folder as a pipeline does; its programs are those of the stage before those of the machine. */
  run(script: string, env?: Readonly<Record<string, string>>): Promise<Ended>;
}

export interface Ended {
  readonly exitCode: number;
  readonly stderr: string;
  /** The program's name and its arguments, one entry a call. */
  readonly calls: readonly (readonly string[])[];
}

/**
 * A folder for a script of an example, gone after the test, with programs that only write down how they were called.
 * @param programs name, and what it does beside that, as lines of a shell
 */
export async function stageFor(programs: Readonly<Record<string, string>>): Promise<Stage> {
  const folder = await mkdtemp(path.join(tmpdir(), "foothold-script-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const bin = path.join(folder, ".bin");
  await mkdir(bin);
  for (const [name, body] of Object.entries(programs)) {
    const lines = [
      "#!/bin/sh",
      `printf '%s\\0' ${name} "$@" >>"${bin}/calls"`,
      `printf '\\n' >>"${bin}/calls"`,
    ];
    await writeFile(path.join(bin, name), `${[...lines, body].join("\n")}\n`);
    await chmod(path.join(bin, name), 0o755);
  }
  const run: Stage["run"] = async (script, env = {}) => {
    await writeFile(`${bin}/calls`, "");
    await writeFile(`${bin}/script`, script);
    const options = { cwd: folder, env: { PATH: `${bin}:/usr/bin:/bin`, ...env } };
    const ended = await new Promise<Omit<Ended, "calls">>((resolve) => {
      execFile("bash", ["--noprofile", "--norc", "-e", `${bin}/script`], options, (error, _, stderr) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code), stderr });
      });
    });
    const calls = (await readFile(`${bin}/calls`, "utf8")).split("\0\n").slice(0, -1);
    return { ...ended, calls: calls.map((call) => call.split("\0")) };
  };
  return { folder, run };
}
