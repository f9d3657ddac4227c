import sarif from "../../reports/sarif.ts";
import type { ScanReport } from "../../src/reporter.ts";
import { at, listAt, renderWhole } from "./sample-report.ts";

/** What makes GitHub refuse the upload or mistake one alert for another, which no schema knows. */
export function faults(log: unknown): string[] {
  const found: string[] = [];
  const rules = rulesOf(log);
  const prints = new Set<unknown>();
  for (const result of resultsOf(log)) {
    const location = at(result, "locations", 0);
    const physical = at(location, "physicalLocation");
    const uri = physical === undefined ? undefined : at(physical, "artifactLocation", "uri");
    found.push(...(typeof uri === "string" ? pathFaults(uri) : ["no physical location"]));
    if (physical !== undefined && at(physical, "region", "startLine") !== 1) found.push("no region");
    if (!at(result, "message", "text")) found.push("no message");

    const print = at(result, "partialFingerprints", "primaryLocationLineHash");
    if (typeof print !== "string" || !/^[0-9a-f]{16}:1$/.test(print))
      found.push(`fingerprint ${String(print)}`);
    if (prints.has(print)) found.push(`fingerprint twice: ${String(print)}`);
    prints.add(print);

    const index = at(result, "ruleIndex");
    if (index !== undefined && at(rules[Number(index)], "id") !== at(result, "ruleId"))
      found.push(`rule ${JSON.stringify(index)}`);
  }
  for (const rule of rules) {
    const severity = at(rule, "properties", "security-severity");
    if (severity !== undefined && (typeof severity !== "string" || !/^\d+\.\d$/.test(severity)))
      found.push("severity");
    for (const text of ["shortDescription", "fullDescription", "help"]) {
      if (!at(rule, text, "text")) found.push(`rule without ${text}`);
    }
  }
  const id = at(log, "runs", 0, "automationDetails", "id");
  if (typeof id !== "string" || !/^foothold\/[^/]+\/(?:[0-9a-f]{12}\/)?$/.test(id))
    found.push(`category ${String(id)}`);
  if (resultsOf(log).length > 5000) found.push("too many results");
  return found;
}

/** The same of a path alone. */
export function pathFaults(uri: string): string[] {
  const { href } = new URL(uri, "file:///x/");
  return [
    ...(uri === uri.toLowerCase() ? [] : ["not lower case"]),
    ...(/^(?:azure|entra)\/[a-z0-9\-._~%/]+$/.test(uri) ? [] : ["not relative, or not encoded"]),
    ...(uri.split("/").some((segment) => [".", ".."].includes(segment)) ? ["relative segment"] : []),
    ...(href === `file:///x/${uri}` ? [] : [`leads to ${href}`]),
  ];
}

export function resultsOf(log: unknown): readonly unknown[] {
  return listAt(log, "runs", 0, "results");
}

export function rulesOf(log: unknown): readonly unknown[] {
  return listAt(log, "runs", 0, "tool", "driver", "rules");
}

export function logOf(report: ScanReport): unknown {
  return JSON.parse(renderWhole(sarif, report));
}
