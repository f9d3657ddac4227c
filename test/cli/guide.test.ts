import { marked } from "marked";
import { parseFragment } from "parse5";
import { describe, expect, test } from "vitest";
import { type LoadedCheck, loadChecks } from "../../src/assess/load-checks.ts";
import { type AnyCheck, defineCheck, pass } from "../../src/check.ts";
import { type CheckGuide, guideOf } from "../../src/cli/guide/check-guide.ts";
import { notAssessedWords } from "../../src/cli/guide/guide-sentences.ts";
import { guideText } from "../../src/cli/guide/guide-text.ts";
import { techniqueOf } from "../../src/cli/guide/techniques.ts";
import { guideAddress } from "../../src/guide-address.ts";
import { checkPage, table } from "../docs/check-page.ts";

const own = (over: Partial<AnyCheck> = {}): LoadedCheck => ({
  check: {
    ...defineCheck({
      id: "my-check",
      title: "Local user is mine",
      severity: "low",
      why: "It is mine.",
      mitre: ["T1098.001"],
      references: [],
      remediation: { summary: "Mend it.", steps: [], commands: ["az x --id={id} --what={mine}"] },
      subject: "localUsers",
      inputs: ["storageAccounts"],
      evaluate: () => pass("It is fine."),
    }),
    ...over,
  },
  group: "custom",
  file: "my-check.ts",
});

const effectOf = ({ reads }: CheckGuide, section: string): readonly string[] =>
  reads.filter((read) => read.section === section).map(({ effect }) => effect);

describe("the guide to a user's own check", () => {
  const guide = guideOf(own());

  test("has no typical finding and no page", () => {
    expect(guide.typical).toBeUndefined();
    expect(guide.address).toBeUndefined();
    expect([...guideText(guide, 80)]).not.toContain("How it is scored: the typical finding");
    expect([...guideText(guide, 80)]).not.toContain("References");
    expect(checkPage(guide)).toContain("## How it is scored\n\nThe check names no typical finding.\n");
  });

  test("says what it looks at, and in which role", () => {
    expect(guide.evidence).toEqual([
      { section: "localUsers", words: "SFTP local user", use: "judged", derived: false },
      { section: "storageAccounts", words: "storage account", use: "decides", derived: false },
      {
        section: "storageEvidence",
        words: "what logs tell of an account or a local user",
        use: "logs",
        derived: true,
      },
    ]);
  });

  test("says what a refusal costs, also of what comes before its sections", () => {
    expect(effectOf(guide, "localUsers")).toEqual(["not-assessed"]);
    expect(effectOf(guide, "subscriptions")).toEqual(["not-assessed"]);
    expect(effectOf(guide, "storageEvents")).toEqual(["less-to-tell"]);
    expect(effectOf(guide, "tenants")).toEqual(["less-to-tell"]);
    expect(effectOf(guideOf(own({ enrich: ["containers"] })), "containers")).toEqual(["in-part"]);
  });

  test("explains placeholders, those of the finding as well", () => {
    expect(guide.placeholders).toEqual([
      ["subscriptions", "the id of the subscription"],
      ["resourceGroups", "the resource group"],
      ["storageAccounts", "the name of the storage account"],
      ["localUsers", "the name of the local user"],
      ["id", "the ARM id of the subject"],
      ["mine", "what the finding brings"],
    ]);
  });

  test("of a subject that nobody else judges has no way to confirm it", () => {
    const { confirmation } = guideOf(own({ subject: "domains", inputs: [] }));
    expect(confirmation).toEqual({ commands: [] });
  });
});

test("flags and the baseline are said where a check reads what they give", () => {
  const guide = guideOf(own({ inputs: ["localUserKeys", "sftpUses"], enrich: ["localUserHistory"] }));
  expect(guide.reads.filter(({ section }) => section === "localUserKeys").map(({ flag }) => flag)).toEqual([
    "--read-ssh-keys",
  ]);
  expect(notAssessedWords(guide).slice(-3)).toEqual([
    "Without --read-ssh-keys, nobody asks for local user keys: shown, and never held against the scan.",
    "Without --log-workspace, nobody asks for SFTP operations, SFTP uses and workspace events: shown, and never held against the scan.",
    "Without --baseline there is no earlier report, and what it would tell (local user history) is not requested: shown, and never held against the scan.",
  ]);
});

test.each<[Parameters<typeof techniqueOf>[0], ReturnType<typeof techniqueOf>]>([
  [
    "T1098.001",
    {
      id: "T1098.001",
      name: "Additional Cloud Credentials",
      address: "https://attack.mitre.org/techniques/T1098/001/",
    },
  ],
  ["T1110", { id: "T1110", name: "Brute Force", address: "https://attack.mitre.org/techniques/T1110/" }],
  [
    "MS-T809",
    {
      id: "MS-T809",
      name: "SFTP account",
      address: "https://microsoft.github.io/Threat-matrix-for-storage-services/techniques/sftp-account/",
    },
  ],
  ["T9999", { id: "T9999", address: "https://attack.mitre.org/techniques/T9999/" }],
  ["MS-T999", { id: "MS-T999" }],
])("the technique %s", (id, expected) => {
  expect(techniqueOf(id)).toEqual(expected);
});

const guides = (await loadChecks()).map(guideOf);
const commandsOf = ({ confirmation, remediation }: CheckGuide): readonly string[] => [
  ...confirmation.commands,
  ...remediation.commands,
];

test("the Activity Log and the directory audits are asked for more than the latest hours", () => {
  const all = guides.flatMap(commandsOf);
  const asked = all.filter((line) => line.includes("activity-log list"));
  expect(asked.length).toBeGreaterThan(2);
  expect(asked.filter((line) => !line.includes("--offset=89d"))).toEqual([]);
  const audits = all.filter((line) => line.includes("auditLogs/"));
  expect(audits.length).toBeGreaterThan(4);
  expect(audits.filter((line) => !line.includes("filter="))).toEqual([]);
});

test("a local user is shown before a command deletes it where it may be an intruder's", () => {
  for (const id of ["event-sftp-account-change", "local-user-unknown"]) {
    const verbs = guides
      .filter((guide) => guide.id === id)
      .flatMap(({ remediation }) => remediation.commands)
      .flatMap((line) => /local-user (\w+)/.exec(line)?.[1] ?? []);
    expect(verbs).toEqual(["show", "delete"]);
  }
});

test("a policy for the whole tenant is not enforced by the command that a reader pastes", () => {
  const assigns = guides.flatMap(commandsOf).filter((line) => line.includes("policy assignment create"));
  expect(assigns).toHaveLength(2);
  expect(assigns.filter((line) => !line.endsWith(" --enforcement-mode=DoNotEnforce"))).toEqual([]);
});

test("a placeholder that a check fills in otherwise is explained as that check does", () => {
  const words = guides.find(({ id }) => id === "logs-writable-by-watched")?.placeholders;
  expect(words).toContainEqual(["localUsers", "the ARM id of the local user"]);
  expect(words).toContainEqual(["name", "the name of the diagnostic setting"]);
});

const HOSTILE = [
  "<img src=x onerror=alert(1)>",
  "![x](https://evil.example/x.png) [y](javascript:alert(1)) https://evil.example www.evil.example",
  "`code` *strong* _soft_ ~~gone~~ | cell | &lt;",
  "\u001b[31mred\u202e::error::x ##[error]x",
].join(" ");

describe("text of a check is text", () => {
  const check = own({ title: HOSTILE, why: `# ${HOSTILE}`, mitre: ["MS-T999"] });
  const hostile = {
    ...check.check,
    remediation: { summary: `1. ${HOSTILE}`, steps: [HOSTILE], commands: [] },
  };
  const guide = guideOf({ ...check, check: hostile });

  test("in Markdown: no picture, no link, no markup", () => {
    const html = marked.parse(checkPage(guide), { async: false });
    const names: string[] = [];
    const walk = (node: object): void => {
      if ("tagName" in node) names.push(String(node.tagName));
      for (const child of "childNodes" in node ? (node.childNodes as object[]) : []) walk(child);
    };
    walk(parseFragment(html));
    expect(names.filter((name) => ["img", "strong", "em", "del", "script"].includes(name))).toEqual([
      // `typically **low**`
      "strong",
    ]);
    expect(html.match(/href="javascript|href="https?:\/\/(?:www\.)?evil/g)).toBeNull();
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html).toContain(String.raw`\u{1b}[31mred\u{202e}::error::x`);
  });

  test("in a terminal: no control, no command of a workflow", () => {
    const lines = [...guideText(guide, 80)].join("\n").split("\n");
    expect(lines.filter((line) => /[\p{Cc}\p{Cf}]|##\[/u.test(line))).toEqual([]);
    expect(lines.filter((line) => line.trimStart().startsWith("::"))).toEqual([]);
  });

  test("Markdown that is not escaped would be seen", () => {
    expect(marked.parse(`# ${HOSTILE}`, { async: false })).toMatch(/<img[^>]*>[\s\S]*<em>|<img/);
    expect(table(["a"], [["b"]])).toBe("| a |\n| --- |\n| b |");
  });
});

describe("the address of a guide", () => {
  const base = "https://example.com/foothold/";

  test.each<[string, { id: string; group?: string }, string | undefined]>([
    [
      "a check that comes with foothold",
      { id: "sftp-enabled", group: "storage" },
      `${base}docs/checks/sftp-enabled.md`,
    ],
    ["a user's own", { id: "mine", group: "custom" }, undefined],
    ["of a report that does not tell the group", { id: "sftp-enabled" }, undefined],
    ["of a report that somebody edited", { id: "../../x", group: "storage" }, undefined],
    ["that would end the address", { id: "a?b", group: "storage" }, undefined],
  ])("%s", (_, check, expected) => {
    expect(guideAddress(check, base)).toBe(expected);
  });

  test("is not known as long as the project has none", () => {
    expect(guideAddress({ id: "sftp-enabled", group: "storage" })).toBeUndefined();
  });

  test("is named by its file then", async () => {
    const sftpEnabled = (await loadChecks()).find(({ check }) => check.id === "sftp-enabled");
    const lines = sftpEnabled === undefined ? [] : [...guideText(guideOf(sftpEnabled), 80)];
    expect(lines[lines.indexOf("References") + 1]).toBe(
      "- docs/checks/sftp-enabled.md among foothold's own files",
    );
  });
});
