import { defineDerivation } from "../derivation.ts";
import type { Slice } from "../inventory/inventory.ts";
import { shownAddress } from "../inventory/shown-address.ts";
import {
  byAppId,
  type CredentialAddition,
  type DirectoryEvent,
  type QueryId,
} from "../inventory/sections.ts";
import { type Added, type Addition, additionsOf } from "./events/directory-credentials.ts";
import { isAzures, isRegistrarsOwn } from "./events/directory-noise.ts";
import { type DirectoryOperation, directoryEventsBy, operationsOf } from "./events/directory-operations.ts";
import { WAY_IN_SOURCES, wayInState } from "./events/directory-states.ts";
import { applicationOf, principalOf, rowOf } from "./events/directory-told.ts";
import { type Deed, type IncidentTarget, incidentsOf } from "./events/incident.ts";
import { type OwnDomains, ownDomains } from "./own-domains.ts";
import { perViews } from "./rbac/per-views.ts";
import { judgeRedirectUri } from "./redirect/judge-redirect-uri.ts";

const FROM = ["directoryEvents"] as const;
// Look-alikes of domains that were not read are not told: redirect-uri-takeable says so of every address.
const ENRICH = ["domains", ...WAY_IN_SOURCES] as const;
const SOURCES = [...FROM, ...ENRICH] as const;

type Sources = (typeof SOURCES)[number];

/** Secrets, certificates, federated credentials, owners and redirect URIs that were added: ways in beside the old ones. */
export default defineDerivation({
  section: "credentialAdditions",
  of: "directoryEvents",
  from: FROM,
  enrich: ENRICH,
  // The first event stands for all of them.
  derive: (event, slice) => (event === slice.directoryEvents.all()[0] ? additionsIn(slice) : []),
  gaps: (event) => (tellsOfWaysIn(event) ? additionsOf(event).gaps : []),
});

function tellsOfWaysIn(event: DirectoryEvent): boolean {
  return operationsOf(event).some((operation) => WAYS_IN.includes(operation));
}

const WAYS_IN: readonly DirectoryOperation[] = ["keys-changed", "changed", "owner-added"];

interface WayInDeed extends Deed {
  readonly addition: Addition;
  readonly appId: string | null;
}

const additionsIn = perViews(SOURCES, (slice) => {
  const events = directoryEventsBy(slice);
  const own = ownDomains(slice.domains);
  const deeds = WAYS_IN.flatMap((operation) => events(operation))
    .flatMap((event) => additionsOf(event).items)
    .filter((addition) => isWorthTelling(addition, own) && !isEntrasOwn(addition, slice))
    .map((addition) => deedOf(addition, slice))
    .filter(({ states }) => !states.some(({ id }) => slice.credentials.get(id)?.signsSaml));
  return incidentsOf(
    deeds,
    (incident, told): CredentialAddition => ({
      ...incident,
      kinds: KINDS.filter((kind) => told.some(({ addition }) => kindOf(addition.added) === kind)),
      isBeside: told.some(({ addition }) => addition.isBeside),
      appId: told[0].appId,
    }),
  );
});

type Kind = CredentialAddition["kinds"][number];

const KINDS: readonly Kind[] = ["secret", "certificate", "federated-credential", "owner", "redirect-uri"];

/** A symmetric key is a secret in a key's clothes. */
function kindOf(added: Added): Kind {
  if (added.kind !== "key") return added.kind;
  return /^(?:password|symmetric)$/i.test(added.type) ? "secret" : "certificate";
}

/**
 * A key that signs tokens signs nobody in. Of addresses, what is wrong from the first day: a name that others could claim
 * is held by whoever added it, until it is given up; a loopback is for the developers.
 */
function isWorthTelling({ added }: Addition, own: OwnDomains): boolean {
  if (added.kind === "key") return added.usage.toLowerCase() !== "sign";
  if (added.kind !== "redirect-uri") return true;
  const { insecure, takeable } = judgeRedirectUri({ platform: "web", uri: added.uri }, own);
  return (
    insecure !== null || (takeable.known && takeable.value !== null && takeable.value.by !== "claimable-name")
  );
}

function isEntrasOwn(addition: Addition, slice: Slice<Sources>): boolean {
  const isKey = addition.added.kind === "key";
  return isKey ? isAzures(addition, slice) : isRegistrarsOwn(addition, slice);
}

function deedOf(addition: Addition, slice: Slice<Sources>): WayInDeed {
  const { event, holder, added } = addition;
  const { target, appId } = placeOf(addition, slice);
  return {
    addition,
    target,
    appId,
    correlationId: event.correlationId,
    actor: event.actor,
    row: rowOf(
      event,
      ...sayingOf(
        added,
        holder.kind === "application" ? `"${target.name}"` : `the service principal "${target.name}"`,
      ),
    ),
    states: [wayInState(addition, target, slice)],
  };
}

/** Addresses on a service principal are copies of its application's, where that lies in this tenant. */
function placeOf(
  { holder: { kind, objectId, name, appId }, added }: Addition,
  slice: Slice<Sources>,
): { readonly target: IncidentTarget; readonly appId: string | null } {
  const named = { objectId, appId };
  const found = kind === "application" ? applicationOf(named, slice) : principalOf(named, slice);
  const known = found?.appId ?? appId;
  const application =
    added.kind === "redirect-uri" && known !== null ? slice.applications.of(byAppId(known))[0] : undefined;
  const place = application ?? found;
  const id = `/${kind === "application" ? "applications" : "servicePrincipals"}/${objectId}`;
  return { target: { id: place?.id ?? id, name: place?.name ?? name ?? objectId }, appId: known };
}

function sayingOf(added: Added, holder: string): readonly [QueryId, string] {
  switch (added.kind) {
    case "key":
      return [
        "q11",
        `Added the ${kindOf(added)} "${added.name === "" ? added.keyId : added.name}" with the key id "${added.keyId}" to ${holder}.`,
      ];
    case "federated-credential":
      return [
        "q12",
        `Added the federated credential "${added.name}" for "${added.subject}" of "${added.issuer}" to ${holder}.`,
      ];
    case "owner":
      return ["q15", `Made "${added.name}" an owner of ${holder}.`];
    case "redirect-uri":
      return ["q16", `Added the redirect URI "${shownAddress(added.uri)}" to ${holder}.`];
  }
}
