import { appRoleGaps } from "./app-role-gaps.ts";
import type { Slice } from "./inventory.ts";
import type { Gap } from "./known.ts";
import { APIS_WITH_DANGEROUS_ROLES, EXCHANGE, GRAPH } from "./permissions.ts";
import type { AppRoleAssignment, RequiredAccess, ServicePrincipal } from "./sections.ts";

/** The checks that share the application roles among themselves. */
export type RoleCheck =
  | "foreign-app-privileged"
  | "app-administers-exchange"
  | "single-tenant-app-permissive-role"
  | "app-role-tier-zero"
  | "app-reads-all-data";

/**
 * One fact is one finding: which check speaks of a role that a principal holds; null where none does. An application
 * whose owner is not known is judged like one's own, and where the audience was not read, the wider checks speak,
 * so that nothing falls between two of them.
 */
export function roleCheckOf(principal: ServicePrincipal, role: AppRoleAssignment): RoleCheck | null {
  if (!isPrivilegedRole(role)) return null;
  if (principal.owner === "foreign") return "foreign-app-privileged";
  if (isOf(role, EXCHANGE)) return "app-administers-exchange";
  if (role.permissive && isSingleTenant(principal)) return "single-tenant-app-permissive-role";
  if (role.tier === 0) return "app-role-tier-zero";
  return dataAreaOf(role) === null ? null : "app-reads-all-data";
}

/** Tier 0 or 1: leads to Global Administrator, takes over a service, or reads all of its data. */
export function isPrivilegedRole({ tier }: AppRoleAssignment): boolean {
  return tier !== null && tier <= 1;
}

/** An application that is registered in this tenant, and no blueprint, identity or leftover. */
export function isOwnApplication({ owner, kind }: ServicePrincipal): boolean {
  return owner === "own" && kind === "application";
}

/** https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation */
export function isSingleTenant(principal: ServicePrincipal): boolean {
  const { signInAudience } = principal;
  return (
    isOwnApplication(principal) &&
    signInAudience.known &&
    signInAudience.value?.toLowerCase() === "azureadmyorg"
  );
}

/** What a role reaches in the whole tenant, by the words in front of its first dot. */
const DATA_AREAS: ReadonlyMap<string, string> = new Map([
  ["mail", "every mailbox"],
  ["mail-advanced", "every mailbox"],
  ["mailboxconfigitem", "every mailbox"],
  ["mailboxfolder", "every mailbox"],
  ["mailboxitem", "every mailbox"],
  ["mailboxsettings", "every mailbox"],
  ["group-conversation", "every group's conversations"],
  ["calendars", "every calendar"],
  ["contacts", "everybody's contacts"],
  ["files", "every file"],
  ["sites", "every site"],
  ["sitesmetadataadmin", "every site"],
  ["notes", "every notebook"],
  ["chat", "every chat"],
  ["chatmessage", "every chat"],
  ["channelmessage", "every channel's messages"],
  ["callrecordings", "the recordings of every call"],
  ["onlinemeetingaiinsight", "the notes of every meeting"],
  ["onlinemeetingrecording", "the recordings of every meeting"],
  ["onlinemeetingtranscript", "the transcripts of every meeting"],
  ["backuprestore-configuration", "the backups of Microsoft 365"],
  ["backuprestore-control", "the backups of Microsoft 365"],
  ["backuprestore-restore", "the backups of Microsoft 365"],
  ["backuprestore-search", "the backups of Microsoft 365"],
]);

/**
 * Consented resource by resource, or good for what the application made itself. Sites.Create.All gives rights in the
 * new sites only. https://learn.microsoft.com/microsoftteams/platform/graph-api/rsc/resource-specific-consent
 */
const NARROW = /\.(?:Selected|OwnedBy|Group|Chat|WhereInstalled|AppFolder|Create|Create\.All)$/i;

/** Whose data of the whole tenant a role of tier 1 reads or writes; null where it is none, or a part of it. */
export function dataAreaOf({ value, tier }: AppRoleAssignment): string | null {
  if (tier !== 1 || NARROW.test(value)) return null;
  if (/^User\.Export\.All$/i.test(value)) return "all data of every user";
  return DATA_AREAS.get(value.toLowerCase().replace(/\..*$/s, "")) ?? null;
}

/** `every mailbox, every site`: what roles of `dataAreaOf` reach, each area once. */
export function dataAreasOf(roles: readonly AppRoleAssignment[]): string {
  return listed([...new Set(roles.map(dataAreaOf).filter((area) => area !== null))].sort());
}

/** Ids are compared with their API: Graph and Exchange Online share some. */
export function asksFor(asked: readonly RequiredAccess[], role: AppRoleAssignment): boolean {
  return asked.some(
    ({ type, resourceAppId, id }) =>
      type === "Role" && isOf(role, resourceAppId) && id.toLowerCase() === role.appRoleId.toLowerCase(),
  );
}

/**
 * What leaves open whether a principal holds a role that was not listed.
 * @param apis the APIs whose roles decide
 */
export function unreadRoles(
  { id }: ServicePrincipal,
  slice: Slice<"appRoleAssignments" | "servicePrincipals">,
  apis: readonly string[] = APIS_WITH_DANGEROUS_ROLES,
): readonly Gap[] {
  // Asked of every principal by several checks, and mostly nothing is missing.
  if (slice.appRoleAssignments.gapsAt("").length + slice.servicePrincipals.gapsAt("").length === 0) return [];
  return [...new Set(apis.flatMap((api) => appRoleGaps(id, api, slice)))];
}

/** The most dangerous first. */
export function sortedRoles(roles: readonly AppRoleAssignment[]): readonly AppRoleAssignment[] {
  return [...roles].sort(
    (a, b) => (a.tier ?? 3) - (b.tier ?? 3) || compare(a.value, b.value) || compare(a.id, b.id),
  );
}

/** `"Mail.Read", "Sites.Read.All" of "Office 365 SharePoint Online"`: roles of Graph need no API. */
export function roleNames(roles: readonly AppRoleAssignment[]): string {
  return listed(
    sortedRoles(roles).map((role) =>
      isOf(role, GRAPH) ? `"${role.value}"` : `"${role.value}" of "${role.resourceName}"`,
    ),
  );
}

/** For `{appRoleAssignments}` in a command: one command a role. */
export function assignmentIds(roles: readonly AppRoleAssignment[]): readonly string[] {
  return sortedRoles(roles).map(({ id }) => id.slice(id.lastIndexOf("/") + 1));
}

/** The first five, and how many more. */
export function listed(texts: readonly string[]): string {
  return texts.length > 5 ? `${texts.slice(0, 5).join(", ")} and ${texts.length - 5} more` : texts.join(", ");
}

const KINDS: Readonly<Record<ServicePrincipal["kind"], string>> = {
  application: "Application",
  "managed-identity": "Managed identity",
  "agent-identity": "Agent identity",
  "agent-blueprint": "Agent blueprint",
  legacy: "Legacy service principal",
  other: "Service principal",
};

/** `Application "billing"`, with a word where it is foreign or nobody knows whose it is. */
export function holderOf({ kind, name, owner, appOwnerOrganizationId: home }: ServicePrincipal): string {
  const holder = `${KINDS[kind]} "${name}"`;
  if (owner === "foreign")
    return `${holder} of ${home.known && home.value !== null ? `tenant "${home.value}"` : "another tenant"}`;
  // Graph names no owner of managed identities: they are always one's own.
  return owner === "unknown" && kind !== "managed-identity" ? `${holder}, whose owner is not known,` : holder;
}

function isOf({ resourceAppId }: AppRoleAssignment, api: string): boolean {
  return resourceAppId.toLowerCase() === api.toLowerCase();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
