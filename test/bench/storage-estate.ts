import {
  account,
  client,
  localUser,
  type SimulatedAccount,
  type SimulatedClient,
  type SimulatedLocalUser,
  type SimulatedTenant,
  subscription,
  tenant,
} from "../azure/describe.ts";
import { turn } from "./turn.ts";

export interface StorageSize {
  readonly subscriptions: number;
  /** In each subscription. */
  readonly accounts: number;
  /** One account in so many has a hierarchical namespace and serves SFTP. */
  readonly sftpEvery: number;
  /** On each account that serves SFTP. */
  readonly users: number;
}

/** A large company: 5000 accounts, one in twenty with SFTP. */
export const LARGE_STORAGE: StorageSize = { subscriptions: 100, accounts: 50, sftpEvery: 20, users: 10 };

/** A generated tenant of that size, the same at every call. The networks, rights and credentials take turns. */
export function storageEstate(size: StorageSize, scanner: SimulatedClient = client()): SimulatedTenant {
  return tenant({
    displayName: "Contoso Estate",
    clients: [scanner],
    subscriptions: Array.from({ length: size.subscriptions }, (_, at) =>
      subscription({
        displayName: `contoso-${at}`,
        accounts: Array.from({ length: size.accounts }, (__, index) =>
          accountAt(at * size.accounts + index, size),
        ),
      }),
    ),
  });
}

export function countAccounts({ subscriptions, accounts }: StorageSize): number {
  return subscriptions * accounts;
}

/** Accounts with a hierarchical namespace: no other can have local users. */
export function countHierarchical(size: StorageSize): number {
  return Math.ceil(countAccounts(size) / size.sftpEvery);
}

/**
 * What a scan may ask at most: a list of accounts for each subscription and page, a list of local users for each
 * account that can have some, and fewer than ten to sign in and find the subscriptions.
 * @param page accounts on a page
 */
export function storageBudget(size: StorageSize, page = size.accounts): number {
  return size.subscriptions * Math.ceil(size.accounts / page) + countHierarchical(size) + 9;
}

function accountAt(index: number, { sftpEvery, users }: StorageSize): SimulatedAccount {
  const plain = {
    name: `contoso${index}`,
    resourceGroup: `rg-${index % 7}`,
    location: turn(LOCATIONS, index),
    tags: { owner: `team-${index % 11}`, env: turn(["prod", "test", "dev"], index) },
  };
  if (index % sftpEvery !== 0) return account(plain);
  const nth = index / sftpEvery;
  return account({
    ...plain,
    properties: {
      isHnsEnabled: true,
      isSftpEnabled: true,
      isLocalUserEnabled: true,
      networkAcls: {
        defaultAction: turn(["Deny", "Deny", "Allow"], nth),
        ipRules: turn([[{ value: "203.0.113.0/24", action: "Allow" }], []], nth),
      },
    },
    localUsers: Array.from({ length: users }, (_, at) => userAt(at)),
  });
}

function userAt(index: number): SimulatedLocalUser {
  const resourceName = turn(["inbox", "outbox", "tfstate"], index);
  return localUser({
    name: `partner-${index}`,
    properties: {
      permissionScopes: [
        { permissions: turn(["rl", "cw", "rwdlc", "r"], index), service: "blob", resourceName },
      ],
      homeDirectory: resourceName,
      hasSshKey: index % 5 !== 0,
      hasSshPassword: index % 5 === 0,
    },
  });
}

const LOCATIONS = ["westeurope", "northeurope", "germanywestcentral", "eastus"] as const;
