import { disabledFactors } from "./app-factors.ts";
import { entraLogging } from "./entra-logging.ts";
import { type Factor, factor } from "./factors.ts";
import { type HeldRole, roleTexts } from "./held-roles.ts";
import type { SectionView, Slice } from "./inventory.ts";
import { known, type Known, unknown } from "./known.ts";
import { matchesName } from "./names.ts";
import { EXCHANGE, GRAPH, SHAREPOINT } from "./permissions.ts";
import { quoted } from "./quoted.ts";
import { canonicalId } from "./scope.ts";
import type { DirectoryObject, GrantedScope, OAuth2PermissionGrant, ServicePrincipal } from "./sections.ts";

/** Mail and files, as what the catalogue calls data. */
const DATA = [
  "Mail.Read*",
  "EWS.AccessAsUser.All",
  "IMAP.AccessAsUser.All",
  "POP.AccessAsUser.All",
  "Files.Read*.All",
  "Files.ReadWrite*",
  "Sites.Read*.All",
] as const;

/** The application's own folder, and what somebody picks for it, are not the user's data. */
const PICKED = ["*.AppFolder", "*.Selected"] as const;

/** Anybody may name a scope of an own API "Mail.Read". */
const APIS_WITH_DATA: readonly string[] = [GRAPH, EXCHANGE, SHAREPOINT];

/**
 * Graph Command Line Tools, Graph Explorer, Azure CLI, Azure PowerShell: Microsoft's, but anybody signs in with them
 * and gets what was consented to.
 */
const PUBLIC_CLIENTS: readonly string[] = [
  "14d82eec-204b-4c2f-b7e8-296a70dab67e",
  "de8bc8b5-d9f9-48b1-a8ad-b748da725064",
  "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
  "1950a258-227b-4e31-a9cf-717495945fc2",
];

/** The scopes of tier 0 and 1. */
export function dangerousScopes({ scopes }: OAuth2PermissionGrant): readonly GrantedScope[] {
  return scopes.filter(({ tier }) => tier !== null && tier <= 1);
}

/**
 * True where a scope leads past what is the user's own: tier 0 changes the tenant, `.All` reaches what others share
 * or own, and `user_impersonation` of Azure Resource Manager, Key Vault and Storage does all that the user may.
 */
export function reachesBeyondUser(scopes: readonly GrantedScope[]): boolean {
  return scopes.some(({ value, tier }) => tier === 0 || /(?:\.All|^user_impersonation)$/i.test(value));
}

/** The scopes that read mail or files. */
export function dataScopes({
  scopes,
  resourceAppId,
}: Pick<OAuth2PermissionGrant, "scopes" | "resourceAppId">): readonly GrantedScope[] {
  if (resourceAppId === null || !APIS_WITH_DATA.includes(resourceAppId.toLowerCase())) return [];
  return scopes.filter(({ value }) => matchesAny(DATA, value) && !matchesAny(PICKED, value));
}

/**
 * Whether the client keeps its access while the user is away. `offline_access` is a scope of Microsoft Graph, so that
 * it stands in another grant of the same client where the data lie in Exchange or SharePoint.
 * https://learn.microsoft.com/entra/identity-platform/scopes-oidc#the-offline_access-scope
 */
export function isOffline(
  grant: OAuth2PermissionGrant,
  grants: SectionView<OAuth2PermissionGrant>,
): Known<boolean> {
  if (hasOfflineAccess(grant)) return known(true);
  const { isOfflineForAll, offlineUsers } = clientOf(grant.clientId, grants);
  const user = grant.principalId?.toLowerCase();
  if (isOfflineForAll || (user !== undefined && offlineUsers.has(user))) return known(true);
  const [gap] = grants.gapsAt(grant.id);
  return gap === undefined ? known(false) : unknown(gap);
}

/** The checks that share the grants among themselves. */
export type GrantCheck =
  | "delegated-grant-tenant-wide"
  | "delegated-grant-offline-data"
  | "delegated-grant-few-users";

/** One grant is at most one finding: which check speaks of it; null where no scope of it is dangerous. */
export function grantCheckOf(
  grant: OAuth2PermissionGrant,
  { oauth2PermissionGrants, servicePrincipals }: Slice<"oauth2PermissionGrants" | "servicePrincipals">,
): Known<GrantCheck | null> {
  const { consentType, resourceAppId, resourceId } = grant;
  const isDangerous = dangerousScopes(grant).length > 0;
  const isData = dataScopes(grant).length > 0;
  if (!isDangerous && !isData) {
    // Scopes are known by their API: where it was not read, nobody knows that they are harmless.
    const [gap] = resourceAppId === null ? servicePrincipals.gapsAt(resourceId) : [];
    return gap === undefined ? known(null) : unknown(gap);
  }
  if (!consentType.known) return consentType;
  if (isForAll(grant)) return known(isDangerous ? "delegated-grant-tenant-wide" : null);
  const offline = isData ? isOffline(grant, oauth2PermissionGrants) : known(false);
  if (!offline.known) return offline;
  if (offline.value) return known("delegated-grant-offline-data");
  return known(isDangerous ? "delegated-grant-few-users" : null);
}

/** True where it was granted for every user. */
export function isForAll({ consentType }: OAuth2PermissionGrant): boolean {
  return consentType.known && consentType.value === "AllPrincipals";
}

/** For a command: the placeholders that an id fills hold letters only. */
export function grantId({ id }: OAuth2PermissionGrant): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** Who granted it, by the name to sign in with where that was read. */
export function userOf(
  { principalId }: OAuth2PermissionGrant,
  directoryObjects: SectionView<DirectoryObject>,
): { readonly id: string; readonly name: string } {
  const id = principalId ?? "";
  return { id, name: directoryObjects.get(`/directoryObjects/${id}`)?.userPrincipalName ?? id };
}

/**
 * How many users granted dangerous scopes to the client of a grant.
 * @param most what is more than that counts as that many
 */
export function usersOf(
  { clientId }: OAuth2PermissionGrant,
  grants: SectionView<OAuth2PermissionGrant>,
  most: number,
): number {
  return Math.min(clientOf(clientId, grants).usersWithDanger, most);
}

/** Why a user's consent stands out: the user is privileged, or one of few; the words end a sentence about the user. */
export function standOut(
  users: number,
  roles: readonly HeldRole[],
): { readonly exposure: Factor; readonly words: string } {
  if (roles.length === 0) {
    const exposure = factor("few-users", "Hardly anybody consented to such scopes.");
    return { exposure, words: ` (users with such a consent: ${users})` };
  }
  const exposure = factor("privileged-user", `The user holds ${roleTexts(roles)}.`);
  return { exposure, words: `, who holds ${roleTexts(roles)}` };
}

/** The ceiling of a grant to one of Microsoft's own clients, unless anybody can sign in with it. */
export function microsoftCeiling(client: ServicePrincipal | undefined) {
  return client?.owner === "microsoft" && !PUBLIC_CLIENTS.includes(client.appId.toLowerCase())
    ? MICROSOFTS_OWN
    : undefined;
}

const MICROSOFTS_OWN = { band: "info", because: "The client is one of Microsoft's own." } as const;

/**
 * What the findings of a grant have in common.
 * @param scopes those that the finding is about
 */
export function grantFactors(
  grant: OAuth2PermissionGrant,
  scopes: readonly GrantedScope[],
  exposure: Factor,
  offline: Known<boolean>,
  client: ServicePrincipal | undefined,
  slice: Slice<"entraDiagnosticSettings">,
): Factor[] {
  return [
    // Never tier 0: what is delegated is bounded by the one who signs in.
    factor("tier-one", `It may use ${scopesOf(grant, scopes)} with the rights of whoever signs in.`),
    exposure,
    offline.known && offline.value
      ? factor("refresh-token", "With offline_access a stolen refresh token lasts for months.")
      : factor("consent-only", "The consent stands: it takes one sign-in of the user."),
    factor("unknown-age", "Microsoft Graph does not tell when a grant was made."),
    factor("unknown-use", "Whether the client uses the grant was not read."),
    ...(client === undefined ? [] : disabledFactors(client)),
    ...entraLogging(slice),
  ];
}

/** `"Mail.Read", "Mail.Send" of "Microsoft Graph"`. */
export function scopesOf({ resourceName }: OAuth2PermissionGrant, scopes: readonly GrantedScope[]): string {
  return `${quoted(scopes.map(({ value }) => value))} of "${resourceName}"`;
}

function hasOfflineAccess({ scopes }: OAuth2PermissionGrant): boolean {
  return scopes.some(({ value }) => value.toLowerCase() === "offline_access");
}

/** What all grants of one client say together. */
interface Client {
  /** `offline_access` was granted for every user. */
  readonly isOfflineForAll: boolean;
  /** Who granted `offline_access`, in lower case. */
  readonly offlineUsers: ReadonlySet<string>;
  /** How many users granted dangerous scopes. */
  readonly usersWithDanger: number;
}

/** Once for all grants of a client, which can be as many as the tenant has users: each asks, and none must scan all. */
const CLIENTS = new WeakMap<SectionView<OAuth2PermissionGrant>, Map<string, Client>>();

function clientOf(clientId: string, grants: SectionView<OAuth2PermissionGrant>): Client {
  const clients = CLIENTS.get(grants) ?? new Map<string, Client>();
  CLIENTS.set(grants, clients);
  const id = canonicalId(clientId);
  const before = clients.get(id);
  if (before !== undefined) return before;
  const client = describeClient(grants.of(clientId));
  clients.set(id, client);
  return client;
}

function describeClient(grants: readonly OAuth2PermissionGrant[]): Client {
  const offline = grants.filter(hasOfflineAccess);
  const dangerous = grants.filter((grant) => !isForAll(grant) && dangerousScopes(grant).length > 0);
  return {
    isOfflineForAll: offline.some(isForAll),
    offlineUsers: new Set(offline.flatMap(({ principalId }) => principalId?.toLowerCase() ?? [])),
    usersWithDanger: new Set(dangerous.map(({ principalId }) => principalId?.toLowerCase() ?? "")).size,
  };
}

function matchesAny(patterns: readonly string[], value: string): boolean {
  return patterns.some((pattern) => matchesName(pattern, value));
}
