/**
 * A value that was read, or could not be read and says why. `undefined` never means "unknown": TypeScript
 * refuses `.value` before `.known` was asked.
 */
export type Known<T> = KnownValue<T> | { readonly known: false; readonly gap: Gap };

interface KnownValue<T> {
  readonly known: true;
  readonly value: T;
  /** The property was absent and `value` is the default that Azure documents for it. */
  readonly byDefault?: true;
}

/**
 * Why something asked has no answer. The first five make a scan incomplete; `unsupported` (the cloud, the
 * license or the resource lacks it) and `not-requested` (nobody asked) are shown and never held against it.
 */
export type GapReason =
  | "denied"
  | "throttled"
  | "malformed"
  | "failed"
  | "interrupted"
  | "unsupported"
  | "not-requested";

/** Something that was asked of Azure and not answered. */
export interface Gap {
  readonly reason: GapReason;
  /** What the gap covers: an ARM id, an Entra path such as `/applications/{id}`, or `/tenants/{id}` for everything. */
  readonly scope: string;
  /** What was asked, for example `GET …/localUsers`. Never holds a token or a query string with one. */
  readonly request: string;
  /** The permission that would have answered it, where there is one. */
  readonly needs?: string;
  /** The built-in role that holds the permission: what an auditor assigns. */
  readonly role?: string;
  /** Azure's own words or ours, one line. Text from Azure is hostile: reporters escape it. */
  readonly detail?: string;
}

const MAKES_INCOMPLETE: Readonly<Record<GapReason, boolean>> = {
  denied: true,
  throttled: true,
  malformed: true,
  failed: true,
  interrupted: true,
  unsupported: false,
  "not-requested": false,
};

/** What was read of a list, and what was not. What is in it is there, whatever the gaps say. */
export interface Listed<T> {
  readonly items: readonly T[];
  readonly gaps: readonly Gap[];
}

export function known<T>(value: T): Known<T> {
  return (COMMON.get(value) as Known<T> | undefined) ?? { known: true, value };
}

/** A property that Azure left out, with the default that Azure documents for it. */
export function byDefault<T>(value: T): Known<T> {
  return (COMMON_DEFAULTS.get(value) as Known<T> | undefined) ?? { known: true, value, byDefault: true };
}

/** Most properties of most objects are one of three values: each stands in memory once and not half a million times. */
const COMMON: ReadonlyMap<unknown, Known<unknown>> = new Map(
  [null, true, false].map((value) => [value, Object.freeze({ known: true as const, value })]),
);
const COMMON_DEFAULTS: ReadonlyMap<unknown, Known<unknown>> = new Map(
  [null, true, false].map((value) => [
    value,
    Object.freeze({ known: true as const, value, byDefault: true as const }),
  ]),
);

export function unknown(gap: Gap): Known<never> {
  return { known: false, gap };
}

/** True where a gap with this reason means that the scan did not see all that it was asked to see. */
export function makesIncomplete(gap: Gap): boolean {
  return MAKES_INCOMPLETE[gap.reason];
}

/** User checks may be plain JavaScript: a gap whose reason is none of ours would count as complete. */
export function isGapReason(reason: unknown): reason is GapReason {
  return typeof reason === "string" && Object.hasOwn(MAKES_INCOMPLETE, reason);
}
