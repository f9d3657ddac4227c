import { defineDerivation } from "../derivation.ts";
import type { SectionView } from "../inventory/inventory.ts";
import { known, type Known, unknown } from "../inventory/known.ts";
import {
  byAppId,
  type ServicePrincipal,
  type ServicePrincipalSignInActivity,
} from "../inventory/sections.ts";

/**
 * When each service principal last signed in. The report lists none that did not: that is no gap where it was read
 * whole, and names others.
 */
export default defineDerivation({
  section: "lastUses",
  of: "servicePrincipals",
  from: ["servicePrincipalSignInActivities"],
  derive: (principal, { servicePrincipalSignInActivities }) => [
    {
      id: `${principal.id}/lastUse/default`,
      name: principal.name,
      principalId: principal.id,
      lastSignIn: lastSignInOf(principal, servicePrincipalSignInActivities),
    },
  ],
});

function lastSignInOf(
  { id, appId }: ServicePrincipal,
  activities: SectionView<ServicePrincipalSignInActivity>,
): Known<string | null> {
  const [activity] = activities.of(byAppId(appId));
  if (activity !== undefined) return activity.lastSignIn;
  const [gap] = activities.gapsAt("");
  if (gap !== undefined) return unknown(gap);
  if (activities.all().length > 0) return known(null);
  // Something in a tenant signs in: a report that names nobody is not filled, and would make everything dormant.
  return unknown({
    reason: "unsupported",
    scope: id,
    request: "GET /beta/reports/servicePrincipalSignInActivities",
    detail: "the report is empty",
  });
}
