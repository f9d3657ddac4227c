import { afterAll } from "vitest";
import { connect, type ConnectOptions } from "../../../src/collect/azure/connect.ts";
import type { AzureReader, ListAnswer, RawObject } from "../../../src/collect/azure-reader.ts";
import { type Meter, newMeter, SILENT } from "../../../src/collect/meter.ts";
import { ReadError } from "../../../src/errors.ts";
import type { SimulatedClient, SimulatedTenant } from "../../azure/describe.ts";
import type { AzureOptions, SimulatedAzure } from "../../azure/simulated-azure.ts";
import { hastyClock, startTenant } from "../../scenarios/run-scan.ts";

export interface Reading {
  readonly azure: SimulatedAzure;
  readonly reader: AzureReader;
  readonly meter: Meter;
}

const running: SimulatedAzure[] = [];

afterAll(async () => {
  await Promise.all(running.map((azure) => azure.close()));
});

/** The real reader, signed in to a simulated tenant. */
export async function readerOf(
  parts: Partial<SimulatedTenant>,
  options: AzureOptions = {},
  may: Partial<SimulatedClient> = {},
  asked: Partial<ConnectOptions> = {},
): Promise<Reading> {
  const { azure, tenant, client } = await startTenant(parts, options, may);
  running.push(azure);
  const connection = await connect({
    cloud: azure.url,
    tenant: tenant.tenantId,
    auth: "env",
    env: {
      AZURE_TENANT_ID: tenant.tenantId,
      AZURE_CLIENT_ID: client.clientId,
      AZURE_CLIENT_SECRET: client.clientSecret,
    },
    concurrency: 16,
    longestWait: 3_600_000,
    attemptTimeoutMs: 400,
    clock: hastyClock(),
    signal: new AbortController().signal,
    progress: SILENT,
    userAgent: "test",
    tell: () => {},
    ...asked,
  });
  const meter = newMeter();
  return { azure, reader: connection.reader(meter), meter };
}

/** The ids of a list, and how it ended. */
export async function idsOf(
  list: AsyncIterable<RawObject>,
): Promise<{ readonly ids: readonly unknown[]; readonly error?: string }> {
  const ids: unknown[] = [];
  try {
    for await (const { id } of list) ids.push(id);
    return { ids };
  } catch (error) {
    if (error instanceof ReadError) return { ids, error: `${error.reason}: ${error.message}` };
    throw error;
  }
}

/** Each answer of a batch as `item → ids`, or `item → reason: words (ids before it)`. */
export async function answersOf(
  answers: AsyncIterable<ListAnswer<string>>,
): Promise<Record<string, readonly unknown[] | string>> {
  const found: Record<string, readonly unknown[] | string> = {};
  for await (const answer of answers) {
    const ids = answer.values.map(({ id }) => id);
    found[answer.item] =
      "error" in answer ? `${answer.error.reason}: ${answer.error.message} (${ids.length} before)` : ids;
  }
  return found;
}

/** Requests of Graph by method and path, in order. */
export function graphRequests({ log }: SimulatedAzure): readonly string[] {
  return log.filter(({ host }) => host === "graph").map(({ method, path }) => `${method} ${path}`);
}
