/** What one section cost: kept while it is read, printed as the completeness ledger. */
export interface Meter {
  requests: number;
  pages: number;
  retries: number;
}

export function newMeter(): Meter {
  return { requests: 0, pages: 0, retries: 0 };
}

/** What a person at the terminal is told while the scan runs. */
export interface Progress {
  /** A section begins or ends at a scope. */
  section(name: string, event: "begin" | "end"): void;
  request(): void;
  /** Azure, or the budget that keeps us under its limits, makes us wait until this time (milliseconds since 1970). */
  waiting(why: string, until: number): void;
}

export const SILENT: Progress = { section: () => {}, request: () => {}, waiting: () => {} };
