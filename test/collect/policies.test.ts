import { describe, expect, test } from "vitest";
import { byDefault, known, type Raw, read, type Tenant, unknown } from "./entra-answers.ts";
import { authorizationPolicyBase, defaultAppManagementPolicyBase } from "../azure/entity-bases.ts";
import { refused } from "./replay.ts";

const denied = refused(403, "Authorization_RequestDenied");

describe("the authorization policy", () => {
  const PATH = "/v1.0/policies/authorizationPolicy";
  const policy = (raw: unknown) => read("authorizationPolicies", { [PATH]: raw });
  const whole = {
    id: "/policies/authorizationPolicy",
    name: "Authorization Policy",
    allowedToCreateApps: known(true),
    permissionGrantPoliciesAssigned: known([
      "ManagePermissionGrantsForSelf.microsoft-user-default-recommended",
    ]),
    allowUserConsentForRiskyApps: byDefault(false),
  };

  test("of a tenant whose owner changed nothing", async () => {
    const { items, gaps } = await policy(authorizationPolicyBase);
    expect(gaps).toEqual([]);
    expect(items).toEqual([whole]);
  });

  test.each<readonly [string, Raw, Raw]>([
    [
      "risky applications",
      { allowUserConsentForRiskyApps: true },
      { allowUserConsentForRiskyApps: known(true) },
    ],
    ["no name", { displayName: null }, { name: "authorizationPolicy" }],
    [
      "nothing that users may do",
      { defaultUserRolePermissions: { allowedToCreateApps: false, permissionGrantPoliciesAssigned: [] } },
      { allowedToCreateApps: known(false), permissionGrantPoliciesAssigned: known([]) },
    ],
    [
      "no word on either",
      { defaultUserRolePermissions: {} },
      {
        allowedToCreateApps: unknown("malformed", /allowedToCreateApps is absent/),
        permissionGrantPoliciesAssigned: unknown("malformed", /permissionGrantPoliciesAssigned is absent/),
      },
    ],
    [
      "permissions left out",
      { defaultUserRolePermissions: null },
      {
        allowedToCreateApps: unknown("malformed", /defaultUserRolePermissions is absent/),
        permissionGrantPoliciesAssigned: unknown("malformed", /defaultUserRolePermissions is absent/),
      },
    ],
    [
      "a policy that is none",
      { defaultUserRolePermissions: { allowedToCreateApps: false, permissionGrantPoliciesAssigned: [7] } },
      {
        allowedToCreateApps: known(false),
        permissionGrantPoliciesAssigned: unknown("malformed", /holds an entry/),
      },
    ],
  ])("%s", async (_, over, expected) => {
    const { items, gaps } = await policy({ ...authorizationPolicyBase, ...over });
    expect(gaps).toEqual([]);
    expect(items).toEqual([{ ...whole, ...expected }]);
  });

  test("refused", async () => {
    const { items, gaps } = await policy(denied);
    expect(items).toEqual([]);
    expect(gaps).toMatchObject([{ reason: "denied", scope: "/tenants/t", needs: "Policy.Read.All" }]);
  });
});

test.each<readonly [Raw, Raw]>([
  [
    { isEnabled: true, reviewers: [{}, {}] },
    { isEnabled: known(true), reviewers: known(2) },
  ],
  [
    { isEnabled: false, reviewers: [] },
    { isEnabled: known(false), reviewers: known(0) },
  ],
  [{ reviewers: null }, { isEnabled: unknown("malformed", /isEnabled is absent/), reviewers: known(0) }],
  [{ isEnabled: true }, { isEnabled: known(true), reviewers: unknown("malformed", /reviewers is absent/) }],
  [
    { isEnabled: true, reviewers: 2 },
    { isEnabled: known(true), reviewers: unknown("malformed", /of type number/) },
  ],
])("the admin consent request policy %j", async (raw, expected) => {
  const path = "/policies/adminConsentRequestPolicy";
  const { items, gaps } = await read("adminConsentRequestPolicies", { [`/v1.0${path}`]: raw });
  expect(gaps).toEqual([]);
  expect(items).toEqual([{ id: path, name: "adminConsentRequestPolicy", ...expected }]);
});

describe("permission grant policies", () => {
  const PATH = "/v1.0/policies/permissionGrantPolicies";
  const policies = (list: readonly unknown[], over: Tenant = {}) =>
    read("permissionGrantPolicies", { [PATH]: list, ...over });
  const conditions = {
    id: "198d8d6b-ecf6-47bc-a3dd-eaa2fe0544c5",
    permissionClassification: "low",
    permissionType: "delegated",
    resourceApplication: "graph",
    permissions: ["r1", "r2"],
    clientApplicationIds: ["c"],
    clientApplicationTenantIds: ["t"],
    clientApplicationPublisherIds: ["p"],
    clientApplicationsFromVerifiedPublisherOnly: true,
  };
  const { id: _, ...mapped } = conditions;
  const everything = {
    permissionType: "delegated",
    permissionClassification: "all",
    resourceApplication: "any",
    permissions: ["all"],
    clientApplicationsFromVerifiedPublisherOnly: false,
    clientApplicationIds: ["all"],
    clientApplicationTenantIds: ["all"],
    clientApplicationPublisherIds: ["all"],
  };

  test("with their conditions; what is left out matches everything", async () => {
    const { items, gaps, urls } = await policies([
      {
        id: "tier-1",
        displayName: "Tier 1",
        includes: [conditions, { permissionType: "delegated", permissions: null }],
        excludes: [],
      },
    ]);
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      {
        id: "/policies/permissionGrantPolicies/tier-1",
        name: "Tier 1",
        includes: known([mapped, everything]),
        excludes: known([]),
      },
    ]);
    expect(urls).toContain(`GET ${PATH}`);
  });

  test("conditions that the list leaves out are asked for", async () => {
    const { items, gaps, requests } = await policies(
      [
        { id: "tier-1", includes: [conditions] },
        { id: "tier-2", includes: null, excludes: [] },
      ],
      {
        [`${PATH}/tier-1/excludes`]: [{ permissionType: "delegated" }],
        [`${PATH}/tier-2/includes`]: denied,
      },
    );
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      expect.objectContaining({ name: "tier-1", includes: known([mapped]), excludes: known([everything]) }),
      expect.objectContaining({
        name: "tier-2",
        includes: unknown("denied", /status 403/),
        excludes: known([]),
      }),
    ]);
    expect(requests.filter((one) => one.includes(`${PATH}/`))).toEqual([
      `GET ${PATH}/tier-1/excludes`,
      `GET ${PATH}/tier-2/includes`,
    ]);
  });

  test.each([
    ["null", null],
    ["a list of permissions that is none", { ...conditions, permissions: "all" }],
    ["a permission that is none", { ...conditions, permissions: [7] }],
    ["a type that is none", { ...conditions, permissionType: [] }],
    ["a classification that is none", { ...conditions, permissionClassification: 7 }],
    ["an API that is none", { ...conditions, resourceApplication: {} }],
    ["clients that are none", { ...conditions, clientApplicationIds: {} }],
    ["tenants that are none", { ...conditions, clientApplicationTenantIds: "all" }],
    ["publishers that are none", { ...conditions, clientApplicationPublisherIds: [null] }],
    ["a flag that is none", { ...conditions, clientApplicationsFromVerifiedPublisherOnly: "true" }],
  ])("conditions with %s make their list unknown, and the other is good", async (_name, broken) => {
    const { items, gaps } = await policies([
      { id: "x", includes: [conditions, broken], excludes: [conditions] },
    ]);
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      expect.objectContaining({
        includes: unknown("malformed", /includes holds an entry that is not understood/),
        excludes: known([mapped]),
      }),
    ]);
  });

  test("conditions that go on behind a link are asked for as a whole", async () => {
    const { items, gaps, requests } = await policies(
      [
        {
          id: "tier-1",
          includes: [conditions],
          "includes@odata.nextLink": `https://graph.microsoft.com${PATH}/tier-1/includes?$skiptoken=a`,
          excludes: [],
        },
      ],
      { [`${PATH}/tier-1/includes`]: [conditions, { permissionType: "delegated" }] },
    );
    expect(gaps).toEqual([]);
    expect(items).toMatchObject([{ includes: known([mapped, everything]), excludes: known([]) }]);
    expect(requests).toContain(`GET ${PATH}/tier-1/includes`);
  });

  test("a policy without an id is a gap, and the next one is read", async () => {
    const { items, gaps } = await policies([{ includes: [] }, { id: "good", includes: [], excludes: [] }]);
    expect(items).toMatchObject([{ name: "good" }]);
    expect(gaps).toMatchObject([{ reason: "malformed", scope: "/tenants/t", request: `GET ${PATH}` }]);
  });
});

describe("app management policies", () => {
  const DEFAULT = "/v1.0/policies/defaultAppManagementPolicy";
  const EXCEPTIONS = "/v1.0/policies/appManagementPolicies";
  const policies = (over: Tenant) =>
    read("appManagementPolicies", { [DEFAULT]: defaultAppManagementPolicyBase, ...over });
  const lifetime = {
    restrictionType: "passwordLifetime",
    state: "enabled",
    maxLifetime: "P90D",
    restrictForAppsCreatedAfterDateTime: "2021-01-01T10:37:00Z",
    excludeActors: null,
  };
  const mapped = {
    restrictionType: "passwordLifetime",
    state: "enabled",
    maxLifetime: "P90D",
    restrictForAppsCreatedAfterDateTime: "2021-01-01T10:37:00.000Z",
  };
  const rule = {
    id: "/policies/defaultAppManagementPolicy",
    name: "Default app management tenant policy",
    kind: "default",
    isEnabled: known(false),
    passwordRestrictions: known([]),
    keyRestrictions: known([]),
    appliesTo: known([]),
  };
  const rawException = (over: Raw = {}): Raw => ({
    id: "e1",
    displayName: "Legacy",
    isEnabled: true,
    restrictions: { passwordCredentials: [lifetime], keyCredentials: [] },
    ...over,
  });
  const exception = {
    id: "/policies/appManagementPolicies/e1",
    name: "Legacy",
    kind: "exception",
    isEnabled: known(true),
    passwordRestrictions: known([mapped]),
    keyRestrictions: known([]),
    appliesTo: known(["Payroll", "a2"]),
  };
  const appliesTo = {
    [`${EXCEPTIONS}/e1/appliesTo`]: [
      { id: "a1", displayName: "Payroll" },
      { id: "a2", displayName: null },
    ],
  };

  test("the rule and the exceptions to it", async () => {
    const { items, gaps, urls } = await policies({ [EXCEPTIONS]: [rawException()], ...appliesTo });
    expect(gaps).toEqual([]);
    expect(items).toEqual([exception, rule]);
    expect(urls).toContain(`GET ${EXCEPTIONS}?$select=id,displayName,isEnabled,restrictions&$top=999`);
    expect(urls).toContain(`GET ${EXCEPTIONS}/e1/appliesTo?$select=id,displayName&$top=999`);
  });

  test("restrictions of applications; those of service principals are left out", async () => {
    const { items } = await policies({
      [DEFAULT]: {
        displayName: null,
        isEnabled: true,
        applicationRestrictions: {
          passwordCredentials: [lifetime, { restrictionType: "passwordAddition" }],
          keyCredentials: [{ restrictionType: "asymmetricKeyLifetime", maxLifetime: "P1Y" }],
        },
        servicePrincipalRestrictions: {
          passwordCredentials: [{ restrictionType: "customPasswordAddition" }],
        },
      },
    });
    const none = { state: null, maxLifetime: null, restrictForAppsCreatedAfterDateTime: null };
    expect(items).toEqual([
      {
        ...rule,
        name: "defaultAppManagementPolicy",
        isEnabled: known(true),
        passwordRestrictions: known([mapped, { ...none, restrictionType: "passwordAddition" }]),
        keyRestrictions: known([{ ...none, restrictionType: "asymmetricKeyLifetime", maxLifetime: "P1Y" }]),
      },
    ]);
  });

  test("nothing was ever restricted", async () => {
    const { items } = await policies({ [DEFAULT]: { isEnabled: true, applicationRestrictions: null } });
    expect(items).toMatchObject([
      { isEnabled: known(true), passwordRestrictions: byDefault([]), keyRestrictions: byDefault([]) },
    ]);
  });

  test.each<readonly [string, Raw]>([
    ["an empty answer", {}],
    ["a list", { value: [] }],
    ["a flag that is none", { isEnabled: "false" }],
  ])("%s in place of the rule says nothing of it", async (_, raw) => {
    const { items } = await policies({ [DEFAULT]: raw });
    const absent = unknown("malformed", /applicationRestrictions is absent/);
    expect(items).toMatchObject([
      {
        isEnabled: unknown("malformed", /isEnabled is/),
        passwordRestrictions: absent,
        keyRestrictions: absent,
      },
    ]);
  });

  test("a rule that is on and does not say what it restricts", async () => {
    const { items } = await policies({ [DEFAULT]: { id: "x", isEnabled: true } });
    const absent = unknown("malformed", /applicationRestrictions is absent/);
    expect(items).toMatchObject([
      { isEnabled: known(true), passwordRestrictions: absent, keyRestrictions: absent },
    ]);
  });

  test("an error with status 200 in place of the rule is a gap", async () => {
    const { items, gaps } = await policies({
      [DEFAULT]: { error: { code: "UnknownError", message: "come back\nlater" } },
    });
    expect(items).toEqual([]);
    expect(gaps).toEqual([
      {
        reason: "malformed",
        scope: "/tenants/t",
        request: `GET ${DEFAULT}`,
        detail: "the answer is an error with status 200: UnknownError, come back later",
      },
    ]);
  });

  test.each<readonly [string, Raw]>([
    ["no entry", { restrictions: { passwordCredentials: [7] } }],
    [
      "an entry without its type",
      { restrictions: { passwordCredentials: [{ ...lifetime, restrictionType: null }] } },
    ],
    ["a state that is none", { restrictions: { passwordCredentials: [{ ...lifetime, state: true }] } }],
    [
      "a lifetime that is none",
      { restrictions: { passwordCredentials: [{ ...lifetime, maxLifetime: 90 }] } },
    ],
    [
      "a date that is none",
      {
        restrictions: { passwordCredentials: [{ ...lifetime, restrictForAppsCreatedAfterDateTime: "soon" }] },
      },
    ],
    ["no configuration", { restrictions: [] }],
    ["left out", { restrictions: undefined }],
  ])("restrictions that are %s are unknown", async (_, over) => {
    const { items, gaps } = await policies({ [EXCEPTIONS]: [rawException(over)], ...appliesTo });
    expect(gaps).toEqual([]);
    expect(items).toMatchObject([
      { isEnabled: known(true), passwordRestrictions: { known: false, gap: { reason: "malformed" } } },
      { id: rule.id },
    ]);
  });

  test("an exception that does not say whether it is enabled, and one without an id", async () => {
    const { items, gaps } = await policies({
      [EXCEPTIONS]: [rawException({ isEnabled: null }), rawException({ id: "" })],
      ...appliesTo,
    });
    expect(items).toMatchObject([{ isEnabled: { known: false } }, { id: rule.id }]);
    expect(gaps).toMatchObject([{ reason: "malformed", scope: "/tenants/t", request: `GET ${EXCEPTIONS}` }]);
  });

  test.each<readonly [string, Tenant, string]>([
    ["refused", { [`${EXCEPTIONS}/e1/appliesTo`]: denied }, "denied"],
    ["not understood", { [`${EXCEPTIONS}/e1/appliesTo`]: [{ displayName: "Payroll" }] }, "malformed"],
    ["an error with status 200", { [`${EXCEPTIONS}/e1/appliesTo`]: { error: { code: "x" } } }, "malformed"],
    [
      "a page whose next one has a strange name",
      { [`${EXCEPTIONS}/e1/appliesTo`]: { value: [], nextLink: "x" } },
      "malformed",
    ],
  ])("what an exception is for is %s: unknown, and the rest is good", async (_, over, reason) => {
    const { items, gaps } = await policies({ [EXCEPTIONS]: [rawException()], ...over });
    expect(gaps).toEqual([]);
    expect(items[0]).toMatchObject({ ...exception, appliesTo: { known: false, gap: { reason } } });
  });

  test("a rule that is refused leaves the exceptions, and the other way round", async () => {
    const one = await policies({ [DEFAULT]: denied, [EXCEPTIONS]: [rawException()], ...appliesTo });
    expect(one.items).toEqual([exception]);
    expect(one.gaps).toMatchObject([{ reason: "denied", scope: "/tenants/t", request: `GET ${DEFAULT}` }]);

    const other = await policies({ [EXCEPTIONS]: denied });
    expect(other.items).toEqual([rule]);
    expect(other.gaps).toMatchObject([
      { reason: "denied", scope: "/tenants/t", request: `GET ${EXCEPTIONS}` },
    ]);
  });
});

describe("domains", () => {
  const domains = (...list: readonly unknown[]) => read("domains", { "/v1.0/domains": list });
  const contoso = {
    id: "contoso.com",
    isVerified: true,
    isDefault: true,
    isInitial: false,
    authenticationType: "Managed",
  };

  test("with what is known of them", async () => {
    const { items, gaps, urls } = await domains(contoso);
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      {
        id: "/domains/contoso.com",
        name: "contoso.com",
        isVerified: known(true),
        isDefault: known(true),
        isInitial: known(false),
        authenticationType: known("Managed"),
      },
    ]);
    expect(urls).toContain("GET /v1.0/domains?$select=id,isVerified,isDefault,isInitial,authenticationType");
  });

  test("what is left out is unknown, and a domain without a name is a gap", async () => {
    const { items, gaps } = await domains({ id: "a.example" }, { ...contoso, id: "a b" }, contoso);
    const absent = unknown("malformed", /is absent/);
    expect(items).toMatchObject([
      { isVerified: absent, isDefault: absent, isInitial: absent, authenticationType: byDefault(null) },
      { name: "contoso.com" },
    ]);
    expect(gaps).toMatchObject([{ reason: "malformed", scope: "/tenants/t", request: "GET /v1.0/domains" }]);
  });
});
