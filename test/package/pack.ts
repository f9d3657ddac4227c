import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../../", import.meta.url));

export interface PackedFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

export interface Packed {
  readonly tarball: string;
  readonly files: readonly PackedFile[];
}

/** What is no part of a clean checkout. */
const OWN = ["node_modules", ".git", "dist", "coverage", "foothold-out", ".stryker-tmp"];

/**
 * The package as `npm pack` makes it, of a copy of the checkout: nothing in the checkout is built, and nothing that
 * was built there before gets into the package.
 * @param folder where the copy goes; the tarball ends up in it
 */
export function pack(folder: string): Packed {
  cpSync(repository, folder, {
    recursive: true,
    filter: (from) => !OWN.includes(path.relative(repository, from)),
  });
  symlinkSync(path.join(repository, "node_modules"), path.join(folder, "node_modules"), "junction");
  return npmPack(folder);
}

/** `npm pack` of a folder as it stands. */
export function npmPack(folder: string, ...flags: readonly string[]): Packed {
  const told: unknown = JSON.parse(npm(folder, "pack", "--json", ...flags));
  // npm 11 answers with a list, npm 12 with an object by package.
  const [{ filename, files }] = Object.values(told as object) as [
    { readonly filename: string; readonly files: readonly PackedFile[] },
  ];
  return { tarball: path.join(folder, filename), files };
}

/** Installs a tarball, with its dependencies from the registry, in a folder of its own. Gives the path of the bin. */
export function install(tarball: string, folder: string): string {
  mkdirSync(folder);
  // Without it, npm looks for a project in the folders above.
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  npm(folder, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", tarball);
  return path.join(folder, "node_modules/foothold/bin/foothold.js");
}

/** Unpacks a tarball, without its dependencies. Gives the folder of the package. */
export function unpack(tarball: string, folder: string): string {
  mkdirSync(folder);
  execFileSync("tar", ["-xzf", tarball, "-C", folder]);
  return path.join(folder, "package");
}

function npm(folder: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd: folder, encoding: "utf8" });
  // The compiler tells its errors on stdout.
  if (status !== 0) throw new Error(`npm ${args.join(" ")} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}
