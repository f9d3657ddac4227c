import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { filesOf } from "../gates/files.ts";
import { type Stage, stageFor } from "./run-script.ts";

const step = z.looseObject({
  task: z.string().optional(),
  condition: z.string().optional(),
  continueOnError: z.boolean().optional(),
  inputs: z.record(z.string(), z.unknown()).default({}),
});

const schema = z.looseObject({
  trigger: z.unknown(),
  pr: z.unknown(),
  schedules: z.array(z.looseObject({ cron: z.string(), always: z.boolean() })),
  jobs: z.array(z.looseObject({ timeoutInMinutes: z.number(), steps: z.array(step) })),
});

/** From the task.json of each: https://github.com/microsoft/azure-pipelines-tasks, and its aliases. */
const INPUTS: Readonly<Record<string, readonly string[]>> = {
  "UseNode@1": ["version", "checkLatest"],
  "DownloadPipelineArtifact@2": [
    "buildType",
    "project",
    "definition",
    "buildVersionToDownload",
    "branchName",
    "allowFailedBuilds",
    "allowPartiallySucceededBuilds",
    "artifactName",
    "targetPath",
  ],
  "AzureCLI@2": [
    "azureSubscription",
    "scriptType",
    "scriptLocation",
    "inlineScript",
    "addSpnToEnvironment",
    "keepAzSessionActive",
    "allowNoSubscriptions",
  ],
  "PublishTestResults@2": ["testResultsFormat", "testResultsFiles", "testRunTitle"],
};

const TEXT = filesOf("docs/examples/azure-pipelines.yml")[0]?.text ?? "";

function pipelineFaults(text: string): readonly string[] {
  const { trigger, pr, schedules, jobs } = schema.parse(parse(text));
  const steps = jobs.flatMap((job) => job.steps);
  const tasks = steps.flatMap(({ task, inputs }) => (task === undefined ? [] : [{ task, inputs }]));
  const strange = tasks.flatMap(({ task, inputs }) => {
    const known = INPUTS[task];
    return known === undefined
      ? [`nobody looked up ${task}`]
      : Object.keys(inputs).flatMap((input) => (known.includes(input) ? [] : [`${task} has no ${input}`]));
  });
  const after = steps.filter(({ task, publish }) => task === "PublishTestResults@2" || publish !== undefined);
  return [
    ...strange,
    ...(trigger === "none" && pr === "none" ? [] : ["it runs for commits or pull requests"]),
    ...(schedules.every(({ always }) => always) ? [] : ["it runs only after a commit"]),
    ...(schedules.every(({ cron }) => !cron.startsWith("0 ")) ? [] : ["it starts on the hour"]),
    ...(after.length === 2 && after.every(({ condition }) => condition === "succeededOrFailed()")
      ? []
      : ["what was found is not published where it fails the scan"]),
    ...(/\bsecret|password|servicePrincipalKey/i.test(text.replaceAll(/#.*/g, ""))
      ? ["it holds a secret"]
      : []),
  ];
}

test("the pipeline runs daily, without a secret, and publishes what fails it", () => {
  expect(pipelineFaults(TEXT)).toEqual([]);
});

describe("the gate can fail", () => {
  test.each<[string, string, string]>([
    ["keepAzSessionActive", "keepAzureSession", "AzureCLI@2 has no keepAzureSession"],
    ["UseNode@1", "UseNode@9", "nobody looked up UseNode@9"],
    ["pr: none", "pr: [main]", "it runs for commits or pull requests"],
    ["always: true", "always: false", "it runs only after a commit"],
    ["17 5", "0 5", "it starts on the hour"],
    [
      "condition: succeededOrFailed()",
      "condition: succeeded()",
      "what was found is not published where it fails the scan",
    ],
    ["--auth cli", "--auth env $servicePrincipalKey", "it holds a secret"],
  ])("%j as %j", (piece, other, fault) => {
    expect(TEXT).toContain(piece);
    expect(pipelineFaults(TEXT.replace(piece, other))).toEqual([fault]);
  });
});

describe("the scan", () => {
  const tasks = schema.parse(parse(TEXT)).jobs.flatMap(({ steps }) => steps);
  const script = z.string().parse(tasks.find(({ task }) => task === "AzureCLI@2")?.inputs["inlineScript"]);
  const env = { BUILD_ARTIFACTSTAGINGDIRECTORY: "staging", PIPELINE_WORKSPACE: "work" };
  const scan =
    "npx --yes foothold@0.1.0 scan --auth cli --no-progress -o json=staging/foothold/report.json -o html=staging/foothold/report.html -o junit=staging/foothold/junit.xml";
  let stage: Stage;
  beforeEach(async () => {
    stage = await stageFor({ npx: "exit 3" });
  });

  test("ends as foothold does, and compares with nothing the first time", async () => {
    expect(await stage.run(script, env)).toEqual({ exitCode: 3, stderr: "", calls: [scan.split(" ")] });
  });

  test("compares with the report of the last one", async () => {
    await mkdir(path.join(stage.folder, "work", "baseline"), { recursive: true });
    await writeFile(path.join(stage.folder, "work", "baseline", "report.json"), "{}");
    const { calls } = await stage.run(script, env);
    expect(calls).toEqual([`${scan} --baseline work/baseline/report.json --fail-on-new`.split(" ")]);
  });
});
