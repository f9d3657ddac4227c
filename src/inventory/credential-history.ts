import { olderBesideLogged } from "./credential-log.ts";
import { endsWithin } from "./credentials.ts";
import { factor } from "./factors.ts";
import type { SectionView } from "./inventory.ts";
import type { Listed } from "./known.ts";
import type { Credential, CredentialRecord } from "./sections.ts";

/**
 * Does the baseline know other credentials of the owner, and not this one? One that knows none may not know the owner:
 * applications that hold no credential stand in no report.
 */
export function isAddedSince({ id, ownerId }: Credential, history: SectionView<CredentialRecord>): boolean {
  const record = history.get(id);
  const isNew = record === undefined || record.unclaimed === true;
  return isNew && history.of(ownerId).length > 0 && history.gapsAt(id).length === 0;
}

export const NOT_IN_BASELINE = [
  factor("new-since-baseline", "The baseline knows others of its owner, and not this one."),
] as const;

/**
 * The older ones that work beside it. Whatever one that was added since says of its start: those that the baseline knew
 * were there before.
 * @param told what `startedAsLogged` made of it
 */
export function othersBeside(
  credential: Credential,
  told: Credential,
  isAdded: boolean,
  credentials: SectionView<Credential>,
  now: Date,
): Listed<Credential> {
  const begun = isAdded ? { ...told, startDateTime: now.toISOString() } : told;
  return olderBesideLogged(credential, begun, credentials, now);
}

/** ` since the baseline beside a credential in use` */
export function addedText(isAdded: boolean, older: readonly Credential[]): string {
  const since = isAdded ? " since the baseline" : "";
  if (older.length === 0) return since;
  return `${since} beside ${older.length === 1 ? "a credential" : `${older.length} credentials`} in use`;
}

/** For so long an old credential may stay beside the one that replaces it. */
const ROTATION_DAYS = 30;

/** A guard for who replaces a credential by a new one. */
export function rotationCeiling({ items, gaps }: Listed<Credential>, now: Date): Ceiling | undefined {
  if (gaps.length > 0 || !items.every((one) => endsWithin(one, ROTATION_DAYS, now))) return undefined;
  const because =
    items.length === 0
      ? "No older one works beside it: it replaced what the baseline knew."
      : `It replaces one that expires within ${ROTATION_DAYS} days.`;
  return { band: "low", because };
}

interface Ceiling {
  readonly band: "low";
  readonly because: string;
}
