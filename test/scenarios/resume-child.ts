import { main } from "../../src/cli/main.ts";
import { trustAzure } from "../azure/simulated-azure.ts";
import { frozenClock } from "./frozen-clock.ts";

/** A scan in a process of its own, which somebody may kill, under a clock that stands still. */
export interface ResumeRequest {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly ca: string;
}

process.once("message", (request: ResumeRequest) => void run(request));
// Not to be left behind where the test is interrupted.
process.on("disconnect", () => process.exit());

async function run({ argv, env, ca }: ResumeRequest): Promise<void> {
  trustAzure(ca);
  const exitCode = await main(argv, {
    env,
    stdout: { write: () => true },
    stderr: { write: (text) => process.stderr.write(text) },
    clock: frozenClock,
    attemptTimeoutMs: 30_000,
    signal: new AbortController().signal,
  });
  process.exit(exitCode);
}
