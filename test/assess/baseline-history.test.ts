import { describe, expect, test } from "vitest";
import { withHistory } from "../../src/assess/baseline-history.ts";
import { emptySections, type Inventory } from "../../src/inventory/inventory.ts";
import { type Gap, known, makesIncomplete } from "../../src/inventory/known.ts";
import type { Coverage, KnownCredential, ScanReport } from "../../src/reporter.ts";
import { ACCOUNT_ID, cleanReport, sampleReport } from "../reports/sample-report.ts";

const A = "11111111-1111-4111-8111-111111111111";
const B = "22222222-2222-4222-8222-22222222222b";
const TENANT = `/tenants/${sampleReport().scan.tenantId}`;

const inventory: Inventory = {
  collectedAt: "2026-12-01T00:00:00.000Z",
  sections: {
    ...emptySections(),
    subscriptions: {
      items: [A, B].map((guid) => ({
        id: `/subscriptions/${guid.toUpperCase()}`,
        name: guid,
        subscriptionId: guid,
        tenantId: known(null),
        state: known("Enabled"),
      })),
      gaps: [],
    },
  },
};

const row = (section: Coverage["section"], gaps: readonly Gap[] = []): Coverage => ({
  section,
  items: 1,
  requests: 1,
  pages: 1,
  retries: 0,
  gaps,
});
const READ = [row("localUsers"), row("applications"), row("servicePrincipals")];

function baseline(scan: Partial<ScanReport["scan"]>, over: Partial<ScanReport> = {}): ScanReport {
  const clean = cleanReport({ coverage: READ, ...over });
  return { ...clean, scan: { ...clean.scan, ...scan } };
}

const historyOf = (before: ScanReport) => withHistory(inventory, before).sections;
const untold = (scope: string, detail: string) => ({
  reason: "unsupported",
  scope,
  request: "the baseline",
  detail,
});

describe("local users of the baseline", () => {
  test("are records under the users' ids", () => {
    expect(historyOf(baseline({ subscriptions: [A, B] })).localUserHistory).toEqual({
      items: [
        {
          id: `${ACCOUNT_ID}/localUsers/backup`,
          name: "backup",
          accountId: ACCOUNT_ID,
          sid: "S-1-2-0-1-1000",
          firstSeen: "2026-11-20T06:00:00Z",
        },
        {
          id: `${ACCOUNT_ID}/localUsers/old`,
          name: "old",
          accountId: ACCOUNT_ID,
          sid: null,
          firstSeen: "2026-11-20T06:00:00Z",
        },
      ],
      gaps: [],
    });
  });

  const unseen = untold(`/subscriptions/${B.toUpperCase()}`, "the baseline did not look at the subscription");
  const both = [A, B].map((guid) => ({ ...unseen, scope: `/subscriptions/${guid.toUpperCase()}` }));
  const denied: Gap = { reason: "denied", scope: ACCOUNT_ID, request: "GET x", detail: "no role" };
  const scope = (subscriptions: readonly string[]) => ({ scope: { subscriptions, only: [], skip: [] } });

  test.each<[string, ScanReport, readonly object[]]>([
    ["a subscription that it did not list", baseline({ subscriptions: [A] }), [unseen]],
    ["none was listed", baseline({ subscriptions: [] }), both],
    ["an older report was narrowed", baseline(scope([A.toUpperCase()])), [unseen]],
    ["an older report was not narrowed", baseline(scope([])), []],
    [
      "what it did not read",
      baseline({ subscriptions: [A, B] }, { coverage: [row("localUsers", [denied])] }),
      [untold(ACCOUNT_ID, "the baseline did not read it: no role")],
    ],
    [
      "what it did not read, without a word",
      baseline(
        { subscriptions: [A, B] },
        { coverage: [row("localUsers", [{ reason: "throttled", scope: ACCOUNT_ID, request: "GET x" }])] },
      ),
      [untold(ACCOUNT_ID, "the baseline did not read it: throttled")],
    ],
    [
      "local users were not asked for",
      baseline({ subscriptions: [A, B] }, { coverage: [row("applications")] }),
      [untold(TENANT, "the baseline was not asked for it")],
    ],
  ])("leave a gap, which makes no scan incomplete: %s", (_, before, gaps) => {
    const { localUserHistory } = historyOf(before);
    expect(localUserHistory.gaps).toEqual(gaps);
    expect(localUserHistory.gaps.filter(makesIncomplete)).toEqual([]);
  });
});

describe("credentials of the baseline", () => {
  const APP = "/applications/44444444-4444-4444-8444-444444444444";
  const credential = (kind: KnownCredential["kind"]): KnownCredential => ({
    owner: APP,
    keyId: "k",
    kind,
    start: null,
    end: null,
    firstSeen: "2026-01-01T00:00:00Z",
  });
  const idsOf = (kind: KnownCredential["kind"]) =>
    historyOf(
      baseline({}, { known: { localUsers: [], credentials: [credential(kind)], grants: [] } }),
    ).credentialHistory.items.map(({ id }) => id);

  test.each<[KnownCredential["kind"], readonly string[]]>([
    ["password", [`${APP}/passwordCredentials/k`]],
    ["certificate", [`${APP}/keyCredentials/k`]],
    ["symmetric-key", [`${APP}/keyCredentials/k`]],
    ["federated", []],
  ])("%s: %j", (kind, ids) => {
    expect(idsOf(kind)).toEqual(ids);
  });

  test("know their owner and when they were seen first", () => {
    const known_ = { localUsers: [], credentials: [credential("password")], grants: [] };
    expect(historyOf(baseline({}, { known: known_ })).credentialHistory).toEqual({
      items: [
        {
          id: `${APP}/passwordCredentials/k`,
          name: "k",
          ownerId: APP,
          keyId: "k",
          firstSeen: "2026-01-01T00:00:00Z",
        },
      ],
      gaps: [],
    });
  });

  test("are not known where their owners were not read", () => {
    const gap: Gap = { reason: "malformed", scope: APP, request: "GET x" };
    const coverage = [row("localUsers"), row("applications", [gap])];
    expect(historyOf(baseline({}, { coverage })).credentialHistory.gaps).toEqual([
      untold(APP, "the baseline did not read it: malformed"),
      untold(TENANT, "the baseline was not asked for it"),
    ]);
  });
});

test("nothing else of the inventory is another", () => {
  const { sections, collectedAt } = withHistory(inventory, baseline({}));
  const { localUserHistory: _, credentialHistory: __, ...rest } = sections;
  const { localUserHistory: ___, credentialHistory: ____, ...before } = inventory.sections;
  expect([rest, collectedAt]).toEqual([before, inventory.collectedAt]);
});
