import { expect, test } from "vitest";
import { looksLike, runsTogether } from "../../../src/derive/likeness/confusables.ts";

test.each([
  ["micr\u043Esoft", "microsoft", "a Cyrillic o"],
  ["\u043C\u0456\u0441r\u043Es\u043Eft", "microsoft", "several Cyrillic letters"],
  ["g\u03BF\u03BFgle", "google", "Greek letters"],
  ["micros\u0585ft", "microsoft", "an Armenian letter"],
  ["\u0261oogle", "google", "a phonetic g"],
  ["\u03B7orton", "norton", "a Greek eta as a small n"],
  ["\u03B7orton", "horton", "a Greek eta as a capital H"],
  ["micr0soft", "microsoft", "a digit"],
  ["m1crosoft", "microsoft", "1 as i"],
  ["goog1e", "google", "1 as l"],
  ["e5et", "eset", "5 as s"],
  ["googie", "google", "a capital I as l"],
  ["mlcrosoft", "microsoft", "l as a capital I"],
  ["rnicrosoft", "microsoft", "rn as m"],
  ["crovvdstrike", "crowdstrike", "vv as w"],
  ["rn1cr0soft", "microsoft", "all at once"],
])("%s looks like %s: %s", (text, word) => {
  expect(looksLike(text, word)).toBe(true);
});

test("Latin letters stand in for those of another script", () => {
  expect(looksLike("\u043Ao\u043D\u0442oc\u043E", "\u043A\u043E\u043D\u0442\u043E\u0441\u043E")).toBe(true);
});

test.each([
  ["microsoft", "microsoft", "the word itself"],
  ["macrosoft", "microsoft", "another letter"],
  ["microsof", "microsoft", "a shorter one"],
  ["micr00soft", "microsoft", "a longer one"],
  ["hail", "hall", "a short word with i for l"],
  ["rnail", "mail", "a short word with rn for m"],
  ["5010", "solo", "a number"],
  ["", "okta", "nothing"],
])("%s does not look like %s: %s", (text, word) => {
  expect(looksLike(text, word)).toBe(false);
});

test("letters that run together", () => {
  expect(["modern", "navvy", "maven", "nr", ""].map(runsTogether)).toEqual([true, true, false, false, false]);
});
