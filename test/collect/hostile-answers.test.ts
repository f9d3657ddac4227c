import { describe, expect, test } from "vitest";
import type { SectionName } from "../../src/inventory/sections.ts";
import { authorizationPolicyBase } from "../azure/entity-bases.ts";
import {
  GRAPH_PRINCIPAL,
  id,
  type Raw,
  rawApplication,
  rawAssignment,
  rawPrincipal,
  read,
  type Tenant,
} from "./entra-answers.ts";
import { ACCOUNT_LIST, SUBSCRIPTION } from "./replay.ts";

/** Values that no property has, or that it has only by chance. */
const HOSTILE: readonly unknown[] = [
  undefined,
  null,
  7,
  -1.5,
  true,
  "",
  "text",
  "../../$batch",
  "constructor",
  [],
  [null],
  [7],
  ["text"],
  [{}],
  [[]],
  {},
  { value: 7 },
  { length: 3 },
  { redirectUris: {} },
  { toString: 7 },
];

interface Case {
  readonly section: SectionName;
  readonly path: string;
  /** A good answer with everything set. */
  readonly good: Raw;
  /** The property that makes the item's id, and those without which there is no item. */
  readonly key: string;
  /** Where else the id stands in the item. */
  readonly ids?: readonly string[];
  /** What a property of the answer turns up as, where it is not one of the same name. */
  readonly shows?: Readonly<Record<string, readonly string[]>>;
  readonly around?: Tenant;
  /** Of a typed client, to which a page with something that is no object is no list. */
  readonly typed?: true;
}

const graph = `/servicePrincipals/${id("graph")}`;
const around: Tenant = {
  "/v1.0/servicePrincipals": [GRAPH_PRINCIPAL, rawPrincipal()],
  [`/v1.0${graph}`]: { id: id("graph"), appRoles: [] },
};
const password = {
  keyId: "k",
  secretText: "do not keep",
  hint: "do not keep",
  endDateTime: "2100-12-31T00:00:00Z",
};
const key = { keyId: "k", type: "AsymmetricX509Cert", usage: "Verify", key: "do not keep" };
const role = { principalId: "p", roleDefinitionId: "r", directoryScopeId: "/", appScopeId: null };
const owners = `/applications/${id("abilling")}/owners`;
const credentials = `/applications/${id("abilling")}/federatedIdentityCredentials`;
const authorization = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization`;
const identities = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
const subscription = `/subscriptions/${SUBSCRIPTION}`;
const account = `${subscription}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st`;
const managementGroups = "/providers/Microsoft.Management/managementGroups";
const restrictions = { passwordCredentials: [{ restrictionType: "passwordAddition", state: "enabled" }] };

const CASES: readonly Case[] = [
  {
    section: "applications",
    path: "/v1.0/applications",
    key: "id",
    good: rawApplication("good", {
      "@odata.type": "#microsoft.graph.application",
      passwordCredentials: [password],
      keyCredentials: [key],
      requiredResourceAccess: [{ resourceAppId: "g", resourceAccess: [{ id: "r", type: "Role" }] }],
      servicePrincipalLockConfiguration: { isEnabled: true },
    }),
    shows: {
      "@odata.type": ["kind"],
      displayName: ["name"],
      web: ["redirectUris", "enableAccessTokenIssuance"],
      spa: ["redirectUris"],
      publicClient: ["redirectUris"],
      appId: ["appId", "name"],
    },
  },
  {
    section: "servicePrincipals",
    path: "/v1.0/servicePrincipals",
    key: "id",
    good: rawPrincipal("good", {
      "@odata.type": "#microsoft.graph.servicePrincipal",
      servicePrincipalType: "ManagedIdentity",
      alternativeNames: ["/subscriptions/s/resourceGroups/r/providers/Microsoft.Compute/virtualMachines/vm"],
      passwordCredentials: [password],
      keyCredentials: [key],
      verifiedPublisher: { displayName: "Fabrikam" },
    }),
    shows: {
      servicePrincipalType: ["kind", "owner", "identityResourceId"],
      alternativeNames: ["identityResourceId"],
      displayName: ["name"],
      appId: ["appId"],
    },
  },
  {
    section: "appRoleAssignments",
    path: `/v1.0${graph}/appRoleAssignedTo`,
    key: "id",
    good: rawAssignment("billing"),
    shows: {
      principalId: ["id", "principalId"],
      appRoleId: ["appRoleId", "name", "value", "tier", "why", "permissive"],
    },
    around,
  },
  {
    section: "oauth2PermissionGrants",
    path: "/v1.0/oauth2PermissionGrants",
    key: "id",
    good: {
      id: "good",
      clientId: id("sbilling"),
      consentType: "Principal",
      principalId: "u",
      resourceId: id("graph"),
      scope: "Mail.Read",
    },
    shows: {
      clientId: ["clientId", "name"],
      resourceId: ["resourceId", "resourceAppId", "resourceName", "scopes"],
      scope: ["scopes"],
    },
    around,
  },
  {
    section: "directoryRoleDefinitions",
    path: "/v1.0/roleManagement/directory/roleDefinitions",
    key: "id",
    good: {
      id: "good",
      displayName: "Helper",
      templateId: "good",
      isBuiltIn: false,
      isEnabled: true,
      rolePermissions: [{ allowedResourceActions: ["microsoft.directory/applications/credentials/update"] }],
    },
    shows: {
      displayName: ["name"],
      isBuiltIn: ["isBuiltIn", "tier", "mintsCredentials"],
      isEnabled: ["tier", "mintsCredentials"],
      rolePermissions: ["tier", "mintsCredentials"],
    },
  },
  ...(["directoryRoleAssignments", "directoryRoleEligibilities"] as const).map((section) => ({
    section,
    path: `/v1.0/roleManagement/directory/${section === "directoryRoleAssignments" ? "roleAssignments" : "roleEligibilityScheduleInstances"}`,
    key: "id",
    good: { id: "good", ...role },
    shows: {
      roleDefinitionId: ["roleDefinitionId", "name"],
      appScopeId: ["directoryScopeId"],
    },
  })),
  {
    section: "groupMembers",
    path: "/v1.0/groups/g/transitiveMembers",
    key: "id",
    ids: ["memberId"],
    good: { "@odata.type": "#microsoft.graph.user", id: "good", displayName: "Ada" },
    shows: { "@odata.type": ["kind"] },
    around: {
      "/v1.0/roleManagement/directory/roleAssignments": [{ id: "a", ...role, principalId: "g" }],
      "/v1.0/directoryObjects/getByIds": [{ "@odata.type": "#microsoft.graph.group", id: "g" }],
    },
  },
  {
    section: "owners",
    path: `/v1.0${owners}`,
    key: "id",
    ids: ["ownerId"],
    good: { "@odata.type": "#microsoft.graph.user", id: "good", displayName: "Ada" },
    shows: { "@odata.type": ["kind"], displayName: ["name"] },
    around: {
      ...around,
      "/v1.0/applications": [rawApplication()],
      [`/v1.0${graph}/appRoleAssignedTo`]: [rawAssignment("billing")],
    },
  },
  {
    section: "federatedIdentityCredentials",
    path: `/beta${credentials}`,
    key: "id",
    good: {
      id: "good",
      name: "deploy",
      issuer: "https://i.example",
      subject: null,
      audiences: ["a"],
      claimsMatchingExpression: { value: "claims['sub'] eq 'x'", languageVersion: 1 },
    },
    around: { "/v1.0/applications": [rawApplication()] },
  },
  {
    section: "permissionGrantPolicies",
    path: "/v1.0/policies/permissionGrantPolicies",
    key: "id",
    good: { id: "good", displayName: "Tier 1", includes: [{ permissionType: "delegated" }], excludes: [] },
    shows: { displayName: ["name"] },
  },
  {
    section: "appManagementPolicies",
    path: "/v1.0/policies/appManagementPolicies",
    key: "id",
    good: { id: "good", displayName: "Legacy", isEnabled: true, restrictions },
    shows: { displayName: ["name"], restrictions: ["passwordRestrictions", "keyRestrictions"] },
  },
  {
    section: "servicePrincipalSignInActivities",
    path: "/beta/reports/servicePrincipalSignInActivities",
    key: "appId",
    ids: ["appId"],
    good: {
      appId: "good",
      lastSignInActivity: { lastSignInDateTime: "2025-01-01T00:00:00Z" },
      delegatedClientSignInActivity: { lastSignInDateTime: "2025-01-01T00:00:00Z" },
      applicationAuthenticationClientSignInActivity: { lastSignInDateTime: "2025-02-01T00:00:00Z" },
    },
    shows: {
      lastSignInActivity: ["lastSignIn"],
      delegatedClientSignInActivity: ["lastSignIn", "lastDelegatedSignIn"],
      applicationAuthenticationClientSignInActivity: ["lastSignIn", "lastApplicationSignIn"],
    },
  },
  {
    section: "appCredentialSignInActivities",
    path: "/beta/reports/appCredentialSignInActivities",
    key: "keyId",
    ids: ["keyId"],
    good: { keyId: "good", appId: "a", signInActivity: { lastSignInDateTime: "2025-01-01T00:00:00Z" } },
    shows: { signInActivity: ["lastSignIn"] },
  },
  {
    section: "domains",
    path: "/v1.0/domains",
    key: "id",
    good: { id: "good", isVerified: true, isDefault: true, isInitial: false, authenticationType: "Managed" },
  },
  {
    section: "roleAssignments",
    path: `${authorization}/roleAssignments`,
    key: "id",
    good: {
      id: `${authorization}/roleAssignments/good`,
      properties: {
        roleDefinitionId: `${authorization}/roleDefinitions/owner`,
        principalId: "p",
        principalType: "User",
        scope: "/",
        condition: "c",
        createdOn: "2025-01-01T00:00:00Z",
      },
    },
    shows: { roleDefinitionId: ["roleDefinitionId", "name"], scope: ["scope", "inheritedBy"] },
  },
  {
    section: "roleDefinitions",
    path: `${authorization}/roleDefinitions`,
    key: "id",
    good: {
      id: `${authorization}/roleDefinitions/good`,
      properties: { roleName: "Owner", type: "CustomRole", permissions: [{ actions: ["*"] }] },
    },
    shows: { roleName: ["name"], type: ["isCustom"] },
  },
  {
    section: "roleEligibilities",
    path: `${authorization}/roleEligibilityScheduleInstances`,
    key: "name",
    good: {
      id: `${authorization}/roleEligibilityScheduleInstances/good`,
      name: "good",
      properties: {
        roleDefinitionId: `${authorization}/roleDefinitions/owner`,
        principalId: "p",
        principalType: "Group",
        scope: `/subscriptions/${SUBSCRIPTION}`,
        condition: "c",
      },
    },
    shows: { roleDefinitionId: ["roleDefinitionId", "name"] },
  },
  {
    section: "denyAssignments",
    path: `${authorization}/denyAssignments`,
    key: "id",
    good: {
      id: `${authorization}/denyAssignments/good`,
      properties: {
        denyAssignmentName: "stack",
        scope: `/subscriptions/${SUBSCRIPTION}`,
        permissions: [{ actions: ["*"] }],
        principals: [{ id: "p" }],
        excludePrincipals: [{ id: "q" }],
        doNotApplyToChildScopes: true,
        condition: null,
      },
    },
    shows: { denyAssignmentName: ["name"], condition: ["permissions"] },
  },
  {
    section: "policyAssignments",
    path: `${authorization}/policyAssignments`,
    key: "id",
    good: {
      id: `${authorization}/policyAssignments/good`,
      properties: {
        displayName: "No SFTP",
        policyDefinitionId: "/d",
        scope: `/subscriptions/${SUBSCRIPTION}`,
        notScopes: ["/subscriptions/s/resourceGroups/r"],
        enforcementMode: "Default",
        resourceSelectors: [],
        overrides: [{ kind: "policyEffect", value: "Audit" }],
        parameters: { effect: { value: "Deny" } },
      },
    },
    shows: {
      displayName: ["name"],
      enforcementMode: ["isEnforced"],
      resourceSelectors: ["isSelective"],
    },
  },
  {
    section: "policyDefinitions",
    path: `${authorization}/policyDefinitions`,
    key: "id",
    good: {
      id: `${authorization}/policyDefinitions/good`,
      properties: {
        displayName: "No SFTP",
        policyType: "Custom",
        parameters: { effect: { defaultValue: "Deny" } },
        policyRule: {
          if: { field: "Microsoft.Storage/storageAccounts/isSftpEnabled", equals: true },
          // oxlint-disable-next-line unicorn/no-thenable -- Azure's name for it
          then: { effect: "[parameters('effect')]" },
        },
      },
    },
    shows: {
      displayName: ["name"],
      parameters: ["parameterDefaults"],
      policyRule: ["tests", "unclear", "effect"],
    },
  },
  {
    section: "policyDefinitions",
    path: `${authorization}/policySetDefinitions`,
    key: "id",
    good: {
      id: `${authorization}/policySetDefinitions/good`,
      properties: {
        displayName: "Guard rails",
        policyType: "Custom",
        parameters: { sftp: { defaultValue: "Deny" } },
        policyDefinitions: [
          { policyDefinitionId: "/d", parameters: { effect: { value: "[parameters('sftp')]" } } },
        ],
      },
    },
    shows: {
      displayName: ["name"],
      parameters: ["parameterDefaults"],
      policyDefinitions: ["members"],
    },
  },
  {
    section: "userAssignedIdentities",
    path: identities,
    key: "id",
    good: {
      id: `/subscriptions/${SUBSCRIPTION}/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/good`,
      name: "good",
      tags: { a: "b" },
      properties: { principalId: "p", clientId: "c" },
    },
  },
  {
    section: "resourceGroups",
    typed: true,
    path: `${subscription}/resourcegroups`,
    key: "id",
    good: {
      id: `${subscription}/resourceGroups/good`,
      name: "good",
      tags: { a: "b" },
      properties: { provisioningState: "Succeeded" },
    },
  },
  {
    section: "managementGroups",
    path: `${managementGroups}/t/descendants`,
    key: "id",
    good: {
      id: `${managementGroups}/good`,
      name: "good",
      properties: { displayName: "Shop", parent: { id: `${managementGroups}/t` } },
    },
    shows: { displayName: ["name"], parent: ["parentId"] },
    around: { [managementGroups]: [{ id: `${managementGroups}/t`, name: "t" }] },
  },
  {
    section: "subscriptionDiagnosticSettings",
    path: `${subscription}/providers/Microsoft.Insights/diagnosticSettings`,
    key: "name",
    good: {
      id: "good",
      name: "good",
      properties: {
        logs: [{ category: "Administrative", categoryGroup: null, enabled: true }],
        workspaceId: "/w",
        storageAccountId: "/s",
        eventHubAuthorizationRuleId: null,
        serviceBusRuleId: null,
        marketplacePartnerId: "/m",
      },
    },
    shows: { serviceBusRuleId: ["eventHubAuthorizationRuleId"] },
  },
  {
    section: "containers",
    typed: true,
    path: `${account}/blobServices/default/containers`,
    key: "name",
    good: {
      id: `${account}/blobServices/default/containers/good`,
      name: "good",
      etag: "e",
      properties: { publicAccess: "Blob", deleted: false, hasLegalHold: false },
    },
    around: {
      [ACCOUNT_LIST]: [{ id: account, name: "st", properties: { isHnsEnabled: true } }],
      [`${account}/localUsers`]: [
        { name: "u", properties: { hasSshPassword: true, hasSshKey: true, hasSharedKey: false } },
      ],
    },
  },
];

/** The good answer with one property replaced, at the top or one level below. Each has an id of its own. */
function variantsOf({ good, key }: Case): readonly (readonly [property: string, raw: Raw])[] {
  const { properties } = good as { readonly properties?: Raw };
  const top = Object.keys(good).flatMap((name) =>
    HOSTILE.map((value) => [name, { ...good, [name]: value }] as const),
  );
  const below = Object.keys(properties ?? {}).flatMap((name) =>
    HOSTILE.map((value) => [name, { ...good, properties: { ...properties, [name]: value } }] as const),
  );
  return [...top, ...below].map(([name, raw], at) => [
    name,
    name === key ? raw : { ...raw, [key]: String(good[key]).replace(/[^/]*$/, `v${at}-`) },
  ]);
}

describe.each(CASES)("$section", (one) => {
  const { section, path, good, key, shows = {} } = one;
  const at = (list: readonly unknown[]) => read(section, { ...one.around, [path]: list });
  const idOf = (raw: Raw): string =>
    JSON.stringify(raw[key] ?? null)
      .replace(/.*\//, "")
      .replaceAll('"', "");

  test("whatever a property holds, it costs nothing but itself", async () => {
    const variants = variantsOf(one);
    const [baseline] = (await at([good])).items;
    const junk = one.typed ? [] : [null, 7, "text", []];
    const { items, gaps } = await at([...variants.map(([, raw]) => raw), ...junk, good]);
    expect(items).toContainEqual(baseline);

    // A fault of ours would be a gap that says "failed".
    expect(JSON.stringify({ items, gaps })).not.toMatch(/"reason":"failed"|TypeError|do not keep/);
    const reasons = new Set(gaps.map(({ reason }) => reason));
    expect([...reasons].filter((reason) => reason !== "malformed")).toEqual([]);

    for (const [property, raw] of variants) {
      const item = items.find((candidate) => candidate.id.endsWith(`/${idOf(raw)}`));
      if (item === undefined) {
        expect(gaps).not.toEqual([]);
        continue;
      }
      const differing = changed(baseline, item).filter((name) => name !== "id");
      const allowed =
        property === key || property === "properties"
          ? Object.keys(item)
          : ["name", ...(one.ids ?? []), ...(shows[property] ?? [property])];
      expect([property, raw, differing.filter((name) => !allowed.includes(name))]).toEqual([
        property,
        raw,
        [],
      ]);
    }
  });
});

/** Which properties differ, but for where they were read. */
function changed(one: object | undefined, other: object): string[] {
  const plain = (value: unknown): string => JSON.stringify(value);
  const left = new Map(Object.entries(one ?? {}));
  const right = new Map(Object.entries(other));
  return [...new Set([...left.keys(), ...right.keys()])].filter(
    (name) => plain(left.get(name)) !== plain(right.get(name)),
  );
}

test.each<readonly [SectionName, string, Raw]>([
  ["authorizationPolicies", "/v1.0/policies/authorizationPolicy", authorizationPolicyBase],
  [
    "adminConsentRequestPolicies",
    "/v1.0/policies/adminConsentRequestPolicy",
    { isEnabled: true, reviewers: [] },
  ],
])("%s: whatever the one object holds, it stays an item", async (section, path, good) => {
  for (const name of Object.keys(good)) {
    for (const value of HOSTILE) {
      const { items, gaps } = await read(section, { [path]: { ...good, [name]: value } });
      expect(items).toHaveLength(1);
      expect(JSON.stringify({ items, gaps })).not.toMatch(/"reason":"failed"|TypeError/);
    }
  }
});

test.each<readonly [SectionName, string, Raw, Tenant]>([
  [
    "defenderPlans",
    `${subscription}/providers/Microsoft.Security/pricings/StorageAccounts`,
    {
      id: "i",
      name: "StorageAccounts",
      properties: {
        pricingTier: "Standard",
        subPlan: "x",
        extensions: [{ name: "OnUploadMalwareScanning" }],
      },
    },
    {},
  ],
  [
    "defenderSettings",
    `${account}/providers/Microsoft.Security/defenderForStorageSettings/current`,
    {
      id: "i",
      name: "current",
      properties: { isEnabled: true, malwareScanning: {}, overrideSubscriptionLevelSettings: true },
    },
    {
      [ACCOUNT_LIST]: [{ id: account, name: "st", properties: { isHnsEnabled: true, isSftpEnabled: true } }],
    },
  ],
])("%s: whatever the one object holds, it is one item or one gap", async (section, path, good, others) => {
  const properties = good["properties"] as Raw;
  const variants = HOSTILE.flatMap((value) => [
    ...Object.keys(good).map((name) => ({ ...good, [name]: value })),
    ...Object.keys(properties).map((name) => ({ ...good, properties: { ...properties, [name]: value } })),
  ]);
  for (const variant of variants) {
    const { items, gaps } = await read(section, { ...others, [path]: variant });
    expect([variant, items.length + gaps.length]).toEqual([variant, 1]);
    expect(JSON.stringify({ items, gaps })).not.toMatch(/"reason":"failed"|TypeError/);
  }
});
