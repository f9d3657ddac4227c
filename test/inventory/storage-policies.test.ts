import { describe, expect, test } from "vitest";
import { viewSections } from "../../src/inventory/inventory.ts";
import { known, unknown } from "../../src/inventory/known.ts";
import type { PolicyAssignment } from "../../src/inventory/sections.ts";
import { switchCoverage, switchPolicies } from "../../src/inventory/storage-policies.ts";
import { denied, TENANT } from "../checks/build.ts";
import {
  DENY_LOCAL_USERS,
  DENY_SFTP,
  managementGroup,
  managementGroupId,
  policyAssignment,
  policyDefinition,
  policyInitiative,
  subscription,
} from "../checks/build-storage-policies.ts";
import { type Gaps, type Items, sectionsWith } from "./sections-with.ts";

const PROD = subscription("prod");
const DEV = subscription("dev");
const unread = denied(TENANT);
const definitions = [DENY_SFTP, DENY_LOCAL_USERS, policyInitiative()];
const slice = (items: Items, gaps: Gaps = {}) =>
  viewSections(sectionsWith({ policyDefinitions: definitions, ...items }, gaps));
const group = (name: string) => `${PROD.id}/resourceGroups/${name}`;
const deny = (over: Partial<PolicyAssignment> = {}) => policyAssignment(DENY_SFTP, PROD, over);
const audit = (over: Partial<PolicyAssignment> = {}) =>
  deny({ name: "audit", parameters: { effect: "Audit" }, ...over });
const none = known({ effect: null, excluded: [] });
const denies = (...excluded: readonly string[]) => known({ effect: "deny", excluded });

const sftpIn = (policyAssignments: readonly PolicyAssignment[], items: Items = {}, gaps: Gaps = {}) =>
  switchPolicies("isSftpEnabled", slice({ policyAssignments, ...items }, gaps))(PROD);

describe("in one subscription", () => {
  test.each<readonly [string, readonly PolicyAssignment[], unknown]>([
    ["nothing assigned", [], none],
    ["its own", [deny()], denies()],
    ["its own, in other letters", [deny({ scope: `${PROD.id.toUpperCase()}/` })], denies()],
    ["of what lies above", [policyAssignment(DENY_SFTP, [DEV, PROD])], denies()],
    ["of what lies above others", [policyAssignment(DENY_SFTP, [DEV])], none],
    ["of another subscription", [policyAssignment(DENY_SFTP, DEV)], none],
    ["of a resource group", [deny({ scope: group("rg") })], none],
    ["of another switch", [policyAssignment(DENY_LOCAL_USERS, PROD)], none],
    ["of an initiative", [policyAssignment(policyInitiative(), PROD)], denies()],
    ["an audit", [audit()], known({ effect: "audit", excluded: [] })],
    ["an audit and a Deny", [audit(), deny()], denies()],
    [
      "switched off",
      [deny({ parameters: { effect: "Disabled" } })],
      known({ effect: "disabled", excluded: [] }),
    ],
    ["left out itself", [deny({ notScopes: known([PROD.id.toUpperCase()]) })], none],
    ["left out with everything", [policyAssignment(DENY_SFTP, [PROD], { notScopes: known(["/"]) })], none],
    ["others are left out", [deny({ notScopes: known([DEV.id]) })], denies()],
    ["a group of it is left out", [deny({ notScopes: known([group("a"), DEV.id]) })], denies(group("a"))],
    [
      "a group is left out of one Deny, and not of the other",
      [deny({ notScopes: known([group("a")]) }), deny({ name: "two" })],
      denies(),
    ],
    [
      "what is left out of both",
      [
        deny({ notScopes: known([group("a"), group("b"), `${group("c")}/providers/x`]) }),
        deny({ name: "two", notScopes: known([group("A"), group("c"), group("d")]) }),
      ],
      denies(group("a"), `${group("c")}/providers/x`),
    ],
    [
      "what is left out of an audit",
      [audit({ notScopes: known([group("a")]) })],
      known({ effect: "audit", excluded: [] }),
    ],
    ["exceptions that were not read", [deny({ notScopes: unknown(unread) })], unknown(unread)],
    [
      "exceptions that were not read beside a Deny",
      [audit({ notScopes: unknown(unread) }), deny()],
      denies(),
    ],
    ["not known to be enforced", [deny({ isEnforced: unknown(unread) }), audit()], unknown(unread)],
  ])("%s", (_, assignments, expected) => {
    expect(sftpIn(assignments)).toEqual(expected);
  });

  describe("a management group is left out", () => {
    const sandbox = managementGroupId("SANDBOX");
    const inherited = policyAssignment(DENY_SFTP, [PROD], { notScopes: known([sandbox]) });
    const tree = (leaf: string) => ({
      managementGroups: [
        managementGroup("root", []),
        managementGroup("sandbox", [], { parentId: known(managementGroupId("root")) }),
        managementGroup("leaf", [PROD], { parentId: known(managementGroupId(leaf)) }),
      ],
    });

    test.each([
      ["that lies above", tree("sandbox"), {}, none],
      ["that lies elsewhere", tree("root"), {}, denies()],
      ["that was not read", {}, { managementGroups: [unread] }, unknown(unread)],
      [
        "that lies above, whatever lies above that",
        { managementGroups: [managementGroup("sandbox", [PROD], { parentId: unknown(unread) })] },
        {},
        none,
      ],
      [
        "and what lies above was not read",
        { managementGroups: [managementGroup("leaf", [PROD], { parentId: unknown(unread) })] },
        {},
        unknown(unread),
      ],
    ] as const)("%s", (_, items, gaps, expected) => {
      expect(sftpIn([inherited], items, gaps)).toEqual(expected);
    });
  });
});

describe("in all of them", () => {
  const both = { subscriptions: [PROD, DEV] };
  const covered = (items: Items, gaps: Gaps = {}) =>
    switchCoverage("isSftpEnabled", slice({ ...both, ...items }, gaps));

  test("where nothing denies, where that is reported, and what is left out elsewhere", () => {
    const policyAssignments = [
      deny({ notScopes: known([group("a")]) }),
      policyAssignment(DENY_SFTP, DEV, { isEnforced: known(false) }),
    ];
    expect(covered({ policyAssignments })).toEqual({
      open: [DEV],
      audited: [DEV],
      excluded: [group("a")],
      gaps: [],
    });
  });

  test("each by itself", () => {
    expect(covered({})).toEqual({ open: [PROD, DEV], audited: [], excluded: [], gaps: [] });
  });

  test.each([
    ["policyAssignments", PROD.id],
    ["policyDefinitions", PROD.id],
    ["policyAssignments", `${PROD.id}/providers/Microsoft.Authorization/policyAssignments/x`],
  ] as const)("a gap of %s leaves open that nothing denies at %s, and nothing else", (section, at) => {
    const gap = denied(at);
    const gaps = { [section]: [gap] };
    expect(covered({}, gaps)).toEqual({ open: [DEV], audited: [], excluded: [], gaps: [gap] });
    expect(covered({ policyAssignments: [deny()] }, gaps)).toMatchObject({ open: [DEV], gaps: [] });
  });

  test("a definition that was not understood leaves open what it is assigned to, and nothing else", () => {
    const gap = denied(`${PROD.id}/providers/Microsoft.Authorization/policyDefinitions/odd`);
    const odd = policyDefinition("isSftpEnabled", { id: gap.scope });
    const gaps = { policyDefinitions: [gap] };
    expect(covered({}, gaps)).toMatchObject({ open: [PROD, DEV], gaps: [] });
    expect(covered({ policyAssignments: [policyAssignment(odd, PROD)] }, gaps)).toMatchObject({
      open: [DEV],
      gaps: [gap],
    });
  });

  test("what cannot be told of one leaves it open", () => {
    const policyAssignments = [deny({ isEnforced: unknown(unread) })];
    expect(covered({ policyAssignments })).toMatchObject({ open: [DEV], gaps: [unread] });
  });

  test("subscriptions that were not read are a gap, and touch no other", () => {
    expect(covered({}, { subscriptions: [unread] })).toMatchObject({ open: [PROD, DEV], gaps: [unread] });
  });

  test("an unclear policy beside a clear one", () => {
    const unclear = policyDefinition("isSftpEnabled", {
      id: "/unclear",
      tests: [],
      unclear: ["isSftpEnabled"],
    });
    const items = {
      policyDefinitions: [...definitions, unclear],
      policyAssignments: [policyAssignment(unclear, [PROD, DEV]), deny()],
    };
    expect(covered(items)).toMatchObject({ open: [], gaps: [{ reason: "unsupported" }] });
  });
});
