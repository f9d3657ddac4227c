import type { SftpOperation, SftpTransferAnomaly } from "../../inventory/sections.ts";
import { dayOf } from "./incident.ts";
import { bulkDownloads, mostPaths } from "./sftp-downloads.ts";
import type { Oddity } from "./sftp-incident.ts";

/** What is unusual about the transfers of one account. `operations` are sorted by time. */
export function oddTransfers(
  operations: readonly SftpOperation[],
): readonly Oddity<SftpTransferAnomaly["kinds"][number]>[] {
  const done = operations.filter(({ outcome }) => outcome === "success");
  return [...riskyUploads(done), ...bulkDownloads(done), ...listings(done)];
}

/** Of files that run, that hold macros or a page, and of archives that hide them. */
const RISKY: ReadonlySet<string> = new Set(
  "exe dll msi scr jar ps1 psm1 bat cmd sh py vbs js jse hta php jsp aspx html htm svg docm xlsm lnk iso img zip 7z rar".split(
    " ",
  ),
);

/** A kind of file that came on as many days of the thirty before is what the account is for. */
const USUAL_DAYS = 3;
const NORM_DAYS = 30;
const DAY_MS = 86_400_000;

function riskyUploads(done: readonly SftpOperation[]): readonly Oddity<"risky-upload">[] {
  const daysOf = new Map<string, string[]>();
  return done.flatMap((operation): Oddity<"risky-upload">[] => {
    const path = riskyPath(operation);
    if (path === null) return [];
    const day = dayOf(operation.first);
    const extension = extensionOf(path);
    const days = daysOf.get(extension) ?? [];
    daysOf.set(extension, days);
    if (days.at(-1) !== day) days.push(day);
    if (isUsual(days.at(-1 - USUAL_DAYS), day)) return [];
    const how = operation.newPath === null ? "uploaded" : "renamed a file to";
    const detail = `Somebody ${how} "${path}"; the log names no user.`;
    return [{ kind: "risky-upload", day, operation, detail, queryId: "q06" }];
  });
}

/** @param former the day as many days with such files ago */
function isUsual(former: string | undefined, day: string): boolean {
  return former !== undefined && Date.parse(day) - Date.parse(former) <= NORM_DAYS * DAY_MS;
}

const UPLOADS: ReadonlySet<string> = new Set(["sftpcreate", "sftpwrite", "sftpcommit"]);

/** The risky file that an operation brought. What is renamed from one risky name to another was brought before. */
export function riskyPath({ operation, path, newPath }: SftpOperation): string | null {
  const name = operation.toLowerCase();
  if (UPLOADS.has(name)) return isRisky(path) ? path : null;
  return name === "sftprename" && isRisky(newPath) && !isRisky(path) ? newPath : null;
}

function isRisky(path: string | null): path is string {
  return path !== null && RISKY.has(extensionOf(path));
}

/** Windows drops dots and blanks behind a name, and so do many programs what nobody sees. */
function extensionOf(path: string): string {
  const name = path.slice(-LONGEST_END);
  return /\.([a-z0-9]{1,8})(?:[\s.\p{C}]|%(?:20|2e|0[09ad]))*$/iu.exec(name)?.[1]?.toLowerCase() ?? "";
}

/** A name has no more than 255 characters. */
const LONGEST_END = 255;

/** So many directories that one address looks into within an hour are no transfer of files. */
const LISTED = 200;

/** Directories that were opened, and what was asked for by name: each alone, since a client may do both with the same. */
function listings(done: readonly SftpOperation[]): readonly Oddity<"listing">[] {
  const looks = done.filter(({ operation }) => LOOKS.has(operation.toLowerCase()));
  const hours = Map.groupBy(looks, ({ ip, first }) => `${first.slice(0, "2026-11-20T14".length)} ${ip}`);
  return [...hours.values()]
    .filter((hour) => mostPaths(hour) >= LISTED)
    .flatMap((hour) =>
      hour.map((operation) => ({
        kind: "listing" as const,
        day: dayOf(operation.first),
        operation,
        detail: `Somebody looked into ${operation.paths} directories within the hour; the log names no user.`,
        queryId: "q07" as const,
      })),
    );
}

const LOOKS: ReadonlySet<string> = new Set(["sftpopendir", "sftpstat"]);
