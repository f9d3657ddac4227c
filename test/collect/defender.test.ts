import { describe, expect, test } from "vitest";
import { byDefault, known, type Raw, read, type Tenant, unknown } from "./entra-answers.ts";
import { ACCOUNT_LIST, haveRecordings, recordings, refused, SUBSCRIPTION } from "./replay.ts";

const ROOT = `/subscriptions/${SUBSCRIPTION}`;
const PLAN = `${ROOT}/providers/Microsoft.Security/pricings/StorageAccounts`;
const denied = refused(403, "AuthorizationFailed", "The client has no authorization.");
const OFF = byDefault({ isEnabled: false, capGBPerMonth: null });

/** In the words of Microsoft.Security, and in those of Azure Resource Manager. */
const NEVER_REGISTERED: readonly (readonly [string, unknown])[] = [
  [
    "the provider",
    refused(404, "Subscription Not Registered", "Please register to Microsoft.Security in order to view …"),
  ],
  ["the manager", refused(409, "MissingSubscriptionRegistration")],
  ["another provider", refused(404, "SubscriptionNotRegistered")],
];

describe("the plan of a subscription", () => {
  const plan = (answer: unknown) => read("defenderPlans", { [PLAN]: answer });
  const raw = (properties: Raw = {}): Raw => ({
    id: PLAN,
    name: "StorageAccounts",
    type: "Microsoft.Security/pricings",
    properties: {
      pricingTier: "Standard",
      subPlan: "DefenderForStorageV2",
      freeTrialRemainingTime: "PT0S",
      extensions: [scan(), { name: "SensitiveDataDiscovery", isEnabled: "True" }],
      ...properties,
    },
  });
  const scan = (over: Raw = {}): Raw => ({
    name: "OnUploadMalwareScanning",
    isEnabled: "True",
    additionalExtensionProperties: { CapGBPerMonthPerStorageAccount: "5000" },
    ...over,
  });
  const capped = (cap: unknown): Raw =>
    scan({ additionalExtensionProperties: { CapGBPerMonthPerStorageAccount: cap } });
  const whole = {
    id: PLAN,
    name: "StorageAccounts",
    subscriptionId: SUBSCRIPTION,
    pricingTier: known("Standard"),
    subPlan: known("DefenderForStorageV2"),
    onUpload: known({ isEnabled: true, capGBPerMonth: 5000 }),
  };
  const scanning = (isEnabled: boolean, capGBPerMonth: number | null) => ({
    onUpload: known({ isEnabled, capGBPerMonth }),
  });
  const notUnderstood = (detail: RegExp) => ({ onUpload: unknown("malformed", detail) });

  test("with its switch, which is a text, and its limit, which is one too", async () => {
    const { items, gaps, urls } = await plan(raw());
    expect(gaps).toEqual([]);
    expect(items).toEqual([whole]);
    expect(urls).toContain(`GET ${PLAN}?api-version=2024-01-01`);
  });

  test.each<readonly [string, Raw, object]>([
    ["switched off", { extensions: [scan({ isEnabled: "False" })] }, scanning(false, 5000)],
    ["spelled in another way", { extensions: [scan({ isEnabled: "true" })] }, scanning(true, 5000)],
    [
      "without a limit",
      { extensions: [scan({ additionalExtensionProperties: null })] },
      scanning(true, null),
    ],
    ["with no limit, said", { extensions: [capped("-1")] }, scanning(true, -1)],
    ["with a limit that is a number", { extensions: [capped(10)] }, scanning(true, 10)],
    ["with a limit that is null", { extensions: [capped(null)] }, scanning(true, null)],
    ["without extensions", { extensions: undefined }, { onUpload: OFF }],
    ["with others alone", { extensions: [{ name: "SensitiveDataDiscovery" }] }, { onUpload: OFF }],
    [
      "that is free",
      { pricingTier: "Free", subPlan: undefined, extensions: null },
      { pricingTier: known("Free"), subPlan: byDefault(null), onUpload: OFF },
    ],
    ["without a tier", { pricingTier: null }, { pricingTier: unknown("malformed", /pricingTier is absent/) }],
    ["with a sub-plan that is none", { subPlan: 7 }, { subPlan: unknown("malformed", /subPlan is of type/) }],
    ["with extensions in a text", { extensions: "x" }, notUnderstood(/extensions is "x"/)],
    ["with an extension that is none", { extensions: [scan(), 7] }, notUnderstood(/holds an entry/)],
    ["with one that has no name", { extensions: [scan(), {}] }, notUnderstood(/holds an entry/)],
    ["without a switch", { extensions: [scan({ isEnabled: null })] }, notUnderstood(/isEnabled is absent/)],
    [
      "with a flag for a switch",
      { extensions: [scan({ isEnabled: true })] },
      notUnderstood(/of type boolean/),
    ],
    [
      "with properties in a list",
      { extensions: [scan({ additionalExtensionProperties: [] })] },
      notUnderstood(/additionalExtensionProperties is of type object/),
    ],
    ["with a limit that is none", { extensions: [capped("many")] }, notUnderstood(/is no number/)],
    ["with a limit in an object", { extensions: [capped({ toString: 7 })] }, notUnderstood(/is no number/)],
    ["with a limit beyond numbers", { extensions: [capped("9".repeat(400))] }, notUnderstood(/is no number/)],
  ])("%s", async (_, properties, expected) => {
    const { items, gaps } = await plan(raw(properties));
    expect(gaps).toEqual([]);
    expect(items).toEqual([{ ...whole, ...expected }]);
  });

  test.each(NEVER_REGISTERED)(
    "%s never heard of the subscription: nothing was ever switched on",
    async (_, no) => {
      const { items, gaps } = await plan(no);
      expect(gaps).toEqual([]);
      expect(items).toEqual([
        { ...whole, pricingTier: byDefault("Free"), subPlan: byDefault(null), onUpload: OFF },
      ]);
    },
  );

  test.each<readonly [string, unknown, object]>([
    ["is not there", refused(404, "ResourceNotFound"), { reason: "malformed", detail: /^no plan for/ }],
    [
      "has no properties",
      { ...raw(), properties: undefined },
      { reason: "malformed", detail: /^no plan for/ },
    ],
    ["has none set", { ...raw(), properties: {} }, { reason: "malformed", detail: /^no plan for/ }],
    ["is a list", { value: [] }, { reason: "malformed", detail: /^no plan for/ }],
    ["has a name that the cloud does not know", refused(404, "InvalidResourceName"), { reason: "failed" }],
    [
      "may not be read",
      denied,
      { reason: "denied", needs: "Microsoft.Security/pricings/read", role: "Reader" },
    ],
  ])("one that %s is a gap, and not switched off", async (_, answer, gap) => {
    const { items, gaps } = await plan(answer);
    expect(items).toEqual([]);
    const { detail = /./, ...rest } = gap as { readonly detail?: RegExp };
    expect(gaps).toEqual([
      expect.objectContaining({ scope: ROOT, ...rest, detail: expect.stringMatching(detail) }),
    ]);
  });

  test.skipIf(!haveRecordings)("as it was recorded", async () => {
    const [, recorded = []] = recordings("security-security-pricings")[0] ?? [];
    const [list] = recorded.flatMap(({ response }) => {
      const { value } = response.body as { readonly value?: readonly { readonly name: string }[] };
      return value === undefined ? [] : [value];
    });
    const one = (name: string) => list?.find((candidate) => candidate.name === name);
    expect((await plan(one("StorageAccounts"))).items).toEqual([whole]);
    // Another plan that is off, for what that looks like.
    expect(one("KeyVaults")).toBeDefined();
    expect((await plan(one("KeyVaults"))).items).toEqual([
      { ...whole, pricingTier: known("Free"), subPlan: byDefault(null), onUpload: OFF },
    ]);
  });
});

describe("the setting of an account", () => {
  const accountId = (name: string): string =>
    `${ROOT}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/${name}`;
  const settingId = (name: string): string =>
    `${accountId(name)}/providers/Microsoft.Security/defenderForStorageSettings/current`;
  const rawAccount = (name = "st", properties: Raw = {}): Raw => ({
    id: accountId(name),
    name,
    location: "westeurope",
    properties: { isHnsEnabled: true, isSftpEnabled: true, ...properties },
  });
  const setting = (answer: unknown, over: Tenant = {}) =>
    read("defenderSettings", { [ACCOUNT_LIST]: [rawAccount()], [settingId("st")]: answer, ...over });
  const raw = (properties: Raw = {}): Raw => ({
    id: settingId("st"),
    name: "current",
    type: "Microsoft.Security/defenderForStorageSettings",
    properties: {
      isEnabled: true,
      malwareScanning: { onUpload: onUpload(), scanResultsEventGridTopicResourceId: null },
      sensitiveDataDiscovery: { isEnabled: false },
      overrideSubscriptionLevelSettings: true,
      ...properties,
    },
  });
  const onUpload = (over: Raw = {}): Raw => ({
    isEnabled: true,
    capGBPerMonth: -1,
    filters: {
      excludeBlobsWithPrefix: ["in/", "out/tmp"],
      excludeBlobsWithSuffix: [".log"],
      excludeBlobsLargerThan: 1024,
    },
    ...over,
  });
  const uploading = (over: Raw): Raw => ({ malwareScanning: { onUpload: onUpload(over) } });
  const whole = {
    id: settingId("st"),
    name: "st",
    accountId: accountId("st"),
    isEnabled: known(true),
    overridesSubscription: known(true),
    onUpload: known({ isEnabled: true, capGBPerMonth: -1 }),
    excludedPrefixes: known(["in/", "out/tmp"]),
    excludedSuffixes: known([".log"]),
    excludedAbove: known(1024),
  };
  const notLeftOut = {
    excludedPrefixes: byDefault([]),
    excludedSuffixes: byDefault([]),
    excludedAbove: byDefault(null),
  };
  const filtersUnread = (detail: RegExp) => ({
    excludedPrefixes: unknown("malformed", detail),
    excludedSuffixes: unknown("malformed", detail),
    excludedAbove: unknown("malformed", detail),
  });

  test("says whether it counts, and what is left out of the scan", async () => {
    const { items, gaps, urls } = await setting(raw());
    expect(gaps).toEqual([]);
    expect(items).toEqual([whole]);
    expect(urls).toContain(`GET ${settingId("st")}?api-version=2025-06-01`);
  });

  test.each<readonly [string, Raw, object]>([
    ["that is off", { isEnabled: false }, { isEnabled: known(false) }],
    [
      "that does not count",
      { overrideSubscriptionLevelSettings: false },
      { overridesSubscription: known(false) },
    ],
    [
      "that does not say whether it counts",
      { overrideSubscriptionLevelSettings: undefined },
      { overridesSubscription: unknown("malformed", /is absent/) },
    ],
    [
      "that does not say whether it is on",
      { isEnabled: null },
      { isEnabled: unknown("malformed", /is absent/) },
    ],
    ["without any scan", { malwareScanning: undefined }, { onUpload: OFF, ...notLeftOut }],
    ["without a scan on upload", { malwareScanning: { onUpload: null } }, { onUpload: OFF, ...notLeftOut }],
    [
      "without a limit",
      uploading({ capGBPerMonth: undefined }),
      { onUpload: known({ isEnabled: true, capGBPerMonth: null }) },
    ],
    [
      "with a limit in a text",
      uploading({ capGBPerMonth: "5" }),
      { onUpload: unknown("malformed", /string/) },
    ],
    [
      "without a switch",
      uploading({ isEnabled: undefined }),
      { onUpload: unknown("malformed", /onUpload.isEnabled is absent/) },
    ],
    ["without filters", uploading({ filters: null }), notLeftOut],
    [
      "with other filters alone",
      uploading({ filters: { excludeBlobsWithPrefix: null, excludeBlobsLargerThan: 1 } }),
      { ...notLeftOut, excludedAbove: known(1) },
    ],
    ["with filters in a list", uploading({ filters: [] }), filtersUnread(/filters is of type object/)],
    [
      "with a prefix that is none",
      uploading({ filters: { excludeBlobsWithPrefix: ["in/", 7] } }),
      { ...notLeftOut, excludedPrefixes: unknown("malformed", /excludeBlobsWithPrefix holds an entry/) },
    ],
    [
      "with a suffix that is none",
      uploading({ filters: { excludeBlobsWithSuffix: [7] } }),
      { ...notLeftOut, excludedSuffixes: unknown("malformed", /excludeBlobsWithSuffix holds an entry/) },
    ],
    ...[-1, "1024", {}].map((size): readonly [string, Raw, object] => [
      `with ${JSON.stringify(size)} for a size`,
      uploading({ filters: { excludeBlobsLargerThan: size } }),
      { ...notLeftOut, excludedAbove: unknown("malformed", /excludeBlobsLargerThan is no size/) },
    ]),
    [
      "with a scan that is none",
      { malwareScanning: 7 },
      {
        onUpload: unknown("malformed", /malwareScanning is of type number/),
        ...filtersUnread(/malwareScanning is of type number/),
      },
    ],
    [
      "with a scan on upload that is none",
      { malwareScanning: { onUpload: "on" } },
      {
        onUpload: unknown("malformed", /onUpload is "on"/),
        ...filtersUnread(/onUpload is "on"/),
      },
    ],
  ])("%s", async (_, properties, expected) => {
    const { items, gaps } = await setting(raw(properties));
    expect(gaps).toEqual([]);
    expect(items).toEqual([{ ...whole, ...expected }]);
  });

  test.each<readonly [string, unknown]>([
    ["has none", refused(404, "ResourceNotFound")],
    ["has none, in other words", refused(404, "NotFound")],
    ...NEVER_REGISTERED.map(([who, no]) => [`was never registered, says ${who}`, no] as const),
  ])("one that %s says nothing itself", async (_, answer) => {
    const { items, gaps } = await setting(answer);
    expect([items, gaps]).toEqual([[], []]);
  });

  test.each<readonly [string, unknown, object]>([
    ["has no properties", { ...raw(), properties: null }, { reason: "malformed" }],
    ["has none set", { ...raw(), properties: { isEnabled: null } }, { reason: "malformed" }],
    ["does not know the version", refused(404, "InvalidResourceType"), { reason: "failed" }],
    [
      "refuses",
      denied,
      { reason: "denied", needs: "Microsoft.Security/defenderForStorageSettings/read", role: "Reader" },
    ],
  ])("one that %s is a gap at the account, and the others are read", async (_, answer, gap) => {
    const { items, gaps } = await setting(raw(), {
      [ACCOUNT_LIST]: [rawAccount("a"), rawAccount()],
      [settingId("a")]: answer,
    });
    expect(items).toEqual([whole]);
    expect(gaps).toEqual([expect.objectContaining({ scope: accountId("a"), ...gap })]);
  });

  test("no older version is asked, in which nothing would seem to be left out", async () => {
    const { urls } = await setting(
      refused(404, "InvalidResourceType", "The supported api-versions are '2022-12-01-preview, 2025-01-01'."),
    );
    expect(urls.filter((url) => url.includes("defenderForStorageSettings"))).toEqual([
      `GET ${settingId("st")}?api-version=2025-06-01`,
    ]);
  });

  test("only accounts that may serve SFTP are asked", async () => {
    const { requests } = await setting(raw(), {
      [ACCOUNT_LIST]: [
        rawAccount(),
        rawAccount("off", { isSftpEnabled: false }),
        rawAccount("flat", { isHnsEnabled: false }),
      ],
    });
    expect(requests.filter((request) => request.includes("Microsoft.Security"))).toEqual([
      `GET ${settingId("st")}`,
    ]);
  });
});
