import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allowsAction, isOwnerLike } from "../../src/inventory/azure-actions.ts";
import { known, unknown } from "../../src/inventory/known.ts";
import type { RoleDefinition, RolePermission } from "../../src/inventory/sections.ts";
import { denied } from "../checks/build.ts";
import { AZURE_OWNER, AZURE_READER } from "../checks/build-entra.ts";
import { sharedFolder } from "../azure/shared-folder.ts";

const block = (actions: readonly string[], notActions: readonly string[] = []): RolePermission => ({
  actions,
  notActions,
  dataActions: [],
  notDataActions: [],
});
const roleOf = (...permissions: readonly RolePermission[]): RoleDefinition => ({
  ...AZURE_READER,
  permissions: known(permissions),
});

const WRITE = "Microsoft.Storage/storageAccounts/localUsers/write";

test.each<[string, readonly RolePermission[], string, boolean]>([
  ["the action itself", [block([WRITE])], WRITE, true],
  ["in other case", [block([WRITE.toUpperCase()])], WRITE.toLowerCase(), true],
  ["everything", [block(["*"])], WRITE, true],
  ["every write", [block(["*/write"])], WRITE, true],
  ["a star crosses slashes", [block(["Microsoft.Storage/*/write"])], WRITE, true],
  [
    "a star in the middle of a word",
    [block(["Microsoft.Storage/storageAccounts/local*/write"])],
    WRITE,
    true,
  ],
  [
    "a star for the account's own",
    [block(["Microsoft.Storage/storageAccounts/*/write"])],
    "Microsoft.Storage/storageAccounts/write",
    false,
  ],
  ["every read", [block(["*/read"])], WRITE, false],
  ["no star, no prefix", [block(["Microsoft.Storage/storageAccounts"])], WRITE, false],
  ["a dot is a dot", [block(["Microsoft-Storage/storageAccounts/localUsers/write"])], WRITE, false],
  ["nothing", [], WRITE, false],
  ["a block without actions", [block([])], WRITE, false],
  ["taken back", [block(["*"], [WRITE])], WRITE, false],
  ["taken back by a pattern", [block(["*"], ["microsoft.storage/*"])], WRITE, false],
  ["taken back in vain", [block(["*"], ["Microsoft.Compute/*"])], WRITE, true],
  ["taken back in one block, given by another", [block(["*"], [WRITE]), block([WRITE])], WRITE, true],
  ["given by another first", [block([WRITE]), block(["*"], [WRITE])], WRITE, true],
  [
    "data actions give nothing on the control plane",
    [{ ...block([]), dataActions: ["*"], notDataActions: [] }],
    WRITE,
    false,
  ],
])("%s", (_, permissions, action, expected) => {
  expect(allowsAction(permissions, action)).toBe(expected);
});

describe("properties", () => {
  const word = fc.constantFrom("a", "b", "A", "*");
  const pattern = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join("/"));
  const action = fc
    .array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 4 })
    .map((words) => words.join("/"));
  const blocks = fc.array(
    fc
      .tuple(fc.array(pattern, { maxLength: 3 }), fc.array(pattern, { maxLength: 2 }))
      .map(([actions, notActions]) => block(actions, notActions)),
    { maxLength: 4 },
  );

  test("a union of roles allows what any of them allows", () => {
    fc.assert(
      fc.property(blocks, blocks, action, (one, two, asked) => {
        expect(allowsAction([...one, ...two], asked)).toBe(
          allowsAction(one, asked) || allowsAction(two, asked),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test("what is taken back is never more", () => {
    fc.assert(
      fc.property(blocks, pattern, action, (role, taken, asked) => {
        const less = role.map((one) => ({ ...one, notActions: [...one.notActions, taken] }));
        expect(allowsAction(less, asked) && !allowsAction(role, asked)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test("what is given is never less", () => {
    fc.assert(
      fc.property(blocks, pattern, action, (role, given, asked) => {
        expect(!allowsAction([...role, block([given])], asked) && allowsAction(role, asked)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test("within one block, what is taken back is gone, however it was given", () => {
    fc.assert(
      fc.property(fc.array(pattern), action, (actions, asked) => {
        expect(allowsAction([block(actions, [asked])], asked)).toBe(false);
        expect(allowsAction([block(actions, ["*"])], asked)).toBe(false);
      }),
    );
  });

  test("case and order change nothing", () => {
    fc.assert(
      fc.property(blocks, action, (role, asked) => {
        const loud = role.toReversed().map((one) => ({
          ...one,
          actions: one.actions.map((each) => each.toUpperCase()).toReversed(),
          notActions: one.notActions.map((each) => each.toUpperCase()).toReversed(),
        }));
        expect(allowsAction(loud, asked.toUpperCase())).toBe(allowsAction(role, asked));
      }),
    );
  });
});

describe("like an owner", () => {
  test.each<[string, RoleDefinition, boolean]>([
    ["Owner", AZURE_OWNER, true],
    ["Reader", AZURE_READER, false],
    [
      "Contributor: anything but rights",
      roleOf(
        block(
          ["*"],
          [
            "Microsoft.Authorization/*/Delete",
            "Microsoft.Authorization/*/Write",
            "Microsoft.Authorization/elevateAccess/Action",
          ],
        ),
      ),
      true,
    ],
    [
      "User Access Administrator: nothing but rights",
      roleOf(block(["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"])),
      true,
    ],
    ["a right to give rights alone", roleOf(block(["Microsoft.Authorization/roleAssignments/write"])), true],
    ["one provider", roleOf(block(["Microsoft.Storage/*"])), false],
    ["another one", roleOf(block(["Microsoft.Compute/*"])), false],
    [
      "both by name, in two blocks",
      roleOf(block(["Microsoft.Compute/*"]), block(["Microsoft.Storage/*"])),
      true,
    ],
    ["every write", roleOf(block(["*/write"], ["Microsoft.Authorization/*"])), true],
    ["a role that allows nothing", roleOf(), false],
    [
      "the right to give rights, taken back",
      roleOf(block(["Microsoft.Authorization/*"], ["Microsoft.Authorization/roleAssignments/*"])),
      false,
    ],
  ])("%s: %s", (_, definition, expected) => {
    expect(isOwnerLike(definition)).toEqual(known(expected));
  });

  test("unknown where its permissions are", () => {
    expect(isOwnerLike({ ...AZURE_READER, permissions: unknown(denied()) })).toEqual(unknown(denied()));
  });
});

const shared = sharedFolder();

test.skipIf(shared === undefined)(
  "what built-in roles were found to allow, they allow by the pattern that was found",
  () => {
    const { meta, roles }: Gathered = JSON.parse(readFileSync(`${shared}/data/azure-roles.json`, "utf8"));
    const found = roles.flatMap(({ name, can }) =>
      Object.entries(can).flatMap(([target, pattern]) =>
        pattern === null ? [] : [{ name, target, pattern }],
      ),
    );
    expect(found.length).toBeGreaterThan(50);
    for (const { name, target, pattern } of found) {
      const action = meta.targets[target] ?? "";
      expect(allowsAction([block([pattern])], action), `${name}: ${pattern} for ${action}`).toBe(true);
    }
  },
);

interface Gathered {
  readonly meta: { readonly targets: Readonly<Record<string, string>> };
  readonly roles: readonly {
    readonly name: string;
    readonly can: Readonly<Record<string, string | null>>;
  }[];
}
