import { Marked } from "marked";
import { describe, expect, test } from "vitest";
import markdown from "../../reports/markdown.ts";
import { clipped, markdownWithoutLinks } from "../../reports/text/markdown.ts";
import { ATTACK, ATTACKS, isDangerous, isWorkflowCommand } from "./attacks.ts";
import { attackedDesk, deskReport, manyFindings } from "./desk-report.ts";
import { markdownTokens } from "./markdown-tokens.ts";
import {
  check,
  cleanReport,
  DENIED,
  doorFinding,
  NOT_REQUESTED,
  renderWhole,
  sampleReport,
} from "./sample-report.ts";

const MIB = 2 ** 20;

describe("the summary of a job", () => {
  test("in full", () => {
    const report = deskReport({ checks: [check("sftp-open-door", "critical")] });
    const text = renderWhole(markdown, { ...report, findings: report.findings.filter((_, at) => at !== 2) });
    expect(text).toBe(GOLDEN);
  });

  test("nothing found and all read", () => {
    expect(renderWhole(markdown, cleanReport())).toBe(
      [
        String.raw`# foothold: Contoso \(72f988bf\-0000\-4000\-8000\-2d7cd011db47\)`,
        "",
        "**0 critical, 0 high, 0 medium, 0 low, 0 info.** Act on 0, attend to 0.",
        "",
        "Nothing was found. Everything that was asked for was read.",
        "",
        String.raw`9 verdicts: 8 pass, 0 fail, 1 not applicable, 0 not assessed. Collected 2026\-11\-20T06&#58;00&#58;00Z in 14 requests by foothold 0\.1\.0.`,
        "",
      ].join("\n"),
    );
  });

  test("nothing found is never clean where something was not read, or where nothing was there", () => {
    const { scan, summary, coverage } = cleanReport();
    const [row] = coverage;
    if (row === undefined) throw new Error("no coverage");
    const unread = renderWhole(markdown, cleanReport({ coverage: [{ ...row, gaps: [DENIED] }] }));
    expect(unread).toContain(
      "> **Incomplete**: not everything that was asked for was read. Nothing was found in",
    );
    const partial = renderWhole(markdown, cleanReport({ scan: { ...scan, complete: false } }));
    expect(partial).toContain("**Incomplete**");
    const empty = renderWhole(
      markdown,
      cleanReport({ summary: { ...summary, subjects: 0, notAssessed: 0 } }),
    );
    expect(empty).toContain("Nothing was found, and there was nothing to assess.");
    const outside = renderWhole(markdown, cleanReport({ coverage: [{ ...row, gaps: [NOT_REQUESTED] }] }));
    expect(outside).toContain("Outside this scan, not held against it: 1 not requested.");
    expect(outside).not.toContain("Incomplete");
  });

  test("a narrowed scan says so", () => {
    const { scan } = cleanReport();
    const subscriptions = Array.from({ length: 12 }, (_, index) => `s${index}`);
    const scope = { subscriptions, only: ["storage"], skip: ["sftp-endpoint"] };
    expect(renderWhole(markdown, cleanReport({ scan: { ...scan, scope } }))).toContain(
      String.raw`Narrowed to subscriptions s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, and 2 more; only storage; without sftp\-endpoint.`,
    );
  });

  test("a management group, and a shard, narrow it as well", () => {
    const { scan } = cleanReport();
    const scope = { ...scan.scope, managementGroups: ["landing_zone"], shard: { index: 2, count: 7 } };
    expect(renderWhole(markdown, cleanReport({ scan: { ...scan, scope } }))).toContain(
      String.raw`Narrowed to management groups landing\_zone; shard 2 of 7.`,
    );
  });

  test("what is too long to be shown whole is cut, a command is left out", () => {
    const long = "x".repeat(5_000);
    const finding = doorFinding({ message: long, remediation: { commands: [`az ${long}`] } });
    const text = renderWhole(markdown, sampleReport({ findings: [finding] }));
    expect(text).toContain(String.raw`${"x".repeat(497)}\.\.\. |`);
    expect(text).not.toContain("```");
    expect(text).not.toContain("x".repeat(498));
  });
});

describe("the limit of GitHub", () => {
  test("of 20,000 findings as many as fit, and how many do not", () => {
    const text = renderWhole(markdown, manyFindings(20_000));
    const size = new TextEncoder().encode(text).length;
    expect(size).toBeGreaterThan(0.6 * MIB);
    expect(size).toBeLessThan(MIB);
    const shown = text.split("marker ").length - 1;
    expect(text).toContain(
      `\n${20_000 - shown} more findings are left out here; the JSON report holds all.\n`,
    );
    // What comes after the findings is there all the same.
    expect(text).toContain("## What to do");
    expect(text).toMatch(/12 verdicts: .*\n$/);
  });

  test("whatever each text is: what takes the most bytes, everywhere and often", () => {
    const wide = '\u{e0041}"@'.repeat(400);
    const subject = { type: "localUsers" as const, id: wide, name: wide, scope: wide, scopeName: wide };
    const findings = Array.from({ length: 900 }, (_, index) =>
      doorFinding({
        check: `c${index}`,
        title: wide,
        message: wide,
        subject,
        ...(index % 3 === 0 ? { suppressed: { reason: wide, owner: wide, expires: wide } } : {}),
      }),
    );
    const gaps = Array.from({ length: 250 }, (_, index) => ({ ...DENIED, needs: wide + index, scope: wide }));
    const sample = sampleReport();
    const report = sampleReport({
      scan: {
        ...sample.scan,
        tenantName: wide,
        tenantId: wide,
        scope: { subscriptions: [wide], only: [wide], skip: [wide] },
      },
      findings,
      notAssessed: [{ check: "c", gaps }],
      resolved: findings.map((finding) => ({ ...finding, reread: false })),
      checks: findings.map((finding) =>
        check(finding.check, "low", {
          why: wide,
          remediation: { summary: wide, steps: [wide], commands: [] },
        }),
      ),
    });
    const text = renderWhole(markdown, report);
    expect(new TextEncoder().encode(text).length).toBeLessThan(MIB);
    for (const what of ["reasons", "findings", "accepted findings", "earlier findings", "checks"])
      expect([what, new RegExp(`^[0-9]+ more ${what} are left out here`, "m").test(text)]).toEqual([
        what,
        true,
      ]);
  });

  test("comes one finding a chunk", () => {
    const chunks = [...markdown.render(manyFindings(1000), { color: false, width: 80 })];
    expect(chunks.filter((chunk) => chunk.includes("marker ")).length).toBe(1000);
  });
});

describe("hostile text", () => {
  const text = renderWhole(markdown, attackedDesk());

  test("a parser finds no HTML, no image, no link but the references of the checks", () => {
    const { types, links } = markdownTokens(text);
    expect([...types].filter((type) => !OURS.has(type))).toEqual([]);
    expect([...links]).toEqual([
      "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support",
    ]);
  });

  test("each finding is one row of four cells, with the attack as text", () => {
    const [rows = []] = tablesOf(text)
      .filter(({ head }) => head[0] === "Score")
      .map(({ body }) => body);
    expect(rows).toHaveLength(ATTACKS.length + 1);
    expect(rows.every((row) => row.length === 4)).toBe(true);
    expect(rows.map((row) => row[1])).toEqual(
      [ATTACK, ...ATTACKS].map((attack) => spaced(clipped(attack, 500))),
    );
  });

  test("what GitHub looks for in the rendered text is not there: mentions, issues, addresses", () => {
    // It looks into no code.
    const html = new Marked().parse(text, { async: false }).replaceAll(/<pre>.*?<\/pre>/gs, "");
    const rendered = plain(html);
    const own = "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support";
    expect(rendered.replaceAll(own, "").match(REFERENCES)).toBeNull();
    expect("hi @octocat #1 https://x www.x.y GH-1 a@b.c".match(REFERENCES)).toHaveLength(6);
  });

  test("no line acts on a terminal or on a workflow's log", () => {
    const lines = text.split("\n");
    expect(lines.filter(isDangerous)).toEqual([]);
    expect(lines.filter(isWorkflowCommand)).toEqual([]);
  });

  test.each(["a|b", String.raw`a\|b`, String.raw`a\\|b`, "`a|b`", "a\\", "|", "a | b | c"])(
    "%j breaks no cell",
    (name) => {
      const report = sampleReport({ findings: [doorFinding({ message: name })], notAssessed: [] });
      const [table] = tablesOf(renderWhole(markdown, report)).filter(({ head }) => head[0] === "Score");
      expect(table?.body.map((row) => row[1])).toEqual([name]);
    },
  );

  test("the canary: the parser finds what is not escaped", () => {
    const { types, links } = markdownTokens(`a ${ATTACK.replaceAll("\n", " ")} https://evil.example/x`);
    expect([...types].filter((type) => !OURS.has(type)).sort()).toEqual(["codespan", "html", "image"]);
    expect([...links]).toContain("https://evil.example");
    expect(markdownWithoutLinks("@a")).toBe("&#64;&#8203;a");
  });
});

const REFERENCES = /@\w|(?<!\w)#\d|GH-\d|:\/\/|www\./gi;

/** What the page is made of. */
const OURS = new Set([
  "blockquote",
  "code",
  "escape",
  "heading",
  "link",
  "list",
  "list_item",
  "paragraph",
  "space",
  "strong",
  "table",
  "text",
]);

interface Table {
  readonly head: readonly string[];
  readonly body: readonly (readonly string[])[];
}

/** Cells as a reader sees them. */
function tablesOf(text: string): readonly Table[] {
  const marked = new Marked();
  const shown = (inline: string) => spaced(plain(marked.parseInline(inline, { async: false })));
  return marked.lexer(text).flatMap((token): Table[] => {
    if (token.type !== "table") return [];
    const { header, rows } = token as { header: { text: string }[]; rows: { text: string }[][] };
    return [
      {
        head: header.map((cell) => cell.text),
        body: rows.map((row) => row.map((cell) => shown(cell.text))),
      },
    ];
  });
}

/** Without tags, entities resolved. The zero-width spaces are ours: those of others are visible. */
function plain(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

function spaced(text: string): string {
  return text.replaceAll("\u200b", "").trim();
}

const GOLDEN = [
  String.raw`# foothold: Contoso \(72f988bf\-0000\-4000\-8000\-2d7cd011db47\)`,
  "",
  "**1 critical, 1 high, 1 medium, 0 low, 0 info.** Act on 1, attend to 1. 1 finding accepted.",
  "",
  String.raw`Against the report of 2026\-11\-13T06&#58;00&#58;00Z: 1 new, 1 changed, 2 unchanged, 1 resolved, 1 not read again, 1 no longer in the logs.`,
  "",
  "> [!WARNING]",
  "> **Incomplete**: not everything that was asked for was read.",
  "",
  "Outside this scan, not held against it: 1 not requested.",
  "",
  "## Not read",
  "",
  "| Why | What to do | Where |",
  "| --- | --- | --- |",
  String.raw`| access denied (1 scope) | Grant Directory\.Read\.All. | /tenants/72f988bf\-0000\-4000\-8000\-2d7cd011db47 |`,
  String.raw`| access denied (1 scope) | Grant Microsoft\.Storage/storageAccounts/read \(role Reader\). | /subscriptions/99999999\-9999\-4999\-8999\-999999999999 |`,
  "",
  "## Findings",
  "",
  "| Score | Finding | Where | Check |",
  "| --- | --- | --- | --- |",
  String.raw`| 92 critical | **New.** Local user 'backup' of 'stpartners' signs in with a password from any network and may write to 'uploads'\. | contoso\-prod / rg \(prod\) / stpartners / backup | sftp\-open\-door |`,
  String.raw`| 78 high | The application 'billing' holds 'Mail\.Read' of every mailbox and signs in with a secret\. | Entra ID / deploy \(2026\) | app\-secret |`,
  "",
  "## Accepted",
  "",
  "| Score | Finding | Where | Reason | Owner | Until |",
  "| --- | --- | --- | --- | --- | --- |",
  String.raw`| 41 medium | Storage account 'stpartners' serves SFTP and is not among the expected ones\. | 11111111\-1111\-4111\-8111\-111111111111 / rg \(prod\) / stpartners | the partner portal | ops&#64;&#8203;contoso\.com | 2027\-01\-31 |`,
  "",
  "## Found before",
  "",
  "| Now | Finding | Where | Check |",
  "| --- | --- | --- | --- |",
  String.raw`| resolved | It is gone\. | contoso\-prod / rg \(prod\) / stpartners / backup | sftp\-open\-door |`,
  String.raw`| **not read again** | It was not read\. | contoso\-prod / rg \(prod\) / stpartners / backup | sftp\-open\-door |`,
  String.raw`| no longer in the logs | It was done\. | contoso\-prod / rg \(prod\) / stpartners / backup | sftp\-open\-door |`,
  "",
  "## What to do",
  "",
  "### Anybody on the internet can write over SFTP with a password (1 finding)",
  "",
  String.raw`Local users live outside Azure RBAC, and rotating the account keys does not touch them\.`,
  "",
  String.raw`Delete the user\.`,
  "",
  String.raw`1. Ask the owner\.`,
  String.raw`2. Delete it\.`,
  "",
  "For backup:",
  "",
  "```sh",
  "az storage account local-user delete --account-name stpartners -g 'rg (prod)' --name backup",
  "```",
  "",
  "- <https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support>",
  "",
  "### A privileged application signs in with a secret (1 finding)",
  "",
  String.raw`For deploy \(2026\):`,
  "",
  "```sh",
  "az ad app credential delete --id=44444444-4444-4444-8444-444444444444 --key-id=77777777-7777-4777-8777-777777777777",
  "```",
  "",
  String.raw`12 verdicts: 5 pass, 3 fail, 1 not applicable, 3 not assessed. Collected 2026\-11\-20T06&#58;00&#58;00Z in 17 requests by foothold 0\.1\.0.`,
  "",
].join("\n");
