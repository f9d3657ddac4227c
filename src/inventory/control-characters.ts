/** What a terminal obeys, or a reader does not see: controls, format characters, lone surrogates, fillers. */
const CONTROL =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u;

/** True where a text cannot be shown as it is: what is copied from a report must be what one sees. */
export function holdsControlCharacters(text: string): boolean {
  return CONTROL.test(text);
}
