import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillCommands } from "../../src/assess/commands.ts";
import { applicationPowers, identityPowers } from "../../src/inventory/app-powers.ts";
import {
  beganBefore,
  credentialFill,
  DELETE_CREDENTIAL,
  endsWithin,
  lifetimeOf,
  olderBeside,
} from "../../src/inventory/credentials.ts";
import { emptySections, viewSections } from "../../src/inventory/inventory.ts";
import { known, unknown } from "../../src/inventory/known.ts";
import type { Credential, Sections } from "../../src/inventory/sections.ts";
import { credential, power, userAssignedIdentity } from "../checks/build-credentials.ts";
import { applicationId, graphDenied, guid, principalId, servicePrincipal } from "../checks/build-entra.ts";

const NOW = new Date("2026-01-01T00:00:00Z");
const denied = graphDenied("Application.Read.All");

describe("commands to delete a credential", () => {
  const commandsFor = (subject: Credential) =>
    DELETE_CREDENTIAL.flatMap((command) => fillCommands(command, subject, credentialFill(subject)));
  const [app, principal] = [applicationId().slice(14), principalId().slice(19)];
  const key = guid("key", "ci");

  test.each<[Partial<Credential>, string]>([
    [{}, `az ad app credential delete --id=${app} --key-id=${key}`],
    [{ kind: "certificate" }, `az ad app credential delete --id=${app} --key-id=${key} --cert`],
    [{ kind: "symmetric-key" }, `az ad app credential delete --id=${app} --key-id=${key} --cert`],
    [{ on: "service-principal" }, `az ad sp credential delete --id=${principal} --key-id=${key}`],
    [
      { on: "service-principal", kind: "certificate" },
      `az ad sp credential delete --id=${principal} --key-id=${key} --cert`,
    ],
  ])("%j: one that fits", (over, command) => {
    expect(commandsFor(credential(over))).toEqual([command]);
  });

  test("a key id that is no id stays one word", () => {
    expect(commandsFor(credential({ keyId: "a; rm -rf ~" }))).toEqual([
      `az ad app credential delete --id=${app} --key-id='a; rm -rf ~'`,
    ]);
  });
});

describe("dates", () => {
  const at = (days: number): string => new Date(NOW.getTime() + days * 86_400_000).toISOString();
  const days = fc.integer({ min: -5000, max: 5000 });
  const viewOf = (items: readonly Credential[]) =>
    viewSections({ ...emptySections(), credentials: { items, gaps: [] } }).credentials;

  test("of two that work, the one that began first is older, and never both", () => {
    fc.assert(
      fc.property(days, days, (one, two) => {
        const [a, b] = [one, two].map((start, index) =>
          credential({ name: `c${index}`, startDateTime: at(start), endDateTime: null }),
        );
        if (a === undefined || b === undefined) return;
        const view = viewOf([a, b]);
        expect(olderBeside(a, view, NOW)).toEqual({ items: two < one ? [b] : [], gaps: [] });
        expect(olderBeside(b, view, NOW)).toEqual({ items: one < two ? [a] : [], gaps: [] });
      }),
    );
  });

  test("a lifetime does not depend on the day of the scan", () => {
    fc.assert(
      fc.property(days, fc.nat(5000), days, (start, length, today) => {
        const one = credential({ startDateTime: at(start), endDateTime: at(start + length) });
        expect(lifetimeOf(one, new Date(at(today)))).toEqual({ days: length });
      }),
    );
  });

  test("the later it ends, and the earlier it began, the fewer days it is good for", () => {
    fc.assert(
      fc.property(days, fc.nat(5000), (date, limit) => {
        const one = credential({ startDateTime: at(date), endDateTime: at(date) });
        expect(endsWithin(one, limit, NOW)).toBe(date <= limit);
        expect(beganBefore(one, limit, NOW)).toBe(-date > limit);
      }),
    );
  });
});

describe("powers", () => {
  const effective = (name: string, items = [power()]): Sections["effectivePermissions"] => ({
    id: `${principalId(name)}/effectivePermissions/default`,
    name,
    principalId: principalId(name),
    appId: guid("appid", name),
    powers: { items, gaps: [denied] },
  });
  const sliceOf = (sections: Partial<ReturnType<typeof emptySections>>) =>
    viewSections({ ...emptySections(), ...sections });
  const whole = <T>(...items: T[]) => ({ items, gaps: [] });

  test("of an application are those of its service principal, with what was not read of them", () => {
    const slice = sliceOf({
      servicePrincipals: whole(servicePrincipal(), servicePrincipal({ name: "other" })),
      effectivePermissions: whole(effective("billing"), effective("other", [])),
    });
    expect(applicationPowers(guid("appid", "billing").toUpperCase(), slice)).toEqual({
      items: [power()],
      gaps: [denied],
    });
    expect(applicationPowers(guid("appid", "none"), slice)).toEqual({ items: [], gaps: [] });
  });

  test("of an application whose service principal may not have been listed are open", () => {
    const slice = sliceOf({ servicePrincipals: { items: [], gaps: [denied] } });
    expect(applicationPowers(guid("appid", "billing"), slice)).toEqual({ items: [], gaps: [denied] });
  });

  test("of an identity are those of its service principal", () => {
    const slice = sliceOf({ effectivePermissions: whole(effective("vm-identity")) });
    expect(identityPowers(userAssignedIdentity(), slice)).toEqual({ items: [power()], gaps: [denied] });
    expect(identityPowers(userAssignedIdentity({ principalId: known(null) }), slice)).toEqual({
      items: [],
      gaps: [],
    });
    expect(identityPowers(userAssignedIdentity({ principalId: unknown(denied) }), slice)).toEqual({
      items: [],
      gaps: [denied],
    });
  });
});
