import { parse } from "yaml";
import { z } from "zod";

const names = z.record(z.string(), z.unknown());

const schema = z.object({
  name: z.string(),
  description: z.string(),
  inputs: z.record(z.string(), z.object({ description: z.string() })),
  outputs: names,
});

export interface ActionMetadata {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** What `with:` may name, and what `steps.<id>.outputs` has. */
export function actionMetadata(text: string): ActionMetadata {
  const { inputs, outputs } = schema.parse(parse(text));
  return { inputs: Object.keys(inputs), outputs: Object.keys(outputs) };
}

/** The inputs, of actions of others, that our files use: from their action.yml. A new one is looked up there first. */
export const FOREIGN_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  "actions/checkout": ["fetch-depth", "path", "persist-credentials", "ref"],
  "actions/setup-node": ["node-version", "package-manager-cache", "registry-url"],
  "actions/upload-artifact": ["if-no-files-found", "name", "overwrite", "path", "retention-days"],
  "actions/download-artifact": ["merge-multiple", "name", "path", "pattern"],
  "github/codeql-action/upload-sarif": ["category", "sarif_file"],
};
