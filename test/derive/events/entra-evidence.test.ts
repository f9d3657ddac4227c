import fc from "fast-check";
import { expect, test } from "vitest";
import { known } from "../../../src/inventory/known.ts";
import { keysChanged, registered, roleGiven, signIn } from "../../checks/build-directory-events.ts";
import {
  application,
  applicationId,
  graphDenied,
  guid,
  password,
  principalId,
  role,
  servicePrincipal,
} from "../../checks/build-entra.ts";
import { EVENT_TIME, OUTSIDE } from "../../checks/build-events.ts";
import { deriveFrom, type Gaps, type Items } from "../derive-from.ts";

const inTenant: Items = {
  applications: [
    application({ passwordCredentials: known([password({ keyId: guid("key", "ci"), displayName: "ci" })]) }),
  ],
  servicePrincipals: [servicePrincipal()],
  appRoleAssignments: [role("Mail.Read")],
};
const ciId = `${applicationId()}/passwordCredentials/${guid("key", "ci")}`;
const chain = [registered(), roleGiven()];
const usual = ["2025-12-01", "2025-12-08", "2025-12-16"].map((day) => signIn({ day, keyId: null }));
const away = signIn({ day: "2025-12-22", ip: OUTSIDE });

const evidenceOf = (items: Items, gaps: Gaps = {}) =>
  deriveFrom({ ...inTenant, ...items }, gaps).entraEvidence;
const short = (items: Items) =>
  evidenceOf(items).items.map(({ stateId, rows, isChain, incidents }) => [
    stateId,
    rows.length,
    isChain,
    incidents,
  ]);

test("a registration chain tells of the application and of its principal, each once", () => {
  const { items, gaps } = evidenceOf({ directoryEvents: chain });
  expect(gaps).toEqual([]);
  expect(items).toMatchObject([
    {
      id: `${applicationId()}/entraEvidence/default`,
      name: "billing",
      stateId: applicationId(),
      rows: [{ operation: "Add application" }, { operation: "Add app role assignment to service principal" }],
      rowsOmitted: 0,
      isChain: true,
      incidents: 1,
    },
    { stateId: principalId(), isChain: true },
  ]);
});

test("a credential that was added is one deed; that somebody then came from elsewhere with it makes a chain", () => {
  expect(short({ directoryEvents: [keysChanged()] })).toEqual([[ciId, 1, false, 1]]);
  expect(short({ directoryEvents: [keysChanged()], servicePrincipalSignIns: [...usual, away] })).toEqual([
    [ciId, 2, true, 2],
    [principalId(), 1, false, 1],
  ]);
});

test("no chain: it was used before it was added, or from a network that is known", () => {
  const early = signIn({ day: "2025-12-17", ip: OUTSIDE });
  expect(short({ directoryEvents: [keysChanged()], servicePrincipalSignIns: [...usual, early] })[0]).toEqual([
    ciId,
    2,
    false,
    2,
  ]);
  const near = signIn({ day: "2025-12-22" });
  expect(short({ directoryEvents: [keysChanged()], servicePrincipalSignIns: [...usual, near] })[0]).toEqual([
    ciId,
    2,
    false,
    2,
  ]);
});

test("fifty rows are kept, and the rest is counted", () => {
  const day = Array.from({ length: 30 }, (_, at) => roleGiven("Mail.Read", "billing", { auditId: `r${at}` }));
  const later = Array.from({ length: 30 }, (_, at) =>
    roleGiven("Sites.Read.All", "billing", { auditId: `s${at}`, time: "2025-12-23T00:00:00.000Z" }),
  );
  const [evidence] = evidenceOf({ directoryEvents: [...chain, ...day, ...later] }).items;
  expect(evidence?.rows).toHaveLength(50);
  expect(evidence?.rowsOmitted).toBe(12);
});

test("that an application was registered is told, however much followed", () => {
  const grants = Array.from({ length: 60 }, (_, at) =>
    roleGiven("Mail.Read", "billing", { auditId: `r${at}` }),
  );
  const { items } = evidenceOf({
    directoryEvents: [...chain, ...grants],
    servicePrincipalSignIns: [...usual, away],
  });
  const told = items.find(({ stateId }) => stateId === principalId());
  expect([told?.incidents, told?.rows.length]).toEqual([2, 50]);
  expect([told?.rows[0]?.operation, told?.rows.at(-1)?.queryId]).toEqual(["Add application", "q17"]);
});

test("the order in which they were read does not show", () => {
  const events = [...chain, keysChanged(), roleGiven("Sites.Read.All", "other", { time: EVENT_TIME })];
  const signIns = [...usual, away];
  const byId = (items: Items) => evidenceOf(items).items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const expected = byId({ directoryEvents: events, servicePrincipalSignIns: signIns });
  expect(expected).toHaveLength(4);
  fc.assert(
    fc.property(
      fc.shuffledSubarray(events, { minLength: events.length }),
      fc.shuffledSubarray(signIns, { minLength: signIns.length }),
      (directoryEvents, servicePrincipalSignIns) => {
        expect(byId({ directoryEvents, servicePrincipalSignIns })).toEqual(expected);
      },
    ),
    { numRuns: 30 },
  );
});

test("a log that was not read leaves it open for everything; what only explains does not", () => {
  const gap = graphDenied("AuditLog.Read.All");
  expect(evidenceOf({}, { directoryEvents: [gap] }).gaps).toEqual([gap]);
  expect(evidenceOf({}, { servicePrincipalSignIns: [gap] }).gaps).toEqual([gap]);
  const quiet = {
    applications: [gap],
    owners: [gap],
    federatedIdentityCredentials: [gap],
    graphActivities: [gap],
  };
  expect(evidenceOf({}, quiet).gaps).toEqual([]);
});
