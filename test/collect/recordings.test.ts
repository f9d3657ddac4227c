import { describe, expect, test } from "vitest";
import type { Known } from "../../src/inventory/known.ts";
import type { StorageAccount } from "../../src/inventory/sections.ts";
import { ACCOUNT_LIST, collectFrom, haveRecordings, type Recorded, recordings } from "./replay.ts";

interface RawAccount {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Every recorded answer that holds storage accounts, one or many. */
function accountAnswers(): readonly (readonly [string, readonly RawAccount[]])[] {
  return recordings("storage-").flatMap(([file, recorded]) =>
    recorded.flatMap(({ response }, at) => {
      const found = accountsIn(response.body);
      return found.length === 0 ? [] : [[`${file} #${at}`, found] as const];
    }),
  );
}

function accountsIn(body: unknown): readonly RawAccount[] {
  const items = typeof body === "object" && body !== null && "value" in body ? body.value : [body];
  if (!Array.isArray(items)) return [];
  return items.filter((item): item is RawAccount => item?.type === "Microsoft.Storage/storageAccounts");
}

describe.skipIf(!haveRecordings)("recorded answers", () => {
  test("there are some: the rest of this file is not vacuous", () => {
    expect(accountAnswers().length).toBeGreaterThanOrEqual(7);
  });

  test.each(accountAnswers())("%s: every account comes out, and says what it said", async (_, accounts) => {
    const { inventory } = await collectFrom((path) =>
      path === ACCOUNT_LIST ? { value: accounts } : undefined,
    );
    const { items, gaps } = inventory.sections.storageAccounts;
    expect(gaps).toEqual([]);
    expect(items.map(({ id }) => id.toLowerCase())).toEqual(
      accounts.map(({ id }) => id.toLowerCase()).sort(),
    );

    const byId = new Map(items.map((item) => [item.id, item]));
    for (const { id, properties } of accounts) {
      const item = byId.get(id);
      expect(item).toBeDefined();
      if (item === undefined) continue;
      for (const [name, read, absent] of FLAGS)
        expect(read(item), `${name} of ${id}`).toEqual(flag(properties[name], absent));
      const network = properties["publicNetworkAccess"] ?? null;
      expect(item.publicNetworkAccess).toEqual(
        network === null
          ? { known: true, value: "Enabled", byDefault: true }
          : { known: true, value: network },
      );
      expect(unknownsOf(item)).toEqual([]);
    }
  });

  test("the same accounts in many pages are the same accounts", async () => {
    const [, accounts = []] = accountAnswers().find(([name]) => name.startsWith("storage-list")) ?? [];
    expect(accounts.length).toBeGreaterThan(100);
    const pages = Array.from({ length: Math.ceil(accounts.length / 10) }, (_, at) =>
      accounts.slice(at * 10, at * 10 + 10),
    );
    let at = -1;
    const { inventory, meters } = await collectFrom((path) => {
      if (path !== ACCOUNT_LIST) return undefined;
      at += 1;
      const nextLink =
        at + 1 < pages.length
          ? `https://management.azure.com${path}?api-version=1&$skiptoken=${at + 1}`
          : undefined;
      return { value: pages[at], ...(nextLink === undefined ? {} : { nextLink }) };
    });
    expect(inventory.sections.storageAccounts.items).toHaveLength(accounts.length);
    expect(meters.get("storageAccounts")).toEqual({
      requests: pages.length,
      pages: pages.length,
      retries: 0,
    });
  });

  test("recorded local users come out with their key kinds and scopes; nobody asks for keys", async () => {
    const [, recorded = []] = recordings("storage-storage-account-local-user")[0] ?? [];
    const list = recorded.find(({ response }) => Array.isArray((response.body as { value?: unknown }).value));
    if (list === undefined) throw new Error("the recording holds no list of local users");
    const { value: users } = list.response.body as {
      value: readonly { id: string; name: string; properties: Record<string, unknown> }[];
    };
    const account = { ...hnsAccount(), id: users[0]?.id.replace(/\/localusers\/.*/i, "") ?? "" };
    const { inventory, requests } = await collectFrom(
      localUserAnswers(recorded, { ...account, name: account.id.replace(/.*\//, "") }),
    );
    const { items, gaps } = inventory.sections.localUsers;
    expect(gaps).toEqual([]);
    expect(items.map(({ id, name }) => [id, name])).toEqual(users.map(({ id, name }) => [id, name]));
    for (const [at, { properties }] of users.entries()) {
      expect(items[at]?.hasSshPassword).toEqual({ known: true, value: properties["hasSshPassword"] });
      expect(items[at]?.hasSshKey).toEqual({ known: true, value: properties["hasSshKey"] });
      expect(items[at]?.hasSharedKey).toEqual({ known: true, value: properties["hasSharedKey"] });
      expect(items[at]?.permissionScopes).toEqual({ known: true, value: properties["permissionScopes"] });
      expect(items[at]?.sid).toEqual({ known: true, value: properties["sid"] });
    }
    expect(requests.filter((request) => !request.startsWith("GET "))).toEqual([]);
  });
});

function hnsAccount() {
  return {
    type: "Microsoft.Storage/storageAccounts",
    location: "westeurope",
    kind: "StorageV2",
    properties: { isHnsEnabled: true, creationTime: "2024-01-01T00:00:00Z" },
  };
}

function localUserAnswers(recorded: readonly Recorded[], account: object): (path: string) => unknown {
  return (path) => {
    if (path === ACCOUNT_LIST) return { value: [account] };
    return recorded.find(({ request }) => new URL(request.uri).pathname.toLowerCase() === path.toLowerCase())
      ?.response.body;
  };
}

const FLAGS: readonly (readonly [string, (account: StorageAccount) => Known<boolean>, boolean])[] = [
  ["isHnsEnabled", (account) => account.isHnsEnabled, false],
  ["isSftpEnabled", (account) => account.isSftpEnabled, false],
  ["isLocalUserEnabled", (account) => account.isLocalUserEnabled, true],
  ["isNfsV3Enabled", (account) => account.enableNfsV3, false],
  ["allowSharedKeyAccess", (account) => account.allowSharedKeyAccess, true],
  ["allowBlobPublicAccess", (account) => account.allowBlobPublicAccess, true],
];

/** Absent and null are the documented default, and marked as such; false is false. */
function flag(raw: unknown, absent: boolean): Known<boolean> {
  return raw === undefined || raw === null
    ? { known: true, value: absent, byDefault: true }
    : { known: true, value: raw === true };
}

function unknownsOf(item: object): string[] {
  return Object.entries(item).flatMap(([name, value]) => (value?.known === false ? [name] : []));
}
