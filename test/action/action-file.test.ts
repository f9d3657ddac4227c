import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { outputs } from "../../src/action/outputs.ts";
import { readInputs } from "../../src/action/read-inputs.ts";
import { scanCommand } from "../../src/cli/scan-command.ts";
import { hastyClock } from "../scenarios/run-scan.ts";
import { validateAction } from "../workflows/validate-workflow.ts";
import { ACTION, ACTION_TEXT, newJob, runStep } from "./run-step.ts";

test("GitHub's own language service finds no fault", async () => {
  expect(await validateAction(ACTION_TEXT)).toEqual([]);
});

test.each<[string, string, string]>([
  ["a kind of action that there is not", "using: composite", "using: compost"],
  ["a step without a shell", "      shell: bash\n", ""],
  ["a context that there is not", "runner.os", "rummer.os"],
  ["a key that is none", "branding:", "brand:"],
])("and would find one: %s", async (_, from, to) => {
  const broken = ACTION_TEXT.replaceAll(from, to);
  expect(broken).not.toBe(ACTION_TEXT);
  expect(await validateAction(broken)).not.toEqual([]);
});

test("every input reaches the program by its environment, and none by a script", () => {
  const scan = ACTION.runs.steps.find(({ id }) => id === "scan");
  const inputs = Object.keys(ACTION.inputs).map((name) => [
    `FOOTHOLD_INPUT_${name.replaceAll("-", "_").toUpperCase()}`,
    `\${{ inputs.${name} }}`,
  ]);
  expect(scan?.env).toEqual({
    FOOTHOLD_ACTION_REPOSITORY: "${{ github.action_repository }}",
    FOOTHOLD_ACTION_REF: "${{ github.action_ref }}",
    ...Object.fromEntries(inputs),
  });
  for (const { run, shell } of ACTION.runs.steps) {
    expect(run ?? "").not.toContain("${{");
    expect(shell).toBe(run === undefined ? undefined : "bash");
  }
});

test("every input has an effect, and the flags are those of the program", () => {
  const values: Readonly<Record<string, string>> = {
    "tenant-id": "contoso.com",
    "client-id": "00000000-0000-4000-8000-00000000beef",
    subscriptions: "00000000-0000-4000-8000-00000000beef",
    "read-ssh-keys": "true",
    "any-ip": "true",
    "fail-on-new": "true",
    "allow-partial": "true",
    formats: "csv",
    annotations: "false",
  };
  const nothing = JSON.stringify(readInputs({}));
  const known = new Set(
    scanCommand(
      {
        env: {},
        stdout: { write: () => {} },
        stderr: { write: () => {} },
        clock: hastyClock(),
        attemptTimeoutMs: 1,
        signal: new AbortController().signal,
      },
      { code: 0 },
    ).options.map(({ long }) => long),
  );
  for (const name of Object.keys(ACTION.inputs)) {
    const variable = `FOOTHOLD_INPUT_${name.replaceAll("-", "_").toUpperCase()}`;
    const plan = readInputs({ [variable]: values[name] ?? "some" });
    expect(JSON.stringify(plan), name).not.toBe(nothing);
    const flags = plan.args.slice(1).map((argument) => argument.replace(/=.*/, ""));
    expect(
      flags.filter((flag) => !known.has(flag)),
      name,
    ).toEqual([]);
  }
});

test("every output is one of the scan, and none is left out", () => {
  const given = outputs({
    exitCode: 0,
    report: undefined,
    upload: undefined,
    folder: "",
    formats: [],
    snapshot: undefined,
  });
  expect(Object.keys(ACTION.outputs).sort()).toEqual(Object.keys(given).sort());
  for (const [name, { value }] of Object.entries(ACTION.outputs)) {
    expect(value).toBe(`\${{ steps.scan.outputs.${name} }}`);
  }
});

test("the packages are installed in the action's own folder, as the lockfile has them and without their scripts", () => {
  const install = ACTION.runs.steps.find(({ id }) => id === "install");
  expect(install?.run?.trim().split("\n")).toEqual([
    'cd "$GITHUB_ACTION_PATH"',
    "npm ci --omit=dev --ignore-scripts --no-audit --no-fund",
  ]);
});

test("npm's cache is kept by the hash of the lockfile", async () => {
  const run = await runStep("npm", await newJob(), {});
  const lockfile = await readFile(new URL("../../package-lock.json", import.meta.url));
  expect(run.code).toBe(0);
  expect(run.outputs).toEqual({
    folder: expect.stringMatching(/^\/.*\.npm$/),
    lockfile: createHash("sha256").update(lockfile).digest("hex"),
  });
});
