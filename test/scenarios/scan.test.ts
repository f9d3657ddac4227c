import { afterEach, describe, expect, test } from "vitest";
import { account, localUser, type SimulatedAccount, subscription } from "../azure/describe.ts";
import { hastyClock, reportOf, type Running, runFoothold, runScan, startTenant } from "./run-scan.ts";

const open = { isHnsEnabled: true, isSftpEnabled: true, isLocalUserEnabled: true, networkAcls: undefined };
const scope = (permissions: string, resourceName = "in") => [{ permissions, service: "blob", resourceName }];

let running: Running | undefined;
afterEach(async () => {
  await running?.azure.close();
  running = undefined;
});

async function start(...parts: Parameters<typeof startTenant>): Promise<Running> {
  running = await startTenant(...parts);
  return running;
}

function sftpAccount(name: string, parts: Partial<SimulatedAccount> = {}): SimulatedAccount {
  return account({
    name,
    localUsers: [
      localUser({ name: "partner", properties: { hasSshPassword: true, permissionScopes: scope("rw") } }),
    ],
    ...parts,
    properties: { ...open, ...parts.properties },
  });
}

function lines(outcome: Awaited<ReturnType<typeof runScan>>): string[] {
  return reportOf(outcome).findings.map(
    ({ severity, score, check, subject }) => `${severity} ${score} ${check} ${subject.name}`,
  );
}

describe("what a scan finds", () => {
  test("exactly this, in a tenant with one of each", async () => {
    const azure = await start({
      subscriptions: [
        subscription({
          displayName: "Production",
          accounts: [
            sftpAccount("stopen"),
            sftpAccount("stsecret", {
              localUsers: [
                localUser({
                  name: "state",
                  properties: { hasSshKey: true, permissionScopes: scope("r", "tfstate") },
                }),
              ],
            }),
            sftpAccount("sttakeover", {
              properties: {
                networkAcls: { defaultAction: "Deny", ipRules: [{ value: "203.0.113.7", action: "Allow" }] },
              },
              localUsers: [
                localUser({ name: "owner", properties: { hasSshKey: true, permissionScopes: scope("rop") } }),
              ],
            }),
            account({ name: "stlake", properties: { isHnsEnabled: true } }),
            account({ name: "stallowed", properties: { isHnsEnabled: true, isLocalUserEnabled: true } }),
            account({
              name: "stfalsepositive",
              properties: { isHnsEnabled: false, isSftpEnabled: false, isLocalUserEnabled: true },
            }),
            account({ name: "stplain" }),
          ],
        }),
        subscription({
          displayName: "Old",
          state: "Disabled",
          accounts: [sftpAccount("stdisabled", { localUsers: [] })],
        }),
      ],
    });
    const outcome = await runScan(azure);
    expect(lines(outcome)).toEqual([
      "critical 90 local-user-password partner",
      "critical 90 local-user-write-access partner",
      "critical 90 sftp-open-network stopen",
      "high 78 sftp-uploads-unscanned stopen",
      "high 74 local-user-sensitive-container state",
      "high 74 local-user-write-access owner",
      "medium 67 sftp-uploads-unscanned sttakeover",
      "medium 63 sftp-enabled sttakeover",
      "medium 62 sftp-enabled stopen",
      "medium 55 sftp-open-network stsecret",
      "medium 49 sftp-enabled stsecret",
      "low 39 sftp-enabled stdisabled",
      "low 39 sftp-open-network stdisabled",
      "low 8 local-users-allowed-unused stallowed",
      "low 8 sftp-no-deny-policy Contoso",
      "info 0 local-users-allowed-unused stlake",
    ]);
    expect(outcome.exitCode).toBe(1);
    expect(reportOf(outcome).scan).toMatchObject({ complete: true, tenantName: "Contoso" });
    expect(azure.azure.log.filter(({ path }) => /listkeys/i.test(path))).toEqual([]);
  });

  test("the inventory of local users, with key kinds and scopes", async () => {
    const users = [
      localUser({
        name: "both",
        properties: {
          sid: "S-1-2-0-1-2-3-1000",
          hasSshPassword: true,
          hasSshKey: true,
          permissionScopes: scope("rl"),
        },
      }),
      localUser({ name: "none", properties: { sid: "S-1-2-0-1-2-3-1001", permissionScopes: [] } }),
      localUser({
        name: "unread",
        properties: { sid: undefined, hasSshPassword: undefined, hasSshKey: null },
      }),
    ];
    const outcome = await runScan(
      await start({
        subscriptions: [subscription({ accounts: [sftpAccount("st", { localUsers: users })] })],
      }),
    );
    const { known, scan } = reportOf(outcome);
    const id = expect.stringMatching(/\/storageAccounts\/st$/);
    const firstSeen = scan.collectedAt;
    expect(known.localUsers).toEqual([
      {
        account: id,
        name: "both",
        sid: "S-1-2-0-1-2-3-1000",
        keyKinds: ["password", "ssh-key"],
        scopes: ["rl:blob/in"],
        firstSeen,
      },
      { account: id, name: "none", sid: "S-1-2-0-1-2-3-1001", keyKinds: [], scopes: [], firstSeen },
      { account: id, name: "unread", sid: null, keyKinds: null, scopes: ["r:blob/inbox"], firstSeen },
    ]);
    expect(scan.complete).toBe(false);
  });

  test("--only, --skip and --subscription narrow what is read", async () => {
    const other = subscription({ displayName: "Other", accounts: [sftpAccount("stother")] });
    const azure = await start({ subscriptions: [subscription({ accounts: [sftpAccount("st")] }), other] });
    const outcome = await runScan(azure, [
      "--only",
      "storage",
      "--skip",
      "sftp-enabled,sftp-open-network",
      "--skip",
      "local-user-write-access",
      "--subscription",
      other.subscriptionId.toUpperCase(),
    ]);
    expect(lines(outcome)).toEqual([
      "critical 90 local-user-password partner",
      "high 78 sftp-uploads-unscanned stother",
      "low 8 sftp-no-deny-policy Contoso",
    ]);
    expect(azure.azure.log.filter(({ route }) => route === "storageAccounts")).toHaveLength(1);
    expect(reportOf(outcome).scan.scope).toEqual({
      subscriptions: [other.subscriptionId],
      only: ["storage"],
      skip: ["sftp-enabled", "sftp-open-network", "local-user-write-access"],
    });
  });

  test("foothold.yml names expected accounts and sensitive containers", async () => {
    const { mkdtemp, writeFile } = await import("node:fs/promises");
    const folder = await mkdtemp("/tmp/foothold-");
    await writeFile(`${folder}/mine.yml`, 'expected: { sftp: ["stexp*"] }\nsensitiveContainers: [payroll]\n');
    const users = [
      localUser({ name: "hr", properties: { hasSshKey: true, permissionScopes: scope("r", "payroll") } }),
    ];
    const azure = await start({
      subscriptions: [subscription({ accounts: [sftpAccount("stexpected", { localUsers: users })] })],
    });
    const outcome = await runScan(azure, ["--config", `${folder}/mine.yml`]);
    expect(lines(outcome)).toEqual([
      "high 74 local-user-sensitive-container hr",
      "medium 55 sftp-open-network stexpected",
      "low 8 sftp-no-deny-policy Contoso",
    ]);
  });
});

describe("what was not read", () => {
  const three = () =>
    ["Alpha", "Beta", "Gamma"].map((displayName) =>
      subscription({
        displayName,
        accounts: [sftpAccount(`st${displayName.toLowerCase()}`, { properties: { isSftpEnabled: false } })],
      }),
    );

  test("a denied subscription of three: exit 3, the others fully assessed, the permission named", async () => {
    const subscriptions = three();
    const denied = `/subscriptions/${subscriptions[1]?.subscriptionId}`;
    const azure = await start({ subscriptions }, {}, { denied: [denied] });
    const outcome = await runScan(azure);
    const { coverage, scan, known, checks } = reportOf(outcome);
    expect(outcome.exitCode).toBe(3);
    expect(scan.complete).toBe(false);
    expect(known.localUsers).toHaveLength(2);
    const ended = checks.map(
      ({ id, pass, fail, notApplicable, notAssessed }) =>
        `${id} ${pass + fail + notApplicable} ${notAssessed}`,
    );
    expect(ended).toEqual([
      "local-user-bypasses-key-ban 2 0",
      "local-user-dormant 2 0",
      "local-user-left-behind 2 0",
      "local-user-outlived-key-rotation 2 0",
      "local-user-password 2 0",
      "local-user-sensitive-container 2 0",
      "local-user-shared-key 2 0",
      "local-user-ssh-key-weak 0 0",
      // There is no baseline.
      "local-user-unknown 0 2",
      "local-user-write-access 2 0",
      "local-users-allowed-unused 2 0",
      "sftp-container-public 0 0",
      "sftp-enabled 2 0",
      "sftp-entra-data-access 0 0",
      "sftp-no-deny-policy 1 0",
      "sftp-open-network 2 0",
      "sftp-uploads-unscanned 2 0",
    ]);
    expect(coverage.find(({ section }) => section === "storageAccounts")?.gaps).toEqual([
      {
        reason: "denied",
        scope: denied,
        request: `GET ${denied}/providers/Microsoft.Storage/storageAccounts`,
        needs: "Microsoft.Storage/storageAccounts/read",
        role: "Reader",
        detail: expect.stringContaining("AuthorizationFailed"),
      },
    ]);
    const text = await runFoothold(["scan", "--cloud", azure.azure.url], azure);
    expect(text.stdout).toContain("Microsoft.Storage/storageAccounts/read");
    expect(text.stdout).toContain(denied);
    expect((await runScan(azure, ["--allow-partial"])).exitCode).toBe(0);
  });

  test("findings win over gaps: exit 1", async () => {
    const subscriptions = [
      subscription({ displayName: "Open", accounts: [sftpAccount("stopen")] }),
      ...three(),
    ];
    const denied = `/subscriptions/${subscriptions[1]?.subscriptionId}`;
    const outcome = await runScan(await start({ subscriptions }, {}, { denied: [denied] }));
    expect(outcome.exitCode).toBe(1);
    expect((await runScan(running as Running, ["--fail-on", "none"])).exitCode).toBe(3);
    expect((await runScan(running as Running, ["--fail-on", "none", "--allow-partial"])).exitCode).toBe(0);
  });

  test("local users denied on one account: the account is assessed, its users are not", async () => {
    const subscriptions = [subscription({ accounts: [sftpAccount("sthidden"), sftpAccount("stseen")] })];
    const id = `/subscriptions/${subscriptions[0]?.subscriptionId}/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/sthidden`;
    const action = "Microsoft.Storage/storageAccounts/localUsers/read";
    const outcome = await runScan(await start({ subscriptions }, {}, { denied: [{ scope: id, action }] }));
    expect(lines(outcome)).toEqual([
      "critical 90 local-user-password partner",
      "critical 90 local-user-write-access partner",
      "critical 90 sftp-open-network stseen",
      "high 78 sftp-uploads-unscanned stseen",
      "medium 62 sftp-enabled stseen",
      "medium 55 sftp-open-network sthidden",
      "medium 49 sftp-enabled sthidden",
      "low 8 sftp-no-deny-policy Contoso",
    ]);
    const unread = reportOf(outcome).notAssessed.map(
      ({ check, subject, gaps: [gap] }) =>
        `${check} ${subject?.name ?? "(list)"} ${gap?.needs ?? gap?.reason}`,
    );
    const notAsked = "not-requested";
    expect(unread).toEqual([
      `local-user-dormant (list) ${action}`,
      `local-user-dormant partner ${notAsked}`,
      `local-user-left-behind (list) ${action}`,
      `local-user-outlived-key-rotation (list) ${action}`,
      `local-user-password (list) ${action}`,
      `local-user-sensitive-container (list) ${action}`,
      `local-user-shared-key (list) ${action}`,
      `local-user-ssh-key-weak (list) ${notAsked}`,
      `local-user-unknown (list) ${action}`,
      `local-user-unknown partner ${notAsked}`,
      `local-user-write-access (list) ${action}`,
      `sftp-container-public (list) ${action}`,
      `sftp-uploads-unscanned sthidden ${action}`,
    ]);
  });

  test("everything denied: exit 4, and a report all the same", async () => {
    const subscriptions = three();
    const outcome = await runScan(
      await start(
        { subscriptions },
        {},
        { denied: subscriptions.map((one) => `/subscriptions/${one.subscriptionId}`) },
      ),
    );
    expect(outcome.exitCode).toBe(4);
    expect(outcome.stderr).toMatch(/nothing could be read: GET \/subscriptions\/.*AuthorizationFailed/);
    expect(reportOf(outcome).scan.complete).toBe(false);
  });

  test("no subscription visible is not a clean tenant: exit 4", async () => {
    const outcome = await runScan(await start({ subscriptions: [] }));
    expect(outcome.exitCode).toBe(4);
    expect(outcome.stderr).toContain("no subscription is visible to the principal");
  });

  test("a subscription that does not exist: named, exit 4 alone and 3 beside a good one", async () => {
    const good = subscription({ accounts: [account({ name: "stplain" })] });
    const azure = await start({ subscriptions: [good] });
    const missing = "00000000-0000-4000-8000-00000000dead";
    const alone = await runScan(azure, ["--subscription", missing]);
    expect(alone.exitCode).toBe(4);
    expect(alone.stderr).toContain(missing);
    const both = await runScan(azure, ["--subscription", `${missing},${good.subscriptionId}`]);
    expect(both.exitCode).toBe(3);
    expect(both.stderr).toMatch(
      new RegExp(`--subscription ${missing}: not read \\(status 404, SubscriptionNotFound`),
    );
    expect(reportOf(both).checks[0]).toMatchObject({ pass: 0 });
  });

  test("an answer about something else is not the subscription that was asked for", async () => {
    const good = subscription({ accounts: [account({ name: "stplain" })] });
    const azure = await start({ subscriptions: [good] });
    azure.azure.fault({ route: "subscription", answer: { kind: "empty-object" } });
    const outcome = await runScan(azure, ["--subscription", good.subscriptionId]);
    expect(outcome.exitCode).toBe(4);
    expect(outcome.stderr).toContain("the answer is not about this subscription");
  });

  test("an interrupt while nobody has signed in yet: exit 130 at once", async () => {
    const azure = await start({ subscriptions: three() });
    azure.azure.fault({ route: "token", answer: { kind: "hang" } });
    const interrupts = new AbortController();
    setTimeout(() => interrupts.abort(), 100);
    const outcome = await runScan(azure, [], { signal: interrupts.signal, attemptTimeoutMs: 60_000 });
    expect(outcome).toMatchObject({
      exitCode: 130,
      stderr: "foothold: interrupted before anything was read\n",
    });
  });

  test("an incomplete SARIF report comes with a warning", async () => {
    const subscriptions = three();
    const denied = [`/subscriptions/${subscriptions[0]?.subscriptionId}`];
    const azure = await start({ subscriptions }, {}, { denied });
    const { stderr } = await runFoothold(["scan", "--cloud", azure.azure.url, "-o", "sarif"], azure);
    expect(stderr).toContain("code scanning would take what was not read for fixed");
  });

  test("an interrupted scan writes what it has: exit 130", async () => {
    const azure = await start({ subscriptions: three() });
    azure.azure.fault({ route: "localUsers", match: "stbeta", answer: { kind: "hang" } });
    const interrupts = new AbortController();
    setTimeout(() => interrupts.abort(), 400);
    const outcome = await runScan(azure, [], { signal: interrupts.signal, attemptTimeoutMs: 60_000 });
    expect(outcome.exitCode).toBe(130);
    expect(reportOf(outcome).coverage.find(({ section }) => section === "localUsers")).toMatchObject({
      items: 2,
      gaps: [{ reason: "interrupted", scope: expect.stringMatching(/stbeta$/) }],
    });
  });
});

describe("names that look like types", () => {
  test.each(["storageAccounts", "localUsers", "providers", "subscriptions"])(
    "a resource group called %s hides nothing",
    async (resourceGroup) => {
      const accounts = [
        sftpAccount("evil", { resourceGroup }),
        // Where a reader of the id goes astray, it asks this one.
        sftpAccount("providers", { resourceGroup, localUsers: [] }),
      ];
      const outcome = await runScan(await start({ subscriptions: [subscription({ accounts })] }));
      const { known, findings } = reportOf(outcome);
      expect(known.localUsers.map(({ account: of, name }) => `${of.replace(/.*\//, "")} ${name}`)).toEqual([
        "evil partner",
      ]);
      const finding = findings.find(({ check }) => check === "local-user-password");
      expect(finding?.remediation.commands[0]).toContain(
        `--resource-group=${resourceGroup} --account-name=evil --name=partner `,
      );
      expect(finding?.subject.url?.endsWith("/storageAccounts/evil")).toBe(true);
    },
  );
});

describe("Azure's limits", () => {
  const crowd = (count: number) =>
    subscription({
      accounts: Array.from({ length: count }, (_, at) => sftpAccount(`st${String(at).padStart(4, "0")}`)),
    });

  test("a burst, then waits until the window lets more in; everything is read", async () => {
    const azure = await start({ subscriptions: [crowd(200)] });
    const outcome = await runScan(azure);
    expect(reportOf(outcome).known.localUsers).toHaveLength(200);
    expect(reportOf(outcome).scan.complete).toBe(true);
    expect(outcome.stderr).toMatch(
      /waiting for the storage provider's limit of 95 lists in 5 minutes, expected until \d\d:\d\d:\d\dZ/,
    );
  });

  test("past the longest wait the rest is a throttled gap, SFTP accounts first and switched-off ones last", async () => {
    const accounts = [
      ...Array.from({ length: 60 }, (_, at) =>
        sftpAccount(`aoff${at}`, { properties: { isLocalUserEnabled: false } }),
      ),
      ...Array.from({ length: 60 }, (_, at) =>
        sftpAccount(`bidle${at}`, { properties: { isSftpEnabled: false } }),
      ),
      ...Array.from({ length: 60 }, (_, at) => sftpAccount(`csftp${at}`)),
    ];
    const azure = await start({ subscriptions: [subscription({ accounts })] });
    const outcome = await runScan(azure, ["--max-wait", "1m"]);
    const read = reportOf(outcome).known.localUsers.map((user) =>
      user.account.replace(/.*\//, "").replace(/\d+$/, ""),
    );
    expect(
      Object.fromEntries(
        ["csftp", "bidle", "aoff"].map((kind) => [kind, read.filter((name) => name === kind).length]),
      ),
    ).toEqual({ csftp: 60, bidle: 35, aoff: 0 });
    const gaps = reportOf(outcome).coverage.find(({ section }) => section === "localUsers")?.gaps ?? [];
    expect(gaps).toHaveLength(85);
    expect(new Set(gaps.map(({ reason }) => reason))).toEqual(new Set(["throttled"]));
    expect(azure.azure.log.filter(({ route }) => route === "localUsers")).toHaveLength(95);
  });

  test("the longest wait is one request's, however often it is told to wait", async () => {
    const azure = await start({ subscriptions: [crowd(1)] });
    azure.azure.fault({ route: "localUsers", answer: { kind: "throttled", retryAfter: 40 } });
    const outcome = await runScan(azure, ["--max-wait", "1m"]);
    expect(azure.azure.log.filter(({ route }) => route === "localUsers")).toHaveLength(2);
    expect(reportOf(outcome).coverage.find(({ section }) => section === "localUsers")?.gaps[0]?.reason).toBe(
      "throttled",
    );
  });

  test("not to wait for limits is no reason not to try again after a fault", async () => {
    const azure = await start({ subscriptions: [crowd(1)] });
    azure.azure.fault({ route: "localUsers", times: 1, answer: { kind: "server-error", status: 502 } });
    expect(reportOf(await runScan(azure, ["--max-wait", "0"])).scan.complete).toBe(true);
    azure.azure.fault({
      route: "localUsers",
      answer: { kind: "server-error", status: 503, retryAfter: 3600 },
    });
    expect(reportOf(await runScan(azure, ["--max-wait", "10m"])).scan.complete).toBe(false);
  });

  test("regions and subscriptions have budgets of their own", async () => {
    const accounts = ["westeurope", "northeurope"].flatMap((location) =>
      Array.from({ length: 90 }, (_, at) => sftpAccount(`st${location.slice(0, 4)}${at}`, { location })),
    );
    const azure = await start({ subscriptions: [subscription({ accounts })] });
    const outcome = await runScan(azure, ["--max-wait", "0"]);
    expect(reportOf(outcome).scan.complete).toBe(true);
  });
});

describe("clouds that lag behind", () => {
  test("an api-version that is not known yet falls back to the newest that is", async () => {
    const azure = await start(
      { subscriptions: [subscription({ accounts: [sftpAccount("stold")] })] },
      { apiVersions: { "Microsoft.Storage": ["2021-08-01", "2023-05-01"], subscriptions: ["2020-01-01"] } },
    );
    const outcome = await runScan(azure);
    expect(reportOf(outcome).scan.complete).toBe(true);
    expect(lines(outcome)).toContain("critical 90 local-user-password partner");
    const asked = azure.azure.log
      .filter(({ route }) => route === "storageAccounts")
      .map(({ query }) => query["api-version"]);
    expect(asked).toEqual(["2026-09-01", "2023-05-01"]);
  });

  test("a version from before SFTP does not say that SFTP is off", async () => {
    const azure = await start(
      { subscriptions: [subscription({ accounts: [sftpAccount("stold")] })] },
      { apiVersions: { "Microsoft.Storage": ["2016-01-01", "2019-06-01"] } },
    );
    const outcome = await runScan(azure, ["--skip", "sftp-no-deny-policy"]);
    expect(outcome.exitCode).toBe(4);
    expect(reportOf(outcome).summary.pass).toBe(0);
    expect(azure.azure.log.filter(({ query }) => query["api-version"] === "2019-06-01")).toEqual([]);
  });

  test("a cloud that knows none of them is a gap", async () => {
    const azure = await start(
      { subscriptions: [subscription()] },
      { apiVersions: { "Microsoft.Storage": ["2031-01-01"] } },
    );
    const outcome = await runScan(azure, ["--skip", "sftp-no-deny-policy"]);
    expect(outcome.exitCode).toBe(4);
    expect(outcome.stderr).toContain("InvalidResourceType");
  });
});

test("the same tenant at the same time gives the same bytes, whatever comes first", async () => {
  const at = Date.parse("2026-11-20T06:00:00Z");
  const clock = { ...hastyClock(), now: () => at };
  const subscriptions = ["Zulu", "Alpha"].map((displayName) =>
    subscription({
      displayName,
      accounts: [
        sftpAccount(`st${displayName.toLowerCase()}`),
        sftpAccount("stshared", { resourceGroup: displayName }),
      ],
    }),
  );
  const azure = await start({ subscriptions });
  const first = await runScan(azure, [], { clock });
  const second = await runScan(azure, ["--concurrency", "1"], { clock });
  expect(second.stdout).toBe(first.stdout);
});
