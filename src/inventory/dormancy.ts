import { daysBetween } from "./app-factors.ts";
import { timeOf } from "./dates.ts";
import { type Known, known, unknown } from "./known.ts";
import type { LastUse, ServicePrincipal } from "./sections.ts";

/** What was made that recently may not have begun to work. */
const SETTLING_DAYS = 30;

/** True for what is too new to be called dormant. */
export function isSettling({ createdDateTime: date }: ServicePrincipal, now: Date): boolean {
  return date.known && date.value !== null && daysBetween(date.value, now) < SETTLING_DAYS;
}

/**
 * How long nobody has used a principal, as the end of a sentence; null where somebody does.
 * @param days after how many days without a sign-in it is dormant
 */
export function idleness(
  principal: ServicePrincipal,
  use: LastUse | undefined,
  days: number,
  now: Date,
): Known<string | null> {
  const report = { scope: principal.id, request: "GET /beta/reports/servicePrincipalSignInActivities" };
  if (use === undefined) return unknown({ ...report, reason: "failed", detail: "no last use was derived" });
  const { lastSignIn } = use;
  if (!lastSignIn.known) return lastSignIn;
  const created = timeOf(principal.createdDateTime, {
    scope: principal.id,
    request: "GET /v1.0/servicePrincipals",
  });
  if (lastSignIn.value === null) {
    // Their sign-ins go to a log of their own, and no page says that this report counts them.
    // https://learn.microsoft.com/entra/identity/monitoring-health/concept-service-principal-sign-ins
    if (principal.kind === "managed-identity")
      return unknown({
        ...report,
        reason: "unsupported",
        detail: "the report may leave managed identities out",
      });
    return created.known ? known("has no sign-in on record") : created;
  }
  const last = timeOf(lastSignIn, report);
  if (!last.known) return last;
  const idle = daysBetween(lastSignIn.value, now);
  if (idle <= days) return known(null);
  // A sign-in from before then proves that it is old enough.
  return idle < SETTLING_DAYS && !created.known
    ? created
    : known(`has not signed in since ${lastSignIn.value.slice(0, 10)}`);
}
