import { acceptedBy, type Federation } from "./federated-claims.ts";
import { type Factor, factor } from "./factors.ts";
import type { Trust } from "./federation.ts";
import type { Listed } from "./known.ts";
import type { Power } from "./sections.ts";

/** Why the tokens that are accepted are not the tenant's own: the end of a sentence, and what it weighs. */
export interface Distrust {
  readonly says: string;
  readonly factors: readonly Factor[];
  readonly ceiling?: { readonly band: "medium" | "low"; readonly because: string };
}

/** Undefined where the issuer is known. */
export function distrustOf(
  trust: Trust,
  federation: Federation,
  powers: Listed<Power>,
): Distrust | undefined {
  const issuer = federation.issuer.known ? `"${federation.issuer.value}"` : "that was not read";
  switch (trust) {
    case "known":
      return undefined;
    case "unknown": {
      const because = "Whoever runs the issuer signs tokens for any subject.";
      return { says: `the unknown issuer ${issuer}`, factors: [factor("broad-federation", because)] };
    }
    case "other-tenant":
      return {
        says: `${issuer} of another tenant`,
        factors: [
          factor("foreign-trust", "Administrators of another tenant decide who gets such tokens."),
          factor("broad-federation", "What stands behind the subject is out of sight."),
        ],
      };
    case "other-cluster": {
      const because = "Whoever runs a cluster of another tenant signs tokens for any service account.";
      return {
        says: `${issuer}, a cluster of another tenant`,
        factors: [factor("broad-federation", because)],
      };
    }
    case "unlisted-organization": {
      const because = "Anybody can have an organization on GitHub, and the settings do not list this one.";
      return {
        says: `GitHub, ${acceptedBy(federation)}, whose organization the settings do not list`,
        factors: [factor("broad-federation", because)],
        ceiling: mayBePrivileged(powers)
          ? { band: "medium", because: "The organization may be the tenant's own: list it in the settings." }
          : { band: "low", because: "It holds nothing of tier 0 or 1." },
      };
    }
  }
}

/** Unknown is not harmless: what was not read could be tier 0. */
function mayBePrivileged({ items, gaps }: Listed<Power>): boolean {
  return gaps.length > 0 || items.some(({ tier }) => tier <= 1);
}
