import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Estate, ESTATE_NAMES, type EstateName, estateOf } from "./estates.ts";
import type { ServerMessage } from "./estate-server.ts";
import { benchPaths } from "./paths-bench.ts";
import { begin, told } from "./processes.ts";
import { benchReports } from "./reports-bench.ts";
import type { Counts } from "./scan-estate.ts";
import type { ScannerMessage, ScannerRequest } from "./scanner.ts";
import { benchStartup } from "./startup-bench.ts";
import { tabulate, tell, type Verdict, whole } from "./tabulate.ts";

// `npm run bench [-- SCALE] [storage|entra|paths|reports|startup]`: what a scan of a large estate costs, and of one SCALE times as large;
// for attack paths what the derivations alone cost, of 4 times as much where no SCALE says otherwise;
// for reports what each format costs of 100,000 findings, or SCALE times as many;
// for startup how much longer than bare Node it is until a command answers.
const LATENCY_MS = 50;
const MEMORY_BUDGET_MIB = 600;

interface Measure extends Omit<ScannerMessage, "kind"> {
  readonly scale: number;
  readonly estate: Estate;
  readonly counts: Counts;
  readonly requests: number;
}

const PARTS = [...ESTATE_NAMES, "paths", "reports", "startup"] as const;
const given = process.argv.slice(2);
const named = PARTS.filter((name) => given.includes(name));
const numbers = given.filter((argument) => !named.some((name) => name === argument));
const scale = Number(numbers[0] ?? "1");
if (numbers.length > 1 || !Number.isInteger(scale) || scale < 1) {
  process.stderr.write(`usage: npm run bench [-- SCALE] [${PARTS.join("|")}], a whole number from 1 on\n`);
  process.exit(2);
}
// The simulated Azure is on this machine; a company's proxy could not find it. The processes begun here inherit it.
process.env["NO_PROXY"] = "localhost,127.0.0.1";

let passed = true;
for (const part of named.length === 0 ? PARTS : named) {
  passed = (await benchPart(part)) && passed;
}
process.exitCode = passed ? 0 : 1;

async function benchPart(part: (typeof PARTS)[number]): Promise<boolean> {
  if (part === "paths") return await benchPaths(scale === 1 ? 4 : scale);
  if (part === "startup") return benchStartup(scale);
  return part === "reports" ? await benchReports(scale) : await benchScan(part);
}

async function benchScan(name: EstateName): Promise<boolean> {
  const measures: Measure[] = [];
  for (const factor of scale === 1 ? [1] : [1, scale]) measures.push(await measure(name, factor));
  const verdicts = measures.flatMap(verdictsOf);
  const gaps = measures.flatMap((column) => column.gaps.map((gap) => `not read: ${gap}\n`));
  process.stdout.write(`${table(measures)}\n${gaps.join("")}\n${tell(name, verdicts)}\n\n`);
  return verdicts.every(({ isKept }) => isKept);
}

async function measure(name: EstateName, factor: number): Promise<Measure> {
  const estate = estateOf(name, factor);
  const server = begin("estate-server.ts", name, String(factor), String(LATENCY_MS));
  const folder = await mkdtemp(path.join(tmpdir(), "foothold-bench-"));
  try {
    const { address } = await told<ServerMessage, "ready">(server, "ready");
    const scanner = begin("scanner.ts");
    const request: ScannerRequest = { address, only: estate.only, file: path.join(folder, "report.json") };
    scanner.send(request);
    const measured = await told<ScannerMessage, "measured">(scanner, "measured");
    server.send("counts");
    const { counts } = await told<ServerMessage, "counts">(server, "counts");
    const requests = Object.values(counts.requests).reduce((sum, count) => sum + count, 0);
    return { ...measured, scale: factor, estate, counts, requests };
  } finally {
    // Which ends it.
    server.disconnect();
    await rm(folder, { recursive: true, force: true });
  }
}

function table(columns: readonly Measure[]): string {
  const [first] = columns;
  if (first === undefined) return "";
  const { rows: things, unit } = first.estate;
  const rows: readonly (readonly [label: string, value: (column: Measure) => string])[] = [
    ...things.map(
      ([label], at) => [label, ({ estate }: Measure) => whole(estate.rows[at]?.[1] ?? 0)] as const,
    ),
    ["requests", ({ requests }) => whole(requests)],
    ...routeRows(columns, ({ requests }) => requests, "  "),
    ...routeRows(columns, ({ batched }) => batched, "    in batches: "),
    [`requests per ${unit.name}`, ({ estate, requests }) => (requests / estate.unit.count).toFixed(3)],
    [`wall time at ${LATENCY_MS} ms a request`, ({ wallMs }) => `${(wallMs / 1000).toFixed(2)} s`],
    [`wall time per ${unit.name}`, ({ estate, wallMs }) => `${(wallMs / estate.unit.count).toFixed(2)} ms`],
    ["peak memory", ({ peakBytes }) => `${whole(peakBytes / 2 ** 20)} MiB`],
    ["findings", ({ findings }) => whole(findings)],
    ["subjects assessed", ({ assessed, subjects }) => `${whole(assessed)} of ${whole(subjects)}`],
  ];
  return tabulate(rows.map(([label, value]) => [label, ...columns.map(value)]));
}

function routeRows(
  columns: readonly Measure[],
  of: (counts: Counts) => Readonly<Record<string, number>>,
  prefix: string,
): readonly (readonly [label: string, value: (column: Measure) => string])[] {
  const routes = [...new Set(columns.flatMap(({ counts }) => Object.keys(of(counts))))].sort();
  return routes.map((route) => [`${prefix}${route}`, ({ counts }) => whole(of(counts)[route] ?? 0)]);
}

function verdictsOf({ estate, scale: factor, requests, peakBytes }: Measure): readonly Verdict[] {
  const { budget } = estate;
  const memory = MEMORY_BUDGET_MIB * factor;
  return [
    {
      isKept: requests <= budget.requests,
      text: `${whole(requests)} requests; the budget is ${whole(budget.requests)}: ${budget.because}.`,
    },
    {
      isKept: peakBytes < memory * 2 ** 20,
      text: `${whole(peakBytes / 2 ** 20)} MiB at the peak; the budget is ${whole(memory)} MiB.`,
    },
  ];
}
