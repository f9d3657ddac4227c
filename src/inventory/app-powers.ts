import { disabledFactors, privilegeFactor } from "./app-factors.ts";
import type { Factor } from "./factors.ts";
import type { Slice } from "./inventory.ts";
import type { Listed } from "./known.ts";
import { byAppId, type Power, type UserAssignedIdentity } from "./sections.ts";

/** What the powers of an application are looked up in. */
export const APP_POWER_SOURCES = ["servicePrincipals", "effectivePermissions"] as const;

type PowerSlice = Slice<(typeof APP_POWER_SOURCES)[number]>;

/** What whoever signs in as an application may do: its service principal's powers. Without one there are none. */
export function applicationPowers(appId: string, slice: PowerSlice): Listed<Power> {
  const principals = slice.servicePrincipals.of(byAppId(appId));
  const powers = principals.flatMap(({ id }) => slice.effectivePermissions.of(id).map((all) => all.powers));
  return {
    items: powers.flatMap(({ items }) => items),
    gaps: principals.length === 0 ? slice.servicePrincipals.gapsAt("") : powers.flatMap(({ gaps }) => gaps),
  };
}

/** What a user-assigned identity may do, which is what its service principal may. */
export function identityPowers(
  { principalId }: UserAssignedIdentity,
  { effectivePermissions }: Slice<"effectivePermissions">,
): Listed<Power> {
  if (!principalId.known) return { items: [], gaps: [principalId.gap] };
  const [all] = effectivePermissions.of(`/servicePrincipals/${principalId.value}`);
  return all?.powers ?? { items: [], gaps: effectivePermissions.gapsAt("") };
}

/** The most dangerous of these powers, and whether it is switched off. */
export function applicationFactors(appId: string, slice: PowerSlice): Factor[] {
  const [principal] = slice.servicePrincipals.of(byAppId(appId));
  return [
    privilegeFactor(applicationPowers(appId, slice)),
    ...(principal === undefined ? [] : disabledFactors(principal)),
  ];
}
