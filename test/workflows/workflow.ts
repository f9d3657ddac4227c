import { parse } from "yaml";
import { z } from "zod";
import { filesOf, type SourceFile } from "../gates/files.ts";

// Loose: where an expression stands, it is looked at.
const stepSchema = z.looseObject({
  id: z.string().optional(),
  name: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  env: z.record(z.string(), z.unknown()).optional(),
});

const jobSchema = z.looseObject({
  permissions: z.unknown().optional(),
  "timeout-minutes": z.unknown().optional(),
  steps: z.array(stepSchema),
});

const workflowSchema = z.object({ on: z.unknown(), jobs: z.record(z.string(), jobSchema) });

export type Step = z.infer<typeof stepSchema>;
export type Workflow = z.infer<typeof workflowSchema>;

/** The parts of a workflow that our rules look at; GitHub's own validation sees the whole text. */
export function workflowOf(text: string): Workflow {
  return workflowSchema.parse(parse(text));
}

/** This project's own workflows, and the examples that are workflows of GitHub. */
export function githubWorkflows(): readonly SourceFile[] {
  const examples = filesOf("docs/examples/*.yml").filter(({ text }) => /^on:/m.test(text));
  return [...filesOf(".github/workflows/*.yml"), ...examples];
}

/** The step of a name: a rename in the file is a fault of the test that runs the step. */
export function stepNamed(workflow: Workflow, name: string): Step {
  const step = Object.values(workflow.jobs)
    .flatMap(({ steps }) => steps)
    .find((candidate) => candidate.name === name);
  if (step === undefined) throw new Error(`no step is named "${name}"`);
  return step;
}
