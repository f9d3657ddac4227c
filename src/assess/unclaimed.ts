import { isAddedSince } from "../inventory/credential-history.ts";
import { type Inventory, viewSections } from "../inventory/inventory.ts";
import { canonicalId } from "../inventory/scope.ts";
import type { KnownCredential, KnownLocalUser, ScanReport } from "../reporter.ts";

/**
 * The report, in whose inventory stands what was found as new, now or in the baseline and not looked at since. Without
 * it, a report would be the next scan's proof that a foothold has always been there.
 */
export function withUnclaimed(report: ScanReport, { sections }: Inventory): ScanReport {
  const users = subjectsOf("local-user-unknown", report);
  const credentials = subjectsOf("credential-added", report);
  if (users.size + credentials.size === 0) return report;

  const { credentialHistory, localUserHistory } = viewSections(sections);
  const added = new Set(
    sections.credentials.items
      .filter(({ id }) => credentials.has(canonicalId(id)))
      .filter((credential) => isAddedSince(credential, credentialHistory))
      .map(({ ownerId, keyId }) => ownKey(ownerId, keyId)),
  );
  const { known } = report;
  return {
    ...report,
    known: {
      ...known,
      localUsers: known.localUsers.map((user) => (users.has(userId(user)) ? unclaimed(user) : user)),
      credentials: known.credentials.map(
        (credential): KnownCredential =>
          added.has(ownKey(credential.owner, credential.keyId))
            ? { ...credential, unclaimed: true }
            : credential,
      ),
    },
  };

  function unclaimed(user: KnownLocalUser): KnownLocalUser {
    const record = localUserHistory.get(userId(user));
    const isNew = record === undefined || record.unclaimed === "unknown";
    return { ...user, unclaimed: isNew ? "unknown" : "made-anew" };
  }
}

/** What a check found, and what it found once and could not look at again. */
function subjectsOf(check: string, { findings, resolved }: ScanReport): ReadonlySet<string> {
  const carriedOver = resolved.filter(({ reread, agedOut }) => !reread && agedOut === undefined);
  return new Set(
    [...findings, ...carriedOver].flatMap((finding) =>
      finding.check === check ? [canonicalId(finding.subject.id)] : [],
    ),
  );
}

function userId({ account, name }: KnownLocalUser): string {
  return canonicalId(`${account}/localUsers/${name}`);
}

function ownKey(owner: string, keyId: string): string {
  return canonicalId(`${owner}/${keyId}`);
}
