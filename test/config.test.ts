import { describe, expect, test } from "vitest";
import { DEFAULT_SETTINGS, parseConfig } from "../src/config.ts";
import { FootholdError } from "../src/errors.ts";

const AZURES_OWN = [
  "insights-logs-*",
  "insights-metrics-*",
  "backup*",
  "tfstate*",
  "azure-webjobs*",
  "bootdiagnostics*",
  "vhds*",
];

/** Apple Internet Accounts, Thunderbird, Samsung Email. */
const MAIL_CLIENTS = [
  "f8d98a96-0999-43f5-8af3-69971c7bb423",
  "9e5f94bc-e8a4-4e73-b8be-63364c29d753",
  "8acd33ea-7197-4a96-bc33-d7cc7101262f",
];

function faultsOf(text: string): string[] {
  try {
    parseConfig(text, "foothold.yml");
  } catch (error) {
    if (!(error instanceof FootholdError)) throw error;
    expect([error.code, error.exitCode]).toEqual(["config", 2]);
    return error.message.split("\n");
  }
  throw new Error("expected a fault");
}

describe("settings", () => {
  test("the defaults", () => {
    expect(DEFAULT_SETTINGS).toEqual({
      expected: { sftp: [], localUsers: [] },
      sensitiveContainers: AZURES_OWN,
      github: { organizations: [] },
      issuers: [],
      mailClients: MAIL_CLIENTS,
      automation: { principals: [] },
      breakGlass: [],
      trustedRanges: [],
      anyIp: false,
      allPrincipals: false,
      days: { dormant: 90, recent: 30 },
    });
  });

  test.each([
    "",
    "\n",
    "# nothing yet\n",
    "---\n",
    "{}",
    "null\n",
    "expected: {}\n",
    "expected:\n  sftp: []\n",
    "expected:\n  localUsers: []\nallPrincipals: false\n",
    "github: {}\nautomation: {}\ndays: {}\n",
    "github:\n  organizations: []\nissuers: []\nmailClients: []\nautomation:\n  principals: []\nbreakGlass: []\n",
    "days:\n  dormant: 90\n  recent: 30\n",
    "days:\n  recent: 30\n",
  ])("%j says nothing, and the defaults hold", (text) => {
    expect(parseConfig(text, "foothold.yml")).toEqual(DEFAULT_SETTINGS);
  });

  test("what a file says; sensitive containers are added to Azure's own", () => {
    const text = [
      "expected:",
      "  sftp: [partners, 'edi-*', \" padded \"]",
      "  localUsers: [partners/acme, 'edi-*/*']",
      "sensitiveContainers:",
      "  - payroll*",
    ].join("\n");
    expect(parseConfig(text, "foothold.yml")).toEqual({
      ...DEFAULT_SETTINGS,
      expected: { sftp: ["partners", "edi-*", "padded"], localUsers: ["partners/acme", "edi-*/*"] },
      sensitiveContainers: [...AZURES_OWN, "payroll*"],
    });
  });

  test("what a file says of applications; mail clients are added to those that everybody has", () => {
    const text = [
      "github:",
      "  organizations: [contoso, ' contoso-labs ']",
      "issuers:",
      "  - https://idp.contoso.example/*",
      "mailClients: [00000000-0000-4000-8000-00000000000a]",
      "automation:",
      "  principals: [00000000-0000-4000-8000-00000000000b]",
      "breakGlass: [00000000-0000-4000-8000-00000000000c]",
      "days: { dormant: 3650, recent: 1 }",
    ].join("\n");
    expect(parseConfig(text, "foothold.yml")).toEqual({
      ...DEFAULT_SETTINGS,
      github: { organizations: ["contoso", "contoso-labs"] },
      issuers: ["https://idp.contoso.example/*"],
      mailClients: [...MAIL_CLIENTS, "00000000-0000-4000-8000-00000000000a"],
      automation: { principals: ["00000000-0000-4000-8000-00000000000b"] },
      breakGlass: ["00000000-0000-4000-8000-00000000000c"],
      days: { dormant: 3650, recent: 1 },
    });
  });

  test("one list of what is expected leaves the other as it is", () => {
    expect(parseConfig("expected:\n  localUsers: [a/b]\n", "foothold.yml")).toEqual({
      ...DEFAULT_SETTINGS,
      expected: { sftp: [], localUsers: ["a/b"] },
    });
  });

  test("addresses of the organization", () => {
    const text = "trustedRanges: [203.0.113.0/24, ' 2001:db8::/32 ', 198.51.100.7]\n";
    expect(parseConfig(text, "foothold.yml")).toEqual({
      ...DEFAULT_SETTINGS,
      trustedRanges: ["203.0.113.0/24", "2001:db8::/32", "198.51.100.7"],
    });
  });

  test("members of the tenant are judged where the file says so", () => {
    expect(parseConfig("allPrincipals: true\n", "foothold.yml")).toEqual({
      ...DEFAULT_SETTINGS,
      allPrincipals: true,
    });
  });

  test("one number of days leaves the other as it is", () => {
    expect(parseConfig("days:\n  dormant: 180\n", "foothold.yml").days).toEqual({ dormant: 180, recent: 30 });
  });

  test("JSON is YAML", () => {
    expect(parseConfig('{"expected": {"sftp": ["a"]}}', "foothold.yml").expected.sftp).toEqual(["a"]);
  });

  test("an alias stands for what it names", () => {
    const text = "expected:\n  sftp: &names [a, b]\nsensitiveContainers: *names\n";
    expect(parseConfig(text, "foothold.yml").sensitiveContainers).toEqual([...AZURES_OWN, "a", "b"]);
  });

  test("one file does not change the defaults of the next", () => {
    parseConfig("sensitiveContainers: [a]\nmailClients: [b]\n", "foothold.yml");
    expect(parseConfig("", "foothold.yml")).toEqual(DEFAULT_SETTINGS);
    expect(parseConfig("", "foothold.yml").sensitiveContainers).toEqual(AZURES_OWN);
  });
});

describe("faults name file, line, column and key", () => {
  test.each<[string, string, (string | RegExp)[]]>([
    [
      "a range that is none",
      "trustedRanges: [203.0.113.0/24, contoso.com]\n",
      ['foothold.yml:1:33: trustedRanges.1: "contoso.com": Expected an address range such as 203.0.113.0/24'],
    ],
    ["a flag that is no setting", "anyIp: true\n", ["foothold.yml:1:1: anyIp: no setting of this name"]],
    ["an unknown key", "expectd:\n  sftp: []\n", ["foothold.yml:1:1: expectd: no setting of this name"]],
    [
      "an unknown key inside",
      "expected:\n  sftp: [a]\n  ftp: [b]\n",
      ["foothold.yml:3:3: expected.ftp: no setting of this name"],
    ],
    ["a prototype's key", "constructor: 1\n", ["foothold.yml:1:1: constructor: no setting of this name"]],
    ["a merge key", "base: &b { sftp: [a] }\n", ["foothold.yml:1:1: base: no setting of this name"]],
    [
      "a text for a list",
      "expected:\n  sftp: partners\n",
      [/^foothold\.yml:2:3: expected\.sftp: .*expected array, received string$/],
    ],
    [
      "a number for a name",
      "expected:\n  sftp:\n    - a\n    - 7\n",
      [/^foothold\.yml:4:7: expected\.sftp\.1: .*expected string, received number$/],
    ],
    ["an empty name", 'expected:\n  sftp: ["", a]\n', [/^foothold\.yml:2:10: expected\.sftp\.0: /]],
    ["a blank name", 'sensitiveContainers: [" "]\n', [/^foothold\.yml:1:23: sensitiveContainers\.0: /]],
    ["nothing for a section", "expected:\n", [/^foothold\.yml:1:1: expected: .*received null$/]],
    [
      "an unknown key of each setting",
      "github:\n  organisations: []\nautomation:\n  principal: []\ndays:\n  recent: 7\n  dormnt: 30\n",
      [
        "foothold.yml:2:3: github.organisations: no setting of this name",
        "foothold.yml:4:3: automation.principal: no setting of this name",
        "foothold.yml:7:3: days.dormnt: no setting of this name",
      ],
    ],
    [
      "a text for organizations",
      "github:\n  organizations: contoso\n",
      [/^foothold\.yml:2:3: github\.organizations: .*expected array, received string$/],
    ],
    [
      "a list for github",
      "github: [contoso]\n",
      [/^foothold\.yml:1:1: github: .*expected object, received array$/],
    ],
    [
      "a number for an id",
      "breakGlass:\n  - 7\nmailClients: [1]\n",
      [
        "foothold.yml:2:5: breakGlass.0: 7: Invalid input: expected string, received number",
        "foothold.yml:3:15: mailClients.0: 1: Invalid input: expected string, received number",
      ],
    ],
    ["an empty issuer", 'issuers: [" "]\n', [/^foothold\.yml:1:11: issuers\.0: /]],
    [
      "nobody for automation",
      "automation:\n  principals:\n",
      [/^foothold\.yml:2:3: automation\.principals: .*received null$/],
    ],
    [
      "a name for a list of local users",
      "expected:\n  localUsers: acct/partner\n",
      [/^foothold\.yml:2:3: expected\.localUsers: .*expected array, received string$/],
    ],
    [
      "an empty local user, and a number for one",
      'expected:\n  localUsers: ["", 7]\n',
      [
        /^foothold\.yml:2:16: expected\.localUsers\.0: /,
        /^foothold\.yml:2:20: expected\.localUsers\.1: .*expected string, received number$/,
      ],
    ],
    [
      "a word for all principals",
      "allPrincipals: yes\n",
      [/^foothold\.yml:1:1: allPrincipals: .*expected boolean, received string$/],
    ],
    ["no days", "days:\n  dormant: 0\n", [/^foothold\.yml:2:3: days\.dormant: .*>=1/]],
    ["more than ten years", "days:\n  recent: 3651\n", [/^foothold\.yml:2:3: days\.recent: .*<=3650/]],
    ["half a day", "days:\n  recent: 0.5\n", [/^foothold\.yml:2:3: days\.recent: .*expected int/]],
    [
      "a text for days",
      "days: { dormant: 90d }\n",
      [/^foothold\.yml:1:9: days\.dormant: .*received string$/],
    ],
    ["a list", "- a\n", [/^foothold\.yml:1:1: \(file\): .*expected object, received array$/]],
    ["a word", "a\n", [/^foothold\.yml:1:1: \(file\): .*expected object, received string$/]],
    [
      "several at once",
      "expected:\n  sftp: 7\nother: 1\nmore: 2\n",
      [
        /^foothold\.yml:2:3: expected\.sftp: /,
        "foothold.yml:3:1: other: no setting of this name",
        "foothold.yml:4:1: more: no setting of this name",
      ],
    ],
  ])("%s", (_, text, expected) => {
    const faults = faultsOf(text);
    expect(faults).toEqual(
      expected.map((words) => (typeof words === "string" ? words : expect.stringMatching(words))),
    );
  });

  test.each<[string, string, RegExp]>([
    ["an open bracket", "expected:\n  sftp: [a\n", /^foothold\.yml:\d+:\d+: \S.+$/],
    ["a tab", "expected:\n\tsftp: []\n", /^foothold\.yml:2:1: .*[Tt]ab/],
    [
      "a key used twice",
      "expected: {}\nexpected: {}\n",
      /^foothold\.yml:2:1: the key "expected" is there twice$/,
    ],
    [
      "a quoted key used twice",
      "expected: {}\n'expected' : {}\n",
      /^foothold\.yml:2:1: the key "expected" is/,
    ],
    [
      "two documents",
      "expected: {}\n---\nexpected: {}\n",
      /^foothold\.yml:2:1: a second document begins here/,
    ],
    ["an alias of nothing", "sensitiveContainers: *none\n", /^foothold\.yml:1:22: .*none$/],
    ["a key on two lines", '"a\\nb": 1\n', /^foothold\.yml:1:1: "a\\nb": no setting of this name$/],
    ["a key that is long", `${"k".repeat(900)}: 1\n`, /^foothold\.yml:1:1: "k{79}…: no setting/],
    ["a value on two lines", 'allPrincipals: "a\\nb"\n', /: allPrincipals: "a\\nb": .*expected boolean/],
    [
      "a value that is long",
      `allPrincipals: ${"x".repeat(900)}\n`,
      /: allPrincipals: "x{79}…: .*expected boolean/,
    ],
    ["UTF-16", Buffer.from("\ufeffissuers: []\n", "utf16le").toString(), /^foothold\.yml:1:1: not UTF-8/],
    ["UTF-16 without a mark", "i\0s\0s\0", /^foothold\.yml:1:2: not UTF-8 text/],
    ["Latin-1", Buffer.from('issuers: ["caf\xe9"]', "latin1").toString(), /^foothold\.yml:1:15: not UTF-8/],
  ])("%s is one line", (_, text, words) => {
    const faults = faultsOf(text);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(words);
    expect(faults[0]).toMatch(/^foothold\.yml:/);
  });

  test("a file of aliases does not grow", () => {
    const levels = Array.from({ length: 12 }, (_, at) =>
      at === 0 ? "a0: &a0 [x, x, x, x, x, x, x, x, x]" : `a${at}: &a${at} [${`*a${at - 1},`.repeat(9)}]`,
    );
    expect(faultsOf(levels.join("\n"))).toEqual([expect.stringMatching(/^foothold\.yml:2:10: .*alias/i)]);
  });

  test("a key that is no text is said by foothold alone", () => {
    const warned: unknown[] = [];
    const hear = (warning: unknown) => warned.push(warning);
    process.on("warning", hear);
    expect(faultsOf("? { a: b }\n: 1\n")).toEqual(["foothold.yml:1:1: { a: b }: no setting of this name"]);
    process.off("warning", hear);
    expect(warned).toEqual([]);
  });

  test("lists in lists in lists end", () => {
    // Where the stack ends is up to the machine, and the library may say so more than once.
    const faults = faultsOf(`issuers: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`);
    expect(faults.length).toBeLessThan(5);
    for (const fault of faults) expect(fault).toMatch(/^foothold\.yml:1:\d+: nested too deeply$/);
  });

  test("the file's own name is told", () => {
    expect(() => parseConfig("a: 1", "conf/my.yml")).toThrow("conf/my.yml:1:1: a: no setting of this name");
  });
});
