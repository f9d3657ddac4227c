import type { Slice } from "../../inventory/inventory.ts";
import { isMicrosoftApp } from "../../inventory/permissions.ts";
import { canonicalId } from "../../inventory/scope.ts";
import type { Actor } from "../../inventory/sections.ts";
import { perViews } from "../rbac/per-views.ts";
import type { Addition } from "./directory-credentials.ts";
import { registrationOf } from "./directory-grants.ts";
import { directoryEventsBy } from "./directory-operations.ts";
import { applicationOf, principalOf } from "./directory-told.ts";

/** Who renews the certificates of managed identities, and makes their principals. */
const AZURES = /^(?:managed service identity|windows azure service management api)$/i;

/** What Azure and Entra do by themselves. Anybody may call an application by their names. */
export function isAzures(actor: Actor, slice: Slice<"servicePrincipals">): boolean {
  if (actor.kind === "user" || !AZURES.test(actor.name)) return false;
  if (actor.appId !== null && !isMicrosoftApp(actor.appId)) return false;
  const principal = principalOf({ objectId: actor.id, appId: actor.appId }, slice);
  return principal === undefined || !["own", "foreign"].includes(principal.owner);
}

/** Entra makes whoever registers an application its owner. */
export function isRegistrarsOwn(
  { added, holder }: Addition,
  slice: Slice<"directoryEvents" | "applications" | "servicePrincipals">,
): boolean {
  if (added.kind !== "owner") return false;
  const found = holder.kind === "application" ? applicationOf(holder, slice) : principalOf(holder, slice);
  const registrars = registrarsBy(slice);
  return [holder.objectId, holder.appId, found?.appId].some(
    (id) => id !== null && id !== undefined && registrars.has(`${canonicalId(id)} ${added.ownerId}`),
  );
}

/** The application, by either of its ids, and who registered it. */
const registrarsBy = perViews(
  ["directoryEvents"],
  (slice): ReadonlySet<string> =>
    new Set(
      directoryEventsBy(slice)("registered")
        .flatMap((event) => registrationOf(event).items)
        .flatMap(({ event, objectId, appId }) => [objectId, appId].map((id) => `${id} ${event.actor.id}`)),
    ),
);
