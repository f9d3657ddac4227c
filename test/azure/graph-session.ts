import { afterEach } from "vitest";
import type { SimulatedClient, SimulatedTenant } from "./describe.ts";
import type { RawBody } from "./describe-entra.ts";
import { request, signIn, type WireAnswer } from "./requests.ts";
import { contoso, scanner } from "./sample-directory.ts";
import { type AzureOptions, type SimulatedAzure, startAzure } from "./simulated-azure.ts";

/** A simulation that ends with the test, and a client signed in to its Graph. */
export interface GraphSession {
  readonly azure: SimulatedAzure;
  readonly token: string;
  /** By a path with its version or by a whole link. */
  readonly get: (url: string, headers?: Readonly<Record<string, string>>) => Promise<WireAnswer>;
  readonly post: (path: string, json: unknown) => Promise<WireAnswer>;
}

const started: SimulatedAzure[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((azure) => azure.close()));
});

export async function graphSession(
  options: AzureOptions = {},
  as: SimulatedClient = scanner,
  of: SimulatedTenant = contoso,
): Promise<GraphSession> {
  const azure = await startAzure({ ...of, clients: [as] }, options);
  started.push(azure);
  const token = await signIn(azure, of, as, azure.graphUrl);
  const whole = (url: string): string => (url.startsWith("/") ? `${azure.graphUrl}${url}` : url);
  return {
    azure,
    token,
    get: (url, headers = {}) => request(azure, whole(url), { token, headers }),
    post: (path, json) => request(azure, whole(path), { token, json }),
  };
}

export interface ListBody {
  readonly value: readonly RawBody[];
  readonly "@odata.context": string;
  readonly "@odata.nextLink"?: string;
  readonly "@odata.count"?: number;
}

export function listOf(answer: WireAnswer): ListBody {
  return answer.json() as ListBody;
}

/** The status, the code and the message. */
export function errorOf(answer: WireAnswer): readonly [number, string, string] {
  const { error } = answer.json() as { error: { code: string; message: string } };
  return [answer.status, error.code, error.message];
}
