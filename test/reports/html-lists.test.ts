import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ScanReport } from "../../src/reporter.ts";
import { deskReport, drawnDesk } from "./desk-report.ts";
import { axeFindings, hasChromium, hashOf, type openDesk, shownNames } from "./html-browser.ts";
import { doorFinding, endpointFinding, hash, sampleReport } from "./sample-report.ts";

const report = drawnDesk();
const [ACCEPTED, GONE, UNREAD] = ["endpoint", "gone", "unread"].map(hash);

describe.skipIf(!hasChromium)("all lists of the page", () => {
  let desk: Awaited<ReturnType<typeof openDesk>>;
  beforeAll(async () => {
    const { openDesk: openBrowser } = await import("./html-browser.ts");
    desk = await openBrowser();
  });
  afterEach(async () => {
    await desk.closePages();
  });
  afterAll(async () => {
    await desk.close();
  });

  const rowsOf = async (page: Page) => [
    await page.locator("#list .row").count(),
    await page.locator("#suppressed-list .row").count(),
    await page.locator("#resolved-list .row").count(),
  ];

  test.each<[string, string, readonly number[], string]>([
    ["nothing", "", [3, 1, 3], "3 of 3 findings, 3 checks."],
    [
      "a band",
      "#band=critical",
      [1, 0, 3],
      "1 of 3 findings, 1 check. Also 0 of 1 suppressed, 3 of 3 resolved.",
    ],
    [
      "a verdict",
      "#verdict=track-closely",
      [0, 1, 0],
      "No finding of 3 matches the filters. Also 1 of 1 suppressed, 0 of 3 resolved.",
    ],
    [
      "the baseline",
      "#baseline=unchanged",
      [1, 1, 0],
      "1 of 3 findings, 1 check. Also 1 of 1 suppressed, 0 of 3 resolved.",
    ],
    [
      "a text",
      "#text=it+was+not+read",
      [0, 0, 1],
      "No finding of 3 matches the filters. Also 0 of 1 suppressed, 1 of 3 resolved.",
    ],
  ])("are narrowed by %s", async (_, given, rows, status) => {
    const { page, trouble } = await desk.open(report, given);
    expect(await rowsOf(page)).toEqual(rows);
    expect(await page.locator("#status").textContent()).toBe(status);
    const said =
      given === "" ? ["", ""] : [`${rows[1]} of 1 match the filters.`, `${rows[2]} of 3 match the filters.`];
    expect(await page.locator(".matching").allTextContents()).toEqual(said);
    expect(trouble).toEqual([]);
  });

  test("keep what was chosen when one of their findings is opened and closed", async () => {
    const { page } = await desk.open(report);
    await page.getByLabel("critical").check();
    await page.locator("#resolved-list a.open").nth(1).click();
    await page.locator("dialog").waitFor({ state: "visible" });
    expect(await hashOf(page)).toBe(`#band=critical&finding=${UNREAD}`);
    expect(await rowsOf(page)).toEqual([1, 0, 3]);
    await page.getByRole("button", { name: "Previous" }).click();
    expect(await hashOf(page)).toBe(`#band=critical&finding=${GONE}`);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => location.hash === "#band=critical");
  });

  test.each([
    ["suppressed", ACCEPTED, "Accepted by ops@contoso.com until 2027-01-31: the partner portal"],
    ["not read again", UNREAD, "not read again: carried over"],
  ])("a link opens a finding that is %s, and closing it leads to its row", async (_, fingerprint, words) => {
    const { page } = await desk.open(report, `#finding=${fingerprint}`);
    expect(await page.locator("dialog").isVisible()).toBe(true);
    expect(await page.locator("dialog header").textContent()).toContain(words);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement?.classList.contains("open"));
    expect(await page.evaluate(() => document.activeElement?.getAttribute("href"))).toBe(
      `#finding=${fingerprint}`,
    );
  });

  test("where the filters hide the row of a link, closing it leads to its list", async () => {
    const { page } = await desk.open(report, `#band=info&finding=${GONE}`);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement?.id !== "");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("resolved");
  });

  test("going on goes down the page, from one check to the next", async () => {
    const findings = [
      doorFinding({ fingerprint: hash("1"), score: 92 }),
      endpointFinding({ fingerprint: hash("2"), score: 91 }),
      doorFinding({
        fingerprint: hash("3"),
        score: 90,
        subject: { ...doorFinding().subject, name: "third" },
      }),
    ];
    const { page } = await desk.open(sampleReport({ findings }), `#finding=${hash("1")}`);
    expect(await shownNames(page)).toEqual(["backup", "third", "stpartners"]);
    await page.getByRole("button", { name: "Next" }).click();
    expect(await hashOf(page)).toBe(`#finding=${hash("3")}`);
  });

  test.each(["checks", "resolved", "not-read"])("a link to the section %s ends there", async (id) => {
    // A long list above it, which comes after the browser went there.
    const findings = many(40).map((finding, index) => ({ ...finding, check: `check-${index}` }));
    const { page } = await desk.open(deskReport({ findings }), `#${id}`);
    const top = await page.evaluate((at) => document.getElementById(at)?.getBoundingClientRect().top, id);
    expect(top).toBeGreaterThanOrEqual(0);
    expect(top).toBeLessThan(900);
  });

  test("a subscription is chosen by its name, the tenant stands first", async () => {
    const { page } = await desk.open(report);
    expect(await page.getByLabel("Subscription").locator("option").allTextContents()).toEqual([
      "any",
      "Entra ID",
      "contoso-prod",
    ]);
    await page.getByLabel("Subscription").selectOption("Entra ID");
    expect(await shownNames(page)).toEqual(["deploy (2026)", "f1"]);
  });

  test("on paper stand all rows that the filters let through, and what was chosen", async () => {
    const { page, trouble } = await desk.open(large(250, 120), "#band=critical&text=user");
    const rows = await rowsOf(page);
    expect(rows).toEqual([10, 0, 100]);
    await page.getByRole("button", { name: "Show 20 more of 20" }).click();
    await page.getByRole("button", { name: "Show 100 more of 240" }).click();
    const unfolded = await rowsOf(page);
    expect(unfolded).toEqual([110, 0, 120]);
    await page.evaluate(() => {
      addEventListener("beforeprint", () => {
        const printed = document.querySelectorAll("#list .row, #resolved-list .row").length;
        document.body.dataset["printed"] = `${printed} ${document.querySelectorAll("#list button").length}`;
      });
    });
    await page.pdf();
    expect(await page.evaluate(() => document.body.dataset["printed"])).toBe("370 0");
    expect(await rowsOf(page)).toEqual(unfolded);

    expect(await page.locator("#chosen").isVisible()).toBe(false);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("#chosen").isVisible()).toBe(true);
    expect(await page.locator("#chosen").textContent()).toBe('Filtered by band critical; text "user".');
    expect(trouble).toEqual([]);
  });

  test("paper says every filter in words, and nothing where nothing is chosen", async () => {
    const scope = "scope=%2Fsubscriptions%2F11111111-1111-4111-8111-111111111111";
    const { page } = await desk.open(
      report,
      `#band=critical,low&verdict=track-closely&group=storage&${scope}&baseline=new&text=+`,
    );
    expect(await page.locator("#chosen").textContent()).toBe(
      "Filtered by band critical, low; verdict track closely; group storage; subscription contoso-prod; baseline new.",
    );
    await page.getByRole("button", { name: "Clear filters" }).click();
    expect(await page.locator("#chosen").textContent()).toBe("");
  });

  test("of more than 5,000 rows of a list paper counts those that it leaves out", async () => {
    const { page } = await desk.open(large(5100, 0));
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    expect(await rowsOf(page)).toEqual([5000, 0, 0]);
    expect(await page.locator(".left-out").allTextContents()).toEqual([
      "100 more are not printed: filter the page, or take another format of the report.",
    ]);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    expect(await rowsOf(page)).toEqual([10, 0, 0]);
  });

  describe.each(["light", "dark"] as const)("%s", (colorScheme) => {
    test.each([
      ["no finding matches", "#text=nothing"],
      ["a filter and a suppressed finding's drawer", `#verdict=track-closely&finding=${ACCEPTED}`],
      ["a resolved finding's drawer", `#finding=${UNREAD}`],
    ])("axe-core finds nothing where %s", async (_, given) => {
      const { page } = await desk.open(report, given, { colorScheme });
      expect(await axeFindings(page)).toEqual([]);
    });
  });
});

const many = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    doorFinding({
      fingerprint: hash(`many ${index}`),
      subject: { ...doorFinding().subject, id: `/users/${index}`, name: `user-${index}` },
    }),
  );

/** So many findings of one check, and so many that are gone. */
function large(open: number, gone: number): ScanReport {
  const findings = many(open + gone);
  return deskReport({
    findings: findings.slice(0, open),
    resolved: findings.slice(open).map((finding) => ({ ...finding, reread: true })),
  });
}
