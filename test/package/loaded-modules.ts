import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const PRELOAD = new URL("log-modules.ts", import.meta.url).href;

/** The URLs of the modules that a program loads in a run, Node's own left out. */
export function loadedModules(bin: string, args: readonly string[]): readonly string[] {
  const folder = mkdtempSync(path.join(tmpdir(), "foothold-modules-"));
  try {
    const log = path.join(folder, "modules.json");
    const { stderr } = spawnSync(process.execPath, ["--import", PRELOAD, bin, ...args], {
      env: { PATH: process.env["PATH"], MODULE_LOG: log },
      encoding: "utf8",
    });
    if (stderr.includes("log-modules")) throw new Error(stderr);
    const urls = JSON.parse(readFileSync(log, "utf8")) as readonly string[];
    return urls.filter((url) => !url.startsWith("node:"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The packages among them, each once. What stands outside of node_modules is foothold's own. */
export function packagesOf(urls: readonly string[]): readonly string[] {
  const names = urls.map((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? "foothold");
  return [...new Set(names)].sort();
}
