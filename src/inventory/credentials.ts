import { daysBetween, isExpired } from "./app-factors.ts";
import { type Factor, factor } from "./factors.ts";
import type { SectionView } from "./inventory.ts";
import { type Gap, known, type Known, type Listed, unknown } from "./known.ts";
import { canonicalId } from "./scope.ts";
import {
  type AppCredentialSignInActivity,
  type Credential,
  objectIdOf,
  type ServicePrincipal,
} from "./sections.ts";

const DAY_MS = 86_400_000;

/** True for what signs tokens that Entra hands out, and signs nobody in. */
export function signsTokens({ signsSaml, usage }: Credential): boolean {
  return signsSaml || usage?.toLowerCase() === "sign";
}

/**
 * What leaves open whether a credential belongs to a SAML certificate: a password and a public key of it look like
 * any others where the sign-on mode, or the private key, was not read.
 */
export function samlGap(
  { on }: Credential,
  { preferredSingleSignOnMode: mode, keyCredentials: keys }: ServicePrincipal,
): Gap | undefined {
  if (on === "application" || (mode.known && mode.value?.toLowerCase() !== "saml")) return undefined;
  if (!keys.known) return keys.gap;
  if (mode.known) return undefined;
  return keys.value.some(({ usage }) => usage?.toLowerCase() === "sign") ? mode.gap : undefined;
}

/** Why nobody signs in with it, null where somebody could. */
export function whyHarmless(
  credential: Credential,
  principal: ServicePrincipal | undefined,
  now: Date,
): Known<string | null> {
  if (signsTokens(credential)) return known("It signs the tokens of SAML.");
  if (isExpired(credential, now)) return known("It has expired.");
  const gap = principal === undefined ? undefined : samlGap(credential, principal);
  return gap === undefined ? known(null) : unknown(gap);
}

/** The credentials of the same owner that sign in today and began before this one; a gap where more could have. */
export function olderBeside(
  credential: Credential,
  credentials: SectionView<Credential>,
  now: Date,
): Listed<Credential> {
  const { dated, undated, gaps } = workingOf(credential.ownerId, credentials, now);
  const start = timeOf(credential.startDateTime);
  const unread = credentials.gapsAt(credential.ownerId);
  if (start === undefined) {
    const isAlone = dated.length === 0 && undated.every(({ id }) => id === credential.id);
    return { items: [], gaps: isAlone ? unread : [...unread, missingStart(credential)] };
  }
  const items: Credential[] = [];
  for (const other of dated) {
    if (other.start >= start) break;
    items.push(other.credential);
  }
  return { items, gaps: [...unread, ...gaps] };
}

/** The credentials of one owner that sign in today. */
interface Working {
  /** Those with a start, in milliseconds since 1970, the earliest first. */
  readonly dated: readonly { readonly credential: Credential; readonly start: number }[];
  readonly undated: readonly Credential[];
  /** That these are undated. */
  readonly gaps: readonly Gap[];
}

/** Once for all credentials of an owner: there can be thousands, and no pair of them must parse dates. */
const WORKING = new WeakMap<SectionView<Credential>, Map<string, Working>>();

function workingOf(ownerId: string, credentials: SectionView<Credential>, now: Date): Working {
  const owners = WORKING.get(credentials) ?? new Map<string, Working>();
  WORKING.set(credentials, owners);
  const key = `${now.getTime()} ${canonicalId(ownerId)}`;
  const before = owners.get(key);
  if (before !== undefined) return before;
  const all = credentials.of(ownerId).filter((one) => !signsTokens(one) && !isExpired(one, now));
  const dated = all
    .flatMap((credential) => {
      const start = timeOf(credential.startDateTime);
      return start === undefined ? [] : [{ credential, start }];
    })
    .sort((a, b) => a.start - b.start);
  const undated = all.filter((one) => timeOf(one.startDateTime) === undefined);
  const working = { dated, undated, gaps: undated.map(missingStart) };
  owners.set(key, working);
  return working;
}

/** True where it ends before that many days have passed; without an end it never does. */
export function endsWithin(credential: Credential, days: number, now: Date): boolean {
  const end = ENDS.get(credential) ?? timeOf(credential.endDateTime) ?? Number.POSITIVE_INFINITY;
  ENDS.set(credential, end);
  return end - now.getTime() <= days * DAY_MS;
}

/** Each of thousands of siblings asks for the end of each older one: dates are parsed once. */
const ENDS = new WeakMap<Credential, number>();

/** True where it began more than that many days ago. What lies in the future is new. */
export function beganBefore({ startDateTime }: Credential, days: number, now: Date): boolean {
  const start = timeOf(startDateTime);
  return start !== undefined && now.getTime() - start > days * DAY_MS;
}

/** Dates so far away stand for never: the portal once wrote 2299-12-31. */
const NEVER = Date.parse("2099-01-01T00:00:00Z");

/**
 * For how many days it was made, for ever where it has no end worth the name. Without a start, what is left of them
 * is the least that it can be, and a gap.
 */
export function lifetimeOf(credential: Credential, now: Date): { readonly days: number; readonly gap?: Gap } {
  const end = timeOf(credential.endDateTime) ?? NEVER;
  if (end >= NEVER) return { days: Number.POSITIVE_INFINITY };
  const start = timeOf(credential.startDateTime);
  const days = Math.floor((end - (start ?? now.getTime())) / DAY_MS);
  return start === undefined ? { days, gap: missingStart(credential) } : { days };
}

/** That nobody uses a credential: the end of a sentence, and what it weighs. */
export interface Idleness {
  readonly says: string;
  readonly factors: readonly Factor[];
}

/**
 * Null where somebody uses it, or where it is too new to tell. What never signed in is not in the report.
 * @param days after how many days without a sign-in
 */
export function idlenessOf(
  credential: Credential,
  activities: SectionView<AppCredentialSignInActivity>,
  days: number,
  now: Date,
): Known<Idleness | null> {
  const activity = activities.get(`/reports/appCredentialSignInActivities/${credential.keyId}`);
  const [unread] = activity === undefined ? activities.gapsAt("") : [];
  if (unread !== undefined) return unknown(unread);
  const report = { scope: credential.id, request: "GET /beta/reports/appCredentialSignInActivities" };
  // Some credential of a tenant signs in: a report that names none is not filled.
  if (activities.all().length === 0)
    return unknown({ ...report, reason: "unsupported", detail: "the report is empty" });
  const last = activity?.lastSignIn ?? known(null);
  if (!last.known) return last;
  if (last.value !== null) {
    if (timeOf(last.value) === undefined)
      return unknown({ ...report, reason: "malformed", detail: "lastSignIn is no date" });
    const idle = daysBetween(last.value, now);
    if (idle <= days) return known(null);
    const date = last.value.slice(0, 10);
    const factors = idle > 90 ? [factor("unused-90-days", `It was last used on ${date}.`)] : [];
    return known({ says: `and has not been used since ${date}`, factors });
  }
  if (timeOf(credential.startDateTime) === undefined) return unknown(missingStart(credential));
  if (!beganBefore(credential, days, now)) return known(null);
  return known({
    says: "and was never used",
    factors: [factor("never-used", "No sign-in with it is on record.")],
  });
}

/** Graph may leave dates out, and a verdict that hangs on one stays open. */
export function missingStart({ id, on }: Credential): Gap {
  const request = on === "application" ? "GET /v1.0/applications" : "GET /v1.0/servicePrincipals";
  return { reason: "malformed", scope: id, request, detail: "startDateTime is no date" };
}

function timeOf(date: string | null): number | undefined {
  const time = Date.parse(date ?? "");
  return Number.isNaN(time) ? undefined : time;
}

const NOUNS: Readonly<Record<Credential["kind"], string>> = {
  password: "Secret",
  "symmetric-key": "Symmetric key",
  certificate: "Certificate",
};

/** `Secret "ci" of "billing"`. */
export function credentialOf({ kind, name, ownerName, on }: Credential): string {
  const owner = on === "application" ? `"${ownerName}"` : `the service principal "${ownerName}"`;
  return `${NOUNS[kind]} "${name}" of ${owner}`;
}

/** How one gets in with this very credential. */
export function ownCredentialFactor({ on, kind }: Credential): Factor {
  if (on === "service-principal")
    return factor("service-principal-credential", "The credential sits on the service principal itself.");
  return kind === "certificate"
    ? factor("certificate", "It is a certificate, whose private key must be stolen.")
    : factor("secret", "It is a secret, which whoever has seen it can use.");
}

/**
 * For `az ad {type} credential delete --id={owner} --key-id={secret}`, and the same with `{certificate}` and `--cert`:
 * the list of the other kind is empty, so that its command is left out.
 */
export function credentialFill({
  on,
  ownerId,
  kind,
  keyId,
}: Credential): Readonly<Record<string, string | string[]>> {
  return {
    type: on === "application" ? "app" : "sp",
    owner: objectIdOf(ownerId),
    secret: kind === "password" ? [keyId] : [],
    certificate: kind === "password" ? [] : [keyId],
  };
}

/** `credentialFill` fills them. https://learn.microsoft.com/cli/azure/ad/app/credential */
export const DELETE_CREDENTIAL = [
  "az ad {type} credential delete --id={owner} --key-id={secret}",
  "az ad {type} credential delete --id={owner} --key-id={certificate} --cert",
] as const;
