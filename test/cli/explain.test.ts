import { expect, test } from "vitest";
import { runMain } from "./run-main.ts";

test("the queries of a check, with what each finds", async () => {
  const { exitCode, stdout } = await runMain("explain", "event-credential-added");
  expect(exitCode).toBe(0);
  const [, after = ""] = stdout.split("\nWhat to ask a Log Analytics workspace\n");
  const lines = after.split("\n\n", 1)[0]?.split("\n") ?? [];
  expect(
    lines.map((line) => /^- foothold queries (q\d\d): \S/.exec(line)?.[1]).filter((id) => id !== undefined),
  ).toEqual(["q11", "q12", "q15", "q16"]);
});

test("nothing is said of queries where there are none", async () => {
  const { stdout } = await runMain("explain", "secret-long-lived");
  expect(stdout).toContain("\nWhat it reads\n");
  expect(stdout).not.toContain("foothold queries");
});

test("what to do stands in its order, with numbers", async () => {
  const { stdout } = await runMain("explain", "event-sftp-account-change");
  const [, after = ""] = stdout.split("\nWhat to do\n");
  const numbers = [...after.matchAll(/^(\d)\. \S/gm)].map(([, number]) => number);
  expect(numbers).toEqual(["1", "2", "3"]);
});
