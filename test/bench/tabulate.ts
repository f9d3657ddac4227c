/** Lines of a label and a cell for each column. */
export function tabulate(rows: readonly (readonly [label: string, ...cells: readonly string[]])[]): string {
  return rows
    .map(([label, ...cells]) => label.padEnd(46) + cells.map((cell) => cell.padStart(26)).join(""))
    .join("\n");
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** What was promised, kept or not. */
export interface Verdict {
  readonly isKept: boolean;
  readonly text: string;
}

export function tell(name: string, verdicts: readonly Verdict[]): string {
  return verdicts.map(({ isKept, text }) => `${isKept ? "PASS" : "FAIL"}: ${name}: ${text}`).join("\n");
}
