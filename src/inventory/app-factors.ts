import { type Factor, factor } from "./factors.ts";
import type { Slice } from "./inventory.ts";
import type { Known, Listed } from "./known.ts";
import { byAppId, type Credential, type LastUse, type Power, type ServicePrincipal } from "./sections.ts";

const DAY_MS = 86_400_000;

/** Applications sign in from wherever their credential is. Conditional Access for them is not read. */
export const SIGNS_IN_FROM_ANYWHERE: Factor = factor(
  "any-network",
  "Whoever has a credential signs in from any network.",
);

/** The most dangerous thing that a principal may do. */
export function privilegeFactor(powers: Listed<Power> | undefined): Factor {
  const [worst] = powers?.items ?? [];
  if (worst?.tier === 0) return factor("tier-zero", sentenceOf(worst));
  if (worst?.tier === 1) return factor("tier-one", sentenceOf(worst));
  if (powers === undefined || powers.gaps.length > 0)
    return factor("unknown-privilege", "All that it may do was not read.");
  return worst?.tier === 2
    ? factor("tier-two", sentenceOf(worst))
    : factor("tier-three", "It holds no permission that is known to be dangerous.");
}

/** `It holds Mail.Read of Microsoft Graph.` */
function sentenceOf(power: Power): string {
  const verb = power.eligible ? "can activate" : "holds";
  const through = power.through === null ? "" : ` through the group ${power.through}`;
  return `It ${verb} ${power.name} ${placeOf(power)}${through}.`;
}

function placeOf({ kind, at }: Power): string {
  if (kind === "application-role") return `of ${at}`;
  if (kind === "delegated-scope") return `of ${at} for every user`;
  if (at !== "/") return `at ${at}`;
  return kind === "directory-role" ? "for the whole directory" : "for all subscriptions";
}

/** What `credentialFactor` looks into. */
export const CREDENTIAL_SOURCES = ["applications", "credentials"] as const;

/** How one gets in as this principal: the worst credential that is not expired. */
export function credentialFactor(
  principal: ServicePrincipal,
  slice: Slice<(typeof CREDENTIAL_SOURCES)[number]>,
  now: Date,
): Factor {
  if (principal.kind === "managed-identity")
    return factor("managed-identity", "Azure signs it in, from the resources that carry it.");
  const applications = slice.applications.of(byAppId(principal.appId));
  const holders = [principal.id, ...applications.map(({ id }) => id)];
  const usable = holders
    .flatMap((id) => slice.credentials.of(id))
    .filter((credential) => !credential.signsSaml && !isExpired(credential, now));
  if (usable.some(({ on }) => on === "service-principal"))
    return factor("service-principal-credential", "A credential sits on the service principal itself.");
  if (principal.owner === "foreign" || principal.owner === "microsoft")
    return factor("foreign-credential", "Its credentials lie in another tenant, out of sight.");
  if (usable.some(({ kind }) => kind !== "certificate"))
    return factor("secret", "It signs in with a client secret.");
  if (usable.length > 0) return factor("certificate", "It signs in with a certificate.");
  return holders.some((id) => slice.credentials.gapsAt(id).length > 0) ||
    isApplicationOpen(principal, applications.length, slice)
    ? factor("unknown-credential", "How it signs in was not read.")
    : factor("no-credential", "It has neither a secret nor a certificate that is valid.");
}

/** Without the application nobody knows its credentials: it was not listed, or it lies in whatever tenant. */
function isApplicationOpen(
  { owner }: ServicePrincipal,
  listed: number,
  { applications }: Slice<"applications">,
): boolean {
  return listed === 0 && (owner === "unknown" || applications.gapsAt("").length > 0);
}

/** What is no date has not passed: calling it expired would excuse a credential that may well sign in. */
export function isExpired({ endDateTime }: Pick<Credential, "endDateTime">, now: Date): boolean {
  // `Date.parse` answers NaN for what is no date, which is less than nothing.
  return endDateTime !== null && Date.parse(endDateTime) < now.getTime();
}

/**
 * How new something is. Nothing is added for what is older than 90 days.
 * @param what a clause in the perfect, which a date follows: `it has held Mail.Read`
 */
export function ageFactors(date: Known<string | null>, what: string, now: Date): Factor[] {
  if (!date.known || date.value === null || !isDate(date.value))
    return [factor("unknown-age", `Since when ${what} is not known.`)];
  const days = daysBetween(date.value, now);
  const because = `${what.charAt(0).toUpperCase()}${what.slice(1)} since ${date.value.slice(0, 10)}.`;
  if (days <= 7) return [factor("within-7-days", because)];
  if (days <= 30) return [factor("within-30-days", because)];
  return days <= 90 ? [factor("within-90-days", because)] : [];
}

/** Whether somebody uses it. Nothing is added for what is in use. */
export function useFactors(use: LastUse | undefined, now: Date): Factor[] {
  const value = use?.lastSignIn.known ? use.lastSignIn.value : undefined;
  if (value === null) return [factor("never-used", "No sign-in is on record.")];
  if (value === undefined || !isDate(value))
    return [factor("unknown-use", "When it was last used was not read.")];
  return daysBetween(value, now) > 90
    ? [factor("unused-90-days", `It last signed in on ${value.slice(0, 10)}.`)]
    : [];
}

/** A switched-off application keeps all that it holds, and comes back with one switch. */
export function disabledFactors({ accountEnabled }: ServicePrincipal): Factor[] {
  return accountEnabled.known && !accountEnabled.value
    ? [factor("disabled", "Sign-in is disabled for it.")]
    : [];
}

/** Whole days, 0 for what lies in the future. */
export function daysBetween(from: string, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - Date.parse(from)) / DAY_MS));
}

/** Dates of Azure are looked at where they are read; what is none must not count as long ago. */
function isDate(value: string): boolean {
  return !Number.isNaN(Date.parse(value));
}
