import type { Inventory, Section } from "../inventory/inventory.ts";
import type { Gap } from "../inventory/known.ts";
import { canonicalId } from "../inventory/scope.ts";
import type { CredentialRecord, LocalUserRecord, SectionName } from "../inventory/sections.ts";
import type { KnownCredential, ScanReport } from "../reporter.ts";

/** What was collected, and what the baseline knew: whom it did not look at, it does not know. */
export function withHistory(inventory: Inventory, baseline: ScanReport): Inventory {
  const localUserHistory = localUsersOf(baseline, inventory);
  const credentialHistory = credentialsOf(baseline);
  return { ...inventory, sections: { ...inventory.sections, localUserHistory, credentialHistory } };
}

function localUsersOf(baseline: ScanReport, { sections }: Inventory): Section<LocalUserRecord> {
  const items = baseline.known.localUsers.map(
    ({ account, name, sid, firstSeen, unclaimed }): LocalUserRecord => ({
      id: `${account}/localUsers/${name}`,
      name,
      accountId: account,
      sid,
      firstSeen,
      ...(unclaimed === undefined ? {} : { unclaimed }),
    }),
  );
  const { subscriptions, scope } = baseline.scan;
  const listed = subscriptions ?? (scope.subscriptions.length === 0 ? undefined : scope.subscriptions);
  const seen = new Set(listed?.map((subscription) => `/subscriptions/${subscription.toLowerCase()}`));
  const unseen = sections.subscriptions.items
    .filter(({ id }) => listed !== undefined && !seen.has(canonicalId(id)))
    .map(({ id }) => unread(id, "the baseline did not look at the subscription"));
  return { items, gaps: [...gapsOf(baseline, "localUsers"), ...unseen] };
}

/** Federated credentials are a section of their own, and Entra tells when each was made of none. */
function credentialsOf(baseline: ScanReport): Section<CredentialRecord> {
  const items = baseline.known.credentials.flatMap((credential): readonly CredentialRecord[] => {
    const { owner, keyId, kind, firstSeen, unclaimed } = credential;
    const list = LISTS[kind];
    if (list === undefined) return [];
    const record = { id: `${owner}/${list}/${keyId}`, name: keyId, ownerId: owner, keyId, firstSeen };
    return [unclaimed === undefined ? record : { ...record, unclaimed }];
  });
  return { items, gaps: [...gapsOf(baseline, "applications"), ...gapsOf(baseline, "servicePrincipals")] };
}

const LISTS: Readonly<Record<KnownCredential["kind"], string | undefined>> = {
  password: "passwordCredentials",
  certificate: "keyCredentials",
  "symmetric-key": "keyCredentials",
  federated: undefined,
};

/** What the baseline did not read of a section, or that it read none of it. */
function gapsOf({ coverage, scan }: ScanReport, name: SectionName): readonly Gap[] {
  const row = coverage.find(({ section }) => section === name);
  if (row === undefined) return [unread(`/tenants/${scan.tenantId}`, "the baseline was not asked for it")];
  return row.gaps.map(({ scope, reason, detail }) =>
    unread(scope, `the baseline did not read it: ${detail ?? reason}`),
  );
}

/** Nothing of this scan: that an earlier one saw less is no fault of it. */
function unread(scope: string, detail: string): Gap {
  return { reason: "unsupported", scope, request: "the baseline", detail };
}
