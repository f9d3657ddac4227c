import { defineCollector, type Permission } from "../collector.ts";
import type { Section } from "../inventory/inventory.ts";
import { type Gap, known, type Known, unknown } from "../inventory/known.ts";
import type { DirectoryObject, Sections } from "../inventory/sections.ts";
import type { AzureReader, RawObject } from "./azure-reader.ts";
import { kindOf } from "./directory-object-kind.ts";
import { malformed, nameOf, type Origin, readFlag, readId, readText, textOrNull } from "./properties.ts";

const GRANT = { needs: "Directory.Read.All" } as const;
const REQUEST = "POST /v1.0/directoryObjects/getByIds";
const SELECT = [
  "id",
  "displayName",
  "userPrincipalName",
  "userType",
  "accountEnabled",
  "onPremisesSyncEnabled",
];

const PERMISSION: Permission = {
  plane: "graph",
  anyOf: [GRANT.needs],
  without: "Users are ids: whether they are guests, disabled or synchronized is not known.",
};

/**
 * The users, groups and principals that something else names: owners, those who consented, and holders of a directory
 * role, through groups as well. Members of groups that hold Azure roles can be the whole company, and nothing is asked
 * about them.
 */
export default defineCollector({
  section: "directoryObjects",
  per: "tenant",
  after: [
    "owners",
    "oauth2PermissionGrants",
    "directoryRoleAssignments",
    "directoryRoleEligibilities",
    "groupMembers",
  ],
  permissions: [PERMISSION],

  collect: (scope, { azure, gap, have }) =>
    objectsOf([...have.owners.items.map(({ ownerId }) => ownerId), ...namedIn(have)], scope.id, azure, gap),
});

/** The same where nobody asks for owners: whose owners matter is known with rights in Azure only. */
export const withoutOwners = defineCollector({
  section: "directoryObjects",
  per: "tenant",
  after: ["oauth2PermissionGrants", "directoryRoleAssignments", "directoryRoleEligibilities", "groupMembers"],
  permissions: [PERMISSION],

  collect: (scope, { azure, gap, have }) => objectsOf(namedIn(have), scope.id, azure, gap),
});

type Naming =
  | "oauth2PermissionGrants"
  | "directoryRoleAssignments"
  | "directoryRoleEligibilities"
  | "groupMembers";

function namedIn(have: { readonly [K in Naming]: Section<Sections[K]> }): string[] {
  return [
    ...have.directoryRoleAssignments.items.map(({ principalId }) => principalId),
    ...have.directoryRoleEligibilities.items.map(({ principalId }) => principalId),
    ...have.groupMembers.items.map(({ memberId }) => memberId),
    ...have.oauth2PermissionGrants.items.flatMap(({ principalId }) => principalId ?? []),
  ];
}

/** Each that is there once, whoever named it. */
export async function* objectsOf(
  named: readonly string[],
  tenant: string,
  azure: AzureReader,
  gap: (gap: Gap) => void,
): AsyncIterable<DirectoryObject> {
  const ids = [...new Set(named.map((id) => id.toLowerCase()))].sort();
  if (ids.length === 0) return;
  for await (const raw of azure.directoryObjects(ids, SELECT)) {
    const id = readId(raw["id"]);
    const kind = kindOf(raw);
    if (id === undefined || kind === undefined)
      gap(malformed({ scope: tenant, request: REQUEST }, "an object without a usable id and type"));
    else yield objectOf(raw, id, kind);
  }
}

function objectOf(raw: RawObject, objectId: string, kind: DirectoryObject["kind"]): DirectoryObject {
  const id = `/directoryObjects/${objectId}`;
  const origin = { scope: id, request: REQUEST };
  const { userPrincipalName: upn, displayName } = raw;
  const isUser = kind === "user";
  const hidden = isHidden(raw) ? unknown(hiddenGap(origin)) : undefined;
  const flag = (name: string, absent?: boolean) => hidden ?? readFlag(raw[name], name, origin, absent);
  return {
    id,
    name: nameOf(displayName, nameOf(upn, objectId)),
    kind,
    userPrincipalName: textOrNull(upn) ?? null,
    userType: isUser ? (hidden ?? userTypeOf(raw["userType"], origin)) : known(null),
    // Users and principals are enabled or not; nothing else is.
    accountEnabled: isUser || kind === "service-principal" ? flag("accountEnabled") : known(null),
    // "null if this object has never been synced". https://learn.microsoft.com/graph/api/resources/user#properties
    onPremisesSyncEnabled: flag("onPremisesSyncEnabled", false),
  };
}

/** Null where nobody ever set it, as for some of the oldest users; what was selected is there, or Graph did not answer. */
function userTypeOf(value: unknown, origin: Origin): Known<string | null> {
  return value === undefined
    ? readText(value, "userType", origin)
    : readText<null>(value, "userType", origin, null);
}

/**
 * Of an object that the permission does not cover, Graph tells id and type, and null for all else: no answer.
 * https://learn.microsoft.com/graph/permissions-overview#limited-information-returned-for-inaccessible-member-objects
 */
function isHidden(raw: RawObject): boolean {
  return SELECT.every((name) => name === "id" || raw[name] === undefined || raw[name] === null);
}

function hiddenGap(origin: Origin): Gap {
  const detail = "Graph tells only id and type of what the permission does not cover";
  return { reason: "denied", ...origin, ...GRANT, detail };
}
