/** A part of the page whose rows may be too many for it. */
export interface Section {
  /** Heading, and the head of the table where there is one. */
  readonly head: string;
  readonly rows: Iterable<string>;
  /** How many rows there are. */
  readonly total: number;
  /** What the rows are: `findings`. */
  readonly what: string;
  /** How many bytes the page may have after it, the line about what was left out aside. */
  readonly upTo: number;
}

/** As many rows as fit, and how many do not. Gives the bytes that the page has then. */
export function* sectionChunks(section: Section, written: number): Generator<string, number> {
  const { head, rows, total, what, upTo } = section;
  if (total === 0) return written;
  let size = written + byteLength(head);
  yield head;
  let shown = 0;
  for (const row of rows) {
    const length = byteLength(row);
    if (size + length > upTo) break;
    size += length;
    shown += 1;
    yield row;
  }
  const rest =
    shown < total ? `\n${total - shown} more ${what} are left out here; the JSON report holds all.\n` : "";
  yield rest;
  return size + byteLength(rest);
}

/** Rows that nobody asks for are never made. */
export function* rowsOf<T>(items: Iterable<T>, row: (item: T) => string): Iterable<string> {
  for (const item of items) yield row(item);
}

export function byteLength(text: string): number {
  return ENCODER.encode(text).length;
}

const ENCODER = new TextEncoder();
