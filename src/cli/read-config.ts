import { readFile, stat } from "node:fs/promises";
import { type Configuration, DEFAULT_SETTINGS, parseConfiguration } from "../config.ts";
import { configError } from "../errors.ts";

/** Read where no file is named. */
export const CONFIG_FILE = "foothold.yml";

/**
 * The file that was named, else foothold.yml where there is one, else the defaults.
 * @param flag how the person named it, for the error
 * @param checkIds the checks that there are: a suppression names one of them
 * @throws FootholdError exit 2, with every fault and its place
 */
export async function readConfig(
  named: string | undefined,
  checkIds: ReadonlySet<string>,
  flag = "--config ",
): Promise<Configuration> {
  const file = named ?? CONFIG_FILE;
  try {
    const { size } = await stat(file);
    if (size > LARGEST) throw configError(`${flag}${file}: ${size} bytes, and at most ${LARGEST} are read`);
    return parseConfiguration(await readFile(file, "utf8"), file, checkIds);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (typeof code !== "string" || !code.startsWith("E")) throw error;
    if (named === undefined && code === "ENOENT") return { settings: DEFAULT_SETTINGS, suppressions: [] };
    throw configError(`${flag}${file}: cannot be read (${code})`);
  }
}

/** Nobody writes so many settings; what is larger is another file. */
const LARGEST = 1_048_576;
