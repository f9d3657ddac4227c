import { defineDerivation } from "../derivation.ts";
import type { SectionView } from "../inventory/inventory.ts";
import { known, type Known, unknown } from "../inventory/known.ts";
import { byAppId, type ServicePrincipalSignInActivity } from "../inventory/sections.ts";

/** When each service principal last signed in. The report lists none that did not: that is no gap where it was read whole. */
export default defineDerivation({
  section: "lastUses",
  of: "servicePrincipals",
  from: ["servicePrincipalSignInActivities"],
  derive: (principal, { servicePrincipalSignInActivities }) => [
    {
      id: `${principal.id}/lastUse/default`,
      name: principal.name,
      principalId: principal.id,
      lastSignIn: lastSignInOf(principal.appId, servicePrincipalSignInActivities),
    },
  ],
});

function lastSignInOf(
  appId: string,
  activities: SectionView<ServicePrincipalSignInActivity>,
): Known<string | null> {
  const [activity] = activities.of(byAppId(appId));
  if (activity !== undefined) return activity.lastSignIn;
  const [gap] = activities.gapsAt("");
  return gap === undefined ? known(null) : unknown(gap);
}
