import type { SimulatedClient } from "./describe.ts";
import type { RawBody } from "./describe-entra.ts";
import type { KnownDirectory } from "./directory.ts";
import { bodyOf, type Entity, type EntityType, isDirectoryType, type View } from "./entities.ts";
import { graphError } from "./errors.ts";
import { auditFilter, isAuditRoute, largestLogPage } from "./graph-audit-logs.ts";
import { maySee } from "./graph-permissions.ts";
import { type GraphQuery, graphQuery } from "./graph-query.ts";
import type { GraphTarget } from "./graph-target.ts";
import { pageBody, pageOf } from "./paging.ts";
import { type Answer, type Call, graphHeaders, type GraphRoute } from "./service.ts";
import type { World } from "./world.ts";

export type ReadRoute = Exclude<GraphRoute, "batch" | "getByIds">;

/** What stands at an address: a list, one object, or nothing for an id that is not there. */
type Found =
  | {
      readonly kind: "list";
      readonly type: EntityType;
      readonly items: readonly Entity[];
      readonly context: string;
    }
  | { readonly kind: "object"; readonly type: EntityType; readonly item: Entity; readonly context: string }
  | { readonly kind: "missing" };

/** The answer to a GET that may be asked. */
export function answerRead(
  world: World,
  call: Call,
  target: GraphTarget,
  route: ReadRoute,
  client: SimulatedClient,
): Answer {
  const { directory, options } = world;
  const found = find(directory, target, route, call.url.searchParams.get("$top"));
  if (found.kind === "missing") return notFound(target.id);
  const { version } = target;
  const sovereign = options.sovereign !== undefined;
  const byAppId = filtersOf(directory, route);
  const query = graphQuery(call, {
    type: found.type,
    version,
    sovereign,
    kind: found.kind,
    filterable: isAuditRoute(route) ? "own" : byAppId !== undefined,
    ...(isAuditRoute(route) && { largestPage: largestLogPage }),
  });
  if ("status" in query) return query;
  const isAsked = isAuditRoute(route) ? auditFilter(world, route, version, call.url) : undefined;
  if (isAsked && "status" in isAsked) return isAsked;
  const view = { version, sovereign, select: query.select };
  const headers = readHeaders(resourceUnits(route, query));
  const context = `${world.graphUrl}/${version}/$metadata#${contextOf(found.context, query.select)}`;
  if (found.kind === "object") {
    const body = { "@odata.context": `${context}/$entity`, ...bodyOf(found.item, view) };
    return { status: 200, headers, body };
  }
  const listed = query.appId === undefined ? found.items : (byAppId?.get(query.appId.toLowerCase()) ?? []);
  const items = isAsked ? listed.filter(isAsked) : listed;
  const page = pageOf(items, call.url, pageSize(world, route, query), query.eventual);
  const shaped = shapeOf(found.type, client, view);
  const answered = {
    ...page,
    linkName: "@odata.nextLink",
    value: page.value.map(shaped),
    previous: page.previous && shaped(page.previous),
  } as const;
  const count = query.count && page.cursor.page === 1 ? { "@odata.count": items.length } : {};
  return {
    status: 200,
    headers,
    body: { "@odata.context": context, ...count, ...pageBody(answered) },
    page: answered,
  };
}

/** The body of a related object: of what the client may not see, it is told the id and the type alone. */
export function shapeOf(
  list: EntityType,
  client: SimulatedClient,
  view: View,
): (item: Entity) => Readonly<Record<string, unknown>> {
  if (list !== "directoryObject") return (item) => bodyOf(item, view);
  return ({ type, raw }) => {
    const body = bodyOf({ type, raw: { "@odata.type": `#microsoft.graph.${type}`, ...raw } }, view);
    if (!isDirectoryType(type) || maySee(client, type)) return body;
    const shown = (name: string): boolean => name === "id" || name === "@odata.type";
    return Object.fromEntries(
      Object.entries(body).map(([name, value]) => [name, shown(name) ? value : null]),
    );
  };
}

export function readHeaders(units: number): Record<string, string> {
  return {
    ...graphHeaders(
      "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
    ),
    "odata-version": "4.0",
    "x-ms-resource-unit": String(units),
  };
}

/** What a request costs, https://learn.microsoft.com/graph/throttling-limits#identity-and-access-service-limits */
export function resourceUnits(route: GraphRoute, { select, top }: Partial<GraphQuery>): number {
  const base = costs[route] ?? 1;
  const saved = (select ? 1 : 0) + (top !== undefined && top < 20 ? 1 : 0);
  return Math.max(1, base - saved);
}

export function contextOf(context: string, select: readonly string[] | undefined): string {
  return select ? `${context}(${select.join(",")})` : context;
}

const costs: Partial<Record<GraphRoute, number>> = {
  applications: 2,
  oauth2PermissionGrants: 2,
  appRoleAssignments: 2,
  groupMembers: 3,
  getByIds: 3,
};

function find(directory: KnownDirectory, target: GraphTarget, route: ReadRoute, top: string | null): Found {
  const id = target.id.toLowerCase();
  const object = (type: EntityType): Entity | undefined => {
    const known = directory.objects.get(id);
    return known?.type === type ? known : undefined;
  };
  const related = (
    type: EntityType,
    owner: Entity | undefined,
    context: string,
    items: readonly Entity[] | undefined,
  ): Found => (owner ? { kind: "list", type, context, items: items ?? [] } : { kind: "missing" });
  switch (route) {
    case "application":
    case "servicePrincipal": {
      const item = object(route);
      return item ? { kind: "object", type: route, item, context: `${route}s` } : { kind: "missing" };
    }
    case "owners": {
      const of = target.path.toLowerCase().startsWith("/applications/") ? "application" : "servicePrincipal";
      const owners = directory.owners.get(`/${of}s/${id}`.toLowerCase());
      return related("directoryObject", object(of), "directoryObjects", owners);
    }
    case "groupMembers":
      return related("directoryObject", object("group"), "directoryObjects", directory.groupMembers.get(id));
    case "appRoleAssignedTo": {
      // Smaller pages leave managed identities out, https://github.com/microsoftgraph/microsoft-graph-docs/issues/12243
      const all = top === "999" ? directory.appRoleAssignedTo : directory.appRoleAssignedToApps;
      return related("appRoleAssignment", object("servicePrincipal"), "appRoleAssignments", all.get(id));
    }
    case "appRoleAssignments": {
      const held = directory.appRoleAssignments.get(id);
      return related("appRoleAssignment", object("servicePrincipal"), "appRoleAssignments", held);
    }
    case "federatedIdentityCredentials": {
      const context = `applications('${target.id}')/federatedIdentityCredentials`;
      const trusted = directory.federatedIdentityCredentials.get(id);
      return related("federatedIdentityCredential", object("application"), context, trusted);
    }
    case "appliesTo": {
      const policy = directory.appliesTo.get(id);
      if (!policy) return { kind: "missing" };
      return { kind: "list", type: "directoryObject", context: "directoryObjects", items: policy };
    }
    case "authorizationPolicy":
      return authorizationPolicy(directory, target);
    case "adminConsentRequestPolicy":
    case "defaultAppManagementPolicy": {
      const item = directory.singletons[route];
      return { kind: "object", type: item.type, item, context: `policies/${route}` };
    }
    default:
      return {
        kind: "list",
        type: listTypes[route],
        items: directory.lists[route],
        context: contexts[route] ?? route,
      };
  }
}

/** One object in v1.0; in the beta version a list of one, and what users may consent to has another name. */
function authorizationPolicy({ singletons }: KnownDirectory, { version }: GraphTarget): Found {
  const item = singletons.authorizationPolicy;
  const context = "policies/authorizationPolicy";
  if (version === "v1.0") return { kind: "object", type: item.type, item, context };
  const { defaultUserRolePermissions, ...policy } = bodyOf(item, { version, sovereign: false });
  const { permissionGrantPoliciesAssigned = [], ...permissions } = (defaultUserRolePermissions ??
    {}) as RawBody;
  const raw = {
    ...policy,
    permissionGrantPolicyIdsAssignedToDefaultUserRole: permissionGrantPoliciesAssigned,
    defaultUserRolePermissions: permissions,
  };
  return { kind: "list", type: item.type, items: [{ type: item.type, raw }], context };
}

type PlainList = keyof KnownDirectory["lists"];

const listTypes: Readonly<Record<PlainList, EntityType>> = {
  organization: "organization",
  applications: "application",
  servicePrincipals: "servicePrincipal",
  oauth2PermissionGrants: "oAuth2PermissionGrant",
  directoryRoleAssignments: "unifiedRoleAssignment",
  directoryRoleDefinitions: "unifiedRoleDefinition",
  directoryRoleEligibilities: "unifiedRoleEligibilityScheduleInstance",
  permissionGrantPolicies: "permissionGrantPolicy",
  appManagementPolicies: "appManagementPolicy",
  signInActivities: "servicePrincipalSignInActivity",
  credentialSignInActivities: "appCredentialSignInActivity",
  domains: "domain",
  directoryAudits: "directoryAudit",
  signIns: "signIn",
  namedLocations: "namedLocation",
};

/** The part of @odata.context, where it is not the route's name. */
const contexts: Partial<Record<PlainList, string>> = {
  directoryRoleAssignments: "roleManagement/directory/roleAssignments",
  directoryRoleDefinitions: "roleManagement/directory/roleDefinitions",
  directoryRoleEligibilities: "roleManagement/directory/roleEligibilityScheduleInstances",
  permissionGrantPolicies: "policies/permissionGrantPolicies",
  appManagementPolicies: "policies/appManagementPolicies",
  directoryAudits: "auditLogs/directoryAudits",
  signIns: "auditLogs/signIns",
  namedLocations: "identity/conditionalAccess/namedLocations",
  signInActivities: "reports/servicePrincipalSignInActivities",
  credentialSignInActivities: "reports/appCredentialSignInActivities",
};

function filtersOf({ byAppId }: KnownDirectory, route: ReadRoute) {
  return route === "applications" || route === "servicePrincipals" || route === "signInActivities"
    ? byAppId[route]
    : undefined;
}

/** 100 by default, of logs as many as there may be; domains come in one page whatever is asked for. */
function pageSize({ options }: World, route: ReadRoute, query: GraphQuery): number {
  const top = query.top ?? (isAuditRoute(route) ? largestLogPage : 100);
  const least = options.pageSize?.[route] ?? Number.POSITIVE_INFINITY;
  return route === "domains" ? least : Math.min(top, least);
}

function notFound(id: string): Answer {
  return graphError(
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}
