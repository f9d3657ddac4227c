import type { Severity } from "../../src/check.ts";
import type { Finding, LedgerLine, Subject } from "../../src/reporter.ts";
import { visible } from "../text/visible.ts";
import { truncate } from "../text/width.ts";
import { type Layout, paragraph, type Span } from "./layout.ts";

/** One finding in a few lines: how bad, what, where, and why the score is what it is. */
export function findingLines(
  { score, severity, title, subject, message, ledger }: Finding,
  layout: Layout,
): string {
  const head: Span = { text: severity, style: severity };
  const reasons = strongest(ledger).map(({ points, because }) => `${signed(points)} ${sentence(because)}`);
  return [
    paragraph(
      [{ text: `${score}` }, head, { text: shorten(title), style: "strong" }],
      layout,
      score < 100 ? 2 : 1,
      5,
    ),
    paragraph([{ text: place(subject) }], layout, 5),
    paragraph([{ text: shorten(message) }], layout, 5),
    ...(reasons.length === 0
      ? []
      : [paragraph([{ text: `why: ${reasons.join(" ")}`, style: "dim" }], layout, 5, 10)]),
  ].join("\n");
}

export const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low", "info"];

/** The three lines that move the score most, up or down. The sort is stable: equal ones keep the ledger's order. */
function strongest(ledger: readonly LedgerLine[]): LedgerLine[] {
  return ledger
    .filter(({ points }) => points !== 0)
    .toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points))
    .slice(0, 3);
}

function signed(points: number): string {
  return points > 0 ? `+${points}` : `${points}`;
}

function sentence(text: string): string {
  const shown = shorten(text);
  return /[.!?]$/.test(shown) ? shown : `${shown}.`;
}

/** `alice in storage account st1, resource group rg1, subscription <guid>`; for Entra the tenant stands in the header. */
function place({ id, name, scope }: Subject): string {
  const segments = id.split("/").slice(1);
  const group = valueAfter(segments, "resourcegroups");
  const account = valueAfter(segments, "storageaccounts");
  const subscription = valueAfter(segments, "subscriptions");
  const where = [
    ...(account === undefined || account.toLowerCase() === name.toLowerCase()
      ? []
      : [`storage account ${account}`]),
    ...(group === undefined ? [] : [`resource group ${group}`]),
    ...(subscription === undefined ? [] : [`subscription ${subscription}`]),
  ];
  const shown = truncate(visible(name), NAME_COLUMNS);
  if (where.length > 0)
    return account === undefined || name === account
      ? [shown, ...where].join(", ")
      : `${shown} in ${where.join(", ")}`;
  return id === scope ? `${shown} (${id})` : `${shown} (${id}) in ${scope}`;
}

/** ARM ids are pairs of a type and a name: types stand at even places, whatever a name spells. */
function valueAfter(segments: readonly string[], type: string): string | undefined {
  const at = segments.findIndex((segment, index) => index % 2 === 0 && segment.toLowerCase() === type);
  return at < 0 ? undefined : segments[at + 1];
}

/** A name or a message may be as long as an attacker likes, and the summary is read in ten seconds. */
export function shorten(text: string): string {
  return truncate(visible(text), TEXT_COLUMNS);
}

const NAME_COLUMNS = 100;
const TEXT_COLUMNS = 400;
