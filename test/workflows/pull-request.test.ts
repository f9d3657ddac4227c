import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { account, localUser, subscription } from "../azure/describe.ts";
import { filesOf } from "../gates/files.ts";
import { type Running, runFoothold, startTenant } from "../scenarios/run-scan.ts";
import { stageFor } from "./run-script.ts";
import { stepNamed, workflowOf } from "./workflow.ts";

const CLI = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

const CHECK = `import { defineCheck, factor, fail, pass } from "foothold";

export default defineCheck({
  id: "no-shared-key", title: "Local user holds a shared key", severity: "medium", why: "Nobody rotates it.",
  mitre: [], references: [], remediation: { summary: "Take it away.", steps: ["Take it away."], commands: [] },
  subject: "localUsers",
  evaluate: ({ hasSharedKey }) =>
    hasSharedKey.known && hasSharedKey.value
      ? fail("It holds a shared key.", [factor("sftp-read", "The key opens the shares.")])
      : pass("It holds none."),
});
`;

let running: Running;
beforeAll(async () => {
  const users = [localUser({ name: "smb", properties: { hasSharedKey: true } })];
  const accounts = [
    account({ name: "st", properties: { isHnsEnabled: true, isSftpEnabled: true }, localUsers: users }),
  ];
  running = await startTenant({ subscriptions: [subscription({ accounts })] });
});
afterAll(() => running.azure.close());

test("a new check of a pull request is judged on the stored snapshot by the program itself, without Azure", async () => {
  // Without the two words before it, `npx --yes foothold@0.1.0` is the program.
  const stage = await stageFor({ npx: `shift 2\nexec "${process.execPath}" "${CLI}" "$@"` });
  const at = (file: string): string => `${stage.folder}/${file}`;
  for (const folder of ["base", "checks", "scan"]) await mkdir(at(folder));
  await writeFile(at("checks/no-shared-key.ts"), CHECK);
  const suppression = '- {check: sftp-enabled, subject: "*", reason: Meant., owner: ops}';
  await writeFile(at("foothold.yml"), `suppressions:\n  ${suppression}\n`);

  const daily = await runFoothold(
    ["scan", "--cloud", running.azure.url, "-o", "json", "--save-snapshot", at("scan/snapshot.json.gz")],
    running,
  );
  expect(daily.stderr).toContain("wrote the snapshot to");
  const asked = running.azure.log.length;

  const text = filesOf("docs/examples/pull-request.yml")[0]?.text ?? "";
  const script = stepNamed(workflowOf(text), "What would be new, changed or resolved").run ?? "";
  const env = { RUNNER_TEMP: stage.folder, GITHUB_STEP_SUMMARY: at("summary.md") };
  const { exitCode, stderr } = await stage.run(script, env);
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining(`wrote markdown to ${at("after.md")}`)]);
  const summary = await readFile(at("summary.md"), "utf8");
  expect(summary).toMatch(/: 1 new, 0 changed, \d+ unchanged, 0 resolved/);
  expect(summary).toContain("1 finding accepted.");
  expect(running.azure.log.length).toBe(asked);
});
