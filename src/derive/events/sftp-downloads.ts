import { bytesText } from "../../inventory/bytes-text.ts";
import type { SftpOperation } from "../../inventory/sections.ts";
import { compare, dayOf } from "./incident.ts";
import type { Oddity } from "./sftp-incident.ts";

const READS: ReadonlySet<string> = new Set(["sftpopen", "sftpread", "sftpclose"]);

/** From so many days with downloads among the thirty before, an account has a norm. */
const NORM_MIN = 7;
const NORM_DAYS = 30;
const DAY_MS = 86_400_000;

/** Without a norm, so much is a bulk; with one, nothing below a mebibyte is. */
const MANY_BYTES = 1024 ** 3;
const MANY_FILES = 1000;
const FEW_BYTES = 1024 ** 2;

/** What was fetched: by all, or from one address. */
interface Amount {
  readonly bytes: number;
  readonly files: number;
}

interface Fetched extends Amount {
  readonly ip: string | null;
  readonly operations: readonly SftpOperation[];
}

/** Days on which far more was fetched from an account than on those before, by who fetched it. */
export function bulkDownloads(done: readonly SftpOperation[]): readonly Oddity<"bulk-download">[] {
  const reads = done.filter(({ operation }) => READS.has(operation.toLowerCase()));
  const former: { readonly day: string; readonly bytes: number }[] = [];
  return [...Map.groupBy(reads, ({ first }) => dayOf(first))].flatMap(([day, ofDay]) => {
    const fetched = [...Map.groupBy(ofDay, ({ ip }) => ip)].map(([ip, operations]) =>
      fetchedBy(ip, operations),
    );
    const total = {
      bytes: fetched.reduce((sum, { bytes }) => sum + bytes, 0),
      files: fetched.reduce((sum, { files }) => sum + files, 0),
    };
    const begin = Date.parse(day) - NORM_DAYS * DAY_MS;
    const isBulk = bulkAfter(former.filter((one) => Date.parse(one.day) >= begin).map(({ bytes }) => bytes));
    former.push({ day, bytes: total.bytes });
    return isBulk(total) ? culprits(fetched, isBulk).flatMap((one) => odditiesOf(one, day)) : [];
  });
}

function fetchedBy(ip: string | null, operations: readonly SftpOperation[]): Fetched {
  const bytes = operations.reduce((sum, { bytesOut }) => sum + bytesOut, 0);
  return { ip, operations, bytes, files: mostPaths(operations) };
}

/** The same files are opened, read and closed: the operation that names most tells how many there are. */
export function mostPaths(operations: readonly SftpOperation[]): number {
  const byName = Map.groupBy(operations, ({ operation }) => operation.toLowerCase());
  const counts = [...byName.values()].map((ofName) => ofName.reduce((sum, { paths }) => sum + paths, 0));
  return Math.max(0, ...counts);
}

/**
 * More than three times the 95th percentile of the former days.
 * @param norm bytes of the former days with downloads
 */
function bulkAfter(norm: readonly number[]): (amount: Amount) => boolean {
  if (norm.length < NORM_MIN) return ({ bytes, files }) => bytes >= MANY_BYTES || files >= MANY_FILES;
  const usual = [...norm].sort((a, b) => a - b).slice(0, Math.ceil(norm.length * 0.95));
  return ({ bytes }) => bytes > Math.max(3 * Math.max(...usual), FEW_BYTES);
}

/** Who fetched as much alone; else, who fetched most. */
function culprits(fetched: readonly Fetched[], isBulk: (amount: Amount) => boolean): readonly Fetched[] {
  const alone = fetched.filter(isBulk);
  if (alone.length > 0) return alone;
  return [...fetched].sort((a, b) => b.bytes - a.bytes || compare(String(a.ip), String(b.ip))).slice(0, 1);
}

function odditiesOf({ operations }: Fetched, day: string): readonly Oddity<"bulk-download">[] {
  return operations.map((operation) => ({
    kind: "bulk-download",
    day,
    operation,
    detail: `Somebody fetched ${bytesText(operation.bytesOut)} of ${filesText(operation.paths)}; the log names no user.`,
    queryId: "q07",
  }));
}

export function filesText(files: number): string {
  return files === 1 ? "one file" : `${files} files`;
}
