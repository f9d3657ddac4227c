import * as z from "zod";
import { byDefault, isGapReason, known } from "../inventory/known.ts";
import { isSectionName } from "../inventory/sections.ts";
import type { Reading, SnapshotFacts } from "./snapshot.ts";

/** Goes up when the items of a section get another shape, so that nobody judges what nobody read. */
export const SNAPSHOT_VERSION = 1;

/** The first line of a file of readings. */
export interface FileHeader {
  readonly foothold: "snapshot" | "journal";
  readonly version: number;
  /** Of a journal, without the end that it has not seen. */
  readonly facts: Omit<SnapshotFacts, "finishedAt"> & { readonly finishedAt?: string };
}

/** What is wrong, and at which JSON pointer. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** @returns the header, or what is wrong in it; `undefined` where it is none at all */
export function headerIn(
  value: unknown,
  kind: FileHeader["foothold"],
): FileHeader | { readonly fault: Fault } | undefined {
  const opening = OPENING.safeParse(value);
  if (!opening.success || opening.data.foothold !== kind) return undefined;
  const { version } = opening.data;
  if (version !== SNAPSHOT_VERSION) {
    const message = `this is version ${String(version)}, and foothold reads version ${SNAPSHOT_VERSION}`;
    return { fault: { path: ["version"], message } };
  }
  const parsed = HEADER.safeParse(value);
  if (parsed.success) return parsed.data as FileHeader;
  const [issue] = parsed.error.issues;
  return { fault: { path: issue?.path ?? [], message: issue?.message ?? "not understood" } };
}

/** @returns the reading, or what is wrong in it. Its items are as foothold wrote them, and not looked into. */
export function readingIn(value: unknown): Reading | { readonly fault: Fault } {
  const parsed = READING.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { fault: { path: issue?.path ?? [], message: issue?.message ?? "not understood" } };
  }
  const reading = value as Reading;
  for (const [index, item] of reading.items.entries()) {
    if (!isItem(item)) return { fault: { path: ["items", index], message: "no item with an id and a name" } };
    shareKnown(item);
  }
  return reading;
}

const OPENING = z.looseObject({ foothold: z.string(), version: z.unknown() });

const time = z.iso.datetime();
const section = z.string().refine(isSectionName, "no section of this version of foothold");

const HEADER = z.strictObject({
  foothold: z.enum(["snapshot", "journal"]),
  version: z.literal(SNAPSHOT_VERSION),
  facts: z.strictObject({
    version: z.string(),
    startedAt: time,
    finishedAt: time.exactOptional(),
    cloud: z.strictObject({ name: z.string(), portal: z.string() }),
    principal: z.strictObject({
      tenantId: z.string(),
      objectId: z.string().nullable(),
      applicationId: z.string().nullable(),
    }),
    selection: z.strictObject({
      scope: z.strictObject({
        subscriptions: z.array(z.string()),
        only: z.array(z.string()),
        skip: z.array(z.string()),
        managementGroups: z.array(z.string()).exactOptional(),
        shard: z
          .strictObject({ index: z.int().min(1), count: z.int().min(2) })
          .refine(({ index, count }) => index <= count, "there is no such shard")
          .exactOptional(),
      }),
      sections: z.array(section),
      readSshKeys: z.boolean(),
      logWorkspaces: z.array(z.string()),
      logPeriod: z.int().min(1).nullable(),
    }),
  }),
});

const GAPS = z.array(
  z.looseObject({
    reason: z.string().refine(isGapReason, "no reason of a gap"),
    scope: z.string(),
    request: z.string(),
  }),
);

const READING = z.looseObject({
  section,
  scope: z.string(),
  // Looked at one by one: there may be a hundred thousand.
  items: z.array(z.unknown()),
  gaps: GAPS,
  inherited: GAPS,
  cost: z.strictObject({
    requests: z.int().min(0),
    pages: z.int().min(0),
    retries: z.int().min(0),
  }),
});

function isItem(item: unknown): boolean {
  if (typeof item !== "object" || item === null) return false;
  const { id, name } = item as { readonly id?: unknown; readonly name?: unknown };
  return typeof id === "string" && typeof name === "string";
}

/** Most properties of most objects are one of three values: each stands in memory once, as in a scan. */
function shareKnown(item: object): void {
  for (const [key, value] of Object.entries(item) as [string, unknown][]) {
    if (!isPlain(value)) continue;
    const shared = value.byDefault === true ? byDefault(value.value) : known(value.value);
    Object.defineProperty(item, key, { value: shared, enumerable: true, writable: true, configurable: true });
  }
}

interface Plain {
  readonly value: boolean | null;
  readonly byDefault?: unknown;
}

function isPlain(value: unknown): value is Plain {
  if (typeof value !== "object" || value === null || !("known" in value) || !("value" in value)) return false;
  return value.known === true && (value.value === null || typeof value.value === "boolean");
}
