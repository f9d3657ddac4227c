import { addressRange } from "../../inventory/addresses.ts";
import type { ServicePrincipalSignIn, SignInAnomaly } from "../../inventory/sections.ts";
import { compare, dayOf } from "./incident.ts";

const DAY_MS = 86_400_000;

/** Before so much was seen of a principal, anything is new. */
const HISTORY_MS = 14 * DAY_MS;
const REST_MS = 30 * DAY_MS;
const FAILURES = 20;

type Kind = SignInAnomaly["kinds"][number];

/** A day of a service principal with sign-ins that are none of the usual ones. */
export interface UnusualDay {
  /** `2026-11-20` */
  readonly day: string;
  /** Never empty. */
  readonly novelties: readonly [Novelty, ...Novelty[]];
}

export interface Novelty {
  readonly signIn: ServicePrincipalSignIn;
  readonly kinds: readonly Kind[];
  /** A list of nouns: `a new network, a new key`. */
  readonly because: string;
}

/** What is told of a sign-in and can be new. */
interface Trait {
  readonly kind: Kind;
  readonly noun: string;
  /** Null where the log does not tell it: that is not new. */
  readonly of: (signIn: ServicePrincipalSignIn) => string | null;
}

const TRAITS: readonly Trait[] = [
  { kind: "new-network", noun: "a new network", of: networkOf },
  { kind: "new-country", noun: "a new country", of: ({ country }) => country },
  { kind: "new-credential", noun: "a new key", of: ({ keyId }) => keyId },
  { kind: "new-resource", noun: "a new API", of: ({ resource }) => resource },
];

/**
 * The unusual days of one principal, each against all days before it.
 * @param options.from the first moment to judge, in milliseconds since 1970; what lies before tells what is usual
 * @param options.since when the logs begin, for a principal that could have signed in since then; null for others
 */
export function unusualDays(
  signIns: readonly ServicePrincipalSignIn[],
  { from, since }: { readonly from: number; readonly since: number | null },
): readonly UnusualDay[] {
  const seen = new Set<string>();
  let earliest = Number.POSITIVE_INFINITY;
  let latest = since ?? Number.POSITIVE_INFINITY;
  return byDay(signIns).flatMap(([day, all]) => {
    const successes = all.filter(({ errorCode }) => errorCode === 0);
    const first = startOf(all);
    const novelties = [
      ...(first - earliest >= HISTORY_MS ? successes : []).flatMap((signIn) => firstSeen(signIn, seen)),
      ...wakeUp(successes, first - latest),
      ...failures(all),
    ];
    for (const signIn of successes) for (const { key } of traitsOf(signIn)) seen.add(key);
    if (successes.length > 0) {
      earliest = Math.min(earliest, first);
      latest = endOf(successes);
    }
    const [one, ...more] = novelties;
    return one === undefined || endOf(all) < from ? [] : [{ day, novelties: [one, ...more] }];
  });
}

/**
 * Sign-ins that may lie within a day after failures, and come from where those came from: a row tells of a whole day, and
 * an address that the log does not name may be any.
 */
export function successesAfter(
  novelties: readonly Novelty[],
  signIns: readonly ServicePrincipalSignIn[],
): readonly ServicePrincipalSignIn[] {
  const failed = novelties.flatMap(({ signIn, kinds }) => (kinds.includes("failures") ? [signIn] : []));
  const byAddress = new Map<string | null, { readonly first: number; readonly last: number }>();
  for (const { ip, first, last } of failed) {
    for (const address of new Set([ip, ANY])) {
      const span = byAddress.get(address) ?? { first: Number.POSITIVE_INFINITY, last: 0 };
      byAddress.set(address, {
        first: Math.min(span.first, Date.parse(first)),
        last: Math.max(span.last, Date.parse(last)),
      });
    }
  }
  return signIns.filter(({ ip, first, last, errorCode }) => {
    if (errorCode !== 0) return false;
    return [ip ?? ANY, null].some((address) => {
      const span = byAddress.get(address);
      return span !== undefined && Date.parse(last) > span.first && Date.parse(first) <= span.last + DAY_MS;
    });
  });
}

/** Of all addresses together. */
const ANY = "any";

function byDay(
  signIns: readonly ServicePrincipalSignIn[],
): readonly (readonly [string, readonly ServicePrincipalSignIn[]])[] {
  const sorted = [...signIns].sort((a, b) => compare(a.first, b.first) || compare(a.id, b.id));
  return [...Map.groupBy(sorted, ({ first }) => dayOf(first))];
}

function startOf(signIns: readonly ServicePrincipalSignIn[]): number {
  return signIns.reduce((least, { first }) => Math.min(least, Date.parse(first)), Number.POSITIVE_INFINITY);
}

function endOf(signIns: readonly ServicePrincipalSignIn[]): number {
  return signIns.reduce((most, { last }) => Math.max(most, Date.parse(last)), Number.NEGATIVE_INFINITY);
}

function firstSeen(signIn: ServicePrincipalSignIn, seen: ReadonlySet<string>): readonly Novelty[] {
  const fresh = traitsOf(signIn).filter(({ key }) => !seen.has(key));
  if (fresh.length === 0) return [];
  const because = fresh.map(({ trait }) => trait.noun).join(", ");
  return [{ signIn, kinds: fresh.map(({ trait }) => trait.kind), because }];
}

function traitsOf(
  signIn: ServicePrincipalSignIn,
): readonly { readonly trait: Trait; readonly key: string }[] {
  return TRAITS.flatMap((trait) => {
    const value = trait.of(signIn);
    return value === null ? [] : [{ trait, key: `${trait.kind} ${value.toLowerCase()}` }];
  });
}

/** Clouds change single addresses: a /24 of IPv4, a /48 of IPv6. */
function networkOf({ ip }: ServicePrincipalSignIn): string | null {
  const range = ip === null ? undefined : addressRange(`${ip}/${ip.includes(":") ? 48 : 24}`);
  return range === undefined ? null : String(range.first);
}

function wakeUp([first]: readonly ServicePrincipalSignIn[], rest: number): readonly Novelty[] {
  if (first === undefined || !(rest > REST_MS)) return [];
  const because = `the first time in ${Math.floor(rest / DAY_MS)} days`;
  return [{ signIn: first, kinds: ["woke-up"], because }];
}

/** Two logs may tell the same sign-ins: the one that tells more counts. */
function failures(signIns: readonly ServicePrincipalSignIn[]): readonly Novelty[] {
  const failed = signIns.filter(({ errorCode }) => errorCode !== 0);
  const counts = [...Map.groupBy(failed, ({ source }) => source).values()].map((told) =>
    told.reduce((sum, { count }) => sum + count, 0),
  );
  const most = Math.max(0, ...counts);
  if (most <= FAILURES) return [];
  return failed.map((signIn) => ({ signIn, kinds: ["failures"], because: `one of ${most} on the day` }));
}
