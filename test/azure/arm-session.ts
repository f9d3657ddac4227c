import { afterEach } from "vitest";
import { client, type SimulatedClient, type SimulatedTenant } from "./describe.ts";
import type { RawBody } from "./describe-entra.ts";
import { request, signIn, type WireAnswer } from "./requests.ts";
import { type AzureOptions, type SimulatedAzure, startAzure } from "./simulated-azure.ts";

/** A simulation that ends with the test, and a client signed in to its ARM. */
export interface ArmSession {
  readonly azure: SimulatedAzure;
  /** By a path or a whole link. */
  readonly get: (
    url: string,
    version?: string,
    query?: Readonly<Record<string, string>>,
  ) => Promise<WireAnswer>;
  readonly post: (path: string, version: string) => Promise<WireAnswer>;
}

const started: SimulatedAzure[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((azure) => azure.close()));
});

export async function armSession(
  of: SimulatedTenant,
  options: AzureOptions = {},
  as: SimulatedClient = client(),
): Promise<ArmSession> {
  const azure = await startAzure({ ...of, clients: [as] }, options);
  started.push(azure);
  const token = await signIn(azure, of, as, azure.url);
  const address = (path: string, version: string, query: Readonly<Record<string, string>> = {}): string =>
    `${azure.url}${path}?${new URLSearchParams({ "api-version": version, ...query })}`;
  return {
    azure,
    get: (url, version, query) =>
      request(azure, version === undefined ? url : address(url, version, query), { token }),
    post: (path, version) => request(azure, address(path, version), { token, method: "POST" }),
  };
}

export function itemsOf(answer: WireAnswer): readonly RawBody[] {
  return (answer.json() as { value: readonly RawBody[] }).value;
}

export function namesOf(answer: WireAnswer): readonly unknown[] {
  return itemsOf(answer).map(({ name }) => name);
}

/** The status, the code and the message. */
export function errorOf(answer: WireAnswer): readonly [number, string, string] {
  const { error } = answer.json() as { error: { code: string; message: string } };
  return [answer.status, error.code, error.message];
}
