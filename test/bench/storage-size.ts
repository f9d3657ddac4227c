import { OTHERS } from "../../src/collect/privileged.ts";

export interface StorageSize {
  readonly subscriptions: number;
  /** In each subscription. */
  readonly accounts: number;
  /** One account in so many has a hierarchical namespace. */
  readonly hierarchicalEvery: number;
  /** On each account with a hierarchical namespace. */
  readonly users: number;
  /** User-assigned identities in each subscription. */
  readonly identities: number;
  /** Role assignments in each subscription. */
  readonly assignments: number;
  /** Of the tenant: who holds those roles. */
  readonly people: number;
  readonly groups: number;
  readonly applications: number;
}

/** A large company: 5000 accounts, one in twenty with a hierarchical namespace, and most of those with SFTP. */
export const LARGE_STORAGE: StorageSize = {
  subscriptions: 100,
  accounts: 50,
  hierarchicalEvery: 20,
  users: 10,
  identities: 2,
  assignments: 20,
  people: 400,
  groups: 100,
  applications: 300,
};

/** Of the accounts with a hierarchical namespace, by their number. Whoever is left on one without SFTP comes back with it. */
export function servesSftp(nth: number): boolean {
  return nth % 5 !== 4;
}

export function mayPublish(nth: number): boolean {
  return nth % 2 === 0;
}

export function isLogged(nth: number): boolean {
  return nth % 3 !== 0;
}

export function speaksOfDefender(nth: number): boolean {
  return nth % 4 === 3;
}

export function countAccounts({ subscriptions, accounts }: StorageSize): number {
  return subscriptions * accounts;
}

/** No other account can have local users. */
export function countHierarchical(size: StorageSize): number {
  return Math.ceil(countAccounts(size) / size.hierarchicalEvery);
}

/** Accounts with a hierarchical namespace of which something is so. */
export function countThose(is: (nth: number) => boolean, size: StorageSize): number {
  return Array.from({ length: countHierarchical(size) }, (_, nth) => nth).filter(is).length;
}

/** The root, the landing zones, and below them one for every ten subscriptions. */
export function countManagementGroups({ subscriptions }: StorageSize): number {
  return 2 + Math.ceil(subscriptions / 10);
}

/** Applications with an Azure role: one for each subscription, as long as there are as many. */
export function countHolders({ subscriptions, applications }: StorageSize): number {
  return Math.min(subscriptions, applications);
}

/**
 * Beside its accounts: resource groups, diagnostic settings, Defender, identities; role definitions, and which roles are
 * assigned, may be activated and are denied; policies, of which there are three lists.
 */
const LISTS_OF_SUBSCRIPTION = 12;

/** Where the logs go, and what Defender does. */
const LISTS_OF_SFTP = 2;

/** Questions in a request. */
const BATCH = 20;

export interface StorageRequests {
  readonly ofSubscriptions: number;
  readonly ofAccounts: number;
  readonly ofIdentities: number;
  readonly ofManagementGroups: number;
  readonly batches: number;
}

/**
 * What a scan may ask at most, beside fewer than thirty for the tenant.
 * @param page accounts on a page
 */
export function storageRequests(size: StorageSize, page = size.accounts): StorageRequests {
  const { subscriptions, accounts, identities, groups } = size;
  const applications = Math.min(size.applications, countHolders(size) + OTHERS);
  const pages = Math.ceil(accounts / page);
  const batches = (questions: number): number => Math.ceil(questions / BATCH);
  return {
    ofSubscriptions: subscriptions * (pages + LISTS_OF_SUBSCRIPTION),
    ofAccounts:
      countHierarchical(size) + LISTS_OF_SFTP * countThose(servesSftp, size) + countThose(mayPublish, size),
    ofIdentities: subscriptions * identities,
    ofManagementGroups: countManagementGroups(size),
    // Federated credentials of all up to a bound; owners of those with a role, in both halves; members.
    batches: batches(applications) + batches(2 * countHolders(size)) + batches(groups),
  };
}

export function storageBudget(size: StorageSize, page?: number): number {
  return Object.values<number>({ ...storageRequests(size, page) }).reduce((sum, count) => sum + count, 29);
}
