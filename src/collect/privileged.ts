import { emptySections, type Section, viewSections } from "../inventory/inventory.ts";
import { isPrivileged, POWER_SOURCES, powersOf } from "../inventory/powers.ts";
import { type Application, byAppId, type Sections, type ServicePrincipal } from "../inventory/sections.ts";

/** What a collector comes after that asks about privileged applications first. */
export const PRIVILEGE_SOURCES = ["applications", "servicePrincipals", ...POWER_SOURCES] as const;

type Have = { readonly [K in (typeof PRIVILEGE_SOURCES)[number]]: Section<Sections[K]> };

/** `open` where not everything was read that could make it privileged. */
type Privilege = "privileged" | "open" | "none";

/** Who holds a permission of tier 0 or 1, or any Azure role: whoever takes them over gets somewhere. */
export function privilegesIn(have: Have): {
  readonly ofPrincipal: (principal: ServicePrincipal) => Privilege;
  readonly ofApplication: (application: Application) => Privilege;
} {
  const slice = viewSections({ ...emptySections(), ...have });
  const areListed = slice.servicePrincipals.gapsAt("").length === 0;
  return { ofPrincipal, ofApplication };

  function ofPrincipal({ id }: ServicePrincipal): Privilege {
    const powers = powersOf(id, slice);
    if (powers.items.some(({ kind }) => kind === "azure-role")) return "privileged";
    const privileged = isPrivileged(powers);
    if (privileged?.known !== true) return "open";
    return privileged.value ? "privileged" : "none";
  }

  /** An application's power is that of its principals; a blueprint's is that of its agents, whom it does not name. */
  function ofApplication({ appId, kind }: Application): Privilege {
    const found = slice.servicePrincipals.of(byAppId(appId)).map(ofPrincipal);
    if (found.includes("privileged")) return "privileged";
    const isOpen = found.includes("open") || !areListed || kind === "agent-blueprint";
    return isOpen ? "open" : "none";
  }
}

/** Applications that are asked about although nobody knows that they are privileged: a bound on requests. */
export const OTHERS = 400;

/** The newest first; without a date, last. */
export function byNewest(
  a: Pick<Application | ServicePrincipal, "id" | "createdDateTime">,
  b: Pick<Application | ServicePrincipal, "id" | "createdDateTime">,
): number {
  const [dateA, dateB] = [a, b].map(({ createdDateTime: date }) => (date.known ? (date.value ?? "") : ""));
  return compare(dateB ?? "", dateA ?? "") || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
