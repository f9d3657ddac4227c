import type { Slice } from "../../inventory/inventory.ts";
import {
  DANGEROUS_APIS,
  type DangerousPermission,
  dangerousRole,
  permissionNamed,
} from "../../inventory/permissions.ts";
import {
  byAppId,
  type Application,
  type DirectoryEvent,
  type LogRow,
  type QueryId,
  type ServicePrincipal,
} from "../../inventory/sections.ts";
import type { Api, Client, RoleGrant } from "./directory-grants.ts";
import { guidsIn } from "./directory-properties.ts";

/** The event as a row of evidence. */
export function rowOf(event: DirectoryEvent, queryId: QueryId, detail: string): LogRow {
  const { time, source, operation, actor } = event;
  return {
    time,
    source,
    operation,
    actor: actor.kind === "unknown" ? null : actor.name,
    ip: actor.ip,
    userAgent: actor.userAgent,
    detail,
    queryId,
  };
}

/** By its object id, or by its appId where a log names no other. */
export function applicationOf(
  { objectId, appId }: Named,
  { applications }: Slice<"applications">,
): Application | undefined {
  if (objectId !== null) return applications.get(`/applications/${objectId}`);
  return applications.of(byAppId(String(appId)))[0];
}

export function principalOf(
  { objectId, appId }: Named,
  { servicePrincipals }: Slice<"servicePrincipals">,
): ServicePrincipal | undefined {
  if (objectId !== null) return servicePrincipals.get(`/servicePrincipals/${objectId}`);
  return servicePrincipals.of(byAppId(String(appId)))[0];
}

type Named = Pick<Client, "objectId" | "appId">;

/** The appId of an API: of its service principal, else the one among its names that has dangerous permissions. */
export function appIdOf(api: Api, slice: Slice<"servicePrincipals">): string | null {
  const ids = guidsIn(api.names);
  return (
    principalOf({ objectId: api.objectId, appId: null }, slice)?.appId ??
    ids.find((id) => DANGEROUS_APIS.has(id)) ??
    ids[0] ??
    null
  );
}

/** A role as people know it, and why it is dangerous where it is. */
export interface NamedRole {
  readonly value: string;
  readonly dangerous: DangerousPermission | undefined;
}

export function namedRole({ api, roleId, value }: RoleGrant, slice: Slice<"servicePrincipals">): NamedRole {
  const appId = appIdOf(api, slice);
  const dangerous = dangerousRole(appId ?? "", roleId ?? "") ?? permissionNamed("application", value, appId);
  return { value: dangerous?.value ?? value, dangerous };
}

export function roleRow(
  { event, api }: RoleGrant,
  value: string,
  client: string,
  queryId: QueryId,
  slice: Slice<"servicePrincipals">,
): LogRow {
  return rowOf(
    event,
    queryId,
    `Gave "${client}" the application permission "${value}" of ${apiName(api, slice)}.`,
  );
}

export function apiName(api: Api, slice: Slice<"servicePrincipals">): string {
  const principal = principalOf({ objectId: api.objectId, appId: null }, slice);
  const name = principal?.name ?? api.displayName ?? api.objectId;
  return name === null ? "an API that the log does not name" : `"${name}"`;
}
