import { activeRolesOf, roleTexts } from "./held-roles.ts";
import type { Slice } from "./inventory.ts";
import { type AppRoleAssignment, objectIdOf, type ServicePrincipal } from "./sections.ts";

/** What an application may do in Exchange Online. */
export interface ExchangePower {
  /** As the end of a sentence that begins with the application. */
  readonly words: string;
  /** Its directory roles decide, and were not read. */
  readonly isUnread: boolean;
  /** Where it is less than it looks. */
  readonly ceiling: { readonly band: "medium" | "info"; readonly because: string } | undefined;
}

/**
 * Exchange.ManageAsApp, Exchange.ManageAsAppV2 and Exchange.AdminAPI.ManageAsApp: the door, to which a directory role is
 * the key. https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2
 */
const MANAGES: readonly string[] = [
  "dc50a0fb-09a3-484d-be87-e023b12c6440",
  "ea3d980d-ebc7-4be4-8298-a167e5b8797c",
  "95930782-af91-4e2e-89b7-e34ce33a0450",
];

/**
 * @param roles of Exchange Online, at least one
 * @param slice eligible roles do not matter: an application cannot activate one
 */
export function exchangePower(
  principal: ServicePrincipal,
  roles: readonly AppRoleAssignment[],
  slice: Slice<"directoryRoleAssignments" | "directoryRoleDefinitions" | "groupMembers">,
): ExchangePower {
  const manages = roles.some(({ appRoleId }) => MANAGES.includes(appRoleId.toLowerCase()));
  const reaches = roles.some(({ appRoleId }) => !MANAGES.includes(appRoleId.toLowerCase()));
  const held = activeRolesOf(objectIdOf(principal.id), slice);
  const keys = held.items.filter(({ administersExchange }) => administersExchange);
  // Global Reader and Security Reader open the door as well, to look.
  const canChange = keys.some(({ tier }) => tier !== null && tier <= 1);
  const isUnread = manages && !canChange && held.gaps.length > 0;
  // "May": application access policies and RBAC for Applications narrow it, which Graph does not show.
  const words = [
    ...(reaches ? ["may reach every mailbox"] : []),
    ...(manages ? [adminWords(canChange, isUnread, roleTexts(keys))] : []),
  ].join(" and ");
  const half = reaches || canChange ? undefined : halfOf(isUnread, keys.length > 0);
  return {
    words,
    isUnread: isUnread && !reaches,
    ceiling:
      principal.owner === "microsoft"
        ? { band: "info", because: "Microsoft runs the application and gave it the permission." }
        : half === undefined
          ? undefined
          : { band: "medium", because: half },
  };
}

function adminWords(canChange: boolean, isUnread: boolean, keys: string): string {
  if (canChange) return `can administer Exchange Online through ${keys}`;
  if (isUnread)
    return "can administer Exchange Online once it holds a directory role for it, and its directory roles were not read";
  return keys === ""
    ? "has half a foothold in Exchange Online, without a directory role for it"
    : `can look into the settings of Exchange Online through ${keys}`;
}

function halfOf(isUnread: boolean, canLook: boolean): string {
  if (isUnread) return "Whether it holds a directory role for Exchange Online was not read.";
  return canLook
    ? "Its directory role only reads."
    : "Without a directory role the permission does nothing yet.";
}
