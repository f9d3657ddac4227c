import { describe, expect, test } from "vitest";
import { filesOf } from "../gates/files.ts";
import { type ActionMetadata, actionMetadata } from "./action-metadata.ts";
import { validateWorkflow } from "./validate-workflow.ts";
import { githubWorkflows } from "./workflow.ts";
import { workflowFaults } from "./workflow-faults.ts";

const workflows = githubWorkflows();

/** Of action.yml, which has to be there. */
function ours(): ActionMetadata {
  return actionMetadata(filesOf("action.yml")[0]?.text ?? "");
}

test("the workflows and examples that there are", () => {
  const paths = workflows.map(({ path }) => path);
  expect(paths.filter((path) => path.startsWith("docs/"))).toEqual([
    "docs/examples/daily-scan.yml",
    "docs/examples/pull-request.yml",
    "docs/examples/shards.yml",
  ]);
  expect(paths).toContain(".github/workflows/ci.yml");
});

describe.each(workflows)("$path", ({ text }) => {
  test("is valid, says GitHub's language service", async () => {
    expect(await validateWorkflow(text, ours())).toEqual([]);
  });

  test("keeps our own rules", () => {
    expect(workflowFaults(text, ours())).toEqual([]);
  });
});

const ACTION: ActionMetadata = { inputs: ["baseline"], outputs: ["sarif"] };

/** A workflow without a fault, in which each canary replaces one piece. */
const GOOD = `on:
  pull_request:
  workflow_dispatch:
  schedule:
    - cron: "17 5 * * *"
jobs:
  one:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions: {}
    steps:
      - uses: actions/checkout@v5
        with:
          persist-credentials: false
      - id: before
        run: echo "file=x" >>"$GITHUB_OUTPUT"
      - id: foothold
        uses: OWNER/foothold@v0.1.0
        with:
          baseline: \${{ steps.before.outputs.file }}
      - if: \${{ steps.foothold.outputs.sarif != '' }}
        run: npx --yes foothold@0.1.0 checks
`;

describe("the gate can fail", () => {
  test("and has nothing against a good one", async () => {
    expect(await validateWorkflow(GOOD, ACTION)).toEqual([]);
    expect(workflowFaults(GOOD, ACTION)).toEqual([]);
  });

  test.each<[string, string, string, string]>([
    ["an unknown key", "runs-on:", "run-on:", "Unexpected value 'run-on'"],
    ["a bad cron line", "17 5 * * *", "61 5 * * *", "Invalid cron"],
    ["an unknown event", "pull_request:", "pull_requests:", "Unexpected value 'pull_requests'"],
    ["an unknown context", "steps.before", "step.before", "Unrecognized named-value: 'step'"],
    ["an unknown permission", "permissions: {}", "permissions: {id-tokens: write}", "'id-tokens'"],
    ["an input that the action lacks", "baseline:", "base-line:", "Invalid action input 'base-line'"],
    ["an input that an action of others lacks", "persist-", "persists-", "'persists-credentials'"],
    ["an action that nobody looked up", "actions/checkout@", "actions/check-out@", "Unable to resolve"],
  ])("GitHub's validation: %s", async (_, piece, other, fault) => {
    expect(GOOD).toContain(piece);
    const faults = await validateWorkflow(GOOD.replace(piece, other), ACTION);
    expect(faults.filter((found) => found.includes(fault))).not.toEqual([]);
  });

  test.each<[string, string, string]>([
    ["    permissions: {}\n", "", "job one: permissions are not listed"],
    ["permissions: {}", "permissions: write-all", "job one: permissions are not listed"],
    ["    timeout-minutes: 5\n", "", "job one: timeout-minutes is missing"],
    [
      "pull_request:",
      "pull_request_target:",
      "pull_request_target runs what strangers wrote with the rights of the repository",
    ],
    [
      "workflow_dispatch",
      "workflow_run",
      "workflow_run runs what strangers wrote with the rights of the repository",
    ],
    [
      "echo",
      "echo ${{ github.head_ref }}",
      "job one: an expression inside run: it becomes part of the script",
    ],
    ["credentials: false", "credentials: true", "job one: actions/checkout leaves its token to later steps"],
    ["checkout@v5", "checkout@main", "job one: actions/checkout@main: neither a version nor a commit"],
    ["baseline:", "base-line:", "job one: the action has no input base-line"],
    [
      "outputs.sarif",
      "outputs.sarifs",
      "job one: steps.foothold.outputs.sarifs: the step has no such output",
    ],
    ["outputs.file", "outputs.path", "job one: steps.before.outputs.path: the step has no such output"],
    ["steps.before.", "steps.after.", "job one: steps.after.outputs.file: no step has this id"],
    ["foothold@v0.1.0", "foothold@v0.0.9", "job one: foothold 0.0.9 is not 0.1.0"],
    ["foothold@0.1.0", "foothold@latest", "job one: foothold latest is not 0.1.0"],
  ])("our rules: %j as %j", (piece, other, fault) => {
    expect(GOOD).toContain(piece);
    expect(workflowFaults(GOOD.replace(piece, other), ACTION)).toEqual([fault]);
  });
});
