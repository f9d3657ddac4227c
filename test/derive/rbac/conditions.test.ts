import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rolesHandedOut } from "../../../src/derive/rbac/conditions.ts";

const [R1, R2, R3] = [
  "5e467623-bb1f-42f4-a55d-6e525e11384b",
  "a795c7a0-d4a2-40c1-ae25-d81f01202912",
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
] as const;
const ROLE = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]";
const TYPE = "@Request[Microsoft.Authorization/roleAssignments:PrincipalType]";
const WHOM = "@Request[Microsoft.Authorization/roleAssignments:PrincipalId]";
const WRITE = "Microsoft.Authorization/roleAssignments/write";

const roles = (condition: string) => {
  const found = rolesHandedOut(condition);
  return found === null ? null : [...found].sort();
};

describe("as the portal writes them", () => {
  /** https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples */
  const portal = (expression: string): string => `
(
 (
  !(ActionMatches{'${WRITE}'})
 )
 OR
 (
  ${expression}
 )
)
AND
(
 (
  !(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})
 )
 OR
 (
  ${expression.replaceAll("@Request", "@Resource")}
 )
)`;

  test.each<[string, string, readonly string[] | null]>([
    ["some roles", `${ROLE} ForAnyOfAnyValues:GuidEquals {${R1}, ${R2}}`, [R1, R2]],
    [
      "some roles for some kinds of principals",
      `${ROLE} ForAnyOfAnyValues:GuidEquals {${R1}}\n  AND\n  ${TYPE} ForAnyOfAnyValues:StringEqualsIgnoreCase {'User', 'Group'}`,
      [R1],
    ],
    [
      "some roles for some groups",
      `${ROLE} ForAnyOfAnyValues:GuidEquals {${R1}, ${R2}} AND ${WHOM} ForAnyOfAnyValues:GuidEquals {28c35fea-2099-4cf5-8ad9-473547bc9423}`,
      [R1, R2],
    ],
    ["all but some roles", `${ROLE} ForAnyOfAllValues:GuidNotEquals {${R1}, ${R2}, ${R3}}`, null],
    ["any role for some principals", `${WHOM} ForAnyOfAnyValues:GuidEquals {${R1}}`, null],
  ])("%s", (_, expression, expected) => {
    expect(roles(portal(expression))).toEqual(expected);
  });

  test("to add roles alone", () => {
    expect(
      roles(`((!(ActionMatches{'${WRITE}'})) OR (${ROLE} ForAnyOfAnyValues:GuidEquals {${R1}}))`),
    ).toEqual([R1]);
  });

  test("to remove roles alone leaves all that is added", () => {
    expect(
      roles(
        `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})) OR (@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${R1}}))`,
      ),
    ).toBeNull();
  });
});

const equals = (...ids: readonly string[]) => `${ROLE} ForAnyOfAnyValues:GuidEquals {${ids.join(", ")}}`;
const differs = (...ids: readonly string[]) => `${ROLE} ForAnyOfAllValues:GuidNotEquals {${ids.join(", ")}}`;

test.each<[string, readonly string[] | null]>([
  [equals(R1.toUpperCase()), [R1]],
  [`${ROLE.toUpperCase()} foranyofanyvalues:guidequals {'${R1}'}`, [R1]],
  [`${ROLE} GuidEquals ${R1}`, [R1]],
  [`${ROLE} GuidEquals '${R1}'`, [R1]],
  [`${ROLE} GuidEquals {${R1}}`, [R1]],
  [`${ROLE} GuidEquals {${R1}, ${R2}}`, null],
  [`${ROLE} GuidNotEquals ${R1}`, null],
  [`${equals(R1, R2)} AND ${ROLE} GuidNotEquals {${R1}, ${R2}}`, [R1, R2]],
  [`!(${ROLE} GuidNotEquals ${R1})`, [R1]],
  [`${ROLE} ForAllOfAnyValues:GuidEquals {${R1}, ${R2}}`, [R1, R2]],
  [`${ROLE} ForAnyOfAllValues:GuidEquals {${R1}}`, [R1]],
  // No role is two roles.
  [`${ROLE} ForAnyOfAllValues:GuidEquals {${R1}, ${R2}}`, []],
  [`${ROLE} ForAllOfAllValues:GuidEquals {${R1}, ${R1}}`, [R1]],
  // Each role differs from one of two.
  [`${equals(R1, R2)} AND ${ROLE} ForAnyOfAnyValues:GuidNotEquals {${R1}, ${R2}}`, [R1, R2]],
  [`${equals(R1, R2)} AND ${ROLE} ForAnyOfAnyValues:GuidNotEquals {${R1}}`, [R2]],
  [`${equals(R1, R2)} && ${differs(R2)}`, [R1]],
  [`${equals(R1, R2)} and ${equals(R2, R3)}`, [R2]],
  [`${equals(R1)} AND ${equals(R2)}`, []],
  [`${equals(R1)} OR ${equals(R2)}`, [R1, R2]],
  [`${equals(R1)} || ${equals(R2)} || ${equals(R3)}`, [R1, R2, R3].sort()],
  [`${differs(R1, R2)} AND ${differs(R2, R3)}`, null],
  [`!(${differs(R1, R2)} AND ${differs(R2, R3)})`, [R1, R2, R3].sort()],
  [`NOT (${differs(R1)} OR ${differs(R2)})`, []],
  [`NOT NOT ${equals(R1)}`, [R1]],
  [`!!(${equals(R1)})`, [R1]],
  [`!${equals(R1)}`, null],
  // Whatever else decides may be so or otherwise.
  [`${equals(R1)} AND ${TYPE} StringEquals 'User'`, [R1]],
  [`${equals(R1)} OR ${TYPE} StringEquals 'User'`, null],
  [`${equals(R1)} AND !(${TYPE} StringEquals 'User')`, [R1]],
  [`!(${TYPE} StringEquals 'User' OR ${differs(R1)})`, [R1]],
  [`${ROLE} GuidEquals @Principal[Some:Role]`, null],
  [`${equals(R1)} AND ${WHOM} GuidNotEquals @Principal[Some:Id]`, [R1]],
  [`@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] GuidEquals ${R1}`, null],
  [`${ROLE} StringEquals '${R1}'`, null],
  [`${ROLE} ForAnyOfAnyValues:GuidEquals {'Reader'}`, null],
  [`${ROLE} ForAnyOfAnyValues:GuidEqualsx {${R1}}`, null],
  // What the request is.
  [`ActionMatches{'${WRITE}'} AND ${equals(R1)}`, [R1]],
  [`ActionMatches{'Microsoft.Authorization/roleAssignments/*'} AND ${equals(R1)}`, [R1]],
  ["!(ActionMatches{'*'})", []],
  [`(!(ActionMatches{'*/write'} AND SubOperationMatches{'x'})) OR ${equals(R1)}`, null],
  [`SubOperationMatches{'x'} AND ${equals(R1)}`, [R1]],
  // A request names its role, always.
  [`Exists ${ROLE} AND ${equals(R1)}`, [R1]],
  [`NOT Exists ${ROLE} OR ${equals(R1)}`, [R1]],
  [`(!(Exists ${ROLE})) OR (${equals(R1)})`, [R1]],
  [`NOT Exists ${TYPE} OR ${equals(R1)}`, null],
  [`Exists ${TYPE} AND ${equals(R1)}`, [R1]],
])("%s", (condition, expected) => {
  expect(roles(condition)).toEqual(expected);
});

const deep = (depth: number): string => `${"(".repeat(depth)}${equals(R1)}${")".repeat(depth)}`;

test("as deep as anybody writes, and not as deep as anybody can", () => {
  expect(roles(deep(40))).toEqual([R1]);
  expect(roles(deep(60))).toBeNull();
  expect(roles(`${"!".repeat(40)}${equals(R1)}`)).toEqual([R1]);
  expect(roles(`${"!".repeat(60)}${equals(R1)}`)).toBeNull();
});

test("as long as Azure takes, and not twice as long", () => {
  const padded = (length: number) => equals(R1).padEnd(length, " ");
  expect(roles(padded(16_384))).toEqual([R1]);
  expect(roles(padded(16_385))).toBeNull();
});

describe("not understood", () => {
  test.each([
    "",
    " ",
    "whatever",
    `${equals(R1)} AND`,
    `${equals(R1)} XOR ${equals(R2)}`,
    `AND ${equals(R1)}`,
    `(${equals(R1)}`,
    `${equals(R1)})`,
    `(${equals(R1)}]`,
    `${equals(R1)} ${equals(R2)}`,
    // Azure wants parentheses here.
    `${equals(R1)} AND ${equals(R2)} OR ${equals(R3)}`,
    `${equals(R1)} OR ${equals(R2)} AND ${equals(R3)}`,
    `${ROLE}`,
    `${ROLE} ${R1}`,
    `${ROLE} GuidEquals`,
    `${ROLE} GuidEquals {`,
    `${ROLE} GuidEquals {}`,
    `${ROLE} GuidEquals {${R1}`,
    `${ROLE} GuidEquals {${R1},}`,
    `${ROLE} GuidEquals {${R1} ${R2}}`,
    `${ROLE} GuidEquals (${R1})`,
    `${ROLE} GuidEquals '${R1}`,
    `@Request[open GuidEquals ${R1}`,
    "ActionMatches",
    "ActionMatches{",
    "SubOperationMatches{",
    `Exists ${R1}`,
    "Exists",
    `!`,
    `Not`,
    "a ; b",
    "\u0000",
  ])("%j", (condition) => {
    expect(roles(condition)).toBeNull();
  });
});

test("whatever the text, it is an answer, and soon", () => {
  const token = fc.constantFrom(
    "(",
    ")",
    "!",
    "NOT ",
    " AND ",
    " OR ",
    "&&",
    "||",
    "{",
    "}",
    ",",
    "'",
    "@Request[",
    "]",
    ROLE,
    TYPE,
    R1,
    R2,
    " GuidEquals ",
    " ForAnyOfAnyValues:GuidEquals ",
    "ActionMatches",
    "Exists ",
    " ",
    "\n",
    "é",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(token, { maxLength: 60 }).map((tokens) => tokens.join("")),
  );
  fc.assert(
    fc.property(text, (condition) => {
      const found = rolesHandedOut(condition);
      expect([...(found ?? [])].every((id) => condition.toLowerCase().includes(id))).toBe(true);
    }),
  );
});

describe("any expression", () => {
  type Tree =
    | { readonly kind: "equals"; readonly ids: readonly string[] }
    | { readonly kind: "differs"; readonly ids: readonly string[] }
    | { readonly kind: "unsure" }
    | { readonly kind: "not"; readonly of: Tree }
    | { readonly kind: "and"; readonly of: readonly Tree[] }
    | { readonly kind: "or"; readonly of: readonly Tree[] };
  const ids = fc.uniqueArray(fc.constantFrom<string>(R1, R2, R3), { minLength: 1 });
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.record({ kind: fc.constantFrom("equals" as const, "differs" as const), ids }),
      fc.record({ kind: fc.constant("unsure" as const) }),
      fc.record({ kind: fc.constant("not" as const), of: tie("tree") }),
      fc.record({
        kind: fc.constantFrom("and" as const, "or" as const),
        of: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }),
      }),
    ),
  }));

  const write = (node: Tree): string => {
    if (node.kind === "equals") return equals(...node.ids);
    if (node.kind === "differs") return differs(...node.ids);
    if (node.kind === "unsure") return `${TYPE} StringEquals 'User'`;
    if (node.kind === "not") return `!(${write(node.of)})`;
    return node.of.map((one) => `(${write(one)})`).join(` ${node.kind.toUpperCase()} `);
  };
  /** Whether it holds for one role, where all that is unsure is chosen once for all. */
  const holds = (node: Tree, id: string, unsure: boolean): boolean => {
    if (node.kind === "equals") return node.ids.includes(id);
    if (node.kind === "differs") return !node.ids.includes(id);
    if (node.kind === "unsure") return unsure;
    if (node.kind === "not") return !holds(node.of, id, unsure);
    return node.kind === "and"
      ? node.of.every((one) => holds(one, id, unsure))
      : node.of.some((one) => holds(one, id, unsure));
  };

  test("hands out every role for which it can hold", () => {
    fc.assert(
      fc.property(
        tree,
        fc.constantFrom<string>(R1, R2, R3, "none of them"),
        fc.boolean(),
        (node, id, unsure) => {
          const found = rolesHandedOut(write(node));
          expect(!holds(node, id, unsure) || found === null || found.has(id)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("and no other, where nothing is unsure", () => {
    fc.assert(
      fc.property(tree, (node) => {
        const text = write(node);
        fc.pre(!text.includes(TYPE));
        const any = ["none of them", R1, R2, R3].filter((id) => holds(node, id, false));
        expect(roles(text)).toEqual(any.includes("none of them") ? null : any.sort());
      }),
      { numRuns: 500 },
    );
  });
});
