import type { Resource } from "./resource.ts";

/** Is a resource named by one of the patterns, by its name or by its id? */
export function isListed(patterns: readonly string[], { id, name }: Resource): boolean {
  return patterns.some((pattern) => matchesName(pattern, name) || matchesName(pattern, id));
}

/** Does a name match a pattern in which `*` stands for any run of characters? Linear, and without regard to case. */
export function matchesName(pattern: string, name: string): boolean {
  const [first = "", ...rest] = pattern.toLowerCase().split("*");
  const text = name.toLowerCase();
  const last = rest.pop();
  if (last === undefined) return first === text;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
