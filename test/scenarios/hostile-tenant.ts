import { deed } from "../azure/describe-logs.ts";
import {
  appRoleAssignment,
  federatedIdentityCredential,
  oauth2PermissionGrant,
  ownApp,
  user,
} from "../azure/describe-entra.ts";
import { azureRoleAssignment } from "../azure/describe-azure-roles.ts";
import { graphResource } from "../azure/describe-resources.ts";
import { account, localUser, type SimulatedTenant, simulatedId, subscription } from "../azure/describe.ts";
import { ATTACKS } from "../reports/attacks.ts";

const HTML = '<img src=x onerror="alert(1)">';
const COMMAND = "\n::error::pwned ##[add-mask]x";
export const ANSI = "\u001b[2J\u001b]8;;https://evil.example\u0007click\u009b31m\u202Egnp";

/** What somebody calls a thing who wants a report to be more than read. */
export const NAMES: readonly string[] = [
  HTML,
  ANSI,
  COMMAND,
  "'; touch pwned; $(touch pwned) `touch pwned` #",
  "--yes",
  "..",
  "[a](https://evil.example)",
  "=cmd|'/C calc'!A0",
  ...ATTACKS,
];

/** Of the storage account. */
export const TAGS: Readonly<Record<string, string>> = { owner: ANSI, [HTML]: COMMAND };

const SUBSCRIPTION = `/subscriptions/${simulatedId(`subscription ${HTML}`)}`;
const ACCOUNT = `${SUBSCRIPTION}/resourceGroups/rg (a) [b](c)/providers/Microsoft.Storage/storageAccounts/sthostile`;

/** A tenant whose every name is an attack, whoever chooses it: users, applications, tags, issuers, who is in the log. */
export function hostileTenant(): Partial<SimulatedTenant> {
  const localUsers = NAMES.map((name) => localUser({ name, properties: { hasSshPassword: true } }));
  const properties = { isHnsEnabled: true, isSftpEnabled: true, networkAcls: undefined };
  const apps = NAMES.map((displayName) =>
    ownApp({
      displayName,
      application: {
        signInAudience: "AzureADMyOrg",
        passwordCredentials: [{ keyId: simulatedId(displayName), displayName, endDateTime: null }],
        web: { redirectUris: [`http://evil.example/${displayName}`], implicitGrantSettings: {} },
      },
    }),
  );
  const graph = graphResource();
  const logged = NAMES.map((name, index) => {
    const at = new Date(Date.now() - (index + 1) * 3_600_000).toISOString();
    const by = user({ displayName: name, userPrincipalName: name });
    // A slash parts segments in the id that the log has of it.
    const written = name.includes("/") ? "backup" : name;
    return deed.localUserWritten({ at, by, userAgent: name, account: ACCOUNT, user: written });
  });
  const principals = apps.map((app) => app.servicePrincipal);
  return {
    displayName: `Contoso ${ANSI}`,
    applications: apps.map((app) => app.application),
    servicePrincipals: [graph, ...principals],
    appRoleAssignments: principals.map((holder) => appRoleAssignment(holder, graph, "Mail.Read")),
    oauth2PermissionGrants: principals.map((holder) =>
      oauth2PermissionGrant(holder, graph, `Mail.Read ${HTML}`),
    ),
    owners: Object.fromEntries(
      apps.map((app) => [
        `/applications/${app.application.id}`,
        [user({ displayName: app.application.displayName })],
      ]),
    ),
    federatedIdentityCredentials: Object.fromEntries(
      apps.map((app) => [
        app.application.id,
        [federatedIdentityCredential({ name: app.application.displayName, issuer: COMMAND, subject: ANSI })],
      ]),
    ),
    subscriptions: [
      subscription({
        displayName: HTML,
        accounts: [
          account({ name: "sthostile", resourceGroup: "rg (a) [b](c)", tags: TAGS, properties, localUsers }),
        ],
        activityLog: logged.flatMap(({ events }) => events),
        // So that every name stands on a path.
        roleAssignments: apps.map((app) =>
          azureRoleAssignment(app.servicePrincipal.id, "Contributor", SUBSCRIPTION),
        ),
      }),
    ],
  };
}
