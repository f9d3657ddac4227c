import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A file of this folder in a process of its own, which tells by messages. */
export function begin(file: string, ...args: readonly string[]): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), args);
}

/** The next message of a process, whose end is no message and must not let the bench wait for ever. */
export async function told<Message extends { readonly kind: string }, Kind extends Message["kind"]>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<Message, { kind: Kind }>> {
  const ended = new AbortController();
  const onExit = (): void => ended.abort();
  child.once("exit", onExit);
  const [message] = (await once(child, "message", { signal: ended.signal }).catch(() => {
    // What went wrong it has said itself.
    throw new Error(`the process ended before it was "${kind}"`);
  })) as [Message];
  child.off("exit", onExit);
  if (message.kind !== kind) throw new Error(`a process said "${message.kind}" and not "${kind}"`);
  return message as Extract<Message, { kind: Kind }>;
}
