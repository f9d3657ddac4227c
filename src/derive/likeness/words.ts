import { unicodeLabel } from "../unicode-label.ts";

/** A part of a name that can be a word: `MicrosoftTeams365` has three. */
export interface Piece {
  /** In lower case. */
  readonly text: string;
  /** Where its chunk begins and ends in the name. Chunks are separated by anything but letters and digits. */
  readonly from: number;
  readonly to: number;
  /** The text before the look-alike letters were looked at was another: accents, invisible characters, punycode. */
  readonly isStripped: boolean;
}

/** Judging must not take longer the longer a hostile name is; a look at the name does not go further either. */
const LONGEST = 256;

/** What stands between separators; circled and squared letters are symbols that NFKC makes letters. */
const CHUNK =
  /xn--[a-z0-9-]+|[\p{L}\p{M}\p{N}\p{Default_Ignorable_Code_Point}\u24b6-\u24e9\u{1f110}-\u{1f12b}\u{1f130}-\u{1f149}]+/giu;

/** Runs of digits, runs of capitals but for one that begins a word, words. */
const PIECE = /\p{N}+|\p{Lu}+(?!\p{Ll})|\p{Lu}?(?:(?!\p{Lu})[\p{L}\p{M}\p{Default_Ignorable_Code_Point}])+/gu;

/** The beginning of a name, in which words are looked for. */
export function beginningOf(name: string): string {
  // A code point has two units at most.
  return Array.from(name.slice(0, 2 * LONGEST))
    .slice(0, LONGEST)
    .join("")
    .normalize("NFC");
}

/** The pieces of a name as they are written. */
export function writtenPieces(name: string): readonly Piece[] {
  return piecesOf(name, written);
}

/** The pieces without what the eye passes over: accents, invisible characters, punycode. */
export function strippedPieces(name: string): readonly Piece[] {
  return piecesOf(name, stripped);
}

/** True for nearly all names: nothing in them could be stripped. */
export function isPlain(name: string): boolean {
  return /^[\x20-\x7e]*$/.test(name) && !/xn--/i.test(name);
}

/** The words of a brand, as they are written. */
export function wordsOf(name: string): readonly string[] {
  return [...beginningOf(name).toLowerCase().matchAll(CHUNK)].map(([chunk]) => written(chunk));
}

function piecesOf(name: string, read: (chunk: string) => string): readonly Piece[] {
  return [...name.matchAll(CHUNK)].flatMap(({ 0: chunk, index }) => {
    const text = read(chunk);
    const isStripped = text !== written(chunk);
    return [...text.matchAll(PIECE)].map(([piece]) => ({
      text: piece.toLowerCase(),
      from: index,
      to: index + chunk.length,
      isStripped,
    }));
  });
}

function written(chunk: string): string {
  return chunk
    .normalize("NFKC")
    .replaceAll(/^\p{Default_Ignorable_Code_Point}+|\p{Default_Ignorable_Code_Point}+$/gu, "");
}

function stripped(chunk: string): string {
  const decoded = /^xn--/i.test(chunk) ? unicodeLabel(chunk) : chunk;
  return decoded.normalize("NFKD").replaceAll(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, "");
}
