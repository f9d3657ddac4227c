import { describe, expect, test } from "vitest";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { GraphActivity, ServicePrincipalSignIn } from "../../../src/inventory/sections.ts";
import { signIn } from "../../checks/build-directory-events.ts";
import {
  application,
  applicationId,
  graphDenied,
  guid,
  managedIdentity,
  password,
  principalId,
  role,
  servicePrincipal,
} from "../../checks/build-entra.ts";
import { OUTSIDE } from "../../checks/build-events.ts";
import { deriveFrom, type Gaps, type Items } from "../derive-from.ts";

const inTenant: Items = {
  applications: [
    application({ passwordCredentials: known([password({ keyId: guid("key", "ci"), displayName: "ci" })]) }),
  ],
  servicePrincipals: [servicePrincipal()],
  appRoleAssignments: [role("Mail.Read")],
};

const anomaliesOf = (
  servicePrincipalSignIns: readonly ServicePrincipalSignIn[],
  items: Items = {},
  gaps: Gaps = {},
) => deriveFrom({ ...inTenant, servicePrincipalSignIns, ...items }, gaps).signInAnomalies;

/** Three weeks as ever. */
const usual = ["2025-12-01", "2025-12-08", "2025-12-15", "2025-12-22"].map((day) => signIn({ day }));
const away = (over: Parameters<typeof signIn>[0] = {}) => signIn({ day: "2025-12-21", ip: OUTSIDE, ...over });

const activity = (over: Partial<GraphActivity> = {}): GraphActivity => ({
  id: `${principalId()}/graphActivities/${over.kind ?? "1"}${over.first ?? ""}`,
  name: "billing",
  principalId: principalId(),
  appId: guid("appid", "billing"),
  kind: "adds-credential",
  first: "2025-12-21T11:00:00.000Z",
  last: "2025-12-21T11:00:00.000Z",
  requests: 1,
  denied: 0,
  ip: OUTSIDE,
  userAgent: "python-requests/2.32",
  ...over,
});

test("a sign-in from a new network, and what was asked of Graph on that day", () => {
  const { items, gaps } = anomaliesOf([...usual, away()], {
    graphActivities: [
      activity(),
      activity({ kind: "reads-mail", requests: 300, denied: 1 }),
      activity({ kind: "reads-files", requests: 3, denied: 2 }),
      activity({ kind: "other" }),
      activity({ kind: "grants-permission", first: "2025-12-20T11:00:00.000Z" }),
    ],
  });
  expect(gaps).toEqual([]);
  const row = { actor: "billing", ip: OUTSIDE };
  const asked = {
    ...row,
    time: "2025-12-21T11:00:00.000Z",
    source: "log-analytics",
    userAgent: "python-requests/2.32",
    queryId: "q18",
  };
  expect(items).toEqual([
    {
      id: `${principalId()}/logEvents/2025-12-21`,
      name: "billing",
      targetId: principalId(),
      targetName: "billing",
      first: "2025-12-21T10:00:00.000Z",
      last: "2025-12-21T11:00:00.000Z",
      actors: [
        {
          kind: "application",
          id: guid("sp", "billing"),
          appId: guid("appid", "billing"),
          name: "billing",
          ip: OUTSIDE,
          userAgent: null,
        },
      ],
      rows: [
        {
          ...row,
          time: "2025-12-21T10:00:00.000Z",
          source: "sign-ins",
          operation: "Sign-in",
          userAgent: null,
          detail: `Signed in once from "${OUTSIDE}" in "NL" to "Microsoft Graph" with the key "${guid("key", "ci")}": a new network.`,
          queryId: "q17",
        },
        { ...asked, operation: "adds-credential", detail: "Asked Microsoft Graph once to add a credential." },
        {
          ...asked,
          operation: "reads-files",
          detail: "Asked Microsoft Graph 3 times for files, and was refused 2 times.",
        },
        {
          ...asked,
          operation: "reads-mail",
          detail: "Asked Microsoft Graph 300 times for mail, and was refused once.",
        },
      ],
      rowsOmitted: 0,
      succeededAfter: false,
      states: [
        {
          id: `${applicationId()}/passwordCredentials/${guid("key", "ci")}`,
          name: "ci",
          presence: "present",
        },
        { id: principalId(), name: "billing", presence: "present" },
      ],
      kinds: ["new-network"],
    },
  ]);
});

describe("sentences and states", () => {
  const first = (signIns: readonly ServicePrincipalSignIn[]) => anomaliesOf(signIns).items[0];

  test("what the log does not tell is left out", () => {
    const bare = away({ ip: null, country: null, resource: null, keyId: null, day: "2026-02-01", count: 2 });
    const woken = first([...usual, bare]);
    expect(woken?.rows.map(({ detail }) => detail)).toEqual([
      "Signed in 2 times: the first time in 41 days.",
    ]);
    expect(woken?.states).toHaveLength(1);
  });

  test("failures name the error, and no credential", () => {
    const failed = first([away({ errorCode: 7000215, count: 40, country: null })]);
    expect(failed?.kinds).toEqual(["failures"]);
    expect(failed?.rows.map(({ detail }) => detail)).toEqual([
      `Failed to sign in 40 times with the error 7000215 from "${OUTSIDE}" to "Microsoft Graph" with the key "${guid("key", "ci")}": one of 40 on the day.`,
    ]);
    expect(failed?.states.map(({ id }) => id)).toEqual([principalId()]);
  });

  test("failures and who got in after them, whose sign-in is told once", () => {
    const failures = away({ errorCode: 7000215, count: 40 });
    const after = away({ first: "2025-12-22T09:00:00.000Z", count: 3 });
    const tooLate = away({ first: "2025-12-23T09:00:00.000Z" });
    const told = first([failures, after, tooLate]);
    expect(told).toMatchObject({ kinds: ["failures"], succeededAfter: true, last: after.first });
    expect(told?.rows.map(({ time, detail }) => [time, detail.slice(detail.lastIndexOf(":"))])).toEqual([
      [failures.first, ": one of 40 on the day."],
      [after.first, ": within a day after failures."],
    ]);
    expect(first([failures, tooLate])?.succeededAfter).toBe(false);
    const fromThere = away({ first: "2025-12-21T11:00:00.000Z", keyId: "other" });
    const both = first([...usual, failures, fromThere]);
    expect(both).toMatchObject({
      kinds: ["new-network", "new-credential", "failures"],
      succeededAfter: true,
    });
    expect(both?.rows).toHaveLength(2);
  });

  test("kinds each once; two sign-ins of a day are one incident, two days are two", () => {
    const found = anomaliesOf([
      ...usual,
      away({ resource: "Azure Key Vault" }),
      away({ ip: "192.0.2.1", country: "RU" }),
      away({ day: "2025-12-22", keyId: "other" }),
    ]).items;
    expect(found.map(({ id, kinds }) => [id.slice(-10), kinds])).toEqual([
      ["2025-12-21", ["new-network", "new-country", "new-resource"]],
      ["2025-12-22", ["new-credential"]],
    ]);
  });
});

describe("whose sign-ins are judged", () => {
  const signIns = [...usual, away()];
  const gap = graphDenied("x");

  test.each<[string, Items, Gaps, number]>([
    ["who may do much", {}, {}, 1],
    ["who may do little", { appRoleAssignments: [role("User.Read.All")] }, {}, 0],
    ["of whom not all was read", { appRoleAssignments: [] }, { appRoleAssignments: [gap] }, 1],
    ["a principal that is gone", { servicePrincipals: [] }, {}, 0],
    ["a managed identity", { servicePrincipals: [managedIdentity({ id: principalId() })] }, {}, 0],
  ])("%s", (_, items, gaps, count) => {
    const found = anomaliesOf(signIns, items, gaps);
    expect(found.items).toHaveLength(count);
    expect(found.gaps).toEqual([]);
  });

  test("what was not read of the sign-ins is a gap, and of what explains is none", () => {
    expect(anomaliesOf([], {}, { servicePrincipalSignIns: [gap] }).gaps).toEqual([gap]);
    expect(anomaliesOf([], {}, { graphActivities: [gap] })).toMatchObject({ gaps: [], inherited: [] });
  });
});

describe("which days are judged", () => {
  test("the last seven of what was read of anybody", () => {
    const other = (day: string) => signIn({ day, principalId: principalId("other") });
    expect(anomaliesOf([...usual, away(), other("2025-12-28")]).items).toHaveLength(1);
    expect(anomaliesOf([...usual, away(), other("2025-12-29")]).items).toHaveLength(0);
  });

  test("one that slept since before the logs begin", () => {
    const other = signIn({ day: "2025-11-01", principalId: principalId("other") });
    const kindsOf = (items: Items) => anomaliesOf([other, away()], items).items.map(({ kinds }) => kinds);
    const made = (date: string | null) => ({
      servicePrincipals: [servicePrincipal({ createdDateTime: known(date) })],
    });
    expect(kindsOf({})).toEqual([["woke-up"]]);
    expect(kindsOf(made("2025-12-01T00:00:00.000Z"))).toEqual([]);
    expect(kindsOf(made(null))).toEqual([]);
    expect(
      kindsOf({ servicePrincipals: [servicePrincipal({ createdDateTime: unknown(graphDenied("x")) })] }),
    ).toEqual([]);
  });
});
