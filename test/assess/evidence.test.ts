import { describe, expect, test } from "vitest";
import { assess } from "../../src/assess/assess.ts";
import { evidenceSectionOf, queryFillOf } from "../../src/assess/evidence.ts";
import { type AnyCheck, defineCheck, factor, fail } from "../../src/check.ts";
import { DEFAULT_SETTINGS } from "../../src/config.ts";
import type { Gap } from "../../src/inventory/known.ts";
import type { Incident, LogRow, SectionName, StateEvidence } from "../../src/inventory/sections.ts";
import { accountId, denied, localUser, storageAccount, TENANT } from "../checks/build.ts";
import { grant } from "../checks/build-entra.ts";
import { sectionsWith } from "../inventory/sections-with.ts";

const meta = {
  id: "sample-check",
  title: "Sample is bad",
  severity: "low",
  why: "Because.",
  mitre: ["T1133"],
  references: ["https://example.com/"],
  remediation: { summary: "Mend it.", steps: ["Mend."], commands: ["az mend --ids={id}"] },
} as const;

const failing = <S extends SectionName>(subject: S, incident?: Incident): AnyCheck =>
  defineCheck({
    ...meta,
    queries: ["q02", "q08"],
    subject,
    evaluate: () => fail("It is bad.", [factor("sftp-write", "It writes.")], { incident }),
  });

function row(over: Partial<LogRow> = {}): LogRow {
  return {
    time: "2026-01-01T00:00:00Z",
    source: "activity-log",
    operation: "Microsoft.Storage/storageAccounts/localUsers/write",
    actor: "ann@contoso.com",
    ip: "203.0.113.9",
    userAgent: null,
    detail: "It was made.",
    queryId: "q02",
    ...over,
  };
}

function evidence(stateId: string, over: Partial<StateEvidence> = {}): StateEvidence {
  return {
    id: `${stateId}/logEvidence`,
    name: "evidence",
    stateId,
    rows: [row()],
    rowsOmitted: 0,
    isChain: false,
    incidents: 1,
    ...over,
  };
}

const USER = localUser();

function findingOf(
  check: AnyCheck,
  items: Parameters<typeof sectionsWith>[0],
  gaps: Parameters<typeof sectionsWith>[1] = {},
) {
  const sections = sectionsWith(items, gaps);
  const { findings } = assess(
    { collectedAt: "2026-01-01T00:00:00.000Z", sections },
    [check],
    DEFAULT_SETTINGS,
  );
  const [finding] = findings;
  if (finding === undefined) throw new Error("no finding");
  return finding;
}

describe("what logs tell of a subject", () => {
  test("is its evidence and counts for its score", () => {
    const found = findingOf(failing("localUsers"), {
      localUsers: [USER],
      storageEvidence: [evidence(USER.id.toUpperCase())],
    });
    expect(found.evidence).toEqual([row()]);
    expect(found).not.toHaveProperty("evidenceOmitted");
    expect(found.ledger).toEqual([
      { factor: "sftp-write", points: 39, because: "It writes." },
      { factor: "evidence-event", points: 8, because: "The logs tell how it was made or used." },
    ]);
    expect(found.confidence).toBe(1);
  });

  test("is named with how often, and with how much was left out", () => {
    const found = findingOf(failing("localUsers"), {
      localUsers: [USER],
      storageEvidence: [evidence(USER.id, { incidents: 3, rowsOmitted: 7 })],
    });
    expect(found.evidenceOmitted).toBe(7);
    expect(found.ledger[1]?.because).toBe("The logs tell of it 3 times.");
  });

  test("is a chain where steps follow each other, and calls for action", () => {
    const found = findingOf(failing("localUsers"), {
      localUsers: [USER],
      storageEvidence: [evidence(USER.id, { isChain: true })],
    });
    expect(found.ledger[1]).toMatchObject({ factor: "evidence-chain", points: 15 });
    expect(found.verdict).toBe("act");
  });

  test.each<[string, readonly Gap[], number]>([
    ["nothing where the logs were read", [], 1],
    ["unknown where they were not", [denied(TENANT)], 0.85],
  ])("is %s", (_, gaps, confidence) => {
    const found = findingOf(failing("localUsers"), { localUsers: [USER] }, { storageEvidence: gaps });
    expect({ evidence: found.evidence, score: found.score, confidence: found.confidence }).toEqual({
      evidence: [],
      score: 39,
      confidence,
    });
  });

  test("of a grant is that of its client, since its id stands in no log", () => {
    const one = grant("Mail.Read");
    const found = findingOf(failing("oauth2PermissionGrants"), {
      oauth2PermissionGrants: [one],
      entraEvidence: [evidence(one.clientId)],
    });
    expect(found.evidence).toEqual([row()]);
  });

  test("of an SSH key is that of its local user", () => {
    const key = {
      id: `${USER.id}/sshKeys/1`,
      name: "1",
      userId: USER.id,
      accountId: USER.accountId,
      algorithm: "ssh-rsa",
      bits: 2048,
      fingerprint: "SHA256:x",
      description: null,
      sharedWith: [],
    };
    const found = findingOf(failing("sshKeys"), { sshKeys: [key], storageEvidence: [evidence(USER.id)] });
    expect(found.evidence).toEqual([row()]);
  });

  test("of a setting is nothing, and nothing about it is unknown", () => {
    const policy = {
      id: "/policies/x",
      name: "x",
      isEnabled: { known: true, value: true },
      reviewers: { known: true, value: 1 },
    } as const;
    const found = findingOf(
      failing("adminConsentRequestPolicies"),
      { adminConsentRequestPolicies: [policy] },
      { entraEvidence: [denied(TENANT)] },
    );
    expect({ evidence: found.evidence, confidence: found.confidence }).toEqual({
      evidence: [],
      confidence: 1,
    });
  });

  test.each<[SectionName, string | undefined]>([
    ["localUsers", "storageEvidence"],
    ["credentials", "entraEvidence"],
    ["tenants", undefined],
  ])("of %s stands in %s", (section, expected) => {
    expect(evidenceSectionOf(section)).toBe(expected);
  });
});

test("an event brings its own rows, its time, and what it left behind", () => {
  const account = storageAccount();
  const incident: Incident = {
    id: `${account.id}/logEvents/c`,
    name: "c",
    targetId: account.id,
    targetName: account.name,
    first: "2026-01-01T00:00:00Z",
    last: "2026-01-01T00:05:00Z",
    actors: [],
    rows: [row({ detail: "SFTP was switched on." })],
    rowsOmitted: 2,
    states: [{ id: USER.id, name: "partner", presence: "present" }],
  };
  const found = findingOf(failing("storageAccounts", incident), {
    storageAccounts: [account],
    storageEvidence: [evidence(account.id)],
  });
  expect(found).toMatchObject({
    evidence: [row({ detail: "SFTP was switched on." })],
    evidenceOmitted: 2,
    occurred: { first: "2026-01-01T00:00:00Z", last: "2026-01-01T00:05:00Z" },
    states: [{ id: USER.id, name: "partner", presence: "present" }],
  });
  const nothingLeft = findingOf(failing("storageAccounts", { ...incident, states: [] }), {
    storageAccounts: [account],
  });
  expect(nothingLeft).not.toHaveProperty("states");
});

describe("the query of a finding", () => {
  test("is the check's first, filled with the parts of the subject's id", () => {
    const found = findingOf(failing("localUsers"), { localUsers: [USER] });
    expect(found.query).toEqual({
      id: "q02",
      fill: {
        subscriptions: [USER.id.split("/")[2]],
        storageAccounts: ["acct"],
        localUsers: ["partner"],
      },
    });
  });

  test.each<[string, object, object]>([
    [
      "an application with its appId",
      { id: "/applications/o", name: "a", appId: "i" },
      { applicationObjects: ["o"], applications: ["i"] },
    ],
    ["a principal", { id: "/servicePrincipals/o", name: "a", appId: 7 }, { servicePrincipals: ["o"] }],
    ["a user", { id: "/users/u", name: "u" }, { users: ["u"] }],
    ["a type without a name", { id: "/users/", name: "u" }, {}],
    [
      "a name that is spelled like a type",
      { id: "/subscriptions/users/x/y", name: "u" },
      { subscriptions: ["users"] },
    ],
    ["what has no parameter", { id: "/tenants/t", name: "t" }, {}],
  ])("is filled for %s", (_, subject, fill) => {
    expect(queryFillOf(subject as { id: string; name: string })).toEqual(fill);
  });

  test("is not there where the check names none", () => {
    const { queries: _, ...check } = failing("storageAccounts");
    const found = findingOf(check, { storageAccounts: [storageAccount({ id: accountId("x") })] });
    expect(found).not.toHaveProperty("query");
  });
});
