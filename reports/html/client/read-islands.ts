import type { PageFinding, PageFrame } from "../page-data.ts";

/** The data of the page: one block after the other, each thrown away when it is read, and the page can be used between. */
export async function readIslands(): Promise<{
  readonly frame: PageFrame;
  readonly findings: readonly PageFinding[];
}> {
  // Parsed boundaries: the reporter wrote both.
  const frame = JSON.parse(document.getElementById("frame")?.textContent ?? "{}") as PageFrame;
  const findings: PageFinding[] = [];
  for (const island of document.querySelectorAll("script.findings")) {
    for (const finding of JSON.parse(island.textContent) as PageFinding[]) findings.push(finding);
    island.remove();
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve));
  }
  return { frame, findings };
}
