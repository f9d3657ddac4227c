import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dangerousRole } from "../../src/inventory/permissions.ts";
import { azureRoles } from "../azure/describe-azure-roles.ts";
import { client, type SimulatedTenant } from "../azure/describe.ts";
import {
  type AzureOptions,
  type LoggedRequest,
  type SimulatedAzure,
  startAzure,
  trustAzure,
} from "../azure/simulated-azure.ts";
import {
  countPrivileged,
  directoryBudget,
  directoryEstate,
  type DirectorySize,
  LARGE_DIRECTORY,
} from "./directory-estate.ts";
import { type Estate, estateOf } from "./estates.ts";
import { countRoutes, scanEstate } from "./scan-estate.ts";
import { storageEstate } from "./storage-estate.ts";
import {
  countHierarchical,
  countThose,
  mayPublish,
  servesSftp,
  storageBudget,
  type StorageSize,
} from "./storage-size.ts";

interface Scanned {
  readonly log: readonly LoggedRequest[];
  readonly stdout: string;
  readonly report: {
    readonly scan: { readonly complete: boolean };
    readonly coverage: readonly { readonly section: string; readonly items: number }[];
  };
}

const running: SimulatedAzure[] = [];
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "foothold-bench-"));
});

afterAll(async () => {
  await Promise.all(running.map((azure) => azure.close()));
  await rm(folder, { recursive: true, force: true });
});

async function scanned(tenant: SimulatedTenant, only: string, options: AzureOptions): Promise<Scanned> {
  const azure = await startAzure(tenant, options);
  running.push(azure);
  trustAzure(azure.ca);
  const [scanner = client()] = tenant.clients;
  const file = path.join(folder, `${only}.json`);
  const stdout = await scanEstate(
    { url: azure.url, ca: azure.ca, tenantId: tenant.tenantId, scanner },
    file,
    only,
  );
  return { log: azure.log, stdout, report: JSON.parse(await readFile(file, "utf8")) };
}

function itemsOf({ report }: Scanned): Readonly<Record<string, number>> {
  return Object.fromEntries(report.coverage.map(({ section, items }) => [section, items]));
}

/** Every batch has the same address, and so has every look-up. */
function areAskedOnce(log: readonly LoggedRequest[]): boolean {
  return log.every(({ method, attempt }) => method === "POST" || attempt === 1);
}

describe("the storage half", () => {
  const size: StorageSize = {
    subscriptions: 5,
    accounts: 10,
    hierarchicalEvery: 6,
    users: 4,
    identities: 2,
    assignments: 8,
    people: 30,
    groups: 3,
    applications: 25,
  };
  const accountsOnAPage = 4;
  let scan: Scanned;

  beforeAll(async () => {
    scan = await scanned(storageEstate(size, client()), estateOf("storage").only, {
      pageSize: { storageAccounts: accountsOnAPage },
    });
  });

  test("a scan asks once for each list, and little besides", () => {
    expect(countRoutes(scan.log)).toEqual({
      requests: {
        metadata: 1,
        openid: 1,
        // One for ARM, one for Graph.
        token: 2,
        organization: 1,
        subscriptions: 1,
        // 5 subscriptions of 3 pages.
        storageAccounts: 15,
        // Of accounts with a hierarchical namespace; of those with SFTP; of those with users that may publish.
        localUsers: 9,
        blobDiagnosticSettings: 8,
        defenderSetting: 8,
        containers: 5,
        resourceGroups: 5,
        activityLog: 5,
        subscriptionDiagnosticSettings: 5,
        defenderPlan: 5,
        policyAssignments: 5,
        policyDefinitions: 5,
        policySetDefinitions: 5,
        userAssignedIdentities: 5,
        identityFederatedCredentials: 10,
        roleAssignments: 5,
        roleEligibilities: 5,
        denyAssignments: 5,
        // The custom ones of each, and Azure's own of the first.
        roleDefinitions: 6,
        managementGroups: 1,
        managementGroupDescendants: 1,
        managementGroupDiagnosticSettings: 3,
        entraDiagnosticSettings: 1,
        applications: 1,
        servicePrincipals: 1,
        oauth2PermissionGrants: 1,
        directoryRoleAssignments: 1,
        directoryRoleDefinitions: 1,
        directoryRoleEligibilities: 1,
        // Of federated credentials two, of owners and of members one.
        batch: 4,
        // Which holders of roles are groups: of Azure, of the directory, of eligibilities and deny assignments; and who they are.
        getByIds: 5,
      },
      // Of applications with an Azure role and of their service principals.
      batched: { federatedIdentityCredentials: 25, owners: 2 * 5, groupMembers: 3 },
    });
    expect(areAskedOnce(scan.log)).toBe(true);
  });

  test("what is not there is no fault", () => {
    const failed = scan.log.filter(({ status }) => status !== 200);
    expect(failed.every(({ status }) => status === 404)).toBe(true);
    // One subscription of five has no Defender, and two accounts of eight say something of it themselves.
    expect(countRoutes(failed).requests).toEqual({ defenderPlan: 1, defenderSetting: 6 });
  });

  test("accounts are asked one by one that can have local users, serve SFTP, or may publish", () => {
    const asked = (route: string): number =>
      new Set(scan.log.filter((request) => request.route === route).map(({ url }) => url)).size;
    expect(asked("localUsers")).toBe(countHierarchical(size));
    expect([asked("blobDiagnosticSettings"), asked("defenderSetting")]).toEqual([
      countThose(servesSftp, size),
      countThose(servesSftp, size),
    ]);
    expect(asked("containers")).toBe(countThose(mayPublish, size));
  });

  test("that is within the budget, and a request for each account would not be", () => {
    const budget = storageBudget(size, accountsOnAPage);
    // 3 pages and 12 lists of each subscription; 9, 8 and 8, and 5 of accounts; of identities, management groups; batches.
    expect(budget).toBe(5 * 15 + (9 + 8 + 8 + 5) + 10 + 3 + 4 + 29);
    expect(scan.log.length).toBeLessThanOrEqual(budget);
    expect(scan.log.length + size.subscriptions * size.accounts).toBeGreaterThan(budget);
    expect(scan.log.length + countHierarchical(size)).toBeGreaterThan(budget);
  });

  test("all of the estate was seen", () => {
    expect(scan.report.scan.complete).toBe(true);
    expect(itemsOf(scan)).toEqual({
      tenants: 1,
      subscriptions: 5,
      storageAccounts: 50,
      storageEvents: 0,
      localUsers: 36,
      // Three of each account that was asked.
      containers: 15,
      resourceGroups: 35,
      managementGroups: 3,
      blobDiagnosticSettings: 5,
      subscriptionDiagnosticSettings: 4,
      managementGroupDiagnosticSettings: 1,
      entraDiagnosticSettings: 1,
      defenderPlans: 5,
      defenderSettings: 2,
      // The initiative of the landing zones, which is listed five times; and of three subscriptions one of their own.
      policyAssignments: 4,
      policyDefinitions: 3,
      applications: 25,
      // And ten identities.
      servicePrincipals: 35,
      appRoleAssignments: 0,
      oauth2PermissionGrants: 0,
      directoryRoleDefinitions: 8,
      directoryRoleAssignments: 4,
      directoryRoleEligibilities: 0,
      // 8 of each subscription, and 2 that all inherit.
      roleAssignments: 42,
      roleDefinitions: Object.keys(azureRoles).length,
      roleEligibilities: 5,
      denyAssignments: 1,
      groupMembers: 0,
      azureGroupMembers: 30,
      rbacGroupMembers: 0,
      rbacPrincipals: 30,
      owners: 5,
      federatedIdentityCredentials: 7,
      // The owners, four of whom hold a directory role.
      directoryObjects: 5,
      userAssignedIdentities: 10,
      identityFederatedCredentials: 5,
    });
    expect(scan.stdout).toContain("\ncomplete: all that was asked for was read\n");
  });
});

describe("the Entra half", () => {
  const size: DirectorySize = {
    ...LARGE_DIRECTORY,
    applications: 400,
    foreign: 180,
    microsoft: 18,
    managedIdentities: 32,
    assignments: 800,
    grants: 200,
    users: 420,
  };
  const onAPage = 100;
  let scan: Scanned;

  beforeAll(async () => {
    scan = await scanned(directoryEstate(size, client()), estateOf("entra").only, {
      pageSize: { applications: onAPage, servicePrincipals: onAPage, appRoleAssignedTo: onAPage },
    });
  });

  test("a scan asks for pages of lists, and one by one about privileged applications alone", () => {
    expect(countRoutes(scan.log)).toEqual({
      requests: {
        metadata: 1,
        openid: 1,
        token: 2,
        organization: 1,
        // 400 and 630, and of 800 assignments 641, 79 and 80.
        applications: 4,
        servicePrincipals: 7,
        appRoleAssignedTo: 9,
        // The names of the roles of three APIs.
        servicePrincipal: 3,
        oauth2PermissionGrants: 1,
        signInActivities: 1,
        credentialSignInActivities: 1,
        // The logs, as far back as Entra ID keeps them.
        directoryAudits: 1,
        signIns: 1,
        directoryRoleAssignments: 1,
        directoryRoleDefinitions: 1,
        directoryRoleEligibilities: 1,
        // Of groups, of owners, of applications with federated credentials, of policies.
        batch: 24,
        getByIds: 2,
        authorizationPolicy: 1,
        permissionGrantPolicies: 1,
        adminConsentRequestPolicy: 1,
        defaultAppManagementPolicy: 1,
        appManagementPolicies: 1,
        domains: 1,
        // Whether it would be seen.
        entraDiagnosticSettings: 1,
        subscriptions: 1,
        userAssignedIdentities: 1,
        identityFederatedCredentials: 30,
        roleAssignments: 1,
        roleDefinitions: 2,
      },
      batched: { groupMembers: 4, owners: 28, federatedIdentityCredentials: 400, appliesTo: 1 },
    });
    expect(scan.log.every(({ status }) => status === 200)).toBe(true);
    expect(areAskedOnce(scan.log)).toBe(true);
  });

  test("all of the estate was seen", () => {
    expect(scan.report.scan.complete).toBe(true);
    expect(itemsOf(scan)).toEqual({
      directoryEvents: 0,
      servicePrincipalSignIns: 0,
      tenants: 1,
      subscriptions: 1,
      applications: 400,
      servicePrincipals: 630,
      appRoleAssignments: 800,
      azureGroupMembers: 0,
      oauth2PermissionGrants: 200,
      servicePrincipalSignInActivities: 600,
      appCredentialSignInActivities: 200,
      owners: 21,
      federatedIdentityCredentials: 10,
      directoryRoleAssignments: 50,
      directoryRoleDefinitions: 8,
      directoryRoleEligibilities: 0,
      groupMembers: 80,
      directoryObjects: 128,
      authorizationPolicies: 1,
      permissionGrantPolicies: 6,
      adminConsentRequestPolicies: 1,
      appManagementPolicies: 2,
      domains: 12,
      entraDiagnosticSettings: 1,
      userAssignedIdentities: 30,
      identityFederatedCredentials: 10,
      roleAssignments: 200,
      roleDefinitions: Object.keys(azureRoles).length,
    });
  });

  test("the estate holds what its size says, and as many privileged applications as are counted", () => {
    const tenant = directoryEstate(size);
    const { applications = [], servicePrincipals = [], appRoleAssignments = [] } = tenant;
    expect([applications.length, servicePrincipals.length]).toEqual([400, 630]);
    expect([appRoleAssignments.length, tenant.oauth2PermissionGrants?.length]).toEqual([800, 200]);
    const appIdOf = new Map(servicePrincipals.map(({ id, appId }) => [id, appId]));
    const own = new Set(applications.map(({ appId }) => appId));
    const privileged = appRoleAssignments
      .filter(({ resourceId, appRoleId }) => dangerousRole(appIdOf.get(resourceId) ?? "", appRoleId))
      .map(({ principalId }) => appIdOf.get(principalId) ?? "")
      .filter((appId) => own.has(appId));
    expect(new Set(privileged).size).toBe(countPrivileged(size));
    expect(countPrivileged(size)).toBe(10);
  });

  test("the budget is 300 requests and the batches for the privileged applications", () => {
    expect(countPrivileged(LARGE_DIRECTORY)).toBe(500);
    // Fewer than 300, and 25 batches each for federated credentials and owners.
    expect(directoryBudget(LARGE_DIRECTORY)).toBe(299 + 50);
    expect(directoryBudget({ ...LARGE_DIRECTORY, applications: 40_000 })).toBe(599 + 100);
  });
});

test("a scale multiplies what there is, and its budget", () => {
  const rows = ({ rows: counted }: Estate): readonly number[] => counted.map(([, count]) => count);
  expect(rows(estateOf("storage", 3))).toEqual([300, 15_000, 750, 600, 7_500, 6_000, 900]);
  // 13 lists of each subscription; 4 of half of the accounts with a hierarchical namespace that serve SFTP, and so on; of
  // 900 applications 700 are asked for their federated credentials, and 300 in both halves for their owners.
  expect(estateOf("storage", 3).budget.requests).toBe(
    300 * 13 + (750 + 2 * 600 + 375) + 600 + 32 + (35 + 30 + 15) + 29,
  );
  // Of Microsoft's principals there are not more in a larger company.
  expect(rows(estateOf("entra", 3))).toEqual([60_000, 1_500, 3 * 29_100 + 900, 120_000, 30_000]);
  expect(estateOf("entra", 3).budget.requests).toBe(899 + 150);
});
