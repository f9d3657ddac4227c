/**
 * Where a reader learns more of a check. Ids are kebab case; another one can come from a report that was read back, and
 * is quoted for a POSIX shell. The caller passes the command through `visible()`, as all foreign text.
 */
export function explainCommand(check: string): string {
  const word = /^[a-z0-9][a-z0-9-]*$/.test(check) ? check : `'${check.replaceAll("'", String.raw`'\''`)}'`;
  return `foothold explain ${word}`;
}
