import { describe, expect, test } from "vitest";
import { addressRanges, period, workspaceIds } from "../../src/cli/options.ts";
import { runMain } from "./run-main.ts";

/** A command that is refused before anybody is asked anything. */
async function refused(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runMain(...args);
  expect([exitCode, stdout]).toEqual([2, ""]);
  return stderr.trimEnd();
}

const HOUR = 3_600_000;

describe("--since", () => {
  test.each([
    ["1h", HOUR],
    ["36h", 36 * HOUR],
    ["90d", 90 * 24 * HOUR],
    ["4383d", 4383 * 24 * HOUR],
  ])("%s", (text, ms) => {
    expect(period(text)).toBe(ms);
  });

  test.each(["", "0d", "90", "d", "1w", "-1d", "1.5d", "90 d", "90D", "99999d"])(
    "refuses %j",
    async (text) => {
      expect(() => period(text)).toThrow("Expected a time such as 36h or 90d.");
      expect(await refused("scan", "--since", text)).toContain("--since");
    },
  );

  test("refuses what no table keeps", () => {
    expect(() => period("4384d")).toThrow("4383d");
  });
});

describe("--trusted-ip", () => {
  test.each(["203.0.113.7", "203.0.113.0/24", "2001:db8::/32", "::1", "0.0.0.0/0"])("takes %s", (range) => {
    expect(addressRanges([range])).toEqual([range]);
  });

  test.each(["203.0.113.0/33", "203.0.113", "contoso.com", "203.0.113.1-203.0.113.9", "2001:db8::/129"])(
    "refuses %s",
    async (range) => {
      expect(await refused("scan", "--trusted-ip", `203.0.113.7,${range}`)).toBe(
        `foothold: --trusted-ip ${range}: not an address or a range such as 203.0.113.0/24`,
      );
    },
  );
});

describe("--log-workspace", () => {
  const GUID = "11111111-aaaa-4111-8111-111111111111";
  const ARM_ID = `/subscriptions/${GUID}/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/logs`;

  test("takes GUIDs and ARM ids, each once whatever its case", () => {
    expect(workspaceIds([GUID, ARM_ID, GUID.toUpperCase()])).toEqual([GUID, ARM_ID]);
  });

  test.each(["logs", `${ARM_ID}/tables`, `${GUID}x`, "/subscriptions/x", ARM_ID.replace("rg", "r%2fg")])(
    "refuses %s",
    async (id) => {
      expect(await refused("scan", "--log-workspace", id)).toBe(
        `foothold: --log-workspace ${id}: not a workspace id, which is a GUID, and not the ARM id of a workspace`,
      );
    },
  );
});
