import { CREDENTIAL_SOURCES, credentialFactor } from "./app-factors.ts";
import { type Factor, factor } from "./factors.ts";
import type { Slice } from "./inventory.ts";
import type { Known } from "./known.ts";
import { segmentOf } from "./scope.ts";
import {
  type AccountGroup,
  type AttackPath,
  objectIdOf,
  type PathPrincipal,
  type SftpEndpoint,
  type Ways,
} from "./sections.ts";
import { reachFactor } from "./sftp-factors.ts";

/** What the factors of an Azure right over SFTP accounts look into. */
export const ACCESS_SOURCES = ["sftpEndpoints", "servicePrincipals", ...CREDENTIAL_SOURCES] as const;

type AccessSource = (typeof ACCESS_SOURCES)[number];

/** Whether a check speaks of the principal: `undefined` where it does, a sentence where not. */
export interface Judged {
  readonly breakGlass: readonly string[];
  readonly allPrincipals: boolean;
}

/**
 * Why a principal is left out, or undefined where it is judged. Members of the tenant and their groups administer it by
 * their nature; others do not, and whoever is neither known to be one is not left out.
 * @param isJudged members as well: an ownership is no administrator's office
 */
export function leftOut(
  principal: PathPrincipal,
  { breakGlass, allPrincipals }: Judged,
  isJudged = false,
): Known<string | null> {
  const objectId = objectIdOf(principal.id);
  if (principal.isMicrosoft) return told("Only Microsoft signs in as it.");
  if (breakGlass.some((id) => id.toLowerCase() === objectId)) return told("It is an emergency account.");
  const isPerson = principal.kind === "user" || principal.kind === "group";
  if (!isPerson || allPrincipals || isJudged) return told(null);
  if (!principal.isForeign.known) return principal.isForeign;
  return told(principal.isForeign.value ? null : "Members of the tenant are judged with allPrincipals only.");
}

function told(sentence: string | null): Known<string | null> {
  return { known: true, value: sentence };
}

/** The endpoint of the worst account of a group. */
export function worstEndpoint(
  { shown: [account] }: AccountGroup,
  { sftpEndpoints }: Slice<"sftpEndpoints">,
): SftpEndpoint | undefined {
  return sftpEndpoints.of(account)[0];
}

/** From where planted users could sign in: who changes the account opens it, whatever it is today. */
export function plantedReachFactors(endpoint: SftpEndpoint | undefined, changesAccounts: boolean): Factor[] {
  const usable = endpoint?.usable;
  const isOff = usable?.known === true && !usable.value;
  const reach = reachFactor(endpoint?.reach);
  if (!isOff && reach.name === "any-network") return [reach];
  if (changesAccounts)
    return [factor("openable-network", "It can switch SFTP on and open the network by itself.")];
  const off = factor("sftp-off", "Nobody signs in over SFTP until somebody else switches it on.");
  return isOff ? [reach, off] : [reach];
}

/** How one gets in as the principal; who is no service principal has sign-ins that foothold does not read. */
export function principalFactors(principal: PathPrincipal, slice: Slice<AccessSource>, now: Date): Factor[] {
  const found = slice.servicePrincipals.get(principal.id);
  return [
    found === undefined
      ? factor("unknown-credential", "How it signs in is not read.")
      : credentialFactor(found, slice, now),
    ...(principal.accountEnabled.known && principal.accountEnabled.value === false
      ? [factor("disabled", "Sign-in is disabled for it.")]
      : []),
  ];
}

/** What stands between the principal and its right. */
export function wayFactors({ paths: [shortest] }: Ways): Factor[] {
  return [
    ...(shortest.some(({ eligible }) => eligible)
      ? [factor("eligible-only", "A role must be activated first.")]
      : []),
    ...(shortest.some(({ conditional }) => conditional)
      ? [factor("conditional", "A condition narrows what it may assign.")]
      : []),
  ];
}

/** What the commands of a remedy take: role assignments to delete, memberships to end. Eligible roles are neither. */
export function removalsOf({ paths }: Ways): {
  readonly roleAssignments: readonly string[];
  readonly memberships: readonly string[];
} {
  const hops = paths.flatMap((path: AttackPath) => path.slice(0, 1));
  const ids = (type: string) =>
    hops.flatMap(({ proof }) => (segmentOf(proof.id, type) === undefined ? [] : [proof.id]));
  // Which membership of a nested group it is, nobody told.
  const groups = ids("members").map(objectIdOf);
  return {
    roleAssignments: [...new Set(ids("roleAssignments"))].sort(),
    memberships: [...new Set(groups)].sort(),
  };
}

/** `service principal "deploy"`, `guest "ann"`. */
export function principalText({ kind, name, isForeign }: PathPrincipal): string {
  const foreign = isForeign.known && isForeign.value;
  if (kind === "user") return `${foreign ? "Guest" : "User"} "${name}"`;
  if (kind === "group") return `${foreign ? "Group of another tenant" : "Group"} "${name}"`;
  if (kind === "federated-subject") return `Whoever has a token with ${name}`;
  if (kind === "principal") return `Principal "${name}"`;
  return `${foreign ? "Foreign service principal" : "Service principal"} "${name}"`;
}

/** `storage account "a"`, `17 storage accounts, such as "a"`. */
export function accountsText({ count, shown: [worst] }: AccountGroup): string {
  const name = segmentOf(worst, "storageAccounts") ?? worst;
  return count === 1 ? `storage account "${name}"` : `${count} storage accounts, such as "${name}"`;
}
