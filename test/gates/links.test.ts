import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { lexer, type Token } from "marked";
import { describe, expect, test } from "vitest";
import { filesOf } from "./files.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

const pages = ["*.md", "docs/**/*.md", ".github/**/*.md"].flatMap(filesOf);

interface Read {
  readonly targets: readonly string[];
  /** What a link can jump to: headings as GitHub names them, and ids that the page gives itself. */
  readonly anchors: ReadonlySet<string>;
}

function read(text: string): Read {
  const targets: string[] = [];
  const anchors = new Set<string>();
  const walk = (token: Token): void => {
    if (token.type === "link" || token.type === "image") targets.push(token["href"] as string);
    if (token.type === "heading") addSlug(slugOf(plain(token)));
    if (token.type === "html") {
      for (const [, id = ""] of token.raw.matchAll(/\bid="([^"]+)"/g)) anchors.add(id);
      for (const [, href = ""] of token.raw.matchAll(/\b(?:href|src)="([^"]+)"/g)) targets.push(href);
    }
    for (const child of childrenOf(token)) walk(child);
  };
  /** The second heading of one name ends in `-1`. */
  const addSlug = (slug: string): void => {
    let name = slug;
    for (let count = 1; anchors.has(name); count += 1) name = `${slug}-${count}`;
    anchors.add(name);
  };
  for (const token of lexer(text)) walk(token);
  return { targets, anchors };
}

/** Marked hangs them at three places. */
function childrenOf(token: Token): readonly Token[] {
  if (token.type === "table") {
    const { header, rows } = token as unknown as Record<"header", Cell[]> & Record<"rows", Cell[][]>;
    return [header, ...rows].flat().flatMap((cell) => cell.tokens);
  }
  if (token.type === "list") return token["items"] as Token[];
  return "tokens" in token ? (token.tokens ?? []) : [];
}

interface Cell {
  readonly tokens: readonly Token[];
}

function plain(token: Token): string {
  const children = childrenOf(token);
  if (children.length > 0) return children.map(plain).join("");
  return "text" in token ? (token["text"] as string) : "";
}

/** https://docs.github.com/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links */
function slugOf(heading: string): string {
  return heading
    .replaceAll(/&(?:amp|lt|gt|quot);/g, "")
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
    .replaceAll(" ", "-");
}

/** Links that lead nowhere. `anchorsOf` answers with nothing for a file that is not there. */
function deadLinks(
  from: string,
  targets: readonly string[],
  anchorsOf: (file: string) => ReadonlySet<string> | undefined,
): string[] {
  return targets
    .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target))
    .filter((target) => {
      const [file = "", anchor] = target.split("#");
      const to = file === "" ? from : path.posix.join(path.posix.dirname(from), decodeURIComponent(file));
      const anchors = to.startsWith("../") ? undefined : anchorsOf(to);
      return anchors === undefined || (anchor !== undefined && !anchors.has(decodeURIComponent(anchor)));
    })
    .map((target) => `${from}: ${target}`);
}

const known = new Map(pages.map((page) => [page.path, read(page.text)]));
const anchorsOnDisk = (file: string): ReadonlySet<string> | undefined =>
  known.get(file)?.anchors ?? (existsSync(path.join(root, file)) ? new Set() : undefined);

test.each(pages.map((page) => page.path))("every relative link of %s leads somewhere", (page) => {
  expect(deadLinks(page, known.get(page)?.targets ?? [], anchorsOnDisk)).toEqual([]);
});

test("the pages are read, and they link", () => {
  expect(pages.length).toBeGreaterThan(70);
  const relative = [...known.values()].flatMap(({ targets }) =>
    targets.filter((target) => !/^https?:/.test(target)),
  );
  expect(relative.length).toBeGreaterThan(300);
});

describe("the gate can fail", () => {
  const text = [
    "# One `two` & three",
    "## Same\n## Same",
    "[a](b.md) [b](b.md#there) [c](#one-two--three) [d](#same-1) [e](https://example.com/x) <https://example.com>",
    '| [in a table](gone.md) |\n| --- |\n| ![picture](gone.svg) |\n\n- [in a list](b.md#gone)\n- <a id="own"></a>[f](#own)',
    "`[not a link](nowhere.md)`\n\n```\n[nor](this.md)\n```",
    "[up](../../x.md) [g](#gone)",
  ].join("\n\n");
  const { targets, anchors } = read(text);

  test("headings are named as GitHub names them", () => {
    expect([...anchors]).toEqual(["one-two--three", "same", "same-1", "own"]);
  });

  test("a file or a heading that is not there, wherever the link stands", () => {
    const files = new Map([
      ["docs/a.md", anchors],
      ["docs/b.md", new Set(["there"])],
    ]);
    expect(deadLinks("docs/a.md", targets, (file) => files.get(file))).toEqual([
      "docs/a.md: gone.md",
      "docs/a.md: gone.svg",
      "docs/a.md: b.md#gone",
      "docs/a.md: ../../x.md",
      "docs/a.md: #gone",
    ]);
  });
});
