import check from "../../../checks/apps/app-instance-lock-off.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { ServicePrincipalLock } from "../../../src/inventory/sections.ts";
import { application, graphDenied } from "../build-entra.ts";
import { checkTable } from "../check-table.ts";

const OFF: ServicePrincipalLock = {
  isEnabled: false,
  allProperties: false,
  credentialsWithUsageSign: false,
  credentialsWithUsageVerify: false,
};
const multi = (lock: Partial<ServicePrincipalLock>, over: Parameters<typeof application>[0] = {}) =>
  application({
    signInAudience: known("AzureADMultipleOrgs"),
    servicePrincipalLockConfiguration: known({ ...OFF, ...lock }),
    ...over,
  });
const denied = graphDenied("Application.Read.All", "GET /v1.0/applications");
const message = 'Application "billing" lets other tenants add credentials to it.';
const factors = ["unknown-privilege", "any-network", "mintable-credential", "unknown-logging"] as const;

checkTable(check, [
  ["the typical case", multi({}), { fail: message, severity: "medium", factors }],
  [
    "everything chosen and not switched on",
    multi({ allProperties: true, credentialsWithUsageSign: true, credentialsWithUsageVerify: true }),
    { fail: message, severity: "medium", factors },
  ],
  [
    "switched on with nothing chosen",
    multi({ isEnabled: true }),
    { fail: message, severity: "medium", factors },
  ],
  [
    "what signs tokens is locked, what signs in is not",
    multi({ isEnabled: true, credentialsWithUsageSign: true }),
    { fail: message, severity: "medium", factors },
  ],
  [
    "what signs in is locked, what signs tokens is not",
    multi({ isEnabled: true, credentialsWithUsageVerify: true }),
    {
      fail: 'Application "billing" lets other tenants add certificates that sign tokens to it.',
      severity: "low",
      factors,
      limits: ["ceiling:low"],
    },
    { guard: true },
  ],
  [
    "personal accounts beside other tenants",
    multi({}, { signInAudience: known("AzureADandPersonalMicrosoftAccount") }),
    { fail: message, severity: "medium", factors },
  ],
  [
    "an audience that Graph does not name",
    multi({}, { signInAudience: known(null) }),
    { fail: message, severity: "medium", factors },
  ],
  [
    "a blueprint of agents",
    multi({}, { kind: "agent-blueprint" }),
    {
      fail: 'Agent blueprint "billing" lets other tenants add credentials to it.',
      severity: "medium",
      factors,
    },
  ],

  ["all properties are locked", multi({ isEnabled: true, allProperties: true }), "pass"],
  [
    "both credentials are locked",
    multi({ isEnabled: true, credentialsWithUsageSign: true, credentialsWithUsageVerify: true }),
    "pass",
  ],
  [
    "a single-tenant application",
    multi({}, { signInAudience: known("AzureADMyOrg") }),
    "not-applicable",
    { guard: true },
  ],
  [
    "in another spelling",
    multi({}, { signInAudience: known("azureADMyOrg") }),
    "not-applicable",
    { guard: true },
  ],
  [
    "for personal accounts alone",
    multi({}, { signInAudience: known("PersonalMicrosoftAccount") }),
    "not-applicable",
    { guard: true },
  ],
  [
    "a single-tenant application, lock not readable",
    application({ servicePrincipalLockConfiguration: unknown(denied) }),
    "not-applicable",
  ],

  ["audience not readable", multi({}, { signInAudience: unknown(denied) }), { notAssessed: [denied] }],
  [
    "lock not readable",
    multi({}, { servicePrincipalLockConfiguration: unknown(denied) }),
    { notAssessed: [denied] },
  ],
]);
