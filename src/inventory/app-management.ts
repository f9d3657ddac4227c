import type { AppRestriction } from "./sections.ts";

/**
 * True where a restriction of password credentials forbids new secrets, or limits how long they last. Symmetric keys
 * and secrets of one's own choice are other things: without them a secret that Entra makes still lasts for decades.
 * https://learn.microsoft.com/graph/api/resources/passwordcredentialconfiguration
 */
export function limitsSecrets(restriction: AppRestriction, now: Date): boolean {
  const { restrictionType, state, maxLifetime, restrictForAppsCreatedAfterDateTime: since } = restriction;
  // An application that is made before then is free of it, and so are all of today's.
  if (state?.toLowerCase() !== "enabled" || (since !== null && Date.parse(since) > now.getTime()))
    return false;
  const type = restrictionType.toLowerCase();
  return type === "passwordaddition" || (type === "passwordlifetime" && maxLifetime !== null);
}
