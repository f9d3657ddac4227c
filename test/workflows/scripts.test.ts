import { mkdir, readFile, writeFile } from "node:fs/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { filesOf } from "../gates/files.ts";
import { type Stage, stageFor } from "./run-script.ts";
import { stepNamed, workflowOf } from "./workflow.ts";

/** The script of a step, which must have one. */
function scriptOf(file: string, name: string): string {
  const text = filesOf(`docs/examples/${file}`)[0]?.text ?? "";
  return stepNamed(workflowOf(text), name).run ?? "";
}

const words = (text: string): readonly string[] => text.split(" ");
const listOf = (branch: string): readonly string[] =>
  words(
    `gh run list --repo contoso/audit --workflow daily-scan.yml --branch ${branch} --event schedule --status completed --limit 20 --json databaseId --jq .[].databaseId`,
  );
const allOf = (branch: string): readonly string[] => [
  ...words(
    `gh run list --repo contoso/audit --workflow daily-scan.yml --branch ${branch} --status completed --limit 50 --json databaseId,event --jq`,
  ),
  '.[] | select(.event == "schedule" or .event == "workflow_dispatch") | .databaseId',
];
const heldBy = (run: number): readonly string[] => [
  ...words(`gh api repos/contoso/audit/actions/runs/${run}/artifacts?name=foothold --jq`),
  "[.artifacts[] | select(.expired | not)] | length",
];
const downloadOf = (run: number, folder: string): readonly string[] =>
  words(`gh run download ${run} --repo contoso/audit --name foothold --dir ${folder}`);

/** Answers with three runs, of which those that a file names have an artifact. */
const GH = `case "$1 $2" in
  "run list") [ ! -e refuse ] || exit 1; cat runs 2>/dev/null || true ;;
  "api "*)
    [ ! -e broken ] || exit 1
    run=\${2#*runs/}; if [ -e "artifact-\${run%%/*}" ]; then echo 1; else echo 0; fi ;;
  "run download")
    [ -e "artifact-$3" ] || exit 1
    mkdir -p "\${10:-$9}"; touch "\${10:-$9}/report.json" "\${10:-$9}/snapshot.json.gz" ;;
esac`;

describe("the report of the last scan", () => {
  const script = scriptOf("daily-scan.yml", "The report of the last scan");
  const env = {
    GITHUB_REPOSITORY: "contoso/audit",
    GITHUB_REF_NAME: "main",
    GITHUB_OUTPUT: "outputs",
    RUNNER_TEMP: "temp",
  };
  let stage: Stage;
  beforeEach(async () => {
    stage = await stageFor({ gh: GH });
    await writeFile(`${stage.folder}/outputs`, "");
  });
  const outputs = async (): Promise<string> => await readFile(`${stage.folder}/outputs`, "utf8");

  test("is that of the youngest run that left one", async () => {
    await writeFile(`${stage.folder}/runs`, "33\n22\n11\n");
    await writeFile(`${stage.folder}/artifact-22`, "");
    await writeFile(`${stage.folder}/artifact-11`, "");
    const { exitCode, calls } = await stage.run(script, env);
    expect(exitCode).toBe(0);
    expect(calls).toEqual([allOf("main"), heldBy(33), heldBy(22), downloadOf(22, "temp/last")]);
    expect(await outputs()).toBe("report=temp/last/foothold.json\n");
  });

  test("is none before the first run", async () => {
    const { exitCode, calls } = await stage.run(script, env);
    expect([exitCode, calls, await outputs()]).toEqual([0, [allOf("main")], ""]);
  });

  test("is an error where nobody could look", async () => {
    await writeFile(`${stage.folder}/refuse`, "");
    expect((await stage.run(script, env)).exitCode).toBe(1);
  });

  test("is never an older one because the last could not be had", async () => {
    await writeFile(`${stage.folder}/runs`, "33\n22\n");
    await writeFile(`${stage.folder}/artifact-22`, "");
    await writeFile(`${stage.folder}/broken`, "");
    expect((await stage.run(script, env)).exitCode).toBe(1);
    expect(await outputs()).toBe("");
  });

  test("is kept before the alerts are uploaded, which are not without it", () => {
    const { steps = [] } =
      workflowOf(filesOf("docs/examples/daily-scan.yml")[0]?.text ?? "").jobs["scan"] ?? {};
    const names = steps.map(({ name }) => name);
    expect(names.indexOf("Alerts")).toBeGreaterThan(names.indexOf("Reports"));
    expect(steps.find(({ name }) => name === "Alerts")?.["if"]).toContain(
      "steps.reports.outcome == 'success'",
    );
  });
});

describe("a pull request", () => {
  const npx = (text: string): readonly string[] => ["npx", "--yes", "foothold@0.1.0", ...words(text)];
  let stage: Stage;
  beforeEach(async () => {
    const scan = 'for word in "$@"; do case $word in markdown=*) echo summary >"${word#*=}" ;; esac; done';
    stage = await stageFor({ gh: GH, npx: scan });
    await mkdir(`${stage.folder}/base`);
  });

  test("has the settings and the checks looked at, where there are such", async () => {
    const script = scriptOf(
      "pull-request.yml",
      "Every fault of the checks and of foothold.yml, with its place",
    );
    expect(await stage.run(script)).toMatchObject({ exitCode: 0, calls: [npx("checks")] });
    await writeFile(`${stage.folder}/foothold.yml`, "");
    await mkdir(`${stage.folder}/checks`);
    expect(await stage.run(script)).toMatchObject({
      exitCode: 0,
      calls: [npx("checks --checks checks"), npx("config --checks checks --check foothold.yml")],
    });
  });

  test("finds the snapshot of the default branch, or says that there is none", async () => {
    const script = scriptOf("pull-request.yml", "The snapshot of the last scheduled scan");
    const env = { GITHUB_REPOSITORY: "contoso/audit", BRANCH: "trunk", RUNNER_TEMP: "temp" };
    await writeFile(`${stage.folder}/runs`, "33\n22\n");
    const none = await stage.run(script, env);
    expect([none.exitCode, none.stderr]).toEqual([1, "no scheduled scan has left a snapshot yet\n"]);
    await writeFile(`${stage.folder}/artifact-22`, "");
    const found = await stage.run(script, env);
    expect(found.exitCode).toBe(0);
    expect(found.calls).toEqual([listOf("trunk"), downloadOf(33, "temp/scan"), downloadOf(22, "temp/scan")]);
  });

  test("is judged beside its base, each with its own checks", async () => {
    const script = scriptOf("pull-request.yml", "What would be new, changed or resolved");
    const temp = stage.folder;
    await mkdir(`${stage.folder}/checks`);
    const env = { RUNNER_TEMP: temp, GITHUB_STEP_SUMMARY: `${temp}/summary` };
    const { exitCode, calls } = await stage.run(script, env);
    const judged = `scan --snapshot ${temp}/scan/snapshot.json.gz --allow-partial --fail-on none`;
    expect([exitCode, await readFile(`${temp}/summary`, "utf8")]).toEqual([0, "summary\n"]);
    expect(calls).toEqual([
      npx(`${judged} -o json=${temp}/before.json`),
      npx(`${judged} --baseline ${temp}/before.json -o markdown=${temp}/after.md --checks checks`),
    ]);
  });

  test("whose base cannot be judged fails", async () => {
    const script = scriptOf("pull-request.yml", "What would be new, changed or resolved");
    const failing = await stageFor({ npx: "exit 2" });
    await mkdir(`${failing.folder}/base`);
    const { exitCode, calls } = await failing.run(script, { RUNNER_TEMP: "x", GITHUB_STEP_SUMMARY: "y" });
    expect([exitCode, calls.length]).toEqual([2, 1]);
  });
});
