import { ReadError } from "../../errors.ts";
import type { Meter } from "../meter.ts";

/** A page as the SDK's `byPage` gives it. */
export interface Page<T> extends ReadonlyArray<T> {
  readonly continuationToken?: string;
}

/** Pages without one new item after which a list is taken for endless. */
const BARREN_PAGES = 100;

/** More pages than any list of Azure has; one that goes on all the same would fill the memory. */
const PAGES = 10_000;

/**
 * The items of an SDK list, page by page. A page that leads back to one already read would never end; an answer
 * that is no list is a TypeError inside the SDK. Both are said, and what came before is kept.
 * @param request how the list is named in a gap
 */
export async function* readPages<T extends { readonly id?: unknown }>(
  pages: AsyncIterable<Page<T>>,
  request: string,
  meter: Meter,
): AsyncIterable<T> {
  const visited = new Set<string>();
  const seen = new Set<unknown>();
  let barren = 0;
  const iterator = pages[Symbol.asyncIterator]();
  for (;;) {
    const step = await nextPage(iterator, request, visited.size > 0);
    if (step.done === true) return;
    meter.pages += 1;
    yield* step.value;

    const next = step.value.continuationToken;
    // Some services say "no more" with an empty text.
    if (next === undefined || next === "") continue;
    const before = seen.size;
    for (const { id } of step.value) seen.add(id);
    barren = seen.size === before ? barren + 1 : 0;
    const fault = endless(visited, next, barren);
    if (fault !== undefined) throw new ReadError("malformed", request, `${fault}: the list has no end`);
    visited.add(next);
  }
}

function endless(visited: ReadonlySet<string>, next: string, barren: number): string | undefined {
  if (visited.has(next)) return "the next page is one already read";
  if (barren === BARREN_PAGES) return `${barren} pages in a row bring nothing new`;
  return visited.size === PAGES ? `there is another page behind ${PAGES}` : undefined;
}

async function nextPage<T>(
  iterator: AsyncIterator<Page<T>>,
  request: string,
  isLater: boolean,
): Promise<IteratorResult<Page<T>, unknown>> {
  try {
    return await iterator.next();
  } catch (error) {
    // A list that has begun is supported, whatever the answer to a later page says.
    if (error instanceof ReadError && error.reason === "unsupported" && isLater) {
      throw new ReadError("failed", error.request, error.message, { cause: error });
    }
    if (error instanceof ReadError) throw error;
    const words = error instanceof Error ? error.message : String(error);
    throw new ReadError("malformed", request, `the answer is no list (${words})`, { cause: error });
  }
}
