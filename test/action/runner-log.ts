/** A workflow command that the runner would obey. */
export interface RunnerCommand {
  readonly name: string;
  readonly properties: string;
  readonly data: string;
}

/**
 * Reads a step's log as GitHub's runner does: `::name properties::data` where a line begins with it, white space aside,
 * and `##[name properties]data` anywhere in a line; names in any case; nothing between `stop-commands` and its token.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function commandsIn(log: string, { hasStops = true } = {}): readonly RunnerCommand[] {
  const obeyed: RunnerCommand[] = [];
  let token: string | undefined;
  for (const line of log.split(/\r\n|\r|\n/)) {
    const command = inSecondSyntax(line, token) ?? inFirstSyntax(line, token);
    if (command === undefined) continue;
    if (token !== undefined) {
      if (command.name.toLowerCase() !== token.toLowerCase()) continue;
      token = undefined;
    } else if (command.name.toLowerCase() === "stop-commands" && hasStops) token = command.data;
    obeyed.push(command);
  }
  return obeyed;
}

/** What a runner knows; `debug` and `group` are of the web's view of the log, and as unwelcome. */
const NAMES = new Set([
  "stop-commands",
  "set-env",
  "set-output",
  "save-state",
  "add-mask",
  "add-path",
  "add-matcher",
  "remove-matcher",
  "debug",
  "warning",
  "error",
  "notice",
  "group",
  "endgroup",
  "echo",
]);

function isKnown(name: string, token: string | undefined): boolean {
  return NAMES.has(name.toLowerCase()) || name.toLowerCase() === token?.toLowerCase();
}

function inSecondSyntax(line: string, token: string | undefined): RunnerCommand | undefined {
  const text = line.trimStart();
  const end = text.indexOf("::", 2);
  if (!text.startsWith("::") || end < 0) return undefined;
  return commandOf(text.slice(2, end), text.slice(end + 2), token);
}

function inFirstSyntax(line: string, token: string | undefined): RunnerCommand | undefined {
  const start = line.indexOf("##[");
  const end = start < 0 ? -1 : line.indexOf("]", start);
  return end < 0 ? undefined : commandOf(line.slice(start + 3, end), line.slice(end + 1), token);
}

function commandOf(info: string, data: string, token: string | undefined): RunnerCommand | undefined {
  const [name = "", ...rest] = info.split(" ");
  if (!isKnown(name, token)) return undefined;
  const plain = data.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
  return { name, properties: rest.join(" "), data: plain };
}
