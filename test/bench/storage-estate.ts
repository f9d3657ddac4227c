import { defenderPlan, defenderSetting } from "../azure/describe-defender.ts";
import { diagnosticSetting } from "../azure/describe-logging.ts";
import {
  account,
  client,
  container,
  localUser,
  type SimulatedAccount,
  type SimulatedClient,
  type SimulatedLocalUser,
  type SimulatedSubscription,
  type SimulatedTenant,
  subscription,
  tenant,
} from "../azure/describe.ts";
import {
  aboveSubscriptions,
  accessAt,
  directoryOf,
  resourceGroupOf,
  subscriptionName,
} from "./storage-access.ts";
import { isLogged, mayPublish, servesSftp, speaksOfDefender, type StorageSize } from "./storage-size.ts";
import { turn } from "./turn.ts";

/** A generated tenant of that size, the same at every call. The networks, rights and credentials take turns. */
export function storageEstate(size: StorageSize, scanner: SimulatedClient = client()): SimulatedTenant {
  return tenant({
    displayName: "Contoso Estate",
    clients: [scanner],
    entraDiagnosticSettings: [diagnosticSetting({ categories: ["AuditLogs", "SignInLogs"] })],
    subscriptions: Array.from({ length: size.subscriptions }, (_, at) => subscriptionAt(at, size)),
    ...aboveSubscriptions(size),
    ...directoryOf(size),
  });
}

function subscriptionAt(at: number, size: StorageSize): SimulatedSubscription {
  return subscription({
    displayName: subscriptionName(at),
    accounts: Array.from({ length: size.accounts }, (_, index) =>
      accountAt(at * size.accounts + index, size),
    ),
    ...(at % 3 !== 2 && { diagnosticSettings: [diagnosticSetting({ categories: ["Administrative"] })] }),
    ...turn<Partial<SimulatedSubscription>>(
      [{ defenderPlan: defenderPlan() }, {}, { securityNotRegistered: true }],
      at,
    ),
    ...accessAt(at, size),
  });
}

function accountAt(index: number, size: StorageSize): SimulatedAccount {
  const plain = {
    name: `contoso${index}`,
    resourceGroup: resourceGroupOf(index),
    location: turn(LOCATIONS, index),
    tags: { owner: `team-${index % 11}`, env: turn(["prod", "test", "dev"], index) },
  };
  if (index % size.hierarchicalEvery !== 0) return account(plain);
  const nth = index / size.hierarchicalEvery;
  return account({
    ...plain,
    properties: {
      isHnsEnabled: true,
      isSftpEnabled: servesSftp(nth),
      isLocalUserEnabled: true,
      allowBlobPublicAccess: mayPublish(nth),
      networkAcls: {
        defaultAction: turn(["Deny", "Deny", "Allow"], nth),
        ipRules: turn([[{ value: "203.0.113.0/24", action: "Allow" }], []], nth),
      },
    },
    localUsers: Array.from({ length: size.users }, (_, at) => userAt(at)),
    containers: CONTAINERS.map((name) => container({ name })),
    ...(isLogged(nth) && { blobDiagnosticSettings: [diagnosticSetting()] }),
    ...(speaksOfDefender(nth) && { defenderSetting: defenderSetting({ onUpload: nth % 8 === 3 }) }),
  });
}

function userAt(index: number): SimulatedLocalUser {
  const resourceName = turn(CONTAINERS, index);
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

const CONTAINERS = ["inbox", "outbox", "tfstate"] as const;
const LOCATIONS = ["westeurope", "northeurope", "germanywestcentral", "eastus"] as const;
