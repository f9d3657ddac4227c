import {
  ageFactors,
  CREDENTIAL_SOURCES,
  credentialFactor,
  disabledFactors,
  SIGNS_IN_FROM_ANYWHERE,
} from "./app-factors.ts";
import { sortedRoles } from "./app-roles.ts";
import { entraLogging, signInLogsOf } from "./entra-logging.ts";
import { type Factor, factor } from "./factors.ts";
import type { Slice } from "./inventory.ts";
import { type Known, known } from "./known.ts";
import type { AppRoleAssignment, ServicePrincipal } from "./sections.ts";

/**
 * What the worst of the roles gives.
 * @param tierZero `tenant-control` where the finding is that the role is held; `tier-zero` where another finding says
 * so and this one says how it came about
 */
export function roleFactor(
  roles: readonly AppRoleAssignment[],
  tierZero: "tenant-control" | "tier-zero",
): Factor[] {
  return sortedRoles(roles)
    .slice(0, 1)
    .map(({ tier, value }) =>
      tier === 0
        ? factor(tierZero, `"${value}" leads to Global Administrator.`)
        : factor("tier-one", `"${value}" takes over a service or reaches all of its data.`),
    );
}

/** What `holderFactors` looks into. */
export const HOLDER_SOURCES = [...CREDENTIAL_SOURCES, "entraDiagnosticSettings"] as const;

/** From where and how one signs in as the holder of roles, and what would be seen of it. */
export function holderFactors(
  principal: ServicePrincipal,
  slice: Slice<(typeof HOLDER_SOURCES)[number]>,
  now: Date,
): Factor[] {
  return [
    ...exposureFactors(principal),
    wayIn(principal, slice, now),
    // Reading sign-ins takes AuditLog.Read.All and a license; privileged-app-dormant does.
    factor("unknown-use", "This check does not look at when it was last used."),
    ...entraLogging(slice, signInLogsOf(principal)),
    ...disabledFactors(principal),
  ];
}

/** How new the newest of the roles is. */
export function grantAgeFactors(roles: readonly AppRoleAssignment[], now: Date): Factor[] {
  const what = roles.length > 1 ? "it has held the newest of them" : "it has held it";
  return ageFactors(newestGrant(roles), what, now);
}

/** One without a date could be the newest, and comes before all others. */
function newestGrant(roles: readonly AppRoleAssignment[]): Known<string | null> {
  const rank = (date: Known<string | null>): string => (date.known && date.value !== null ? date.value : "~");
  const dates = roles.map(({ createdDateTime }) => createdDateTime);
  return dates.sort((a, b) => (rank(a) < rank(b) ? 1 : -1))[0] ?? known(null);
}

function exposureFactors({ kind, owner }: ServicePrincipal): Factor[] {
  // Azure gives its tokens to the resources that carry it, and to nobody else.
  if (kind === "managed-identity") return [];
  return owner === "foreign"
    ? [factor("foreign-owner", "Its application belongs to another tenant.")]
    : [SIGNS_IN_FROM_ANYWHERE];
}

function wayIn(
  principal: ServicePrincipal,
  slice: Slice<(typeof CREDENTIAL_SOURCES)[number]>,
  now: Date,
): Factor {
  // https://learn.microsoft.com/entra/agent-id/agent-identities: it has no credentials of its own.
  return principal.kind === "agent-identity"
    ? factor("unknown-credential", "Its blueprint signs it in, which this check does not look at.")
    : credentialFactor(principal, slice, now);
}
