import { client, type SimulatedClient, type SimulatedTenant, tenant } from "../azure/describe.ts";
import { type AzureOptions, type SimulatedAzure, startAzure, trustAzure } from "../azure/simulated-azure.ts";
import { main } from "../../src/cli/main.ts";
import type { Clock } from "../../src/collect/azure/pacing.ts";
import type { ScanReport } from "../../src/reporter.ts";

export interface Running {
  readonly azure: SimulatedAzure;
  readonly tenant: SimulatedTenant;
  readonly client: SimulatedClient;
}

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The JSON on stdout; undefined where the scan wrote none. */
  readonly report: ScanReport | undefined;
}

/** A simulated tenant with one client that may read it, trusted by this process. */
export async function startTenant(
  parts: Partial<SimulatedTenant>,
  options: AzureOptions = {},
  may: Partial<SimulatedClient> = {},
): Promise<Running> {
  const reader = client(may);
  const described = tenant({ clients: [reader], ...parts });
  const azure = await startAzure(described, options);
  trustAzure(azure.ca);
  return { azure, tenant: described, client: reader };
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly attemptTimeoutMs?: number;
  /** Sees what is written to stderr, when it is written. */
  readonly onStderr?: (text: string) => void;
}

/** `foothold` as a person runs it, in this process and against the simulated Azure: `-o json` unless another is named. */
export async function runFoothold(
  args: readonly string[],
  running: Running,
  options: RunOptions = {},
): Promise<Outcome> {
  const { azure, tenant: described, client: reader } = running;
  const written = { stdout: "", stderr: "" };
  const sink = (name: "stdout" | "stderr", tell?: (text: string) => void) => ({
    write(text: string) {
      written[name] += text;
      tell?.(text);
    },
  });
  const exitCode = await main(args, {
    env: {
      AZURE_TENANT_ID: described.tenantId,
      AZURE_CLIENT_ID: reader.clientId,
      AZURE_CLIENT_SECRET: reader.clientSecret,
      SIMULATED_AZURE: azure.url,
      ...options.env,
    },
    stdout: sink("stdout"),
    stderr: sink("stderr", options.onStderr),
    clock: options.clock ?? hastyClock(),
    attemptTimeoutMs: options.attemptTimeoutMs ?? 400,
    signal: options.signal ?? new AbortController().signal,
  });
  return { exitCode, ...written, report: parseReport(written.stdout) };
}

/** `foothold scan` of the simulated tenant with its JSON report: of the storage half, unless the arguments select. */
export async function runScan(
  running: Running,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<Outcome> {
  const selected = args.includes("--only") ? args : ["--only", "storage", ...args];
  return await runFoothold(
    ["scan", "--cloud", running.azure.url, "-o", "json", ...selected],
    running,
    options,
  );
}

/** The report, where the scan must have written one. */
export function reportOf({ report, stderr }: Outcome): ScanReport {
  if (report === undefined) throw new Error(`the scan wrote no report: ${stderr}`);
  return report;
}

/** Waits a thousandth of what it is asked to wait, and takes it for the whole. */
export function hastyClock(): Clock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    sleep: async (ms, signal) => {
      const until = Date.now() + ahead + ms;
      await new Promise((resolve) => setTimeout(resolve, Math.min(20, ms / 1000)));
      signal.throwIfAborted();
      ahead = Math.max(ahead, until - Date.now());
    },
  };
}

function parseReport(stdout: string): ScanReport | undefined {
  return stdout.startsWith("{") ? (JSON.parse(stdout) as ScanReport) : undefined;
}
