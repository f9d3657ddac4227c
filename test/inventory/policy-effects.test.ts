import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { viewSections } from "../../src/inventory/inventory.ts";
import { type Known, known, unknown } from "../../src/inventory/known.ts";
import { effectOn, type PolicyEffect, strongest } from "../../src/inventory/policy-effects.ts";
import type {
  EffectOverride,
  PolicyAssignment,
  PolicyDefinition,
  PolicyMember,
} from "../../src/inventory/sections.ts";
import { denied } from "../checks/build.ts";
import {
  DENY_LOCAL_USERS,
  DENY_SFTP,
  policyAssignment,
  policyDefinition,
  policyInitiative,
  subscription,
} from "../checks/build-storage-policies.ts";
import { sectionsWith } from "./sections-with.ts";

const PROD = subscription();
const unread = unknown(denied());
/** Read, and not worked out. */
const notTold = (detail: RegExp) => ({
  known: false,
  gap: {
    reason: "unsupported",
    scope: expect.stringContaining("/policyAssignments/"),
    request: "section policyAssignments",
    detail: expect.stringMatching(detail),
  },
});

function sftpEffect(
  assigned: PolicyDefinition,
  over: Partial<PolicyAssignment> = {},
  definitions: readonly PolicyDefinition[] = [DENY_SFTP, DENY_LOCAL_USERS, assigned],
) {
  const slice = viewSections(sectionsWith({ policyDefinitions: definitions }));
  return effectOn("isSftpEnabled", policyAssignment(assigned, PROD, over), slice);
}

const sftp = (over: Partial<PolicyDefinition> = {}) => policyDefinition("isSftpEnabled", over);

describe("of a definition", () => {
  test.each<readonly [string, PolicyDefinition, Partial<PolicyAssignment>, unknown]>([
    ["by its default", sftp(), {}, known("deny")],
    ["given by the assignment", sftp(), { parameters: { effect: "Audit" } }, known("audit")],
    ["given in other letters", sftp(), { parameters: { EFFECT: "disabled" } }, known("disabled")],
    ["written down", sftp({ effect: known("DENY") }), { parameters: { effect: "Audit" } }, known("deny")],
    [
      "with blanks in the expression",
      sftp({ effect: known("[ Parameters( 'effect' ) ]") }),
      {},
      known("deny"),
    ],
    ["that audits what lacks something", sftp({ effect: known("auditIfNotExists") }), {}, known("audit")],
    ["that changes the account", sftp({ effect: known("Modify") }), {}, known(null)],
    ["that another effect is", sftp({ effect: known("deployIfNotExists") }), {}, known(null)],
    ["without a default", sftp({ parameterDefaults: {} }), {}, notTold(/^the effect cannot be told of/)],
    [
      "given as no word",
      sftp(),
      { parameters: { effect: "" } },
      notTold(/the effect cannot be told of the policy assignment "no isSftpEnabled"$/),
    ],
    ["of a word that came later", sftp({ effect: known("explode") }), {}, notTold(/the effect/)],
    ["worked out", sftp({ effect: known("[if(true(), 'deny', 'audit')]") }), {}, notTold(/the effect/)],
    ["missing", sftp({ effect: known(null) }), {}, notTold(/the effect/)],
    ["not read", sftp({ effect: unread }), {}, unread],
    ["not enforced", sftp(), { isEnforced: known(false) }, known("audit")],
    ["not enforced, whatever it is", sftp({ effect: unread }), { isEnforced: known(false) }, known(null)],
    [
      "not enforced, and disabled",
      sftp(),
      { isEnforced: known(false), parameters: { effect: "disabled" } },
      known("disabled"),
    ],
    ["perhaps enforced", sftp(), { isEnforced: unread }, unread],
    [
      "perhaps enforced, and an audit",
      sftp(),
      { isEnforced: unread, parameters: { effect: "audit" } },
      known("audit"),
    ],
    ["for some resources", sftp(), { isSelective: known(true) }, notTold(/which resources it selects/)],
    ["perhaps for some resources", sftp(), { isSelective: unread }, unread],
    [
      "for some resources, and an audit",
      sftp(),
      { isSelective: known(true), parameters: { effect: "audit" } },
      known("audit"),
    ],
    ["that looks for another switch", DENY_LOCAL_USERS, {}, undefined],
    [
      "that looks for something else in the switch",
      sftp({ tests: [], unclear: ["isSftpEnabled"] }),
      {},
      notTold(/what the policy "no isSftpEnabled" looks for/),
    ],
    [
      "that looks for something else in the switch, and stops nothing",
      sftp({ tests: [], unclear: ["isSftpEnabled"] }),
      { parameters: { effect: "audit" } },
      known(null),
    ],
    [
      "that looks for something else in the switch, with an effect that was not read",
      sftp({ tests: [], unclear: ["isSftpEnabled"], effect: unread }),
      {},
      unread,
    ],
  ])("%s", (_, definition, over, expected) => {
    expect(sftpEffect(definition, over, [definition])).toEqual(expected);
  });

  test.each<readonly [string, readonly PolicyDefinition[]]>([
    ["that was not understood", []],
    ["of which there were two answers", [DENY_SFTP]],
  ])("%s", (_, definitions) => {
    const gap = denied(DENY_SFTP.id.toLowerCase());
    const slice = viewSections(
      sectionsWith({ policyDefinitions: definitions }, { policyDefinitions: [denied(PROD.id), gap] }),
    );
    const assignment = (one: PolicyDefinition) => policyAssignment(one, PROD);
    expect(effectOn("isSftpEnabled", assignment(DENY_SFTP), slice)).toEqual(unknown(gap));
    expect(effectOn("isSftpEnabled", assignment(DENY_LOCAL_USERS), slice)).toBeUndefined();
  });

  test("that is not among the custom ones", () => {
    expect(sftpEffect(DENY_SFTP, {}, [])).toBeUndefined();
  });
});

describe("of an initiative", () => {
  const member = (parameters: Readonly<Record<string, string>>, policyDefinitionId = DENY_SFTP.id) => ({
    policyDefinitionId,
    referenceId: null,
    parameters,
  });
  const holding = (...members: readonly PolicyMember[]): Partial<PolicyDefinition> => ({
    members: known(members),
  });
  const handedOn = { effect: "[parameters('isSftpEnabled')]" };

  test.each<readonly [string, Partial<PolicyDefinition>, Partial<PolicyAssignment>, unknown]>([
    ["by its default", {}, {}, known("deny")],
    ["given by the assignment", {}, { parameters: { issftpenabled: "Audit" } }, known("audit")],
    [
      "of the definition, of which the assignment knows nothing",
      holding(member({})),
      { parameters: { effect: "Audit" } },
      known("deny"),
    ],
    ["written down for the member", holding(member({ effect: "Disabled" })), {}, known("disabled")],
    [
      "that nobody gives",
      { ...holding(member(handedOn)), parameterDefaults: {} },
      {},
      notTold(/the effect cannot be told/),
    ],
    [
      "that is handed on once more",
      holding(member(handedOn)),
      { parameters: { isSftpEnabled: "[parameters('effect')]" } },
      notTold(/the effect cannot be told/),
    ],
    [
      "the stronger of two",
      holding(member({ effect: "Audit" }), member({ effect: "Deny" }), member({ effect: "Disabled" })),
      {},
      known("deny"),
    ],
    [
      "perhaps the stronger of two",
      holding(member({ effect: "Audit" }), member({ effect: "" })),
      {},
      notTold(/the effect cannot be told/),
    ],
    ["with members of Microsoft's", holding(member({}, "/built-in"), member(handedOn)), {}, known("deny")],
    ["that looks for another switch", holding(member({}, DENY_LOCAL_USERS.id)), {}, undefined],
    ["of nothing", holding(), {}, undefined],
    ["whose members were not read", { members: unread }, {}, unread],
    ["not enforced", {}, { isEnforced: known(false) }, known("audit")],
  ])("%s", (_, initiative, over, expected) => {
    expect(sftpEffect(policyInitiative(initiative), over)).toEqual(expected);
  });

  test("whose member was not understood", () => {
    const gap = denied(DENY_SFTP.id);
    const rails = policyInitiative(holding(member({}), member({}, DENY_LOCAL_USERS.id)));
    const sections = sectionsWith({ policyDefinitions: [rails] }, { policyDefinitions: [gap] });
    const effect = effectOn("isSftpEnabled", policyAssignment(rails, PROD), viewSections(sections));
    expect(effect).toEqual(unknown(gap));
  });
});

describe("overrides", () => {
  const over = (...overrides: readonly Partial<EffectOverride>[]): Partial<PolicyAssignment> => ({
    overrides: known(
      overrides.map((one) => ({ effect: "Audit", members: null, isSelective: false, ...one })),
    ),
  });

  test.each<readonly [string, Partial<PolicyAssignment>, unknown]>([
    ["of everything", over({}), known("audit")],
    ["of the member", over({ members: ["other", "ISSFTPENABLED"] }), known("audit")],
    ["of another member", over({ members: ["other"] }), known("deny")],
    ["of nobody", over({ members: [] }), known("deny")],
    ["the same twice", over({}, {}), known("audit")],
    ["two that differ", over({}, { effect: "Disabled" }), notTold(/which of its overrides counts/)],
    ["for some resources", over({ isSelective: true }), notTold(/which of its overrides counts/)],
    ["for some resources, which changes nothing", over({ isSelective: true, effect: "deny" }), known("deny")],
    [
      "for some resources, and for the rest",
      over({ isSelective: true, effect: "disabled" }, { effect: "disabled" }),
      known("disabled"),
    ],
    ["by no effect", over({ effect: "[x]" }), notTold(/which of its overrides counts/)],
    ["by one that stops nothing", over({ effect: "modify" }), known(null)],
    ["not read", { overrides: unread }, unread],
  ])("%s", (_, assignment, expected) => {
    expect(sftpEffect(policyInitiative(), assignment)).toEqual(expected);
  });

  test("of a member do not touch a definition that is assigned by itself", () => {
    expect(sftpEffect(DENY_SFTP, over({ members: ["isSftpEnabled"] }))).toEqual(known("deny"));
    expect(sftpEffect(DENY_SFTP, over({}))).toEqual(known("audit"));
  });
});

describe("the strongest", () => {
  const effects: readonly Known<PolicyEffect>[] = [null, "disabled", "audit", "deny"].map((effect) =>
    known(effect as PolicyEffect),
  );

  test.each<readonly [string, readonly Known<PolicyEffect>[], Known<PolicyEffect>]>([
    ["of none", [], known(null)],
    ["of all", effects, known("deny")],
    ["of those below", effects.slice(0, 3), known("audit")],
    ["of the weakest", effects.slice(0, 2), known("disabled")],
    ["is a Deny, whatever was not read", [unread, known("deny")], known("deny")],
    ["could be one that was not read", [known("audit"), unread], unread],
  ])("%s", (_, among, expected) => {
    expect(strongest(among)).toEqual(expected);
  });

  test("does not depend on the order", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...effects, unread)), (among) => {
        expect(strongest(among)).toEqual(strongest(among.toReversed()));
      }),
    );
  });
});
