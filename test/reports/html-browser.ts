import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import html from "../../reports/html.ts";
import type { ScanReport } from "../../src/reporter.ts";
import { renderWhole } from "./sample-report.ts";

/** Debian's; without one there is nothing to test with. */
const CHROMIUM = "/usr/bin/chromium";
export const hasChromium = existsSync(CHROMIUM);

export interface Opened {
  readonly page: Page;
  /** Everything that should not be there: errors, refusals of the policy, dialogs, requests beside the file itself. */
  readonly trouble: string[];
}

/** Opens reports as files, as a reader does. Close it when the tests are done. */
export async function openDesk() {
  const folder = await mkdtemp(path.join(tmpdir(), "foothold-html-"));
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  let count = 0;

  async function open(
    report: ScanReport | string,
    hash = "",
    options: BrowserContextOptions = {},
  ): Promise<Opened> {
    count += 1;
    const file = path.join(folder, `report-${count}.html`);
    await writeFile(file, typeof report === "string" ? report : renderWhole(html, report));
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const trouble: string[] = [];
    page.on("pageerror", (error) => trouble.push(error.message));
    page.on("console", (message) => trouble.push(message.text()));
    page.on("request", (request) => {
      if (!request.url().startsWith(pathToFileURL(file).href)) trouble.push(request.url());
    });
    page.on("dialog", (dialog) => {
      trouble.push(dialog.message());
      void dialog.dismiss();
    });
    await page.goto(pathToFileURL(file).href + hash);
    if (options.javaScriptEnabled !== false) {
      await page.waitForSelector('#list[aria-busy="false"]', { state: "attached" });
    }
    return { page, trouble };
  }

  /** Between tests: dozens of pages are a lot for a small machine. */
  async function closePages(): Promise<void> {
    await Promise.all(browser.contexts().map(async (context) => await context.close()));
  }

  async function close(): Promise<void> {
    await browser.close();
    await rm(folder, { recursive: true });
  }

  return { open, closePages, close };
}

/** What axe-core finds against WCAG 2.2 A and AA and its own best practices, by rule and place. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { violations } = await (
      window as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
  });
}

/** Where the page is: the hash of its address. */
export async function hashOf(page: Page): Promise<string> {
  return await page.evaluate(() => location.hash);
}

/** The messages of the rows that are shown. */
export async function shownNames(page: Page, list = "#list"): Promise<readonly string[]> {
  return await page.locator(`${list} a.open`).allTextContents();
}
