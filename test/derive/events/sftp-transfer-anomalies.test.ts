import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SftpOperation, SftpTransferAnomaly } from "../../../src/inventory/sections.ts";
import { accountId, denied, openAccount } from "../../checks/build.ts";
import { OUTSIDE, sftpOperation } from "../../checks/build-events.ts";
import { subscription } from "../../checks/build-logging.ts";
import { tenant } from "../build-tenant.ts";
import { deriveFrom, type Gaps } from "../derive-from.ts";

const ACCOUNT = accountId("acct");
const DAY_MS = 86_400_000;
const START = Date.parse("2025-12-21T10:00:00.000Z");
const PARTNER = "192.0.2.1";

function anomalies(sftpOperations: readonly SftpOperation[], gaps: Gaps = {}) {
  const around = { tenants: [tenant()], subscriptions: [subscription()], storageAccounts: [openAccount()] };
  return deriveFrom({ ...around, sftpOperations }, gaps).sftpTransferAnomalies;
}

const told = (operations: readonly SftpOperation[]): readonly SftpTransferAnomaly[] =>
  anomalies(operations).items;

/** Days from the day of the tests: −1 is the day before. */
function onDay(day: number, over: Partial<SftpOperation>): SftpOperation {
  return sftpOperation({ first: new Date(START + day * DAY_MS).toISOString(), ...over });
}

function upload(path: string, over: Partial<SftpOperation> = {}, day = 0): SftpOperation {
  return onDay(day, { operation: "SftpCreate", path, bytesIn: 100, ...over });
}

describe("risky uploads", () => {
  test("with the account, the address, the time and the file", () => {
    expect(told([upload("/uploads/tool.exe", { bytesIn: 4096 })])).toEqual([
      {
        id: `${ACCOUNT}/logEvents/2025-12-21-${OUTSIDE}`,
        name: "acct",
        targetId: ACCOUNT,
        targetName: "acct",
        first: "2025-12-21T10:00:00.000Z",
        last: "2025-12-21T10:00:00.000Z",
        actors: [expect.objectContaining({ kind: "unknown", id: null, ip: OUTSIDE })],
        rows: [
          {
            time: "2025-12-21T10:00:00.000Z",
            source: "log-analytics",
            operation: "SftpCreate",
            actor: null,
            ip: OUTSIDE,
            userAgent: "SSH-2.0-OpenSSH_9.6",
            detail: 'Somebody uploaded "/uploads/tool.exe"; the log names no user.',
            queryId: "q06",
          },
        ],
        rowsOmitted: 0,
        states: [{ id: ACCOUNT, name: "acct", presence: "present" }],
        kinds: ["risky-upload"],
        ip: OUTSIDE,
        files: 1,
        bytes: 4096,
      },
    ] satisfies readonly SftpTransferAnomaly[]);
  });

  const rename = (path: string | null, newPath: string | null) =>
    upload("", { operation: "SftpRename", path, newPath, bytesIn: 0 });

  test.each<[string, SftpOperation, boolean]>([
    ["created", upload("/u/a.ps1"), true],
    ["written", upload("/u/a.ps1", { operation: "SftpWrite" }), true],
    ["committed", upload("/u/a.ps1", { operation: "SftpCommit" }), true],
    ["an operation and an extension in capitals", upload("/u/A.PS1", { operation: "SFTPCREATE" }), true],
    ["an archive", upload("/u/a.zip"), true],
    ["renamed from harmless to risky", rename("/u/a.tmp", "/u/a.exe"), true],
    ["renamed from no extension to risky", rename("/u/a", "/u/a.exe"), true],
    ["renamed from risky to risky: it came before", rename("/u/a.exe", "/u/b.exe"), false],
    ["renamed from risky to harmless", rename("/u/a.exe", "/u/a.txt"), false],
    ["renamed, and the log does not say to what", rename("/u/a.exe", null), false],
    ["renamed, and the log does not say from what", rename(null, "/u/a.exe"), true],
    ["with a blank behind it", upload("/u/evil.exe "), true],
    ["with dots and blanks behind it", upload("/u/evil.exe. .\u00A0."), true],
    ["with what nobody sees behind it", upload("/u/evil.exe\u200B\u202E\0"), true],
    ["with a blank that was not decoded", upload("/u/%ZZ/evil.exe%20%2E"), true],
    ["with another percent sign behind it", upload("/u/evil.exe%41"), false],
    ["renamed to a name with a blank behind it", rename("/u/a.tmp", "/u/a.exe "), true],
    ["renamed from one to another", rename("/u/a.exe ", "/u/a.exe"), false],
    ["a long path", upload(`/${"a".repeat(5000)}.exe`), true],
    ["a name of dots and blanks", upload(`/u/${". ".repeat(50_000)}`), false],
    ["harmless, with a blank behind it", upload("/u/a.csv "), false],
    ["harmless", upload("/u/a.csv"), false],
    ["without an extension", upload("/u/exe"), false],
    ["a folder that looks risky", upload("/u.exe/a.csv"), false],
    ["without a path", upload("", { path: null }), false],
    ["made a folder", upload("/u/a.exe", { operation: "SftpMakeDir" }), false],
    ["read", upload("/u/a.exe", { operation: "SftpRead" }), false],
    ["refused", upload("/u/a.exe", { outcome: "refused" }), false],
  ])("%s", (_, operation, isRisky) => {
    expect(told([operation]).map(({ kinds }) => kinds)).toEqual(isRisky ? [["risky-upload"]] : []);
  });

  test("a rename is told as one", () => {
    expect(told([rename("/u/a.tmp", "/u/a.exe")])[0]?.rows[0]?.detail).toBe(
      'Somebody renamed a file to "/u/a.exe"; the log names no user.',
    );
  });

  test("a file that is created, written and committed is one", () => {
    const steps = ["SftpCreate", "SftpWrite", "SftpCommit"].map((operation) =>
      upload("/u/a.exe", { operation }),
    );
    const [anomaly, ...more] = told([...steps, upload("/u/b.exe")]);
    expect(more).toEqual([]);
    expect([anomaly?.files, anomaly?.bytes, anomaly?.rows.length]).toEqual([2, 400, 4]);
  });

  test("each address and day is one incident", () => {
    const ids = told([upload("/u/a.exe"), upload("/u/b.exe", { ip: null }), upload("/u/c.exe", {}, 1)]).map(
      ({ id }) => id.slice(`${ACCOUNT}/logEvents/`.length),
    );
    expect(ids).toEqual([`2025-12-21-${OUTSIDE}`, "2025-12-21-unknown", `2025-12-22-${OUTSIDE}`]);
  });

  test.each<[string, readonly SftpOperation[], boolean]>([
    [
      "came on three days of the thirty before",
      [-1, -2, -30].map((day) => upload("/u/a.zip", { ip: PARTNER }, day)),
      false,
    ],
    [
      "came on three days, one of them too long ago",
      [-1, -2, -31].map((day) => upload("/u/a.zip", { ip: PARTNER }, day)),
      true,
    ],
    [
      "came three times on two days",
      [-1, -1, -2].map((day) => upload("/u/a.zip", { ip: PARTNER }, day)),
      true,
    ],
    [
      "others of the list came on three days",
      [-1, -2, -3].map((day) => upload("/u/a.7z", { ip: PARTNER }, day)),
      true,
    ],
    [
      "was refused on three days",
      [-1, -2, -3].map((day) => upload("/u/a.zip", { ip: PARTNER, outcome: "refused" }, day)),
      true,
    ],
  ])("a kind of file that %s", (_, before, isOdd) => {
    const found = told([...before, upload("/u/b.zip"), upload("/u/c.zip")]).filter(
      ({ ip }) => ip === OUTSIDE,
    );
    expect(found.map(({ files }) => files)).toEqual(isOdd ? [2] : []);
  });
});

describe("bulk downloads", () => {
  const MIB = 1024 ** 2;
  const read = (bytesOut: number, over: Partial<SftpOperation> = {}, day = 0) =>
    onDay(day, { operation: "SftpRead", path: "/out/a", bytesOut, ...over });
  const norm = (bytes: number, count = 7) =>
    Array.from({ length: count }, (_, at) => read(bytes, { ip: PARTNER }, -1 - at));

  test("with what was fetched", () => {
    const open = { operation: "SftpOpen", path: "/out/a", paths: 12, bytesOut: 0 };
    const close = { ...open, operation: "SftpClose", paths: 1 };
    const [anomaly, ...more] = told([
      ...norm(MIB),
      read(10 * MIB, { paths: 10 }),
      onDay(0, open),
      onDay(0, close),
    ]);
    expect(more).toEqual([]);
    expect(anomaly).toMatchObject({
      kinds: ["bulk-download"],
      ip: OUTSIDE,
      files: 12,
      bytes: 10 * MIB,
    });
    expect(anomaly?.rows.map(({ detail, queryId }) => [detail, queryId])).toEqual([
      ["Somebody fetched 0 bytes of one file; the log names no user.", "q07"],
      ["Somebody fetched 0 bytes of 12 files; the log names no user.", "q07"],
      ["Somebody fetched 10.5 MB of 10 files; the log names no user.", "q07"],
    ]);
  });

  const outlier = [read(100 * MIB, { ip: PARTNER }, -20)];
  const counted = (amount: number) => read(0, { operation: "SftpOpen", paths: amount });

  test.each<[string, readonly SftpOperation[], boolean]>([
    ["three times the norm", [...norm(MIB), read(3 * MIB)], false],
    ["a byte more than three times the norm", [...norm(MIB), read(3 * MIB + 1)], true],
    ["three times a norm of little", [...norm(10), read(MIB)], false],
    ["more than a mebibyte after a norm of little", [...norm(10), read(MIB + 1)], true],
    ["six days are no norm", [...norm(MIB, 6), read(100 * MIB)], false],
    ["no norm, and a gibibyte", [read(1024 * MIB)], true],
    ["no norm, and a byte less", [read(1024 * MIB - 1)], false],
    ["no norm, and a thousand files", [counted(1000)], true],
    ["no norm, and a file less", [counted(999)], false],
    ["a norm, and a thousand files of nothing", [...norm(MIB), counted(1000)], false],
    ["days that are too long ago are no norm", [...norm(MIB, 6), read(MIB, {}, -31), read(100 * MIB)], false],
    ["the thirtieth day counts", [...norm(MIB, 6), read(MIB, {}, -30), read(100 * MIB)], true],
    ["of seven days the most counts", [...norm(MIB, 6), ...outlier, read(100 * MIB)], false],
    ["of twenty days not the most", [...norm(MIB, 19), ...outlier, read(100 * MIB)], true],
    ["an operation in capitals", [read(1024 * MIB, { operation: "SFTPREAD" })], true],
    ["what was refused", [read(1024 * MIB, { outcome: "refused" })], false],
    ["what was written", [read(1024 * MIB, { operation: "SftpWrite" })], false],
  ])("%s", (_, operations, isBulk) => {
    expect(
      told(operations)
        .filter(({ ip }) => ip === OUTSIDE)
        .map(({ kinds }) => kinds),
    ).toEqual(isBulk ? [["bulk-download"]] : []);
  });

  test("whoever fetched as much alone is told of, and nobody else", () => {
    const day = [read(10 * MIB), read(20 * MIB, { ip: null }), read(MIB, { ip: PARTNER })];
    expect(told([...norm(MIB), ...day]).map(({ ip }) => ip)).toEqual([OUTSIDE, null]);
  });

  test("where none did alone, who fetched most; of equals the first by address", () => {
    const day = [read(2 * MIB), read(2 * MIB, { ip: "198.51.100.1" }), read(MIB, { ip: PARTNER })];
    expect(told([...norm(MIB), ...day]).map(({ ip }) => ip)).toEqual(["198.51.100.1"]);
    const more = [read(2 * MIB + 1), ...day.slice(1)];
    expect(told([...norm(MIB), ...more]).map(({ ip }) => ip)).toEqual([OUTSIDE]);
  });
});

describe("listing", () => {
  const look = (operation: string, paths: number, over: Partial<SftpOperation> = {}) =>
    onDay(0, { operation, paths, path: "/out", ...over });
  const nextHour = { first: "2025-12-21T11:00:00.000Z" };

  test.each<[string, readonly SftpOperation[], boolean]>([
    ["two hundred directories", [look("SftpOpenDir", 200)], true],
    ["one less", [look("SftpOpenDir", 199)], false],
    ["two hundred asked for by name", [look("SftpStat", 200)], true],
    ["with two clients", [look("SftpOpenDir", 100), look("SftpOpenDir", 100, { userAgent: null })], true],
    ["the same hundred, asked for and opened", [look("SftpOpenDir", 100), look("SftpStat", 100)], false],
    ["in two hours", [look("SftpOpenDir", 100), look("SftpOpenDir", 100, nextHour)], false],
    ["by two addresses", [look("SftpOpenDir", 100), look("SftpOpenDir", 100, { ip: PARTNER })], false],
    ["made, not looked into", [look("SftpMakeDir", 500)], false],
    ["an operation in capitals", [look("SFTPOPENDIR", 200)], true],
    ["refused", [look("SftpOpenDir", 500, { outcome: "refused" })], false],
  ])("%s", (_, operations, isListing) => {
    expect(told(operations).map(({ kinds }) => kinds)).toEqual(isListing ? [["listing"]] : []);
  });

  test("takes no files", () => {
    const [anomaly] = told([look("SftpOpenDir", 250)]);
    expect([anomaly?.files, anomaly?.bytes]).toEqual([0, 0]);
    expect(anomaly?.rows.map(({ detail, queryId }) => [detail, queryId])).toEqual([
      ["Somebody looked into 250 directories within the hour; the log names no user.", "q07"],
    ]);
  });
});

test("all of one address on one day is one incident", () => {
  const operations = [
    upload("/u/a.exe"),
    onDay(0, { operation: "SftpRead", bytesOut: 1024 ** 3, path: "/out/a" }),
    onDay(0, { operation: "SftpOpenDir", paths: 300, path: "/" }),
  ];
  const expected = told(operations);
  expect(expected.map(({ kinds, files, bytes }) => [kinds, files, bytes])).toEqual([
    [["risky-upload", "bulk-download", "listing"], 2, 1024 ** 3 + 100],
  ]);
  fc.assert(
    fc.property(fc.shuffledSubarray(operations, { minLength: operations.length }), (shuffled) => {
      expect(told(shuffled)).toEqual(expected);
    }),
    { numRuns: 10 },
  );
});

test("gaps of the logs, and none of what only explains", () => {
  const gaps = { sftpOperations: [denied("/sftp")], storageAccounts: [denied("/accounts")] };
  expect(anomalies([], gaps)).toMatchObject({ items: [], gaps: [denied("/sftp")] });
});
