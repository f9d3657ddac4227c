import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../", import.meta.url));

export interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** The files that a pattern matches, sorted. */
export function filesOf(pattern: string): readonly SourceFile[] {
  return globSync(pattern, { cwd: repository })
    .map((found) => found.replaceAll("\\", "/"))
    .sort()
    .map((path) => ({ path, text: readFileSync(repository + path, "utf8") }));
}

/** The text without its comments, lines in place: strings with `//` in them, as addresses have, stay whole. */
export function withoutComments(text: string): string {
  const token = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\*[\s\S]*?\*\/|(?<![:\\/])\/\/[^\n]*/g;
  return text.replaceAll(token, (found) => (/^\/[/*]/.test(found) ? found.replaceAll(/[^\n]/g, "") : found));
}
