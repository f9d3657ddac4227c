import type { Listed } from "../../inventory/known.ts";
import type { AuditTarget, DirectoryEvent, JsonValue } from "../../inventory/sections.ts";
import { operationsOf } from "./directory-operations.ts";
import {
  bothSides,
  fieldOf,
  guidIn,
  held,
  listOf,
  perEvent,
  silent,
  textAfter,
  textOf,
  unread,
} from "./directory-properties.ts";

/** Another way in that was added to an application or a service principal. */
export interface Addition {
  readonly event: DirectoryEvent;
  readonly holder: Holder;
  readonly added: Added;
  /** Others of its kind were there. */
  readonly isBeside: boolean;
}

export interface Holder {
  readonly kind: "application" | "service-principal";
  readonly objectId: string;
  readonly name: string | null;
  readonly appId: string | null;
}

export type Added = AddedKey | AddedFederation | AddedOwner | AddedAddress;

export interface AddedKey {
  readonly kind: "key";
  readonly keyId: string;
  /** `Password`, `AsymmetricX509Cert`, `Symmetric`. */
  readonly type: string;
  /** `Verify`, `Sign`. */
  readonly usage: string;
  readonly name: string;
}

export interface AddedFederation {
  readonly kind: "federated-credential";
  readonly id: string | null;
  readonly name: string;
  readonly issuer: string;
  /** The subject, or the expression in its place. */
  readonly subject: string;
}

export interface AddedOwner {
  readonly kind: "owner";
  readonly ownerId: string;
  readonly name: string;
}

export interface AddedAddress {
  readonly kind: "redirect-uri";
  readonly uri: string;
}

const NOTHING: Listed<never> = { items: [], gaps: [] };

/** All that one event adds. */
export const additionsOf = perEvent((event): Listed<Addition> => {
  if (operationsOf(event).includes("owner-added")) return ownerOf(event);
  const parts = [keysOf(event), listChange(event, FEDERATION), listChange(event, ADDRESSES)];
  return { items: parts.flatMap(({ items }) => items), gaps: parts.flatMap(({ gaps }) => gaps) };
});

/** How a list in a property is read: what an entry is, and what makes two entries the same. */
interface List {
  /** In lower case. */
  readonly property: string;
  readonly what: string;
  readonly read: (entry: JsonValue) => { readonly key: string; readonly added: Added } | undefined;
}

const KEYS: List = { property: "keydescription", what: "which keys it left", read: keyOf };

const FEDERATION: List = {
  property: "federatedidentitycredentials",
  what: "which federated credentials it left",
  read: federationOf,
};

const ADDRESSES: List = {
  property: "appaddress",
  what: "which addresses it left",
  read(entry) {
    const uri = fieldOf(entry, "address");
    return uri === null ? undefined : { key: uri, added: { kind: "redirect-uri", uri } };
  },
};

/** An event of its own kind tells of keys; others may. */
function keysOf(event: DirectoryEvent): Listed<Addition> {
  const isMissing = operationsOf(event).includes("keys-changed") && held(event, KEYS.property) === undefined;
  return isMissing ? { items: [], gaps: [silent(event, KEYS.what)] } : listChange(event, KEYS);
}

/** What stands in a list after the change and did not before. */
function listChange(event: DirectoryEvent, { property, what, read }: List): Listed<Addition> {
  const found = held(event, property);
  if (found === undefined) return NOTHING;
  const sides = bothSides(found);
  if (!sides.known) return { items: [], gaps: [sides.gap] };
  const before = listOf(sides.value.before).map(read);
  const after = listOf(sides.value.after).map(read);
  // Where an entry is not understood, what is new cannot be told from what was there.
  if ([...before, ...after].includes(undefined)) return { items: [], gaps: [silent(event, what)] };
  const old = new Set(before.map((entry) => entry?.key));
  const added = after.flatMap((entry) => (entry === undefined || old.has(entry.key) ? [] : [entry.added]));
  if (added.length === 0) return NOTHING;
  const holder = holderOf(event, found.target);
  if (holder === undefined) return { items: [], gaps: [silent(event, "whose they are")] };
  return { items: added.map((one) => ({ event, holder, added: one, isBeside: old.size > 0 })), gaps: [] };
}

function holderOf(event: DirectoryEvent, target: AuditTarget): Holder | undefined {
  const { id, type, name } = target;
  if (id === null) return undefined;
  return {
    kind: /^serviceprincipal$/i.test(type) ? "service-principal" : "application",
    objectId: id,
    name,
    appId: guidIn(textAfter(event, "appid")),
  };
}

/** `[KeyIdentifier=…,KeyType=Password,KeyUsage=Verify,DisplayName=…]` */
function keyOf(entry: JsonValue): { readonly key: string; readonly added: Added } | undefined {
  const [, id, type = "", usage = "", name = ""] = KEY.exec(textOf(entry) ?? "") ?? [];
  const keyId = id?.toLowerCase();
  return keyId === undefined ? undefined : { key: keyId, added: { kind: "key", keyId, type, usage, name } };
}

/** The name comes last, and holds whatever the one who added the key typed: commas, brackets, another key. */
const KEY =
  /^\[?\s*KeyIdentifier=([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}),\s*KeyType=(\w*),\s*KeyUsage=(\w*)(?:,\s*DisplayName=([^]*?))?\]?$/i;

/** Another issuer or subject makes another credential of it. */
function federationOf(entry: JsonValue): { readonly key: string; readonly added: Added } | undefined {
  const id = guidIn(fieldOf(entry, "id"));
  const name = fieldOf(entry, "name") ?? id;
  const issuer = fieldOf(entry, "issuer") ?? "";
  const subject = fieldOf(entry, "subject") ?? fieldOf(entry, "claimsmatchingexpressionvalue") ?? "";
  if (name === null) return undefined;
  const key = JSON.stringify([id ?? name, issuer, subject]);
  return { key, added: { kind: "federated-credential", id, name, issuer, subject } };
}

/**
 * `Add owner to application`, `… to service principal`: what is owned stands in properties, of whichever target, and
 * mostly among the targets as well. The other target is the owner.
 */
function ownerOf(event: DirectoryEvent): Listed<Addition> {
  const kind = /service principal/i.test(event.operation) ? "service-principal" : "application";
  const type = kind.replace("-", "");
  const told = guidIn(textAfter(event, `${type}.objectid`));
  const ofType = event.targets.filter((target) => target.type.toLowerCase() === type && target.id !== null);
  const objectId = told ?? (ofType.length === 1 ? ofType[0]?.id : null);
  const owner = event.targets.find(({ id }) => id !== null && id !== objectId);
  if (!objectId || !owner?.id)
    return { items: [], gaps: [unread(event, `${type}.objectid`, "who owns what since")] };
  const owned = event.targets.find(({ id }) => id === objectId);
  const name = textAfter(event, `${type}.displayname`) ?? owned?.name ?? null;
  const holder = { kind, objectId, name, appId: guidIn(textAfter(event, `${type}.appid`)) } as const;
  const ownerName = owner.userPrincipalName ?? owner.name ?? owner.id;
  const added = { kind: "owner", ownerId: owner.id, name: ownerName } as const;
  return { items: [{ event, holder, added, isBeside: false }], gaps: [] };
}
