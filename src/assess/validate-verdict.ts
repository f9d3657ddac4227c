import { SEVERITIES } from "../check.ts";
import { isGapReason } from "../inventory/known.ts";
import { isFactorName } from "./score.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * What is wrong with a check's answer, or undefined. User checks may be plain JavaScript, and what is none of the
 * four outcomes, or holds something else than text where text is printed, must cost one verdict and not the report.
 */
export function faultOfVerdict(verdict: unknown): string | undefined {
  if (!isFields(verdict)) return `evaluate answered ${show(verdict)}, which is no verdict`;
  switch (verdict["outcome"]) {
    case "pass":
    case "not-applicable":
      return undefined;
    case "not-assessed":
      return faultOfList(verdict["gaps"], "gap", faultOfGap);
    case "fail":
      return faultOfFinding(verdict);
    default:
      return `evaluate answered ${show(verdict)}, which is no verdict`;
  }
}

function faultOfFinding({
  message,
  factors,
  key,
  ceiling,
  fill,
  ways,
  incident,
}: Fields): string | undefined {
  if (!isText(message)) return "fail without a message";
  if (key !== undefined && typeof key !== "string") return `the key ${show(key)} is no text`;
  return (
    faultOfFill(fill) ??
    faultOfCeiling(ceiling) ??
    faultOfWays(ways) ??
    faultOfIncident(incident) ??
    faultOfList(factors, "factor", faultOfFactor)
  );
}

/** Paths come from the inventory: whoever hands on something else is told so before a report is made of it. */
function faultOfWays(ways: unknown): string | undefined {
  if (ways === undefined) return undefined;
  const fault = `ways ${show(ways)} are none of the inventory's`;
  if (!isFields(ways)) return fault;
  const { paths, more, cut } = ways;
  const isPath = (path: unknown): boolean => Array.isArray(path) && path.length > 0 && path.every(isHop);
  const isCut = cut === null || (isFields(cut) && isHop(cut["hop"]));
  const arePaths = Array.isArray(paths) && paths.length > 0 && paths.every(isPath);
  return arePaths && typeof more === "number" && isCut ? undefined : fault;
}

/** As of paths: rows that are none would break every format. */
function faultOfIncident(incident: unknown): string | undefined {
  if (incident === undefined) return undefined;
  if (!isFields(incident)) return `the incident ${show(incident)} is none of the inventory's`;
  const { first, last, rows, rowsOmitted, states } = incident;
  const areRows = Array.isArray(rows) && rows.every((row) => isFields(row) && isText(row["time"]));
  const areStates = Array.isArray(states) && states.every((state) => isFields(state) && isText(state["id"]));
  return isText(first) && isText(last) && areRows && areStates && typeof rowsOmitted === "number"
    ? undefined
    : `the incident ${show(incident)} is none of the inventory's`;
}

function isHop(hop: unknown): boolean {
  return isFields(hop) && isFields(hop["proof"]) && isFields(hop["from"]) && isFields(hop["to"]);
}

function faultOfGap({ reason, scope, request, needs, detail }: Fields): string | undefined {
  if (!isGapReason(reason)) return `unknown reason ${show(reason)}`;
  if (!isText(scope) || !isText(request)) return "a gap without scope or request";
  const texts = [needs, detail].filter((text) => text !== undefined);
  return texts.every((text) => typeof text === "string")
    ? undefined
    : "a gap whose needs or detail is no text";
}

function faultOfFactor({ name, because }: Fields): string | undefined {
  if (!isFactorName(name)) return `unknown factor ${show(name)}`;
  return isText(because) ? undefined : `the factor ${name} does not say why`;
}

function faultOfFill(fill: unknown): string | undefined {
  if (fill === undefined) return undefined;
  if (!isFields(fill)) return `fill ${show(fill)} is no object`;
  const stranger = Object.entries(fill).find(([, value]) => !isTextOrTexts(value));
  return stranger === undefined ? undefined : `fill ${stranger[0]} is neither a text nor a list of texts`;
}

function isTextOrTexts(value: unknown): boolean {
  return typeof value === "string" || (Array.isArray(value) && value.every((one) => typeof one === "string"));
}

function faultOfCeiling(ceiling: unknown): string | undefined {
  if (ceiling === undefined) return undefined;
  if (!isFields(ceiling)) return `the ceiling ${show(ceiling)} is none`;
  const { band, because } = ceiling;
  if (!SEVERITIES.some((severity) => severity === band)) return `unknown band ${show(band)}`;
  return isText(because) ? undefined : "the ceiling does not say why";
}

/** A list of objects; of gaps there must be one, a finding may do without factors. */
function faultOfList(
  list: unknown,
  what: string,
  fault: (item: Fields) => string | undefined,
): string | undefined {
  if (!Array.isArray(list)) return `the ${what}s are no list`;
  if (list.length === 0) return what === "gap" ? "not-assessed without a gap" : undefined;
  for (const item of list) {
    const found = isFields(item) ? fault(item) : `${show(item)} is no ${what}`;
    if (found !== undefined) return found;
  }
  return undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function show(value: unknown): string {
  // JSON has no word for these two.
  return value === undefined || typeof value === "function" ? String(value) : JSON.stringify(value);
}
