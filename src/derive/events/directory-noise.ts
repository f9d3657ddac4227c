import type { Slice } from "../../inventory/inventory.ts";
import { isMicrosoftApp } from "../../inventory/permissions.ts";
import { canonicalId } from "../../inventory/scope.ts";
import { perViews } from "../rbac/per-views.ts";
import type { Addition, Holder } from "./directory-credentials.ts";
import { registrationOf } from "./directory-grants.ts";
import { directoryEventsBy } from "./directory-operations.ts";
import { applicationOf, principalOf } from "./directory-told.ts";

/** Who renews the certificates of managed identities. */
const AZURES = /^(?:managed service identity|windows azure service management api)$/i;

/**
 * What Azure does by itself, to managed identities alone. Anybody may call an application by its names, so that a
 * certificate of what is none, or of what is gone or was not read, is told.
 */
export function isAzures(
  { event: { actor }, holder }: Addition,
  slice: Slice<"applications" | "servicePrincipals">,
): boolean {
  if (actor.kind === "user" || !AZURES.test(actor.name)) return false;
  if (holderOf(holder, slice)?.kind !== "managed-identity") return false;
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
  const found = holderOf(holder, slice);
  const registrars = registrarsBy(slice);
  return [holder.objectId, holder.appId, found?.appId].some(
    (id) => id !== null && id !== undefined && registrars.has(`${canonicalId(id)} ${added.ownerId}`),
  );
}

function holderOf(holder: Holder, slice: Slice<"applications" | "servicePrincipals">) {
  return holder.kind === "application" ? applicationOf(holder, slice) : principalOf(holder, slice);
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
