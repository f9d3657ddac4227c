/** What stands in the braces of a command, where no finding fills them in. */
const PLACEHOLDER_WORDS: Readonly<Record<string, string>> = {
  appRoleAssignments: "the id of the assignment of the permission",
  applications: "the object id of the application",
  certificate: "the key id, where it is a certificate",
  containers: "the name of the container",
  destination: "the ARM id of where the logs go",
  end: "the object id of the identity at the end of the path",
  federatedIdentityCredentials: "the id or name of the federated credential",
  grant: "the id of the consent",
  groups: "the object id of the group that holds the role",
  id: "the ARM id of the subject",
  localUserRule: "the rule of the policy, as JSON that the finding brings",
  localUsers: "the name of the local user",
  lock: "the lock, as JSON that the finding brings",
  logEvents: "the correlation id of the event",
  member: "the object id of the identity",
  memberships: "the object id of the group that holds the role",
  name: "the name of the subject",
  oauth2PermissionGrants: "the id of the consent",
  owned: "what is owned: applications/ID or servicePrincipals/ID",
  owner: "the object id of the application or service principal",
  owners: "the object id of the owner",
  policy: "the policy, as JSON that the finding brings",
  principals: "the object ids of who can change the logs",
  resourceGroups: "the resource group",
  role: "the id of the custom role",
  roleAssignments: "the id of the role assignment",
  root: "the id of the root management group",
  secret: "the key id, where it is a secret",
  servicePrincipals: "the object id of the service principal",
  services: "the ARM id of the blob service",
  setting: "the diagnostic setting, as JSON that the finding brings",
  sftpRule: "the rule of the policy, as JSON that the finding brings",
  storageAccounts: "the name of the storage account",
  subscriptions: "the id of the subscription",
  tenants: "the id of the tenant",
  type: "app or sp",
  userAssignedIdentities: "the name of the managed identity",
  users: "the object id of the user",
  virtualMachines: "the name of the virtual machine",
};

/** Where a check fills in something else under the same name. */
const OF_CHECKS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "logs-writable-by-watched": {
    localUsers: "the ARM id of the local user",
    name: "the name of the diagnostic setting",
  },
};

export function placeholderWords(check: string, name: string): string {
  return OF_CHECKS[check]?.[name] ?? PLACEHOLDER_WORDS[name] ?? "what the finding brings";
}

/** The placeholders of some commands, each once and in order. */
export function placeholdersIn(commands: readonly string[]): readonly string[] {
  const found = commands.flatMap((command) =>
    [...command.matchAll(/\{([A-Za-z][A-Za-z0-9]*)\}/g)].map(([, name = ""]) => name),
  );
  return [...new Set(found)];
}
