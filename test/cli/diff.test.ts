import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ScanReport } from "../../src/reporter.ts";
import { cleanReport, doorFinding, endpointFinding, secretFinding } from "../reports/sample-report.ts";
import { runMain } from "./run-main.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "foothold-diff-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";

function report(over: Partial<ScanReport>, scan: Partial<ScanReport["scan"]> = {}): ScanReport {
  const clean = cleanReport();
  const checks = ["sftp-open-door", "app-secret", "sftp-endpoint"].flatMap((id) =>
    clean.checks.slice(0, 1).map((one) => ({ ...one, id })),
  );
  return {
    ...clean,
    checks,
    ...over,
    scan: { ...clean.scan, subscriptions: [SUBSCRIPTION], ...scan },
  };
}

async function diff(before: ScanReport, after: ScanReport, ...flags: readonly string[]) {
  const [old, later] = [path.join(folder, "old.json"), path.join(folder, "new.json")];
  await writeFile(old, JSON.stringify(before));
  await writeFile(later, JSON.stringify(after));
  const { stderr, ...ran } = await runMain("diff", old, later, ...flags);
  return { ...ran, stderr: stderr.replaceAll(`${folder}/`, "") };
}

const OLD = { collectedAt: "2026-11-01T06:00:00Z" };
const changed = endpointFinding({ message: "Storage account 'stpartners' serves SFTP." });
const event = doorFinding({
  fingerprint: "e".repeat(64),
  subject: { ...doorFinding().subject, name: "event" },
  occurred: { first: "2026-01-01T00:00:00Z", last: "2026-01-01T00:00:00Z" },
  message: "Somebody did it.",
});
const before = report({ findings: [event, secretFinding(), changed] }, OLD);
const after = report({
  findings: [doorFinding({ suppressed: { reason: "ours", owner: "ops" } }), endpointFinding()],
});
const ACCOUNT = endpointFinding().subject.id;

describe("as text", () => {
  test("what is new, what changed and how, and what became of the rest", async () => {
    expect(await diff(before, after)).toEqual({
      exitCode: 0,
      stderr: "",
      stdout: `2026-11-01T06:00:00Z to 2026-11-20T06:00:00Z: 1 new, 1 changed, 0 unchanged, 1 resolved, 0 carried over, 1 aged out

New
   92 critical sftp-open-door ${ACCOUNT}/localUsers/backup (suppressed)
      ${doorFinding().message}

Changed
   41 medium   sftp-endpoint ${ACCOUNT}
      was: Storage account 'stpartners' serves SFTP.
      is: Storage account 'stpartners' serves SFTP and is not among the expected ones.

Resolved
   78 high     app-secret ${secretFinding().subject.id}
      ${secretFinding().message}

Aged out: no log tells of them any more
   92 critical sftp-open-door ${ACCOUNT}/localUsers/backup
      Somebody did it.
`,
    });
  });

  test("another band, and what was not read again", async () => {
    const read = { factor: "sftp-read", points: 26, because: "It reads." } as const;
    const open = { factor: "any-network", points: 15, because: "From anywhere." } as const;
    const was = endpointFinding({ severity: "low", score: 26, ledger: [read] });
    const { stdout } = await diff(
      report({ findings: [was, doorFinding()] }),
      report({ findings: [endpointFinding({ ledger: [read, open] }), doorFinding()] }),
    );
    expect(stdout).toContain(
      "\nChanged\n" +
        `   41 medium   sftp-endpoint ${ACCOUNT}\n` +
        "      was: low 26, is: medium 41\n" +
        `      ${endpointFinding().message}\n`,
    );
    const gone = await diff(report({ findings: [doorFinding()] }), report({}, { subscriptions: [] }));
    expect(gone.stdout).toContain("\nCarried over: not read again\n   92 critical sftp-open-door ");
  });

  test("nothing but a line where nothing differs", async () => {
    const { stdout } = await diff(before, before);
    expect(stdout).toBe(
      "2026-11-01T06:00:00Z to 2026-11-01T06:00:00Z: 0 new, 0 changed, 3 unchanged, 0 resolved, 0 carried over, 0 aged out\n",
    );
  });

  test("hostile text is shown, and obeyed by nobody", async () => {
    const hostile = doorFinding({
      message: "::error::\u001b[2Jgone\u202e",
      subject: { ...doorFinding().subject, id: "/x/\n::warning::y\u0007" },
    });
    const { stdout } = await diff(report({}), report({ findings: [hostile] }));
    expect(stdout).not.toMatch(/^\s*::/m);
    expect(stdout).not.toMatch(/[^\n\P{C}]/u);
    expect(stdout).toContain("error::");
  });
});

describe("as JSON", () => {
  test("the same, with what is needed to find each in its report", async () => {
    const { stdout, exitCode } = await diff(before, after, "--json");
    const told = ({ fingerprint, check, severity, score, subject, message }: typeof event) => ({
      fingerprint,
      check,
      severity,
      score,
      subject: { type: subject.type, id: subject.id, name: subject.name },
      message,
    });
    expect([exitCode, JSON.parse(stdout)]).toEqual([
      0,
      {
        tenantId: before.scan.tenantId,
        old: { collectedAt: "2026-11-01T06:00:00Z", scoreModel: before.tool.scoreModel },
        new: { collectedAt: "2026-11-20T06:00:00Z", scoreModel: before.tool.scoreModel },
        unchanged: 0,
        added: [{ ...told(doorFinding()), suppressed: true }],
        changed: [
          {
            ...told(endpointFinding()),
            what: ["message"],
            was: { severity: "medium", score: 41, message: changed.message },
          },
        ],
        resolved: [told(secretFinding())],
        carriedOver: [],
        agedOut: [told(event)],
      },
    ]);
  });
});

describe("what cannot be compared", () => {
  test("two tenants, with both ids", async () => {
    const { tenantId } = before.scan;
    const other = report({}, { tenantId: "99999999-9999-4999-8999-999999999999" });
    expect(await diff(before, other)).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `foothold: old.json is of tenant ${tenantId}, new.json of tenant 99999999-9999-4999-8999-999999999999: two tenants cannot be compared\n`,
    });
  });

  test("one tenant in two spellings can", async () => {
    const other = report({}, { tenantId: before.scan.tenantId.toUpperCase() });
    expect((await diff(before, other)).exitCode).toBe(0);
  });

  test("another score model is said, and no reason to refuse", async () => {
    const other = report({ tool: { name: "foothold", version: "9", scoreModel: 9 } });
    const { exitCode, stderr } = await diff(before, other);
    expect([exitCode, stderr]).toEqual([
      0,
      "foothold: old.json was scored by model 2, new.json by model 9: bands are compared by the model of today, scores are not\n",
    ]);
  });

  test("what is no report", async () => {
    const { exitCode, stdout } = await runMain("diff", path.join(folder, "none.json"), "x.json");
    expect([exitCode, stdout]).toEqual([2, ""]);
  });
});

describe("a scan with --baseline", () => {
  test("new against what? is asked before anybody signs in", async () => {
    expect(await runMain("scan", "--fail-on-new")).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: "foothold: --fail-on-new: new against what? It needs --baseline REPORT.json\n",
    });
  });

  test("a baseline that cannot be read is refused before anybody signs in", async () => {
    const { exitCode, stderr } = await runMain("scan", "--baseline", path.join(folder, "none.json"));
    expect([exitCode, stderr.split("\n").length]).toEqual([2, 2]);
    expect(stderr).toContain("none.json: cannot be read (ENOENT)");
  });
});
