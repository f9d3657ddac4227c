/** A part of a page that people write, which the program fills in: between `<!-- begin NAME -->` and `<!-- end NAME -->`. */
export interface Block {
  /** From the root of the repository. */
  readonly path: string;
  readonly name: string;
  readonly text: string;
}

export function blockOf(path: string, name: string, text: string): Block {
  return { path, name, text };
}

/**
 * The page with the block in its place.
 * @throws Error where the page has no such place, or more than one
 */
export function withBlock(page: string, { path, name, text }: Block): string {
  const begin = `<!-- begin ${name}: made by \`npm run docs\` -->\n`;
  const end = `<!-- end ${name} -->`;
  const [before = "", rest, ...more] = page.split(begin);
  const after = rest?.split(end) ?? [];
  if (more.length > 0 || after.length !== 2)
    throw new Error(`${path} needs one place for the block "${name}"`);
  return `${before}${begin}\n${text}\n\n${end}${after[1]}`;
}
