export type ReportFormat = keyof typeof REPORT_FILES;

/** What each format is called in the output folder; null where it goes to the log. */
export const REPORT_FILES = {
  json: "foothold.json",
  // It is given its other name when it is known that it may be uploaded, so that no accident leaves one that may not.
  sarif: "foothold-partial.sarif",
  markdown: "foothold.md",
  html: "foothold.html",
  csv: "foothold.csv",
  ocsf: "foothold.ocsf.jsonl",
  junit: "foothold.junit.xml",
  terminal: null,
} as const;

/** SARIF that closes no alert of what was not read. */
export const UPLOAD_FILE = "foothold.sarif";
