import { describe, expect, test } from "vitest";
import ocsf from "../../reports/ocsf.ts";
import type { ScanReport } from "../../src/reporter.ts";
import { ATTACK, isDangerous, isWorkflowCommand } from "./attacks.ts";
import { attackedDesk, deskReport, manyFindings } from "./desk-report.ts";
import { validateOcsf } from "./ocsf-schema.ts";
import {
  at,
  cleanReport,
  doorFinding,
  endpointFinding,
  listAt,
  renderWhole,
  sampleReport,
  secretFinding,
} from "./sample-report.ts";

describe("OCSF 1.5.0, Compliance Finding", () => {
  test.each([
    ["a rich report", sampleReport()],
    ["a scan against a baseline", deskReport()],
    ["an attack", attackedDesk()],
    ["a report without what it says of its checks", deskReport({ checks: [] })],
  ])("every event of %s follows the schema", (_, report) => {
    const events = eventsOf(report);
    expect(events).toHaveLength(report.findings.length + report.resolved.length + report.notAssessed.length);
    for (const event of events) expect(validateOcsf(event), JSON.stringify(validateOcsf.errors)).toBe(true);
  });

  test("a clean report has no event", () => {
    expect(renderWhole(ocsf, cleanReport())).toBe("");
  });

  test("an event in full", () => {
    const finding = doorFinding({
      confidence: 0.876,
      occurred: { first: "2026-11-19T00:00:00Z", last: "2026-11-19T01:00:00.5Z" },
    });
    expect(eventsOf(sampleReport({ findings: [finding], notAssessed: [] }))).toEqual([
      {
        activity_id: 1,
        activity_name: "Create",
        category_uid: 2,
        category_name: "Findings",
        class_uid: 2003,
        class_name: "Compliance Finding",
        type_uid: 200301,
        type_name: "Compliance Finding: Create",
        time: Date.UTC(2026, 10, 20, 6),
        time_dt: "2026-11-20T06:00:00.000Z",
        start_time: Date.UTC(2026, 10, 19),
        start_time_dt: "2026-11-19T00:00:00.000Z",
        end_time: Date.UTC(2026, 10, 19, 1, 0, 0, 500),
        end_time_dt: "2026-11-19T01:00:00.500Z",
        severity_id: 5,
        severity: "Critical",
        confidence_score: 88,
        status_id: 1,
        status: "New",
        message: finding.message,
        metadata: {
          version: "1.5.0",
          profiles: ["cloud", "datetime"],
          product: { name: "foothold", vendor_name: "foothold", version: "0.1.0" },
          event_code: "sftp-open-door",
          tenant_uid: "72f988bf-0000-4000-8000-2d7cd011db47",
        },
        cloud: {
          provider: "Azure",
          cloud_partition: "public",
          account: {
            uid: "11111111-1111-4111-8111-111111111111",
            name: "contoso-prod",
            type_id: 13,
            type: "Azure Subscription",
          },
        },
        finding_info: {
          uid: finding.fingerprint,
          title: finding.title,
          desc: "Local users live outside Azure RBAC, and rotating the account keys does not touch them.",
          analytic: { uid: "sftp-open-door", name: finding.title, type_id: 1, type: "Rule" },
          attacks: [
            { technique: { uid: "T1098" } },
            { technique: { uid: "T1136" }, sub_technique: { uid: "T1136.003" } },
          ],
          src_url: "https://portal.azure.com/#@/resource/subscriptions",
        },
        compliance: {
          control: "sftp-open-door",
          status_id: 3,
          status: "Fail",
          status_details: [],
          checks: [
            {
              uid: "sftp-open-door",
              name: finding.title,
              desc: "Local users live outside Azure RBAC, and rotating the account keys does not touch them.",
              severity_id: 5,
              severity: "Critical",
              status_id: 3,
              status: "Fail",
            },
          ],
        },
        resources: [
          {
            uid: finding.subject.id,
            name: "backup",
            type: "localUsers",
            cloud_partition: "public",
            tags: [
              { name: "10", value: "ten" },
              { name: "owner", value: "ops" },
            ],
          },
        ],
        remediation: {
          desc: "Delete the user. Ask the owner. Delete it.",
          references: [
            "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support",
          ],
        },
        unmapped: {
          score: 92,
          score_model: 2,
          verdict: "act",
          ledger: finding.ledger,
          commands: finding.remediation.commands,
          evidence: [],
        },
      },
    ]);
  });

  test("activity, status and compliance of each, in the order of the report", () => {
    const states = eventsOf(deskReport()).map((event) => [
      at(event, "activity_id"),
      at(event, "type_uid"),
      at(event, "status_id"),
      at(event, "status"),
      at(event, "compliance", "status"),
    ]);
    expect(states).toEqual([
      [1, 200301, 1, "New", "Fail"],
      [2, 200302, 1, "New", "Fail"],
      [2, 200302, 1, "New", "Fail"],
      [2, 200302, 3, "Suppressed", "Fail"],
      [3, 200303, 4, "Resolved", "Pass"],
      [2, 200302, 99, "Not read again", "Unknown"],
      [2, 200302, 99, "Aged out of the logs", "Unknown"],
      ...Array.from({ length: 4 }, () => [1, 200301, 99, "Not assessed", "Unknown"]),
    ]);
  });

  test("a suppression tells who and why, and stays with the finding", () => {
    const event = eventsOf(deskReport())[3];
    expect(at(event, "compliance", "status_details")).toEqual([
      "Accepted by ops@contoso.com: the partner portal",
    ]);
    expect(at(event, "unmapped", "suppressed")).toEqual({
      reason: "the partner portal",
      owner: "ops@contoso.com",
      expires: "2027-01-31",
    });
  });

  test("what lies in no subscription lies in the tenant", () => {
    const [event] = eventsOf(sampleReport({ findings: [secretFinding()] }));
    expect(at(event, "cloud", "account")).toEqual({
      uid: "72f988bf-0000-4000-8000-2d7cd011db47",
      name: "Contoso",
      type_id: 17,
      type: "M365 Tenant",
    });
    const sample = sampleReport();
    const nameless = { ...sample, scan: { ...sample.scan, tenantName: null }, findings: [secretFinding()] };
    expect(Object.keys(Object(at(eventsOf(nameless)[0], "cloud", "account")))).toEqual([
      "uid",
      "type_id",
      "type",
    ]);
  });

  test.each([
    ["critical", 5],
    ["high", 4],
    ["medium", 3],
    ["low", 2],
    ["info", 1],
  ] as const)("%s is %i", (severity, id) => {
    const [event] = eventsOf(sampleReport({ findings: [endpointFinding({ severity })] }));
    expect(at(event, "severity_id")).toBe(id);
  });

  test("what is not assessed keeps its id from scan to scan, and says what it needs", () => {
    const [first, second] = [sampleReport(), sampleReport()].map((report) => eventsOf(report)[4]);
    expect(at(first, "finding_info", "uid")).toBe(at(second, "finding_info", "uid"));
    expect(at(first, "severity_id")).toBe(0);
    expect(at(first, "cloud", "account", "uid")).toBe("99999999-9999-4999-8999-999999999999");
    expect(at(first, "compliance", "status_details", 0)).toMatch(/Needs Microsoft\.Storage/);
    const uids = eventsOf(deskReport()).map((event) => at(event, "finding_info", "uid"));
    expect(new Set(uids).size).toBe(uids.length);
  });

  test("a time that is none is no reason to lose the event", () => {
    const sample = sampleReport();
    const [event] = eventsOf({ ...sample, scan: { ...sample.scan, collectedAt: "yesterday" } });
    expect([at(event, "time"), at(event, "time_dt")]).toEqual([0, undefined]);
  });

  test("comes one finding a chunk, each a line", () => {
    const chunks = [...ocsf.render(manyFindings(1000), { color: false, width: 80 })];
    expect(chunks.filter((chunk) => chunk.includes("marker ")).length).toBe(1000);
    expect(chunks.filter((chunk) => chunk.indexOf("\n") !== chunk.length - 1)).toEqual([]);
  });
});

describe("hostile text", () => {
  test("stays text: exact but for NUL and lone surrogates, and no line acts on who looks at it", () => {
    const text = renderWhole(ocsf, attackedDesk());
    const lines = text.split("\n");
    expect(lines.filter(isDangerous)).toEqual([]);
    expect(lines.filter(isWorkflowCommand)).toEqual([]);
    const event = eventsOf(attackedDesk())[0];
    const expected = ATTACK.toWellFormed().replaceAll("\u0000", String.raw`\u{0}`);
    expect(at(event, "message")).toBe(expected);
    expect(listAt(event, "resources", 0, "tags")).toContainEqual({ name: "__proto__", value: expected });
    expect(text.isWellFormed()).toBe(true);
  });

  test("an address that is none is left out", () => {
    const subject = { ...doorFinding().subject, url: "javascript:alert(1)" };
    const [event] = eventsOf(sampleReport({ findings: [doorFinding({ subject })] }));
    expect(at(event, "finding_info", "src_url")).toBeUndefined();
  });
});

describe("the schema is no rubber stamp", () => {
  const [event] = eventsOf(sampleReport());
  const good = Object(event) as Record<string, unknown>;
  test.each<[string, Record<string, unknown>]>([
    ["time in seconds", { time: 1_795_154_400 }],
    ["a class of another kind", { class_uid: 2004 }],
    ["a severity and its word that differ", { severity: "Low" }],
    ["an attribute of no OCSF", { risk: 9 }],
    ["no cloud", { cloud: undefined }],
    ["an account of Azure AD", { cloud: { provider: "Azure", account: { uid: "x", type_id: 6 } } }],
    ["a finding without an id", { finding_info: {} }],
    ["a type of another activity", { type_uid: 200302 }],
    ["a state of another word", { status: "Resolved" }],
    ["a time that is no number", { time: "2026-11-20T06:00:00Z" }],
    ["a tag without a value", { resources: [{ uid: "x", tags: [{ name: "x" }] }] }],
    ["a product of nobody", { metadata: { version: "1.5.0", product: {} } }],
  ])("%s is refused", (_, over) => {
    expect(validateOcsf(JSON.parse(JSON.stringify({ ...good, ...over })))).toBe(false);
  });
});

function eventsOf(report: ScanReport): readonly unknown[] {
  const lines = renderWhole(ocsf, report).split("\n");
  expect(lines.pop()).toBe("");
  return lines.map((line): unknown => JSON.parse(line));
}
