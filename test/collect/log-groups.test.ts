import fc from "fast-check";
import { expect, test } from "vitest";
import { groupRows } from "../../src/collect/log-groups.ts";

interface Row {
  readonly id: string;
  readonly first: string;
  readonly last: string;
  readonly count: number;
  readonly path: string;
}

const grouped = (rows: readonly (readonly [Row, number])[]) => {
  const groups = groupRows<Row>({
    countsOf: ({ count }) => [count],
    withCounts: (row, [count = 0]) => ({ ...row, count }),
    exampleOf: ({ path }) => path,
  });
  for (const [row, source] of rows) groups.add(row, source);
  return [...groups.all()].sort((a, b) => (a.id < b.id ? -1 : 1));
};

const hour = fc.integer({ min: 10, max: 14 }).map(String);
const row: fc.Arbitrary<readonly [Row, number]> = fc.tuple(
  fc.record({
    id: fc.constantFrom("a", "b"),
    first: hour,
    last: hour,
    count: fc.integer({ min: 1, max: 9 }),
    path: fc.constantFrom("/x", "/y", "/z"),
  }),
  fc.integer({ min: 0, max: 2 }),
);

test("groups do not depend on the order of rows", () => {
  fc.assert(
    fc.property(
      fc
        .array(row)
        .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
      ([rows, shuffled]) => {
        expect(grouped(shuffled)).toEqual(grouped(rows));
      },
    ),
  );
});

test("rows of one source add up, and of two sources that tell the same the larger counts", () => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      for (const group of grouped(rows)) {
        const mine = rows.filter(([{ id }]) => id === group.id);
        const sums = [...Map.groupBy(mine, ([, source]) => source).values()].map((part) =>
          part.reduce((sum, [{ count }]) => sum + count, 0),
        );
        expect(group.count).toBe(Math.max(...sums));
        expect(group.first).toBe(mine.map(([{ first }]) => first).sort()[0]);
        expect(group.last).toBe(
          mine
            .map(([{ last }]) => last)
            .sort()
            .at(-1),
        );
      }
    }),
  );
});
