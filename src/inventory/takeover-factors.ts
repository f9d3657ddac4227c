import type { Federation } from "./federated-claims.ts";
import { distrustOf } from "./federation-factors.ts";
import { breadthOf, type KnownIssuers, ownTenantId, trustOf } from "./federation.ts";
import { type Factor, factor } from "./factors.ts";
import type { Slice } from "./inventory.ts";
import { known } from "./known.ts";
import {
  type AttackPath,
  objectIdOf,
  type PathNode,
  type PathPrincipal,
  type PathRight,
  type SftpTakeover,
} from "./sections.ts";

/** What the factors of a takeover look into. */
export const TAKEOVER_SOURCES = [
  "tenants",
  "federatedIdentityCredentials",
  "identityFederatedCredentials",
  "sftpAccess",
  "servicePrincipals",
] as const;

type TakeoverSource = (typeof TAKEOVER_SOURCES)[number];

/** How somebody takes the identity over, and what lowers it. */
export interface Takeover {
  readonly factors: readonly Factor[];
  readonly ceiling: { readonly band: "medium" | "low"; readonly because: string } | undefined;
}

export function takeoverOf(
  { start, way }: SftpTakeover,
  slice: Slice<TakeoverSource>,
  settings: KnownIssuers,
): Takeover {
  const federation = federationOf(start, slice);
  if (federation !== undefined) return ofFederation(federation, slice, settings);
  const { kind, isForeign } = start;
  const exposure = !isForeign.known
    ? factor("few-users", "Whether another tenant decides who it is was not read.")
    : isForeign.value
      ? factor(kind === "user" ? "guest" : "foreign-owner", "Another tenant decides who signs in as it.")
      : kind === "user"
        ? factor("few-users", "One account of the tenant is enough.")
        : factor("any-network", "Whoever has a credential of it signs in from any network.");
  return {
    factors: [exposure, factor("mintable-credential", MINTING.get(way) ?? MINTED)],
    ceiling: undefined,
  };
}

const MINTED = "A credential is added in one request.";

const MINTING: ReadonlyMap<PathRight | null, string> = new Map([
  ["owns", "An owner adds a credential in one request."],
  ["adds-credentials", "It adds a credential to any application in one request."],
  ["grants-itself-directory-roles", "It makes itself Global Administrator in one request."],
  ["elevates-access", "It takes every subscription in one request."],
  ["federates-identity", "It lets tokens of its own sign in as the identity in one request."],
]);

/** Who is taken over at the end of a path: whoever holds the Azure role, also where a group of theirs does. */
export function takenOver(start: PathNode, path: AttackPath): PathNode {
  const [membership, last] = path.slice(-2);
  if (membership?.right === "member-of") return membership.from;
  return (last ?? membership)?.from ?? start;
}

/** Object id of the one to look at: Global Administrator is no principal, who becomes it is. */
export function assigneeOf(start: PathNode, path: AttackPath): string {
  const nodes = path.map(({ from }) => from).filter(({ kind }) => IS_PRINCIPAL.has(kind));
  return objectIdOf((nodes.at(-1) ?? start).id);
}

const IS_PRINCIPAL: ReadonlySet<PathNode["kind"]> = new Set([
  "service-principal",
  "user",
  "group",
  "principal",
]);

/** A principal that is switched off comes back with one switch, and does not sign in before. */
export function disabledOnTheWay(
  { start }: SftpTakeover,
  path: AttackPath,
  { servicePrincipals }: Slice<"servicePrincipals">,
): Factor[] {
  if (start.accountEnabled.known && start.accountEnabled.value === false)
    return [factor("disabled", "Sign-in is disabled for it.")];
  const nodes = path.map(({ to }) => servicePrincipals.get(to.id));
  const off = nodes.find((node) => node?.accountEnabled.known === true && !node.accountEnabled.value);
  return off === undefined ? [] : [factor("disabled", `Sign-in is disabled for "${off.name}".`)];
}

/** Of an application, or of an identity, which knows no expressions. */
function federationOf({ id }: PathPrincipal, slice: Slice<TakeoverSource>): Federation | undefined {
  const ofIdentity = slice.identityFederatedCredentials.get(id);
  return (
    slice.federatedIdentityCredentials.get(id) ??
    (ofIdentity && { ...ofIdentity, claimsMatchingExpression: known(null) })
  );
}

/** Whose tokens open it: others may sign tokens for any subject, one's own name one workload at best. */
function ofFederation(
  federation: Federation,
  slice: Slice<TakeoverSource>,
  settings: KnownIssuers,
): Takeover {
  const trust = trustOf(federation, ownTenantId(slice.tenants), settings);
  // Its power is the path itself: what else it holds is not asked.
  const powers = {
    items: [],
    gaps: [{ reason: "not-requested", scope: federation.id, request: "powers" }],
  } as const;
  const distrust = trust.known ? distrustOf(trust.value, federation, powers) : undefined;
  if (distrust !== undefined)
    return {
      factors: [
        factor("foreign-owner", `It trusts ${distrust.says}.`),
        factor("foreign-credential", "Somebody else decides who gets such a token."),
      ],
      ceiling: distrust.ceiling,
    };
  const breadth = breadthOf(federation, settings);
  if (!trust.known || !breadth.known)
    return {
      factors: [factor("foreign-owner", "Whose tokens it accepts was not understood.")],
      ceiling: undefined,
    };
  if (typeof breadth.value === "string")
    return {
      factors: [
        factor("every-user", `It accepts ${breadth.value}.`),
        factor("broad-federation", "More than one workload gets such a token."),
      ],
      ceiling: undefined,
    };
  return {
    factors: [factor("federated-credential", "It names one workload of a known issuer.")],
    ceiling: { band: "low", because: "Its issuer is known, and it names one workload." },
  };
}
