/** Takes out what `terminal` may write itself, and nothing else. */
export function withoutColor(text: string): string {
  return ["0", "1", "2", "33", "1;31", "1;33", "31", "36"].reduce(
    (rest, code) => rest.replaceAll(`\u001b[${code}m`, ""),
    text,
  );
}
