import { typeAt } from "../inventory/scope.ts";
import type { Hop } from "../inventory/sections.ts";
import { fillCommands } from "./commands.ts";

const GRAPH = "https://graph.microsoft.com/v1.0";

/**
 * What deletes each kind of proof, by the types in its id; the first that fits. An eligible role is taken away in
 * Privileged Identity Management, for which one request is not enough.
 */
const REMOVALS: readonly (readonly [types: readonly string[], command: string])[] = [
  [
    ["roleEligibilityScheduleInstances"],
    "# Remove the eligible assignment in Privileged Identity Management: {id}",
  ],
  [
    ["roleManagement", "roleAssignments"],
    `az rest --method DELETE --url ${GRAPH}/roleManagement/directory/roleAssignments/{roleAssignments}`,
  ],
  [["roleAssignments"], "az role assignment delete --ids={id}"],
  [
    ["userAssignedIdentities", "federatedIdentityCredentials"],
    "az identity federated-credential delete --subscription={subscriptions} --resource-group={resourceGroups} --identity-name={userAssignedIdentities} --name={federatedIdentityCredentials}",
  ],
  [
    ["applications", "federatedIdentityCredentials"],
    "az ad app federated-credential delete --id={applications} --federated-credential-id={federatedIdentityCredentials}",
  ],
  [["applications", "owners"], "az ad app owner remove --id={applications} --owner-object-id={owners}"],
  [
    ["servicePrincipals", "owners"],
    // Without its quotes the shell takes $ref away, and the request deletes the owner.
    `az rest --method DELETE --url ${GRAPH}/servicePrincipals/{servicePrincipals}/owners/{owners}/'$ref'`,
  ],
  [
    ["servicePrincipals", "appRoleAssignments"],
    `az rest --method DELETE --url ${GRAPH}/servicePrincipals/{servicePrincipals}/appRoleAssignments/{appRoleAssignments}`,
  ],
  [
    // Of a nested group nobody knows which membership it is.
    ["groups", "members"],
    "az ad group member remove --group={groups} --member-id={members}",
  ],
];

/** The command that takes a hop away, filled in and quoted; undefined where nothing is there to be removed. */
export function cutCommand({ proof }: Hop): string | undefined {
  const segments = proof.id.split("/");
  const found = REMOVALS.find(([types]) => types.every((type) => isThere(segments, type)));
  // One value for each placeholder makes one command.
  return found && fillCommands(found[1], { id: proof.id, name: "" })[0];
}

/** Types stand at every other place; `/roleManagement/directory/…` is the one path whose first word is none. */
function isThere(segments: readonly string[], type: string): boolean {
  return typeAt(segments, type) > 0;
}
