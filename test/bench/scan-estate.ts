import { setTimeout as sleep } from "node:timers/promises";
import { main } from "../../src/cli/main.ts";
import type { SimulatedClient } from "../azure/describe.ts";

export interface Address {
  /** ARM's endpoint of the simulated Azure. */
  readonly url: string;
  readonly tenantId: string;
  readonly scanner: Pick<SimulatedClient, "clientId" | "clientSecret">;
  readonly ca: string;
}

/**
 * Runs `foothold scan` in this process, with the JSON report in `file`. Gives what went to stdout, so that the
 * terminal report is rendered too.
 * @param only groups of checks
 * @throws Error with what went to stderr where the exit code is not 0
 */
export async function scanEstate(address: Address, file: string, only: string): Promise<string> {
  let stdout = "";
  let stderr = "";
  const outputs = ["-o", "terminal", "-o", `json=${file}`];
  // A bound on requests is a gap, which is told and costs nothing here.
  const accepting = ["--fail-on", "none", "--allow-partial"];
  const argv = ["scan", "--cloud", address.url, "--only", only, ...outputs, ...accepting];
  const exitCode = await main(argv, {
    env: {
      AZURE_TENANT_ID: address.tenantId,
      AZURE_CLIENT_ID: address.scanner.clientId,
      AZURE_CLIENT_SECRET: address.scanner.clientSecret,
    },
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    clock: { now: Date.now, sleep: (ms, signal) => sleep(ms, undefined, { signal }) },
    attemptTimeoutMs: 30_000,
    signal: new AbortController().signal,
  });
  if (exitCode !== 0) throw new Error(`the scan ended with exit code ${exitCode}: ${stderr}`);
  return stdout;
}

export interface Counts {
  /** By route. What no scan has a business with counts as "other". */
  readonly requests: Readonly<Record<string, number>>;
  /** What was asked inside of batches, by route: no requests of their own. */
  readonly batched: Readonly<Record<string, number>>;
}

interface Entry {
  readonly route?: string;
  readonly parts?: readonly Entry[];
}

export function countRoutes(log: readonly Entry[]): Counts {
  return { requests: counted(log), batched: counted(log.flatMap(({ parts = [] }) => parts)) };
}

function counted(entries: readonly Entry[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { route = "other" } of entries) counts[route] = (counts[route] ?? 0) + 1;
  return counts;
}
