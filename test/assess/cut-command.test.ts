import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { cutCommand } from "../../src/assess/cut-command.ts";
import type { Hop } from "../../src/inventory/sections.ts";

const SUBSCRIPTION = "/subscriptions/11111111-1111-4111-8111-111111111111";
const ROLE = "providers/Microsoft.Authorization/roleAssignments/r1";
const GRAPH = "https://graph.microsoft.com/v1.0";
const IDENTITY = `${SUBSCRIPTION}/resourceGroups/rg one/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id`;

function hop(proof: string): Hop {
  const end = { id: "/servicePrincipals/p", kind: "service-principal", name: "p" } as const;
  return {
    from: end,
    right: "owns",
    to: end,
    because: "x",
    proof: { id: proof, scope: "/", source: "GET /x" },
    eligible: false,
    conditional: false,
  };
}

test.each<[string, string, string | undefined]>([
  [
    "a role of a subscription",
    `${SUBSCRIPTION}/${ROLE}`,
    `az role assignment delete --ids=${SUBSCRIPTION}/${ROLE}`,
  ],
  ["a role at the root", `/${ROLE}`, `az role assignment delete --ids=/${ROLE}`],
  ["a role of an identity", `${IDENTITY}/${ROLE}`, `az role assignment delete --ids='${IDENTITY}/${ROLE}'`],
  [
    "an eligible role",
    `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/e1`,
    `# Remove the eligible assignment in Privileged Identity Management: ${SUBSCRIPTION}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/e1`,
  ],
  [
    "a directory role",
    "/roleManagement/directory/roleAssignments/d1",
    `az rest --method DELETE --url ${GRAPH}/roleManagement/directory/roleAssignments/d1`,
  ],
  [
    "an eligible directory role",
    "/roleManagement/directory/roleEligibilityScheduleInstances/d1",
    "# Remove the eligible assignment in Privileged Identity Management: /roleManagement/directory/roleEligibilityScheduleInstances/d1",
  ],
  [
    "a token from outside",
    "/applications/a/federatedIdentityCredentials/f",
    "az ad app federated-credential delete --id=a --federated-credential-id=f",
  ],
  [
    "a token from outside for an identity",
    `${IDENTITY}/federatedIdentityCredentials/f`,
    "az identity federated-credential delete --subscription=11111111-1111-4111-8111-111111111111 --resource-group='rg one' --identity-name=id --name=f",
  ],
  ["an owner", "/applications/a/owners/o", "az ad app owner remove --id=a --owner-object-id=o"],
  [
    "an owner of a principal",
    "/servicePrincipals/s/owners/o",
    `az rest --method DELETE --url ${GRAPH}/servicePrincipals/s/owners/o/'$ref'`,
  ],
  [
    "an application role",
    "/servicePrincipals/s/appRoleAssignments/x-_1",
    `az rest --method DELETE --url ${GRAPH}/servicePrincipals/s/appRoleAssignments/x-_1`,
  ],
  ["a membership", "/groups/g/members/m", "az ad group member remove --group=g --member-id=m"],
  [
    "hostile text",
    "/groups/g/members/m'; rm",
    "az ad group member remove --group=g --member-id='m'\\''; rm'",
  ],
  ["a membership that may be nested", "/groups/g/transitiveMembers/m", undefined],
  ["two that are one", "/applications/a", undefined],
])("%s is cut", (_, proof, expected) => {
  expect(cutCommand(hop(proof))).toBe(expected);
});

test("a shell sends every command as it stands", () => {
  const command = cutCommand(hop("/servicePrincipals/s/owners/o")) ?? "";
  const words = execFileSync("sh", ["-c", `az() { printf '%s\\n' "$@"; }; ${command}`], { encoding: "utf8" });
  expect(words.trim().split("\n").at(-1)).toBe(`${GRAPH}/servicePrincipals/s/owners/o/$ref`);
});
