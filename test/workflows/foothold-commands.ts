import { parseOutputs } from "../../src/cli/outputs.ts";
import { runMain } from "../cli/run-main.ts";

/** The words behind each `foothold` or `npx foothold` of a script, as it stands there. */
export function commandsOf(script: string): readonly (readonly string[])[] {
  const lines = script.replaceAll(/\\\n\s*/g, "").split("\n");
  return lines.flatMap((line) =>
    [...line.replace(/(?:^|\s)#.*$/, "").matchAll(COMMAND)].map(([, rest = ""]) => rest.match(WORD) ?? []),
  );
}

const COMMAND =
  /(?:^|[\s;|&(])(?:npx (?:--yes )?)?foothold(?:@\S+)?((?=\s+[a-z])(?:\s+(?:"[^"]*"|'[^']*'|[^\s;|&>)#]+))+)/g;
const WORD = /"[^"]*"|'[^']*'|\S+/g;

/** The scripts of a page: fenced blocks without a language or of a shell, and commands within a line. */
export function scriptsOfPage(markdown: string): readonly string[] {
  const blocks = [...markdown.matchAll(/^```(?<language>\w*)\n(?<text>[\s\S]*?)^```$/gm)];
  const scripts = blocks.flatMap(({ groups: { language = "", text = "" } = {} }) =>
    ["", "sh", "bash"].includes(language) ? [text] : [],
  );
  const prose = markdown.replaceAll(/^```[\s\S]*?^```$/gm, "");
  return [...scripts, ...[...prose.matchAll(/`(foothold [a-z][^`]*)`/g)].map(([, text = ""]) => text)];
}

/** What the program's own help does not know: a command, an option, a format. */
export async function commandFaults([command = "", ...words]: readonly string[]): Promise<readonly string[]> {
  const help = await runMain(command, "--help");
  if (help.exitCode !== 0 || !help.stdout.startsWith(`Usage: foothold ${command} `))
    return [`there is no command ${command}`];
  const options = new Set(
    [...help.stdout.matchAll(/^\s+(?:(-\w), )?(--[a-z-]+)/gm)].flatMap(([, short, long]) => [short, long]),
  );
  const strange = words.filter((word) => word.startsWith("-") && !options.has(word.replace(/=.*/, "")));
  const outputs = words.filter((_, at) => words[at - 1] === "-o").map((word) => word.replaceAll('"', ""));
  return [
    ...strange.map((option) => `${command} has no option ${option}`),
    ...outputs.filter((output) => !isOutput(output)).map((output) => `${output} is no output`),
  ];
}

function isOutput(value: string): boolean {
  try {
    return parseOutputs([value]).length === 1;
  } catch {
    return false;
  }
}
