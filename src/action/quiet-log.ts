import { visible } from "../../reports/text/visible.ts";
import type { Sink } from "../cli/host.ts";

/** The log of a step, which GitHub's runner reads for commands. */
export interface QuietLog {
  /** What the program writes to. */
  readonly sink: Sink;
  /** Writes lines of our own. */
  say(text: string): void;
  /** Lets commands through again: only ours are written from here on. */
  resume(): void;
  /** The last lines, which tell why a scan ended. */
  said(): readonly string[];
}

/**
 * Everything that people read goes out while the runner obeys nothing. Each line is made harmless where it is written as
 * well: this is the second lock, for texts of libraries and of Node that no line of ours wrote.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#stopping-and-starting-workflow-commands
 * @param token made up for the run, so that no text can hold it
 */
export function quietLog(out: Sink, token: string): QuietLog {
  let lines: readonly string[] = [];
  let begun = "";
  let isOver = false;
  out.write(`::stop-commands::${token}\n`);
  return {
    sink: { write, ...(out.drained === undefined ? {} : { drained: out.drained }) },
    say(text) {
      for (const line of text.split("\n")) write(`foothold: ${visible(line)}\n`);
    },
    resume() {
      // What a scan that ended in a fault has still to say would be read for commands.
      isOver = true;
      // A command counts at the beginning of a line only.
      out.write(`${begun === "" ? "" : "\n"}::${token}::\n`);
    },
    said: () => lines,
  };

  function write(text: string): unknown {
    if (isOver) return true;
    const parts = (begun + text).split("\n");
    begun = parts.at(-1) ?? "";
    lines = [...lines, ...parts.slice(0, -1)].slice(-KEPT);
    return out.write(text);
  }
}

const KEPT = 20;
