import type { Likeness, ServicePrincipal } from "./sections.ts";

/** A ceiling of a finding, which is `Ceiling` of `check.ts`. */
interface HonestCeiling {
  readonly band: "medium" | "low";
  readonly because: string;
}

/** True where an own application may be named so: a disguise of the own name is somebody's who wants to be overlooked. */
export function isOwnName({ of, how }: Likeness): boolean {
  return of === "campaign" || (of === "tenant" && how !== "disguised");
}

/** How honest a likeness can be; undefined where nothing speaks for it. */
export function honestCeiling(principal: ServicePrincipal, likeness: Likeness): HonestCeiling | undefined {
  const { owner } = principal;
  if (owner === "unknown")
    return { band: "medium", because: "Graph names no owner: it may be an honest one." };
  if (likeness.how === "disguised") return undefined;
  return owner === "own" ? ownCeiling(principal) : foreignCeiling(likeness);
}

function ownCeiling({
  preferredSingleSignOnMode: mode,
  signInAudience: audience,
}: ServicePrincipal): HonestCeiling | undefined {
  if (mode.known && /^(?:saml|password)$/i.test(mode.value ?? ""))
    return { band: "low", because: "It signs users in to another service, and is named after it." };
  return audience.known && audience.value?.toLowerCase() === "azureadmyorg"
    ? { band: "medium", because: "Own applications are often named after what they work with." }
    : undefined;
}

function foreignCeiling({ of, how, isProduct }: Likeness): HonestCeiling | undefined {
  return isProduct || of === "campaign" || (of === "tenant" && how === "near")
    ? { band: "medium", because: "Honest applications have such names, too." }
    : undefined;
}
