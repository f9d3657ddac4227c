import dangerousPermissions from "../../src/inventory/data/dangerous-permissions.json" with { type: "json" };
import {
  appRoleAssignment,
  oauth2PermissionGrant,
  type RawBody,
  type SimulatedAppRoleAssignment,
  type SimulatedGrant,
  type SimulatedServicePrincipal,
  type SimulatedUser,
} from "../azure/describe-entra.ts";
import { appIds, exchangeResource, graphResource, sharePointResource } from "../azure/describe-resources.ts";
import { simulatedId } from "../azure/describe.ts";
import type { Ago } from "./application-parts.ts";
import { turn } from "./turn.ts";

export interface Apis {
  readonly graph: SimulatedServicePrincipal;
  readonly exchange: SimulatedServicePrincipal;
  readonly sharePoint: SimulatedServicePrincipal;
}

/** With as many permissions as the real ones: those of the catalogue, and for Microsoft Graph hundreds of others. */
export function apisOf(): Apis {
  const numbered = (kind: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Array.from({ length: 450 }, (_, at) => [`Feature${at}.Read.All`, simulatedId(`graph ${kind} ${at}`)]),
    );
  return {
    graph: graphResource({
      roles: { ...DANGEROUS_ROLES.graph, ...numbered("role") },
      scopes: { ...catalogued("graph", "d"), ...numbered("scope") },
    }),
    exchange: exchangeResource({
      roles: { ...DANGEROUS_ROLES.exchange, "User.Read.All": "bf24470f-10c1-436d-8d53-7b997eb473be" },
    }),
    sharePoint: sharePointResource({
      roles: { ...DANGEROUS_ROLES.sharePoint, "Sites.Selected": "20d37865-089c-4dee-8c41-6967602d4ac8" },
    }),
  };
}

function catalogued(api: keyof Apis, type: "a" | "d"): Readonly<Record<string, string>> {
  const of = dangerousPermissions.permissions.filter(({ r, t }) => r === appIds[api] && t === type);
  return Object.fromEntries(of.map(({ v, id }) => [v, id]));
}

/** Ids by value. */
const DANGEROUS_ROLES = {
  graph: catalogued("graph", "a"),
  exchange: catalogued("exchange", "a"),
  sharePoint: catalogued("sharePoint", "a"),
} as const;

interface Role {
  readonly api: keyof Apis;
  readonly value: string;
}

/** Of tier 0 and 1. */
export function privilegedRole(nth: number): Role {
  return turn(PRIVILEGED_ROLES, nth);
}

const PRIVILEGED_ROLES: readonly [Role, ...Role[]] = [
  { api: "graph", value: "Mail.Read" },
  { api: "graph", value: "Files.Read.All" },
  { api: "graph", value: "Mail.ReadWrite" },
  { api: "sharePoint", value: "Sites.FullControl.All" },
  { api: "graph", value: "Sites.Read.All" },
  { api: "graph", value: "Directory.ReadWrite.All" },
  { api: "exchange", value: "full_access_as_app" },
  { api: "graph", value: "Group.ReadWrite.All" },
  { api: "exchange", value: "Exchange.ManageAsApp" },
  { api: "graph", value: "RoleManagement.ReadWrite.Directory" },
];

const HARMLESS_ROLES: readonly [Role, ...Role[]] = [
  { api: "graph", value: "User.Read.All" },
  { api: "graph", value: "GroupMember.Read.All" },
  { api: "graph", value: "Organization.Read.All" },
  { api: "graph", value: "Application.Read.All" },
  { api: "graph", value: "AuditLog.Read.All" },
  { api: "graph", value: "Sites.Selected" },
  { api: "graph", value: "Feature7.Read.All" },
  { api: "exchange", value: "User.Read.All" },
  { api: "graph", value: "Feature8.Read.All" },
  { api: "sharePoint", value: "Sites.Selected" },
];

/** A dangerous one for each that is privileged, then harmless ones round by round until there are enough. */
export function assignmentsOf(
  count: number,
  to: {
    readonly privileged: readonly SimulatedServicePrincipal[];
    readonly all: readonly SimulatedServicePrincipal[];
  },
  apis: Apis,
  ago: Ago,
): readonly SimulatedAppRoleAssignment[] {
  const give = (principal: SimulatedServicePrincipal, { api, value }: Role, days: number) =>
    appRoleAssignment(principal, apis[api], value, { createdDateTime: ago(days) });
  const rest = Array.from({ length: Math.max(0, count - to.privileged.length) }, (_, at) => {
    const nth = at % to.all.length;
    const round = Math.floor(at / to.all.length);
    const principal = to.all[nth];
    return principal === undefined ? [] : [give(principal, turn(HARMLESS_ROLES, nth + round), at % 900)];
  });
  const dangerous = to.privileged.map((one, index) => give(one, privilegedRole(index), 20 + (index % 900)));
  return [...dangerous, ...rest.flat()];
}

/** A third for everybody, each of a client of its own; the others of few clients that many people use. */
export function grantsOf(
  grants: number,
  by: {
    readonly own: readonly SimulatedServicePrincipal[];
    readonly foreign: readonly SimulatedServicePrincipal[];
    readonly users: readonly SimulatedUser[];
  },
  graph: SimulatedServicePrincipal,
): readonly SimulatedGrant[] {
  const { own, foreign, users } = by;
  const wide = Math.floor(grants / 3);
  const clients = foreign.slice(0, Math.ceil((grants - wide) / Math.max(1, users.length)) + 20);
  return [
    ...Array.from({ length: wide }, (_, at) => {
      const isOwn = at % 2 === 0;
      const holder = isOwn ? own[at] : foreign[foreign.length - 1 - Math.floor(at / 2)];
      // Of Graph's scopes on applications of one's own none is dangerous: they would be privileged by them.
      const scope = isOwn || at % 12 !== 1 ? HARMLESS_SCOPES : turn(DANGEROUS_SCOPES, at / 12);
      return holder === undefined ? [] : [oauth2PermissionGrant(holder, graph, scope)];
    }),
    ...Array.from({ length: grants - wide }, (_, at) => {
      const holder = clients[at % clients.length];
      const principal = users[Math.floor(at / clients.length)];
      if (holder === undefined || principal === undefined) return [];
      const scope = at % 15 === 0 ? turn(DANGEROUS_SCOPES, at / 15) : HARMLESS_SCOPES;
      return [oauth2PermissionGrant(holder, graph, scope, { principal })];
    }),
  ].flat();
}

/** Graph puts a blank before the first one. */
const HARMLESS_SCOPES = " openid profile email User.Read";
const DANGEROUS_SCOPES: readonly [string, ...string[]] = [
  " offline_access Mail.Read User.Read",
  " User.Read Files.ReadWrite.All offline_access",
  " Directory.AccessAsUser.All",
];

/** What an application asks for: to sign people in, and the roles. */
export function manifestOf(roles: readonly Role[]): readonly RawBody[] {
  const access = (api: keyof Apis): readonly RawBody[] =>
    roles
      .filter((role) => role.api === api)
      .map(({ value }) => ({ id: DANGEROUS_ROLES[api][value], type: "Role" }));
  const signIn = { id: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", type: "Scope" };
  return [
    { resourceAppId: appIds.graph, resourceAccess: [signIn, ...access("graph")] },
    ...(["exchange", "sharePoint"] as const).flatMap((api) =>
      access(api).length === 0 ? [] : [{ resourceAppId: appIds[api], resourceAccess: access(api) }],
    ),
  ];
}
