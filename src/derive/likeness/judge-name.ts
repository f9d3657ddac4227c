import type { Likeness } from "../../inventory/sections.ts";
import type { Form } from "./brands.ts";
import { looksLike } from "./confusables.ts";
import { isOneEdit } from "./edits.ts";
import { type FormTable, formsAround, formsLike, isLongWord } from "./form-table.ts";
import { beginningOf, isPlain, strippedPieces, writtenPieces } from "./words.ts";
import { type Run, runsOf } from "./runs.ts";

/** What a name resembles. */
export interface Resemblance {
  readonly form: Form;
  readonly how: Likeness["how"];
  /** The words as they are spelled. */
  readonly words: string;
  /** The words run together, in lower case. */
  readonly text: string;
}

interface Match {
  readonly form: Form;
  readonly run: Run;
  readonly how: Likeness["how"];
}

/**
 * Behind these a brand says whom an application serves, which is how Microsoft asks others to name theirs:
 * https://www.microsoft.com/legal/intellectualproperty/trademarks
 */
const PREPOSITIONS: ReadonlySet<string> = new Set(
  "for into on to via with für in mit nach zu avec dans pour vers con para per".split(" "),
);

/** Words of their own, or names of others, that one edit makes of a brand. A Mandant is a client in German. */
const OTHER_WORDS: ReadonlySet<string> = new Set([
  "intone",
  "mandant",
  "netscope",
  "ondrive",
  "scaler",
  "trellis",
]);

/**
 * What the name of a principal resembles most; undefined where it resembles nothing.
 * @param isOwn own applications are named after the products that they work with
 */
export function judgeName(name: string, isOwn: boolean, table: FormTable): Resemblance | undefined {
  const beginning = beginningOf(name);
  const written = runsOf(writtenPieces(beginning), table.longest);
  const stripped = isPlain(beginning) ? written : runsOf(strippedPieces(beginning), table.longest);
  const spelled = written.flatMap((run) => spelledOut(run, table));
  const hidden = [...written.flatMap((run) => letterByLetter(run, table)), ...mirrored(beginning, table)];
  // What is spelled out is no disguise of itself, borrowed or not.
  const disguised = [...hidden, ...apartFrom(spelled, stripped).flatMap((run) => inDisguise(run, table))];
  const near = apartFrom([...spelled, ...disguised], stripped).flatMap((run) => nearby(run, isOwn, table));
  const borrowed = spelled.filter((match) => isBorrowed(match, isOwn));
  const [worst] = [...disguised, ...borrowed, ...near].toSorted((a, b) => rank(a) - rank(b));
  if (worst === undefined) return undefined;
  const { form, how, run } = worst;
  return { form, how, words: beginning.slice(run.from, run.to), text: run.text };
}

/** True where `name` bears a name of the company that something else resembles, or the very words that do. */
export function bears(name: string, { form, text }: Resemblance, table: FormTable): boolean {
  const runs = runsOf(writtenPieces(beginningOf(name)), table.longest);
  return runs.some((run) => run.text === text || table.byText.get(run.text)?.company === form.company);
}

function spelledOut(run: Run, table: FormTable): Match[] {
  const form = table.byText.get(run.text);
  return form !== undefined && fits(form, run) ? [{ form, run, how: "same" }] : [];
}

/** One word does not hold a separator; several may stand without one. */
function fits({ words }: Form, { isOneChunk }: Run): boolean {
  return isOneChunk || words.length > 1;
}

/** Whether a brand stands where a publisher's name does, and does not say what the application is for. */
function isBorrowed({ form, run }: Match, isOwn: boolean): boolean {
  if (form.of === "campaign") return run.isWhole;
  if (PREPOSITIONS.has(run.before)) return false;
  return !form.isProduct || (!isOwn && run.isFirst);
}

function inDisguise(run: Run, table: FormTable): Match[] {
  return formsLike(run.text, table)
    .filter((form) => (run.isStripped && form.text === run.text) || looksLike(run.text, form.text))
    .filter((form) => fits(form, run))
    .map((form) => ({ form, run, how: "disguised" }));
}

/** "M.i.c.r.o.s.o.f.t": nobody spaces a word out that should be found. */
function letterByLetter({ parts, ...run }: Run, table: FormTable): Match[] {
  const form = parts.length >= SPACED ? table.byText.get(run.text) : undefined;
  return form !== undefined && parts.every((part) => part.length === 1)
    ? [{ form, run: { parts, ...run }, how: "disguised" }]
    : [];
}

/** Fewer letters are initials. */
const SPACED = 5;

/** A right-to-left override shows what is written behind it the other way round. */
function mirrored(beginning: string, table: FormTable): Match[] {
  if (!beginning.includes("\u202e")) return [];
  const shown = Array.from(beginning).toReversed().join("");
  const whole = { from: 0, to: beginning.length };
  return runsOf(writtenPieces(shown), table.longest)
    .flatMap((run) => spelledOut(run, table))
    .map(({ form, run }) => ({ form, run: { ...run, ...whole }, how: "disguised" }));
}

function nearby(run: Run, isOwn: boolean, table: FormTable): Match[] {
  return (run.isOneChunk ? nearWords(run, table) : [...nearPhrases(run, table), ...splitWords(run, table)])
    .filter(({ isProduct }) => !(isOwn && isProduct))
    .map((form) => ({ form, run, how: "near" }));
}

function nearWords({ text }: Run, table: FormTable): readonly Form[] {
  if (OTHER_WORDS.has(text)) return [];
  return formsAround(text, table).filter((form) => isOneEdit(text, form.text));
}

/** One of the words was changed, and it is not a short one. */
function nearPhrases({ parts }: Run, { phrases }: FormTable): readonly Form[] {
  return (phrases.get(parts.length) ?? []).filter(
    ({ words }) =>
      // Only one changes, so that an end stays: nearly all phrases are sorted out here.
      (words[0] === parts[0] || words.at(-1) === parts.at(-1)) &&
      words.some((word, at) => word !== parts[at] && isLongWord(word)) &&
      isOneEdit(words.join(" "), parts.join(" ")),
  );
}

/** "Micro soft"; other brands fall into words that honest names hold ("proof point"). */
function splitWords({ text, parts }: Run, { byText }: FormTable): readonly Form[] {
  const form = byText.get(text);
  const isWord = form?.words.length === 1 && parts.length === 2;
  return isWord && (form.of === "microsoft" || form.of === "google") ? [form] : [];
}

/** The runs that share no chunk with any of the matches. */
function apartFrom(matches: readonly Match[], runs: readonly Run[]): readonly Run[] {
  return runs.filter(({ from, to }) => matches.every(({ run }) => to <= run.from || run.to <= from));
}

/** Nothing honest is disguised; a company's name says more than a product's, which add-ins bear too. */
function rank({ form, how }: Match): number {
  if (how === "disguised") return 0;
  if (form.of === "campaign") return 4;
  if (form.isProduct) return 3;
  return form.of === "tenant" ? 2 : 1;
}
