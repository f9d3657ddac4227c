import type { Evidence } from "../../src/reporter.ts";

/** `"mallory@example.com" from 203.0.113.9: Local user "partner" was written.`, or the sentence alone. */
export function evidenceText({ actor, ip, detail }: Evidence): string {
  const who = actor === null ? undefined : `"${actor}"`;
  const from = ip === null ? undefined : `from ${ip}`;
  const lead = [who, from].filter((part) => part !== undefined).join(" ");
  return lead === "" ? detail : `${lead}: ${detail}`;
}

/** `2026-11-19 04:12Z`: to the minute, and in no zone of anybody's own. */
export function timeText(time: string): string {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(time) ? `${time.slice(0, 10)} ${time.slice(11, 16)}Z` : time;
}
