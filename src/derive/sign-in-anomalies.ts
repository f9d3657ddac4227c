import { defineDerivation } from "../derivation.ts";
import type { Slice } from "../inventory/inventory.ts";
import type { Listed } from "../inventory/known.ts";
import {
  byAppId,
  type GraphActivity,
  type IncidentState,
  type LogRow,
  type Power,
  type ServicePrincipal,
  type ServicePrincipalSignIn,
  type SignInAnomaly,
} from "../inventory/sections.ts";
import { dayOf, type Deed, incidentOf } from "./events/incident.ts";
import { type Novelty, successesAfter, type UnusualDay, unusualDays } from "./events/sign-in-days.ts";
import { perViews } from "./rbac/per-views.ts";

/** Sign-ins of so many days at the end of what was read are judged; those before tell what is usual. */
const RECENT_MS = 7 * 86_400_000;

/**
 * Days on which a privileged service principal signed in from a network, with a key or to an API as it never had, after a
 * long rest, or failed again and again. Clouds change addresses, so that networks count and single addresses do not.
 */
export default defineDerivation({
  section: "signInAnomalies",
  of: "servicePrincipals",
  from: ["servicePrincipalSignIns"],
  enrich: ["effectivePermissions", "applications", "credentials", "graphActivities"],
  derive(principal, slice) {
    const signIns = slice.servicePrincipalSignIns.of(principal.id);
    // Azure signs managed identities in, and renews their keys.
    if (signIns.length === 0 || principal.kind === "managed-identity") return [];
    // Where it was not read what one may do, the check says so.
    if (slice.effectivePermissions.of(principal.id).every(({ powers }) => isHarmless(powers))) return [];
    const { start, end } = periodOf(slice);
    const days = unusualDays(signIns, { from: end - RECENT_MS, since: couldSignInSince(principal, start) });
    return days.map((day) => anomalyOf(principal, day, signIns, slice));
  },
});

function isHarmless({ items, gaps }: Listed<Power>): boolean {
  return gaps.length === 0 && items.every(({ tier }) => tier > 1);
}

/** From the first to the last sign-in of anybody, in milliseconds since 1970: as far as the logs reach. */
const periodOf = perViews(["servicePrincipalSignIns"], ({ servicePrincipalSignIns }) => {
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (const { first, last } of servicePrincipalSignIns.all()) {
    start = Math.min(start, Date.parse(first));
    end = Math.max(end, Date.parse(last));
  }
  return { start, end };
});

/** When the logs begin, for a principal that was there then and could have signed in since. */
function couldSignInSince({ createdDateTime: created }: ServicePrincipal, start: number): number | null {
  const isOlder = created.known && created.value !== null && Date.parse(created.value) < start;
  return isOlder ? start : null;
}

type Enriched = Slice<"applications" | "credentials" | "graphActivities">;

function anomalyOf(
  principal: ServicePrincipal,
  { day, novelties }: UnusualDay,
  signIns: readonly ServicePrincipalSignIn[],
  slice: Enriched,
): SignInAnomaly {
  const [first, ...more] = novelties;
  const after = successesAfter(novelties, signIns);
  const told = new Set(novelties.map(({ signIn }) => signIn));
  const activities = slice.graphActivities
    .of(principal.id)
    .filter((activity) => dayOf(activity.first) === day)
    .flatMap((activity) => activityRow(principal, activity));
  const entries = after
    .filter((signIn) => !told.has(signIn))
    .map((signIn) => rowOf(principal, signIn, "within a day after failures"));
  const context = [...activities, ...entries];
  const deeds = more.map((novelty) => deedOf(principal, novelty, slice));
  return {
    ...incidentOf(day, [{ ...deedOf(principal, first, slice), context }, ...deeds]),
    kinds: KINDS.filter((kind) => novelties.some(({ kinds }) => kinds.includes(kind))),
    succeededAfter: after.length > 0,
  };
}

const KINDS: SignInAnomaly["kinds"] = [
  "new-network",
  "new-country",
  "new-credential",
  "woke-up",
  "failures",
  "new-resource",
];

function deedOf(principal: ServicePrincipal, { signIn, because }: Novelty, slice: Enriched): Deed {
  const { id, name, appId } = principal;
  const [, , objectId = null] = id.split("/");
  const actor = { kind: "application", id: objectId, appId, name, ip: signIn.ip, userAgent: null } as const;
  return {
    target: { id, name },
    correlationId: null,
    actor,
    row: rowOf(principal, signIn, because),
    states: [{ id, name, presence: "present" }, ...keyStates(principal, signIn, slice)],
  };
}

function rowOf({ name }: ServicePrincipal, signIn: ServicePrincipalSignIn, because: string): LogRow {
  return {
    time: signIn.first,
    source: signIn.source,
    operation: "Sign-in",
    actor: name,
    ip: signIn.ip,
    userAgent: null,
    detail: `${sayingOf(signIn)}: ${because}.`,
    queryId: "q17",
  };
}

function sayingOf({ count, ip, country, resource, keyId, errorCode }: ServicePrincipalSignIn): string {
  const times = count === 1 ? "once" : `${count} times`;
  const parts = [
    errorCode === 0 ? `Signed in ${times}` : `Failed to sign in ${times} with the error ${errorCode}`,
    ip === null ? "" : ` from "${ip}"`,
    country === null ? "" : ` in "${country}"`,
    resource === null ? "" : ` to "${resource}"`,
    keyId === null ? "" : ` with the key "${keyId}"`,
  ];
  return parts.join("");
}

/** The credential that signed in, on the principal or on its application. */
function keyStates(
  { id, appId }: ServicePrincipal,
  { keyId, errorCode }: ServicePrincipalSignIn,
  { applications, credentials }: Enriched,
): readonly IncidentState[] {
  if (keyId === null || errorCode !== 0) return [];
  return [id, ...applications.of(byAppId(appId)).map((application) => application.id)]
    .flatMap((owner) => credentials.of(owner))
    .filter((credential) => credential.keyId.toLowerCase() === keyId.toLowerCase())
    .map((credential) => ({ id: credential.id, name: credential.name, presence: "present" }));
}

const ACTIVITIES: Readonly<Record<GraphActivity["kind"], string | null>> = {
  "adds-credential": "to add a credential",
  "grants-permission": "to grant a permission",
  "assigns-directory-role": "to assign a directory role",
  "reads-mail": "for mail",
  "reads-files": "for files",
  "enumerates-directory": "for users, groups and applications",
  other: null,
};

function activityRow(
  { name }: ServicePrincipal,
  { first, kind, requests, denied, ip, userAgent }: GraphActivity,
): readonly LogRow[] {
  const what = ACTIVITIES[kind];
  if (what === null) return [];
  const times = requests === 1 ? "once" : `${requests} times`;
  const detail = `Asked Microsoft Graph ${times} ${what}${denied === 0 ? "" : `, and was refused ${denied === 1 ? "once" : `${denied} times`}`}.`;
  return [
    {
      time: first,
      source: "log-analytics",
      operation: kind,
      actor: name,
      ip,
      userAgent,
      detail,
      queryId: "q18",
    },
  ];
}
