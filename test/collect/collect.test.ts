import { describe, expect, test } from "vitest";
import { collect } from "../../src/collect/collect.ts";
import { SILENT } from "../../src/collect/meter.ts";
import { type AnyCollector, defineCollector, type Permission, roleOf } from "../../src/collector.ts";
import { ReadError } from "../../src/errors.ts";
import type { Inventory, Section } from "../../src/inventory/inventory.ts";
import { known } from "../../src/inventory/known.ts";
import type { RoleAssignment, SftpUse, Subscription } from "../../src/inventory/sections.ts";
import { readerOf } from "./azure/graph-harness.ts";

const permission: Permission = {
  plane: "arm",
  anyOf: ["Microsoft.X/things/read"],
  role: "Reader",
  without: "Nothing.",
};

/** Two subscriptions, and nobody asks Azure for anything. */
async function run(
  collectors: readonly AnyCollector[],
  given: Partial<Inventory["sections"]> = {},
): Promise<Inventory["sections"]> {
  const { reader } = await readerOf({});
  const { inventory } = await collect({
    tenantId: "t",
    collectors: [subscriptions, ...collectors],
    reader: () => reader,
    collectedAt: "2026-01-01T00:00:00.000Z",
    given,
    progress: SILENT,
  });
  return inventory.sections;
}

const subscriptions = defineCollector({
  section: "subscriptions",
  per: "tenant",
  after: [],
  permissions: [permission],
  async *collect() {
    for (const guid of ["two", "one"]) yield await Promise.resolve(subscription(guid));
  },
});

const subscription = (guid: string): Subscription => ({
  id: `/subscriptions/${guid}`,
  name: guid,
  subscriptionId: guid,
  tenantId: known("t"),
  state: known("Enabled"),
});

const assignment = (over: Partial<RoleAssignment> = {}): RoleAssignment => ({
  id: "/providers/Microsoft.Authorization/roleAssignments/a",
  name: "role",
  principalId: "p",
  principalType: known("User"),
  roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/r",
  scope: "/",
  inheritedBy: [],
  condition: known(null),
  createdOn: known(null),
  ...over,
});

describe("what two subscriptions show under one id", () => {
  /** Each spells the id in its own way, and has one of its own. */
  const shown = (merge?: (one: RoleAssignment, other: RoleAssignment) => RoleAssignment) =>
    defineCollector({
      section: "roleAssignments",
      per: "subscription",
      after: [],
      permissions: [permission],
      async *collect({ guid, id }) {
        const shared = assignment().id;
        yield await Promise.resolve(
          assignment({ id: guid === "two" ? shared.toUpperCase() : shared, inheritedBy: [guid] }),
        );
        yield assignment({ id: `${id}${shared}`, scope: id });
      },
      ...(merge === undefined ? {} : { merge }),
    });
  const own = ["one", "two"].map((guid) => `/subscriptions/${guid}${assignment().id}`);

  test("is made one of by its collector, in the order of the subscriptions", async () => {
    const { roleAssignments } = await run([
      shown((one, other) => ({ ...one, inheritedBy: [...one.inheritedBy, ...other.inheritedBy] })),
    ]);
    expect(roleAssignments.items.map(({ id, inheritedBy }) => [id, inheritedBy])).toEqual([
      [assignment().id, ["one", "two"]],
      ...own.map((id) => [id, []]),
    ]);
    expect(roleAssignments.gaps).toEqual([]);
  });

  test("without that, the first is kept", async () => {
    const { roleAssignments } = await run([shown()]);
    expect(roleAssignments.items.map(({ id, inheritedBy }) => [id, inheritedBy])).toEqual([
      [assignment().id, ["one"]],
      ...own.map((id) => [id, []]),
    ]);
  });
});

describe("what does not come from Azure", () => {
  const use: SftpUse = {
    id: "/subscriptions/one/a",
    name: "a",
    accountId: "/subscriptions/one/a",
    lastUse: known(null),
    loggedSince: known("2026-01-01T00:00:00.000Z"),
    loggedUntil: known("2026-01-01T00:00:00.000Z"),
  };
  const sftpUses: Section<SftpUse> = {
    items: [use],
    gaps: [{ reason: "not-requested", scope: "/tenants/t", request: "logs" }],
  };

  test("stands in the inventory as it was given, beside what was read", async () => {
    const sections = await run([], { sftpUses });
    expect(sections.sftpUses).toBe(sftpUses);
    expect(sections.subscriptions.items.map(({ name }) => name)).toEqual(["one", "two"]);
    expect(sections.localUserHistory).toEqual({ items: [], gaps: [] });
  });

  test("and gives way to what was read", async () => {
    const { subscriptions: read } = await run([], { subscriptions: { items: [], gaps: [] } });
    expect(read.items).toHaveLength(2);
  });
});

describe("where a role has to be assigned", () => {
  const refusing = (over: Partial<Permission>) =>
    defineCollector({
      section: "domains",
      per: "tenant",
      after: [],
      permissions: [{ ...permission, ...over }],
      async *collect() {
        yield await Promise.reject(new ReadError("denied", "GET /x", "status 403"));
      },
    });

  test.each<readonly [string, Partial<Permission>, string]>([
    ["anywhere above", {}, "Reader"],
    ["at one scope alone", { scope: "/providers/Microsoft.aadiam" }, "Reader at /providers/Microsoft.aadiam"],
  ])("%s: the gap says it", async (_, over, role) => {
    const { domains } = await run([refusing(over)]);
    expect(domains.gaps).toEqual([
      {
        reason: "denied",
        scope: "/tenants/t",
        request: "GET /x",
        needs: "Microsoft.X/things/read",
        role,
        detail: "status 403",
      },
    ]);
  });

  test("a permission of Graph has no role", () => {
    expect(roleOf({ plane: "graph", anyOf: ["Domain.Read.All"], without: "Nothing." })).toBeUndefined();
  });
});
