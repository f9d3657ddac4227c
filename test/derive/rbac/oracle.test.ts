import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rbacOf } from "../../../src/derive/rbac/rbac.ts";
import { viewSections } from "../../../src/inventory/inventory.ts";
import { sectionsWith } from "../../inventory/sections-with.ts";
import { who } from "./build-rbac.ts";
import { type Truth, truthAt } from "./oracle.ts";
import { ACCOUNTS, GROUPS, PEOPLE, someAssignment, someDeny, someWorld, type World } from "./random-world.ts";

const ACTIONS = [
  "Microsoft.Storage/storageAccounts/localUsers/write",
  "Microsoft.Storage/storageAccounts/write",
  "Microsoft.Authorization/roleAssignments/write",
];

const line = ({ principal, assignment, group }: Truth): string => [principal, assignment, group].join(" ");

const everyQuestion = ACCOUNTS.flatMap((account) => ACTIONS.map((action) => ({ account, action })));

/** Every grant at every account. */
function all(world: World): string[] {
  const rbac = rbacOf(viewSections(sectionsWith(world)));
  return everyQuestion.flatMap(({ account, action }) =>
    rbac
      .holders(account, action)
      .items.map(({ principalId, assignment, group }) => ({
        principal: principalId,
        assignment: assignment.id,
        group: group?.id ?? null,
      }))
      .map((grant) => `${account} ${action} ${line(grant)}`),
  );
}

describe("any small world", () => {
  test("is told as the slow way tells it", () => {
    fc.assert(
      fc.property(someWorld, (world) => {
        const truth = everyQuestion.flatMap(({ account, action }) =>
          truthAt(world, account, action).map((grant) => `${account} ${action} ${line(grant)}`),
        );
        expect(all(world).sort()).toEqual(truth.sort());
      }),
      { numRuns: 300 },
    );
  });

  test("is the same from both ends", () => {
    fc.assert(
      fc.property(someWorld, fc.constantFrom(...everyQuestion), (world, { account, action }) => {
        const rbac = rbacOf(viewSections(sectionsWith(world)));
        const { items } = rbac.holders(account, action);
        const names = [...PEOPLE, ...GROUPS].map(who).sort();
        expect(names.flatMap((id) => rbac.grantsOf(id, account, action).items)).toEqual(items);
      }),
      { numRuns: 300 },
    );
  });

  test("gains nothing by a deny assignment", () => {
    fc.assert(
      fc.property(someWorld, someDeny, (world, more) => {
        const before = new Set(all(world));
        const after = all({ ...world, denyAssignments: [...world.denyAssignments, more] });
        expect(after.filter((text) => !before.has(text))).toEqual([]);
      }),
    );
  });

  test("loses nothing by an assignment", () => {
    fc.assert(
      fc.property(someWorld, someAssignment, (world, more) => {
        const after = new Set(all({ ...world, roleAssignments: [...world.roleAssignments, more] }));
        expect(all(world).filter((text) => !after.has(text))).toEqual([]);
      }),
    );
  });
});

/** Without these, the properties could hold for an evaluator that finds nothing. */
test("the worlds are not all alike", () => {
  const counts = fc.sample(someWorld, { numRuns: 100, seed: 1 }).map((world) => {
    const denyless = { ...world, denyAssignments: [] };
    return { found: all(world).length, denied: all(denyless).length - all(world).length };
  });
  expect(counts.filter(({ found }) => found > 0).length).toBeGreaterThan(50);
  expect(counts.filter(({ denied }) => denied > 0).length).toBeGreaterThan(20);
});
