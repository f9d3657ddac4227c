/**
 * What can stand in for a Latin letter, in lower case: letters of other scripts whose small or capital form looks the
 * same, and digits. From https://www.unicode.org/reports/tr39/#Confusable_Detection, cut to the scripts that keyboards
 * have: Cyrillic, Greek, Armenian, and phonetic and small-capital Latin.
 */
const STAND_INS: Readonly<Record<string, string>> = {
  a: "аαɑᴀ",
  b: "ьвβʙƅ",
  c: "сςᴄ",
  d: "ԁɗđᴅ",
  e: "еєεҽᴇ3",
  f: "ƒքꜰ",
  g: "ɡցɢԍ",
  h: "һհнηʜħ",
  i: "іιıɩɪӏ1",
  j: "јϳʝᴊ",
  k: "кκᴋ",
  l: "ӏլłʟ1",
  m: "мμᴍ",
  n: "ոпηνɴ",
  o: "оοօσøᴏ0",
  p: "рρᴘ",
  q: "ԛգզ",
  r: "гʀᴦ",
  s: "ѕʂꜱ5",
  t: "тτᴛŧ",
  u: "υսʋᴜμ",
  v: "ѵνᴠ",
  w: "ԝωѡաᴡ",
  x: "хχ",
  y: "уүγυʏ",
  z: "ζᴢ",
};

/** The letters that each stand-in stands in for: `η` is a small n and a capital H. */
const MEANT: ReadonlyMap<string, string> = new Map(
  [...new Set(Object.values(STAND_INS).join(""))].map((standIn) => [
    standIn,
    Object.keys(STAND_INS)
      .filter((letter) => STAND_INS[letter]?.includes(standIn))
      .join(""),
  ]),
);

/** Words so short that a swap of letters makes another word (`hall`, `hail`) bear look-alikes of other scripts only. */
const LONG = 6;

/**
 * True where `text` reads as `word` at a glance and is not the word itself: `mіcrosoft` with a Cyrillic letter,
 * `micr0soft`, `googie`, `rnicrosoft`. Both in lower case, without accents.
 */
export function looksLike(text: string, word: string): boolean {
  const isLong = word.length >= LONG;
  const reads = matches(text, word, isLong) || (isLong && matches(joined(text), word, isLong));
  // A number alone is no word.
  return reads && text !== word && /\p{L}/u.test(text);
}

/** True where letters may run into one, so that a text is longer than the word that it looks like. */
export function runsTogether(text: string): boolean {
  return text.includes("rn") || text.includes("vv");
}

function joined(text: string): string {
  return runsTogether(text) ? text.replaceAll("rn", "m").replaceAll("vv", "w") : text;
}

function matches(text: string, word: string, isLong: boolean): boolean {
  if (text.length !== word.length) return false;
  for (let at = 0; at < text.length; at += 1) {
    if (!isRead(text.charAt(at), word.charAt(at), isLong)) return false;
  }
  return true;
}

function isRead(letter: string, meant: string, isLong: boolean): boolean {
  if (letter === meant) return true;
  // A capital I is a small l in most fonts, and names come in both cases.
  if (isLong && "il".includes(letter) && "il".includes(meant)) return true;
  return standsIn(letter, meant) || standsIn(meant, letter);
}

function standsIn(letter: string, meant: string): boolean {
  return MEANT.get(letter)?.includes(meant) === true;
}
