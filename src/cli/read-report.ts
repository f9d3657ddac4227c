import { readFile } from "node:fs/promises";
import type * as z from "zod";
import { visible } from "../../reports/text/visible.ts";
import { type FootholdError, usageError } from "../errors.ts";
import type { Scan, ScanReport } from "../reporter.ts";
import { LISTS, Report } from "./report-schema.ts";

/**
 * A report that `foothold scan -o json` wrote. What it holds is the word of whoever wrote the file: ids, names and
 * messages are as hostile as Azure's.
 * @throws FootholdError exit 2, in one line: the file, and the JSON pointer to what is wrong in it
 */
export async function readReport(file: string): Promise<ScanReport> {
  return checked(await readJson(file), file);
}

const VERSION: ScanReport["schemaVersion"] = "1";

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    // A folder is EISDIR.
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    if (error instanceof RangeError || code === "ERR_STRING_TOO_LONG")
      throw usageError(`${file}: too large, no string can hold it`);
    throw usageError(`${file}: cannot be read (${code})`);
  }
  try {
    // Editors of Windows put a byte order mark first.
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw usageError(`${file}: no JSON${placeIn(error)}`);
  }
}

/** Node's words show a piece of the file, which may be another one and hold a secret: where it is must do. */
function placeIn(error: unknown): string {
  const [place] = /\bat position \d+(?: \(line \d+ column \d+\))?/.exec(String(error)) ?? [];
  return place === undefined ? "" : ` ${place}`;
}

function checked(value: unknown, file: string): ScanReport {
  const version = memberOf(value, "schemaVersion");
  if (version === undefined) throw fault(file, ["schemaVersion"], "there is none: no report of foothold");
  if (version !== VERSION) {
    const found = typeof version === "string" ? `"${version}"` : typeof version;
    throw fault(file, ["schemaVersion"], `this is version ${found}, and foothold reads version "${VERSION}"`);
  }
  check(Report, value, file, []);
  for (const [keys, item] of LISTS) {
    const list = keys.reduce(memberOf, value);
    if (!Array.isArray(list)) continue;
    for (const [index, member] of list.entries()) check(item, member, file, [...keys, index]);
  }
  return withLogs(value as ScanReport);
}

/** What is right is left as it was read: zod's copy would lose a tag that is named `__proto__`. */
function check(schema: z.ZodType, value: unknown, file: string, at: readonly PropertyKey[]): void {
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  if (issue !== undefined) throw fault(file, [...at, ...issue.path], issue.message);
}

/** Reports of before foothold read logs asked for none. */
function withLogs(report: ScanReport): ScanReport {
  const scan: Omit<Scan, "logs"> & Partial<Scan> = report.scan;
  const { collectedAt, logs = { since: collectedAt, workspaces: [] } } = scan;
  return { ...report, scan: { ...scan, logs } };
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

/** https://www.rfc-editor.org/rfc/rfc6901 */
function fault(file: string, path: readonly PropertyKey[], message: string): FootholdError {
  const pointer = path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return usageError(`${file}: ${visible(`${pointer === "" ? "(file)" : pointer}: ${message}`)}`);
}
