import { defineDerivation } from "../derivation.ts";
import { POWER_SOURCES, powersOf } from "../inventory/powers.ts";

/** What each service principal may do, from whatever source it has it. */
export default defineDerivation({
  section: "effectivePermissions",
  of: "servicePrincipals",
  from: [...POWER_SOURCES],
  derive: (principal, slice) => [
    {
      id: `${principal.id}/effectivePermissions/default`,
      name: principal.name,
      principalId: principal.id,
      appId: principal.appId,
      powers: powersOf(principal.id, slice),
    },
  ],
});
