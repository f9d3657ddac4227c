import { expect, test } from "vitest";
import { readPages } from "../../../src/collect/azure/paging.ts";
import { newMeter } from "../../../src/collect/meter.ts";

type Page = { readonly id: string }[] & { continuationToken?: string };

/** Pages that lead on and on, each with what `make` gives for its number. */
async function* pages(
  make: (at: number) => { readonly id: string }[],
  last = Number.POSITIVE_INFINITY,
): AsyncIterable<Page> {
  for (let at = 0; at <= last; at += 1) {
    const page: Page = make(at);
    if (at < last) page.continuationToken = `page ${at + 1}`;
    yield await Promise.resolve(page);
  }
}

async function read(
  source: AsyncIterable<Page>,
): Promise<{ readonly ids: string[]; readonly error?: unknown }> {
  const ids: string[] = [];
  try {
    for await (const { id } of readPages(source, "GET list", newMeter())) ids.push(id);
    return { ids };
  } catch (error) {
    return { ids, error };
  }
}

test("a list that repeats one item for ever ends as a gap", async () => {
  const { ids, error } = await read(pages(() => [{ id: "same" }]));
  expect(new Set(ids)).toEqual(new Set(["same"]));
  expect(error).toMatchObject({
    reason: "malformed",
    message: "100 pages in a row bring nothing new: the list has no end",
  });
});

test("a list that is empty for ever ends as a gap", async () => {
  expect((await read(pages(() => []))).error).toMatchObject({ reason: "malformed" });
});

test("a long list with empty pages among others is read to its end", async () => {
  const { ids, error } = await read(pages((at) => (at % 50 === 0 ? [{ id: `${at}` }] : []), 1000));
  expect(error).toBeUndefined();
  expect(ids).toHaveLength(21);
});

test("a list that brings something new for ever ends as a gap", async () => {
  const { ids, error } = await read(pages((at) => [{ id: `${at}` }]));
  expect(ids).toHaveLength(10_001);
  expect(error).toMatchObject({
    reason: "malformed",
    message: "there is another page behind 10000: the list has no end",
  });
});
