import {
  appRoleAssignment,
  federatedIdentityCredential,
  managedIdentity,
  microsoftPrincipal,
  oauth2PermissionGrant,
  ownApp,
  type OwnApp,
  type RawBody,
  servicePrincipal,
  user,
} from "../azure/describe-entra.ts";
import { deed, officeAddress, outsideAddress } from "../azure/describe-logs.ts";
import { appIds, graphResource } from "../azure/describe-resources.ts";
import { azureRoleAssignment } from "../azure/describe-azure-roles.ts";
import { directoryRoleAssignment, directoryRoles } from "../azure/describe-roles.ts";
import { simulatedId } from "../azure/describe.ts";
import { MALLORY, OPERATOR, QUIET_ACCOUNT, SILENCED, SUBSCRIPTION } from "./logs-storage.ts";
import { daily, daysBefore, endOf, type LogCase, repeated, type Seed } from "./logs-seeds.ts";

export const GRAPH = graphResource();
export const CARLA = user({ displayName: "Carla Ruiz" });
export const BEN = user({ displayName: "Ben Okafor" });

const secret = (name: string, days: number): RawBody => ({
  keyId: simulatedId(`secret ${name}`),
  displayName: name,
  startDateTime: daysBefore(days, "00:00:00"),
  endDateTime: daysBefore(days - 180, "00:00:00"),
});

function app(displayName: string, parts: RawBody = {}): OwnApp {
  const createdDateTime = daysBefore(400, "00:00:00");
  return ownApp({
    displayName,
    application: { createdDateTime, signInAudience: "AzureADMyOrg", ...parts },
    servicePrincipal: { createdDateTime },
  });
}

const registeredAt = daysBefore(3, "01:00:00");
const chained = app("Invoice Sync", { createdDateTime: registeredAt });
const trusted = app("Office Mailer", { createdDateTime: daysBefore(3, "09:00:00") });
const keyed = app("Payroll", { passwordCredentials: [secret("payroll", 300), secret("payroll two", 4)] });
const owned = app("Reporting");
const federation = federatedIdentityCredential({ issuer: "https://evil.example", subject: "anything" });
const federated = app("Deployer");
const redirected = app("Portal", {
  web: { redirectUris: ["https://portal.contoso.example/cb", "https://portal-contoso.ngrok.app/cb"] },
});
const exporter = app("Nightly Export", { passwordCredentials: [secret("export", 200), secret("stolen", 3)] });
const runner = app("Backup Runner", { passwordCredentials: [secret("runner", 200)] });
const FABRIKAM = simulatedId("tenant Fabrikam");
const consented = servicePrincipal({ displayName: "Mail Reader Pro", appOwnerOrganizationId: FABRIKAM });
const survey = servicePrincipal({ displayName: "Survey", appOwnerOrganizationId: FABRIKAM });
const rotated = managedIdentity({ displayName: "id-rotated" });
const rotator = microsoftPrincipal("ef5d5c69-a5df-46bb-acaf-426f161a21a2", "Managed Service Identity");

const OWN = [chained, trusted, keyed, owned, federated, redirected, exporter, runner];
const mail = "Mail.Read";

/** What of all this is in the directory today. */
export const DIRECTORY = {
  applications: OWN.map(({ application }) => application),
  servicePrincipals: [GRAPH, ...OWN.map((one) => one.servicePrincipal), consented, survey, rotated, rotator],
  users: [MALLORY, OPERATOR, CARLA, BEN],
  appRoleAssignments: (
    [
      [chained, daysBefore(3, "01:12:00")],
      [trusted, daysBefore(3, "09:12:00")],
      [exporter, daysBefore(399, "00:00:00")],
      [runner, daysBefore(399, "00:00:00")],
    ] as const
  ).map(([one, createdDateTime]) =>
    appRoleAssignment(one.servicePrincipal, GRAPH, mail, { createdDateTime }),
  ),
  oauth2PermissionGrants: [
    oauth2PermissionGrant(consented, GRAPH, "offline_access Mail.Read"),
    oauth2PermissionGrant(survey, GRAPH, "User.Read", { principal: CARLA }),
  ],
  federatedIdentityCredentials: { [federated.application.id]: [federation] },
  owners: { [`/applications/${owned.application.id}`]: [BEN] },
  directoryRoleAssignments: [directoryRoleAssignment(chained.servicePrincipal, "Global Administrator")],
} as const;

/** Of the subscription. */
export const ROLE_ASSIGNMENTS: readonly RawBody[] = [
  azureRoleAssignment(
    federated.servicePrincipal.id,
    "Storage Account Contributor",
    `/subscriptions/${SUBSCRIPTION}`,
  ),
  azureRoleAssignment(runner.servicePrincipal.id, "Reader", `/subscriptions/${SUBSCRIPTION}`),
];

const byMallory = { by: MALLORY, ip: outsideAddress };
const byOperator = { by: OPERATOR, ip: officeAddress };
const group = QUIET_ACCOUNT.split("/providers/")[0] ?? "";

function seed(
  what: string,
  target: readonly [id: string, name: string],
  at: string,
  states: readonly string[] = [],
): Seed {
  const [targetId, targetName] = target;
  return { what, targetId, targetName, at, ip: outsideAddress, actor: MALLORY.userPrincipalName, states };
}

const ofApp = ({ application }: OwnApp): readonly [string, string] => [
  `/applications/${application.id}`,
  application.displayName,
];
const ofPrincipal = ({ id, displayName }: { readonly id: string; readonly displayName: string }) =>
  [`/servicePrincipals/${id}`, displayName] as const;
const tenant = [`/tenants/${simulatedId("tenant Contoso")}`, "Contoso"] as const;

const [keyedAt, ownedAt, federatedAt, redirectedAt, consentedAt] = [4, 5, 6, 7, 8].map((days) =>
  daysBefore(days, "01:30:00"),
) as [string, string, string, string, string];
const newKey = String(secret("payroll two", 4)["keyId"]);

const REGISTRATIONS: readonly LogCase[] = [
  {
    seeds: [
      seed("single-tenant chain", ofApp(chained), registeredAt, [
        `/applications/${chained.application.id}`,
        `/servicePrincipals/${chained.servicePrincipal.id}`,
      ]),
    ],
    logs: {
      audits: [
        deed.registered({ ...byMallory, at: registeredAt, app: chained.application }),
        deed.roleAssigned({
          ...byMallory,
          at: daysBefore(3, "01:12:00"),
          to: chained.servicePrincipal,
          resource: GRAPH,
          role: mail,
        }),
      ],
    },
  },
  {
    // The same from the head office.
    seeds: [],
    logs: {
      audits: [
        deed.registered({ ...byOperator, at: daysBefore(3, "09:00:00"), app: trusted.application }),
        // Entra makes whoever registers an application its owner.
        deed.ownerAdded({
          ...byOperator,
          at: daysBefore(3, "09:00:01"),
          of: trusted.application,
          owner: OPERATOR,
        }),
        deed.roleAssigned({
          ...byOperator,
          at: daysBefore(3, "09:12:00"),
          to: trusted.servicePrincipal,
          resource: GRAPH,
          role: mail,
        }),
      ],
    },
  },
];

const CREDENTIALS: readonly LogCase[] = [
  {
    seeds: [
      seed("secret added", ofApp(keyed), keyedAt, [
        `/applications/${keyed.application.id}/passwordCredentials/${newKey}`,
      ]),
    ],
    logs: {
      audits: [
        deed.secretAdded({
          ...byMallory,
          at: keyedAt,
          app: keyed.application,
          key: { keyId: newKey, displayName: "payroll two" },
          before: [{ keyId: String(secret("payroll", 300)["keyId"]), displayName: "payroll" }],
        }),
        // It comes beside, and says nothing.
        deed.applicationUpdated({ ...byMallory, at: keyedAt, app: keyed.application }),
      ],
    },
  },
  {
    seeds: [
      seed("owner added", ofApp(owned), ownedAt, [`/applications/${owned.application.id}/owners/${BEN.id}`]),
    ],
    logs: { audits: [deed.ownerAdded({ ...byMallory, at: ownedAt, of: owned.application, owner: BEN })] },
  },
  {
    seeds: [
      seed("federated credential added", ofApp(federated), federatedAt, [
        `/applications/${federated.application.id}/federatedIdentityCredentials/${String(federation["id"])}`,
      ]),
    ],
    logs: {
      audits: [
        deed.federated({ ...byMallory, at: federatedAt, app: federated.application, credential: federation }),
      ],
    },
  },
  {
    seeds: [
      seed("redirect URI added", ofApp(redirected), redirectedAt, [
        `/applications/${redirected.application.id}`,
      ]),
    ],
    logs: {
      audits: [
        deed.redirectAdded({
          ...byMallory,
          at: redirectedAt,
          app: redirected.application,
          address: "https://portal-contoso.ngrok.app/cb",
          before: ["https://portal.contoso.example/cb"],
        }),
      ],
    },
  },
  {
    // Azure renews the certificates of managed identities.
    seeds: [],
    logs: {
      audits: [
        deed.principalCredentialAdded({
          at: daysBefore(4, "11:00:00"),
          by: rotator,
          ip: null,
          principal: rotated,
          key: { keyId: simulatedId("certificate rotated"), type: "AsymmetricX509Cert" },
        }),
      ],
    },
  },
];

const CONSENTS: readonly LogCase[] = [
  {
    seeds: [seed("consent", ofPrincipal(consented), consentedAt, [ofPrincipal(consented)[0]])],
    logs: {
      audits: [
        deed.consented({
          ...byMallory,
          at: consentedAt,
          to: consented,
          resource: GRAPH,
          scope: "offline_access Mail.Read",
        }),
      ],
    },
  },
  {
    seeds: [],
    logs: {
      audits: [
        deed.consented({
          at: daysBefore(8, "10:00:00"),
          by: CARLA,
          to: survey,
          resource: GRAPH,
          scope: "User.Read",
          principal: CARLA,
        }),
      ],
    },
  },
];

const settingsAt = daysBefore(3, "02:00:00");
const roleAt = daysBefore(3, "02:05:00");
const domainAt = daysBefore(3, "02:06:00");
const mailAt = daysBefore(3, "02:07:00");
const deleting = deed.diagnosticSettingDeleted({
  ...byMallory,
  at: daysBefore(9, "02:00:00"),
  of: `${SILENCED}/blobServices/default`,
});
const lowering = deed.pricingWritten({
  ...byMallory,
  at: daysBefore(10, "02:00:00"),
  subscriptionId: SUBSCRIPTION,
  pricingTier: "Free",
});
const granting = deed.azureRoleGiven({
  ...byMallory,
  at: daysBefore(11, "02:00:00"),
  scope: `/subscriptions/${SUBSCRIPTION}`,
  roleId: "17d1049b-9a84-46fb-8f53-869881c3d3ab",
  principalId: federated.servicePrincipal.id,
  name: String(ROLE_ASSIGNMENTS[0]?.["name"]),
});
const production = [`/subscriptions/${SUBSCRIPTION}`, "Production"] as const;

/** What concerns the directory comes within a day after Mallory had made her application. */
const GUARD_RAILS: readonly LogCase[] = [
  {
    seeds: [seed("consent settings weakened", tenant, settingsAt)],
    logs: {
      audits: [
        deed.authorizationPolicyUpdated({
          ...byMallory,
          at: settingsAt,
          properties: {
            PermissionGrantPolicyIdsAssignedToDefaultUserRole: [
              [],
              ["ManagePermissionGrantsForSelf.microsoft-user-default-legacy"],
            ],
          },
        }),
      ],
    },
  },
  {
    seeds: [
      seed("directory role after entry", ofPrincipal(chained.servicePrincipal), roleAt, [
        ofPrincipal(chained.servicePrincipal)[0],
      ]),
    ],
    logs: {
      audits: [
        deed.roleGiven({
          ...byMallory,
          at: roleAt,
          member: chained.servicePrincipal,
          role: { displayName: "Global Administrator", templateId: directoryRoles["Global Administrator"] },
        }),
      ],
    },
  },
  {
    seeds: [seed("domain federated after entry", tenant, domainAt)],
    logs: {
      audits: [
        deed.federationSet({
          ...byMallory,
          at: domainAt,
          domain: "contoso.example",
          issuer: "https://sts.evil.example",
        }),
      ],
    },
  },
  {
    seeds: [seed("mail flow changed", tenant, mailAt)],
    logs: {
      office: [
        deed.exchangeChange({
          ...byMallory,
          at: mailAt,
          operation: "New-InboundConnector",
          object: "Relay",
          parameters: { SenderDomains: "*", RequireTls: "False" },
        }),
      ],
    },
  },
  {
    seeds: [seed("diagnostic setting deleted", [SILENCED, "sftpsilenced"], endOf(deleting), [SILENCED])],
    logs: { azure: [deleting] },
  },
  {
    seeds: [seed("Defender lowered", production, endOf(lowering), [production[0]])],
    logs: { azure: [lowering] },
  },
  {
    seeds: [seed("Azure role granted", production, endOf(granting), [String(ROLE_ASSIGNMENTS[0]?.["id"])])],
    logs: { azure: [granting] },
  },
  {
    seeds: [],
    logs: {
      audits: [
        // Nobody came to access before.
        deed.audited({
          ...byOperator,
          at: daysBefore(12, "10:00:00"),
          operation: "Update conditional access policy",
          category: "Policy",
          type: "Update",
          targets: [{ type: "Policy", id: simulatedId("policy"), displayName: "MFA for all" }],
        }),
      ],
      azure: [
        deed.pricingWritten({
          ...byOperator,
          at: daysBefore(20, "10:00:00"),
          subscriptionId: SUBSCRIPTION,
          pricingTier: "Standard",
        }),
        deed.azureRoleGiven({
          ...byOperator,
          at: daysBefore(12, "10:10:00"),
          scope: group,
          // Reader.
          roleId: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
          principalId: runner.servicePrincipal.id,
        }),
      ],
      office: [
        deed.exchangeChange({
          ...byOperator,
          at: daysBefore(12, "10:20:00"),
          operation: "Set-Mailbox",
          object: "info@contoso.example",
        }),
      ],
    },
  },
];

const signInAt = daysBefore(2, "03:30:00");
const night = "01:15:00";
const usualKey = String(secret("export", 200)["keyId"]);
const stolenKey = String(secret("stolen", 3)["keyId"]);

const SIGN_INS: readonly LogCase[] = [
  {
    seeds: [
      {
        ...seed("unusual sign-in", ofPrincipal(exporter.servicePrincipal), signInAt, [
          ofPrincipal(exporter.servicePrincipal)[0],
          `/applications/${exporter.application.id}/passwordCredentials/${stolenKey}`,
        ]),
        actor: exporter.servicePrincipal.displayName,
      },
    ],
    logs: {
      signIns: [
        ...daily(25, 1, night, (at) =>
          deed.signedIn({ principal: exporter.servicePrincipal, at, keyId: usualKey }),
        ),
        ...repeated(3, signInAt, 120, (at) =>
          deed.signedIn({
            principal: exporter.servicePrincipal,
            at,
            ip: outsideAddress,
            keyId: stolenKey,
            country: "RU",
            resource: { displayName: "Office 365 Exchange Online", appId: appIds.exchange },
          }),
        ),
      ],
      graph: repeated(5, signInAt, 60, (at, n) =>
        deed.graphRequest({
          principal: exporter.servicePrincipal,
          at,
          ip: outsideAddress,
          path: `/v1.0/users/${CARLA.id}/messages?$skip=${n * 100}`,
        }),
      ),
    },
  },
  {
    seeds: [],
    logs: {
      signIns: [
        ...daily(25, 0, night, (at) =>
          deed.signedIn({
            principal: runner.servicePrincipal,
            at,
            keyId: String(secret("runner", 200)["keyId"]),
          }),
        ),
        ...repeated(3, daysBefore(1, "01:20:00"), 10, (at) =>
          deed.signedIn({ principal: runner.servicePrincipal, at, error: 7000215 }),
        ),
      ],
    },
  },
];

const passwordAt = daysBefore(13, "02:00:00");
const pushing = deed.extensionWritten({ ...byMallory, at: daysBefore(14, "02:00:00"), group, name: "jump" });
const machine = `${group}/providers/Microsoft.Compute/virtualMachines/jump`;

const KEY_PUSHES: readonly LogCase[] = [
  {
    seeds: [seed("app password", [`/users/${CARLA.id}`, CARLA.userPrincipalName], passwordAt)],
    logs: { audits: [deed.appPasswordCreated({ ...byMallory, at: passwordAt, user: CARLA })] },
  },
  {
    seeds: [seed("key push", [machine, "jump"], endOf(pushing))],
    logs: { azure: [pushing] },
  },
  {
    seeds: [],
    logs: {
      azure: [
        deed.extensionWritten({
          ...byOperator,
          at: daysBefore(14, "10:00:00"),
          group,
          name: "web",
          type: "AzureMonitorLinuxAgent",
        }),
      ],
    },
  },
];

export const ENTRA_CASES: readonly LogCase[] = [
  ...REGISTRATIONS,
  ...CREDENTIALS,
  ...CONSENTS,
  ...GUARD_RAILS,
  ...SIGN_INS,
  ...KEY_PUSHES,
];
