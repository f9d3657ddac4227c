import { known } from "../../src/inventory/known.ts";
import type {
  AttackPath,
  Hop,
  PathNode,
  PathPrincipal,
  SftpAccess,
  SftpTakeover,
  Ways,
} from "../../src/inventory/sections.ts";
import { accountId, SUBSCRIPTION } from "./build.ts";
import { guid } from "./build-entra.ts";

const ROLES = "providers/Microsoft.Authorization/roleAssignments";

/** The service principal "deploy" of the tenant. */
export function principal(over: Partial<PathPrincipal> = {}): PathPrincipal {
  return {
    id: `/servicePrincipals/${guid("sp", "deploy")}`,
    kind: "service-principal",
    name: "deploy",
    isForeign: known(false),
    isMicrosoft: false,
    accountEnabled: known(true),
    ...over,
  };
}

/** The user "ann", a member of the tenant. */
export function person(over: Partial<PathPrincipal> = {}): PathPrincipal {
  return principal({ id: `/users/${guid("user", "ann")}`, kind: "user", name: "ann", ...over });
}

/** The storage account "acct". */
export const ACCOUNT: PathNode = { id: accountId("acct"), kind: "storage-account", name: "acct" };

/** A role at the subscription that creates local users. */
export function roleHop(from: PathNode, over: Partial<Hop> = {}): Hop {
  return {
    from,
    right: "creates-local-users",
    to: ACCOUNT,
    because: `"${from.name}" holds "Contributor" at "${SUBSCRIPTION}".`,
    proof: {
      id: `${SUBSCRIPTION}/${ROLES}/${guid("role", from.name)}`,
      scope: SUBSCRIPTION,
      source: `GET ${SUBSCRIPTION}/${ROLES}`,
    },
    eligible: false,
    conditional: false,
    ...over,
  };
}

export function memberHop(from: PathNode, group: PathNode): Hop {
  const [, , groupId = ""] = group.id.split("/");
  const [, , memberId = ""] = from.id.split("/");
  return {
    from,
    right: "member-of",
    to: group,
    because: `"${from.name}" is a member of "${group.name}".`,
    proof: {
      id: `/groups/${groupId}/members/${memberId}`,
      scope: group.id,
      source: `GET /v1.0/groups/${groupId}/transitiveMembers`,
    },
    eligible: false,
    conditional: false,
  };
}

export function ways(...paths: readonly [AttackPath, ...AttackPath[]]): Ways {
  return { paths, more: 0, cut: null };
}

/** A principal whose roles lead nowhere. */
export function access(over: Partial<SftpAccess> = {}): SftpAccess {
  const { principal: holder = principal() } = over;
  return {
    id: `${holder.id}/sftpAccess/key`,
    name: holder.name,
    principal: holder,
    accounts: { count: 1, shown: [ACCOUNT.id] },
    creates: null,
    changesAccounts: false,
    grantsItself: null,
    gaps: [],
    denials: [],
    ...over,
  };
}

/** A start from which no path was found. */
export function takeover(over: Partial<SftpTakeover> = {}): SftpTakeover {
  const { start = person() } = over;
  return {
    id: `${start.id}/sftpTakeover/default`,
    name: start.name,
    start,
    way: null,
    ways: null,
    accounts: null,
    identities: 0,
    gaps: [],
    ...over,
  };
}
