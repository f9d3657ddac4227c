import { mkdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { main } from "../../src/cli/main.ts";
import { startAzure, trustAzure } from "../azure/simulated-azure.ts";
import { workspaceId } from "./demo-logs.ts";
import { demoTenant, scanner } from "./demo-tenant.ts";

// `npm run demo`: the command as it is, on a tenant that is not there.
const contoso = demoTenant();
const azure = await startAzure(contoso);
trustAzure(azure.ca);
// The simulated Azure is on this machine; a company's proxy could not find it.
process.env["NO_PROXY"] = "localhost,127.0.0.1";
await mkdir("foothold-out", { recursive: true });

const files = ["html", "json", "sarif"].map((format) => `-o ${format}=foothold-out/report.${format}`);
const reports = ["-o terminal", ...files].join(" ");
const command = `scan --cloud ${azure.url} --log-workspace ${workspaceId} ${reports} --fail-on none --allow-partial`;
const settings = ["--config", fileURLToPath(new URL("foothold.yml", import.meta.url))];
const exitCode = await main([...command.split(" "), ...settings], {
  // Not the process's own: a real sign-in has no business with the simulated tenant.
  env: {
    AZURE_TENANT_ID: contoso.tenantId,
    AZURE_CLIENT_ID: scanner.clientId,
    AZURE_CLIENT_SECRET: scanner.clientSecret,
    NO_COLOR: process.env["NO_COLOR"],
    TERM: process.env["TERM"],
  },
  stdout: process.stdout,
  stderr: process.stderr,
  clock: { now: Date.now, sleep: (ms, signal) => sleep(ms, undefined, { signal }) },
  attemptTimeoutMs: 30_000,
  signal: new AbortController().signal,
});
await azure.close();

process.stderr.write(
  exitCode === 0
    ? `
This was ${contoso.displayName}, a simulated tenant on this machine. Its report to read in a browser: foothold-out/report.html, with report.json and report.sarif
A real tenant, with the az login: npx foothold scan, or from a checkout: node bin/foothold.js scan
`
    : `\nThe demo did not work: the scan ended with exit code ${exitCode}.\n`,
);
process.exitCode = exitCode;
