/** Rows that are alike, as one item. */
interface Group {
  readonly id: string;
  readonly first: string;
  readonly last: string;
}

/** How two rows become one. */
interface Joining<T> {
  readonly countsOf: (item: T) => readonly number[];
  readonly withCounts: (item: T, counts: readonly number[]) => T;
  /** What rows of one group may differ in: the group shows that of its first row. */
  readonly exampleOf?: (item: T) => string;
}

/**
 * Groups of rows by id, kept apart by the source that tells them: within one source they add up, since rows of one hour
 * may come in two answers; of two sources that tell of the same the one that saw more counts, since both may hold it. The
 * order of rows is chance, and does not show.
 */
export function groupRows<T extends Group>({
  countsOf,
  withCounts,
  exampleOf = () => "",
}: Joining<T>): {
  readonly add: (item: T, source: number) => void;
  readonly all: () => readonly T[];
} {
  const sources = new Map<number, Map<string, T>>();
  return {
    add(item, source) {
      const groups = sources.get(source) ?? new Map<string, T>();
      sources.set(source, groups);
      join(groups, item, (one, other) => one + other);
    },
    all() {
      const groups = new Map<string, T>();
      for (const [, source] of [...sources].sort(([a], [b]) => a - b))
        for (const item of source.values()) join(groups, item, Math.max);
      return [...groups.values()];
    },
  };

  function join(groups: Map<string, T>, item: T, how: (a: number, b: number) => number): void {
    const twin = groups.get(item.id);
    groups.set(item.id, twin === undefined ? item : joined(twin, item, how));
  }

  function joined(one: T, other: T, how: (a: number, b: number) => number): T {
    const others = countsOf(other);
    const counts = countsOf(one).map((count, at) => how(count, others[at] ?? 0));
    const last = one.last > other.last ? one.last : other.last;
    return { ...withCounts(isBefore(other, one) ? other : one, counts), last };
  }

  function isBefore(one: T, other: T): boolean {
    return one.first === other.first ? exampleOf(one) < exampleOf(other) : one.first < other.first;
  }
}
