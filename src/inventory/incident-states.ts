import { segmentOf } from "./scope.ts";
import type { Incident } from "./sections.ts";

/** The names behind `/{type}/` in the ids of what a deed was done to and of what it left behind, each once: for commands. */
export function stateIds({ targetId, states }: Incident, type: string): readonly string[] {
  const ids = [targetId, ...states.map(({ id }) => id)];
  return [...new Set(ids.flatMap((id) => segmentOf(id, type) ?? []))];
}
