import { defineDerivation } from "../derivation.ts";
import type { Slice } from "../inventory/inventory.ts";
import { known, type Known, type Listed, unknown } from "../inventory/known.ts";
import { activeRolesOf } from "../inventory/held-roles.ts";
import { POWER_SOURCES, powersOf } from "../inventory/powers.ts";
import { segmentOf } from "../inventory/scope.ts";
import { byAppId, type DirectoryObject, type Owner, type Power } from "../inventory/sections.ts";

type Sources = "applications" | "servicePrincipals" | "directoryObjects" | (typeof POWER_SOURCES)[number];

/** Who owns an application or service principal, and what adding a credential to it would give them. */
export default defineDerivation({
  section: "ownerPowers",
  of: "owners",
  from: ["applications", "servicePrincipals", "directoryObjects", ...POWER_SOURCES],
  derive(owner, slice) {
    const object = slice.directoryObjects.get(`/directoryObjects/${owner.ownerId}`);
    return [
      {
        id: owner.id,
        name: object?.userPrincipalName ?? owner.name,
        ownedId: owner.ownedId,
        ownedName: ownedOf(owner, slice)?.name ?? owner.ownedId,
        ownerId: owner.ownerId,
        kind: owner.kind,
        userType: propertyOf(object, owner, slice, "userType"),
        accountEnabled: propertyOf(object, owner, slice, "accountEnabled"),
        mintsAnyway: mintsAnyway(owner, slice),
        powers: ownedPowers(owner, slice),
      },
    ];
  },
});

function ownedOf({ ownedId }: Owner, slice: Slice<Sources>) {
  return slice.applications.get(ownedId) ?? slice.servicePrincipals.get(ownedId);
}

/** An application's power is that of its service principal in this tenant. */
function ownedPowers({ ownedId }: Owner, slice: Slice<Sources>): Listed<Power> {
  if (segmentOf(ownedId, "applications") === undefined) return powersOf(ownedId, slice);
  const application = slice.applications.get(ownedId);
  // Which principal is its, only the application says.
  if (application === undefined) return { items: [], gaps: slice.applications.gapsAt("") };
  const [principal] = slice.servicePrincipals.of(byAppId(application.appId));
  if (principal === undefined) return { items: [], gaps: slice.servicePrincipals.gapsAt("") };
  return powersOf(principal.id, slice);
}

function propertyOf<K extends "userType" | "accountEnabled">(
  object: DirectoryObject | undefined,
  owner: Owner,
  slice: Slice<Sources>,
  name: K,
): DirectoryObject[K] | Known<null> {
  if (object !== undefined) return object[name];
  const [gap] = slice.directoryObjects.gapsAt("");
  if (gap !== undefined && owner.kind === "user") return unknown(gap);
  // Nothing else has the property, and a user that was asked for and not found is gone.
  return known(null);
}

/** With a role for all applications, owning one adds nothing. */
function mintsAnyway({ ownerId }: Owner, slice: Slice<Sources>): Known<boolean> {
  const { items, gaps } = activeRolesOf(ownerId, slice);
  if (items.some(({ isTenantWide, mintsCredentials }) => isTenantWide && mintsCredentials))
    return known(true);
  const [gap] = gaps;
  return gap === undefined ? known(false) : unknown(gap);
}
