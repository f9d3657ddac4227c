import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { main } from "../../src/cli/main.ts";
import { startAzure, trustAzure } from "../azure/simulated-azure.ts";
import { workspaceId } from "./demo-logs.ts";
import { demoTenant } from "./demo-tenant.ts";

/** Where README looks for it. */
export const PICTURE = fileURLToPath(new URL("../../docs/report.svg", import.meta.url));

const COLUMNS = 100;
const LINES = 34;
const LOGS = ["--log-workspace", workspaceId];
const NOW = Date.parse("2026-11-20T06:00:00Z");

/** The beginning of the demo's terminal report as it looks in a terminal, at a time that does not pass. */
export async function renderPicture(): Promise<string> {
  const tenant = demoTenant(NOW);
  const azure = await startAzure(tenant, { now: () => NOW });
  trustAzure(azure.ca);
  let text = "";
  try {
    const [client] = tenant.clients;
    const settings = ["--config", fileURLToPath(new URL("foothold.yml", import.meta.url))];
    await main(
      ["scan", "--cloud", azure.url, ...LOGS, "--quiet", "--fail-on", "none", "--allow-partial", ...settings],
      {
        env: {
          AZURE_TENANT_ID: tenant.tenantId,
          AZURE_CLIENT_ID: client?.clientId,
          AZURE_CLIENT_SECRET: client?.clientSecret,
        },
        stdout: { write: (chunk) => (text += chunk), isTTY: true, columns: COLUMNS },
        stderr: { write: () => true },
        clock: { now: () => NOW, sleep: () => Promise.resolve() },
        attemptTimeoutMs: 30_000,
        signal: new AbortController().signal,
      },
    );
  } finally {
    await azure.close();
  }
  return toSvg([`$ npx foothold scan ${LOGS.join(" ")}`, "", ...text.split("\n").slice(0, LINES)]);
}

const CELL = { width: 8.4, height: 18 };
const MARGIN = 16;
/** Colors of SGR parameters, on a dark ground; WCAG AA contrast. */
const STYLES: Readonly<Record<string, string>> = {
  "1": "fill:#ffffff;font-weight:bold",
  "2": "fill:#9aa4b2",
  "31": "fill:#ff8a80",
  "33": "fill:#ffd166",
  "36": "fill:#7fd7e6",
  "1;31": "fill:#ff8a80;font-weight:bold",
  "1;33": "fill:#ffd166;font-weight:bold",
};

function toSvg(lines: readonly string[]): string {
  const width = Math.ceil(COLUMNS * CELL.width + 2 * MARGIN);
  const height = lines.length * CELL.height + 2 * MARGIN;
  const rows = lines.map((line, at) => {
    const y = MARGIN + CELL.height * (at + 0.75);
    return `<text x="${MARGIN}" y="${y}" xml:space="preserve">${spans(line)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    "<title>The terminal report of foothold on a simulated tenant</title>",
    `<rect width="100%" height="100%" rx="8" fill="#14181f"/>`,
    `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14" fill="#e6e9ef">`,
    ...rows,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

const ESCAPE = "\u001b";

function spans(line: string): string {
  // Runs between the escape sequences that the report itself writes; what Azure said has been made visible before.
  const parts = line.split(new RegExp(String.raw`${ESCAPE}\[([\d;]*)m`));
  return parts
    .flatMap((part, at) =>
      at % 2 === 1 || part === "" ? [] : [styled(part, at === 0 ? "" : (parts[at - 1] ?? ""))],
    )
    .join("");
}

function styled(text: string, sgr: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const style = STYLES[sgr];
  return style === undefined ? escaped : `<tspan style="${style}">${escaped}</tspan>`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(PICTURE, await renderPicture());
