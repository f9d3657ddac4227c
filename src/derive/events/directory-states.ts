import type { SectionView, Slice } from "../../inventory/inventory.ts";
import { segmentOf } from "../../inventory/scope.ts";
import type { IncidentState, Resource } from "../../inventory/sections.ts";
import type { AddedFederation, AddedKey, AddedOwner, Addition } from "./directory-credentials.ts";
import type { IncidentTarget } from "./incident.ts";

/** What tells whether a way in is still there. */
export const WAY_IN_SOURCES = [
  "applications",
  "servicePrincipals",
  "credentials",
  "federatedIdentityCredentials",
  "owners",
] as const;

type WayInSlice = Slice<(typeof WAY_IN_SOURCES)[number]>;

/** Whether something that a log names is still there. What could not be listed is neither there nor gone. */
export function stateIn(view: SectionView<Resource>, id: string, name: string): IncidentState {
  const found = view.get(id);
  if (found !== undefined) return { id: found.id, name: found.name, presence: "present" };
  return { id, name, presence: view.gapsAt(id).length === 0 ? "gone" : "unknown" };
}

/** What an addition left behind, under the ids that other checks know. Nothing outlives whose it is. */
export function wayInState(addition: Addition, holder: IncidentTarget, slice: WayInSlice): IncidentState {
  const state = stateOf(addition, holder, slice);
  const holders: SectionView<Resource> =
    segmentOf(holder.id, "applications") === undefined ? slice.servicePrincipals : slice.applications;
  if (state.presence === "present" || holders.get(holder.id) !== undefined) return state;
  return { ...state, presence: stateIn(holders, holder.id, holder.name).presence };
}

function stateOf({ added }: Addition, holder: IncidentTarget, slice: WayInSlice): IncidentState {
  switch (added.kind) {
    case "key":
      return stateIn(slice.credentials, keyId(added, holder), added.name === "" ? added.keyId : added.name);
    case "federated-credential":
      return federationState(added, holder, slice);
    case "owner":
      return ownerState(added, holder, slice);
    case "redirect-uri":
      return addressState(added.uri, holder, slice);
  }
}

/** `/applications/{objectId}/passwordCredentials/{keyId}`, `…/keyCredentials/{keyId}` */
function keyId({ keyId: id, type }: AddedKey, holder: IncidentTarget): string {
  const list = /^password$/i.test(type) ? "passwordCredentials" : "keyCredentials";
  return `${holder.id}/${list}/${id}`;
}

function federationState(
  { id, name }: AddedFederation,
  holder: IncidentTarget,
  { federatedIdentityCredentials: all }: WayInSlice,
): IncidentState {
  const named = id === null ? all.of(holder.id).find((one) => one.name === name) : undefined;
  return stateIn(all, named?.id ?? `${holder.id}/federatedIdentityCredentials/${id ?? name}`, name);
}

/** Only owners of what is privileged are read: who is not among those of an application is gone where others are. */
function ownerState(
  { ownerId, name }: AddedOwner,
  holder: IncidentTarget,
  { owners }: WayInSlice,
): IncidentState {
  const state = stateIn(owners, `${holder.id}/owners/${ownerId}`, name);
  const isRead = owners.of(holder.id).length > 0;
  return state.presence === "gone" && !isRead ? { ...state, presence: "unknown" } : state;
}

/** Addresses have no ids: what is there is the application that has them. */
function addressState(
  uri: string,
  { id, name }: IncidentTarget,
  { applications }: WayInSlice,
): IncidentState {
  const uris = applications.get(id)?.redirectUris;
  if (uris?.known === false) return { id, name, presence: "unknown" };
  return { id, name, presence: uris?.value.some((one) => one.uri === uri) ? "present" : "gone" };
}
