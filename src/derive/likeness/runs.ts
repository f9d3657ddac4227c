import type { Piece } from "./words.ts";

/** Neighboring pieces of a name, run together. */
export interface Run {
  readonly text: string;
  readonly parts: readonly string[];
  /** Where its first chunk begins in the name, and its last one ends. */
  readonly from: number;
  readonly to: number;
  readonly isOneChunk: boolean;
  /** A chunk of it was written otherwise: with accents, invisible characters, as punycode. */
  readonly isStripped: boolean;
  /** The piece in front of it; empty at the beginning of the name. */
  readonly before: string;
  readonly isFirst: boolean;
  readonly isWhole: boolean;
}

/** No form has more, even where every letter begins a piece (`MiCrOsOfT`). */
const MOST_PIECES = 12;

/** All runs that could resemble a form of at most `longest` letters, in the order in which they begin. */
export function runsOf(pieces: readonly Piece[], longest: number): readonly Run[] {
  const runs: Run[] = [];
  let before = "";
  for (const [at, first] of pieces.entries()) {
    const parts: string[] = [];
    let text = "";
    let isStripped = false;
    for (const last of pieces.slice(at, at + MOST_PIECES)) {
      text += last.text;
      // One letter more is still near the longest.
      if (text.length > longest + 1) break;
      parts.push(last.text);
      isStripped ||= last.isStripped;
      runs.push({
        text,
        parts: [...parts],
        from: first.from,
        to: last.to,
        isOneChunk: first.from === last.from,
        isStripped,
        before,
        isFirst: at === 0,
        isWhole: parts.length === pieces.length,
      });
    }
    before = first.text;
  }
  return runs;
}
