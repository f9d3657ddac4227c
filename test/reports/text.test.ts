import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makesIncomplete } from "../../src/inventory/known.ts";
import { distinctGaps, GAP_REASONS, isIncomplete } from "../../reports/text/gaps.ts";
import { jsonChunks } from "../../reports/text/json-chunks.ts";
import { codeBlock, markdown, markdownLink } from "../../reports/text/markdown.ts";
import { sarifText, shortSarifText, wellFormed } from "../../reports/text/sarif-text.ts";
import { visible } from "../../reports/text/visible.ts";
import { displayWidth, truncate } from "../../reports/text/width.ts";
import { ATTACKS, isDangerous } from "./attacks.ts";
import { cleanReport, DENIED, GRAPH_DENIED, NOT_REQUESTED, sampleReport } from "./sample-report.ts";

/** Any string: lone surrogates, controls and the characters that tricks are made of, often side by side. */
const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(fc.constantFrom(...ATTACKS, "\ud800", "\udc00", "#", "[", "]", ":", "\\", "\u001b"))
    .map((parts) => parts.join("")),
  fc.uint16Array().map((units) => String.fromCharCode(...units)),
);

describe("visible", () => {
  test.each([
    ["tab\tnewline\nreturn\r", "tab\\u{9}newline\\u{a}return\\u{d}"],
    ["\u001b[31m", "\\u{1b}[31m"],
    ["\u009b31m\u007f", "\\u{9b}31m\\u{7f}"],
    [
      "a\u202eb\u200bc\u2060d\ufeffe\u2028f\u2029",
      "a\\u{202e}b\\u{200b}c\\u{2060}d\\u{feff}e\\u{2028}f\\u{2029}",
    ],
    ["\u{e0041}\ufe0f\u00ad\u3164", "\\u{e0041}\\u{fe0f}\\u{ad}\\u{3164}"],
    ["\ud800x\udc00", "\\u{d800}x\\u{dc00}"],
    ["x ##[error]y", "x ##\\u{5b}error]y"],
    ["###[a]", "###\\u{5b}a]"],
    ["x ##vso[task.setvariable]y", "x ##vso\\u{5b}task.setvariable]y"],
    ["##VSO[a]", "##VSO\\u{5b}a]"],
  ])("%j becomes %j", (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test.each(["plain", "Zoë Müller", "漢字", "😀", "2001:db8::1", "a#[b]", "\u3000wide\u00a0space", "عربي"])(
    "ordinary text %j stays",
    (text) => {
      expect(visible(text)).toBe(text);
    },
  );

  test("lets nothing dangerous through, and is the same twice", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = visible(text);
        expect(isDangerous(shown)).toBe(false);
        expect(shown.isWellFormed()).toBe(true);
        expect(visible(shown)).toBe(shown);
      }),
    );
  });

  test("printable ASCII stays, but for ##[", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
        fc.pre(!/##(?:vso)?\[/i.test(text));
        expect(visible(text)).toBe(text);
      }),
    );
  });

  test("the canary: the guard of these tests knows every trick but markup and paths", () => {
    expect(ATTACKS.filter(isDangerous).length).toBeGreaterThanOrEqual(8);
  });
});

describe("width", () => {
  test.each([
    ["abc", 3],
    ["漢字", 4],
    ["e\u0301", 1],
    ["\u0301", 0],
    ["😀", 2],
    ["한국", 4],
    ["Zoë", 3],
  ])("%j takes %i columns", (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });

  test("truncates between what a reader takes for characters", () => {
    expect(truncate("abcdef", 6)).toBe("abcdef");
    expect(truncate("abcdefg", 6)).toBe("abc...");
    expect(truncate("漢字漢字", 6)).toBe("漢...");
    expect(truncate("e\u0301e\u0301e\u0301e\u0301e\u0301", 4)).toBe("e\u0301...");
  });

  test("never exceeds the columns", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 3, max: 20 }), (text, columns) => {
        expect(displayWidth(truncate(visible(text), columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe("SARIF text", () => {
  test("links and escapes are neutral", () => {
    expect(sarifText("see [a](1) and \\")).toBe("see \\[a\\](1) and \\\\");
    expect(sarifText("\u0000\ud800")).toBe("\\\\u{0}\\\\u{d800}");
  });

  test("the short form is measured after escaping and never cut inside an escape", () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 4, max: 40 }), (text, limit) => {
        const short = shortSarifText(text, limit);
        expect(short.length).toBeLessThanOrEqual(limit);
        // What is left when all escapes are taken out holds no bracket and no backslash.
        expect(short.replaceAll(/\\[[\]\\]/g, "")).not.toMatch(/[[\]\\]/);
      }),
    );
    expect(shortSarifText("a".repeat(2000), 1024)).toBe(`${"a".repeat(1021)}...`);
  });

  test("well-formed text keeps everything but NUL and lone surrogates", () => {
    expect(wellFormed("a\u001b[b]\u0000\ud800")).toBe("a\u001b[b]\\u{0}\ufffd");
  });
});

describe("Markdown", () => {
  test("nothing of it is markup", () => {
    expect(markdown("<b>[a](https://x) @me #1 | `c` *d*")).toBe(
      "&lt;b&gt;\\[a\\]\\(https&#58;//x\\) &#64;me \\#1 \\| \\`c\\` \\*d\\*",
    );
  });

  test("a fence is longer than any run of backticks inside, and no line can end it", () => {
    expect(codeBlock(["echo"])).toBe("```sh\necho\n```");
    expect(codeBlock(["````\n````"])).toBe("`````sh\n````\\u{a}````\n`````");
  });

  test("only plain https addresses become links", () => {
    expect(markdownLink("https://learn.microsoft.com/a?b=c#d")).toBe("<https://learn.microsoft.com/a?b=c#d>");
    expect(markdownLink("https://x/><img>")).toBe("https&#58;//x/&gt;&lt;img&gt;");
    expect(markdownLink("javascript:alert(1)")).toBe("javascript&#58;alert\\(1\\)");
  });
});

describe("gaps", () => {
  test("what makes a scan incomplete is what the inventory says", () => {
    const reasons = [
      "denied",
      "throttled",
      "malformed",
      "failed",
      "interrupted",
      "unsupported",
      "not-requested",
    ] as const;
    expect(Object.keys(GAP_REASONS).sort()).toEqual(reasons.toSorted());
    for (const reason of reasons) {
      expect(GAP_REASONS[reason].incomplete, reason).toBe(makesIncomplete({ ...DENIED, reason }));
    }
  });

  test("one gap in many rows is one gap", () => {
    expect(distinctGaps(sampleReport())).toEqual([DENIED, NOT_REQUESTED, GRAPH_DENIED]);
  });

  test("a gap outweighs a scan that calls itself complete", () => {
    expect(isIncomplete(cleanReport())).toBe(false);
    expect(isIncomplete(cleanReport({ notAssessed: [{ check: "a", gaps: [DENIED] }] }))).toBe(true);
    expect(isIncomplete(cleanReport({ scan: { ...cleanReport().scan, complete: false } }))).toBe(true);
  });
});

describe("JSON in chunks", () => {
  test("gives what JSON.stringify gives, one item a chunk", () => {
    const rows = [{ a: "x\ny" }, { b: [1, { c: null }] }, "z"];
    const chunks = [
      ...jsonChunks({ empty: () => [], deep: { rows: () => rows }, plain: [1, 2], gone: undefined }),
    ];
    expect(chunks.join("")).toBe(JSON.stringify({ empty: [], deep: { rows }, plain: [1, 2] }, null, 2));
    expect(chunks.filter((chunk) => chunk.includes("x\\ny"))).toEqual([expect.not.stringContaining('"b"')]);
  });
});
