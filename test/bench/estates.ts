import type { SimulatedClient, SimulatedTenant } from "../azure/describe.ts";
import {
  countPrivileged,
  directoryBudget,
  directoryEstate,
  type DirectorySize,
  LARGE_DIRECTORY,
} from "./directory-estate.ts";
import { storageEstate } from "./storage-estate.ts";
import {
  countAccounts,
  countHierarchical,
  countThose,
  LARGE_STORAGE,
  servesSftp,
  storageBudget,
  storageRequests,
  type StorageSize,
} from "./storage-size.ts";
import { whole } from "./tabulate.ts";

/** Half of what a scan looks at, with a tenant that has plenty of it. */
export interface Estate {
  /** Groups of checks: a half is measured alone. */
  readonly only: string;
  /** What there is, by its name. */
  readonly rows: readonly (readonly [label: string, count: number])[];
  /** What requests and memory are measured against: the last of the rows that the time is divided by. */
  readonly unit: { readonly name: string; readonly count: number };
  readonly budget: { readonly requests: number; readonly because: string };
  tenant(scanner: SimulatedClient): SimulatedTenant;
}

export const ESTATE_NAMES = ["storage", "entra"] as const;

export type EstateName = (typeof ESTATE_NAMES)[number];

/** @param scale how many times as large as a large company's */
export function estateOf(name: EstateName, scale = 1): Estate {
  return name === "storage"
    ? ofStorage(scaledStorage(LARGE_STORAGE, scale))
    : ofDirectory(scaled(LARGE_DIRECTORY, scale));
}

function ofStorage(size: StorageSize): Estate {
  const { subscriptions, assignments, users } = size;
  const hierarchical = countHierarchical(size);
  const { ofSubscriptions, ofAccounts, ofIdentities, ofManagementGroups, batches } = storageRequests(size);
  return {
    only: "storage,logging,paths",
    rows: [
      ["subscriptions", subscriptions],
      ["storage accounts", countAccounts(size)],
      ["  that can have local users", hierarchical],
      ["  that serve SFTP", countThose(servesSftp, size)],
      ["local users", hierarchical * users],
      ["role assignments", subscriptions * assignments],
      ["applications", size.applications],
    ],
    unit: { name: "account", count: countAccounts(size) },
    budget: {
      requests: storageBudget(size),
      because: `${whole(ofSubscriptions)} lists of subscriptions (${whole(ofSubscriptions / subscriptions)} of each), ${whole(ofAccounts)} of accounts (local users of each that can have some; of each that serves SFTP where it logs and what Defender does; containers of each with users that may publish), ${whole(ofIdentities)} of user-assigned identities and ${whole(ofManagementGroups)} of management groups (1 of each), ${whole(batches)} batches of 20 questions for applications and groups, and fewer than 30`,
    },
    tenant: (scanner) => storageEstate(size, scanner),
  };
}

function ofDirectory(size: DirectorySize): Estate {
  const { applications, foreign, microsoft, managedIdentities } = size;
  const privileged = countPrivileged(size);
  const batches = 2 * Math.ceil(privileged / 20);
  const budget = directoryBudget(size);
  return {
    only: "apps,credentials,grants,tenant",
    rows: [
      ["applications", applications],
      ["  privileged", privileged],
      ["service principals", applications + foreign + microsoft + managedIdentities],
      ["application permissions", size.assignments],
      ["delegated grants", size.grants],
    ],
    unit: { name: "application", count: applications },
    budget: {
      requests: budget,
      because: `fewer than ${whole(budget + 1 - batches)}, and ${whole(batches)} batches of 20 questions each for the federated credentials and the owners of ${whole(privileged)} privileged applications`,
    },
    tenant: (scanner) => directoryEstate(size, scanner),
  };
}

function scaledStorage(size: StorageSize, scale: number): StorageSize {
  return {
    ...size,
    subscriptions: size.subscriptions * scale,
    people: size.people * scale,
    groups: size.groups * scale,
    applications: size.applications * scale,
  };
}

function scaled(size: DirectorySize, scale: number): DirectorySize {
  return {
    ...size,
    applications: size.applications * scale,
    foreign: size.foreign * scale,
    managedIdentities: size.managedIdentities * scale,
    assignments: size.assignments * scale,
    grants: size.grants * scale,
    users: size.users * scale,
  };
}
