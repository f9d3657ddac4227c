import type { Gap, GapReason } from "../../src/inventory/known.ts";
import { GAP_REASONS } from "../text/gaps.ts";
import { counted } from "../text/words.ts";
import { shorten } from "./findings.ts";
import { type Layout, paragraph } from "./layout.ts";

/** What could not be read, grouped by what would change that, and what nobody asked for, in one dim line. */
export function notReadLines(gaps: readonly Gap[], layout: Layout): string[] {
  const groups = remedies(gaps);
  const open = REASONS.filter((reason) => !GAP_REASONS[reason].incomplete).flatMap((reason) => {
    const count = gaps.filter((gap) => gap.reason === reason).length;
    return count === 0 ? [] : [`${count} ${GAP_REASONS[reason].words}`];
  });
  return [
    ...(groups.length === 0 ? [] : [paragraph([{ text: "Not read", style: "strong" }], layout)]),
    ...groups.map((group) => remedyLines(group, layout)),
    ...(open.length === 0
      ? []
      : [
          paragraph(
            [{ text: `Outside this scan, not held against it: ${open.join(", ")}.`, style: "dim" }],
            layout,
            0,
            2,
          ),
        ]),
  ];
}

/** Gaps that one action would close. */
export interface Remedy {
  readonly reason: GapReason;
  readonly needs: string | undefined;
  /** Built in, and holds the permission. */
  readonly role: string | undefined;
  /** Each once, sorted. */
  readonly scopes: readonly string[];
  /** In Azure's words or ours, where they were kept. */
  readonly detail: string | undefined;
}

/** By reason, most scopes first: the first is the first thing to fix. Without what is not held against a scan. */
export function remedies(gaps: readonly Gap[]): Remedy[] {
  const groups = new Map<string, Gap[]>();
  for (const gap of gaps.filter(({ reason }) => GAP_REASONS[reason].incomplete)) {
    const key = JSON.stringify([gap.reason, gap.needs, gap.role]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [gap]);
    else group.push(gap);
  }
  return [...groups.values()].flatMap(remedyOf).sort(byUse);
}

function remedyOf(gaps: readonly Gap[]): Remedy[] {
  const [first] = gaps;
  if (first === undefined) return [];
  const scopes = new Map(gaps.map(({ scope }) => [scope.toLowerCase(), scope]));
  return [
    {
      reason: first.reason,
      needs: first.needs,
      role: first.role,
      scopes: [...scopes.values()].sort(),
      detail: gaps.find(({ detail }) => detail !== undefined)?.detail,
    },
  ];
}

function byUse(a: Remedy, b: Remedy): number {
  const order = REASONS.indexOf(a.reason) - REASONS.indexOf(b.reason) || b.scopes.length - a.scopes.length;
  return order || (grantOf(a) < grantOf(b) ? -1 : 1);
}

/** What to grant: the permission, and the role that an administrator looks for. Empty where no permission is missing. */
export function grantOf({ needs, role }: Remedy): string {
  return needs === undefined ? "" : `${needs}${role === undefined ? "" : ` (role ${role})`}`;
}

function remedyLines(remedy: Remedy, layout: Layout): string {
  const { reason, scopes, detail } = remedy;
  const more = scopes.length - SCOPES_SHOWN;
  const grant = grantOf(remedy);
  const action = grant === "" ? RETRY[reason] : `Grant ${grant} on:`;
  const places = counted(scopes.length, "scopes");
  return [
    paragraph(
      [{ text: `${places}: ${GAP_REASONS[reason].words}.`, style: "warning" }, { text: action }],
      layout,
      2,
      4,
    ),
    ...scopes.slice(0, SCOPES_SHOWN).map((scope) => paragraph([{ text: scope, whole: true }], layout, 4)),
    ...(more > 0 ? [paragraph([{ text: `... and ${more} more` }], layout, 4)] : []),
    // Azure's denial names the permission, which stands above.
    ...(detail === undefined || grant !== ""
      ? []
      : [paragraph([{ text: `it said: ${shorten(detail)}`, style: "dim" }], layout, 4, 6)]),
  ].join("\n");
}

const SCOPES_SHOWN = 5;

const REASONS: readonly GapReason[] = [
  "denied",
  "throttled",
  "interrupted",
  "failed",
  "malformed",
  "unsupported",
  "not-requested",
];

/** What to do where no permission is missing, before the list of scopes. */
export const RETRY: Readonly<Record<GapReason, string>> = {
  denied: "No known permission would change that:",
  throttled: "Scan again later, or with a lower --concurrency:",
  interrupted: "Scan again and let it finish:",
  failed: "Scan again with --verbose to see why:",
  malformed: "Report it, with the output of --verbose:",
  unsupported: "",
  "not-requested": "",
};
