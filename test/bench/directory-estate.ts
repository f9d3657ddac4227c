import microsoft from "../../src/inventory/data/microsoft-apps.json" with { type: "json" };
import { azureRoleAssignment } from "../azure/describe-azure-roles.ts";
import {
  credentialSignInActivity,
  federatedIdentityCredential,
  group,
  lastSignIn,
  managedIdentity,
  microsoftPrincipal,
  ownApp,
  type OwnApp,
  type RawBody,
  servicePrincipal,
  signInActivity,
  type SimulatedServicePrincipal,
  type SimulatedUser,
  user,
} from "../azure/describe-entra.ts";
import { diagnosticSetting } from "../azure/describe-logging.ts";
import { appIds, appRole, permissionScope } from "../azure/describe-resources.ts";
import { directoryRoleAssignment } from "../azure/describe-roles.ts";
import {
  client,
  type SimulatedClient,
  type SimulatedTenant,
  simulatedId,
  subscription,
  tenant,
  userAssignedIdentity,
} from "../azure/describe.ts";
import { type Ago, certificate, credentialsOf, daysAgo, redirectsOf, secret } from "./application-parts.ts";
import { apisOf, assignmentsOf, grantsOf, manifestOf, privilegedRole } from "./directory-permissions.ts";
import { turn } from "./turn.ts";

export interface DirectorySize {
  /** Registered here, each with its principal. */
  readonly applications: number;
  /** Principals of other companies' applications, of Microsoft's own, and of managed identities. */
  readonly foreign: number;
  readonly microsoft: number;
  readonly managedIdentities: number;
  /** One application in so many holds a permission of tier 0 or 1. */
  readonly privilegedEvery: number;
  /** Application permissions given, on Microsoft Graph, Exchange and SharePoint. */
  readonly assignments: number;
  /** Delegated permissions, a third of them for everybody. */
  readonly grants: number;
  readonly users: number;
  readonly directoryRoles: number;
  /** User-assigned identities in the one subscription, and its role assignments. */
  readonly identities: number;
  readonly azureRoles: number;
}

/** A large company that never tidied up: 20,000 applications and 30,000 principals. */
export const LARGE_DIRECTORY: DirectorySize = {
  applications: 20_000,
  foreign: 9_000,
  microsoft: 900,
  managedIdentities: 100,
  privilegedEvery: 40,
  assignments: 40_000,
  grants: 10_000,
  users: 2_000,
  directoryRoles: 50,
  identities: 30,
  azureRoles: 200,
};

/** A generated tenant of that size, the same at every call but for its dates, which are counted back from now. */
export function directoryEstate(
  size: DirectorySize,
  scanner: SimulatedClient = client(),
  now: number = Date.now(),
): SimulatedTenant {
  const ago = (days: number): string => daysAgo(now, days);
  const own = Array.from({ length: size.applications }, (_, index) => ownAt(index, size, ago));
  const foreign = Array.from({ length: size.foreign }, (_, index) => foreignAt(index, ago));
  const managed = Array.from({ length: size.managedIdentities }, (_, index) =>
    managedIdentity({ displayName: `id-workload-${index}`, createdDateTime: ago(500 + index) }),
  );
  const ofOwn = own.map((app) => app.servicePrincipal);
  const users = Array.from({ length: size.users }, (_, index) => userAt(index));
  const groups = Array.from({ length: 20 }, (_, index) =>
    group({
      displayName: `Operators ${index}`,
      isAssignableToRole: true,
      transitiveMembers: users.slice(index * 20, (index + 1) * 20),
    }),
  );
  const apis = apisOf();
  const microsoftOwn = [...Object.values(apis), ...microsoftPrincipals(size.microsoft - 3)];
  const privileged = own.filter((_, index) => isPrivileged(index, size));
  const everyone = [...ofOwn, ...foreign, ...microsoftOwn, ...managed];
  return tenant({
    displayName: "Contoso Estate",
    verifiedDomains: [
      "contoso-estate.example",
      "contosoestate.onmicrosoft.com",
      ...Array.from({ length: 10 }, (_, index) => `contoso-brand-${index}.example`),
    ],
    clients: [scanner],
    entraDiagnosticSettings: [diagnosticSetting({ categories: ["AuditLogs", "ServicePrincipalSignInLogs"] })],
    applications: own.map(({ application }) => application),
    servicePrincipals: everyone,
    users,
    groups,
    appRoleAssignments: assignmentsOf(
      size.assignments,
      {
        privileged: [
          ...privileged.map((app) => app.servicePrincipal),
          ...foreign.filter((_, index) => index % 100 === 0),
          ...managed.filter((_, index) => index % 10 === 0),
        ],
        all: [...ofOwn, ...foreign, ...managed],
      },
      apis,
      ago,
    ),
    oauth2PermissionGrants: grantsOf(size.grants, { own: ofOwn, foreign, users }, apis.graph),
    federatedIdentityCredentials: Object.fromEntries(
      own.flatMap(({ application }, index) =>
        index % (2 * size.privilegedEvery) === 0 || index % 77 === 0
          ? [[application.id, [federatedAt(index)]]]
          : [],
      ),
    ),
    owners: Object.fromEntries(
      privileged.flatMap(({ application, servicePrincipal: principal }, index) => [
        [`/applications/${application.id}`, ownersAt(index, users)],
        ...(index % 4 === 0 ? [[`/servicePrincipals/${principal.id}`, ownersAt(index + 1, users)]] : []),
      ]),
    ),
    directoryRoleAssignments: Array.from({ length: size.directoryRoles }, (_, index) =>
      directoryRoleAssignment(
        // Three users, then an application that is privileged anyway, then a group.
        turn(
          [users[index], users[index], users[index], privileged[index]?.servicePrincipal, groups[index % 20]],
          index,
        ) ?? { id: simulatedId(`user who left ${index}`) },
        turn(
          [
            "Directory Readers",
            "Global Reader",
            "Application Administrator",
            "Exchange Administrator",
            "Global Administrator",
          ],
          index / 5,
        ),
      ),
    ),
    signInActivities: everyone
      // Those that never signed in are not listed.
      .filter((_, index) => index % 21 !== 19)
      .map(({ appId }, index) => signInActivityAt(appId, index, ago)),
    credentialSignInActivities: own.flatMap((app, index) => credentialActivities(app, index, ago)),
    appManagementPolicies: [
      {
        id: simulatedId("policy exceptions"),
        displayName: "Exceptions",
        isEnabled: true,
        appliesTo: own.slice(0, 30).map(({ application }) => application),
      },
    ],
    subscriptions: [
      subscription({
        displayName: "contoso-shared",
        identities: Array.from({ length: size.identities }, (_, index) =>
          userAssignedIdentity({
            name: `id-workload-${index}`,
            ...(index % 3 === 0 && { federatedIdentityCredentials: [aksCredential(index)] }),
          }),
        ),
        roleAssignments: Array.from({ length: size.azureRoles }, (_, index) =>
          azureRoleAssignment(
            turn(
              [users[index]?.id, managed[index % managed.length]?.id, privileged[index]?.servicePrincipal.id],
              index,
            ) ?? simulatedId(`user who left ${index}`),
            turn(["Reader", "Storage Blob Data Reader", "Contributor", "Owner"], index / 3),
            index % 10 === 0 ? SUBSCRIPTION : `${SUBSCRIPTION}/resourceGroups/rg-${index}`,
          ),
        ),
      }),
    ],
  });
}

/** Applications of one's own with a permission of tier 0 or 1: those about which a scan asks one by one. */
export function countPrivileged({ applications, privilegedEvery }: DirectorySize): number {
  return Math.ceil(applications / privilegedEvery);
}

/**
 * What a scan may ask at most: 300 for each such tenant as LARGE_DIRECTORY, and of each privileged application its
 * federated credentials and its owners, 20 questions in a request.
 */
export function directoryBudget(size: DirectorySize): number {
  const pages = 300 * Math.max(1, size.applications / LARGE_DIRECTORY.applications);
  return pages + 2 * Math.ceil(countPrivileged(size) / 20) - 1;
}

const SUBSCRIPTION = `/subscriptions/${simulatedId("subscription contoso-shared")}`;

function isPrivileged(index: number, { privilegedEvery }: DirectorySize): boolean {
  return index % privilegedEvery === 0;
}

function ownAt(index: number, size: DirectorySize, ago: Ago): OwnApp {
  const createdDateTime = ago(60 + ((index * 7) % 2000));
  const isMultiTenant = index % 27 === 3;
  const asked =
    isPrivileged(index, size) && index % 7 !== 0 ? [privilegedRole(index / size.privilegedEvery)] : [];
  return ownApp({
    displayName: `${turn(TEAMS, index)} ${turn(PURPOSES, index / TEAMS.length)} ${index}`,
    tenantId: simulatedId("tenant Contoso Estate"),
    application: {
      createdDateTime,
      publisherDomain: "contoso-estate.example",
      ...(isMultiTenant && {
        signInAudience: "AzureADMultipleOrgs",
        ...(index % 2 === 0 && {
          servicePrincipalLockConfiguration: { isEnabled: true, allProperties: true },
        }),
      }),
      ...credentialsOf(index, ago),
      ...redirectsOf(index),
      requiredResourceAccess: manifestOf(asked),
    },
    servicePrincipal: {
      createdDateTime,
      ...(index % 201 === 7 && { accountEnabled: false }),
      ...(index % 149 === 11 && { passwordCredentials: [secret(`principal ${index}`, ago(90), ago(-90))] }),
      ...(index % 31 === 17 && samlCredentials(index, ago)),
    },
  });
}

function foreignAt(index: number, ago: Ago): SimulatedServicePrincipal {
  const vendor = `${turn(VENDORS, index)} ${index % 997}`;
  return servicePrincipal({
    displayName: `${vendor} ${turn(PRODUCTS, index / VENDORS.length)} ${index}`,
    appOwnerOrganizationId: simulatedId(`tenant ${vendor}`),
    signInAudience: "AzureADMultipleOrgs",
    createdDateTime: ago(30 + ((index * 11) % 1500)),
    replyUrls: [`https://login.vendor-${index % 997}.example/callback`],
    ...(index % 2 === 0 && {
      verifiedPublisher: { displayName: vendor, verifiedPublisherId: String(index), addedDateTime: ago(900) },
    }),
  });
}

/** Real ids of Microsoft's, which tell its applications from those that borrow its name. */
function microsoftPrincipals(count: number): readonly SimulatedServicePrincipal[] {
  const taken: readonly string[] = Object.values(appIds);
  return microsoft.appIds
    .filter((appId) => !taken.includes(appId))
    .slice(0, count)
    .map((appId, index) =>
      microsoftPrincipal(appId, `Microsoft Service ${index}`, {
        appRoles: Array.from({ length: 5 }, (_, at) =>
          appRole(simulatedId(`role ${appId} ${at}`), `Task${at}.Run`),
        ),
        oauth2PermissionScopes: [permissionScope(simulatedId(`scope ${appId}`), "user_impersonation")],
      }),
    );
}

function userAt(index: number): SimulatedUser {
  return user({
    displayName: `Person ${index}`,
    ...(index % 20 === 13 && { userType: "Guest" }),
    ...(index % 2 === 1 && { onPremisesSyncEnabled: true }),
    ...(index % 50 === 9 && { accountEnabled: false }),
  });
}

function ownersAt(index: number, users: readonly SimulatedUser[]): readonly SimulatedUser[] {
  return [index * 3, index * 3 + 1].slice(0, 1 + (index % 2)).flatMap((at) => users[at % users.length] ?? []);
}

function federatedAt(index: number): RawBody {
  const repository = `repo:contoso-estate/service-${index}`;
  return federatedIdentityCredential({
    name: `deploy-${index}`,
    subject: turn(
      [
        `${repository}:environment:production`,
        `${repository}:ref:refs/heads/main`,
        `${repository}:pull_request`,
      ],
      index,
    ),
  });
}

function aksCredential(index: number) {
  const issuer = `https://westeurope.oic.prod-aks.azure.com/${simulatedId("tenant Contoso Estate")}/${simulatedId(`cluster ${index}`)}/`;
  return { name: "aks", issuer, subject: `system:serviceaccount:apps:service-${index}` };
}

/** Of a SAML certificate: the private key, its password and the public key, under one identifier. */
function samlCredentials(index: number, ago: Ago): RawBody {
  const made = certificate(`saml ${index}`, ago(200), ago(-895));
  const { customKeyIdentifier } = made;
  return {
    preferredSingleSignOnMode: "saml",
    keyCredentials: [
      { ...made, keyId: simulatedId(`saml sign ${index}`), usage: "Sign", type: "X509CertAndPassword" },
      made,
    ],
    passwordCredentials: [{ ...secret(`saml password ${index}`, ago(200), ago(-895)), customKeyIdentifier }],
  };
}

function signInActivityAt(appId: string, index: number, ago: Ago): RawBody {
  const last = lastSignIn(ago(index % 7 === 5 ? 100 + (index % 300) : index % 60));
  return signInActivity(appId, {
    lastSignInActivity: last,
    applicationAuthenticationClientSignInActivity: last,
    delegatedClientSignInActivity: index % 2 === 0 ? last : null,
  });
}

/** Half of all applications use all of their credentials. */
function credentialActivities(
  { servicePrincipal: principal }: OwnApp,
  index: number,
  ago: Ago,
): readonly RawBody[] {
  if (index % 2 === 1) return [];
  const { passwordCredentials, keyCredentials } = credentialsOf(index, ago);
  return [...passwordCredentials, ...keyCredentials].map(({ keyId }) =>
    credentialSignInActivity(principal, keyId, ago(index % 120)),
  );
}

const TEAMS = [
  "Payroll",
  "Logistics",
  "Customs",
  "Marketing",
  "Fleet",
  "Warehouse",
  "Legal",
  "Retail",
  "Data",
  "HR",
] as const;
const PURPOSES = [
  "Portal",
  "Sync",
  "Reporting",
  "Archiver",
  "Gateway",
  "Connector",
  "Bot",
  "Backup",
  "Dashboard",
] as const;
const VENDORS = [
  "Fabrikam",
  "Tailspin",
  "Northwind",
  "Adatum",
  "Litware",
  "Proseware",
  "Wingtip",
  "Fourth Coffee",
] as const;
const PRODUCTS = ["Signatures", "CRM", "Surveys", "Whiteboard", "Scheduler", "Expenses", "Helpdesk"] as const;
