import type { DeriverMessage } from "./deriver.ts";
import { PATH_SECTIONS } from "./path-sections.ts";
import { countAssignments, countPrincipals, LARGE_PATHS, type PathsSize, scaledPaths } from "./paths-size.ts";
import { begin, told } from "./processes.ts";
import { tabulate, tell, type Verdict, whole } from "./tabulate.ts";

const BUDGET_MS = 2_000;
/** Half as much again as so many times as much takes: machines are noisy. */
const NOISE = 1.5;
const RUNS = 3;
/** What is far too slow once is measured no further. */
const PATIENCE_MS = 5 * BUDGET_MS;

interface Measure {
  readonly scale: number;
  readonly size: PathsSize;
  readonly runs: readonly [DeriverMessage, ...DeriverMessage[]];
}

/** What the derivations cost that find attack paths, in a large tenant and in one `scale` times as large. */
export async function benchPaths(scale: number): Promise<boolean> {
  const once = await measure(1);
  const isHopeless = once.runs[0].wallMs > PATIENCE_MS;
  const columns = isHopeless ? [once] : [once, await measure(scale)];
  const verdicts = [swift(once), linear(columns)];
  process.stdout.write(`${table(columns)}\n\n${tell("paths", verdicts)}\n\n`);
  return verdicts.every(({ isKept }) => isKept);
}

async function measure(scale: number): Promise<Measure> {
  const first = await run(scale);
  const others: DeriverMessage[] = [];
  while (first.wallMs < PATIENCE_MS * scale && others.length < RUNS - 1) others.push(await run(scale));
  return { scale, size: scaledPaths(LARGE_PATHS, scale), runs: [first, ...others] };
}

async function run(scale: number): Promise<DeriverMessage> {
  return await told<DeriverMessage, "derived">(begin("deriver.ts", String(scale)), "derived");
}

function table(columns: readonly Measure[]): string {
  const row = (label: string, cell: (column: Measure) => string): readonly [string, ...string[]] => [
    label,
    ...columns.map(cell),
  ];
  return tabulate([
    row("storage accounts", ({ size }) => whole(size.accounts)),
    row("principals", ({ size }) => whole(countPrincipals(size))),
    row("role assignments", ({ size }) => whole(countAssignments(size))),
    row("  eligible ones besides", ({ size }) => whole(size.eligibilities)),
    row("deny assignments", ({ size }) => whole(size.denials)),
    row("applications", ({ size }) => whole(size.applications)),
    row("  federated credentials", ({ size }) => whole(size.federatedCredentials)),
    row("holders of a role that adds credentials", ({ size }) => whole(size.minters)),
    row("runs", ({ runs }) => whole(runs.length)),
    row("all derivations", (column) => milliseconds(column, wallMsOf)),
    row("  time of processors", (column) => milliseconds(column, ({ processorMs }) => processorMs)),
    ...PATH_SECTIONS.flatMap((section) => [
      row(`  ${section} alone`, (column) => milliseconds(column, ({ aloneMs }) => aloneMs[section])),
      row("    rows", ({ runs: [{ rows }] }) => whole(rows[section])),
    ]),
  ]);
}

const wallMsOf = ({ wallMs }: DeriverMessage): number => wallMs;

function milliseconds(column: Measure, of: (run: DeriverMessage) => number): string {
  return `${whole(median(column, of))} ms`;
}

function median({ runs }: Measure, of: (run: DeriverMessage) => number): number {
  const sorted = runs.map(of).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function swift(once: Measure): Verdict {
  const ms = median(once, wallMsOf);
  const text = `${whole(ms)} ms for all derivations; the budget is ${whole(BUDGET_MS)} ms.`;
  return { isKept: ms < BUDGET_MS, text };
}

function linear([once, often]: readonly Measure[]): Verdict {
  if (once === undefined || often === undefined)
    return { isKept: false, text: "nothing larger was measured, since this took too long." };
  const ratio = median(often, wallMsOf) / median(once, wallMsOf);
  const bound = NOISE * often.scale;
  const text = `${ratio.toFixed(1)} times as long for ${often.scale} times as much; the budget is ${bound} times.`;
  return { isKept: ratio <= bound, text };
}
