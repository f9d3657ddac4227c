import { expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "../../src/config.ts";
import { viewSections } from "../../src/inventory/inventory.ts";
import type { AttackPath, Hop, PathNode } from "../../src/inventory/sections.ts";
import { assigneeOf, takenOver, takeoverOf } from "../../src/inventory/takeover-factors.ts";
import { ACCOUNT, memberHop, person, principal, roleHop, takeover } from "../checks/build-access.ts";
import { sectionsWith } from "./sections-with.ts";

const ann = person();
const deploy = principal();
const group: PathNode = { id: "/groups/g", kind: "group", name: "ops" };
const admin: PathNode = {
  id: "/roleManagement/directory",
  kind: "global-administrator",
  name: "Global Administrator",
};
const owns: Hop = roleHop(ann, { right: "owns", to: deploy });
const elevates = roleHop(admin, { right: "elevates-access", to: ACCOUNT });
const grants = roleHop(deploy, { right: "grants-itself-directory-roles", to: admin });

test.each<[string, AttackPath, string, string]>([
  ["an identity", [owns, roleHop(deploy)], "deploy", deploy.id],
  [
    "an identity whose group holds the role",
    [owns, memberHop(deploy, group), roleHop(group)],
    "deploy",
    group.id,
  ],
  ["Global Administrator", [owns, grants, elevates], "Global Administrator", deploy.id],
  ["one hop", [roleHop(deploy)], "deploy", deploy.id],
  ["none", [], "ann", ann.id],
])("who is taken over at the end: %s", (_, path, name, assignee) => {
  expect(takenOver(ann, path).name).toBe(name);
  expect(assigneeOf(ann, path)).toBe(assignee.split("/")[2]);
});

test.each([
  [null, "A credential is added in one request."],
  ["owns", "An owner adds a credential in one request."],
] as const)("how it is taken over: %s", (way, because) => {
  const { factors } = takeoverOf(takeover({ way }), viewSections(sectionsWith({})), DEFAULT_SETTINGS);
  expect(factors.at(-1)).toEqual({ name: "mintable-credential", because });
});
