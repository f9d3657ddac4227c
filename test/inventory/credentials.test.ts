import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillCommands } from "../../src/assess/commands.ts";
import { applicationPowers, identityPowers } from "../../src/inventory/app-powers.ts";
import {
  beganBefore,
  credentialFill,
  DELETE_CREDENTIAL,
  endsWithin,
  idlenessOf,
  lifetimeOf,
  olderBeside,
  samlGap,
} from "../../src/inventory/credentials.ts";
import { emptySections, viewSections } from "../../src/inventory/inventory.ts";
import { known, unknown } from "../../src/inventory/known.ts";
import type { AppCredentialSignInActivity, Credential, Sections } from "../../src/inventory/sections.ts";
import { credential, credentialActivity, power, userAssignedIdentity } from "../checks/build-credentials.ts";
import {
  applicationId,
  certificate,
  graphDenied,
  guid,
  principalId,
  servicePrincipal,
} from "../checks/build-entra.ts";

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

  test("older ones come in the order of their starts, without what signs tokens, has expired or began with it", () => {
    const own = credential({ name: "own", startDateTime: at(-5) });
    const named = (name: string, over: Partial<Credential>) => credential({ name, ...over });
    const view = viewOf([
      named("newer", { startDateTime: at(-1) }),
      named("old", { startDateTime: at(-20) }),
      named("same", { startDateTime: at(-5) }),
      own,
      named("saml", { startDateTime: at(-20), signsSaml: true }),
      named("signs", { startDateTime: at(-20), usage: "Sign" }),
      named("expired", { startDateTime: at(-20), endDateTime: at(-1) }),
      named("ends with no date", { startDateTime: at(-6), endDateTime: "no date" }),
      named("oldest", { startDateTime: at(-30), endDateTime: null }),
      named("elsewhere", { startDateTime: at(-20), ownerId: applicationId("other") }),
    ]);
    const found = olderBeside(own, view, NOW);
    expect(found.items.map(({ name }) => name)).toEqual(["oldest", "old", "ends with no date"]);
    expect(found.gaps).toEqual([]);
    // What has expired is asked anew for another day.
    expect(olderBeside(own, view, new Date(at(-2))).items.map(({ name }) => name)).toContain("expired");
  });

  test("without a start nobody knows which is older", () => {
    const own = credential({ name: "own", startDateTime: null });
    const other = credential({ name: "other", startDateTime: at(-9) });
    const undated = credential({ name: "undated", startDateTime: "no date" });
    const gapOf = ({ id }: Credential) => ({
      reason: "malformed",
      scope: id,
      request: "GET /v1.0/applications",
      detail: "startDateTime is no date",
    });
    expect(olderBeside(own, viewOf([own]), NOW)).toEqual({ items: [], gaps: [] });
    expect(olderBeside(own, viewOf([own, other]), NOW)).toEqual({ items: [], gaps: [gapOf(own)] });
    expect(olderBeside(own, viewOf([own, undated]), NOW)).toEqual({ items: [], gaps: [gapOf(own)] });
    expect(olderBeside(other, viewOf([own, other, undated]), NOW)).toEqual({
      items: [],
      gaps: [gapOf(own), gapOf(undated)],
    });
  });

  test.each<[string, (index: number) => Partial<Credential>, boolean]>([
    ["that stay", (index) => ({ startDateTime: at(-index / 1000) }), false],
    ["that end soon", (index) => ({ startDateTime: at(-index / 1000), endDateTime: at(9) }), true],
  ])("5,000 of one owner %s are told apart", (_, overOf, endSoon) => {
    const all = Array.from({ length: 5000 }, (__, index) =>
      credential({ name: `c${index}`, ...overOf(index) }),
    );
    const view = viewOf(all);
    const counts = all.map((one) => {
      const { items } = olderBeside(one, view, NOW);
      return [items.length, items.every((older) => endsWithin(older, 30, NOW))];
    });
    expect(counts.slice(0, 3)).toEqual([4999, 4998, 4997].map((count) => [count, endSoon]));
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

describe("idleness", () => {
  const idle = (activities: readonly AppCredentialSignInActivity[]) => {
    const view = viewSections({
      ...emptySections(),
      appCredentialSignInActivities: { items: activities, gaps: [] },
    });
    return idlenessOf(credential(), view.appCredentialSignInActivities, 90, NOW);
  };

  test("a report that names others says that it was never used", () => {
    expect(idle([credentialActivity({ keyId: guid("key", "other") })])).toMatchObject({
      known: true,
      value: { says: "and was never used" },
    });
  });

  test("a report without any entry is no evidence", () => {
    expect(idle([])).toEqual(
      unknown({
        reason: "unsupported",
        scope: credential().id,
        request: "GET /beta/reports/appCredentialSignInActivities",
        detail: "the report is empty",
      }),
    );
  });
});

describe("what leaves open whether it belongs to SAML", () => {
  const on = credential({ on: "service-principal" });
  const signing = known([certificate({ usage: "Sign" })]);
  const unread = unknown(denied);

  test.each<[string, Credential, Parameters<typeof servicePrincipal>[0], boolean]>([
    ["of an application", credential(), { keyCredentials: unread }, false],
    ["another mode", on, { preferredSingleSignOnMode: known("oidc"), keyCredentials: unread }, false],
    ["keys not read", on, { preferredSingleSignOnMode: known("saml"), keyCredentials: unread }, true],
    ["all read", on, { preferredSingleSignOnMode: known("SAML"), keyCredentials: signing }, false],
    ["mode not read", on, { preferredSingleSignOnMode: unread, keyCredentials: signing }, true],
    ["mode not read, and no key signs", on, { preferredSingleSignOnMode: unread }, false],
  ])("%s", (_, subject, over, isOpen) => {
    expect(samlGap(subject, servicePrincipal(over))).toEqual(isOpen ? denied : undefined);
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
