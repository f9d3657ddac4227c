import type { Principal, Scan, ScanReport } from "../../src/reporter.ts";
import { timeText } from "../text/evidence.ts";
import { counted } from "../text/words.ts";
import { isIncomplete } from "../text/gaps.ts";
import { html, type Markup } from "./markup.ts";

/** Whose tenant, when, by whom, and whether all of it was seen. */
export function pageHeader(report: ScanReport): Markup {
  const { scan, tool } = report;
  const incomplete = isIncomplete(report);
  return html`<a class="skip" href="#findings">Skip to the findings</a>
<header class="page">
<p class="brand">${tool.name}</p>
<h1>${tenantWords(scan)}</h1>
<p class="status ${incomplete ? "partial" : "whole"}">${
    incomplete
      ? "Incomplete: not all that was asked for was read"
      : "Complete: all that was asked for was read"
  }</p>
<dl class="facts">${facts(report).map(([term, text]) => html`<div><dt>${term}</dt><dd>${text}</dd></div>`)}</dl>
</header>
`;
}

export function tenantWords({ tenantName, tenantId }: Scan): string {
  return tenantName === null || tenantName === "" ? `Tenant ${tenantId}` : tenantName;
}

function facts({ scan, tool, summary, baseline }: ScanReport): (readonly [term: string, text: string])[] {
  const { scope, logs } = scan;
  const narrowed = [
    ...(scope.subscriptions.length === 0 ? [] : [`subscriptions ${scope.subscriptions.join(", ")}`]),
    ...(scope.managementGroups === undefined
      ? []
      : [`management groups ${scope.managementGroups.join(", ")}`]),
    ...(scope.only.length === 0 ? [] : [`only ${scope.only.join(", ")}`]),
    ...(scope.skip.length === 0 ? [] : [`without ${scope.skip.join(", ")}`]),
    ...(scope.shard === undefined ? [] : [`shard ${scope.shard.index} of ${scope.shard.count}`]),
  ];
  return [
    ["Tenant", scan.tenantId],
    ["Cloud", scan.cloud],
    ["Collected", timeText(scan.collectedAt)],
    ["Read by", readerWords(scan.principal)],
    ["Scope", narrowed.length === 0 ? "all that the reader can see" : narrowed.join("; ")],
    ["Logs", logWords(logs)],
    ...(baseline === undefined ? [] : [["Baseline", timeText(baseline.collectedAt)] as const]),
    [
      "Made with",
      `${tool.name} ${tool.version}, score model ${tool.scoreModel}, ${counted(summary.requests, "requests")}`,
    ],
  ];
}

function readerWords({ applicationId, objectId }: Principal): string {
  const ids = [
    ...(applicationId === null ? [] : [`application ${applicationId}`]),
    ...(objectId === null ? [] : [`object ${objectId}`]),
  ];
  return ids.length === 0 ? "an unknown principal" : ids.join(", ");
}

function logWords({ since, workspaces }: Scan["logs"]): string {
  const places = workspaces.length === 0 ? "no workspace" : `workspaces ${workspaces.join(", ")}`;
  return `since ${timeText(since)}, ${places}`;
}
