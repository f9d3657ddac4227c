import { registerLogger, validate } from "@actions/languageservice";
import { type ActionMetadata, FOREIGN_ACTIONS } from "./action-metadata.ts";

type Document = Parameters<typeof validate>[0];

let documents = 0;

/**
 * What GitHub's own language service says of a workflow: keys, events, cron lines, expressions, and the inputs of every
 * action, of which it must know each.
 */
export async function validateWorkflow(text: string, ours: ActionMetadata): Promise<readonly string[]> {
  const found = await faultsIn(".github/workflows", (folder) => `${folder}.yml`, text, {
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
  return found.map(({ line, words }) => `${line}: ${words}`);
}

/** What it says of an action's own file, which it knows by its name. */
export async function validateAction(text: string): Promise<readonly string[]> {
  return (await faultsIn("actions", (folder) => `${folder}/action.yml`, text)).map(({ words }) => words);
}

async function faultsIn(
  folder: string,
  place: (one: string) => string,
  text: string,
  config?: Parameters<typeof validate>[1],
): Promise<readonly { readonly line: number; readonly words: string }[]> {
  // It only logs its own faults, and would then find none.
  registerLogger({ error: refuse, warn: refuse, info: ignore, log: ignore });
  documents += 1;
  const found = await validate(documentOf(`file:///${folder}/${place(String(documents))}`, text), config);
  return found.map(({ message, range }) => ({ line: range.start.line + 1, words: wordsOf(message) }));
}

function wordsOf(message: string | { readonly value: string }): string {
  return typeof message === "string" ? message : message.value;
}

/** It reads nothing but the address and the text. It caches by address: each document has one of its own. */
function documentOf(uri: string, text: string): Document {
  const start = { line: 0, character: 0 };
  return {
    uri,
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
