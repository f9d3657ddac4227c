import type { Gap } from "../../src/inventory/known.ts";
import type { ScanReport } from "../../src/reporter.ts";
import { ACCOUNT_ID, check, doorFinding, logRow, hash, sampleReport } from "./sample-report.ts";

/** Every trick at once; each is also a text of its own in `ATTACKS`. */
export const ATTACKS: readonly string[] = [
  `<img src=x onerror="alert(1)"></script><script>alert(2)</script>`,
  "\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007\u001b[2J\u001b[31mred",
  "\u009b31mC1\u0085next",
  "\u202egnp.exe\u2066\u200b\u2060\ufeff\u{e0041}\u2028line",
  "::error::owned",
  "  ::add-mask::s",
  "\u00a0::stop-commands::x",
  "x ##[error]y ##[add-mask]z",
  "x ##vso[task.complete result=Succeeded;]y ##VSO[task.setvariable variable=a]z",
  "[click](https://evil.example) ![p](http://t.example/p.png) @octocat #1",
  `=HYPERLINK("https://evil.example";"x");+cmd|' /C calc'!A1`,
  "[fix](1) and [this](0)",
  "$(rm -rf ~)`id`';--",
  "a\n::add-mask::b\r\n::error::c\td",
  "\ud800lone\udc00",
  "nul\u0000byte",
  "../../etc/./passwd//..",
  "wide 漢字 👩‍👩‍👧 e\u0301",
];

export const ATTACK = ATTACKS.join(" ");

/** Every text that an attacker may choose is an attack, one finding for each trick and one for all together. */
export function attackReport(): ScanReport {
  const sample = sampleReport();
  // Where a permission is known, it stands in place of what Azure said: one gap of each kind.
  const gaps = ATTACKS.flatMap((attack): Gap[] => [
    { reason: "denied", scope: attack, request: attack, needs: attack, role: attack, detail: attack },
    { reason: "failed", scope: attack, request: attack, detail: attack },
  ]);
  return {
    ...sample,
    scan: {
      ...sample.scan,
      cloud: ATTACK,
      tenantId: ATTACK,
      tenantName: ATTACK,
      principal: { tenantId: ATTACK, objectId: ATTACK, applicationId: ATTACK },
      scope: { subscriptions: ATTACKS, only: [], skip: [] },
      logs: { since: sample.scan.logs.since, workspaces: ATTACKS },
    },
    findings: [ATTACK, ...ATTACKS].map((attack, index) =>
      doorFinding({
        fingerprint: hash(attack),
        score: 90 - index,
        title: attack,
        ledger: [{ factor: "sftp-write", points: 90 - index, because: attack }],
        subject: {
          type: "localUsers",
          id: `${ACCOUNT_ID}/localUsers/${attack}`,
          name: attack,
          scope: attack,
          scopeName: attack,
          tags: { [attack]: attack, ["__proto__"]: attack },
        },
        message: attack,
        evidence: [
          logRow({ operation: attack, actor: attack, ip: attack, userAgent: attack, detail: attack }),
        ],
        states: [{ id: attack, name: attack, presence: "present" }],
        query: { id: "q01", text: attack },
        remediation: { commands: [attack] },
      }),
    ),
    notAssessed: [{ check: "sftp-open-door", gaps }],
    checks: [
      check("sftp-open-door", "critical", {
        title: ATTACK,
        why: ATTACK,
        remediation: { summary: ATTACK, steps: [ATTACK], commands: [ATTACK] },
      }),
    ],
    coverage: [{ section: "localUsers", items: 1, requests: 1, pages: 1, retries: 0, gaps }],
    known: {
      ...sample.known,
      localUsers: [
        {
          account: ATTACK,
          name: ATTACK,
          sid: ATTACK,
          keyKinds: [],
          scopes: [ATTACK],
          firstSeen: "2026-11-20T06:00:00Z",
        },
      ],
    },
  };
}

/** True where GitHub's runner, or the agent of Azure Pipelines, would obey the line: ActionCommand.cs, Command.cs. */
export function isWorkflowCommand(line: string): boolean {
  const trimmed = line.trimStart();
  if (trimmed.startsWith("::") && trimmed.indexOf("::", 2) > 0) return true;
  const start = line.search(/##(?:vso)?\[/i);
  return start >= 0 && line.indexOf("]", start) > 0;
}

/** True where the text holds something that `visible()` must not let through, spelled independently of it. */
export function isDangerous(text: string): boolean {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  return (
    /##(?:vso)?\[/i.test(text) ||
    points.some((point) => RANGES.some(([low, high]) => point >= low && point <= high))
  );
}

const RANGES: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff9, 0xfffb],
  [0xfffe, 0xffff],
  [0xe0000, 0xe0fff],
];
