import { describe, expect, test } from "vitest";
import { collect } from "../../src/collect/collect.ts";
import { allCollectors, collectorsFor } from "../../src/collect/collectors.ts";
import { SILENT } from "../../src/collect/meter.ts";
import { byDefault, known } from "../../src/inventory/known.ts";
import { account, localUser, subscription, type SimulatedAccount } from "../azure/describe.ts";
import type { AzureOptions, Fault } from "../azure/simulated-azure.ts";
import { readerOf } from "./azure/graph-harness.ts";

const ED25519 = "AAAAC3NzaC1lZDI1NTE5AAAAIL+TPhaKKsu3iExSxwc+7epDH23xk4ba3DQueeZ5U8Rs";
const ED = {
  algorithm: "ssh-ed25519",
  bits: 256,
  fingerprint: "SHA256:Xj1D3S6pWMZ1S2gC0I6jJFlD/dhgUkNFAbv2RIbi5M4",
};
const NEEDS = "Microsoft.Storage/storageAccounts/localUsers/listKeys/action";
const KEYS = "localUserKeys";

const properties = { isHnsEnabled: true, isSftpEnabled: true, isLocalUserEnabled: true };
const user = (name: string, ...keys: readonly { readonly description?: string; readonly key: string }[]) =>
  localUser({ name, ...(keys.length === 0 ? {} : { sshAuthorizedKeys: keys }), sharedKey: "c2VjcmV0" });
const sftp = (name: string, ...users: readonly string[]): SimulatedAccount =>
  account({ name, properties, localUsers: users.map((one) => user(one)) });

interface Given {
  readonly accounts: readonly SimulatedAccount[];
  readonly denied?: readonly string[];
  readonly faults?: readonly Fault[];
  readonly options?: AzureOptions;
  readonly state?: "Disabled";
  readonly asked?: boolean;
}

/** The section out of a simulated subscription, with what was asked for it. */
async function read({ accounts, denied = [], faults = [], options, state, asked = true }: Given) {
  const only = subscription({ accounts, ...(state === undefined ? {} : { state }) });
  const root = `/subscriptions/${only.subscriptionId}`;
  const may = { denied: denied.map((scope) => ({ scope: `${root}${scope}`, action: NEEDS })) };
  const { azure, reader, meter } = await readerOf({ subscriptions: [only] }, options, may, {
    readSshKeys: asked,
  });
  for (const fault of faults) azure.fault(fault);
  const { inventory } = await collect({
    tenantId: "t",
    collectors: collectorsFor([KEYS], allCollectors({ readSshKeys: asked })),
    reader: () => reader,
    collectedAt: "2026-11-20T06:00:00.000Z",
    progress: SILENT,
  });
  const { items, gaps } = inventory.sections[KEYS];
  const short = (id: string): string =>
    id.replace(/^.*\/storageAccounts\//, "").replace(root, "subscription");
  return {
    items,
    gaps: gaps.map(({ scope, ...gap }) => ({ ...gap, scope: short(scope) })),
    read: items.map(({ userId }) => short(userId)),
    asked: azure.log
      .filter(({ method, host }) => method === "POST" && host === "arm")
      .map(({ path }) => short(path)),
    meter,
    root,
  };
}

const group = "/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts";

describe("the keys of local users", () => {
  test("as type, bits, fingerprint and description", async () => {
    const ann = user(
      "ann",
      { description: " laptop\t", key: `ssh-ed25519 ${ED25519} ann@laptop` },
      { key: ED25519 },
      { description: " ", key: "no key" },
      { description: "x".repeat(2000), key: ED25519 },
    );
    const accounts = [account({ name: "acct", properties, localUsers: [ann, user("bob")] })];
    const { items, gaps, root } = await read({ accounts });
    const id = `${root}${group}/acct/localusers/ann`;
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      {
        id: `${id}/keys/default`,
        name: "ann",
        userId: id,
        accountId: `${root}${group}/acct`,
        keys: known([
          { ...ED, description: "laptop" },
          { ...ED, description: null },
          { algorithm: null, bits: null, fingerprint: expect.stringMatching(/^SHA256:/), description: null },
          { ...ED, description: `${"x".repeat(1023)}…` },
        ]),
      },
      expect.objectContaining({ name: "bob", keys: byDefault([]) }),
    ]);
    expect(JSON.stringify(items)).not.toMatch(/AAAA|ann@laptop|c2VjcmV0/);
  });

  test("of every user of every account, those with SFTP first, whatever hasSshKey says", async () => {
    const off = { ...properties, isSftpEnabled: false };
    const accounts = [
      account({ name: "a-off", properties: off, localUsers: [user("ann")] }),
      sftp("b", "ann", "bob"),
      account({ name: "c-flat", localUsers: [user("ann")] }),
      sftp("d"),
    ];
    const { asked, read: found, gaps } = await read({ accounts });
    expect(asked).toEqual([
      "b/localUsers/ann/listKeys",
      "b/localUsers/bob/listKeys",
      "a-off/localUsers/ann/listKeys",
    ]);
    expect(found).toEqual(["a-off/localusers/ann", "b/localusers/ann", "b/localusers/bob"]);
    expect(gaps).toEqual([]);
  });

  test("an entry that is not understood makes the user's list unknown", async () => {
    const accounts = [
      account({
        name: "acct",
        properties,
        localUsers: [user("ann", { key: ED25519 }, {} as { key: string })],
      }),
    ];
    const { items, root } = await read({ accounts });
    expect(items.map(({ keys }) => keys)).toEqual([
      {
        known: false,
        gap: {
          reason: "malformed",
          scope: `${root}${group}/acct/localusers/ann`,
          request: `POST ${root}${group}/acct/localusers/ann/listKeys`,
          detail: "the property sshAuthorizedKeys holds an entry that is not understood",
        },
      },
    ]);
  });

  test("a cloud that knows older versions only", async () => {
    const versions = { apiVersions: { "Microsoft.Storage": ["2021-08-01"] } } as const;
    const { read: found, gaps } = await read({ accounts: [sftp("a", "ann", "bob")], options: versions });
    expect([found.length, gaps]).toEqual([2, []]);
  });

  test("without the flag nobody is asked, and the connection would refuse it", async () => {
    const { asked, items } = await read({ accounts: [sftp("a", "ann")], asked: false });
    expect([asked, items]).toEqual([[], []]);
    const { reader } = await readerOf({});
    await expect(
      reader.localUserKeys({ id: `/subscriptions/s${group}/a`, location: "x" }, "ann"),
    ).rejects.toThrow(
      /^refused POST https:\/\/localhost:\d+\/subscriptions\/s\/.*\/listKeys: foothold only reads/,
    );
  });
});

const users = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `user${String(at).padStart(2, "0")}`);

describe("refusals", () => {
  test("of one user: a gap there, and the others go on", async () => {
    const { read: found, gaps } = await read({
      accounts: [sftp("a", "ann", "bob", "eve")],
      denied: [`${group}/a/localUsers/bob`],
    });
    expect(found).toEqual(["a/localusers/ann", "a/localusers/eve"]);
    expect(gaps).toEqual([
      {
        reason: "denied",
        scope: "a/localusers/bob",
        request: expect.stringMatching(/^POST \/subscriptions\/.*\/a\/localUsers\/bob\/listKeys$/),
        needs: NEEDS,
        detail: "status 403, AuthorizationFailed",
      },
    ]);
  });

  test("of the first two of an account: the third one answers, and so all are asked", async () => {
    const { read: found, gaps } = await read({
      accounts: [sftp("a", ...users(5))],
      denied: [`${group}/a/localUsers/user00`, `${group}/a/localUsers/user01`],
    });
    expect(found).toHaveLength(3);
    expect(gaps.map(({ scope }) => scope)).toEqual(["a/localusers/user00", "a/localusers/user01"]);
  });

  test("of the first three: a gap at the account stands for the rest", async () => {
    const {
      asked,
      read: found,
      gaps,
    } = await read({
      accounts: [sftp("a", ...users(6)), sftp("b", "ann")],
      denied: [`${group}/a`],
    });
    expect(asked).toEqual([
      ...users(3).map((name) => `a/localUsers/${name}/listKeys`),
      "b/localUsers/ann/listKeys",
    ]);
    expect(found).toEqual(["b/localusers/ann"]);
    expect(gaps.map(({ scope, detail }) => [scope, detail])).toEqual([
      ["a", "status 403, AuthorizationFailed; 3 more local users were not asked after that"],
      ...users(3).map((name) => [`a/localusers/${name}`, "status 403, AuthorizationFailed"]),
    ]);
    expect(gaps.every(({ needs, reason }) => needs === NEEDS && reason === "denied")).toBe(true);
  });

  test("of three users, where there are no more", async () => {
    const { gaps } = await read({ accounts: [sftp("a", ...users(3))], denied: [`${group}/a`] });
    expect(gaps.map(({ scope }) => scope)).toEqual(users(3).map((name) => `a/localusers/${name}`));
  });

  const many = Array.from({ length: 14 }, (_, at) => `acct${String(at).padStart(2, "0")}`);

  test("of the first ten accounts: a gap at the subscription stands for the rest", async () => {
    const { asked, items, gaps } = await read({
      accounts: many.map((name) => sftp(name, ...users(4))),
      denied: [""],
    });
    expect([asked.length, items]).toEqual([30, []]);
    expect(gaps.filter(({ scope }) => scope === "subscription")).toEqual([
      {
        reason: "denied",
        scope: "subscription",
        request: expect.stringMatching(/^POST .*\/acct09\/localUsers\/user02\/listKeys$/),
        needs: NEEDS,
        detail: "status 403, AuthorizationFailed; 4 more accounts were not asked after that",
      },
    ]);
  });

  test("of ten accounts, where there are no more", async () => {
    const { gaps } = await read({
      accounts: many.slice(0, 10).map((name) => sftp(name, "ann")),
      denied: [""],
    });
    expect(gaps.map(({ scope }) => scope)).toEqual(many.slice(0, 10).map((name) => `${name}/localusers/ann`));
  });

  test("of nine accounts: the tenth answers, and so all are asked", async () => {
    const { asked, read: found } = await read({
      accounts: many.map((name) => sftp(name, "ann")),
      denied: many.slice(0, 9).map((name) => `${group}/${name}`),
    });
    expect([asked.length, found.length]).toEqual([14, 5]);
  });

  test("a lock holds for its account", async () => {
    const { read: found, gaps } = await read({
      accounts: [
        { ...sftp("a", "ann"), lock: "ReadOnly" },
        { ...sftp("b", "ann"), lock: "CanNotDelete" },
      ],
    });
    expect(found).toEqual(["b/localusers/ann"]);
    expect(gaps).toEqual([
      {
        reason: "failed",
        scope: "a/localusers/ann",
        request: expect.stringMatching(/^POST .*listKeys$/),
        detail: "status 409, ScopeLocked",
      },
    ]);
  });

  test("a disabled subscription", async () => {
    const { items, gaps } = await read({ accounts: [sftp("a", "ann")], state: "Disabled" });
    expect(items).toEqual([]);
    expect(gaps.map(({ reason, detail }) => [reason, detail])).toEqual([
      ["failed", "status 409, ReadOnlyDisabledSubscription"],
    ]);
  });

  test("a fault is no refusal: everybody is asked", async () => {
    const { asked, gaps } = await read({
      accounts: [sftp("a", ...users(6))],
      faults: [{ route: KEYS, answer: { kind: "not-found" } }],
    });
    expect(new Set(asked).size).toBe(6);
    expect(gaps.map(({ reason, detail }) => [reason, detail])).toEqual(
      users(6).map(() => ["failed", "status 404, ResourceNotFound"]),
    );
  });
});
