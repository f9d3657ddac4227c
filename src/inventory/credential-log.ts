import { olderBeside } from "./credentials.ts";
import type { SectionView } from "./inventory.ts";
import type { Listed } from "./known.ts";
import { canonicalId } from "./scope.ts";
import type { Credential, CredentialAddition } from "./sections.ts";

/**
 * The credential with the day on which the audit log saw it come as its start: whoever adds one chooses its start and can
 * date it back. As it is where the log does not tell of it, or tells that it came before.
 */
export function startedAsLogged(
  credential: Credential,
  credentialAdditions: SectionView<CredentialAddition>,
): Credential {
  const logged = loggedIn(credentialAdditions).get(canonicalId(credential.id));
  const start = Date.parse(credential.startDateTime ?? "");
  return logged === undefined || Date.parse(logged) <= start
    ? credential
    : { ...credential, startDateTime: logged };
}

/**
 * As `olderBeside`, of a credential whose start the log may have put right: dated back, it would be older than itself.
 * @param logged what `startedAsLogged` made of it
 */
export function olderBesideLogged(
  credential: Credential,
  logged: Credential,
  credentials: SectionView<Credential>,
  now: Date,
): Listed<Credential> {
  const beside = olderBeside(logged, credentials, now);
  if (logged === credential) return beside;
  return {
    items: beside.items.filter(({ id }) => id !== credential.id),
    gaps: beside.gaps.filter(({ scope }) => scope !== credential.id),
  };
}

/** The end of a sentence where the audit log gives the lie to its start. */
export function datedBack(
  { startDateTime: start }: Credential,
  { startDateTime: added }: Credential,
): string {
  if (start === null || start === added) return "";
  return `, dated back from "${String(added).slice(0, 10)}" to "${start.slice(0, 10)}"`;
}

/** When each of them was added, by its id. Each of thousands of credentials asks. */
const LOGGED = new WeakMap<SectionView<CredentialAddition>, ReadonlyMap<string, string>>();

function loggedIn(additions: SectionView<CredentialAddition>): ReadonlyMap<string, string> {
  const known = LOGGED.get(additions);
  if (known !== undefined) return known;
  const byId = new Map<string, string>();
  for (const { states, first } of additions.all()) {
    for (const { id } of states) {
      const key = canonicalId(id);
      if (first < (byId.get(key) ?? "~")) byId.set(key, first);
    }
  }
  LOGGED.set(additions, byId);
  return byId;
}
