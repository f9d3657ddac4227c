import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { client } from "../azure/describe.ts";
import { type SimulatedAzure, startAzure, trustAzure } from "../azure/simulated-azure.ts";
import { countHierarchical, type EstateSize, estate, requestBudget } from "./estate.ts";
import { countRoutes, scanEstate } from "./scan-estate.ts";

const SIZE: EstateSize = { subscriptions: 5, accounts: 10, sftpEvery: 6, users: 4 };
const ACCOUNTS_ON_A_PAGE = 4;

let azure: SimulatedAzure;
let folder = "";
let stdout = "";

beforeAll(async () => {
  const scanner = client();
  const tenant = estate(SIZE, scanner);
  azure = await startAzure(tenant, { pageSize: { storageAccounts: ACCOUNTS_ON_A_PAGE } });
  trustAzure(azure.ca);
  folder = await mkdtemp(path.join(tmpdir(), "foothold-bench-"));
  const address = { url: azure.url, tenantId: tenant.tenantId, scanner };
  stdout = await scanEstate(address, path.join(folder, "report.json"));
});

afterAll(async () => {
  await azure.close();
  await rm(folder, { recursive: true, force: true });
});

test("a scan asks once for each list, and little besides", () => {
  expect(countRoutes(azure.log)).toEqual({
    metadata: 1,
    openid: 1,
    // One for ARM, one for Graph.
    token: 2,
    organization: 1,
    subscriptions: 1,
    // 5 subscriptions of 3 pages.
    storageAccounts: 15,
    localUsers: 9,
  });
  expect(azure.log.every(({ attempt, status }) => attempt === 1 && status === 200)).toBe(true);
});

test("local users are asked of the accounts alone that can have some", () => {
  const asked = azure.log.filter(({ route }) => route === "localUsers").map(({ url }) => url);
  expect(new Set(asked).size).toBe(countHierarchical(SIZE));
});

test("that is within the budget, and a request for each account would not be", () => {
  const budget = requestBudget(SIZE, ACCOUNTS_ON_A_PAGE);
  expect(budget).toBe(15 + 9 + 9);
  expect(azure.log.length).toBeLessThanOrEqual(budget);
  expect(azure.log.length + SIZE.subscriptions * SIZE.accounts).toBeGreaterThan(budget);
});

test("all of the estate was seen", async () => {
  const report = JSON.parse(await readFile(path.join(folder, "report.json"), "utf8"));
  expect(report.scan.complete).toBe(true);
  const items = report.coverage.map((row: { section: string; items: number }) => [row.section, row.items]);
  expect(Object.fromEntries(items)).toEqual({
    tenants: 1,
    subscriptions: 5,
    storageAccounts: 50,
    localUsers: 36,
  });
  expect(stdout).toContain("\ncomplete: all that was asked for was read\n");
});
