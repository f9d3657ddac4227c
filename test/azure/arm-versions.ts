import type { ArmOperation } from "./arm-operations.ts";
import * as errors from "./errors.ts";
import type { Answer } from "./service.ts";

/** The versions that these providers have; Microsoft.Storage and ARM's own are left to the options. */
export function providerVersionError(operation: ArmOperation, version: string): Answer | undefined {
  const known = versions[operation];
  if (!known || known.versions.includes(version)) return undefined;
  return errors.invalidResourceType(known.namespace, known.type, version, known.versions);
}

interface Versioned {
  readonly namespace: string;
  readonly type: string;
  readonly versions: readonly string[];
}

const authorization = (type: string, ...known: readonly string[]): Versioned => ({
  namespace: "Microsoft.Authorization",
  type,
  versions: known,
});

const policyVersions = [
  "2019-09-01",
  "2020-03-01",
  "2020-09-01",
  "2021-06-01",
  "2023-04-01",
  "2024-04-01",
  "2025-01-01",
  "2025-03-01",
];

const diagnosticSettings: Versioned = {
  namespace: "Microsoft.Insights",
  type: "diagnosticSettings",
  versions: ["2016-09-01", "2017-05-01-preview", "2021-05-01-preview"],
};

const identityVersions = ["2022-01-31-preview", "2023-01-31", "2023-07-31-preview", "2024-11-30"];

const managementVersions = [
  "2019-11-01",
  "2020-02-01",
  "2020-05-01",
  "2020-10-01",
  "2021-04-01",
  "2023-04-01",
];

const versions: Partial<Record<ArmOperation, Versioned>> = {
  userAssignedIdentities: {
    namespace: "Microsoft.ManagedIdentity",
    type: "userAssignedIdentities",
    versions: ["2015-08-31-preview", "2018-11-30", ...identityVersions],
  },
  identityFederatedCredentials: {
    namespace: "Microsoft.ManagedIdentity",
    type: "userAssignedIdentities/federatedIdentityCredentials",
    versions: identityVersions,
  },

  roleAssignments: authorization(
    "roleAssignments",
    "2015-07-01",
    "2018-01-01-preview",
    "2020-04-01-preview",
    "2022-04-01",
  ),
  roleDefinitions: authorization(
    "roleDefinitions",
    "2015-07-01",
    "2018-01-01-preview",
    "2022-04-01",
    "2022-05-01-preview",
  ),
  roleEligibilities: authorization(
    "roleEligibilityScheduleInstances",
    "2020-10-01-preview",
    "2020-10-01",
    "2024-09-01-preview",
  ),
  denyAssignments: authorization("denyAssignments", "2018-07-01-preview", "2022-04-01", "2024-07-01-preview"),
  policyAssignments: authorization("policyAssignments", ...policyVersions),
  policyDefinitions: authorization("policyDefinitions", ...policyVersions),
  policySetDefinitions: authorization("policySetDefinitions", ...policyVersions),

  blobDiagnosticSettings: diagnosticSettings,
  accountDiagnosticSettings: diagnosticSettings,
  subscriptionDiagnosticSettings: diagnosticSettings,
  managementGroupDiagnosticSettings: diagnosticSettings,
  entraDiagnosticSettings: {
    namespace: "microsoft.aadiam",
    type: "diagnosticSettings",
    versions: ["2017-04-01-preview", "2017-04-01"],
  },

  activityLog: {
    namespace: "Microsoft.Insights",
    type: "eventtypes",
    versions: ["2014-04-01", "2015-04-01", "2017-03-01-preview"],
  },

  defenderPlan: {
    namespace: "Microsoft.Security",
    type: "pricings",
    versions: ["2018-06-01", "2022-03-01", "2023-01-01", "2024-01-01"],
  },
  defenderSetting: {
    namespace: "Microsoft.Security",
    type: "defenderForStorageSettings",
    versions: [
      "2022-12-01-preview",
      "2024-08-01-preview",
      "2024-10-01-preview",
      "2025-01-01",
      "2025-06-01",
      "2025-07-01-preview",
      "2025-09-01-preview",
    ],
  },

  managementGroups: {
    namespace: "Microsoft.Management",
    type: "managementGroups",
    versions: managementVersions,
  },
  managementGroupDescendants: {
    namespace: "Microsoft.Management",
    type: "managementGroups/descendants",
    versions: managementVersions,
  },
};
