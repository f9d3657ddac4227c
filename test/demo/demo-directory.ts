import { azureRoleAssignment } from "../azure/describe-azure-roles.ts";
import {
  appRoleAssignment,
  credentialSignInActivity,
  federatedIdentityCredential,
  lastSignIn,
  managedIdentity,
  oauth2PermissionGrant,
  ownApp,
  type OwnApp,
  type RawBody,
  servicePrincipal,
  signInActivity,
  type SimulatedDirectory,
  type SimulatedUser,
  user,
} from "../azure/describe-entra.ts";
import { appIds, exchangeResource, graphResource, sharePointResource } from "../azure/describe-resources.ts";
import { directoryRoleAssignment } from "../azure/describe-roles.ts";
import { type SimulatedIdentity, simulatedId, userAssignedIdentity } from "../azure/describe.ts";
import { daysBefore, type Players, REGISTERED_DAYS, BACK_DAYS } from "./demo-logs.ts";

const DAY_MS = 86_400_000;
const TENANT = simulatedId("tenant Contoso Freight");

export interface DemoDirectory {
  readonly directory: SimulatedDirectory;
  /** Of the subscription contoso-prod. */
  readonly identities: readonly SimulatedIdentity[];
  readonly roleAssignments: readonly RawBody[];
  /** Who does what the logs tell, and what it is done to. */
  readonly players: Players;
}

/**
 * The applications of Contoso Freight: most ask for little, and a few were given much. Dates are counted back from
 * `now`, since a secret of last week is one at any time.
 */
export function demoDirectory(now: number, productionId: string): DemoDirectory {
  const ago = (days: number): string => new Date(now - days * DAY_MS).toISOString();
  const graph = graphResource();

  const ada = colleague("Ada Park", "ada.park");
  const ben = colleague("Ben Okafor", "ben.okafor");
  const dispatcher = colleague("Dana Dispatcher", "dana.dispatcher");
  const guest = user({
    displayName: "Otto Extern",
    userType: "Guest",
    userPrincipalName: "otto_tailspin.example#EXT#@contoso.onmicrosoft.com",
  });

  // An archive for invoices that may write every mailbox; nobody in the company made it.
  const registered = (time: string): string => daysBefore(now, REGISTERED_DAYS, time);
  const archiver = own("Invoice Archiver", registered("02:31"), {
    passwordCredentials: [
      secret("archiver 2026", registered("02:33"), ago(-150)),
      secret("archiver, temporary", daysBefore(now, BACK_DAYS, "01:40"), ago(-170)),
    ],
    requiredResourceAccess: asks(graph, "Mail.ReadWrite"),
  });
  // It reads every site, and a guest may add a secret to it.
  const customs = own("Customs Declarations", ago(700), {
    keyCredentials: [certificate("customs", ago(60), ago(-300))],
    requiredResourceAccess: asks(graph, "Sites.Read.All"),
  });
  // Whoever opens a pull request signs in as it.
  const deploy = own("Freight Portal Deployment", ago(300));
  // A contractor's repository signs in as it, and it may do what it likes beside the carriers' files. A name that would
  // wipe its line in a terminal is a name.
  const warehouse = own("Warehouse Sync\u001b[2K", ago(210));
  // As it should be.
  const portal = own("Freight Portal", ago(900), {
    web: {
      homePageUrl: null,
      logoutUrl: null,
      redirectUris: ["https://portal.contoso-freight.example/signin-oidc"],
      implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
    },
  });
  const directorySync = own("Phone Book", ago(600), {
    keyCredentials: [certificate("phone book", ago(30), ago(-330))],
    requiredResourceAccess: asks(graph, "User.Read.All"),
  });
  const rates = own("Rates API", ago(250));

  // It was to put new colleagues into their groups, and can make anybody an administrator.
  const onboardingIdentity = userAssignedIdentity({ name: "id-onboarding", resourceGroup: "rg-hr-prod" });
  const backupIdentity = userAssignedIdentity({ name: "id-backup", resourceGroup: "rg-platform-prod" });
  // It moves what partners upload, for which it was made Contributor of the account.
  const moverIdentity = userAssignedIdentity({ name: "id-upload-mover", resourceGroup: "rg-exchange-prod" });
  const principalOf = ({ name, resourceGroup }: SimulatedIdentity) =>
    managedIdentity({
      displayName: name,
      createdDateTime: ago(500),
      resourceId: `/subscriptions/${productionId}/resourcegroups/${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`,
    });
  const onboarding = principalOf(onboardingIdentity);
  const backup = principalOf(backupIdentity);
  const mover = principalOf(moverIdentity);

  // No application of Google's, whatever it is called.
  const google = foreign("Google Email Protection", ago(45));
  const surveys = foreign("Tailspin Surveys", ago(800), {
    verifiedPublisher: {
      displayName: "Tailspin Toys",
      verifiedPublisherId: "5206095",
      addedDateTime: ago(900),
    },
  });

  const keys = {
    first: simulatedId("secret archiver 2026"),
    second: simulatedId("secret archiver, temporary"),
    phoneBook: simulatedId("certificate phone book"),
  };
  const apps = [archiver, customs, deploy, warehouse, portal, directorySync, rates];
  return {
    directory: {
      users: [ada, ben, dispatcher, guest],
      applications: apps.map(({ application }) => application),
      servicePrincipals: [
        ...apps.map((app) => app.servicePrincipal),
        onboarding,
        backup,
        mover,
        google,
        surveys,
        graph,
        exchangeResource(),
        sharePointResource(),
      ],
      appRoleAssignments: [
        appRoleAssignment(archiver.servicePrincipal, graph, "Mail.ReadWrite", {
          createdDateTime: registered("02:38"),
        }),
        appRoleAssignment(customs.servicePrincipal, graph, "Sites.Read.All", { createdDateTime: ago(690) }),
        appRoleAssignment(directorySync.servicePrincipal, graph, "User.Read.All", {
          createdDateTime: ago(590),
        }),
        appRoleAssignment(onboarding, graph, "RoleManagement.ReadWrite.Directory", {
          createdDateTime: ago(480),
        }),
      ],
      oauth2PermissionGrants: [
        oauth2PermissionGrant(google, graph, " offline_access Mail.Read User.Read"),
        oauth2PermissionGrant(portal.servicePrincipal, graph, " User.Read openid profile"),
        ...[ada, ben, dispatcher].map((principal) =>
          oauth2PermissionGrant(surveys, graph, " User.Read", { principal }),
        ),
      ],
      federatedIdentityCredentials: {
        [deploy.application.id]: [
          federatedIdentityCredential({
            name: "github",
            subject: "repo:contoso-freight/freight-portal:pull_request",
          }),
        ],
        [warehouse.application.id]: [
          federatedIdentityCredential({
            name: "dockside-github",
            subject: "repo:dockside-labs/warehouse-sync:environment:production",
          }),
        ],
        [rates.application.id]: [
          federatedIdentityCredential({
            name: "aks",
            issuer: `https://westeurope.oic.prod-aks.azure.com/${TENANT}/${simulatedId("cluster rates")}/`,
            subject: "system:serviceaccount:rates:api",
          }),
        ],
      },
      owners: {
        [`/applications/${customs.application.id}`]: [guest],
        [`/applications/${archiver.application.id}`]: [ada],
      },
      directoryRoleAssignments: [
        directoryRoleAssignment(ada, "Global Administrator"),
        directoryRoleAssignment(ben, "Application Administrator"),
        directoryRoleAssignment(dispatcher, "Directory Readers"),
      ],
      // What Azure did for everybody until 2020, and what nobody looked at since.
      authorizationPolicy: {
        defaultUserRolePermissions: {
          allowedToCreateApps: true,
          allowedToCreateSecurityGroups: true,
          allowedToCreateTenants: true,
          allowedToReadBitlockerKeysForOwnedDevice: true,
          allowedToReadOtherUsers: true,
          permissionGrantPoliciesAssigned: ["ManagePermissionGrantsForSelf.microsoft-user-default-legacy"],
        },
      },
      signInActivities: [
        ...apps.map((app) => app.servicePrincipal),
        onboarding,
        backup,
        mover,
        google,
        surveys,
      ].map(({ appId }) => signInActivity(appId, { lastSignInActivity: lastSignIn(ago(1)) })),
      credentialSignInActivities: [
        credentialSignInActivity(archiver.servicePrincipal, keys.first, ago(1)),
        credentialSignInActivity(archiver.servicePrincipal, keys.second, daysBefore(now, 3, "03:12")),
        credentialSignInActivity(customs.servicePrincipal, simulatedId("certificate customs"), ago(1)),
        credentialSignInActivity(directorySync.servicePrincipal, keys.phoneBook, ago(1)),
      ],
    },
    players: {
      ada,
      ben,
      dispatcher,
      graph,
      surveys,
      phoneBook: directorySync.servicePrincipal,
      archiver,
      keys,
    },
    identities: [onboardingIdentity, backupIdentity, moverIdentity],
    roleAssignments: [
      azureRoleAssignment(deploy.servicePrincipal.id, "Contributor", `/subscriptions/${productionId}`),
      azureRoleAssignment(
        warehouse.servicePrincipal.id,
        "Contributor",
        `/subscriptions/${productionId}/resourceGroups/rg-exchange-prod`,
      ),
      azureRoleAssignment(
        mover.id,
        "Contributor",
        `/subscriptions/${productionId}/resourceGroups/rg-exchange-prod/providers/Microsoft.Storage/storageAccounts/contosouploads`,
      ),
      azureRoleAssignment(
        backup.id,
        "Storage Blob Data Reader",
        `/subscriptions/${productionId}/resourceGroups/rg-platform-prod`,
      ),
    ],
  };
}

function colleague(displayName: string, name: string): SimulatedUser {
  return user({ displayName, userPrincipalName: `${name}@contoso-freight.example` });
}

function own(displayName: string, createdDateTime: string, application: RawBody = {}): OwnApp {
  return ownApp({
    displayName,
    tenantId: TENANT,
    application: { createdDateTime, publisherDomain: "contoso-freight.example", ...application },
    servicePrincipal: { createdDateTime },
  });
}

function foreign(displayName: string, createdDateTime: string, parts: RawBody = {}) {
  return servicePrincipal({
    displayName,
    appOwnerOrganizationId: simulatedId(`tenant of ${displayName}`),
    signInAudience: "AzureADMultipleOrgs",
    createdDateTime,
    ...parts,
  });
}

function asks(api: ReturnType<typeof graphResource>, role: string): readonly RawBody[] {
  const id = api.appRoles?.find(({ value }) => value === role)?.id;
  return [{ resourceAppId: appIds.graph, resourceAccess: [{ id, type: "Role" }] }];
}

function secret(displayName: string, startDateTime: string, endDateTime: string): RawBody {
  const keyId = simulatedId(`secret ${displayName}`);
  return {
    customKeyIdentifier: null,
    displayName,
    endDateTime,
    hint: "a7Q",
    keyId,
    secretText: null,
    startDateTime,
  };
}

function certificate(of: string, startDateTime: string, endDateTime: string): RawBody {
  return {
    customKeyIdentifier: "9F3B2C",
    displayName: "CN=contoso-freight.example",
    endDateTime,
    key: "MIIC",
    keyId: simulatedId(`certificate ${of}`),
    startDateTime,
    type: "AsymmetricX509Cert",
    usage: "Verify",
  };
}
