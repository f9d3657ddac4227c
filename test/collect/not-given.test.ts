import { describe, expect, test } from "vitest";
import { notGiven } from "../../src/collect/not-given.ts";
import { makesIncomplete } from "../../src/inventory/known.ts";

const sections = Object.entries(notGiven("t"));

describe.each(sections)("%s", (_, { items, gaps }) => {
  test("was asked of nobody: that is shown everywhere, and not held against the scan", () => {
    expect(items).toEqual([]);
    expect(gaps.map(({ reason, scope }) => [reason, scope])).toEqual([["not-requested", "/tenants/t"]]);
    expect(gaps.filter(makesIncomplete)).toEqual([]);
  });
});

test("each says what would have to be handed over", () => {
  expect(notGiven("t")).toMatchObject({
    localUserHistory: {
      gaps: [{ request: "the baseline", detail: "there is no earlier report to compare with" }],
    },
    sftpUses: { gaps: [{ request: "StorageBlobLogs", detail: "no log of SFTP sign-ins was given" }] },
  });
});
