import { describe, expect, test } from "vitest";
import {
  beginningOf,
  isPlain,
  strippedPieces,
  wordsOf,
  writtenPieces,
} from "../../../src/derive/likeness/words.ts";

const written = (name: string) => writtenPieces(name).map(({ text }) => text);
const stripped = (name: string) => strippedPieces(name).map(({ text }) => text);

describe("pieces as written", () => {
  test.each<[string, readonly string[]]>([
    ["", []],
    [" - ", []],
    ["Google Defender", ["google", "defender"]],
    ["my-app_of.mine", ["my", "app", "of", "mine"]],
    ["MicrosoftTeams365Sync", ["microsoft", "teams", "365", "sync"]],
    ["ESETAgent", ["eset", "agent"]],
    ["MICROSOFT", ["microsoft"]],
    ["McAfee", ["mc", "afee"]],
    ["M1crosoft", ["m", "1", "crosoft"]],
    ["Microsoft® 365™", ["microsoft", "365"]],
    ["\uFF27oogle", ["google"]],
    ["\u24BCoogle", ["google"]],
    ["Müller", ["müller"]],
    ["Mu\u0308ller", ["müller"]],
    ["株式会社", ["株式会社"]],
    ["\u200BGoogle\uFEFF", ["google"]],
    ["Goo\u200Bgle", ["goo\u200Bgle"]],
    ["\u200B", []],
    ["xn--mller-kva", ["xn", "mller", "kva"]],
  ])("%j", (name, expected) => {
    expect(written(beginningOf(name))).toEqual(expected);
  });
});

describe("pieces without what the eye passes over", () => {
  test.each<[string, readonly string[]]>([
    ["Müller", ["muller"]],
    ["Goo\u200Bgle", ["google"]],
    ["Goo\u00ADgle", ["google"]],
    ["G\u0336o\u0336ogle", ["google"]],
    ["xn--mller-kva", ["muller"]],
    ["XN--MLLER-KVA Sync", ["muller", "sync"]],
    ["login.xn--mller-kva.example", ["login", "muller", "example"]],
    ["xn--zz--zz99", ["xn", "zz", "zz", "99"]],
  ])("%j", (name, expected) => {
    expect(stripped(name)).toEqual(expected);
  });
});

test("a piece tells its chunk, and whether that was stripped", () => {
  expect(strippedPieces("My GöogleApp")).toEqual([
    { text: "my", from: 0, to: 2, isStripped: false },
    { text: "google", from: 3, to: 12, isStripped: true },
    { text: "app", from: 3, to: 12, isStripped: true },
  ]);
});

test.each<[string, boolean]>([
  ["Azure DevOps (prod)", true],
  ["", true],
  ["Müller", false],
  ["a\u200B", false],
  ["a\tb", false],
  ["xn--x", false],
])("%j is plain: %s", (name, expected) => {
  expect(isPlain(name)).toBe(expected);
});

test("the words of a brand", () => {
  expect(wordsOf("Palo-Alto Networks")).toEqual(["palo", "alto", "networks"]);
  expect(wordsOf("Bora Bora")).toEqual(["bora", "bora"]);
  expect(wordsOf("CrowdStrike")).toEqual(["crowdstrike"]);
});

test("a name is looked at up to its 256th letter", () => {
  expect(beginningOf("a".repeat(300_000))).toBe("a".repeat(256));
  expect(beginningOf("\u{1F600}".repeat(300))).toBe("\u{1F600}".repeat(256));
  expect(beginningOf(`a${"\u{1F600}".repeat(300)}`)).toBe(`a${"\u{1F600}".repeat(255)}`);
});
