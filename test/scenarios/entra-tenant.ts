import {
  application,
  appRoleAssignment,
  type DirectoryObject,
  federatedIdentityCredential,
  group,
  lastSignIn,
  managedIdentity,
  microsoftPrincipal,
  oauth2PermissionGrant,
  ownApp,
  type RawBody,
  servicePrincipal,
  signInActivity,
  credentialSignInActivity,
  type SimulatedServicePrincipal,
  user,
} from "../azure/describe-entra.ts";
import { azureRoleAssignment } from "../azure/describe-azure-roles.ts";
import {
  azureManagementResource,
  exchangeResource,
  graphResource,
  sharePointResource,
} from "../azure/describe-resources.ts";
import { directoryRoleAssignment, directoryRoleEligibility } from "../azure/describe-roles.ts";
import { simulatedId, type SimulatedTenant, subscription, userAssignedIdentity } from "../azure/describe.ts";

/** A thing of the tenant, and the checks that must speak of it: exactly these. */
export interface Case {
  /** Name of the subject, or of what it belongs to. */
  readonly name: string;
  readonly findings: readonly string[];
  readonly parts: Partial<Directory>;
}

/** What cases add to the tenant. */
interface Directory {
  readonly applications: readonly RawBody[];
  readonly servicePrincipals: readonly RawBody[];
  readonly appRoleAssignments: readonly RawBody[];
  readonly oauth2PermissionGrants: readonly RawBody[];
  readonly federatedIdentityCredentials: Readonly<Record<string, readonly RawBody[]>>;
  readonly owners: Readonly<Record<string, readonly DirectoryObject[]>>;
  readonly directoryRoleAssignments: readonly RawBody[];
  readonly directoryRoleEligibilities: readonly RawBody[];
  readonly signInActivities: readonly RawBody[];
  readonly credentialSignInActivities: readonly RawBody[];
  readonly roleAssignments: readonly RawBody[];
}

const DAY_MS = 86_400_000;

export function daysAgo(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString();
}

const APIS = {
  graph: graphResource(),
  exchange: exchangeResource(),
  sharePoint: sharePointResource(),
  azure: azureManagementResource(),
} as const;

export const PRODUCTION = subscription();
const SUBSCRIPTION_ID = `/subscriptions/${PRODUCTION.subscriptionId}`;

const FABRIKAM = simulatedId("tenant Fabrikam");

interface AppParts {
  /** `Mail.Read` of Graph, or `exchange:full_access_as_app`. */
  readonly roles?: readonly string[];
  /** Roles that it holds and that its manifest does not ask for. */
  readonly beyond?: readonly string[];
  readonly application?: RawBody;
  readonly servicePrincipal?: RawBody;
  readonly federated?: readonly RawBody[];
  readonly owners?: readonly DirectoryObject[];
  /** Days since its last sign-in; null for none on record. */
  readonly signedIn?: number | null;
  /** Days since the roles were given. */
  readonly granted?: number;
}

/** An application of one's own that is old, in use, and asks for all that it holds. */
function own(name: string, findings: readonly string[], parts: AppParts = {}): Case {
  const { roles = [], beyond = [], granted = 300 } = parts;
  const held = roles.map(roleOf);
  const made = ownApp({
    displayName: name,
    application: {
      createdDateTime: daysAgo(400),
      signInAudience: "AzureADMyOrg",
      requiredResourceAccess: [
        ...Map.groupBy(
          held.filter(({ value }) => !beyond.includes(value)),
          ({ api }) => api.appId,
        ),
      ].map(([resourceAppId, ofApi]) => ({
        resourceAppId,
        resourceAccess: ofApi.map(({ id }) => ({ id, type: "Role" })),
      })),
      ...parts.application,
    },
    servicePrincipal: { createdDateTime: daysAgo(400), ...parts.servicePrincipal },
  });
  return {
    name,
    findings,
    parts: {
      applications: [made.application],
      servicePrincipals: [made.servicePrincipal],
      appRoleAssignments: held.map(({ api, id }) =>
        appRoleAssignment(made.servicePrincipal, api, id, { createdDateTime: daysAgo(granted) }),
      ),
      federatedIdentityCredentials: parts.federated ? { [made.application.id]: parts.federated } : {},
      owners: parts.owners ? { [`/applications/${made.application.id}`]: parts.owners } : {},
      signInActivities: activityOf(made.servicePrincipal, parts.signedIn),
    },
  };
}

/** A principal without an application in this tenant. */
function principal(
  made: SimulatedServicePrincipal,
  findings: readonly string[],
  parts: Pick<AppParts, "roles" | "signedIn" | "granted"> = {},
): Case {
  const { roles = [], granted = 300 } = parts;
  return {
    name: made.displayName,
    findings,
    parts: {
      servicePrincipals: [made],
      appRoleAssignments: roles
        .map(roleOf)
        .map(({ api, id }) => appRoleAssignment(made, api, id, { createdDateTime: daysAgo(granted) })),
      signInActivities: activityOf(made, parts.signedIn),
    },
  };
}

function foreign(name: string, parts: RawBody = {}): SimulatedServicePrincipal {
  return servicePrincipal({
    displayName: name,
    appOwnerOrganizationId: FABRIKAM,
    signInAudience: "AzureADMultipleOrgs",
    createdDateTime: daysAgo(400),
    ...parts,
  });
}

function agent(name: string, type: string): SimulatedServicePrincipal {
  return servicePrincipal({
    displayName: name,
    "@odata.type": type,
    appOwnerOrganizationId: simulatedId("tenant Contoso"),
    signInAudience: "AzureADMyOrg",
    createdDateTime: daysAgo(400),
    ...(type.endsWith("agentIdentity") && { servicePrincipalType: "ServiceIdentity" }),
  });
}

function activityOf({ appId }: { readonly appId: string }, days: number | null | undefined): RawBody[] {
  if (days === null) return [];
  return [signInActivity(appId, { lastSignInActivity: lastSignIn(daysAgo(days ?? 1)) })];
}

function roleOf(name: string) {
  const [prefix = "", rest] = name.split(":");
  const api = rest === undefined ? APIS.graph : prefix === "exchange" ? APIS.exchange : APIS.sharePoint;
  const value = rest ?? name;
  const id = api.appRoles?.find((role) => role.value === value)?.id;
  if (id === undefined) throw new Error(`${api.displayName} has no role ${value}`);
  return { api, id, value: name };
}

/** A grant on its own client. */
function consent(
  client: SimulatedServicePrincipal,
  scope: string,
  findings: readonly string[],
  by: readonly DirectoryObject[] = [],
  more: Partial<Directory> = {},
): Case {
  const grants =
    by.length === 0
      ? [oauth2PermissionGrant(client, APIS.graph, scope)]
      : by.map((one) => oauth2PermissionGrant(client, APIS.graph, scope, { principal: one }));
  return {
    name: client.displayName,
    findings,
    parts: {
      servicePrincipals: [client],
      oauth2PermissionGrants: grants,
      signInActivities: activityOf(client, 1),
      ...more,
    },
  };
}

const secret = (parts: RawBody = {}): RawBody => ({
  keyId: simulatedId(`secret ${JSON.stringify(parts)}`),
  displayName: "deploy",
  startDateTime: daysAgo(100),
  endDateTime: daysAgo(-60),
  ...parts,
});

const certificate = (parts: RawBody = {}): RawBody => ({
  keyId: simulatedId(`certificate ${JSON.stringify(parts)}`),
  displayName: "CN=contoso",
  type: "AsymmetricX509Cert",
  usage: "Verify",
  customKeyIdentifier: "9F3B2C",
  startDateTime: daysAgo(100),
  endDateTime: daysAgo(-60),
  ...parts,
});

export const PEOPLE = {
  ada: user({ displayName: "Ada Park" }),
  ben: user({ displayName: "Ben Okafor" }),
  carla: user({ displayName: "Carla Ruiz" }),
  dan: user({ displayName: "Dan Weber" }),
  admin: user({ displayName: "Gina Admin" }),
  guest: user({
    displayName: "Otto Extern",
    userType: "Guest",
    userPrincipalName: "otto_fabrikam.example#EXT#@contoso.onmicrosoft.com",
  }),
  minter: user({ displayName: "Mina Appadmin" }),
} as const;

export const CONTRACTORS = group({ displayName: "Contractors", transitiveMembers: [] });

/** One row for each positive, each negative beside it, and each trap that a guard knows. */
export const CASES: readonly Case[] = [
  // Application roles.
  own("seed tier one", ["single-tenant-app-permissive-role"], { roles: ["Mail.Read"] }),
  own("seed tier zero", ["single-tenant-app-permissive-role"], { roles: ["Directory.ReadWrite.All"] }),
  own("seed disabled", ["single-tenant-app-permissive-role"], {
    roles: ["Files.Read.All"],
    servicePrincipal: { accountEnabled: false },
  }),
  own("harmless role", [], { roles: ["User.Read.All"] }),
  own("multi tenant mail", ["app-reads-all-data"], {
    roles: ["Mail.Read"],
    application: {
      signInAudience: "AzureADMultipleOrgs",
      servicePrincipalLockConfiguration: { isEnabled: true, allProperties: true },
    },
  }),
  own("tier zero beyond the ten", ["app-role-tier-zero"], { roles: ["RoleManagement.ReadWrite.Directory"] }),
  own("sites of everybody", ["app-reads-all-data"], { roles: ["Sites.Read.All"] }),
  own("sites selected", [], { roles: ["Sites.Selected"] }),
  principal(
    managedIdentity({ displayName: "id-directory", createdDateTime: daysAgo(400) }),
    ["app-role-tier-zero"],
    {
      roles: ["Directory.ReadWrite.All"],
    },
  ),
  principal(
    managedIdentity({ displayName: "id-mail", createdDateTime: daysAgo(400) }),
    ["app-reads-all-data"],
    {
      roles: ["Mail.Read"],
    },
  ),
  principal(agent("agent of one's own", "#microsoft.graph.agentIdentity"), ["app-reads-all-data"], {
    roles: ["Mail.Read"],
  }),
  principal(agent("agent blueprint", "#microsoft.graph.agentIdentityBlueprintPrincipal"), [], {
    roles: ["User.Read.All"],
  }),
  principal(
    microsoftPrincipal("0000000c-0000-0000-c000-000000000000", "Microsoft App Access Panel"),
    ["app-role-tier-zero"],
    {
      roles: ["Directory.ReadWrite.All"],
    },
  ),
  principal(foreign("Fabrikam archive"), ["foreign-app-privileged"], {
    roles: ["Mail.Read", "Directory.ReadWrite.All"],
  }),
  principal(foreign("Fabrikam reader"), [], { roles: ["User.Read.All"] }),
  principal(foreign("owner not known", { appOwnerOrganizationId: null }), ["app-reads-all-data"], {
    roles: ["Sites.Read.All"],
  }),

  // How the roles came about, and whether anybody uses them.
  own("new and mighty", ["app-privileged-soon-after-registration", "single-tenant-app-permissive-role"], {
    roles: ["Mail.Read"],
    application: { createdDateTime: daysAgo(20) },
    servicePrincipal: { createdDateTime: daysAgo(20) },
    granted: 20,
  }),
  own("beyond its manifest", ["app-granted-beyond-manifest", "single-tenant-app-permissive-role"], {
    roles: ["Mail.Read", "Files.Read.All"],
    beyond: ["Files.Read.All"],
  }),
  own("asleep", ["privileged-app-dormant", "single-tenant-app-permissive-role"], {
    roles: ["Mail.Read"],
    signedIn: 200,
  }),
  own("never seen", ["privileged-app-dormant", "single-tenant-app-permissive-role"], {
    roles: ["Mail.Read"],
    signedIn: null,
  }),
  own("asleep and harmless", [], { signedIn: 200 }),

  // Names.
  principal(foreign("Google Email Protection"), ["app-borrows-trusted-name"]),
  principal(foreign("Micrоsoft Teams Sync"), ["app-borrows-trusted-name"]),
  principal(
    foreign("Microsoft Whiteboard Notes", {
      verifiedPublisher: {
        displayName: "Microsoft Corporation",
        verifiedPublisherId: "1",
        addedDateTime: daysAgo(900),
      },
    }),
    [],
  ),
  principal(foreign("Fabrikam notes"), []),

  // Redirects.
  own("plain http", ["redirect-uri-insecure"], {
    application: { web: { redirectUris: ["http://portal.contoso.example/cb"], implicitGrantSettings: {} } },
  }),
  own("loopback for a desktop", [], {
    application: { publicClient: { redirectUris: ["http://localhost"] } },
  }),
  own("loopback of the mighty", ["redirect-uri-insecure", "single-tenant-app-permissive-role"], {
    roles: ["Mail.Read"],
    application: { web: { redirectUris: ["http://localhost:3000/cb"], implicitGrantSettings: {} } },
  }),
  own("tunnel", ["redirect-uri-takeable"], {
    application: { spa: { redirectUris: ["https://abc.ngrok-free.app/cb"] } },
  }),
  own("look-alike host", ["redirect-uri-takeable"], {
    application: { web: { redirectUris: ["https://login.c0ntoso.example/cb"], implicitGrantSettings: {} } },
  }),
  own("claimable host", ["redirect-uri-takeable"], {
    application: {
      web: { redirectUris: ["https://contoso-app.azurewebsites.net/cb"], implicitGrantSettings: {} },
    },
  }),
  own("suffix without a border", [], {
    application: { web: { redirectUris: ["https://notazurewebsites.net/cb"], implicitGrantSettings: {} } },
  }),
  own("open instances", ["app-instance-lock-off"], {
    application: { signInAudience: "AzureADMultipleOrgs", servicePrincipalLockConfiguration: null },
  }),
  own("implicit tokens", ["implicit-grant-enabled"], {
    application: {
      web: {
        redirectUris: [],
        implicitGrantSettings: { enableAccessTokenIssuance: true, enableIdTokenIssuance: false },
      },
    },
  }),

  // Credentials.
  own("secret on the principal", ["credential-on-service-principal"], {
    servicePrincipal: { passwordCredentials: [secret({ keyId: simulatedId("sp secret") })] },
  }),
  own("saml", [], {
    servicePrincipal: {
      preferredSingleSignOnMode: "saml",
      passwordCredentials: [secret({ keyId: simulatedId("saml password"), customKeyIdentifier: "AAEC" })],
      keyCredentials: [
        certificate({
          keyId: simulatedId("saml sign"),
          usage: "Sign",
          type: "X509CertAndPassword",
          customKeyIdentifier: "AAEC",
        }),
        certificate({ keyId: simulatedId("saml verify"), customKeyIdentifier: "AAEC" }),
      ],
    },
  }),
  own("second secret", ["credential-added"], {
    application: {
      passwordCredentials: [
        secret({
          keyId: simulatedId("first of two"),
          startDateTime: daysAgo(60),
          endDateTime: daysAgo(-110),
        }),
        secret({ keyId: simulatedId("second of two"), startDateTime: daysAgo(5), endDateTime: daysAgo(-90) }),
      ],
    },
  }),
  own("one new secret", [], {
    application: {
      passwordCredentials: [secret({ startDateTime: daysAgo(5), keyId: simulatedId("only one") })],
    },
  }),
  own("endless secret", ["secret-long-lived"], {
    application: {
      passwordCredentials: [secret({ endDateTime: "2299-12-31T00:00:00Z", keyId: simulatedId("endless") })],
    },
  }),
  own("expired long secret", [], {
    application: {
      passwordCredentials: [
        secret({ startDateTime: daysAgo(1000), endDateTime: daysAgo(10), keyId: simulatedId("expired") }),
      ],
    },
  }),
  own("mighty with a secret", ["privileged-app-uses-secret", "single-tenant-app-permissive-role"], {
    roles: ["Mail.Read"],
    application: { passwordCredentials: [secret({ keyId: simulatedId("mighty secret") })] },
  }),
  own("weak with a secret", [], {
    application: { passwordCredentials: [secret({ keyId: simulatedId("weak secret") })] },
  }),
  own("mighty with a used certificate", ["single-tenant-app-permissive-role"], {
    roles: ["Mail.Read"],
    application: { keyCredentials: [certificate({ keyId: simulatedId("used certificate") })] },
  }),
  own(
    "mighty with an idle certificate",
    ["privileged-app-uses-secret", "single-tenant-app-permissive-role"],
    {
      roles: ["Mail.Read"],
      application: { keyCredentials: [certificate({ keyId: simulatedId("idle certificate") })] },
    },
  ),

  // Federation.
  own("federated with a stranger", ["federated-credential-unknown-issuer"], {
    federated: [
      federatedIdentityCredential({
        name: "stranger",
        issuer: `https://login.microsoftonline.com/${FABRIKAM}/v2.0`,
        subject: simulatedId("principal of Fabrikam"),
      }),
    ],
  }),
  own("federated with our workflows", [], { federated: [federatedIdentityCredential({ name: "ours" })] }),
  own("federated with any pull request", ["federated-credential-broad-subject"], {
    federated: [federatedIdentityCredential({ name: "pr", subject: "repo:contoso/payroll:pull_request" })],
  }),
  own("federated with any repository", ["federated-credential-broad-subject"], {
    federated: [
      federatedIdentityCredential({
        name: "flexible",
        claimsMatchingExpression: { value: "claims['sub'] matches 'repo:contoso/*'", languageVersion: 1 },
      }),
    ],
  }),

  // Owners.
  own("owned by a guest", ["app-owner-can-mint-credentials", "single-tenant-app-permissive-role"], {
    roles: ["Mail.Read"],
    owners: [PEOPLE.guest],
  }),
  own("owned by who may anyway", ["single-tenant-app-permissive-role"], {
    roles: ["Mail.Read"],
    owners: [PEOPLE.minter],
  }),
  own("weak and owned", [], { owners: [PEOPLE.ada] }),

  // Grants.
  consent(foreign("everybody's mail"), " Mail.Read User.Read", ["delegated-grant-tenant-wide"]),
  consent(foreign("everybody's profile"), " User.Read openid profile", []),
  consent(
    foreign("mail while you sleep"),
    "offline_access Mail.Read",
    ["delegated-grant-offline-data"],
    [PEOPLE.ada],
  ),
  consent(foreign("one user's files"), "Files.Read.All", ["delegated-grant-few-users"], [PEOPLE.ada]),
  consent(
    foreign("four users' files"),
    "Files.Read.All",
    [],
    [PEOPLE.ada, PEOPLE.ben, PEOPLE.carla, PEOPLE.dan],
  ),
  consent(
    foreign("Thunderbird", { appId: "9e5f94bc-e8a4-4e73-b8be-63364c29d753" }),
    "offline_access Mail.Read",
    [],
    [PEOPLE.ada],
  ),

  // Directory roles.
  withRole("holds a directory role", ["service-principal-directory-role"], (made) => ({
    directoryRoleAssignments: [directoryRoleAssignment(made, "Global Administrator")],
  })),
  withRole("may read the directory", [], (made) => ({
    directoryRoleAssignments: [directoryRoleAssignment(made, "Directory Readers")],
  })),
  withRole("eligible", ["service-principal-directory-role"], (made) => ({
    directoryRoleEligibilities: [directoryRoleEligibility(made, "Global Administrator")],
  })),
  own("half of Exchange", ["app-administers-exchange"], { roles: ["exchange:Exchange.ManageAsApp"] }),
  own("all of Exchange", ["app-administers-exchange"], { roles: ["exchange:full_access_as_app"] }),
  withRole("owner of the subscription, asleep", ["privileged-app-dormant"], (made) => ({
    roleAssignments: [azureRoleAssignment(made.id, "Owner", SUBSCRIPTION_ID)],
    signInActivities: [],
  })),
];

function withRole(
  name: string,
  findings: readonly string[],
  more: (made: SimulatedServicePrincipal) => Partial<Directory>,
): Case {
  const made = own(name, findings);
  const [holder] = made.parts.servicePrincipals ?? [];
  if (holder === undefined) throw new Error("no principal");
  return { ...made, parts: { ...made.parts, ...more(holder as SimulatedServicePrincipal) } };
}

/** What happens to the subject of a tenant-wide check in an untouched tenant with these cases. */
export const TENANT_FINDINGS = [
  "admin-consent-workflow-off",
  "app-secrets-unrestricted",
  "many-credential-minters",
  "users-can-consent",
  "users-can-register-apps",
] as const;

/** The user-assigned identities, each with what must be said of its outside tokens. */
export const IDENTITIES: readonly { readonly name: string; readonly findings: readonly string[] }[] = [
  { name: "id-pull-request", findings: ["managed-identity-federated"] },
  { name: "id-aks", findings: [] },
];

const identities = [
  userAssignedIdentity({
    name: "id-pull-request",
    federatedIdentityCredentials: [
      {
        name: "pr",
        issuer: "https://token.actions.githubusercontent.com",
        subject: "repo:contoso/payroll:pull_request",
      },
    ],
  }),
  userAssignedIdentity({
    name: "id-aks",
    federatedIdentityCredentials: [
      {
        name: "aks",
        issuer: `https://westeurope.oic.prod-aks.azure.com/${simulatedId("tenant Contoso")}/${simulatedId("cluster")}/`,
        subject: "system:serviceaccount:shop:api",
      },
    ],
  }),
];

/** The tenant of all cases. `foothold.yml` names the organization "contoso" on GitHub. */
export function entraTenant(cases: readonly Case[] = CASES): Partial<SimulatedTenant> {
  const all = cases.map(({ parts }) => parts);
  const join = <K extends keyof Directory>(name: K): readonly RawBody[] =>
    all.flatMap((parts) => (Array.isArray(parts[name]) ? (parts[name] as readonly RawBody[]) : []));
  return {
    applications: join("applications") as ReturnType<typeof application>[],
    servicePrincipals: [
      ...Object.values(APIS),
      ...identities.map(({ name }) => managedIdentity({ displayName: name, createdDateTime: daysAgo(400) })),
      ...(join("servicePrincipals") as SimulatedServicePrincipal[]),
    ],
    appRoleAssignments: join("appRoleAssignments") as ReturnType<typeof appRoleAssignment>[],
    oauth2PermissionGrants: join("oauth2PermissionGrants") as ReturnType<typeof oauth2PermissionGrant>[],
    federatedIdentityCredentials: Object.assign(
      {},
      ...all.map((parts) => parts.federatedIdentityCredentials),
    ),
    owners: Object.assign({}, ...all.map((parts) => parts.owners)),
    users: Object.values(PEOPLE),
    groups: [CONTRACTORS],
    directoryRoleAssignments: [
      directoryRoleAssignment(PEOPLE.admin, "Global Administrator"),
      directoryRoleAssignment(PEOPLE.minter, "Application Administrator"),
      ...join("directoryRoleAssignments"),
    ],
    directoryRoleEligibilities: join("directoryRoleEligibilities"),
    signInActivities: join("signInActivities"),
    credentialSignInActivities: [
      credentialSignInActivity(
        servicePrincipal({ displayName: "mighty with a used certificate" }),
        simulatedId("used certificate"),
        daysAgo(2),
      ),
    ],
    subscriptions: [{ ...PRODUCTION, identities, roleAssignments: join("roleAssignments") }],
  };
}
