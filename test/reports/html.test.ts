import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import html from "../../reports/html.ts";
import { visible } from "../../reports/text/visible.ts";
import type { Finding, ResolvedFinding, ScanReport } from "../../src/reporter.ts";
import type { PageFrame } from "../../reports/html/page-data.ts";
import { ATTACK, ATTACKS, isDangerous } from "./attacks.ts";
import { attackedDesk } from "./desk-report.ts";
import { attribute, byId, elementsOf, islandsOf, pageOf, sectionText, textOf } from "./html-page.ts";
import {
  check,
  cleanReport,
  doorFinding,
  endpointFinding,
  hash,
  pathFinding,
  renderWhole,
  sampleReport,
  secretFinding,
} from "./sample-report.ts";

const many = (count: number, over: Partial<Finding> = {}): Finding[] =>
  Array.from({ length: count }, (_, index) => doorFinding({ fingerprint: hash(`${index}`), ...over }));

const sha256 = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

describe("the page", () => {
  const page = pageOf(sampleReport());

  test("lets nothing run but its own script and style, and fetches nothing", () => {
    const [policy] = elementsOf(page, "meta").filter(
      (meta) => attribute(meta, "http-equiv") === "Content-Security-Policy",
    );
    const script = elementsOf(page, "script").filter((one) => attribute(one, "type") === undefined);
    const style = elementsOf(page, "style");
    expect(attribute(policy, "content")).toBe(
      `default-src 'none'; script-src '${sha256(script.map(textOf).join())}'; style-src '${sha256(style.map(textOf).join())}'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    expect(script).toHaveLength(1);
    expect(style).toHaveLength(1);
  });

  test("says whose tenant it is, when it was read, by whom, and that not all was", () => {
    const [header] = elementsOf(page, "header");
    if (header === undefined) throw new Error("a header");
    expect(textOf(header).replaceAll(/\s+/g, " ").trim()).toBe(
      "foothold Contoso Incomplete: not all that was asked for was read Tenant72f988bf-0000-4000-8000-2d7cd011db47" +
        "CloudpublicCollected2026-11-20 06:00ZRead byapplication 22222222-2222-4222-8222-222222222222, " +
        "object 33333333-3333-4333-8333-333333333333Scopeall that the reader can see" +
        "Logssince 2026-08-22 06:00Z, no workspaceMade withfoothold 0.1.0, score model 2, 17 requests",
    );
    expect(elementsOf(page, "title").map(textOf)).toEqual(["foothold: Contoso, 2026-11-20"]);
  });

  test("says what a scan was narrowed to, and that it is complete", () => {
    const { scan } = cleanReport();
    const narrow = pageOf(
      cleanReport({
        scan: {
          ...scan,
          tenantName: null,
          principal: { ...scan.principal, objectId: null, applicationId: null },
          scope: { subscriptions: ["s1", "s2"], only: ["storage"], skip: ["sftp-enabled"] },
          logs: { since: scan.logs.since, workspaces: ["w1"] },
        },
      }),
    );
    const text = elementsOf(narrow, "header").map(textOf).join();
    expect(text).toContain("Tenant 72f988bf-0000-4000-8000-2d7cd011db47");
    expect(text).toContain("Complete: all that was asked for was read");
    expect(text).toContain("Read byan unknown principal");
    expect(text).toContain("subscriptions s1, s2; only storage; without sftp-enabled");
    expect(text).toContain("since 2026-08-22 06:00Z, workspaces w1");
    expect(sectionText(narrow, "not-read")).toBe("Not read 0 scopes All that was asked for was read.");
  });

  test("draws the numbers that it tells", () => {
    const tables = elementsOf(byId(page, "summary"), "table");
    const rows = tables.map((table) =>
      elementsOf(table, "tr").map((row) =>
        row.childNodes
          .map(textOf)
          .filter((text) => text !== "")
          .join(" "),
      ),
    );
    expect(rows).toEqual([
      ["critical 1", "high 1", "medium 1", "low 0", "info 0"],
      ["Act 1", "Attend 1", "Track closely 1", "Track 0"],
      [
        "Outcome Subjects Share",
        "pass 5 41.7 %",
        "fail 3 25.0 %",
        "not applicable 1 8.3 %",
        "not assessed 3 25.0 %",
      ],
      ["checks 3"],
    ]);
    const widths = elementsOf(byId(page, "summary"), "svg").map((svg) =>
      elementsOf(svg, "rect").map((rect) => [attribute(rect, "x"), attribute(rect, "width")].join("+")),
    );
    expect(widths).toEqual([
      ["0+400"],
      ["0+400"],
      ["0+400"],
      [],
      [],
      ["0+400"],
      ["0+400"],
      ["0+400"],
      [],
      ["0+166.67", "166.67+100", "266.67+33.33", "300+100"],
      ["0+133.33", "133.33+133.33", "266.66+133.33"],
    ]);
  });

  test("counts no subject as seen that could not be listed", () => {
    const words = "in 4 checks, and none of an unknown number that could not be listed";
    expect(sectionText(page, "summary")).toContain(`9 of 12 subjects assessed${words}`);
    expect(sectionText(pageOf(cleanReport()), "summary")).not.toContain("unknown number");
  });

  test("names what to grant, where, and which checks wait for it", () => {
    expect(sectionText(page, "not-read")).toBe(
      "Not read 2 scopes What nobody could look at is no pass. Each entry says what would change that. " +
        "1 scope: access denied Grant Directory.Read.All on: /tenants/72f988bf-0000-4000-8000-2d7cd011db47 " +
        "It said: Authorization_RequestDenied: Insufficient privileges to complete the operation. " +
        "1 scope: access denied Grant Microsoft.Storage/storageAccounts/read (role Reader) on: " +
        "/subscriptions/99999999-9999-4999-8999-999999999999 " +
        "It said: AuthorizationFailed: the client does not have authorization to perform this action " +
        "1 check without a whole answer CheckNot assessed" +
        "sftp-open-door The bad state of sftp-open-doorsubjects that could not be listed " +
        "Outside this scan, not held against it: 1 entry logs: no --log-workspace was given",
    );
    expect(attribute(byId(page, "not-read"), "class")).toBe("partial");
  });

  test("shows the worst hundred without JavaScript", () => {
    const plain = pageOf(sampleReport({ findings: [...many(150), secretFinding({ score: 99 })] }), false);
    const rows = elementsOf(plain, "noscript").flatMap((one) => elementsOf(one, "tr"));
    expect(rows).toHaveLength(101);
    expect(textOf(rows[1] ?? plain)).toBe(
      "99 highapp-secret The application 'billing' holds 'Mail.Read' of every mailbox and signs in with a secret." +
        "/applications/44444444-4444-4444-8444-444444444444/passwordCredentials/77777777-7777-4777-8777-777777777777",
    );
    expect(attribute(byId(plain, "filters"), "hidden")).toBe("");
  });

  test("is the same at every rendering", () => {
    expect(renderWhole(html, sampleReport())).toBe(renderWhole(html, sampleReport()));
  });
});

describe("the data", () => {
  test("lies in islands of a thousand, and no chunk holds more than one finding", () => {
    const report = sampleReport({ findings: many(2500), resolved: [] });
    expect(islandsOf(pageOf(report)).map(({ length }) => length)).toEqual([1000, 1000, 500]);
    const chunks = [...html.render(report, { color: false, width: 100 })];
    expect(chunks.filter((chunk) => chunk.split('"fingerprint"').length > 2)).toEqual([]);
    expect(islandsOf(pageOf(cleanReport()))).toEqual([]);
  });

  test("leaves out what the check says already, and what no link may be", () => {
    const subject = { ...doorFinding().subject, url: "javascript:alert(1)" };
    const report = sampleReport({
      findings: [doorFinding({ title: check("sftp-open-door", "critical").title, subject }), secretFinding()],
    });
    const [[door, secret] = []] = islandsOf(pageOf(report));
    expect(door).toMatchObject({
      list: "open",
      confidence: 90,
      commands: doorFinding().remediation.commands,
    });
    expect(door).not.toHaveProperty("title");
    expect(door).not.toHaveProperty("mitre");
    expect(door?.subject).toEqual({
      id: subject.id,
      name: "backup",
      scope: subject.scope,
      tags: subject.tags,
      kind: "local users",
      place: "contoso-prod / rg (prod) / stpartners",
    });
    expect(secret?.title).toBe("A privileged application signs in with a secret");
    expect(secret?.mitre).toEqual(["T1098.001"]);
    expect(secret?.subject.url).toBe(secretFinding().subject.url);
  });

  test("tells the cut, and a query line by line", () => {
    const effect = { proof: "/p", cutsAll: false, subjects: 1 };
    const [[whole, part, plain] = []] = islandsOf(
      pageOf(
        sampleReport({
          findings: [
            pathFinding({ query: { id: "q01", text: "A\r\n| where b\n| take \u202e1" } }),
            pathFinding({ cutEffect: effect }),
            doorFinding(),
          ],
        }),
      ),
    );
    expect(whole?.cutWords).toBe(
      "Nothing of what was read leads there any more without it. It lies on the paths of 3 subjects.",
    );
    expect(whole?.query).toEqual({ id: "q01", text: "A\n| where b\n| take \\u{202e}1" });
    expect(part).toMatchObject({ cutWords: "Other paths lead there without it.", cutProof: "/p" });
    expect(plain).not.toHaveProperty("cutWords");
  });

  test("names subscriptions by their name, and all of the tenant Entra ID", () => {
    const subject = { ...doorFinding().subject, scope: "/subscriptions/s2" };
    const { scopeName: _, ...unnamed } = subject;
    const report = sampleReport({
      findings: [doorFinding(), secretFinding(), doorFinding({ subject: unnamed })],
    });
    expect(frameOf(report)).toMatchObject({
      scopes: [
        ["/tenants/72f988bf-0000-4000-8000-2d7cd011db47", "Entra ID"],
        ["/subscriptions/11111111-1111-4111-8111-111111111111", "contoso-prod"],
        ["/subscriptions/s2", "s2"],
      ],
      total: 3,
    });
  });

  test("offers a subscription that only an attack path leads to, and tells two of one name apart", () => {
    const lying = (scope: string, scopeName: string) =>
      doorFinding({ subject: { ...doorFinding().subject, scope, scopeName } });
    const findings = [
      pathFinding(),
      lying("/subscriptions/s9", "prod"),
      lying("/SUBSCRIPTIONS/S9", "prod"),
      lying("/subscriptions/s8", "prod"),
      lying("/subscriptions/s7", "Entra ID"),
      lying("/subscriptions/s6", "a\u202eb"),
    ];
    expect(frameOf(sampleReport({ findings })).scopes).toEqual([
      ["/tenants/72f988bf-0000-4000-8000-2d7cd011db47", "Entra ID (72f988bf-0000-4000-8000-2d7cd011db47)"],
      ["/subscriptions/11111111-1111-4111-8111-111111111111", "11111111-1111-4111-8111-111111111111"],
      ["/subscriptions/s7", "Entra ID (s7)"],
      ["/subscriptions/s6", "a\\u{202e}b"],
      ["/subscriptions/s8", "prod (s8)"],
      ["/subscriptions/s9", "prod (s9)"],
    ]);
  });
});

function frameOf(report: ScanReport): PageFrame {
  return JSON.parse(textOf(byId(pageOf(report), "frame"))) as PageFrame;
}

describe("what was accepted, and what is gone", () => {
  const gone = (over: Partial<ResolvedFinding>): ResolvedFinding => ({
    ...doorFinding(),
    reread: true,
    ...over,
  });
  const report: ScanReport = sampleReport({
    findings: [
      doorFinding({ baseline: "new" }),
      endpointFinding({ suppressed: { reason: "partner", owner: "ops", expires: "2027-01-31" } }),
    ],
    resolved: [
      gone({ fingerprint: "r1" }),
      gone({ fingerprint: "r2", reread: false }),
      gone({ fingerprint: "r3", agedOut: true }),
    ],
    suppressions: { expired: ["ran out"], unused: ["met nothing"] },
    baseline: {
      collectedAt: "2026-11-01T06:00:00Z",
      new: 1,
      changed: 0,
      unchanged: 1,
      resolved: 1,
      carriedOver: 1,
      agedOut: 1,
    },
    checks: [check("sftp-open-door", "critical", { group: "storage" }), check("sftp-endpoint", "medium")],
  });
  const page = pageOf(report);

  test("stand in sections of their own", () => {
    expect(sectionText(page, "suppressed")).toBe(
      "Suppressed 1 Accepted in foothold.yml: not counted among the findings, and still there. " +
        "Ran out: what they covered counts againran out Met nothing: take them outmet nothing",
    );
    expect(sectionText(page, "resolved")).toBe(
      "Resolved 1 In the baseline and not found any more. 1 finding not looked at again, which is no resolution. 1 event left the window of the logs, which is none either.",
    );
    expect(
      islandsOf(page)
        .flat()
        .map(({ list, gone: how }) => [list, how]),
    ).toEqual([
      ["open", undefined],
      ["suppressed", undefined],
      ["resolved", "resolved"],
      ["resolved", "not read again: carried over"],
      ["resolved", "left the window of the logs"],
    ]);
  });

  test("show in the summary: the trend, and groups without what was accepted", () => {
    const tables = elementsOf(byId(page, "summary"), "table").map((table) => textOf(table));
    expect(tables.slice(3)).toEqual([
      "Findings by group of checksstorage1checks0",
      "Against the baselinenew1changed0unchanged1resolved1not read again1left the logs1",
      "Then and now, with what is suppressed or not read again2026-11-01 06:00Z42026-11-20 06:00Z3",
    ]);
    expect(sectionText(page, "summary")).toContain("1 new since the baseline0 changed, 1 resolved");
  });

  test("say nothing where there is neither", () => {
    const ids = elementsOf(pageOf(cleanReport())).map((element) => attribute(element, "id"));
    expect(ids).not.toContain("suppressed");
    expect(ids).not.toContain("resolved");
    expect(sectionText(pageOf(cleanReport()), "summary")).not.toContain("baseline");
  });
});

describe("a tenant whose every name is an attack", () => {
  const TAGS =
    "a body caption code dd details dialog div dl dt fieldset figure h1 h2 h3 head header html input label legend li main meta noscript option p rect script section select span strong style summary svg table tbody td th thead title tr ul button";

  test.each([true, false])("shows text alone, scripting %s", (scripting) => {
    const report = { ...attackedDesk(), suppressions: { expired: ATTACKS, unused: ATTACKS } };
    const elements = elementsOf(pageOf(report, scripting));
    expect(
      [...new Set(elements.map(({ tagName }) => tagName))].filter((tag) => !TAGS.split(" ").includes(tag)),
    ).toEqual([]);
    const attributes = elements.flatMap(({ attrs }) => attrs);
    expect(
      attributes.filter(({ name }) => name.startsWith("on") || name === "style" || name === "src"),
    ).toEqual([]);
    const links = attributes.filter(({ name }) => name === "href").map(({ value }) => value);
    expect(
      links.filter(
        (value) => !/^#[\w=&%.-]*$/.test(value) && !value.startsWith("https://learn.microsoft.com/"),
      ),
    ).toEqual([]);
    const runs = elements.filter(
      ({ tagName, attrs }) => tagName === "script" && attrs.every(({ name }) => name !== "type"),
    );
    expect(runs).toHaveLength(1);
  });

  test("makes visible what a reader's eye would obey, in the text and in the data", () => {
    const page = pageOf(attackedDesk());
    const shown = elementsOf(page)
      .filter(({ tagName }) => !["script", "style"].includes(tagName))
      .flatMap(({ childNodes }) => childNodes.filter(({ nodeName }) => nodeName === "#text").map(textOf));
    expect(shown.map((text) => text.replaceAll("\n", "")).filter(isDangerous)).toEqual([]);
    const [[all] = []] = islandsOf(page);
    const safe = visible(ATTACK);
    expect(all?.message).toBe(safe);
    expect(Object.entries(all?.subject.tags ?? {})).toEqual([
      [safe, safe],
      ["__proto__", safe],
    ]);
    expect(all?.evidence[0]).toMatchObject({
      operation: safe,
      actor: safe,
      ip: safe,
      userAgent: safe,
      detail: safe,
    });
    expect(all?.commands).toEqual([safe]);
    expect(sectionText(page, "not-read")).toContain(
      '<img src=x onerror="alert(1)"></script><script>alert(2)</script>',
    );
    expect(elementsOf(page, "h1").map(textOf)).toEqual([safe]);
  });

  test("cannot end the data: no island holds an angle bracket", () => {
    const islands = elementsOf(pageOf(attackedDesk()), "script").filter(
      (one) => attribute(one, "type") === "application/json",
    );
    expect(islands).toHaveLength(2);
    expect(islands.map(textOf).filter((text) => /[<>&\u2028\u2029]/.test(text))).toEqual([]);
  });
});
