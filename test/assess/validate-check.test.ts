import { describe, expect, test } from "vitest";
import { faultsOfCheck } from "../../src/assess/validate-check.ts";

const good = {
  id: "good-check",
  title: "Sample is bad",
  severity: "low",
  why: "Because.",
  mitre: ["T1133", "T1098.001", "MS-T809"],
  references: ["https://example.com/page"],
  remediation: {
    summary: "Mend it.",
    steps: ["Mend."],
    commands: ["az mend --ids={id} -n {storageAccounts}"],
  },
  typical: ["sftp-write", "any-network"],
  subject: "storageAccounts",
  inputs: ["localUsers"],
  enrich: ["tenants", "sftpEndpoints"],
  matches: () => true,
  evaluate: () => undefined,
};

const faults = (over: object): string[] => faultsOfCheck({ ...good, ...over }, "good-check");
const without = (key: string): string[] =>
  faultsOfCheck(Object.fromEntries(Object.entries(good).filter(([name]) => name !== key)), "good-check");

test("a good check has no fault", () => {
  expect(faults({})).toEqual([]);
});

test.each(["typical", "inputs", "enrich", "matches"])("%s may be left out", (key) => {
  expect(without(key)).toEqual([]);
});

test.each<[string, string[]]>([
  ["id", ["the id undefined differs from the file name"]],
  ["title", ["title: expected a text"]],
  ["severity", ["severity: expected one of critical, high, medium, low, info"]],
  ["why", ["why: expected a text"]],
  ["mitre", ["mitre: expected a list"]],
  ["references", ["references: expected a list"]],
  ["remediation", ["remediation: expected { summary, steps, commands }"]],
  ["subject", ["subject: there is no section undefined"]],
  ["evaluate", ["evaluate: expected a function"]],
])("%s must be there", (key, expected) => {
  expect(without(key)).toEqual(expected);
});

test.each([undefined, null, 7, "check", [], [good], () => good])("%j is no check", (value) => {
  expect(faultsOfCheck(value, "x")).toEqual([
    "the default export is no check: export default defineCheck({ … })",
  ]);
});

describe("faults", () => {
  const NO_COMMAND = { summary: "Mend it.", steps: ["Mend."], commands: [] };

  test.each<[string, object, string[]]>([
    ["another id", { id: "other" }, ['the id "other" differs from the file name']],
    ["an id that is no text", { id: 7 }, ["the id 7 differs from the file name"]],
    ["an empty title", { title: " " }, ["title: expected a text"]],
    ["a title with a full stop", { title: "It is bad." }, ["title: ends with a full stop"]],
    [
      "an unknown severity",
      { severity: "severe" },
      ["severity: expected one of critical, high, medium, low, info"],
    ],
    [
      "a severity of the prototype",
      { severity: "toString" },
      ["severity: expected one of critical, high, medium, low, info"],
    ],
    [
      "a severity in a list",
      { severity: ["low"] },
      ["severity: expected one of critical, high, medium, low, info"],
    ],
    ["a number for why", { why: 7 }, ["why: expected a text"]],
    [
      "a tactic",
      { mitre: ["TA0001"] },
      ['mitre: "TA0001" is not an ATT&CK technique such as T1098.001, or MS-T809'],
    ],
    [
      "half a technique",
      { mitre: ["T1098.1"] },
      ['mitre: "T1098.1" is not an ATT&CK technique such as T1098.001, or MS-T809'],
    ],
    [
      "a technique with a tail",
      { mitre: ["T1098 x"] },
      ['mitre: "T1098 x" is not an ATT&CK technique such as T1098.001, or MS-T809'],
    ],
    [
      "a number for a technique",
      { mitre: ["T1133", 7] },
      ["mitre: 7 is not an ATT&CK technique such as T1098.001, or MS-T809"],
    ],
    [
      "http",
      { references: ["http://example.com"] },
      ['references: "http://example.com" is not an https address'],
    ],
    ["a script", { references: ["javascript:x"] }, ['references: "javascript:x" is not an https address']],
    [
      "an address with a blank",
      { references: ["https://a b"] },
      ['references: "https://a b" is not an https address'],
    ],
    ["no typical factor", { typical: [] }, ["typical: expected the factors of the typical finding"]],
    [
      "one word for typical",
      { typical: "password" },
      ["typical: expected the factors of the typical finding"],
    ],
    ["an unknown factor", { typical: ["password", "luck"] }, ['typical: there is no factor "luck"']],
    [
      "a factor of the prototype",
      { typical: ["constructor"] },
      ['typical: there is no factor "constructor"'],
    ],
    ["an unknown subject", { subject: "buckets" }, ['subject: there is no section "buckets"']],
    ["a subject of the prototype", { subject: "toString" }, ['subject: there is no section "toString"']],
    ["a subject that is no text", { subject: ["tenants"] }, ["subject: there is no section tenants"]],
    [
      "unknown inputs",
      { inputs: ["localUsers", "a", 7] },
      ['inputs: there is no section "a"', "inputs: there is no section 7"],
    ],
    ["unknown enrich", { enrich: ["b"] }, ['enrich: there is no section "b"']],
    ["inputs that are no list", { inputs: "localUsers" }, ["inputs: expected a list of sections"]],
    ["enrich that is no list", { enrich: {} }, ["enrich: expected a list of sections"]],
    [
      "a text for the remediation",
      { remediation: "mend" },
      ["remediation: expected { summary, steps, commands }"],
    ],
    [
      "an empty remediation",
      { remediation: {} },
      [
        "remediation.summary: expected a text",
        "remediation.steps: expected a list",
        "remediation.commands: expected a list",
      ],
    ],
    [
      "an empty step",
      { remediation: { ...NO_COMMAND, steps: [" "] } },
      ['remediation.steps: " " is not a sentence'],
    ],
    [
      "a number for a command",
      { remediation: { ...NO_COMMAND, commands: [7] } },
      ["remediation.commands: 7 is not a command"],
    ],
    [
      "a bad placeholder",
      { remediation: { ...NO_COMMAND, commands: ["az {a-b} {id} {}", "az {id"] } },
      ["{a-b}", "{}", "{id"].map(
        (found) =>
          `remediation.commands: ${JSON.stringify(found)} is no placeholder such as {id} or {storageAccounts}`,
      ),
    ],
    [
      "placeholders between quotes",
      { remediation: { ...NO_COMMAND, commands: ["az --a='{id}' --b={name}", `az --c='{"x":"{name}"}'`] } },
      ["{id}", "{name}"].map(
        (found) => `remediation.commands: ${found} stands between quotes, where its value could end them`,
      ),
    ],
    [
      "JSON is no placeholder",
      { remediation: { ...NO_COMMAND, commands: [`az --c='{"x":{"y":"'{name}'"}}' --d={id}`] } },
      [],
    ],
    ["an object for evaluate", { evaluate: {} }, ["evaluate: expected a function"]],
    ["an async evaluate", { evaluate: async () => await Promise.resolve() }, ["evaluate: must not be async"]],
    ["a list for matches", { matches: [] }, ["matches: expected a function"]],
  ])("%s", (_, over, expected) => {
    expect(faults(over)).toEqual(expected);
  });

  test("all of them at once", () => {
    expect(faultsOfCheck({ inputs: ["x"], evaluate: 7 }, "some-id")).toEqual([
      "the id undefined differs from the file name",
      "title: expected a text",
      "severity: expected one of critical, high, medium, low, info",
      "why: expected a text",
      "mitre: expected a list",
      "references: expected a list",
      "subject: there is no section undefined",
      'inputs: there is no section "x"',
      "remediation: expected { summary, steps, commands }",
      "evaluate: expected a function",
    ]);
  });
});
