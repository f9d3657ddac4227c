import type { Slice } from "../inventory/inventory.ts";
import { segmentOf, typeAt } from "../inventory/scope.ts";
import { objectIdOf } from "../inventory/sections.ts";

/** Where a link looks up whose page it leads to. */
export type PortalSource =
  | "applications"
  | "servicePrincipals"
  | "oauth2PermissionGrants"
  | "directoryRoleAssignments"
  | "directoryRoleEligibilities";

export interface Portal {
  /** `https://portal.azure.com`, or another cloud's. */
  readonly address: string;
  readonly tenantId: string;
  readonly slice: Slice<PortalSource>;
}

/**
 * The page of the portal that shows a subject, or what it lies on: an application's secret has no page of its own, and
 * neither has a local user. Nothing for tenants and policies. Every segment is encoded, whatever it holds.
 */
export function portalUrl(id: string, portal: Portal): string | undefined {
  if (segmentOf(id, "subscriptions") !== undefined) return resourceUrl(id, portal);
  const { slice } = portal;
  const application = slice.applications.get(ownerOf(id));
  if (application !== undefined)
    return view(portal, "Microsoft_AAD_RegisteredApps/ApplicationMenuBlade", ["appId", application.appId]);
  const principal = slice.servicePrincipals.get(holderOf(id, slice) ?? ownerOf(id));
  if (principal === undefined) return undefined;
  return view(
    portal,
    "Microsoft_AAD_IAM/ManagedAppMenuBlade",
    ["objectId", objectIdOf(principal.id)],
    ["appId", principal.appId],
  );
}

/** The application or service principal that a secret, an owner or a permission lies on; undefined for itself. */
export function ownerName(id: string, { slice }: Portal): string | undefined {
  const owner = ownerOf(id);
  if (owner === id) return undefined;
  return (slice.applications.get(owner) ?? slice.servicePrincipals.get(owner))?.name;
}

/** ARM types whose items are shown on the page of what they lie in. */
const WITHOUT_PAGE = [
  "localUsers",
  "federatedIdentityCredentials",
  "blobServices",
  "sftpDataAccess",
] as const;

function resourceUrl(id: string, { address, tenantId }: Portal): string {
  // A diagnostic setting has no page: whose logs it is about has one.
  const segments = id
    .split(/\/providers\/microsoft\.insights\//i, 1)
    .join("")
    .split("/");
  const ends = WITHOUT_PAGE.map((type) => typeAt(segments, type)).filter((at) => at >= 0);
  const path = segments.slice(0, Math.min(segments.length, ...ends)).filter((segment) => segment !== "");
  return `${address}/#@${encoded(tenantId)}/resource/${path.map(encoded).join("/")}`;
}

/** `/applications/{objectId}` of whatever lies below it. */
function ownerOf(id: string): string {
  return id.split("/").slice(0, 3).join("/");
}

/** The service principal that holds a grant or a directory role: grants stand beside it, not below. */
function holderOf(id: string, slice: Slice<PortalSource>): string | undefined {
  const client = slice.oauth2PermissionGrants.get(id)?.clientId;
  if (client !== undefined) return client;
  const assignment = slice.directoryRoleAssignments.get(id) ?? slice.directoryRoleEligibilities.get(id);
  return assignment === undefined ? undefined : `/servicePrincipals/${assignment.principalId}`;
}

function view({ address }: Portal, blade: string, ...values: readonly (readonly [string, string])[]): string {
  const path = values.map(([name, value]) => `${name}/${encoded(value)}`).join("/");
  return `${address}/#view/${blade}/~/Overview/${path}`;
}

function encoded(segment: string): string {
  return encodeURIComponent(segment.toWellFormed());
}
