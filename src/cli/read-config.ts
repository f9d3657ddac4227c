import { readFile } from "node:fs/promises";
import { type Configuration, DEFAULT_SETTINGS, parseConfiguration } from "../config.ts";
import { configError } from "../errors.ts";

/** Read where no file is named. */
export const CONFIG_FILE = "foothold.yml";

/**
 * The file that was named, else foothold.yml where there is one, else the defaults.
 * @param checkIds the checks that there are: a suppression names one of them
 * @throws FootholdError exit 2, with every fault and its place
 */
export async function readConfig(
  named: string | undefined,
  checkIds: ReadonlySet<string>,
): Promise<Configuration> {
  const file = named ?? CONFIG_FILE;
  try {
    return parseConfiguration(await readFile(file, "utf8"), file, checkIds);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (typeof code !== "string" || !code.startsWith("E")) throw error;
    if (named === undefined && code === "ENOENT") return { settings: DEFAULT_SETTINGS, suppressions: [] };
    throw configError(`--config ${file}: cannot be read (${code})`);
  }
}
