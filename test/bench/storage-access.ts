import {
  azureRoleAssignment,
  azureRoleEligibility,
  type AzureRole,
  denyAssignment,
} from "../azure/describe-azure-roles.ts";
import {
  federatedIdentityCredential,
  group,
  managedIdentity,
  ownApp,
  type OwnApp,
  type RawBody,
  type SimulatedDirectory,
  user,
} from "../azure/describe-entra.ts";
import { diagnosticSetting } from "../azure/describe-logging.ts";
import { managementGroup, managementGroupId } from "../azure/describe-management-groups.ts";
import { policyAssignment, policySetDefinition, storageSwitchPolicy } from "../azure/describe-policies.ts";
import { directoryRoleAssignment } from "../azure/describe-roles.ts";
import {
  simulatedId,
  type SimulatedIdentity,
  type SimulatedSubscription,
  type SimulatedTenant,
  userAssignedIdentity,
} from "../azure/describe.ts";
import type { StorageSize } from "./storage-size.ts";
import { turn } from "./turn.ts";

const LANDING_ZONES = managementGroupId("landing-zones");
const NO_SFTP = `${LANDING_ZONES}/providers/Microsoft.Authorization/policyDefinitions/Deny-Storage-SFTP`;

/** What stands above the subscriptions: a tree, the policies of the landing zones, and roles for all of them. */
export function aboveSubscriptions(size: StorageSize): Partial<SimulatedTenant> {
  const zones = Array.from({ length: Math.ceil(size.subscriptions / 10) }, (_, zone) =>
    managementGroup({
      name: `zone-${zone}`,
      parent: "landing-zones",
      subscriptions: Array.from({ length: Math.min(10, size.subscriptions - 10 * zone) }, (__, at) =>
        subscriptionId(10 * zone + at),
      ),
    }),
  );
  const landingZones = managementGroup({
    name: "landing-zones",
    diagnosticSettings: [diagnosticSetting({ categories: ["Administrative"] })],
  });
  const audited = policySetDefinition("Storage-Audit", LANDING_ZONES, [
    { policyDefinitionId: NO_SFTP, parameters: { effect: { value: "Audit" } } },
  ]);
  return {
    managementGroups: [landingZones, ...zones],
    inheritedPolicyDefinitions: [
      storageSwitchPolicy("isSftpEnabled", LANDING_ZONES),
      storageSwitchPolicy("isLocalUserEnabled", LANDING_ZONES),
    ],
    inheritedPolicySetDefinitions: [audited],
    inheritedPolicyAssignments: [policyAssignment("storage-audit", String(audited["id"]), LANDING_ZONES)],
    inheritedRoleAssignments: [
      roleOf("Group", groupAt(0, size), "Reader", LANDING_ZONES),
      roleOf("ServicePrincipal", applicationAt(0).servicePrincipal, "Contributor", LANDING_ZONES),
    ],
  };
}

/** Who holds what in a subscription, and its identities; every second one keeps SFTP off. */
export function accessAt(at: number, size: StorageSize): Partial<SimulatedSubscription> {
  const scope = `/subscriptions/${subscriptionId(at)}`;
  return {
    identities: Array.from({ length: size.identities }, (_, nth) => identityAt(at, nth)),
    roleAssignments: Array.from({ length: size.assignments }, (_, nth) => assignmentAt(at, nth, size)),
    roleEligibilities: [azureRoleEligibility(personAt(at, size).id, "Owner", scope)],
    ...(at % 10 === 0 && {
      denyAssignments: [
        denyAssignment("stack", { actions: ["*/delete"] }, `${scope}/resourceGroups/${resourceGroupOf(at)}`, {
          excludePrincipals: [{ id: deployerOf(at, size).id, type: "ServicePrincipal" }],
        }),
      ],
    }),
    ...(at % 2 === 0 && { policyAssignments: [policyAssignment("no-sftp", NO_SFTP, scope)] }),
  };
}

/** The principals of the roles above. */
export function directoryOf(size: StorageSize): SimulatedDirectory {
  const { applications, subscriptions, identities } = size;
  const own = Array.from({ length: applications }, (_, index) => applicationAt(index));
  const people = Array.from({ length: size.people }, (_, index) => personAt(index, size));
  return {
    applications: own.map(({ application }) => application),
    servicePrincipals: [
      ...own.map(({ servicePrincipal }) => servicePrincipal),
      ...Array.from({ length: subscriptions * identities }, (_, index) =>
        managedIdentity({
          displayName: identityName(Math.floor(index / identities), index % identities),
        }),
      ),
    ],
    users: people,
    groups: Array.from({ length: size.groups }, (_, index) => groupAt(index, size)),
    federatedIdentityCredentials: Object.fromEntries(
      own.flatMap(({ application }, index) =>
        index % 4 === 0
          ? [
              [
                application.id,
                [federatedIdentityCredential({ subject: `repo:contoso/service-${index}:pull_request` })],
              ],
            ]
          : [],
      ),
    ),
    owners: Object.fromEntries(
      own.map(({ application }, index) => [`/applications/${application.id}`, [personAt(index, size)]]),
    ),
    directoryRoleAssignments: people
      .slice(0, 4)
      .map((person) => directoryRoleAssignment(person, "Application Administrator")),
  };
}

/** In turn to groups, to the application that deploys the subscription, to its identities and to people. */
function assignmentAt(at: number, nth: number, size: StorageSize): RawBody {
  const round = Math.floor(nth / 4);
  const subscription = `/subscriptions/${subscriptionId(at)}`;
  const scope = round % 3 === 0 ? subscription : `${subscription}/resourceGroups/${resourceGroupOf(nth)}`;
  const role = turn(ROLES, at + nth);
  const spread = 5 * at + round;
  return turn(
    [
      () => roleOf("Group", groupAt(spread % size.groups, size), role, scope),
      () => roleOf("ServicePrincipal", deployerOf(at, size), role, scope),
      () =>
        roleOf("ServicePrincipal", { id: identityAt(at, round % size.identities).principalId }, role, scope),
      () => roleOf("User", personAt(spread, size), role, scope),
    ],
    nth,
  )();
}

const ROLES: readonly [AzureRole, ...AzureRole[]] = [
  "Reader",
  "Contributor",
  "Storage Blob Data Reader",
  "Storage Account Contributor",
  "Reader",
  "Owner",
  "Storage Blob Data Contributor",
];

function roleOf(
  principalType: "User" | "Group" | "ServicePrincipal",
  { id }: { readonly id: string },
  role: AzureRole,
  scope: string,
): RawBody {
  return azureRoleAssignment(id, role, scope, { principalType });
}

function deployerOf(at: number, { applications }: StorageSize) {
  return applicationAt(at % applications).servicePrincipal;
}

function applicationAt(index: number): OwnApp {
  return ownApp({ displayName: `service-${index}`, tenantId: simulatedId("tenant Contoso Estate") });
}

function personAt(index: number, { people }: StorageSize) {
  const nth = index % people;
  return user({ displayName: `Person ${nth}`, ...(nth % 20 === 13 && { userType: "Guest" }) });
}

function groupAt(index: number, size: StorageSize) {
  const members = Array.from({ length: 10 }, (_, at) => personAt(10 * index + at, size));
  return group({ displayName: `Operators ${index}`, transitiveMembers: members });
}

function identityAt(at: number, nth: number): SimulatedIdentity {
  const name = identityName(at, nth);
  const federatedIdentityCredentials = [
    { name: "aks", issuer: "https://westeurope.oic.prod-aks.azure.com/contoso/", subject: `system:${name}` },
  ];
  return userAssignedIdentity({
    name,
    resourceGroup: resourceGroupOf(nth),
    ...(nth % 2 === 0 && { federatedIdentityCredentials }),
  });
}

function identityName(at: number, nth: number): string {
  return `id-${at}-${nth}`;
}

export function subscriptionName(at: number): string {
  return `contoso-${at}`;
}

function subscriptionId(at: number): string {
  return simulatedId(`subscription ${subscriptionName(at)}`);
}

export function resourceGroupOf(index: number): string {
  return `rg-${index % 7}`;
}
