import { simulatedId } from "../azure/simulated-id.ts";

/**
 * How much a tenant has of what attack paths are made of. Whatever has a number `n` lives in subscription
 * `n % subscriptions`.
 */
export interface PathsSize {
  readonly subscriptions: number;
  readonly resourceGroups: number;
  /** With a hierarchical namespace; one in ten serves SFTP, and half of those to any network. */
  readonly accounts: number;
  readonly users: number;
  readonly guests: number;
  /** Registered here: each has a service principal and one owner or two. */
  readonly applications: number;
  /** Service principals of other companies' applications. */
  readonly foreign: number;
  /** User-assigned identities: every second one accepts tokens from outside. */
  readonly identities: number;
  /** Of virtual machines and the like. */
  readonly systemIdentities: number;
  /** Each with so many members, beside the one group that holds all users. */
  readonly groups: number;
  readonly members: number;
  /** By where they are assigned. */
  readonly assignments: Readonly<Record<Level, number>>;
  /** On applications. */
  readonly federatedCredentials: number;
  /** Holders of a directory role that adds credentials. */
  readonly minters: number;
  readonly eligibilities: number;
  readonly denials: number;
}

export type Level = "managementGroups" | "subscriptions" | "resourceGroups" | "accounts";

/** The tenant in which attack paths have to be found in two seconds. */
export const LARGE_PATHS: PathsSize = {
  subscriptions: 20,
  resourceGroups: 200,
  accounts: 2_000,
  users: 1_700,
  guests: 200,
  applications: 2_000,
  foreign: 100,
  identities: 300,
  systemIdentities: 300,
  groups: 399,
  members: 20,
  assignments: { managementGroups: 400, subscriptions: 2_000, resourceGroups: 8_800, accounts: 8_800 },
  federatedCredentials: 1_000,
  minters: 50,
  eligibilities: 300,
  denials: 50,
};

/** So many times as much of everything: a larger tenant has more groups, and not larger ones. */
export function scaledPaths(size: PathsSize, scale: number): PathsSize {
  const { assignments, members, ...counts } = size;
  return { ...times(counts, scale), assignments: times(assignments, scale), members };
}

function times<T extends Readonly<Record<keyof T, number>>>(counts: T, scale: number): T {
  const entries = Object.entries<number>(counts).map(([name, count]) => [name, count * scale]);
  return Object.fromEntries(entries) as T;
}

export function countPrincipals(size: PathsSize): number {
  const { users, guests, applications, foreign, identities, systemIdentities, groups } = size;
  return users + guests + applications + foreign + identities + systemIdentities + groups + 1;
}

export function countAssignments({ assignments }: PathsSize): number {
  return Object.values(assignments).reduce((sum, count) => sum + count, 0);
}

/** Every kind of principal that holds roles, with how many of it there are. */
export const COUNT_OF = {
  user: "users",
  guest: "guests",
  application: "applications",
  foreign: "foreign",
  identity: "identities",
  system: "systemIdentities",
  group: "groups",
} as const;

export type Kind = keyof typeof COUNT_OF;

/** Object id of the service principal, where it is one. */
export function objectId(kind: Kind, n: number): string {
  return simulatedId(`paths ${kind} ${n}`);
}

export function subscriptionGuid(n: number): string {
  return simulatedId(`subscription contoso-${n}`);
}

export function subscriptionScope(n: number): string {
  return `/subscriptions/${subscriptionGuid(n)}`;
}

export function resourceGroupScope(n: number, { subscriptions }: PathsSize): string {
  return `${subscriptionScope(n % subscriptions)}/resourceGroups/rg-${n}`;
}

export function accountScope(n: number, size: PathsSize): string {
  return `${resourceGroupScope(n % size.resourceGroups, size)}/providers/Microsoft.Storage/storageAccounts/contoso${n}`;
}

/** The `n`th of a kind that lives in a subscription, from the first again where there are fewer. */
export function localOf(kind: Kind, home: number, n: number, size: PathsSize): number {
  const there = Math.ceil((size[COUNT_OF[kind]] - home) / size.subscriptions);
  return home + size.subscriptions * (n % there);
}
