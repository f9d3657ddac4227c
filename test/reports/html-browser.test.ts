import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { visible } from "../../reports/text/visible.ts";
import type { Finding } from "../../src/reporter.ts";
import { ATTACK, ATTACKS } from "./attacks.ts";
import { attackedDesk, drawnDesk } from "./desk-report.ts";
import { axeFindings, hasChromium, hashOf, type openDesk, shownNames } from "./html-browser.ts";
import { doorFinding, hash, sampleReport } from "./sample-report.ts";

const report = drawnDesk();
const [DOOR, SECRET, PATH] = ["door", "secret", "path"].map(hash);

const manyFindings = (count: number): Finding[] =>
  Array.from({ length: count }, (_, index) =>
    doorFinding({
      fingerprint: hash(`${index}`),
      check: index % 2 === 0 ? "sftp-open-door" : "app-secret",
      score: 92 - (index % 90),
      subject: { ...doorFinding().subject, id: `/users/${index}`, name: `user-${index}` },
    }),
  );

// What needs a browser runs where there is one.
describe.skipIf(!hasChromium)("in a browser", () => {
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

  test("nothing fails, nothing is refused, and no request leaves", async () => {
    const { page, trouble } = await desk.open(report);
    expect(await shownNames(page)).toEqual(["backup", "deploy (2026)", "f1"]);
    expect(await page.locator("#status").textContent()).toBe("3 of 3 findings, 3 checks.");
    for (const fingerprint of [DOOR, SECRET, PATH])
      await page.goto(`${page.url().split("#")[0]}#finding=${fingerprint}`);
    expect(await page.locator("script.findings").count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  test.each<[string, string, readonly string[]]>([
    ["band", "#band=critical", ["backup"]],
    ["bands", "#band=critical,high", ["backup", "deploy (2026)", "f1"]],
    ["group", "#group=paths", ["f1"]],
    ["subscription", "#scope=%2Fsubscriptions%2F11111111-1111-4111-8111-111111111111", ["backup", "f1"]],
    ["tenant", "#scope=%2Ftenants%2F72f988bf-0000-4000-8000-2d7cd011db47", ["deploy (2026)", "f1"]],
    ["verdict", "#verdict=attend", ["deploy (2026)", "f1"]],
    ["new", "#baseline=new", ["backup"]],
    ["text", "#text=MAIL.read+secret", ["deploy (2026)"]],
    ["a tag", "#text=owner%3Dops", ["backup"]],
    ["two", "#verdict=attend&group=credentials", ["deploy (2026)"]],
    ["none", "#band=info", []],
    ["nonsense", "#band=worst&verdict=x&view=y&other=1", ["backup", "deploy (2026)", "f1"]],
  ])("the hash restores the filter %s", async (_, given, names) => {
    const { page, trouble } = await desk.open(report, given);
    expect(await shownNames(page)).toEqual(names);
    expect(trouble).toEqual([]);
  });

  test("every filter keeps itself in the hash, and clearing takes them all out", async () => {
    const { page } = await desk.open(report);
    await page.getByLabel("By subject").check();
    await page.getByLabel("critical").check();
    await page.getByLabel("Verdict").selectOption("act");
    await page.getByLabel("Group").selectOption("storage");
    await page.getByLabel("Subscription").selectOption("contoso-prod");
    await page.getByLabel("Baseline").selectOption("new");
    await page.getByLabel("Text").fill("backup uploads");
    const said =
      "#view=subject&band=critical&group=storage&scope=%2Fsubscriptions%2F11111111-1111-4111-8111-111111111111&verdict=act&baseline=new&text=backup+uploads";
    expect(await hashOf(page)).toBe(said);
    expect(await page.locator("#status").textContent()).toBe(
      "1 of 3 findings, 1 subject. Also 0 of 1 suppressed, 0 of 3 resolved.",
    );

    const { page: again } = await desk.open(report, said);
    expect(await again.getByLabel("By subject").isChecked()).toBe(true);
    expect(await again.getByLabel("critical").isChecked()).toBe(true);
    expect(await again.getByLabel("Text").inputValue()).toBe("backup uploads");
    expect(await again.locator("#list h3").allTextContents()).toEqual(["backup 1 finding"]);
    await again.getByRole("button", { name: "Clear filters" }).click();
    expect(await hashOf(again)).toBe("#view=subject");
    expect(await shownNames(again)).toHaveLength(3);
  });

  test("the summary's charts filter, and a link to a section keeps what was chosen", async () => {
    const { page } = await desk.open(report);
    await page.locator("#summary").getByRole("link", { name: "high", exact: true }).click();
    await page.waitForFunction(() => document.querySelectorAll("#list a.open").length === 2);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("findings");
    await page.locator("#summary").getByRole("link", { name: "not read again" }).click();
    await page.waitForFunction(() => location.hash === "#band=high");
    expect(await shownNames(page)).toEqual(["deploy (2026)", "f1"]);
  });

  test("a deep link opens the drawer, going back closes it", async () => {
    const { page } = await desk.open(report, `#band=critical&finding=${SECRET}`);
    const drawer = page.getByRole("dialog", { name: "A privileged application signs in with a secret" });
    expect(await drawer.isVisible()).toBe(true);
    await drawer.getByRole("button", { name: "Close" }).click();
    expect(await hashOf(page)).toBe("#band=critical");
    await page.getByRole("link", { name: "backup", exact: true }).click();
    await page.locator("dialog").waitFor({ state: "visible" });
    expect(await hashOf(page)).toBe(`#band=critical&finding=${DOOR}`);
    await page.goBack();
    await page.locator("dialog").waitFor({ state: "hidden" });
    const { page: other } = await desk.open(report, "#finding=gone");
    expect(await other.locator("dialog").isVisible()).toBe(false);
    expect(await other.locator("#status").textContent()).toBe(
      "This report has no finding with the fingerprint of the address.",
    );
  });

  test("the drawer tells the whole finding", async () => {
    const { page } = await desk.open(report, `#finding=${DOOR}`);
    const drawer = page.locator("dialog");
    expect(await drawer.locator("h3").allTextContents()).toEqual([
      "Why it matters",
      "What to do",
      "What the logs tell",
      "How the score comes about",
      "Look for more",
      "References",
      "About it",
    ]);
    const points = await drawer.locator(".ledger tbody td.number").allTextContents();
    expect(points.reduce((sum, text) => sum + Number(text), 0)).toBe(92);
    expect(await drawer.locator(".ledger tfoot td.number").textContent()).toBe("92");
    expect(await drawer.locator(".timeline > li").allTextContents()).toEqual([
      "2026-11-19 00:00:00ZSFTP was switched on.OperationMicrosoft.Storage/storageAccounts/writeActormallory@contoso.comAddress203.0.113.9Sourceactivity-log, query q01",
      "2026-11-19 04:12:33ZSFTP was switched on.OperationMicrosoft.Storage/storageAccounts/writeAddress203.0.113.9User agentcurl/8Sourceactivity-log, query q01",
    ]);
    expect(await drawer.getByText("7 more rows are in the logs.").count()).toBe(1);
    expect(await drawer.locator(".states li").allTextContents()).toEqual([
      "still there backup /users/1",
      "gone old /users/2",
      "not read other /users/3",
    ]);
    expect(
      await drawer.getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href"))),
    ).toEqual([
      "https://portal.azure.com/#@/resource/subscriptions",
      "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support",
      "https://attack.mitre.org/techniques/T1098/",
      "https://attack.mitre.org/techniques/T1136/003/",
    ]);
    await drawer.getByRole("button", { name: "Next" }).click();
    expect(await hashOf(page)).toBe(`#finding=${SECRET}`);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Next");
  });

  test("an attack path is drawn hop by hop, with its cut", async () => {
    const { page } = await desk.open(report, `#finding=${PATH}`);
    const path = page.getByRole("list", { name: "The shortest path" });
    expect(await path.locator(".node").allTextContents()).toEqual([
      'federated subjectsubject "repo:evil/x:ref:refs/heads/main"',
      "service principaldeploy",
      "storage accountstpartners",
    ]);
    expect(await path.locator(".step > div > :not(details)").allTextContents()).toEqual([
      "federated credential",
      "cut here",
      'The application "deploy" accepts its tokens.',
      "creates local users",
      "must be activated",
      "under a condition",
      '"deploy" holds "Contributor" at the subscription.',
    ]);
    expect(await page.getByText("Other paths: 1 drawn, and 2 more that were counted").count()).toBe(1);
    expect(await page.getByText("It lies on the paths of 3 subjects.").count()).toBe(1);
  });

  test("a command and a query are copied as they are shown", async () => {
    const { page } = await desk.open(report, `#finding=${DOOR}`, {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const copied = async (): Promise<string> =>
      await page.evaluate(async () => await navigator.clipboard.readText());
    await page.getByRole("button", { name: "Copy the command" }).click();
    await page.getByText("The command was copied.").waitFor({ state: "attached" });
    expect(await copied()).toBe(
      "az storage account local-user delete --account-name stpartners -g 'rg (prod)' --name backup",
    );
    await page.getByRole("button", { name: "Copy the query" }).click();
    await page.getByText("The query was copied.").waitFor({ state: "attached" });
    expect(await copied()).toBe("StorageBlobLogs\n| take 5");
    await page.getByRole("button", { name: "Copy link" }).click();
    await page.getByText("The link was copied.").waitFor({ state: "attached" });
    expect(await copied()).toBe(page.url());
  });

  test("where the clipboard is refused, the text is selected", async () => {
    const { page } = await desk.open(report, `#finding=${DOOR}`);
    await page.evaluate(() => {
      Object.defineProperty(navigator, "clipboard", { value: undefined });
    });
    await page.getByRole("button", { name: "Copy the query" }).click();
    await page.getByText("The query is selected: copy it with the keyboard.").waitFor({ state: "attached" });
    expect(await page.evaluate(() => String(getSelection()))).toBe("StorageBlobLogs\n| take 5");
  });

  test("the keyboard goes everywhere: skip, filter, open, close, and on from there", async () => {
    const { page } = await desk.open(report);
    const focused = async (): Promise<string> =>
      await page.evaluate(
        () => document.activeElement?.textContent || document.activeElement?.getAttribute("name") || "",
      );
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Skip to the findings");
    await page.keyboard.press("Enter");
    const stops: string[] = [];
    for (let press = 0; press < 15; press += 1) {
      await page.keyboard.press("Tab");
      stops.push(await focused());
    }
    expect(stops.slice(0, 6)).toEqual(["view", "band", "band", "band", "band", "band"]);
    expect(stops.slice(-4)).toEqual(["Clear filters", "backup", "deploy (2026)", "f1"]);
    await page.keyboard.press("Enter");
    await page.locator("dialog").waitFor({ state: "visible" });
    expect(await focused()).toBe("Close");
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "hidden" });
    expect(await focused()).toBe("f1");
    expect(page.url()).toMatch(/#$/);
  });

  test("what was accepted and what is gone stand below, each with how", async () => {
    const { page } = await desk.open(report);
    expect(await page.locator("#suppressed-list .accepted").allTextContents()).toEqual([
      "Accepted by ops@contoso.com until 2027-01-31: the partner portal",
    ]);
    expect(await page.locator("#resolved-list .mark").allTextContents()).toEqual([
      "resolved",
      "not read again: carried over",
      "left the window of the logs",
    ]);
    await page.locator("#resolved-list a.open").first().click();
    await page.getByRole("dialog").waitFor({ state: "visible" });
    expect(await page.locator("dialog .message").textContent()).toBe("It is gone.");
  });

  test("on paper: the list and all that was not read, no filters and no drawer", async () => {
    const { page } = await desk.open(report, `#finding=${DOOR}`);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.locator("dialog").isVisible()).toBe(false);
    expect(await page.locator("#filters").isVisible()).toBe(false);
    expect(await page.locator("#list .row").first().isVisible()).toBe(true);
    expect(await page.getByText("subjects that could not be listed").first().isVisible()).toBe(true);
    const [ground, ink] = await page.evaluate(() => {
      const { backgroundColor, color } = getComputedStyle(document.body);
      return [backgroundColor, color];
    });
    expect([ground, ink]).toEqual(["rgb(255, 255, 255)", "rgb(0, 0, 0)"]);
    expect((await page.pdf()).subarray(0, 5).toString()).toBe("%PDF-");
  });

  describe.each(["light", "dark"] as const)("%s", (colorScheme) => {
    test.each([
      ["the page", ""],
      ["a drawer", `#finding=${DOOR}`],
      ["a path", `#finding=${PATH}`],
      ["subjects, filtered", "#view=subject&band=critical,high,medium,low,info"],
    ])("axe-core finds nothing: %s", async (_, given) => {
      const { page } = await desk.open(report, given, { colorScheme });
      await page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.open = true;
      });
      expect(await axeFindings(page)).toEqual([]);
    });

    test("on a small screen axe-core finds nothing, and nothing is wider than it", async () => {
      const { page } = await desk.open(report, `#finding=${PATH}`, {
        colorScheme,
        viewport: { width: 400, height: 800 },
      });
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press("Escape");
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
    });
  });

  test("under the system's own colors one sees what is chosen, and the key of the chart", async () => {
    const { page } = await desk.open(report, "#band=critical", { forcedColors: "active" });
    const grounds = await page.evaluate(() =>
      [
        ".views input:not(:checked) + span",
        ".views input:checked + span",
        ".bands input:not(:checked) + .chip",
        ".bands input:checked + .chip",
        ".key.pass",
        ".key.fail",
      ].map((place) => getComputedStyle(document.querySelector(place) ?? document.body).backgroundColor),
    );
    const [view, chosenView, band, chosenBand, pass, fails] = grounds;
    expect(chosenView).not.toBe(view);
    expect(chosenBand).not.toBe(band);
    expect(pass).not.toBe(fails);
  });

  test("light and dark are two", async () => {
    const grounds = [];
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await desk.open(report, "", { colorScheme });
      grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    }
    expect(grounds).toEqual(["rgb(245, 246, 248)", "rgb(18, 21, 26)"]);
  });

  test("a tenant whose every name is an attack is shown as text, and nothing of it runs", async () => {
    const desked = attackedDesk();
    const hostile = 'https://evil.example/"><script>alert(3)</script>' as const;
    const attack = {
      ...desked,
      checks: desked.checks.map((one) => ({ ...one, references: [...one.references, hostile] })),
    };
    const { page, trouble } = await desk.open(attack);
    expect(await shownNames(page)).toEqual([ATTACK, ...ATTACKS].slice(0, 10).map(visible));
    for (const { fingerprint, message } of attack.findings) {
      await page.evaluate((to) => {
        location.hash = `finding=${to}`;
      }, fingerprint);
      await page.waitForFunction(
        (text) => document.querySelector("dialog .message")?.textContent === text,
        visible(message),
      );
      expect(
        await page
          .locator("img, iframe, object, embed, dialog script, dialog style, [onerror], [onload]")
          .count(),
      ).toBe(0);
      expect(
        await page
          .locator("dialog a")
          .evaluateAll((links) => links.map((link) => new URL((link as HTMLAnchorElement).href).host)),
      ).toEqual(["learn.microsoft.com", "attack.mitre.org", "attack.mitre.org"]);
    }
    expect(trouble).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(1280);
  });

  test("5,000 findings: a hundred rows at a time, and every filter answers for all of them", async () => {
    const { page, trouble } = await desk.open(sampleReport({ findings: manyFindings(5000), resolved: [] }));
    expect(await page.locator("#status").textContent()).toBe("5000 of 5000 findings, 2 checks.");
    expect(await page.locator("#list .row").count()).toBe(20);
    expect(await page.locator("*").count()).toBeLessThan(1000);
    await page.getByRole("button", { name: "Show 100 more of 2490" }).first().click();
    expect(await page.locator("#list .row").count()).toBe(120);
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("open");

    await page.getByLabel("By subject").check();
    expect(await page.locator("#status").textContent()).toBe("5000 of 5000 findings, 5000 subjects.");
    expect(await page.locator("#list .row").count()).toBe(100);
    await page.getByRole("button", { name: "Show more subjects: 4900 left" }).click();
    expect(await page.locator("#list .row").count()).toBe(200);
    expect(await page.locator("*").count()).toBeLessThan(4000);

    await page.getByLabel("Text").fill("user-4999");
    expect(await page.locator("#status").textContent()).toBe("1 of 5000 findings, 1 subject.");
    expect(await page.locator("#list .row").count()).toBe(1);
    expect(trouble).toEqual([]);
  });

  test("without JavaScript there is a summary, what was not read, and the worst hundred", async () => {
    const { page, trouble } = await desk.open(sampleReport({ findings: manyFindings(150) }), "", {
      javaScriptEnabled: false,
    });
    expect(await page.locator("noscript tbody tr").count()).toBe(100);
    expect(await page.locator("#filters").isVisible()).toBe(false);
    expect(await page.getByText("Directory.Read.All").first().isVisible()).toBe(true);
    expect(trouble).toEqual([]);
  });
});
