import { graphError, retryAfterHeader } from "./errors.ts";
import type { BatchFault } from "./faults.ts";
import { type BatchPart, batchPart } from "./graph-batch.ts";
import type { Answer } from "./service.ts";

/** The answer to a batch with one of its parts gone, twice there or failed; undefined where it has no such part. */
export function changedBatch(fault: BatchFault, answer: Answer): Answer | undefined {
  const { responses } = (answer.body ?? {}) as { readonly responses?: readonly BatchPart[] };
  // They come back the other way round.
  const struck =
    fault.part === undefined ? responses?.at(-1) : responses?.find(({ id }) => id === fault.part);
  if (!responses || !struck) return undefined;
  const changed = responses.flatMap((part): readonly BatchPart[] =>
    part === struck ? changedPart(fault, part) : [part],
  );
  return { ...answer, body: { responses: changed } };
}

function changedPart(fault: BatchFault, part: BatchPart): readonly BatchPart[] {
  switch (fault.kind) {
    case "missing-part":
      return [];
    case "duplicate-part":
      return [part, part];
    case "part-status":
      return [batchPart(part.id, graphError(fault.status, "", "", retryAfterHeader(fault.retryAfter)))];
  }
}
