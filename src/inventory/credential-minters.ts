import { listed } from "./app-roles.ts";
import { definitionGaps, groupGaps, roleFacts } from "./held-roles.ts";
import { leavesOpen } from "./eligibility.ts";
import type { Slice } from "./inventory.ts";
import type { Gap, Listed } from "./known.ts";
import { GRAPH } from "./permissions.ts";
import {
  type DirectoryObject,
  type DirectoryObjectKind,
  type DirectoryRoleAssignment,
  objectIdOf,
  type ServicePrincipal,
} from "./sections.ts";

/** Somebody who can add credentials to any application. */
export interface CredentialMinter {
  readonly objectId: string;
  /** The object id where nobody told the name. */
  readonly name: string;
  /** Why it should not be among them. An account from Active Directory falls with it. */
  readonly weaknesses: readonly ("application" | "guest" | "from Active Directory")[];
  /** Must activate its role first. */
  readonly eligible: boolean;
}

/** What `credentialMinters` looks into. */
type Sources = Slice<
  | "directoryRoleAssignments"
  | "directoryRoleEligibilities"
  | "directoryRoleDefinitions"
  | "groupMembers"
  | "directoryObjects"
  | "appRoleAssignments"
  | "servicePrincipals"
>;

/**
 * Everybody who can add credentials to any application: by a directory role for the whole tenant, their own or their
 * group's, or by an application role. Each once, those who should not be among them first. Microsoft's own principals
 * are left out: only Microsoft signs in as them.
 * @param spared object ids that do not count
 */
export function credentialMinters(slice: Sources, spared: readonly string[]): Listed<CredentialMinter> {
  const active = slice.directoryRoleAssignments.all().filter((role) => mints(role, slice));
  const eligible = slice.directoryRoleEligibilities.all().filter((role) => mints(role, slice));
  const members = Map.groupBy(slice.groupMembers.all(), ({ groupId }) => objectIdOf(groupId));
  const expand = ({ principalId }: DirectoryRoleAssignment): Holder[] => expandGroup(principalId);
  const left = new Set(spared.map((id) => id.toLowerCase()));
  // Those without a detour first: who holds the right is not merely eligible.
  const holders = [
    ...active.flatMap(expand).map((holder) => ({ ...holder, eligible: false })),
    ...applicationHolders(slice).map((holder) => ({ ...holder, eligible: false })),
    ...eligible.flatMap(expand).map((holder) => ({ ...holder, eligible: true })),
  ].filter(({ objectId }) => !left.has(objectId));
  const each = [...new Map(holders.toReversed().map((holder) => [holder.objectId, holder])).values()];
  const minters = each.flatMap((holder) => minterOf(holder, slice));
  return { items: minters.sort(byWeakness), gaps: gapsOf(each, slice) };

  function expandGroup(principalId: string): Holder[] {
    const objectId = principalId.toLowerCase();
    const inside = members.get(objectId);
    if (inside === undefined) return kindOf(objectId, slice) === "group" ? [] : [{ objectId, kind: null }];
    return inside
      .filter(({ kind }) => kind !== "group")
      .map(({ memberId, kind }) => ({ objectId: memberId.toLowerCase(), kind }));
  }
}

/** `"bo" (guest), "ada"`: the first five, and how many more. */
export function minterTexts(minters: readonly CredentialMinter[]): string {
  return listed(
    minters.map(({ name, weaknesses }) =>
      weaknesses.length === 0 ? `"${name}"` : `"${name}" (${weaknesses.join(", ")})`,
    ),
  );
}

interface Holder {
  readonly objectId: string;
  /** Null where only its own entry tells. */
  readonly kind: DirectoryObjectKind | null;
}

/** A role for one application, or for an administrative unit, adds credentials to few. */
function isTenantWide({ directoryScopeId }: DirectoryRoleAssignment): boolean {
  return directoryScopeId === "/";
}

function mints(assignment: DirectoryRoleAssignment, slice: Sources): boolean {
  if (!isTenantWide(assignment)) return false;
  return roleFacts(assignment, slice.directoryRoleDefinitions)?.mintsCredentials === true;
}

/** Application.ReadWrite.All and Application.ReadUpdate.All. Application.ReadWrite.OwnedBy reaches its own only. */
export const MINTING_ROLES: readonly string[] = [
  "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
  "fc023787-fd04-4e44-9bc7-d454f00c0f0a",
];

function applicationHolders(slice: Sources): Holder[] {
  return slice.appRoleAssignments
    .all()
    .filter(
      ({ resourceAppId, appRoleId }) =>
        resourceAppId.toLowerCase() === GRAPH && MINTING_ROLES.includes(appRoleId.toLowerCase()),
    )
    .map(({ principalId }) => ({ objectId: objectIdOf(principalId), kind: "service-principal" }));
}

function minterOf(
  { objectId, kind, eligible }: Holder & { readonly eligible: boolean },
  slice: Sources,
): CredentialMinter[] {
  const principal = principalOf(objectId, slice);
  const isApplication = (kind ?? kindOf(objectId, slice)) === "service-principal";
  // One that was not listed may be Microsoft's.
  const isUnlisted = isApplication && principal === undefined && gapsOfPrincipal(objectId, slice).length > 0;
  if (isUnlisted || principal?.owner === "microsoft") return [];
  const object = objectOf(objectId, slice);
  return [
    {
      objectId,
      name: principal?.name ?? object?.userPrincipalName ?? object?.name ?? objectId,
      weaknesses: [
        ...(isApplication ? (["application"] as const) : []),
        ...(isGuest(object) ? (["guest"] as const) : []),
        ...(isSynchronized(object) ? (["from Active Directory"] as const) : []),
      ],
      eligible,
    },
  ];
}

function isGuest(object: DirectoryObject | undefined): boolean {
  return object?.userType.known === true && object.userType.value?.toLowerCase() === "guest";
}

function isSynchronized(object: DirectoryObject | undefined): boolean {
  return object?.onPremisesSyncEnabled.known === true && object.onPremisesSyncEnabled.value;
}

function kindOf(objectId: string, slice: Sources): DirectoryObjectKind | undefined {
  if (principalOf(objectId, slice) !== undefined) return "service-principal";
  return objectOf(objectId, slice)?.kind;
}

function objectOf(objectId: string, slice: Sources): DirectoryObject | undefined {
  return slice.directoryObjects.get(`/directoryObjects/${objectId}`);
}

function principalOf(objectId: string, slice: Sources): ServicePrincipal | undefined {
  return slice.servicePrincipals.get(`/servicePrincipals/${objectId}`);
}

function gapsOfPrincipal(objectId: string, slice: Sources): readonly Gap[] {
  return slice.servicePrincipals.gapsAt(`/servicePrincipals/${objectId}`);
}

/** Everything that could hide another one, or what one of them is. */
function gapsOf(holders: readonly Holder[], slice: Sources): readonly Gap[] {
  const { directoryRoleAssignments, directoryRoleEligibilities, directoryRoleDefinitions } = slice;
  const roles = [...directoryRoleAssignments.all(), ...directoryRoleEligibilities.all()];
  const gaps = [
    ...directoryRoleAssignments.gapsAt(""),
    ...directoryRoleEligibilities.gapsAt("").filter(leavesOpen),
    ...roles.filter(isTenantWide).flatMap((role) => definitionGaps(role, directoryRoleDefinitions)),
    ...groupGaps(slice, directoryRoleAssignments),
    ...groupGaps(slice, directoryRoleEligibilities),
    ...slice.appRoleAssignments.gapsAt(""),
    ...holders.flatMap((holder) => gapsOfHolder(holder, slice)),
  ];
  return [...new Set(gaps)];
}

/** Whose application it is; of a user, whether it is a guest or comes from Active Directory. */
function gapsOfHolder({ objectId, kind }: Holder, slice: Sources): readonly Gap[] {
  if (principalOf(objectId, slice) !== undefined) return [];
  if (kind === "service-principal") return gapsOfPrincipal(objectId, slice);
  const object = objectOf(objectId, slice);
  if (object === undefined) {
    // A user that was asked for and not found is gone.
    const unlisted = slice.directoryObjects.gapsAt(`/directoryObjects/${objectId}`);
    return [...unlisted, ...gapsOfPrincipal(objectId, slice)];
  }
  if (object.kind === "service-principal") return gapsOfPrincipal(objectId, slice);
  return [object.userType, object.onPremisesSyncEnabled].flatMap((property) =>
    property.known ? [] : [property.gap],
  );
}

function byWeakness(a: CredentialMinter, b: CredentialMinter): number {
  return b.weaknesses.length - a.weaknesses.length || (keyOf(a) < keyOf(b) ? -1 : 1);
}

function keyOf({ name, objectId }: CredentialMinter): string {
  return `${name} ${objectId}`;
}
