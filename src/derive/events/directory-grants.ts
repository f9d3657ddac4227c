import { type Gap, known, type Known, type Listed } from "../../inventory/known.ts";
import type { DirectoryEvent } from "../../inventory/sections.ts";
import {
  guidIn,
  type Held,
  held,
  perEvent,
  silence,
  silent,
  textAfter,
  textOf,
  unread,
} from "./directory-properties.ts";

/** An application that was registered. */
export interface Registration {
  readonly event: DirectoryEvent;
  /** Object id of the application; null where the log names none. */
  readonly objectId: string | null;
  readonly appId: string | null;
  readonly name: string | null;
  readonly isSingleTenant: Known<boolean>;
}

/** `Add application`. */
export const registrationOf = perEvent((event): Listed<Registration> => {
  const target = event.targets.find(({ type }) => /^application$/i.test(type));
  const objectId = target?.id ?? null;
  const appId = guidIn(textAfter(event, "appid"));
  const gaps = [
    ...(objectId === null ? [silent(event, "which application it registered")] : []),
    ...(appId === null ? [unread(event, "appid", "the appId of what it registered")] : []),
  ];
  if (objectId === null && appId === null) return { items: [], gaps };
  const name = target?.name ?? textAfter(event, "displayname");
  return { items: [{ event, objectId, appId, name, isSingleTenant: isSingleTenant(event) }], gaps };
});

/** `[false]` for accounts of this tenant alone. */
function isSingleTenant(event: DirectoryEvent): Known<boolean> {
  const text = textAfter(event, "availabletoothertenants")?.toLowerCase();
  if (text === "true" || text === "false") return known(text === "false");
  return silence(event, "availabletoothertenants", "whether other tenants may use the application");
}

/** An API, as an event names it. */
export interface Api {
  /** Object id of its service principal. */
  readonly objectId: string | null;
  /** Its names, in which its appId stands: `https://graph.microsoft.com;00000003-…`. */
  readonly names: string;
  readonly displayName: string | null;
}

/** Whom an event gives something. */
export interface Client {
  /** Object id of its service principal. */
  readonly objectId: string | null;
  readonly appId: string | null;
  readonly name: string | null;
}

/** An application role that was given to a service principal. */
export interface RoleGrant {
  readonly event: DirectoryEvent;
  readonly client: Client;
  readonly api: Api;
  /** `Mail.Read`; its id where the log does not name it. */
  readonly value: string;
  readonly roleId: string | null;
}

/** `Add app role assignment to service principal`. */
export const roleGrantOf = perEvent((event): Listed<RoleGrant> => {
  const found = held(event, "approle.value") ?? held(event, "approle.id");
  const roleId = guidIn(textAfter(event, "approle.id"));
  const value = textAfter(event, "approle.value") ?? roleId;
  if (found === undefined || value === null)
    return { items: [], gaps: [unread(event, "approle.value", "which role it gave")] };
  const api = apiOf(event, found);
  const client = clientOf(event, api);
  const gaps = unnamed(event, client, "to whom it gave a role");
  return { items: [{ event, client, api, value, roleId }], gaps };
});

/** The target that carries the properties of what was given. */
function apiOf(event: DirectoryEvent, { target }: Held): Api {
  const names = textAfter(event, "targetid.serviceprincipalnames") ?? "";
  return { objectId: target.id, names, displayName: target.name };
}

/** In properties, else the other service principal among the targets. */
function clientOf(event: DirectoryEvent, api: Api): Client {
  const objectId = guidIn(textAfter(event, "serviceprincipal.objectid"));
  const other = event.targets.find(({ id, type }) => isServicePrincipal(type) && id !== api.objectId);
  return {
    objectId: objectId ?? other?.id ?? null,
    appId: guidIn(textAfter(event, "serviceprincipal.appid")),
    name: textAfter(event, "serviceprincipal.displayname") ?? other?.name ?? null,
  };
}

/** The appId may do, where the inventory holds the principal; what is not found there is nobody's. */
function unnamed(event: DirectoryEvent, { objectId }: Client, what: string): readonly Gap[] {
  return objectId === null ? [unread(event, "serviceprincipal.objectid", what)] : [];
}

function isServicePrincipal(type: string): boolean {
  return /^serviceprincipal$/i.test(type);
}

/** Delegated permissions that were given to a client. */
export interface ScopeGrant {
  readonly event: DirectoryEvent;
  readonly client: Client;
  readonly api: Api;
  /** New by it. */
  readonly scopes: readonly string[];
  readonly isTenantWide: boolean;
  /** Object id of the user for whom it holds; null where it holds for all, or the log names none. */
  readonly userId: string | null;
}

/** `Add delegated permission grant`. */
export const scopeGrantOf = perEvent((event): Listed<ScopeGrant> => {
  const scope = held(event, "delegatedpermissiongrant.scope");
  const after = textAfter(event, "delegatedpermissiongrant.scope");
  if (scope === undefined || !scope.property.after.known)
    return { items: [], gaps: [unread(event, "delegatedpermissiongrant.scope", "which scopes it gave")] };
  const { before } = scope.property;
  if (!before.known) return { items: [], gaps: [before.gap] };
  const api = apiOf(event, scope);
  const client = clientOf(event, api);
  const old = new Set(words(textOf(before.value)));
  const scopes = words(after).filter((one) => !old.has(one));
  const isTenantWide = /^allprincipals$/i.test(
    textAfter(event, "delegatedpermissiongrant.consenttype") ?? "",
  );
  const userId = isTenantWide ? null : userOf(event);
  const gaps = unnamed(event, client, "to whom it gave scopes");
  return { items: [{ event, client, api, scopes, isTenantWide, userId }], gaps };
});

function userOf(event: DirectoryEvent): string | null {
  const user = event.targets.find(({ type }) => /^user$/i.test(type));
  return user?.id ?? (event.actor.kind === "user" ? event.actor.id : null);
}

/** Scopes are separated by blanks, and often begin with one. */
function words(text: string | null): string[] {
  return (text ?? "").split(/\s+/).filter((word) => word !== "");
}

/**
 * `Consent to application`: the property holds the grants before and after, `[] => [[Id: …, ClientId: …, PrincipalId: …,
 * ResourceId: …, ConsentType: AllPrincipals, Scope: offline_access Mail.Read, CreatedDateTime: …]]; `. What stands on the
 * right is all that holds since, so that only the difference is new. That an administrator consented does not make it
 * tenant-wide: that it was on behalf of all does.
 */
export const consentOf = perEvent((event): Listed<ScopeGrant> => {
  const name = "consentaction.permissions";
  const text = textAfter(event, name);
  const target = held(event, name)?.target;
  const [left, right] = sidesOf(text ?? "");
  const after = entriesOf(right);
  if (target === undefined || text === null || (after.length === 0 && !/^[\s[\];]*$/.test(right)))
    return { items: [], gaps: [unread(event, name, "which permissions were consented to")] };
  if (target.id === null) return { items: [], gaps: [silent(event, "to which application")] };
  const old = new Set(entriesOf(left).flatMap(keysOf));
  const isForAll = /^true$/i.test(textAfter(event, "consentcontext.onbehalfofall") ?? "");
  const names = textAfter(event, "targetid.serviceprincipalnames");
  const client = { objectId: target.id, appId: guidIn(names), name: target.name };
  const items = after.map((entry): ScopeGrant => {
    const isTenantWide = isForAll || /^allprincipals$/i.test(entry.consentType);
    return {
      event,
      client,
      api: { objectId: guidIn(entry.resourceId), names: "", displayName: null },
      scopes: words(entry.scope).filter((scope) => !old.has(keyOf(entry, scope))),
      isTenantWide,
      userId: isTenantWide ? null : (guidIn(entry.principalId) ?? userOf(event)),
    };
  });
  return { items, gaps: [] };
});

/** The first arrow counts: names of scopes may hold another. Without one there is only what holds since. */
function sidesOf(text: string): readonly [string, string] {
  const at = text.indexOf("=>");
  return at < 0 ? ["", text] : [text.slice(0, at), text.slice(at + 2)];
}

interface ConsentEntry {
  readonly resourceId: string;
  readonly principalId: string;
  readonly consentType: string;
  readonly scope: string;
}

function entriesOf(side: string): readonly ConsentEntry[] {
  return side
    .split(/[[\]]+/)
    .filter((entry) => /\bScope:/i.test(entry))
    .map((entry) => ({
      resourceId: partOf(entry, "ResourceId"),
      principalId: partOf(entry, "PrincipalId"),
      consentType: partOf(entry, "ConsentType"),
      scope: partOf(entry, "Scope"),
    }));
}

function partOf(entry: string, name: string): string {
  return new RegExp(`\\b${name}:([^,]*)`, "i").exec(entry)?.[1]?.trim() ?? "";
}

function keysOf(entry: ConsentEntry): string[] {
  return words(entry.scope).map((scope) => keyOf(entry, scope));
}

function keyOf({ resourceId, principalId, consentType }: ConsentEntry, scope: string): string {
  return [resourceId, principalId, consentType, scope].join("\0").toLowerCase();
}

/** `Add app role assignment grant to user`: who may use an application. */
export interface UserAssignment {
  readonly event: DirectoryEvent;
  readonly client: Client;
  readonly userId: string;
}

export const userAssignmentOf = perEvent((event): Listed<UserAssignment> => {
  const user = event.targets.find(({ type }) => /^user$/i.test(type));
  const application = event.targets.find(({ type }) => isServicePrincipal(type));
  if (!user?.id || !application?.id)
    return { items: [], gaps: [silent(event, "whom it assigned, and to what")] };
  const appId = guidIn(textAfter(event, "targetid.serviceprincipalnames"));
  const client = { objectId: application.id, appId, name: application.name };
  return { items: [{ event, client, userId: user.id }], gaps: [] };
});
