import { expect, test } from "vitest";
import { byDefault, known, type Raw, read, unknown } from "./entra-answers.ts";
import { refused } from "./replay.ts";

const PRINCIPALS = "/beta/reports/servicePrincipalSignInActivities";
const CREDENTIALS = "/beta/reports/appCredentialSignInActivities";
const principals = (...list: readonly unknown[]) =>
  read("servicePrincipalSignInActivities", { [PRINCIPALS]: list });
const on = (lastSignInDateTime: unknown): Raw => ({ lastSignInDateTime, lastSignInRequestId: "r" });

/** Microsoft's own sample, offsets included. */
const SAMPLE: Raw = {
  id: "ODNmNDUyOTYtZmI4Zi00YWFhLWEzOTktYWM1MTA4NGUwMmI3",
  appId: "83f45296-fb8f-4aaa-a399-ac51084e02b7",
  delegatedClientSignInActivity: on("2021-01-01T00:00:00-8:00"),
  delegatedResourceSignInActivity: on("2021-02-01T00:00:00-8:00"),
  applicationAuthenticationClientSignInActivity: on("2021-03-01T00:00:00-8:00"),
  applicationAuthenticationResourceSignInActivity: on("2021-04-01T00:00:00-8:00"),
  lastSignInActivity: on("2021-04-01T00:00:00Z"),
};
const EMPTY: Raw = { id: "x", appId: SAMPLE["appId"] };

test("the documented sample, whose latest date is not the one that claims to be", async () => {
  const { items, gaps, urls } = await principals(SAMPLE);
  expect(gaps).toEqual([]);
  expect(items).toEqual([
    {
      id: "/reports/servicePrincipalSignInActivities/83f45296-fb8f-4aaa-a399-ac51084e02b7",
      name: "83f45296-fb8f-4aaa-a399-ac51084e02b7",
      appId: "83f45296-fb8f-4aaa-a399-ac51084e02b7",
      lastSignIn: known("2021-04-01T08:00:00.000Z"),
      lastApplicationSignIn: known("2021-03-01T08:00:00.000Z"),
      lastDelegatedSignIn: known("2021-01-01T08:00:00.000Z"),
    },
  ]);
  expect(urls).toContain(`GET ${PRINCIPALS}?$top=999`);
});

test.each<readonly [string, Raw, unknown]>([
  ["nothing on record", {}, byDefault(null)],
  ["activities of null", { lastSignInActivity: null, delegatedClientSignInActivity: null }, byDefault(null)],
  ["dates of null", { lastSignInActivity: on(null) }, byDefault(null)],
  [
    "the date of .NET that was never set",
    { lastSignInActivity: on("0001-01-01T00:00:00Z") },
    byDefault(null),
  ],
  [
    "as an API that others sign in to",
    { delegatedResourceSignInActivity: on("2025-01-01T00:00:00Z") },
    known("2025-01-01T00:00:00.000Z"),
  ],
  [
    "without a user at hand",
    {
      lastSignInActivity: {
        lastSignInDateTime: "2025-01-01T00:00:00Z",
        lastNonInteractiveSignInDateTime: "2025-02-01T00:00:00Z",
      },
    },
    known("2025-02-01T00:00:00.000Z"),
  ],
  [
    "a date that may be the latest",
    { lastSignInActivity: on("2025-01-01T00:00:00Z"), delegatedClientSignInActivity: on("yesterday") },
    unknown("malformed", /delegatedClientSignInActivity.lastSignInDateTime is "yesterday"/),
  ],
  [
    "an activity that is a text",
    { lastSignInActivity: "2025-01-01T00:00:00Z" },
    unknown("malformed", /lastSignInActivity is "2025/),
  ],
])("%s", async (_, over, lastSignIn) => {
  const { items, gaps } = await principals({ ...EMPTY, ...over });
  expect(gaps).toEqual([]);
  expect(items).toMatchObject([{ lastSignIn }]);
});

test("one date that is not understood leaves the others alone", async () => {
  const { items } = await principals({ ...SAMPLE, delegatedClientSignInActivity: on(7) });
  expect(items).toMatchObject([
    {
      lastSignIn: { known: false },
      lastApplicationSignIn: known("2021-03-01T08:00:00.000Z"),
      lastDelegatedSignIn: { known: false },
    },
  ]);
});

test("an activity of nobody is a gap, and the next one is read", async () => {
  const { items, gaps } = await principals({ ...SAMPLE, id: "nobody", appId: null }, SAMPLE);
  expect(items).toHaveLength(1);
  expect(gaps).toMatchObject([{ reason: "malformed", scope: "/tenants/t", request: `GET ${PRINCIPALS}` }]);
});

test("activities of credentials", async () => {
  const activity = { id: "x", keyId: "k1", appId: "a1", signInActivity: on("2025-01-01T00:00:00Z") };
  const { items, gaps } = await read("appCredentialSignInActivities", {
    [CREDENTIALS]: [
      activity,
      { ...activity, id: "y", keyId: "k2", signInActivity: null },
      { ...activity, id: "z", keyId: undefined },
      { ...activity, id: "zz", appId: 7 },
    ],
  });
  const path = "/reports/appCredentialSignInActivities";
  expect(items).toEqual([
    { id: `${path}/k1`, name: "k1", keyId: "k1", appId: "a1", lastSignIn: known("2025-01-01T00:00:00.000Z") },
    { id: `${path}/k2`, name: "k2", keyId: "k2", appId: "a1", lastSignIn: byDefault(null) },
  ]);
  expect(gaps).toMatchObject([{ reason: "malformed", scope: "/tenants/t", request: `GET ${CREDENTIALS}` }]);
});

test.each(["servicePrincipalSignInActivities", "appCredentialSignInActivities"] as const)(
  "%s: a tenant without the license, and a cloud without the report, are not held against the scan",
  async (section) => {
    const path = section === "servicePrincipalSignInActivities" ? PRINCIPALS : CREDENTIALS;
    for (const refusal of [
      refused(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant"),
      refused(400, "BadRequest", `Resource not found for the segment '${section}'.`),
    ]) {
      const { items, gaps } = await read(section, { [path]: refusal });
      expect(items).toEqual([]);
      expect(gaps).toMatchObject([{ reason: "unsupported", scope: "/tenants/t" }]);
    }
  },
);
