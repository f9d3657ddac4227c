import { readdir, stat } from "node:fs/promises";
import { registerHooks } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { AnyCheck } from "../check.ts";
import { usageError } from "../errors.ts";
import { faultsOfCheck } from "./validate-check.ts";

/** A check and where it stands: `--only` and `--skip` take the id or the group. */
export interface LoadedCheck {
  readonly check: AnyCheck;
  /** The folder of a built-in check (storage, logging, …); `custom` for a user's. */
  readonly group: string;
  readonly file: string;
}

interface CheckFile {
  readonly path: string;
  readonly group: string;
  /** As the user named it. */
  readonly shown: string;
}

/** Helpers beside the checks begin with an underscore, declarations and tests are named as such. */
const CHECK_FILE = /^[a-z][a-z0-9-]*\.(?:ts|mts|js|mjs)$/;

/** The built-in checks: TypeScript in a checkout, JavaScript in the package. */
const BUILT_IN = path.resolve(import.meta.dirname, "../../checks");

/**
 * Loads the built-in checks and the user's, on the same road and under the same rules.
 * @param userPaths files or folders given with `--checks`
 * @throws FootholdError exit 2 with every fault of every file
 */
export async function loadChecks(userPaths: readonly string[] = []): Promise<readonly LoadedCheck[]> {
  const faults: string[] = [];
  const files = await filesAt(BUILT_IN, "checks", faults);
  // One after the other, so that faults come in the order of the command line.
  for (const given of userPaths) files.push(...(await filesAt(path.resolve(given), given, faults, "custom")));
  resolveFoothold(files.filter((file) => file.group === "custom").map((file) => path.dirname(file.path)));

  const loaded: LoadedCheck[] = [];
  for (const file of files) {
    const check = await importCheck(file, faults);
    if (check === undefined) continue;
    const twin = loaded.find((other) => other.check.id === check.id);
    if (twin === undefined) loaded.push({ check, group: file.group, file: file.shown });
    else faults.push(`${file.shown}: the id "${check.id}" is taken by ${twin.file}`);
  }
  const [first, ...more] = faults;
  if (first !== undefined) throw usageError(first, ...more);
  return loaded.sort((a, b) => (a.check.id < b.check.id ? -1 : 1));
}

/** The check files of a folder and its sub-folders, or the one file. A built-in check's group is its folder. */
async function filesAt(at: string, shown: string, faults: string[], custom?: "custom"): Promise<CheckFile[]> {
  const found = await stat(at).catch(() => undefined);
  if (found === undefined) {
    faults.push(`--checks ${shown}: no such file or folder`);
    return [];
  }
  if (!found.isDirectory()) {
    if (CHECK_FILE.test(path.basename(at))) return [{ path: at, shown, group: "custom" }];
    faults.push(
      `--checks ${shown}: not a check file, which is named <id>.ts (.mts, .js, .mjs), the id in kebab case`,
    );
    return [];
  }
  const entries = await readdir(at, { withFileTypes: true });
  const lists = await Promise.all(
    entries.map(async (entry) => {
      const inner = path.join(at, entry.name);
      const innerShown = path.join(shown, entry.name);
      if (entry.isDirectory()) {
        return entry.name === "node_modules" ? [] : await filesAt(inner, innerShown, faults, custom);
      }
      const file = { path: inner, shown: innerShown, group: custom ?? path.basename(at) };
      return CHECK_FILE.test(entry.name) ? [file] : [];
    }),
  );
  return lists.flat().sort((a, b) => Number(a.path > b.path) - Number(a.path < b.path));
}

async function importCheck(file: CheckFile, faults: string[]): Promise<AnyCheck | undefined> {
  try {
    const { default: check } = (await import(pathToFileURL(file.path).href)) as {
      readonly default?: unknown;
    };
    const found = faultsOfCheck(check, path.parse(file.path).name);
    faults.push(...found.map((fault) => `${file.shown}: ${fault}`));
    // A parsed boundary: every property was just looked at.
    return found.length === 0 ? (check as AnyCheck) : undefined;
  } catch (error) {
    faults.push(`${file.shown}${lineOf(error, file.path)}: ${wordsOf(error)}`);
    return undefined;
  }
}

/** `:12` where a syntax error's stack begins with the file and the line. */
function lineOf(error: unknown, file: string): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  for (const place of [file, pathToFileURL(file).href]) {
    const at = stack.indexOf(`${place}:`);
    const [line] = at < 0 ? [] : (/^\d+/.exec(stack.slice(at + place.length + 1)) ?? []);
    if (line !== undefined) return `:${line}`;
  }
  return "";
}

function wordsOf(error: unknown): string {
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return words.replaceAll(/\s+/g, " ").trim();
}

const hooked = new Set<string>();
let registered = false;

function resolveFoothold(folders: readonly string[]): void {
  if (folders.length === 0) return;
  for (const folder of folders) hooked.add(`${pathToFileURL(folder).href}/`);
  if (registered) return;
  registered = true;
  registerHooks(
    checkHooks(import.meta.resolve(`../index${path.extname(fileURLToPath(import.meta.url))}`), hooked),
  );
}

/**
 * `import … from "foothold"` in a user's check means the running copy, whatever is installed beside it: one
 * version of the contract. The format is forced, since a folder without package.json, or with one that says
 * CommonJS, would have Node guess.
 * @param self the URL of the running copy
 * @param folders the URLs of the folders with user checks, each with a slash at its end
 */
export function checkHooks(self: string, folders: ReadonlySet<string>) {
  return {
    resolve: (specifier, context, next) =>
      specifier === "foothold"
        ? { url: self, format: formatOf(self), shortCircuit: true }
        : next(specifier, context),
    load: (url, context, next) =>
      next(url, isUsers(url, folders) ? { ...context, format: formatOf(url) } : context),
  } satisfies Parameters<typeof registerHooks>[0];
}

function isUsers(url: string, folders: ReadonlySet<string>): boolean {
  return (
    /\.[mc]?[jt]s$/.test(url) &&
    !url.includes("/node_modules/") &&
    [...folders].some((folder) => url.startsWith(folder))
  );
}

function formatOf(url: string): string {
  if (/\.c[jt]s$/.test(url)) return url.endsWith(".cts") ? "commonjs-typescript" : "commonjs";
  return url.endsWith("ts") ? "module-typescript" : "module";
}
