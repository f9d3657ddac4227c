import type { Fill } from "../check.ts";
import { holdsControlCharacters } from "../inventory/control-characters.ts";
import { typeAt } from "../inventory/scope.ts";
import type { Resource } from "../inventory/sections.ts";

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9]*)\}/g;

/**
 * Fills `{id}`, `{name}` and `{storageAccounts}`-like placeholders of a check's command with the subject's own
 * values, or with those that the finding brings, each quoted for a POSIX shell. A value that cannot be shown safely
 * becomes a placeholder to fill by hand. A list in `fill` makes one command of each value.
 */
export function fillCommands(template: string, subject: Resource, fill: Fill = {}): readonly string[] {
  for (const name of placeholdersOf(template)) {
    const values = ownValue(fill, name);
    if (values === undefined || typeof values === "string") continue;
    return values.flatMap((value) => fillCommands(template, subject, { ...fill, [name]: value }));
  }
  return [fillCommand(template, subject, fill)];
}

function fillCommand(template: string, subject: Resource, fill: Fill): string {
  return template.replaceAll(PLACEHOLDER, (_, name: string) => {
    const given = ownValue(fill, name);
    const value = typeof given === "string" ? given : valueOf(name, subject);
    if (value === undefined) return `'<${name}>'`;
    return holdsControlCharacters(value) ? `'<${name}: holds control characters>'` : quotePosix(value);
  });
}

function placeholdersOf(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([found]) => found.slice(1, -1));
}

function ownValue(fill: Fill, name: string): string | readonly string[] | undefined {
  return Object.hasOwn(fill, name) ? fill[name] : undefined;
}

function valueOf(placeholder: string, { id, name }: Resource): string | undefined {
  if (placeholder === "id") return id;
  if (placeholder === "name") return name;
  const segments = id.split("/");
  const at = typeAt(segments, placeholder);
  if (at < 0) return undefined;
  // The subject's own name may hold a slash, which ends a segment.
  const rest = segments.slice(at + 1).join("/");
  return rest.toLowerCase() === name.toLowerCase() ? name : segments[at + 1];
}

/**
 * One word for a POSIX shell, whatever it holds. Words of harmless characters stay bare, so that commands stay
 * readable. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02
 */
export function quotePosix(value: string): string {
  if (/^[A-Za-z0-9_@%+=:,./][A-Za-z0-9_@%+=:,./-]*$/.test(value)) return value;
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

/** Braces of a command that nothing fills and that are no JSON either: user checks are validated before they run. */
export function unknownPlaceholders(template: string): string[] {
  return [...template.matchAll(/\{[^{}]*\}?/g)]
    .map(([found]) => found)
    .filter((found) => !/^\{(?:[A-Za-z][A-Za-z0-9]*\}$|\s*")/.test(found));
}

/**
 * Placeholders between quotes: the quotes of their value would end those of the command, and what the value holds
 * would run. `--body='{"id":"'{name}'"}'` closes its own quotes first.
 */
export function quotedPlaceholders(template: string): string[] {
  const quoted = [...template.matchAll(/'[^']*'?|"[^"]*"?/g)].map(([found]) => found);
  return quoted.flatMap((text) => placeholdersOf(text)).map((name) => `{${name}}`);
}
