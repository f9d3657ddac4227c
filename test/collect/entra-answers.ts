import { expect } from "vitest";
import { GRAPH } from "../../src/inventory/permissions.ts";
import type { SectionName, Sections } from "../../src/inventory/sections.ts";
import { applicationBase, servicePrincipalBase } from "../azure/entity-bases.ts";
import { collectFrom, type Replayed } from "./replay.ts";

export type Raw = Readonly<Record<string, unknown>>;

/** Ids that can be told apart at a glance. */
export const id = (name: string): string =>
  `${Buffer.from(name).toString("hex").padEnd(8, "0").slice(0, 8)}-0000-4000-8000-000000000000`;

/** As Graph sends an application of which nothing was ever set. */
export const rawApplication = (name = "billing", over: Raw = {}): Raw => ({
  ...applicationBase,
  id: id(`a${name}`),
  appId: id(`i${name}`),
  displayName: name,
  ...over,
});

/** The principal of `rawApplication(name)`. The tenant of a replay is called "t". */
export const rawPrincipal = (name = "billing", over: Raw = {}): Raw => ({
  ...servicePrincipalBase,
  id: id(`s${name}`),
  appId: id(`i${name}`),
  displayName: name,
  appOwnerOrganizationId: "t",
  ...over,
});

/** Microsoft Graph, as every tenant has it. */
export const GRAPH_PRINCIPAL = rawPrincipal("Microsoft Graph", {
  id: id("graph"),
  appId: GRAPH,
  appOwnerOrganizationId: "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
});

/** `Directory.ReadWrite.All` and `User.Read.All`: one of tier 0, and one that is no danger. */
export const DIRECTORY_WRITE = "19dbc75e-c2e2-444c-a770-ec69d8559fc7";
export const USER_READ = "df021288-bdef-4463-88db-98f22de89214";

export const rawAssignment = (holder: string, over: Raw = {}): Raw => ({
  id: `assignment-${holder}`,
  appRoleId: DIRECTORY_WRITE,
  createdDateTime: "2025-03-06T10:22:41.0382119Z",
  principalDisplayName: holder,
  principalId: id(`s${holder}`),
  principalType: "ServicePrincipal",
  resourceDisplayName: "Microsoft Graph",
  resourceId: id("graph"),
  ...over,
});

/** Bodies by path, the lists among them as their values. */
export type Tenant = Readonly<Record<string, unknown>>;

/** A section as the real collectors read it out of these answers. */
export async function read<S extends SectionName>(
  section: S,
  tenant: Tenant,
): Promise<Replayed & Replayed["inventory"]["sections"][S] & { readonly items: readonly Sections[S][] }> {
  const replayed = await collectFrom(
    (path) => {
      const answer = tenant[path];
      return Array.isArray(answer) ? { value: answer } : answer;
    },
    [section],
  );
  return { ...replayed, ...replayed.inventory.sections[section] };
}

export const known = <T>(value: T) => ({ known: true, value });
export const byDefault = <T>(value: T) => ({ known: true, value, byDefault: true });
/** Unknown for this reason; the detail as a pattern. */
export const unknown = (reason: string, detail: RegExp) => ({
  known: false,
  gap: expect.objectContaining({ reason, detail: expect.stringMatching(detail) }),
});
