import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allGaps, emptySections, gapsFor, sliceOf, viewSections } from "../../src/inventory/inventory.ts";
import type { Gap } from "../../src/inventory/known.ts";
import { contains } from "../../src/inventory/scope.ts";
import { isSectionName, SECTION_NAMES } from "../../src/inventory/sections.ts";
import { accountId, denied, localUser, storageAccount, SUBSCRIPTION, TENANT } from "../checks/build.ts";

const users = [
  localUser({ name: "one" }),
  localUser({ name: "two" }),
  localUser({ name: "three", accountId: accountId("other") }),
];
const viewUsers = (gaps: readonly Gap[] = []) =>
  viewSections({ ...emptySections(), localUsers: { items: users, gaps } }).localUsers;

describe("sections", () => {
  test("have a name each, and nothing else has one", () => {
    expect(SECTION_NAMES.slice(0, 6)).toEqual([
      "tenants",
      "subscriptions",
      "storageAccounts",
      "localUsers",
      "sftpEndpoints",
      "containers",
    ]);
    expect(new Set(SECTION_NAMES).size).toBe(SECTION_NAMES.length);
    expect(SECTION_NAMES.every(isSectionName)).toBe(true);
    expect(["", "Tenants", "toString", "__proto__"].some(isSectionName)).toBe(false);
    expect(Object.keys(emptySections())).toEqual(SECTION_NAMES);
    for (const section of Object.values(emptySections())) expect(section).toEqual({ items: [], gaps: [] });
  });
});

describe("a view", () => {
  test("finds an item by its id in any case", () => {
    expect(viewUsers().get(users[0]?.id.toUpperCase() ?? "")).toBe(users[0]);
    expect(viewUsers().get("/none")).toBeUndefined();
  });

  test("finds the items of a resource, and none of a neighbor", () => {
    expect(viewUsers().of(accountId("ACCT"))).toEqual(users.slice(0, 2));
    expect(viewUsers().of(`${accountId("other")}/`)).toEqual(users.slice(2));
    expect(viewUsers().of(accountId("acc"))).toEqual([]);
  });

  test("lists everything", () => {
    expect(viewUsers().all()).toBe(users);
    expect(viewSections(emptySections()).localUsers.all()).toEqual([]);
  });

  test("of every section stands beside the others", () => {
    const views = viewSections({
      ...emptySections(),
      storageAccounts: { items: [storageAccount()], gaps: [denied()] },
    });
    expect(Object.keys(views)).toEqual(SECTION_NAMES);
    expect(views.storageAccounts.of(SUBSCRIPTION)).toHaveLength(1);
    expect(views.storageAccounts.gapsAt(SUBSCRIPTION)).toEqual([denied()]);
    for (const name of SECTION_NAMES.filter((other) => other !== "storageAccounts")) {
      expect(views[name].of(SUBSCRIPTION)).toEqual([]);
      expect(views[name].gapsAt(SUBSCRIPTION)).toEqual([]);
      expect(views[name].get(SUBSCRIPTION)).toBeUndefined();
    }
  });
});

test("a slice holds what was declared, once and no more", () => {
  const views = viewSections(emptySections());
  const slice = sliceOf(views, ["localUsers", "tenants", "localUsers"]);
  expect(Object.keys(slice)).toEqual(["tenants", "localUsers"]);
  expect(slice.localUsers).toBe(views.localUsers);
  expect(sliceOf(views, [])).toEqual({});
});

describe("the index of gaps", () => {
  const word = fc.constantFrom("a", "A", "b", "ab", "any", "subscriptions");
  const path = fc.array(word, { maxLength: 4 }).map((words) => words.map((each) => `/${each}`).join(""));
  // One tenant, since a scan has one.
  const scope = fc.oneof(
    { weight: 6, arbitrary: path.map((rest) => `/subscriptions${rest}`) },
    { weight: 2, arbitrary: path },
    {
      weight: 1,
      arbitrary: fc.constantFrom("/tenants/t", "/TENANTS/T/", "/applications/x", "/applications"),
    },
  );

  test("agrees with looking at every gap", () => {
    fc.assert(
      fc.property(fc.array(scope, { maxLength: 12 }), scope, (scopes, at) => {
        const gaps = scopes.map((each, index): Gap => ({ ...denied(each), request: `GET ${index}` }));
        const requests = (found: readonly Gap[]) => found.map(({ request }) => request).sort();
        expect(requests(viewUsers(gaps).gapsAt(at))).toEqual(
          requests(gaps.filter((gap) => contains(gap.scope, at) || contains(at, gap.scope))),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test("asks each of many gaps once, not once for each subject", () => {
    const gaps = Array.from({ length: 20_000 }, (_, at) => denied(accountId(`a${at}`)));
    const view = viewUsers(gaps);
    for (const gap of gaps) expect(view.gapsAt(`${gap.scope}/localUsers/u`).length).toBe(1);
  });
});

describe("lists of gaps that many ask for", () => {
  const views = (gaps: readonly Gap[], inherited: readonly Gap[] = []) =>
    viewSections({ ...emptySections(), localUsers: { items: users, gaps, inherited } }).localUsers;
  const at = (view: ReturnType<typeof views>) =>
    [accountId("acct"), accountId("other"), TENANT, ""].map((scope) => view.gapsAt(scope));

  test("without gaps all get the same empty one", () => {
    expect(new Set(at(views([]))).size).toBe(1);
    expect(views([]).gapsAt(TENANT)).toBe(views([]).gapsAt(accountId("acct")));
    expect(gapsFor(views([denied(TENANT)]), `${users[0]?.id}/x/y`)).toBe(views([]).gapsAt(TENANT));
  });

  test("with gaps of the whole tenant alone, each gets the same", () => {
    const view = views([denied(TENANT), denied("/")]);
    expect(view.gapsAt(accountId("acct"))).toBe(view.gapsAt(accountId("other")));
    expect(view.gapsAt(TENANT)).toBe(view.gapsAt(""));
    expect(new Set(at(view).flat())).toHaveLength(2);
  });

  test("nobody can change them", () => {
    const given = [denied(TENANT), denied(SUBSCRIPTION), denied(accountId("acct"))];
    for (const list of [
      ...at(views([])),
      ...at(views(given)),
      ...at(views(given, given)),
      ...at(views([], given)),
    ]) {
      expect(Object.isFrozen(list)).toBe(true);
    }
    expect(Object.isFrozen(given)).toBe(false);
  });

  test("a gap above another is asked for before it", () => {
    const gaps = [denied(accountId("acct")), denied(SUBSCRIPTION), denied(TENANT)];
    expect(
      views(gaps)
        .gapsAt(accountId("acct"))
        .map(({ scope }) => scope),
    ).toEqual([TENANT, SUBSCRIPTION, accountId("acct")]);
  });

  test("every item, in the order of the section", () => {
    expect(views([]).all()).toEqual(users);
  });
});

describe("inherited gaps", () => {
  const view = (inherited: readonly Gap[]) =>
    viewSections({ ...emptySections(), localUsers: { items: users, gaps: [], inherited } }).localUsers;

  test.each([
    [
      "above the scope: its parent was listed, so it is whole",
      denied(SUBSCRIPTION),
      accountId("acct"),
      false,
    ],
    ["of the whole tenant, asked for one account", denied(TENANT), accountId("acct"), false],
    ["at the scope", denied(SUBSCRIPTION), SUBSCRIPTION, true],
    ["below the scope", denied(accountId("acct")), SUBSCRIPTION, true],
    ["asked for the whole tenant", denied(SUBSCRIPTION), TENANT, true],
    ["elsewhere", denied(accountId("other")), accountId("acct"), false],
  ] as const)("%s", (_, gap, scope, concerns) => {
    expect(view([gap]).gapsAt(scope)).toEqual(concerns ? [gap] : []);
  });

  test("count among all that is missing", () => {
    const section = { items: [], gaps: [denied("/a")], inherited: [denied("/b")] };
    expect(allGaps(section)).toEqual([denied("/a"), denied("/b")]);
    expect(allGaps({ items: [], gaps: [denied("/a")] })).toEqual([denied("/a")]);
  });
});

describe("gaps that leave a question about a subject open", () => {
  const account = storageAccount();
  const view = (gaps: readonly Gap[], items = [account]) =>
    viewSections({ ...emptySections(), storageAccounts: { items, gaps } }).storageAccounts;
  const user = localUser({ accountId: account.id.toUpperCase() });

  test("none where the input holds the subject's own ancestor", () => {
    expect(gapsFor(view([denied(), denied(TENANT)]), user.id)).toEqual([]);
  });

  test("all where it does not", () => {
    expect(gapsFor(view([denied()], [storageAccount({ name: "other" })]), user.id)).toEqual([denied()]);
  });

  test("the subject itself is no ancestor of its own", () => {
    expect(gapsFor(view([denied()]), account.id)).toEqual([denied()]);
  });

  test("none where there is no gap", () => {
    expect(gapsFor(view([denied(accountId("other"))], []), user.id)).toEqual([]);
  });
});
