import { registerLogger, validate } from "@actions/languageservice";
import { type ActionMetadata, FOREIGN_ACTIONS } from "./action-metadata.ts";

type Document = Parameters<typeof validate>[0];

let documents = 0;

/**
 * What GitHub's own language service says of a workflow: keys, events, cron lines, expressions, and the inputs of every
 * action, of which it must know each.
 */
export async function validateWorkflow(text: string, ours: ActionMetadata): Promise<readonly string[]> {
  // It only logs its own faults, and would then find none.
  registerLogger({ error: refuse, warn: refuse, info: ignore, log: ignore });
  const found = await validate(documentOf(text), {
    actionsMetadataProvider: {
      async fetchActionMetadata({ owner, name, path = "" }) {
        const action = path === "" ? `${owner}/${name}` : `${owner}/${name}/${path}`;
        const inputs = name === "foothold" ? ours.inputs : FOREIGN_ACTIONS[action];
        if (inputs === undefined) return undefined;
        const described = inputs.map((input) => [input, { description: input }] as const);
        return { name: action, description: action, inputs: Object.fromEntries(described) };
      },
    },
  });
  return found.map(({ message, range }) => `${range.start.line + 1}: ${wordsOf(message)}`);
}

function wordsOf(message: string | { readonly value: string }): string {
  return typeof message === "string" ? message : message.value;
}

/** It reads nothing but the address and the text. It caches by address: each document has one of its own. */
function documentOf(text: string): Document {
  documents += 1;
  const start = { line: 0, character: 0 };
  return {
    uri: `file:///.github/workflows/${documents}.yml`,
    languageId: "yaml",
    version: 1,
    lineCount: text.split("\n").length,
    getText: () => text,
    getLineRange: () => ({ start, end: start }),
    getEOLCharacters: () => "\n",
    positionAt: () => start,
    offsetAt: () => 0,
  };
}

function refuse(message: string): never {
  throw new Error(message);
}

function ignore(): void {}
