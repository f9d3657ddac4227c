import { defineCollector } from "../collector.ts";
import { type Gap, known, unknown } from "../inventory/known.ts";
import { type DirectoryObject, objectIdOf } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
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

/**
 * The users, groups and principals that something else names: owners, those who consented, and holders of a directory
 * role, through groups as well. Members of groups that hold Azure roles alone can be the whole company, and nothing is
 * asked about them.
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
  permissions: [
    {
      plane: "graph",
      anyOf: [GRANT.needs],
      without: "Users are ids: whether they are guests, disabled or synchronized is not known.",
    },
  ],

  async *collect(scope, { azure, gap, have }) {
    const holders = [...have.directoryRoleAssignments.items, ...have.directoryRoleEligibilities.items].map(
      ({ principalId }) => principalId.toLowerCase(),
    );
    const groups = new Set(holders);
    const ids = new Set([
      ...holders,
      ...have.groupMembers.items
        .filter(({ groupId }) => groups.has(objectIdOf(groupId)))
        .map(({ memberId }) => memberId.toLowerCase()),
      ...have.owners.items.map(({ ownerId }) => ownerId.toLowerCase()),
      ...have.oauth2PermissionGrants.items.flatMap(({ principalId }) => principalId?.toLowerCase() ?? []),
    ]);
    if (ids.size === 0) return;
    for await (const raw of azure.directoryObjects([...ids].sort(), SELECT)) {
      const id = readId(raw["id"]);
      const kind = kindOf(raw);
      if (id === undefined || kind === undefined)
        gap(malformed({ scope: scope.id, request: REQUEST }, "an object without a usable id and type"));
      else yield objectOf(raw, id, kind);
    }
  },
});

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
    // Nobody ever set it for some of the oldest users.
    userType: isUser ? (hidden ?? readText<null>(raw["userType"], "userType", origin, null)) : known(null),
    // Users and principals are enabled or not; nothing else is.
    accountEnabled: isUser || kind === "service-principal" ? flag("accountEnabled") : known(null),
    // "null if this object has never been synced". https://learn.microsoft.com/graph/api/resources/user#properties
    onPremisesSyncEnabled: flag("onPremisesSyncEnabled", false),
  };
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
