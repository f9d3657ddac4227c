import { describe, expect, test } from "vitest";
import { withHistory } from "../../src/assess/baseline-history.ts";
import { knownInventory } from "../../src/assess/known-inventory.ts";
import { withUnclaimed } from "../../src/assess/unclaimed.ts";
import type { Inventory } from "../../src/inventory/inventory.ts";
import { known } from "../../src/inventory/known.ts";
import type { Finding, ResolvedFinding, ScanReport } from "../../src/reporter.ts";
import { localUser } from "../checks/build.ts";
import { application, applicationId, guid, password, servicePrincipal } from "../checks/build-entra.ts";
import { localUserRecord } from "../checks/build-storage.ts";
import { deriveFrom } from "../derive/derive-from.ts";
import type { Items } from "../inventory/sections-with.ts";
import { cleanReport, doorFinding } from "../reports/sample-report.ts";

const inventory = (items: Items): Inventory => ({
  collectedAt: "2026-01-01T00:00:00.000Z",
  sections: deriveFrom(items),
});

const found = (check: string, id: string): Finding => {
  const finding = doorFinding();
  return { ...finding, check, subject: { ...finding.subject, id } };
};

function reportOf(of: Inventory, over: Partial<ScanReport>): ScanReport {
  return cleanReport({ known: knownInventory(of), ...over });
}

const user = localUser();
const CREDENTIALS = [password({ keyId: guid("key", "old") }), password({ keyId: guid("key", "ci") })];
const ADDED = `${applicationId()}/passwordCredentials/${guid("key", "ci")}`;
const entra = (keys: readonly string[]): Items => ({
  applications: [application({ passwordCredentials: known(CREDENTIALS) })],
  servicePrincipals: [servicePrincipal()],
  credentialHistory: keys.map((name) => {
    const keyId = guid("key", name);
    return {
      id: `${applicationId()}/passwordCredentials/${keyId}`,
      name: keyId,
      ownerId: applicationId(),
      keyId,
      firstSeen: "2025-10-01T00:00:00.000Z",
    };
  }),
});

const userWord = (report: ScanReport) => report.known.localUsers.map(({ unclaimed }) => unclaimed);
const credentialWords = (report: ScanReport) => report.known.credentials.map(({ unclaimed }) => unclaimed);

test("what nobody found is as it is", () => {
  const of = inventory({ localUsers: [user] });
  const report = reportOf(of, { findings: [found("sftp-enabled", user.id)] });
  expect(withUnclaimed(report, of)).toBe(report);
});

describe("a local user that was found as unknown", () => {
  const FOUND = { findings: [found("local-user-unknown", user.id.toUpperCase())] };

  test("stays unknown, beside others that are known", () => {
    const of = inventory({ localUsers: [user, localUser({ name: "zoe" })] });
    expect(userWord(withUnclaimed(reportOf(of, FOUND), of))).toEqual(["unknown", undefined]);
  });

  test.each([
    ["the baseline has another sid", {}, "made-anew"],
    ["it was made anew before", { unclaimed: "made-anew" as const }, "made-anew"],
    ["it was unknown before", { unclaimed: "unknown" as const }, "unknown"],
  ])("%s", (_, over, word) => {
    const of = inventory({ localUsers: [user], localUserHistory: [localUserRecord(over)] });
    expect(userWord(withUnclaimed(reportOf(of, FOUND), of))).toEqual([word]);
  });

  test.each([
    ["carried over", { reread: false }, "unknown"],
    ["resolved", { reread: true }, undefined],
    ["aged out", { reread: false, agedOut: true }, undefined],
  ] as const)("once, and is %s now", (_, fate, word) => {
    const of = inventory({ localUsers: [user] });
    const resolved: ResolvedFinding[] = [{ ...found("local-user-unknown", user.id), ...fate }];
    expect(userWord(withUnclaimed(reportOf(of, { resolved }), of))).toEqual([word]);
  });
});

describe("a credential that was found as added", () => {
  const FOUND = { findings: [found("credential-added", ADDED)] };

  test("since the baseline stays so", () => {
    const of = inventory(entra(["old"]));
    const report = withUnclaimed(reportOf(of, FOUND), of);
    expect(new Map(report.known.credentials.map(({ keyId, unclaimed }) => [keyId, unclaimed]))).toEqual(
      new Map([
        [guid("key", "old"), undefined],
        [guid("key", "ci"), true],
      ]),
    );
  });

  test("beside a working one, and known to the baseline, is known", () => {
    const of = inventory(entra(["old", "ci"]));
    expect(credentialWords(withUnclaimed(reportOf(of, FOUND), of))).toEqual([undefined, undefined]);
  });
});

test("the next scan takes them for what they were", () => {
  const of = inventory({ ...entra(["old"]), localUsers: [user] });
  const findings = [found("credential-added", ADDED), found("local-user-unknown", user.id)];
  const { sections } = withHistory(of, withUnclaimed(reportOf(of, { findings }), of));
  expect(sections.localUserHistory.items.map(({ unclaimed }) => unclaimed)).toEqual(["unknown"]);
  const added = sections.credentialHistory.items.find(({ keyId }) => keyId === guid("key", "ci"));
  expect(added?.unclaimed).toBe(true);
});
