import type { SimulatedClient, SimulatedTenant } from "../azure/describe.ts";
import {
  countPrivileged,
  directoryBudget,
  directoryEstate,
  type DirectorySize,
  LARGE_DIRECTORY,
} from "./directory-estate.ts";
import {
  countAccounts,
  countHierarchical,
  LARGE_STORAGE,
  storageBudget,
  storageEstate,
  type StorageSize,
} from "./storage-estate.ts";

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
    ? ofStorage({ ...LARGE_STORAGE, subscriptions: LARGE_STORAGE.subscriptions * scale })
    : ofDirectory(scaled(LARGE_DIRECTORY, scale));
}

function ofStorage(size: StorageSize): Estate {
  const lists = countHierarchical(size);
  return {
    only: "storage",
    rows: [
      ["subscriptions", size.subscriptions],
      ["storage accounts", countAccounts(size)],
      ["  that can have local users", lists],
      ["local users", lists * size.users],
    ],
    unit: { name: "account", count: countAccounts(size) },
    budget: {
      requests: storageBudget(size),
      because: `${whole(size.subscriptions)} account lists (one for each subscription and page), ${whole(lists)} local-user lists (one for each account that can have users), and fewer than 10`,
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

export function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
