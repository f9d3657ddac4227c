import { daysBetween } from "./app-factors.ts";
import { listed } from "./app-roles.ts";
import { type Factor, factor } from "./factors.ts";
import type { Slice } from "./inventory.ts";
import { quoted } from "./quoted.ts";
import type { Actor, Incident } from "./sections.ts";
import { addressFactor, type TrustSettings } from "./trust.ts";

/**
 * What every incident brings beside its impact: from where it was done, how long ago, and what it left behind.
 * @param isChain several steps that make a known attack, not one deed alone
 */
export function incidentFactors(
  incident: Incident,
  isChain: boolean,
  { namedLocations }: Slice<"namedLocations">,
  { now, settings }: { readonly now: Date; readonly settings: TrustSettings },
): Factor[] {
  const { actors, last, states } = incident;
  return [
    addressFactor(
      actors.map(({ ip }) => ip),
      namedLocations,
      settings,
    ),
    ...recencyFactors(last, now),
    isChain
      ? factor("evidence-chain", "The logs hold the steps one behind the other.")
      : factor("evidence-event", "The logs tell of it."),
    ...(states.some(({ presence }) => presence === "present")
      ? []
      : [factor("event-without-state", "Nothing that it left behind was found.")]),
  ];
}

/** Nothing is added for what is older than 90 days. */
function recencyFactors(last: string, now: Date): Factor[] {
  const days = daysBetween(last, now);
  const because = `It last happened on ${last.slice(0, 10)}.`;
  if (days <= 7) return [factor("within-7-days", because)];
  if (days <= 30) return [factor("within-30-days", because)];
  return days <= 90 ? [factor("within-90-days", because)] : [];
}

/** ` by "alice@contoso.example" from "203.0.113.7" on 2026-11-20 at 14:05 UTC` */
export function whoText({ actors, first }: Incident): string {
  const names = quoted(actors.filter(({ name }) => name !== "unknown").map(({ name }) => name));
  const ips = quoted(actors.flatMap(({ ip }) => ip ?? []));
  const by = names === "" ? "by somebody whom the logs do not name" : `by ${names}`;
  return ` ${by}${ips === "" ? "" : ` from ${ips}`} ${whenText(first)}`;
}

/** `on 2026-11-20 at 14:05 UTC` */
export function whenText(time: string): string {
  return `on ${time.slice(0, 10)} at ${time.slice(11, 16)} UTC`;
}

/** Clauses as one sentence without its full stop: `SFTP was switched on and a local user was written`. */
export function clauses(parts: readonly string[]): string {
  const all = [...parts.slice(0, -2), parts.slice(-2).join(" and ")].join(", ");
  return `${all.charAt(0).toUpperCase()}${all.slice(1)}`;
}

/** A guard for what pipelines do every day: they are named in `automation.principals`, by object id or appId. */
export function automationCeiling(
  actors: readonly Actor[],
  principals: readonly string[],
): { readonly band: "low"; readonly because: string } | undefined {
  const known = new Set(principals.map((principal) => principal.toLowerCase()));
  const isAutomation = ({ id, appId }: Actor): boolean =>
    [id, appId].some((one) => one !== null && known.has(one.toLowerCase()));
  return actors.length > 0 && actors.every(isAutomation)
    ? { band: "low", because: `It was done by automation: ${listed(actors.map(({ name }) => `"${name}"`))}.` }
    : undefined;
}
