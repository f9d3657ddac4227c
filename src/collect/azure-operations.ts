/**
 * The operations of the Activity Log that foothold looks at, by provider, in lower case. All others are dropped where they
 * are parsed: a subscription writes a hundred thousand of them. `queries/sources/azure-activity.kql` asks for the same.
 * https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations
 */
export const AZURE_OPERATIONS = {
  "Microsoft.Storage": [
    "microsoft.storage/storageaccounts/write",
    "microsoft.storage/storageaccounts/delete",
    "microsoft.storage/storageaccounts/localusers/write",
    "microsoft.storage/storageaccounts/localusers/delete",
    "microsoft.storage/storageaccounts/localusers/listkeys/action",
    "microsoft.storage/storageaccounts/localusers/regeneratepassword/action",
    "microsoft.storage/storageaccounts/localusers/regeneratesharedkey/action",
  ],
  "Microsoft.Authorization": [
    "microsoft.authorization/roleassignments/write",
    "microsoft.authorization/elevateaccess/action",
  ],
  "Microsoft.Insights": [
    "microsoft.insights/diagnosticsettings/write",
    "microsoft.insights/diagnosticsettings/delete",
  ],
  "Microsoft.Security": [
    "microsoft.security/pricings/write",
    "microsoft.security/pricings/delete",
    "microsoft.security/defenderforstoragesettings/write",
  ],
  // Entra ID's diagnostic settings: of no subscription, so that workspaces alone tell of them.
  "microsoft.aadiam": [
    "microsoft.aadiam/diagnosticsettings/write",
    "microsoft.aadiam/diagnosticsettings/delete",
  ],
  "Microsoft.Compute": [
    "microsoft.compute/sshpublickeys/write",
    "microsoft.compute/sshpublickeys/generatekeypair/action",
    "microsoft.compute/virtualmachines/extensions/write",
    "microsoft.compute/virtualmachines/runcommand/action",
    "microsoft.compute/virtualmachines/runcommands/write",
    "microsoft.compute/virtualmachinescalesets/extensions/write",
    "microsoft.compute/virtualmachinescalesets/virtualmachines/extensions/write",
    "microsoft.compute/virtualmachinescalesets/virtualmachines/runcommand/action",
    "microsoft.compute/virtualmachinescalesets/virtualmachines/runcommands/write",
  ],
} as const;

export type AzureProvider = keyof typeof AZURE_OPERATIONS;

const ALL: ReadonlySet<string> = new Set(Object.values(AZURE_OPERATIONS).flat());

/** @param operation in any case: the log writes it in several */
export function isWatched(operation: string): boolean {
  return ALL.has(operation.toLowerCase());
}
