import path from "node:path";
import { describe, expect, test } from "vitest";
import { annotations } from "../../src/action/annotations.ts";
import { guidesOf } from "../../src/action/guides.ts";
import { outputLines, outputs } from "../../src/action/outputs.ts";
import { quietLog } from "../../src/action/quiet-log.ts";
import { type Plan, readInputs } from "../../src/action/read-inputs.ts";
import { summary } from "../../src/action/summary.ts";
import { uploadRule, uploadSentence } from "../../src/action/upload-rule.ts";
import type { BaselineSummary, ScanReport } from "../../src/reporter.ts";
import { ATTACK } from "../reports/attacks.ts";
import { deskReport, manyFindings } from "../reports/desk-report.ts";
import { cleanReport, doorFinding, sampleReport } from "../reports/sample-report.ts";
import { outputsIn } from "./run-step.ts";
import { commandsIn } from "./runner-log.ts";

const GUID = "00000000-0000-4000-8000-00000000beef";
const JOB = { RUNNER_TEMP: "/runner", ACTIONS_ID_TOKEN_REQUEST_URL: "https://token.example" };

function plan(inputs: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = JOB): Plan {
  const named = Object.entries(inputs).map(([name, value]) => [
    `FOOTHOLD_INPUT_${name.replaceAll("-", "_").toUpperCase()}`,
    value,
  ]);
  return readInputs({ ...env, ...Object.fromEntries(named) });
}

const OUTPUTS = [
  "--output=json=/runner/foothold/foothold.json",
  "--output=sarif=/runner/foothold/foothold-partial.sarif",
  "--output=markdown=/runner/foothold/foothold.md",
  "--output=html=/runner/foothold/foothold.html",
];

describe("the inputs", () => {
  test("none at all is a scan with four reports", () => {
    expect(plan({})).toEqual({
      args: ["scan", ...OUTPUTS],
      env: JOB,
      folder: "/runner/foothold",
      formats: ["json", "sarif", "markdown", "html"],
      annotations: true,
      baseline: undefined,
      saveSnapshot: undefined,
      files: [],
      hints: [],
    });
  });

  test.each<[string, Record<string, string>, readonly string[]]>([
    ["lines and commas", { only: " a , b\n\n c\r\nd " }, ["--only=a", "--only=b", "--only=c", "--only=d"]],
    ["a client signs in by GitHub", { "client-id": GUID }, ["--auth=github"]],
    ["unless auth says otherwise", { "client-id": GUID, auth: "auto" }, ["--auth=auto"]],
    ["auth alone", { auth: "cli" }, ["--auth=cli"]],
    ["a tenant", { "tenant-id": "contoso.com" }, ["--tenant=contoso.com"]],
    [
      "snapshots need no sign-in",
      { snapshot: "a.json\nb.json", "client-id": GUID, "tenant-id": "t" },
      ["--snapshot=a.json", "--snapshot=b.json"],
    ],
    [
      "switches",
      { "any-ip": "True", "read-ssh-keys": "TRUE", "fail-on-new": "false" },
      ["--read-ssh-keys", "--any-ip"],
    ],
    ["a value that looks like a flag", { since: "--help" }, ["--since=--help"]],
    ["shell and expressions", { config: "$(id) `id`; ${{ x }}" }, ["--config=$(id) `id`; ${{ x }}"]],
    [
      "the rest",
      {
        "management-groups": "m",
        skip: "s",
        checks: "./c",
        "trusted-ip": "::1",
        "log-workspace": "w",
        "allow-partial": "true",
        baseline: "b.json",
        shard: "1/2",
        "save-snapshot": "s.gz",
        resume: "j",
        cloud: "china",
      },
      [
        "--cloud=china",
        "--management-group=m",
        "--skip=s",
        "--checks=./c",
        "--trusted-ip=::1",
        "--log-workspace=w",
        "--allow-partial",
        "--baseline=b.json",
        "--shard=1/2",
        "--save-snapshot=s.gz",
        "--resume=j",
      ],
    ],
  ])("%s", (_, inputs, args) => {
    expect(plan(inputs).args).toEqual(["scan", ...args, ...OUTPUTS]);
  });

  test("tenant and client are variables of the run, and of nothing else", () => {
    expect(plan({ "tenant-id": "t", "client-id": GUID }).env).toMatchObject({
      AZURE_TENANT_ID: "t",
      AZURE_CLIENT_ID: GUID,
    });
    expect(plan({}, {}).env).toEqual({});
  });

  test("a client without the job's token is worth a word", () => {
    expect(plan({ "client-id": GUID }, {}).hints.length).toBe(1);
    expect(plan({ "client-id": GUID }, {}).args).not.toContain("--auth=github");
    expect(plan({ "client-id": GUID, auth: "env" }, {}).hints).toEqual([]);
    expect(plan({ "client-id": GUID, snapshot: "a" }, {}).hints).toEqual([]);
  });

  test("the files that are named, each with its input", () => {
    const { files } = plan({
      snapshot: "a\nb",
      baseline: "c,d",
      resume: "j",
      "save-snapshot": "s",
      config: "y",
    });
    expect(files).toEqual([
      ["snapshot", "a"],
      ["snapshot", "b"],
      ["baseline", "c,d"],
      ["config", "y"],
      ["save-snapshot", "s"],
      ["resume", "j"],
    ]);
  });

  test("formats and folders", () => {
    const { args, formats, folder } = plan({ formats: "csv,csv\nterminal", "output-folder": "/out" });
    expect(formats).toEqual(["json", "csv", "terminal"]);
    expect(folder).toBe("/out");
    expect(args.slice(1)).toEqual([
      "--output=json=/out/foothold.json",
      "--output=csv=/out/foothold.csv",
      "--output=terminal",
    ]);
    expect(plan({}, {}).folder).toBe(path.resolve("foothold"));
    expect(plan({ annotations: "false" }).annotations).toBe(false);
  });

  test.each<[Record<string, string>, string]>([
    [{ annotations: "no" }, 'annotations: "no" is neither true nor false'],
    [{ only: "a,,b" }, 'only: "a,,b" has nothing beside a comma'],
    [{ subscriptions: "," }, 'subscriptions: "," has nothing beside a comma'],
    [{ subscriptions: "a b" }, 'subscriptions: "a b" is not an id, which is a GUID'],
    [{ "client-id": "x" }, 'client-id: "x" is not an id, which is a GUID'],
    [{ "tenant-id": "--x" }, 'tenant-id: "--x" is not a tenant id or a domain'],
    [{ baseline: "a\nb" }, 'baseline: "a b" is more than one line'],
    [{ formats: "pdf" }, 'formats: "pdf" is none of json, sarif, markdown, html, csv, ocsf, junit, terminal'],
    [
      { formats: "toString" },
      'formats: "toString" is none of json, sarif, markdown, html, csv, ocsf, junit, terminal',
    ],
  ])("%j is refused in one line that names it", (inputs, message) => {
    expect(() => plan(inputs)).toThrow(expect.objectContaining({ message, exitCode: 2 }));
  });
});

describe("may the SARIF be uploaded?", () => {
  const summaryOf = (over: object = {}): BaselineSummary => {
    const { baseline } = deskReport();
    if (baseline === undefined) throw new Error("no baseline");
    return { ...baseline, ...over };
  };
  const complete = cleanReport();
  const partial = sampleReport();
  const carrying = deskReport();
  const { scan } = complete;
  const ofStorage = cleanReport({ scan: { ...scan, scope: { ...scan.scope, only: ["storage"] } } });

  test.each<[string, ScanReport, ScanReport | undefined, number, string]>([
    ["a complete scan", complete, undefined, 0, "The SARIF is ready for upload."],
    ["with findings", complete, undefined, 1, "The SARIF is ready for upload."],
    ["against a baseline that was not", complete, partial, 0, "The SARIF is ready for upload."],
    [
      "a partial scan on a complete baseline",
      carrying,
      complete,
      3,
      "The SARIF is ready for upload. It keeps 1 finding of what was not read again, as the baseline has them.",
    ],
    [
      "on a partial one that rests on a complete one",
      carrying,
      deskReport({ baseline: summaryOf({ whole: true }) }),
      1,
      "The SARIF is ready for upload. It keeps 1 finding of what was not read again, as the baseline has them.",
    ],
  ])("yes: %s", (_, report, baseline, exitCode, sentence) => {
    const upload = uploadRule({ report, baseline, exitCode });
    expect(upload.kind).toBe("ready");
    expect(uploadSentence(upload)).toBe(sentence);
  });

  test.each<[string, ScanReport, ScanReport | undefined, number, RegExp]>([
    ["a partial scan", partial, undefined, 3, /^not everything was read, and there is no baseline to carry/],
    [
      "a partial scan with findings",
      partial,
      undefined,
      1,
      /^not everything was read, and there is no baseline/,
    ],
    ["allowed to be partial", partial, undefined, 0, /^not everything was read, and there is no baseline/],
    [
      "on a baseline that saw no more",
      carrying,
      partial,
      3,
      /neither now nor for the baseline of 2026-11-20T06:00:00Z/,
    ],
    [
      "on one that carried over, of which nobody knows what from",
      carrying,
      deskReport(),
      3,
      /neither now nor for/,
    ],
    [
      "on one of another selection",
      carrying,
      ofStorage,
      3,
      /another selection \(foothold\/[^/]+\/[0-9a-f]{12}\/, /,
    ],
    ["interrupted", complete, complete, 130, /^the scan was interrupted$/],
    ["terminated", complete, complete, 143, /^the scan was interrupted$/],
    ["nothing read", partial, complete, 4, /^nothing could be read$/],
    ["not all written", complete, undefined, 2, /^the reports could not be written$/],
    ["a fault", complete, undefined, 70, /^foothold failed$/],
  ])("no: %s", (_, report, baseline, exitCode, why) => {
    const upload = uploadRule({ report, baseline, exitCode });
    expect(upload).toEqual({ kind: "withheld", why: expect.stringMatching(why) });
    expect(uploadSentence(upload)).toMatch(/^No SARIF for upload: .*\.$/);
  });

  test("what was not read again is not crowded out by what was found", () => {
    const { findings } = manyFindings(5_000);
    const [first] = findings;
    if (first === undefined) throw new Error("no finding");
    const unread = (score: number) => ({ ...first, fingerprint: "e".repeat(64), score, reread: false });
    const crowded = (score: number) => ({ ...partial, findings, resolved: [unread(score)] });
    const before = { ...complete, findings: [unread(1)] };
    const rule = (report: ScanReport, baseline: ScanReport) => uploadRule({ report, baseline, exitCode: 3 });
    expect(rule(crowded(1), before)).toEqual({
      kind: "withheld",
      why: "not everything was read, and of the 5000 results that GitHub keeps none is left for 1 finding that the baseline still told: alerts of what was not read would be closed as fixed",
    });
    expect(rule(crowded(100), before).kind).toBe("ready");
    // It had no alert before either.
    expect(rule(crowded(1), { ...complete, findings: [...findings, unread(1)] }).kind).toBe("ready");
  });

  test("a report that says complete and holds a gap is not", () => {
    const report = cleanReport({ coverage: partial.coverage });
    expect(uploadRule({ report, baseline: undefined, exitCode: 0 }).kind).toBe("withheld");
  });
});

describe("annotations", () => {
  const one = (over: Parameters<typeof doorFinding>[0]) => sampleReport({ findings: [doorFinding(over)] });

  test.each<[string, Parameters<typeof doorFinding>[0], number]>([
    ["critical, and no baseline", {}, 1],
    ["critical and new", { baseline: "new" }, 1],
    ["critical and changed", { baseline: "changed" }, 1],
    ["critical and known", { baseline: "unchanged" }, 0],
    ["critical and accepted", { suppressed: { reason: "ours", owner: "ops" } }, 0],
    ["high", { severity: "high" }, 0],
  ])("%s: %i", (_, over, count) => {
    expect(annotations(one(over)).length).toBe(count);
  });

  test("ten at most, and a line that counts the rest", () => {
    const lines = annotations(manyFindings(11));
    expect(lines.length).toBe(11);
    expect(lines[0]).toBe("::error title=foothold%3A sftp-open-door (92)::marker 0;\n");
    expect(lines[10]).toBe(
      "::warning title=foothold::1 more critical finding: the summary of the job lists them\n",
    );
    expect(annotations(manyFindings(10)).length).toBe(10);
  });

  test("a hostile name stays in its message, and ends neither it nor the title", () => {
    const [line = ""] = annotations(
      one({ message: `%0A::error::x ${ATTACK}`, check: ATTACK, baseline: "new" }),
    );
    expect(line.trimEnd().split(/[\r\n\u2028\u0085]/).length).toBe(1);
    const [command, ...more] = commandsIn(line);
    expect(more).toEqual([]);
    expect(command?.name).toBe("error");
    expect(command?.properties).toMatch(/^title=foothold%3A [^,:]*$/);
    expect(command?.data).toMatch(/^%0A::error::x /);
    expect(line.length).toBeLessThan(2_000);
  });
});

describe("outputs and summary", () => {
  test("a value cannot end itself", () => {
    const values = { a: "x\nD\nb=1", b: "", c: "y" };
    expect(outputsIn(outputLines(values, "unguessable"))).toEqual(values);
  });

  test("counts of a scan against a baseline, and the snapshot", () => {
    const report = deskReport();
    expect(
      outputs({
        exitCode: 3,
        report,
        upload: { kind: "withheld", why: "because" },
        folder: "/out",
        formats: ["json", "html"],
        snapshot: "/s.gz",
      }),
    ).toEqual({
      report: "/out/foothold.json",
      sarif: "",
      "sarif-withheld": "because",
      html: "/out/foothold.html",
      markdown: "",
      snapshot: "/s.gz",
      critical: "1",
      high: "1",
      medium: "1",
      low: "0",
      info: "0",
      new: "1",
      complete: "false",
      category: "foothold/72f988bf-0000-4000-8000-2d7cd011db47/",
      "exit-code": "3",
    });
  });

  test("the summary stays under a mebibyte with all that there is to say", () => {
    const wide = manyFindings(8_000);
    const findings = wide.findings.map((finding) => ({ ...finding, message: "漢".repeat(500) }));
    const text = [...summary({ ...wide, findings }, { kind: "withheld", why: "漢@x".repeat(2_000) })].join(
      "",
    );
    expect(text).toMatch(/^> \[!WARNING\]\n> No SARIF for upload/);
    expect(Buffer.byteLength(text)).toBeGreaterThan(500_000);
    expect(Buffer.byteLength(text)).toBeLessThan(1_048_576);
    expect(text.slice(0, 5_000)).not.toContain("@x");
  });
});

describe("the log", () => {
  test("resumes at the beginning of a line, and keeps the last lines", () => {
    let text = "";
    const log = quietLog({ write: (more) => (text += more), drained: async () => {} }, "token");
    log.sink.write("a\nb");
    log.sink.write("c\n::error::x");
    log.say("one\ntwo\u001b");
    log.sink.write("half");
    log.resume();
    log.sink.write("::error::of a scan that goes on after a fault\n");
    expect(text).toBe(
      "::stop-commands::token\na\nbc\n::error::xfoothold: one\nfoothold: two\\u{1b}\nhalf\n::token::\n",
    );
    expect(log.said()).toEqual(["a", "bc", "::error::xfoothold: one", "foothold: two\\u{1b}"]);
    expect(commandsIn(text).map(({ name }) => name)).toEqual(["stop-commands", "token"]);
  });

  test("keeps twenty lines", () => {
    const log = quietLog({ write: () => true }, "token");
    for (let index = 0; index < 30; index += 1) log.say(String(index));
    expect(log.said().length).toBe(20);
  });
});

describe("where the guides are", () => {
  const OURS = {
    GITHUB_SERVER_URL: "https://github.com",
    FOOTHOLD_ACTION_REPOSITORY: "contoso/foothold",
    FOOTHOLD_ACTION_REF: "v1.2.3",
  };

  test.each([
    ["a tag", {}, "https://github.com/contoso/foothold/blob/v1.2.3/"],
    ["a branch", { FOOTHOLD_ACTION_REF: "feature/x" }, "https://github.com/contoso/foothold/blob/feature/x/"],
    [
      "a server of one's own",
      { GITHUB_SERVER_URL: "https://git.contoso.com" },
      "https://git.contoso.com/contoso/foothold/blob/v1.2.3/",
    ],
    ["the workflow's own repository", { FOOTHOLD_ACTION_REPOSITORY: "" }, undefined],
    ["no version", { FOOTHOLD_ACTION_REF: "" }, undefined],
    ["a step up", { FOOTHOLD_ACTION_REF: "v1/../x" }, undefined],
    ["another scheme", { GITHUB_SERVER_URL: "javascript://x" }, undefined],
    ["an address with more in it", { FOOTHOLD_ACTION_REPOSITORY: "a/b?c=d" }, undefined],
  ])("%s", (_, over, address) => {
    expect(guidesOf({ ...OURS, ...over })).toBe(address);
  });

  test("is nowhere without GitHub", () => {
    expect(guidesOf({})).toBeUndefined();
  });
});
