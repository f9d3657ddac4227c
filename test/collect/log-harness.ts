import { collect, type Collection } from "../../src/collect/collect.ts";
import { allCollectors, collectorsFor } from "../../src/collect/collectors.ts";
import type { LogOptions } from "../../src/collect/log-options.ts";
import { SILENT } from "../../src/collect/meter.ts";
import type { Gap } from "../../src/inventory/known.ts";
import type { SectionName, Sections } from "../../src/inventory/sections.ts";
import type { SimulatedClient, SimulatedTenant } from "../azure/describe.ts";
import type { AzureOptions, Fault, SimulatedAzure } from "../azure/simulated-azure.ts";
import { readerOf } from "./azure/graph-harness.ts";
import type { Raw } from "./entra-answers.ts";
import { collectFrom } from "./replay.ts";

/** When the scan begins, and what Azure's clock says. */
export const NOW = "2026-11-20T12:00:00.000Z";
const DAY_MS = 86_400_000;

export function daysAgo(days: number): string {
  return new Date(Date.parse(NOW) - days * DAY_MS).toISOString();
}

export interface LogParts {
  readonly options?: AzureOptions;
  readonly may?: Partial<SimulatedClient>;
  readonly since?: string;
  /** Nobody asked for that long. */
  readonly isUsual?: true;
  /** Workspaces that somebody named: all of the tenant where it is left out. */
  readonly workspaces?: readonly string[];
  readonly faults?: readonly Fault[];
}

export interface ReadLog<S extends SectionName> {
  readonly items: readonly Sections[S][];
  readonly gaps: readonly Gap[];
  readonly azure: SimulatedAzure;
  readonly meters: Collection["meters"];
}

/** A section of the logs, as the real collector reads it out of a simulated tenant. */
export async function readLog<S extends SectionName>(
  section: S,
  tenant: Partial<SimulatedTenant>,
  { options = {}, may = {}, since = daysAgo(30), isUsual, workspaces, faults = [] }: LogParts = {},
): Promise<ReadLog<S>> {
  const named = workspaces ?? tenant.workspaces?.map(({ workspaceId }) => workspaceId) ?? [];
  const here = { now: () => Date.parse(NOW), ...options };
  const { azure, reader } = await readerOf(tenant, here, may, { logs: named.length > 0 });
  for (const fault of faults) azure.fault(fault);
  const usual = isUsual === undefined ? {} : { isUsual };
  const logs: LogOptions = { since, ...usual, until: NOW, workspaces: named };
  const { inventory, meters } = await collect({
    tenantId: "t",
    collectors: collectorsFor([section], allCollectors({ logs })),
    reader: () => reader,
    collectedAt: NOW,
    progress: SILENT,
  });
  const { items, gaps } = inventory.sections[section];
  return { items, gaps, azure, meters };
}

export const WORKSPACE = "0b1f6471-1bf0-4dda-aec3-cb9272f09590";
export const OTHER_WORKSPACE = "1b1f6471-1bf0-4dda-aec3-cb9272f09590";
const QUERY = /^\/v1\/workspaces\/([^/]+)\/query$/;

/** The same of rows that no workspace would give, as they stand in an answer. */
export async function readRows<S extends SectionName>(
  section: S,
  rows: readonly Raw[],
  ...others: readonly (readonly Raw[])[]
) {
  const workspaces = [WORKSPACE, ...(others.length === 0 ? [] : [OTHER_WORKSPACE])];
  const logs: LogOptions = { since: daysAgo(30), until: NOW, workspaces };
  const { inventory } = await collectFrom(
    (path) => {
      const [, name] = QUERY.exec(path) ?? [];
      return name === undefined ? undefined : tableOf([rows, ...others][workspaces.indexOf(name)] ?? []);
    },
    [section],
    logs,
  );
  const { items, gaps } = inventory.sections[section];
  return { items: items as readonly Sections[S][], gaps };
}

/** An answer of Log Analytics that holds these rows. What a row does not have is null. */
export function tableOf(rows: readonly Raw[]): object {
  const names = [...new Set(["TimeGenerated", ...rows.flatMap((row) => Object.keys(row))])];
  const columns = names.map((name) => ({ name, type: "string" }));
  return {
    tables: [
      { name: "PrimaryResult", columns, rows: rows.map((row) => names.map((name) => row[name] ?? null)) },
    ],
  };
}

/** Requests of one route, in order. */
export function askedOf({ log }: SimulatedAzure, route: string) {
  return log.filter((request) => request.route === route);
}

/** Reason, and the words. */
export function said(gaps: readonly Gap[]): readonly string[] {
  return gaps.map(({ reason, detail = "" }) => `${reason}: ${detail}`);
}
