import type { Known } from "./known.ts";
import type { Gap } from "./known.ts";
import type { Resource } from "./resource.ts";

/** Somebody or something that a path leads through. */
export interface PathNode {
  /**
   * `/users/{objectId}`, `/groups/{objectId}`, `/servicePrincipals/{objectId}`, `/applications/{objectId}`, the id of a
   * federated credential for those whose tokens it accepts, the ARM id of an identity or storage account.
   */
  readonly id: string;
  readonly kind: PathNodeKind;
  readonly name: string;
}

export type PathNodeKind =
  | "user"
  | "group"
  | "service-principal"
  | "application"
  | "federated-subject"
  | "user-assigned-identity"
  | "storage-account"
  /** Stand for all of them: a role that adds credentials does so to any application. */
  | "any-application"
  | "global-administrator"
  /** Named by an assignment, and what it is was not read. */
  | "principal";

/** Why one end of a hop is as good as the other. */
export type PathRight =
  /** Holds a role that writes local users. */
  | "creates-local-users"
  /** Holds a role that assigns roles. */
  | "assigns-roles"
  | "member-of"
  /** Signs in as the other with a token of its own. */
  | "federated-credential"
  | "owns"
  /** The application's credential is the service principal's. */
  | "is-application-of"
  /** Adds a credential to any application: a directory role or an application permission. */
  | "adds-credentials"
  /** May make itself Global Administrator. */
  | "grants-itself-directory-roles"
  /** A Global Administrator can take the role User Access Administrator at the root. */
  | "elevates-access"
  /** Writes federated credentials of a user-assigned identity. */
  | "federates-identity"
  /** The identity and its service principal are one. */
  | "is-identity-of";

/** One step of a path, which holds as long as what proves it stands. */
export interface Hop {
  readonly from: PathNode;
  readonly right: PathRight;
  readonly to: PathNode;
  /** One sentence: why it works. */
  readonly because: string;
  readonly proof: Proof;
  /** Must be activated first. */
  readonly eligible: boolean;
  /** A condition narrows it, and was not understood or leaves enough. */
  readonly conditional: boolean;
}

/** What was read that proves a hop. Whoever deletes it cuts the hop. */
export interface Proof {
  /** The id of the assignment, ownership, credential or grant; of both ends where the hop is their being one. */
  readonly id: string;
  /** Where it holds: an ARM scope, a directory scope or an Entra path. */
  readonly scope: string;
  /** `GET /subscriptions/{id}/providers/Microsoft.Authorization/roleAssignments`. */
  readonly source: string;
}

export type AttackPath = readonly Hop[];

/** The one removal that ends the most paths. */
export interface Cut {
  /** The hop that it takes away. */
  readonly hop: Hop;
  /** True where nothing of what was read leads there any more without it. */
  readonly cutsAll: boolean;
  /** On how many of all rows' shown paths it lies. */
  readonly rows: number;
}

/** The ways to one goal. */
export interface Ways {
  /** Up to three, the shortest first. */
  readonly paths: readonly [AttackPath, ...AttackPath[]];
  /** How many more there are of the same or greater length, as far as was counted. */
  readonly more: number;
  readonly cut: Cut | null;
}

/** Accounts that are reached in the same way. */
export interface AccountGroup {
  readonly count: number;
  /** The worst, ten at most: open SFTP first, then SFTP, then those where it is off. */
  readonly shown: readonly [string, ...string[]];
}

/** Who a path begins with. */
export interface PathPrincipal extends PathNode {
  /** Another tenant decides who that is: a guest, a foreign application, a foreign group, a foreign token. */
  readonly isForeign: Known<boolean>;
  /** Microsoft's own, as which only Microsoft signs in. */
  readonly isMicrosoft: boolean;
  /** Null for what cannot be disabled. */
  readonly accountEnabled: Known<boolean | null>;
}

/**
 * Derived: what the Azure roles of one principal allow at storage accounts that could serve SFTP. A principal has a row
 * for each group of accounts that it reaches in the same way: `{principal}/sftpAccess/{key}`.
 */
export interface SftpAccess extends Resource {
  readonly principal: PathPrincipal;
  readonly accounts: AccountGroup;
  /** It writes local users; null where it does not. */
  readonly creates: Ways | null;
  /** It writes accounts: switches SFTP on, opens the network. */
  readonly changesAccounts: boolean;
  /** It assigns roles there; null where it does not, or where a condition leaves nothing of use. */
  readonly grantsItself: Ways | null;
  /** What was not read and could give it more. */
  readonly gaps: readonly Gap[];
  /** What was not read and could take the right away that the row tells; nothing where it tells none. */
  readonly denials: readonly Gap[];
}

/** Derived: somebody who can become an identity that plants SFTP users. `{start}/sftpTakeover/default`. */
export interface SftpTakeover extends Resource {
  readonly start: PathPrincipal;
  /** How the shortest path begins; null where none was found. */
  readonly way: PathRight | null;
  readonly ways: Ways | null;
  /** Reached by the shortest path; null without one. */
  readonly accounts: AccountGroup | null;
  /** How many identities at the end of paths it can become. */
  readonly identities: number;
  readonly gaps: readonly Gap[];
}

/** Derived: who reaches an account's blobs over SFTP with an Entra identity. `{account}/sftpDataAccess/default`. */
export interface SftpDataAccess extends Resource {
  readonly accountId: string;
  /** Role assignments, inherited ones included, Microsoft's own principals left out. */
  readonly count: Known<number>;
  /** The first ten of those whom no deny assignment that was not read could stop. */
  readonly shown: readonly DataHolder[];
}

export interface DataHolder {
  readonly principal: PathNode;
  readonly role: string;
  readonly scope: string;
  readonly assignmentId: string;
}

/** Derived: a custom role that writes local users. `{roleDefinition}/localUserRight/default`. */
export interface CustomRoleRight extends Resource {
  readonly roleDefinitionId: string;
  /** The action that does it, as the role spells it; null where it does not, or names the action itself. */
  readonly wildcard: Known<string | null>;
  readonly assignments: Known<number>;
}

/** Derived: where the logs of something go, and who of those that are watched can change them. `{setting}/logDestination/{kind}`. */
export interface LogDestination extends Resource {
  readonly settingId: string;
  /** What is logged, as in the setting. */
  readonly of: string;
  readonly kind: "storage-account" | "workspace";
  /** ARM id. */
  readonly destinationId: string;
  /** Local users of the destination that write containers of logs, the first ten; `insights-*` where ACLs decide which. */
  readonly writers: readonly { readonly userId: string; readonly name: string; readonly container: string }[];
  readonly writerCount: number;
  /** Service principals that plant SFTP users on what is logged, and write the destination: the first ten. */
  readonly watched: readonly PathNode[];
  readonly watchedCount: number;
  /** What was not read; nothing where somebody was found. */
  readonly gaps: readonly Gap[];
}
