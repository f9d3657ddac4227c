import type { Coverage, Principal, ScanReport } from "../../src/reporter.ts";
import { GAP_REASONS } from "../text/gaps.ts";
import { displayWidth } from "../text/width.ts";
import { counted, listed, sectionWords } from "../text/words.ts";
import { shortName } from "./findings.ts";
import { type Layout, paragraph } from "./layout.ts";

/** How much was seen, in things that a person counts, and who looked. */
export function coverageLines(report: ScanReport, layout: Layout): string[] {
  return [
    paragraph([{ text: readWords(report) }], layout, 0, 2),
    paragraph([{ text: assessedWords(report) }], layout, 0, 2),
    paragraph([{ text: readerWords(report.scan.principal, layout.width), style: "dim" }], layout, 0, 2),
  ];
}

/** How many scopes the gaps of a row or of all rows leave open: one scope counts once, however often it was asked. */
export function openScopes(gaps: Coverage["gaps"]): number {
  const open = gaps.filter(({ reason }) => GAP_REASONS[reason].incomplete);
  return new Set(open.map(({ scope }) => scope.toLowerCase())).size;
}

/** What a person counts by; the tenant is one and stands in the header, and the rest is a number: JSON has it all. */
const TOLD: ReadonlySet<Coverage["section"]> = new Set<Coverage["section"]>([
  "subscriptions",
  "storageAccounts",
  "localUsers",
  "applications",
  "servicePrincipals",
  "appRoleAssignments",
  "oauth2PermissionGrants",
]);

function readWords({ coverage, summary }: ScanReport): string {
  const read = coverage
    .filter(({ section }) => TOLD.has(section))
    .map(({ section, items }) => counted(items, sectionWords(section)));
  const others = coverage.filter(
    ({ section, items }) => !TOLD.has(section) && section !== "tenants" && items > 0,
  );
  if (others.length > 0) {
    const items = others.reduce((sum, row) => sum + row.items, 0);
    read.push(`${counted(items, "items")} of ${counted(others.length, "other lists")}`);
  }
  const open = coverage.flatMap(({ section, gaps }) => {
    const scopes = openScopes(gaps);
    if (scopes === 0) return [];
    if (section === "tenants") return ["the tenant's own facts"];
    return [`${sectionWords(section)} of ${counted(scopes, "scopes")}`];
  });
  return [
    `Read ${read.length === 0 ? "nothing" : listed(read)} with ${counted(summary.requests, "requests")}`,
    ...(open.length === 0 ? [] : [`; ${listed(open)} not read`]),
    ".",
  ].join("");
}

/** A list of subjects that was not read whole holds subjects that no number counts. */
function assessedWords({ summary, checks, notAssessed }: ScanReport): string {
  const { subjects } = summary;
  const assessed = `Assessed ${subjects - summary.notAssessed} of ${counted(subjects, "subjects")}`;
  const uncounted = notAssessed.some(({ subject, gaps }) => subject === undefined && openScopes(gaps) > 0);
  const unknown = uncounted ? ", and none of an unknown number that could not be listed" : "";
  return `${assessed} in ${counted(checks.length, "checks")}${unknown}.`;
}

/** Both ids where one line holds them; the JSON report has them in any case. */
function readerWords({ applicationId, objectId }: Principal, width: number): string {
  const ids = [
    ...(applicationId === null ? [] : [`application ${shortName(applicationId)}`]),
    ...(objectId === null ? [] : [`object ${shortName(objectId)}`]),
  ];
  const whole = `Read by ${ids.length === 0 ? "an unknown principal" : ids.join(", ")}.`;
  return displayWidth(whole) <= width ? whole : `Read by ${ids[0] ?? "an unknown principal"}.`;
}
