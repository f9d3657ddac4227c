import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { deskReport } from "./desk-report.ts";
import { hasChromium, openDesk, shownNames } from "./html-browser.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "foothold-package-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The page as the built package makes it: its script is the text of functions that tsc has written anew. */
function packagedPage(): string {
  const config = {
    extends: path.join(repository, "tsconfig.json"),
    compilerOptions: {
      rootDir: repository,
      outDir: folder,
      declaration: false,
      typeRoots: [path.join(repository, "node_modules/@types")],
    },
    include: [path.join(repository, "reports/html.ts")],
  };
  const write = (name: string, text: string): void => {
    writeFileSync(path.join(folder, name), text);
  };
  write("tsconfig.json", JSON.stringify(config));
  write("package.json", JSON.stringify({ type: "module" }));
  write("report.json", JSON.stringify(deskReport()));
  write(
    "render.js",
    `import { readFileSync, writeFileSync } from "node:fs";
     import html from "./reports/html.js";
     const report = JSON.parse(readFileSync("report.json", "utf8"));
     writeFileSync("report.html", [...html.render(report, { color: false, width: 80 })].join(""));`,
  );
  execFileSync(process.execPath, [
    path.join(repository, "node_modules/typescript/bin/tsc"),
    "--project",
    folder,
  ]);
  execFileSync(process.execPath, ["render.js"], { cwd: folder });
  return readFileSync(path.join(folder, "report.html"), "utf8");
}

test.skipIf(!hasChromium)("the page of the built package works as that of the checkout", async () => {
  const desk = await openDesk();
  try {
    const { page, trouble } = await desk.open(packagedPage());
    expect(await shownNames(page)).toEqual(["backup", "deploy (2026)", "f1"]);
    await page.getByRole("link", { name: "f1", exact: true }).click();
    await page.getByRole("list", { name: "The shortest path" }).waitFor({ state: "visible" });
    expect(trouble).toEqual([]);
  } finally {
    await desk.close();
  }
});
