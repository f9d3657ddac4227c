import { describe, expect, test } from "vitest";
import { type AccessGrant, rbacOf } from "../../../src/derive/rbac/rbac.ts";
import { viewSections } from "../../../src/inventory/inventory.ts";
import { type Gap, known, unknown } from "../../../src/inventory/known.ts";
import { denied, TENANT } from "../../checks/build.ts";
import { type Gaps, type Items, sectionsWith } from "../../inventory/sections-with.ts";
import {
  A,
  account,
  ACCESS_ADMINISTRATOR,
  B,
  BACKUP_READER,
  container,
  CONTRIBUTOR,
  DATA_CONTRIBUTOR,
  DATA_READER,
  deny,
  groupAbove,
  holds,
  isIn,
  managementGroup,
  mayActivate,
  OWNER,
  permission,
  RBAC_ADMINISTRATOR,
  READER,
  role,
  ROLES,
  STORAGE_CONTRIBUTOR,
  SUB_A,
  SUB_B,
  who,
} from "./build-rbac.ts";

const CREATES = "Microsoft.Storage/storageAccounts/localUsers/write";
const CHANGES = "Microsoft.Storage/storageAccounts/write";
const ASSIGNS = "Microsoft.Authorization/roleAssignments/write";
const READS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
const WRITES = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write";

const ACCT = account("acct");
const PROD = managementGroup("prod");

const rbac = (items: Items, gaps: Gaps = {}) =>
  rbacOf(viewSections(sectionsWith({ roleDefinitions: ROLES, ...items }, gaps)));

/** `Owner`, `Owner through admins, eligible, conditional`. */
const told = ({ roleName, group, eligible, conditional }: AccessGrant): string =>
  [
    group === null ? roleName : `${roleName} through ${group.name}`,
    ...(eligible ? ["eligible"] : []),
    ...(conditional ? ["conditional"] : []),
  ].join(", ");

/** What is asked; without another word, whether Ann makes local users on the account. */
interface Asked {
  readonly who?: string;
  readonly action?: string;
  readonly at?: string;
  readonly plane?: "control" | "data";
}

type Case = readonly [name: string, world: Items, expected: readonly string[], asked?: Asked];

const STORAGE_WITHOUT_USERS = role("Storage without users", {
  actions: ["Microsoft.Storage/*"],
  notActions: ["Microsoft.Storage/storageAccounts/localUsers/*"],
});
const TWO_BLOCKS = role(
  "Two blocks",
  { actions: ["Microsoft.Storage/*"], notActions: ["*/localUsers/*"] },
  { actions: ["microsoft.storage/STORAGEACCOUNTS/localUsers/write"] },
);
const MIGRATE = [
  "Azure Migrate Decide and Plan Expert",
  "Azure Migrate Execute Expert",
  "Azure Local Migrate Execute Expert",
].map((name) => role(name, { actions: ["Microsoft.Storage/storageAccounts/*/write", "*/read"] }));

const owner = (scope: string) => ({ roleAssignments: [holds("ann", OWNER, scope)] });
const assigned = (...roleAssignments: NonNullable<Items["roleAssignments"]>): Items => ({ roleAssignments });

const CONTROL_PLANE: readonly Case[] = [
  ["an owner", owner(A), ["Owner"]],
  ["a contributor", assigned(holds("ann", CONTRIBUTOR, A)), ["Contributor"]],
  ["a contributor assigns no roles", assigned(holds("ann", CONTRIBUTOR, A)), [], { action: ASSIGNS }],
  ["a reader", assigned(holds("ann", READER, A)), []],
  ["a storage contributor", assigned(holds("ann", STORAGE_CONTRIBUTOR, A)), ["Storage Account Contributor"]],
  ["an administrator of access makes no users", assigned(holds("ann", ACCESS_ADMINISTRATOR, A)), []],
  [
    "and assigns roles",
    assigned(holds("ann", ACCESS_ADMINISTRATOR, A)),
    ["User Access Administrator"],
    { action: ASSIGNS },
  ],
  ["nobody's role is nobody's right", assigned(holds("bob", OWNER, A)), []],
  ["an action in another case", owner(A), ["Owner"], { action: CREATES.toUpperCase() }],
  [
    "a wildcard that is taken back",
    { ...assigned(holds("ann", STORAGE_WITHOUT_USERS, A)), roleDefinitions: [STORAGE_WITHOUT_USERS] },
    [],
  ],
  [
    "a wildcard that is taken back keeps the rest",
    { ...assigned(holds("ann", STORAGE_WITHOUT_USERS, A)), roleDefinitions: [STORAGE_WITHOUT_USERS] },
    ["Storage without users"],
    { action: CHANGES },
  ],
  [
    "another role gives back what one takes",
    {
      ...assigned(holds("ann", STORAGE_WITHOUT_USERS, A), holds("ann", STORAGE_CONTRIBUTOR, ACCT)),
      roleDefinitions: [STORAGE_WITHOUT_USERS, STORAGE_CONTRIBUTOR],
    },
    ["Storage Account Contributor"],
  ],
  [
    "so does another block of the same role, in any case",
    { ...assigned(holds("ann", TWO_BLOCKS, A)), roleDefinitions: [TWO_BLOCKS] },
    ["Two blocks"],
  ],
  ...MIGRATE.flatMap((migrate): Case[] => [
    [
      `${migrate.name} makes local users`,
      { ...assigned(holds("ann", migrate, A)), roleDefinitions: [migrate] },
      [migrate.name],
    ],
    [
      `${migrate.name} does not write accounts`,
      { ...assigned(holds("ann", migrate, A)), roleDefinitions: [migrate] },
      [],
      { action: CHANGES },
    ],
  ]),
  [
    "two roles are two grants",
    assigned(holds("ann", OWNER, A), holds("ann", CONTRIBUTOR, ACCT)),
    ["Contributor", "Owner"],
  ],
];

const SCOPES: readonly Case[] = [
  ["at the resource group", owner(`${A}/resourceGroups/rg`), ["Owner"]],
  ["at the account", owner(ACCT), ["Owner"]],
  ["below the account", owner(container("uploads", ACCT)), []],
  ["at a sibling", owner(account("acct2")), []],
  ["at a resource group whose name begins alike", owner(`${A}/resourceGroups/r`), []],
  ["at a resource group whose name goes on", owner(`${A}/resourceGroups/rg2`), []],
  ["at another subscription", owner(B), []],
  ["at a subscription whose id begins alike", owner(A.slice(0, -1)), []],
  ["with a slash behind it", owner(`${A}/`), ["Owner"]],
  ["in another case", owner(A.toUpperCase()), ["Owner"]],
  ["asked in another case", owner(`${A}/RESOURCEGROUPS/RG`), ["Owner"], { at: ACCT.toLowerCase() }],
  [
    "of a principal in another case",
    assigned(holds("ann", OWNER, A, { principalId: who("ann").toUpperCase() })),
    ["Owner"],
  ],
  [
    "of a definition in another case",
    assigned(holds("ann", OWNER, A, { roleDefinitionId: OWNER.id.toUpperCase() })),
    ["Owner"],
  ],
  ["what elevated access left at the root", owner("/"), ["Owner"]],
  [
    "at the root, in the lists of another subscription",
    assigned(holds("ann", OWNER, "/", { inheritedBy: [SUB_B] })),
    ["Owner"],
  ],
  [
    "at a management group, in the subscription's list",
    assigned(holds("ann", OWNER, PROD, { inheritedBy: [SUB_A] })),
    ["Owner"],
  ],
  [
    "at a management group, in another subscription's list",
    assigned(holds("ann", OWNER, PROD, { inheritedBy: [SUB_B] })),
    [],
  ],
  [
    "at a management group, as the tree tells",
    { ...owner(PROD), managementGroups: [groupAbove("root", null), groupAbove("prod", "root", [SUB_A])] },
    ["Owner"],
  ],
  [
    "at the group above, as the tree tells",
    {
      ...owner(managementGroup("ROOT")),
      managementGroups: [
        groupAbove("root", null),
        groupAbove("mid", "root"),
        groupAbove("prod", "mid", [SUB_A]),
      ],
    },
    ["Owner"],
  ],
  [
    "at a sibling of the group",
    {
      ...owner(managementGroup("dev")),
      managementGroups: [
        groupAbove("root", null),
        groupAbove("prod", "root", [SUB_A]),
        groupAbove("dev", "root", [SUB_B]),
      ],
    },
    [],
  ],
  [
    "at a group below the one of the subscription",
    {
      ...owner(managementGroup("below")),
      managementGroups: [groupAbove("prod", null, [SUB_A]), groupAbove("below", "prod", [SUB_B])],
    },
    [],
  ],
  [
    "in a tree that is a circle",
    {
      ...owner(PROD),
      managementGroups: [groupAbove("prod", "other"), groupAbove("other", "prod", [SUB_A])],
    },
    ["Owner"],
  ],
  ["at a group that nobody listed", owner(PROD), []],
  ["of the root, asked at the root", owner("/"), ["Owner"], { at: "/" }],
  ["of a management group, asked there", owner(PROD), ["Owner"], { at: PROD }],
];

const HOLDERS: readonly Case[] = [
  [
    "through a group",
    { ...assigned(holds("admins", OWNER, A)), azureGroupMembers: [isIn("ann", "admins")] },
    ["Owner through admins"],
  ],
  [
    "through a group in a group",
    {
      ...assigned(holds("outer", OWNER, A)),
      azureGroupMembers: [isIn("inner", "outer", "group"), isIn("ann", "outer")],
    },
    ["Owner through outer"],
  ],
  [
    "the group in the group",
    {
      ...assigned(holds("outer", OWNER, A)),
      azureGroupMembers: [isIn("inner", "outer", "group"), isIn("ann", "outer")],
    },
    ["Owner through outer"],
    { who: "inner" },
  ],
  [
    "a member of another group",
    { ...assigned(holds("admins", OWNER, A)), azureGroupMembers: [isIn("ann", "users")] },
    [],
  ],
  [
    "directly and through a group",
    {
      ...assigned(holds("admins", CONTRIBUTOR, A), holds("ann", OWNER, A)),
      azureGroupMembers: [isIn("ann", "admins")],
    },
    ["Contributor through admins", "Owner"],
  ],
  [
    "a group that stands in both lists",
    {
      ...assigned(holds("admins", OWNER, A)),
      azureGroupMembers: [isIn("ann", "admins")],
      rbacGroupMembers: [isIn("ann", "admins")],
    },
    ["Owner through admins"],
  ],
  ["a role to activate", { roleEligibilities: [mayActivate("ann", OWNER, A)] }, ["Owner, eligible"]],
  [
    "a role to activate through a group",
    {
      roleEligibilities: [mayActivate("admins", OWNER, PROD, { inheritedBy: [SUB_A] })],
      rbacGroupMembers: [isIn("ann", "admins")],
    },
    ["Owner through admins, eligible"],
  ],
  [
    "a foreign group, whose members are another tenant's affair",
    assigned(holds("partners", OWNER, A, { principalType: known("ForeignGroup") })),
    ["Owner"],
    { who: "partners" },
  ],
  ["a role that is not listed", { ...owner(A), roleDefinitions: [READER] }, []],
  [
    "a role that was not understood",
    { ...owner(A), roleDefinitions: [{ ...OWNER, permissions: unknown(denied(OWNER.id)) }] },
    [],
  ],
];

const everything = [permission({ actions: ["*"] })];
const WITH_ANN_IN_ADMINS = { ...owner(A), azureGroupMembers: [isIn("ann", "admins")] };

const DENIED: readonly Case[] = [
  ["to everybody", { ...owner(A), denyAssignments: [deny(A)] }, []],
  [
    "to her",
    { ...owner(A), denyAssignments: [deny(A, { principals: known([who("ann").toUpperCase()]) })] },
    [],
  ],
  [
    "to somebody else",
    { ...owner(A), denyAssignments: [deny(A, { principals: known([who("bob")]) })] },
    ["Owner"],
  ],
  [
    "to her group",
    { ...WITH_ANN_IN_ADMINS, denyAssignments: [deny(A, { principals: known([who("admins")]) })] },
    [],
  ],
  [
    "to everybody but her",
    { ...owner(A), denyAssignments: [deny(A, { excludePrincipals: known([who("ann")]) })] },
    ["Owner"],
  ],
  [
    "to everybody but her group",
    { ...WITH_ANN_IN_ADMINS, denyAssignments: [deny(A, { excludePrincipals: known([who("admins")]) })] },
    ["Owner"],
  ],
  [
    "to everybody but another group",
    { ...WITH_ANN_IN_ADMINS, denyAssignments: [deny(A, { excludePrincipals: known([who("users")]) })] },
    [],
  ],
  [
    "to her group, her role through another",
    {
      ...assigned(holds("owners", OWNER, A)),
      azureGroupMembers: [isIn("ann", "owners")],
      rbacGroupMembers: [isIn("ann", "denied")],
      denyAssignments: [deny(A, { principals: known([who("denied")]) })],
    },
    [],
  ],
  [
    "another action",
    {
      ...owner(A),
      denyAssignments: [deny(A, { permissions: known([permission({ actions: ["*/delete"] })]) })],
    },
    ["Owner"],
  ],
  [
    "all but this action",
    {
      ...owner(A),
      denyAssignments: [
        deny(A, { permissions: known([permission({ actions: ["*"], notActions: ["*/LOCALUSERS/write"] })]) }),
      ],
    },
    ["Owner"],
  ],
  [
    "all but this action, and this action in another block",
    {
      ...owner(A),
      denyAssignments: [
        deny(A, {
          permissions: known([
            permission({ actions: ["*"], notActions: ["*/localUsers/write"] }),
            permission({ actions: [CREATES] }),
          ]),
        }),
      ],
    },
    [],
  ],
  [
    "data alone",
    { ...owner(A), denyAssignments: [deny(A, { permissions: known([permission({ dataActions: ["*"] })]) })] },
    ["Owner"],
  ],
  ["at the account, the role above it", { ...owner(A), denyAssignments: [deny(ACCT)] }, []],
  ["at a sibling", { ...owner(A), denyAssignments: [deny(account("acct2"))] }, ["Owner"]],
  ["below the account", { ...owner(A), denyAssignments: [deny(container("uploads", ACCT))] }, ["Owner"]],
  ["at the root", { ...owner(A), denyAssignments: [deny("/")] }, []],
  [
    "at a management group of the subscription",
    { ...owner(A), denyAssignments: [deny(PROD, { inheritedBy: [SUB_A] })] },
    [],
  ],
  [
    "at a management group, as the tree tells",
    { ...owner(A), denyAssignments: [deny(PROD)], managementGroups: [groupAbove("prod", null, [SUB_A])] },
    [],
  ],
  [
    "at a management group of another",
    { ...owner(A), denyAssignments: [deny(PROD, { inheritedBy: [SUB_B] })] },
    ["Owner"],
  ],
  [
    "above, and not for what is below",
    { ...owner(A), denyAssignments: [deny(A, { doNotApplyToChildScopes: known(true) })] },
    ["Owner"],
  ],
  [
    "at the account, and not for its local users, which lie below",
    { ...owner(A), denyAssignments: [deny(ACCT, { doNotApplyToChildScopes: known(true) })] },
    ["Owner"],
  ],
  ...[CHANGES, ASSIGNS].map(
    (action): Case => [
      `at the account, and not for what is below, which is not ${action}`,
      { ...owner(A), denyAssignments: [deny(ACCT, { doNotApplyToChildScopes: known(true) })] },
      [],
      { action },
    ],
  ),
  [
    "one of two deny assignments is enough",
    {
      ...owner(A),
      denyAssignments: [
        deny(A, { principals: known([who("bob")]) }),
        deny(ACCT, { permissions: known(everything) }),
      ],
    },
    [],
  ],
];

const ROLE_ID = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]";
const idsOf = (...roles: readonly { readonly id: string }[]) =>
  roles.map(({ id }) => id.slice(id.lastIndexOf("/") + 1)).join(", ");
/** As the portal writes it. */
const onlyIf = (expression: string) =>
  known(
    `((!(ActionMatches{'${ASSIGNS}'})) OR (${expression})) AND ((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})) OR (${expression.replaceAll("@Request", "@Resource")}))`,
  );
const delegate = (expression: string): Items =>
  assigned(holds("ann", RBAC_ADMINISTRATOR, A, { condition: onlyIf(expression) }));
const RBAC = "Role Based Access Control Administrator";
const asked = { action: ASSIGNS };

const CONDITIONS: readonly Case[] = [
  ["none", assigned(holds("ann", RBAC_ADMINISTRATOR, A)), [RBAC], asked],
  ["an empty one", assigned(holds("ann", RBAC_ADMINISTRATOR, A, { condition: known("") })), [RBAC], asked],
  [
    "harmless roles",
    delegate(`${ROLE_ID} ForAnyOfAnyValues:GuidEquals {${idsOf(BACKUP_READER, READER)}}`),
    [],
    asked,
  ],
  [
    "a role that makes local users among them",
    delegate(`${ROLE_ID} ForAnyOfAnyValues:GuidEquals {${idsOf(BACKUP_READER, STORAGE_CONTRIBUTOR)}}`),
    [`${RBAC}, conditional`],
    asked,
  ],
  [
    "a role that assigns roles among them",
    delegate(`${ROLE_ID} ForAnyOfAnyValues:GuidEquals {${idsOf(RBAC_ADMINISTRATOR)}}`),
    [`${RBAC}, conditional`],
    asked,
  ],
  [
    "a role that nobody listed",
    delegate(
      `${ROLE_ID} ForAnyOfAnyValues:GuidEquals {${idsOf(READER)}, 12345678-1234-4234-8234-123456789012}`,
    ),
    [],
    asked,
  ],
  [
    "a role that was not understood",
    {
      ...delegate(`${ROLE_ID} ForAnyOfAnyValues:GuidEquals {${idsOf(READER)}}`),
      roleDefinitions: [RBAC_ADMINISTRATOR, { ...READER, permissions: unknown(denied(READER.id)) }],
    },
    [],
    asked,
  ],
  [
    "all roles but owners",
    delegate(
      `${ROLE_ID} ForAnyOfAllValues:GuidNotEquals {${idsOf(OWNER, ACCESS_ADMINISTRATOR, RBAC_ADMINISTRATOR)}}`,
    ),
    [`${RBAC}, conditional`],
    asked,
  ],
  [
    "for some kinds of principals",
    delegate("@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEqualsIgnoreCase 'User'"),
    [`${RBAC}, conditional`],
    asked,
  ],
  [
    "a text that is no condition",
    assigned(holds("ann", RBAC_ADMINISTRATOR, A, { condition: known("whatever") })),
    [`${RBAC}, conditional`],
    asked,
  ],
  [
    "one that was not read",
    assigned(holds("ann", RBAC_ADMINISTRATOR, A, { condition: unknown(denied(A)) })),
    [],
    asked,
  ],
  [
    "harmless roles, an owner's other actions",
    assigned(
      holds("ann", OWNER, A, {
        condition: onlyIf(`${ROLE_ID} ForAnyOfAnyValues:GuidEquals {${idsOf(READER)}}`),
      }),
    ),
    ["Owner"],
  ],
  [
    "to remove roles",
    delegate(`${ROLE_ID} ForAnyOfAnyValues:GuidEquals {${idsOf(READER)}}`),
    [`${RBAC}, conditional`],
    { action: "microsoft.authorization/roleassignments/DELETE" },
  ],
  [
    "of a role to activate",
    { roleEligibilities: [mayActivate("ann", RBAC_ADMINISTRATOR, A, { condition: known("whatever") })] },
    [`${RBAC}, eligible, conditional`],
    asked,
  ],
];

const data = { action: READS, plane: "data" } as const;

const DATA: readonly Case[] = [
  ["a reader of blobs", assigned(holds("ann", DATA_READER, A)), ["Storage Blob Data Reader"], data],
  ["a reader of blobs writes none", assigned(holds("ann", DATA_READER, A)), [], { ...data, action: WRITES }],
  [
    "a wildcard",
    assigned(holds("ann", DATA_CONTRIBUTOR, A)),
    ["Storage Blob Data Contributor"],
    { ...data, action: WRITES },
  ],
  ["an owner has no data", owner(A), [], data],
  ["a data action is no action", assigned(holds("ann", DATA_READER, A)), [], { action: READS }],
  ["an action is no data action", owner(A), [], { action: CREATES, plane: "data" }],
  [
    "under a condition",
    assigned(holds("ann", DATA_READER, A, { condition: known("@Resource[x] StringEquals 'y'") })),
    ["Storage Blob Data Reader, conditional"],
    data,
  ],
  [
    "denied",
    {
      ...assigned(holds("ann", DATA_READER, A)),
      denyAssignments: [deny(A, { permissions: known([permission({ dataActions: ["*"] })]) })],
    },
    [],
    data,
  ],
  [
    "denied but for reading",
    {
      ...assigned(holds("ann", DATA_CONTRIBUTOR, A)),
      denyAssignments: [
        deny(A, { permissions: known([permission({ dataActions: ["*"], notDataActions: ["*/read"] })]) }),
      ],
    },
    ["Storage Blob Data Contributor"],
    data,
  ],
];

describe.each<[string, readonly Case[]]>([
  ["what roles give", CONTROL_PLANE],
  ["a role", SCOPES],
  ["whoever holds a role", HOLDERS],
  ["denied", DENIED],
  ["a condition", CONDITIONS],
  ["data", DATA],
])("%s", (_, cases) => {
  const rows = cases.map(([name, world, expected, question = {}]) => ({ name, world, expected, question }));
  test.each(rows)("$name", ({ world, expected, question }) => {
    const { who: name = "ann", action = CREATES, at = ACCT, plane } = question;
    const evaluator = rbac(world);
    const grants = evaluator.grantsOf(who(name), at, action, plane).items;
    expect(grants.map(told).sort()).toEqual(expected);
    // Asked from the other end it is the same.
    const all = evaluator.holders(at, action, plane).items;
    expect(all.filter(({ principalId }) => principalId === who(name))).toEqual(grants);
  });
});

test("a grant tells what it comes from", () => {
  const assignment = holds("admins", OWNER, A.toUpperCase());
  const world = { ...assigned(assignment), azureGroupMembers: [isIn("ann", "admins")] };
  const grant = {
    assignment,
    roleName: "Owner",
    scope: A.toUpperCase(),
    eligible: false,
    conditional: false,
  };
  const group = { id: `/groups/${who("admins")}`, name: "admins" };
  expect(rbac(world).holders(ACCT, CREATES)).toEqual({
    items: [
      { ...grant, principalId: who("ann"), group },
      { ...grant, principalId: who("admins"), group: null },
    ].sort((a, b) => (a.principalId < b.principalId ? -1 : 1)),
    gaps: [],
  });
});

test("roles in force come before those to activate, and then the order is that of their ids", () => {
  const world = {
    ...assigned(holds("ann", OWNER, ACCT), holds("ann", CONTRIBUTOR, A), holds("ann", OWNER, A)),
    roleEligibilities: [mayActivate("ann", OWNER, "/")],
  };
  expect(
    rbac(world)
      .grantsOf(who("ann"), ACCT, CREATES)
      .items.map(({ scope, eligible }) => [scope, eligible]),
  ).toEqual([
    [A, false],
    [A, false],
    [ACCT, false],
    ["/", true],
  ]);
});

describe("one list serves all resources that are reached alike", () => {
  const world = {
    ...owner(A),
    denyAssignments: [deny(account("odd")), deny(account("exact"), { name: "exact" })],
  };
  const evaluator = rbac(world);
  const at = (name: string, action = CREATES) => evaluator.holders(account(name), action);

  test("and of no others", () => {
    expect(at("one")).toBe(at("two"));
    expect(at("one")).not.toBe(at("one", CHANGES));
    expect(at("odd")).not.toBe(at("one"));
    expect(at("odd").items).toEqual([]);
  });

  test("whatever else is held there that does not matter", () => {
    const readers = rbac({
      roleAssignments: [holds("ann", OWNER, A), holds("bob", READER, account("read"))],
    });
    expect(readers.holders(account("read"), CREATES).items).toBe(readers.holders(ACCT, CREATES).items);
  });

  test("nor of what lies below a scope that alone is denied", () => {
    const exact = rbac({
      ...owner(A),
      denyAssignments: [deny(ACCT, { doNotApplyToChildScopes: known(true) })],
    });
    expect(exact.holders(ACCT, CHANGES).items).toEqual([]);
    expect(exact.holders(container("uploads", ACCT), CHANGES).items).toHaveLength(1);
  });
});

const gap = (request: string, scope: string = TENANT): Gap => ({ ...denied(scope), request });

describe("what was not read", () => {
  const [assignments, eligible, groups, others, definitions, denials, tree] = [
    gap("assignments", B),
    gap("eligibilities", A),
    gap("groups"),
    gap("others"),
    gap("definitions"),
    gap("denials", A),
    gap("tree"),
  ];

  test("leaves open what it could hold, at the resource alone", () => {
    const evaluator = rbac(owner(A), {
      roleAssignments: [assignments],
      roleEligibilities: [eligible],
      azureGroupMembers: [groups],
      rbacGroupMembers: [others],
      denyAssignments: [denials],
      managementGroups: [tree],
      roleDefinitions: [definitions],
    });
    // Every role that is held was listed, and each subscription's list holds what it inherits.
    const open = [eligible, groups, others, denials];
    expect(evaluator.holders(ACCT, CREATES).gaps).toEqual(open);
    expect(evaluator.grantsOf(who("ann"), ACCT, CREATES).gaps).toEqual(open);
    expect(evaluator.holders(account("b", { subscription: B }), CREATES).gaps).toEqual([
      assignments,
      groups,
      others,
    ]);
  });

  test("a deny assignment cannot take away what was not found", () => {
    expect(rbac({}, { denyAssignments: [denials] }).holders(ACCT, CREATES)).toEqual({ items: [], gaps: [] });
  });

  test("eligible roles that the license does not know do not exist", () => {
    const unlicensed: Gap = {
      reason: "unsupported",
      scope: A,
      request: `GET ${A}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances`,
    };
    expect(rbac({}, { roleEligibilities: [unlicensed] }).holders(ACCT, CREATES).gaps).toEqual([]);
    expect(rbac({}, { rbacGroupMembers: [unlicensed] }).holders(ACCT, CREATES).gaps).toEqual([]);
  });

  test("a role that no list holds may give anything, wherever it is held", () => {
    const held = holds("ann", OWNER, A);
    const open: Gap = {
      reason: "malformed",
      scope: held.id,
      request: "section roleDefinitions",
      detail: "the role's definition is not among those listed",
    };
    const world = { ...assigned(held, holds("bob", OWNER, B)), roleDefinitions: [READER] };
    expect(rbac(world).holders(ACCT, CREATES).gaps).toEqual([open]);
    expect(rbac(world).grantsOf(who("ann"), ACCT, CREATES).gaps).toEqual([open]);
    expect(rbac(world).grantsOf(who("bob"), ACCT, CREATES).gaps).toEqual([]);
    // Where the list has gaps, they say so already.
    expect(rbac(world, { roleDefinitions: [definitions] }).holders(ACCT, CREATES).gaps).toEqual([
      definitions,
    ]);
  });

  test("a role that was not understood says so once, however many hold it", () => {
    const world = {
      ...assigned(holds("ann", OWNER, A), holds("bob", OWNER, A)),
      roleDefinitions: [{ ...OWNER, permissions: unknown(definitions) }],
    };
    expect(rbac(world).holders(ACCT, CREATES)).toEqual({ items: [], gaps: [definitions] });
  });
});

describe("a condition leaves open what was not read", () => {
  const [list, property] = [gap("definitions"), gap("condition")];
  const only = (...roles: readonly { readonly id: string }[]) =>
    delegate(`${ROLE_ID} ForAnyOfAnyValues:GuidEquals {${idsOf(...roles)}}`);
  const told = (items: Items, gaps: Gaps = {}, action = ASSIGNS) => {
    const found = rbac(items, gaps).holders(ACCT, action);
    return { conditional: found.items.map(({ conditional }) => conditional), gaps: found.gaps };
  };
  const listed = { roleDefinitions: [RBAC_ADMINISTRATOR, STORAGE_CONTRIBUTOR] };
  const unclear = { roleDefinitions: [RBAC_ADMINISTRATOR, { ...READER, permissions: unknown(property) }] };

  test("a role in a list with gaps may be of use", () => {
    const gaps = { roleDefinitions: [list] };
    expect(told({ ...only(READER), ...listed }, gaps)).toEqual({ conditional: [], gaps: [list] });
    expect(told({ ...only(READER, BACKUP_READER), ...listed }, gaps)).toEqual({
      conditional: [],
      gaps: [list],
    });
  });

  test("a role that is gone from the whole list can be given to nobody", () => {
    expect(told({ ...only(READER), ...listed })).toEqual({ conditional: [], gaps: [] });
  });

  test("a role that was not understood may be of use", () => {
    expect(told({ ...only(READER), ...unclear })).toEqual({ conditional: [], gaps: [property] });
  });

  test("one role of use decides", () => {
    const found = { conditional: [true], gaps: [] };
    expect(told({ ...only(READER, STORAGE_CONTRIBUTOR), ...listed }, { roleDefinitions: [list] })).toEqual(
      found,
    );
  });

  test("a condition that is no text narrows what nobody knows", () => {
    const held = assigned(holds("ann", OWNER, A, { condition: unknown(property) }));
    expect(told(held)).toEqual({ conditional: [], gaps: [property] });
    expect(told(held, {}, CREATES)).toEqual({ conditional: [false], gaps: [] });
  });
});

describe("a deny assignment that was not understood", () => {
  const open = gap("deny", A);
  const open2 = gap("deny's principals", A);
  const gaps = (over: Parameters<typeof deny>[1], scope = A, world: Items = owner(A)) => {
    const found = rbac({ ...world, denyAssignments: [deny(scope, over)] }).holders(ACCT, CREATES);
    expect(found.items).toHaveLength(1);
    return found.gaps;
  };

  test.each<[string, Parameters<typeof deny>[1]]>([
    ["actions", { permissions: unknown(open) }],
    ["principals", { principals: unknown(open) }],
    ["exclusions", { excludePrincipals: unknown(open) }],
    ["depth", { doNotApplyToChildScopes: unknown(open) }],
  ])("takes nothing away, and says so: %s", (_, over) => {
    expect(gaps(over)).toEqual([open]);
  });

  test("says all that was not", () => {
    expect(gaps({ permissions: unknown(open), principals: unknown(open2) })).toEqual([open2, open]);
  });

  test.each<[string, Parameters<typeof deny>[1], string?]>([
    ["of another scope", { permissions: unknown(open) }, B],
    ["of another principal", { permissions: unknown(open), principals: known([who("bob")]) }],
    ["that excludes her", { principals: unknown(open), excludePrincipals: known([who("ann")]) }],
    ["of other actions", { principals: unknown(open), permissions: known([]) }],
    [
      "of another principal, in its exclusions",
      { excludePrincipals: unknown(open), principals: known([who("bob")]) },
    ],
    ["not for what is below", { principals: unknown(open), doNotApplyToChildScopes: known(true) }],
  ])("concerns nobody else: %s", (_, over, scope) => {
    expect(gaps(over, scope)).toEqual([]);
  });

  test("at the account itself it does not matter how deep it goes, but for local users", () => {
    const only = { doNotApplyToChildScopes: unknown(open) };
    const world = { ...owner(A), denyAssignments: [deny(ACCT, only)] };
    expect(rbac(world).holders(ACCT, CHANGES)).toEqual({ items: [], gaps: [] });
    expect(gaps(only, ACCT)).toEqual([open]);
  });

  test("says nothing of whom another denies", () => {
    const world = {
      ...owner(A),
      denyAssignments: [deny(A, { permissions: unknown(open) }), deny(ACCT, { name: "sure" })],
    };
    expect(rbac(world).holders(ACCT, CREATES)).toEqual({ items: [], gaps: [] });
  });
});
