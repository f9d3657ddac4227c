import { Marked, type Token } from "marked";

/** What GitHub Flavored Markdown makes of a text: the kinds of its parts, and where its links lead. */
export function markdownTokens(text: string): {
  readonly types: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
} {
  const types = new Set<string>();
  const links = new Set<string>();
  const marked = new Marked();
  void marked.walkTokens(marked.lexer(text), (token: Token) => {
    types.add(token.type);
    if (token.type === "link" && typeof token["href"] === "string") links.add(token["href"]);
  });
  return { types, links };
}
