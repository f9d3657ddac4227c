import { VERSION } from "../../src/version.ts";
import type { ActionMetadata } from "./action-metadata.ts";
import { type Step, type Workflow, workflowOf } from "./workflow.ts";

type Job = Workflow["jobs"][string];

/** What GitHub's validation lets pass, and we do not. */
export function workflowFaults(text: string, ours: ActionMetadata): readonly string[] {
  const { on, jobs } = workflowOf(text);
  const triggers = /\b(?:pull_request_target|workflow_run)\b/.exec(JSON.stringify(on)) ?? [];
  return [
    ...triggers.map((trigger) => `${trigger} runs what strangers wrote with the rights of the repository`),
    ...Object.entries(jobs).flatMap(([name, job]) =>
      jobFaults(job, ours).map((fault) => `job ${name}: ${fault}`),
    ),
  ];
}

function jobFaults(job: Job, ours: ActionMetadata): readonly string[] {
  return [
    ...(isMapping(job.permissions) ? [] : ["permissions are not listed"]),
    ...(typeof job["timeout-minutes"] === "number" ? [] : ["timeout-minutes is missing"]),
    ...job.steps.flatMap((step) => stepFaults(step, ours)),
    ...outputFaults(job, ours),
  ];
}

function stepFaults({ uses, run = "", with: inputs = {} }: Step, ours: ActionMetadata): readonly string[] {
  const [action = "", version = ""] = uses?.split("@") ?? [];
  const strange = isOurs(uses) ? Object.keys(inputs).filter((input) => !ours.inputs.includes(input)) : [];
  const isUnpinned = uses !== undefined && !/^(?:v\d+(?:\.\d+){0,2}|[0-9a-f]{40})$/.test(version);
  const keepsToken = action === "actions/checkout" && inputs["persist-credentials"] !== false;
  const versions = [
    ...(isOurs(uses) ? [version.replace(/^v/, "")] : []),
    ...[...run.matchAll(/\bfoothold@(\S+)/g)].map(([, found = ""]) => found),
  ];
  return [
    ...(run.includes("${{") ? ["an expression inside run: it becomes part of the script"] : []),
    ...(isUnpinned ? [`${uses}: neither a version nor a commit`] : []),
    ...(keepsToken ? ["actions/checkout leaves its token to later steps"] : []),
    ...strange.map((input) => `the action has no input ${input}`),
    ...versions.filter((found) => found !== VERSION).map((found) => `foothold ${found} is not ${VERSION}`),
  ];
}

/** `steps.<id>.outputs.<name>` of our action, and of scripts, which write it as `name=`. */
function outputFaults(job: Job, ours: ActionMetadata): readonly string[] {
  const used = JSON.stringify(job).matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g);
  return [...used].flatMap(([reference, id, output = ""]) => {
    const step = job.steps.find((candidate) => candidate.id === id);
    if (step === undefined) return [`${reference}: no step has this id`];
    const has = isOurs(step.uses) ? ours.outputs.includes(output) : step.run?.includes(`${output}=`);
    return has === true ? [] : [`${reference}: the step has no such output`];
  });
}

function isOurs(uses = ""): boolean {
  return /^[^/]+\/foothold@/.test(uses);
}

function isMapping(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
