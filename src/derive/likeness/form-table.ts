import type { Form } from "./brands.ts";
import { runsTogether } from "./confusables.ts";

/** The forms, found by what a name holds. */
export interface FormTable {
  readonly forms: readonly Form[];
  readonly byText: ReadonlyMap<string, Form>;
  readonly byLength: ReadonlyMap<number, readonly Form[]>;
  /** Those that a single word can be one edit away from, by length. */
  readonly longByLength: ReadonlyMap<number, readonly Form[]>;
  /** Those of several words of which one is long, by their number. */
  readonly phrases: ReadonlyMap<number, readonly Form[]>;
  readonly longest: number;
}

/** Words that are shorter are near too many others, as azur is to Azure. */
const SHORTEST_NEAR = 6;

export function formTable(all: readonly Form[]): FormTable {
  const forms = all.filter(({ of }) => of !== "campaign");
  const phrases = forms.filter(({ words }) => words.length > 1 && words.some(isLongWord));
  return {
    forms,
    byText: new Map(all.map((form) => [form.text, form])),
    byLength: Map.groupBy(forms, ({ text }) => text.length),
    longByLength: Map.groupBy(forms.filter(isLong), ({ text }) => text.length),
    phrases: Map.groupBy(phrases, ({ words }) => words.length),
    longest: Math.max(...all.map(({ text }) => text.length)),
  };
}

/** The forms that a text could be in disguise. */
export function formsLike(text: string, { forms, byLength }: FormTable): readonly Form[] {
  return runsTogether(text) ? forms : (byLength.get(text.length) ?? []);
}

/** The forms of which a single word could be one edit away. */
export function formsAround({ length }: string, { longByLength }: FormTable): readonly Form[] {
  return [length - 1, length, length + 1].flatMap((near) => longByLength.get(near) ?? []);
}

export function isLongWord(word: string): boolean {
  return word.length >= SHORTEST_NEAR;
}

/** "AzureAI" is not near Azure AD: an edit must not make another short word. */
function isLong({ words, text }: Form): boolean {
  return isLongWord(text) && words.every((word) => /^\p{L}{3,}$/u.test(word));
}
