import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { builtInRole, mintsCredentials } from "../../src/inventory/directory-roles.ts";
import { sharedFolder } from "../azure/shared-folder.ts";

interface Gathered {
  readonly templateId: string;
  readonly name: string;
  readonly sources: { readonly azurePrivilegedIAM: number | null; readonly entraFalcon: number | null };
  readonly mintsAppCredentials: readonly string[];
  readonly addsAppOwners: readonly string[];
}

const shared = sharedFolder();
const gathered: readonly Gathered[] =
  shared === undefined ? [] : JSON.parse(readFileSync(`${shared}/data/entra-roles.json`, "utf8")).roles;

const GLOBAL = "62e90394-69f5-4237-9190-012177145e10";
const APPLICATION = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";

test.each<[string, string, object | undefined]>([
  [
    "Global Administrator",
    GLOBAL,
    {
      name: "Global Administrator",
      tier: 0,
      mintsCredentials: true,
      controlsTenant: true,
      administersExchange: true,
    },
  ],
  ["in other case", GLOBAL.toUpperCase(), builtInRole(GLOBAL)],
  [
    "one for all applications",
    APPLICATION,
    { name: "Application Administrator", tier: 0, mintsCredentials: true, controlsTenant: true },
  ],
  [
    "one that adds owners, who then can",
    "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2",
    { name: "Hybrid Identity Administrator", tier: 0, mintsCredentials: true },
  ],
  [
    "of Microsoft's synchronization",
    "d29b2b05-8046-44ba-8758-1e26182fcf32",
    { name: "Directory Synchronization Accounts", tier: 1, isSynchronization: true },
  ],
  ["Directory Readers, which nobody counts as dangerous", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", undefined],
  ["a custom role", "00000000-0000-4000-8000-000000000000", undefined],
  ["no id", "", undefined],
  ["what objects have anyway", "constructor", undefined],
  ["their prototype", "__proto__", undefined],
])("what is known of %s", (_, templateId, expected) => {
  expect(builtInRole(templateId)).toEqual(expected);
});

describe.skipIf(shared === undefined)("what was gathered", () => {
  test("every role that adds credentials or owners is known to", () => {
    const minting = gathered.filter(
      ({ mintsAppCredentials, addsAppOwners }) => mintsAppCredentials.length + addsAppOwners.length > 0,
    );
    expect(minting.length).toBeGreaterThanOrEqual(6);
    for (const { templateId, name, mintsAppCredentials, addsAppOwners } of minting) {
      expect(builtInRole(templateId), name).toMatchObject({ name, mintsCredentials: true });
      const strangers = [...mintsAppCredentials, ...addsAppOwners].filter(
        (action) => !mintsCredentials(action),
      );
      expect(strangers, name).toEqual([]);
    }
  });

  test("no other role is said to", () => {
    const others = gathered.filter(
      ({ mintsAppCredentials, addsAppOwners }) => mintsAppCredentials.length + addsAppOwners.length === 0,
    );
    const said = others.filter(({ templateId }) => builtInRole(templateId)?.mintsCredentials);
    expect(said.map(({ name }) => name)).toEqual([]);
  });

  test("names are Microsoft's; tiers are one of the sources', the second one's where it has one", () => {
    const known = gathered.flatMap((role) => {
      const found = builtInRole(role.templateId);
      return found === undefined ? [] : [{ ...role, found }];
    });
    expect(known.length).toBeGreaterThanOrEqual(30);
    for (const { name, found, sources } of known) {
      expect(found.name).toBe(name);
      if (sources.entraFalcon !== null) expect(found.tier, name).toBe(sources.entraFalcon);
    }
  });

  test("every role that the second source counts as tier 0 is", () => {
    const zero = gathered.filter(({ sources }) => sources.entraFalcon === 0);
    expect(zero.length).toBeGreaterThan(5);
    expect(zero.filter(({ templateId }) => builtInRole(templateId)?.tier !== 0)).toEqual([]);
  });
});

test.each<[string, boolean]>([
  ["microsoft.directory/applications/credentials/update", true],
  ["microsoft.directory/servicePrincipals/credentials/update", true],
  ["MICROSOFT.DIRECTORY/SERVICEPRINCIPALS/CREDENTIALS/UPDATE", true],
  ["microsoft.directory/applications/owners/update", true],
  ["microsoft.directory/servicePrincipals/owners/update", true],
  ["microsoft.directory/applications/allProperties/allTasks", true],
  ["microsoft.directory/servicePrincipals/allProperties/allTasks", true],
  ["microsoft.directory/applications/basic/update", false],
  ["microsoft.directory/applications/credentials/read", false],
  ["microsoft.directory/applications.myOrganization/credentials/update", true],
  ["microsoft.directory/applications.myOrganization/owners/update", true],
  ["microsoft.directory/applications.myOrganization/allProperties/update", true],
  ["microsoft.directory/applications/allProperties/update", true],
  ["", false],
])("a custom role's %s adds credentials: %s", (action, expected) => {
  expect(mintsCredentials(action)).toBe(expected);
});
