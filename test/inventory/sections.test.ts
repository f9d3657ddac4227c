import { describe, expect, test } from "vitest";
import { viewSections } from "../../src/inventory/inventory.ts";
import { known, unknown } from "../../src/inventory/known.ts";
import {
  byAccountName,
  BELONGS_TO,
  byAppId,
  byObjectId,
  objectIdOf,
  SECTION_NAMES,
  type SectionName,
  type Sections,
} from "../../src/inventory/sections.ts";
import { canonicalId } from "../../src/inventory/scope.ts";
import { denied, localUser, storageAccount, SUBSCRIPTION } from "../checks/build.ts";
import {
  application,
  AZURE_READER,
  azureRole,
  directoryRole,
  federatedCredential,
  foreignPrincipal,
  grant,
  owner,
  password,
  role,
  roleDefinition,
  servicePrincipal,
  signInActivity,
  user,
} from "../checks/build-entra.ts";
import { deriveFrom } from "../derive/derive-from.ts";
import { type Items, sectionsWith } from "./sections-with.ts";

test("ids of what is looked up by another id than its own", () => {
  expect(byAppId("00000003-0000-0FF1-CE00-000000000000")).toBe(
    "/appids/00000003-0000-0ff1-ce00-000000000000",
  );
  expect(byObjectId("ABC")).toBe("/directoryobjects/abc");
});

test.each([
  ["/servicePrincipals/ABC", "abc"],
  ["/servicePrincipals/ABC/", "abc"],
  ["/groups/G/transitiveMembers/M", "g"],
  ["/applications/A/passwordCredentials/K", "a"],
  ["/servicePrincipals", ""],
  ["/", ""],
  ["", ""],
])("the object id in %j is %j", (id, expected) => {
  expect(objectIdOf(id)).toBe(expected);
});

const subscription: Sections["subscriptions"] = {
  id: SUBSCRIPTION,
  name: "s",
  subscriptionId: "s",
  tenantId: known("ABC"),
  state: known("Enabled"),
};
const SAMPLE = deriveFrom({
  storageAccounts: [storageAccount({ subscriptionId: "ABC" })],
  localUsers: [localUser()],
  applications: [application({ appId: "APP", passwordCredentials: known([password()]) })],
  servicePrincipals: [servicePrincipal({ id: "/servicePrincipals/SP", appId: "APP" })],
  owners: [owner("ann", "/servicePrincipals/SP")],
});
const first = <K extends SectionName>(name: K): Sections[K] => {
  const [item] = SAMPLE[name].items;
  if (item === undefined) throw new Error(`no ${name}`);
  return item;
};
const policy = { id: "/policies/x", name: "x" };

const setting = {
  ...policy,
  logs: known([]),
  workspaceId: known(null),
  storageAccountId: known(null),
  eventHubAuthorizationRuleId: known(null),
  marketplacePartnerId: known(null),
};
const inherits = { ...policy, scope: "/", inheritedBy: [] };
const node = { id: "/servicePrincipals/SP", kind: "service-principal", name: "sp" } as const;
const start = { ...node, isForeign: known(false), isMicrosoft: false, accountEnabled: known(true) };

const TIME = "2026-01-01T00:00:00Z";
const span = { first: TIME, last: TIME };
const logged = {
  time: TIME,
  source: "directory-audits",
  correlationId: null,
  actor: { kind: "unknown", id: null, appId: null, name: "unknown", ip: null, userAgent: null },
} as const;
const azureEvent = {
  ...policy,
  ...logged,
  subscriptionId: "ABC",
  operation: "Microsoft.Storage/storageAccounts/write",
  resourceId: "/A/B",
  change: known(null),
};
const told = { rows: [], rowsOmitted: 0 };
const incident = { ...policy, ...span, ...told, targetId: "/A/B", targetName: "b", actors: [], states: [] };
const evidence = { ...policy, ...told, stateId: "/A/B", isChain: false, incidents: 1 };

/** One item of each section, and what it belongs to. */
const BELONGING: { readonly [K in SectionName]: readonly [item: Sections[K], parent: string] } = {
  tenants: [
    { id: "/tenants/T", name: "t", tenantId: "T", displayName: known("t"), verifiedDomains: known([]) },
    "/",
  ],
  subscriptions: [subscription, "/tenants/abc"],
  storageAccounts: [first("storageAccounts"), "/subscriptions/abc"],
  localUsers: [localUser({ accountId: "/A/B" }), "/a/b"],
  sftpEndpoints: [first("sftpEndpoints"), canonicalId(storageAccount().id)],
  containers: [{ ...policy, accountId: "/A/B", publicAccess: known("None") }, "/a/b"],
  localUserKeys: [{ ...policy, userId: "/A/U", accountId: "/A/B", keys: known([]) }, "/a/u"],
  sshKeys: [
    {
      ...policy,
      userId: "/A/U",
      accountId: "/A/B",
      algorithm: "ssh-rsa",
      bits: 2048,
      fingerprint: "SHA256:x",
      description: null,
      sharedWith: [],
    },
    "/a/u",
  ],
  credentialHistory: [{ ...policy, ownerId: "/A/B", keyId: "k", firstSeen: "2026-01-01" }, "/a/b"],
  localUserHistory: [{ ...policy, accountId: "/A/B", sid: null, firstSeen: "2026-01-01" }, "/a/b"],
  sftpUses: [
    {
      ...policy,
      accountId: "/A/B",
      lastUse: known(null),
      loggedSince: known("2026-01-01"),
      loggedUntil: known(TIME),
    },
    "/a/b",
  ],
  resourceGroups: [{ ...policy, subscriptionId: "ABC" }, "/subscriptions/abc"],
  managementGroups: [{ ...policy, parentId: known(null), subscriptions: [] }, "/"],
  blobDiagnosticSettings: [{ ...setting, of: "/A/B" }, "/a/b"],
  subscriptionDiagnosticSettings: [{ ...setting, of: "/subscriptions/ABC" }, "/subscriptions/abc"],
  managementGroupDiagnosticSettings: [{ ...setting, of: "/M/G" }, "/m/g"],
  entraDiagnosticSettings: [{ ...setting, of: "/" }, "/"],
  defenderPlans: [
    {
      ...policy,
      subscriptionId: "ABC",
      pricingTier: known("Free"),
      subPlan: known(null),
      onUpload: known({ isEnabled: false, capGBPerMonth: null }),
    },
    "/subscriptions/abc",
  ],
  defenderSettings: [
    {
      ...policy,
      accountId: "/A/B",
      isEnabled: known(false),
      overridesSubscription: known(false),
      onUpload: known({ isEnabled: false, capGBPerMonth: null }),
      excludedPrefixes: known([]),
      excludedSuffixes: known([]),
      excludedAbove: known(null),
    },
    "/a/b",
  ],
  policyAssignments: [
    {
      ...inherits,
      policyDefinitionId: "/p",
      isEnforced: known(true),
      notScopes: known([]),
      isSelective: known(false),
      overrides: known([]),
      parameters: {},
    },
    "/",
  ],
  policyDefinitions: [
    {
      ...policy,
      kind: "definition",
      tests: [],
      unclear: [],
      effect: known("deny"),
      parameterDefaults: {},
      members: known([]),
    },
    "/",
  ],
  roleEligibilities: [
    {
      ...inherits,
      principalId: "P",
      principalType: known("User"),
      roleDefinitionId: AZURE_READER.id,
      condition: known(null),
    },
    "/directoryobjects/p",
  ],
  denyAssignments: [
    {
      ...inherits,
      permissions: known([]),
      principals: known([]),
      excludePrincipals: known([]),
      doNotApplyToChildScopes: known(false),
    },
    "/",
  ],
  rbacGroupMembers: [
    { id: "/groups/G/transitiveMembers/M", name: "g", groupId: "/groups/G", memberId: "M", kind: "user" },
    "/directoryobjects/m",
  ],
  rbacPrincipals: [user("ann"), "/"],
  customRoleRights: [
    { ...policy, roleDefinitionId: "/R", wildcard: known(null), assignments: known(0) },
    "/r",
  ],
  sftpAccess: [
    {
      ...policy,
      principal: start,
      accounts: { count: 1, shown: ["/A/B"] },
      creates: null,
      changesAccounts: false,
      grantsItself: null,
      gaps: [],
      denials: [],
    },
    "/serviceprincipals/sp",
  ],
  sftpTakeovers: [
    { ...policy, start, way: null, ways: null, accounts: null, identities: 0, gaps: [] },
    "/serviceprincipals/sp",
  ],
  sftpDataAccess: [{ ...policy, accountId: "/A/B", count: known(0), shown: [] }, "/a/b"],
  logDestinations: [
    {
      ...policy,
      settingId: "/S",
      of: "/A/B",
      kind: "workspace",
      destinationId: "/w",
      writers: [],
      writerCount: 0,
      watched: [],
      watchedCount: 0,
      gaps: [],
    },
    "/s",
  ],
  applications: [first("applications"), "/appids/app"],
  servicePrincipals: [first("servicePrincipals"), "/appids/app"],
  appRoleAssignments: [role("Mail.Read", { principalId: "/servicePrincipals/SP" }), "/serviceprincipals/sp"],
  oauth2PermissionGrants: [
    grant("Mail.Read", { clientId: "/servicePrincipals/SP" }),
    "/serviceprincipals/sp",
  ],
  directoryRoleDefinitions: [roleDefinition("Global Administrator"), "/"],
  directoryRoleAssignments: [directoryRole("Global Administrator", "P"), "/directoryobjects/p"],
  directoryRoleEligibilities: [directoryRole("Global Administrator", "P"), "/directoryobjects/p"],
  roleAssignments: [azureRole(AZURE_READER, "P"), "/directoryobjects/p"],
  roleDefinitions: [AZURE_READER, "/"],
  groupMembers: [
    {
      id: "/groups/G/transitiveMembers/M",
      name: "g",
      groupId: "/groups/G",
      memberId: "M",
      kind: "user",
    },
    "/directoryobjects/m",
  ],
  azureGroupMembers: [
    {
      id: "/groups/G/transitiveMembers/M",
      name: "g",
      groupId: "/groups/G",
      memberId: "M",
      kind: "user",
    },
    "/directoryobjects/m",
  ],
  owners: [owner("ann", "/servicePrincipals/SP"), "/serviceprincipals/sp"],
  federatedIdentityCredentials: [
    federatedCredential({ applicationId: "/applications/APP" }),
    "/applications/app",
  ],
  directoryObjects: [user("ann"), "/"],
  userAssignedIdentities: [
    {
      id: "/subscriptions/S/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i",
      name: "i",
      subscriptionId: "S",
      principalId: known("P"),
      clientId: known("C"),
    },
    "/subscriptions/s",
  ],
  identityFederatedCredentials: [
    {
      id: "/I/federatedIdentityCredentials/f",
      name: "f",
      identityId: "/I",
      issuer: known("https://x"),
      subject: known("s"),
      audiences: known([]),
    },
    "/i",
  ],
  servicePrincipalSignInActivities: [signInActivity({ appId: "APP" }), "/appids/app"],
  appCredentialSignInActivities: [
    {
      id: "/reports/appCredentialSignInActivities/K",
      name: "K",
      keyId: "K",
      appId: "APP",
      lastSignIn: known(null),
    },
    "/appids/app",
  ],
  authorizationPolicies: [
    {
      ...policy,
      allowedToCreateApps: known(true),
      permissionGrantPoliciesAssigned: known([]),
      allowUserConsentForRiskyApps: known(false),
    },
    "/",
  ],
  permissionGrantPolicies: [{ ...policy, includes: known([]), excludes: known([]) }, "/"],
  adminConsentRequestPolicies: [{ ...policy, isEnabled: known(true), reviewers: known(1) }, "/"],
  appManagementPolicies: [
    {
      ...policy,
      kind: "default",
      isEnabled: known(true),
      passwordRestrictions: known([]),
      keyRestrictions: known([]),
      appliesTo: known([]),
    },
    "/",
  ],
  domains: [
    {
      id: "/domains/contoso.example",
      name: "contoso.example",
      isVerified: known(true),
      isDefault: known(true),
      isInitial: known(false),
      authenticationType: known("Managed"),
    },
    "/",
  ],
  credentials: [first("credentials"), canonicalId(application().id)],
  effectivePermissions: [first("effectivePermissions"), "/serviceprincipals/sp"],
  lastUses: [first("lastUses"), "/serviceprincipals/sp"],
  ownerPowers: [first("ownerPowers"), "/serviceprincipals/sp"],
  nameLikenesses: [first("nameLikenesses"), "/serviceprincipals/sp"],
  redirectUris: [first("redirectUris"), canonicalId(application().id)],
  storageEvents: [azureEvent, "/a/b"],
  azureEvents: [azureEvent, "/a/b"],
  workspaceEvents: [azureEvent, "/a/b"],
  directoryEvents: [{ ...policy, ...logged, operation: "Add application", category: null, targets: [] }, "/"],
  servicePrincipalSignIns: [
    {
      ...policy,
      ...span,
      principalId: "/servicePrincipals/SP",
      appId: null,
      source: "sign-ins",
      count: 1,
      ip: null,
      country: null,
      keyId: null,
      federatedCredentialId: null,
      resource: null,
      errorCode: 0,
    },
    "/serviceprincipals/sp",
  ],
  sftpOperations: [
    {
      ...policy,
      ...span,
      accountId: null,
      accountName: "ACCT",
      count: 1,
      operation: "SftpConnect",
      authenticationType: null,
      outcome: "success",
      statusText: null,
      ip: null,
      userAgent: null,
      bytesIn: 0,
      bytesOut: 0,
      path: null,
      newPath: null,
      paths: 1,
    },
    byAccountName("acct"),
  ],
  graphActivities: [
    {
      ...policy,
      ...span,
      principalId: "/servicePrincipals/SP",
      appId: null,
      kind: "other",
      requests: 1,
      denied: 0,
      ip: null,
      userAgent: null,
    },
    "/serviceprincipals/sp",
  ],
  exchangeEvents: [
    { ...policy, time: TIME, operation: "New-TransportRule", actor: logged.actor, object: null },
    "/",
  ],
  namedLocations: [{ ...policy, isTrusted: known(true), ranges: known([]) }, "/"],
  sftpAccountChanges: [{ ...incident, kinds: [], isUsed: false }, "/a/b"],
  sftpLoginAnomalies: [{ ...incident, kinds: [], ip: null, failures: 0, byPassword: false }, "/a/b"],
  sftpTransferAnomalies: [{ ...incident, kinds: [], ip: null, files: 0, bytes: 0 }, "/a/b"],
  registrationChains: [
    {
      ...incident,
      appId: "APP",
      roles: [],
      registeredBy: null,
      grantedBy: [],
      minutes: null,
      isSingleTenant: known(true),
    },
    "/a/b",
  ],
  credentialAdditions: [{ ...incident, kinds: [], isBeside: false, appId: null }, "/a/b"],
  consentEvents: [
    { ...incident, permissions: [], dangerous: [], isTenantWide: false, kinds: [], users: 0 },
    "/a/b",
  ],
  guardRailChanges: [{ ...incident, kinds: [], isAfterEntry: false }, "/a/b"],
  signInAnomalies: [{ ...incident, kinds: [], succeededAfter: true }, "/a/b"],
  keyPushes: [{ ...incident, kinds: [] }, "/a/b"],
  storageEvidence: [evidence, "/a/b"],
  entraEvidence: [evidence, "/a/b"],
};

describe("what an item belongs to", () => {
  test.each(SECTION_NAMES)("%s", (name) => {
    const [item, parent] = BELONGING[name];
    // The type of a loop cannot say that the item is the section's.
    expect((BELONGS_TO[name] as (item: unknown) => string)(item)).toBe(parent);
    const view = viewSections(sectionsWith({ [name]: [item] } as Items))[name];
    expect(view.of(parent)).toEqual([item]);
    expect(view.of(parent.toUpperCase())).toEqual([item]);
    expect(view.of("/elsewhere")).toEqual([]);
    expect(view.get(item.id.toUpperCase())).toBe(item);
  });

  test("a subscription of a tenant that was not read, or of none, belongs nowhere", () => {
    expect(BELONGS_TO.subscriptions({ ...subscription, tenantId: unknown(denied()) })).toBe("");
    expect(BELONGS_TO.subscriptions({ ...subscription, tenantId: known(null) })).toBe("");
  });
});

describe("looked up together", () => {
  test("the two halves of an application meet at its appId, in whatever case", () => {
    const views = viewSections(
      sectionsWith({
        applications: [application({ appId: "APP" }), application({ name: "other" })],
        servicePrincipals: [servicePrincipal({ appId: "app" }), foreignPrincipal()],
      }),
    );
    expect(views.applications.of(byAppId("App")).map(({ name }) => name)).toEqual(["billing"]);
    expect(views.servicePrincipals.of(byAppId("aPP")).map(({ name }) => name)).toEqual(["billing"]);
  });

  test("what holds for the whole tenant is found at /", () => {
    const views = viewSections(sectionsWith({ domains: [BELONGING.domains[0]] }));
    expect(views.domains.of("/")).toHaveLength(1);
    expect(views.domains.of("")).toHaveLength(1);
    expect(views.domains.of("/tenants/t")).toEqual([]);
  });
});
