import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { trustAzure } from "../azure/simulated-azure.ts";
import { countAccounts, countHierarchical, type EstateSize, LARGE, requestBudget } from "./estate.ts";
import type { ServerMessage } from "./estate-server.ts";
import { scanEstate } from "./scan-estate.ts";

// `npm run bench [-- SCALE]`: what a scan of a large estate costs, and of one SCALE times as large.
const LATENCY_MS = 50;
const SERVER = fileURLToPath(new URL("estate-server.ts", import.meta.url));

interface Measure {
  readonly size: EstateSize;
  readonly counts: Readonly<Record<string, number>>;
  readonly requests: number;
  readonly wallMs: number;
  /** Peak of this process until the end of the scan. */
  readonly peakBytes: number;
  readonly findings: number;
  readonly assessed: number;
  readonly subjects: number;
}

const scale = Number(process.argv[2] ?? "1");
if (!Number.isInteger(scale) || scale < 1) {
  process.stderr.write("usage: npm run bench [-- SCALE], a whole number from 1 on\n");
  process.exit(2);
}
// The simulated Azure is on this machine; a company's proxy could not find it.
process.env["NO_PROXY"] = "localhost,127.0.0.1";

const measures: Measure[] = [];
// The small one first: a process never forgets its peak.
for (const factor of scale === 1 ? [1] : [1, scale]) {
  measures.push(await measure({ ...LARGE, subscriptions: LARGE.subscriptions * factor }));
}
process.stdout.write(`${table(measures)}\n\n${measures.map(budgetLine).join("\n")}\n`);
process.exitCode = measures.every(isWithinBudget) ? 0 : 1;

async function measure(size: EstateSize): Promise<Measure> {
  const server = fork(SERVER, [JSON.stringify(size), String(LATENCY_MS)]);
  const folder = await mkdtemp(path.join(tmpdir(), "foothold-bench-"));
  try {
    const { address, ca } = await told(server, "ready");
    trustAzure(ca);
    const file = path.join(folder, "report.json");
    const begin = performance.now();
    await scanEstate(address, file);
    const wallMs = performance.now() - begin;
    // Kilobytes on every system. Taken before the report is parsed, which the scan does not do.
    const peakBytes = process.resourceUsage().maxRSS * 1024;
    server.send("counts");
    const { counts } = await told(server, "counts");
    const { findings, summary } = JSON.parse(await readFile(file, "utf8")) as Report;
    return {
      size,
      counts,
      requests: Object.values(counts).reduce((sum, count) => sum + count, 0),
      wallMs,
      peakBytes,
      findings: findings.length,
      assessed: summary.subjects - summary.notAssessed,
      subjects: summary.subjects,
    };
  } finally {
    server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** As far as the bench reads it. */
interface Report {
  readonly findings: readonly object[];
  readonly summary: { readonly subjects: number; readonly notAssessed: number };
}

/** The next message of the server. Its end is no message, and must not let the bench wait for ever. */
async function told<Kind extends ServerMessage["kind"]>(
  server: ChildProcess,
  kind: Kind,
): Promise<Extract<ServerMessage, { kind: Kind }>> {
  const ended = new AbortController();
  server.once("exit", () => ended.abort());
  const [message] = (await once(server, "message", { signal: ended.signal })) as [ServerMessage];
  if (message.kind !== kind) throw new Error(`the server said "${message.kind}" and not "${kind}"`);
  return message as Extract<ServerMessage, { kind: Kind }>;
}

function table(columns: readonly Measure[]): string {
  const routes = [...new Set(columns.flatMap(({ counts }) => Object.keys(counts)))].sort();
  const rows: readonly (readonly [label: string, value: (column: Measure) => string])[] = [
    ["subscriptions", ({ size }) => whole(size.subscriptions)],
    ["storage accounts", ({ size }) => whole(countAccounts(size))],
    ["  that can have local users", ({ size }) => whole(countHierarchical(size))],
    ["local users", ({ size }) => whole(countHierarchical(size) * size.users)],
    ["requests", ({ requests }) => whole(requests)],
    ...routes.map((route) => [`  ${route}`, ({ counts }: Measure) => whole(counts[route] ?? 0)] as const),
    ["requests per account", ({ size, requests }) => (requests / countAccounts(size)).toFixed(3)],
    [`wall time at ${LATENCY_MS} ms a request`, ({ wallMs }) => `${(wallMs / 1000).toFixed(2)} s`],
    ["wall time per account", ({ size, wallMs }) => `${(wallMs / countAccounts(size)).toFixed(2)} ms`],
    ["peak memory", ({ peakBytes }) => `${whole(peakBytes / 2 ** 20)} MiB`],
    ["findings", ({ findings }) => whole(findings)],
    ["subjects assessed", ({ assessed, subjects }) => `${whole(assessed)} of ${whole(subjects)}`],
  ];
  return rows
    .map(([label, value]) => label.padEnd(32) + columns.map((column) => value(column).padStart(20)).join(""))
    .join("\n");
}

function budgetLine(column: Measure): string {
  const { size, requests } = column;
  const budget = requestBudget(size);
  return `${isWithinBudget(column) ? "PASS" : "FAIL"}: ${whole(requests)} requests; the budget is ${whole(budget)}: ${whole(size.subscriptions)} account lists (one for each subscription and page), ${whole(countHierarchical(size))} local-user lists (one for each account that can have users), and fewer than 10.`;
}

function isWithinBudget({ size, requests }: Measure): boolean {
  return requests <= requestBudget(size);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
