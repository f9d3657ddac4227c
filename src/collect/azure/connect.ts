import pLimit from "p-limit";
import { authenticationError, FootholdError } from "../../errors.ts";
import type { Principal } from "../../reporter.ts";
import type { AzureReader } from "../azure-reader.ts";
import type { Meter, Progress } from "../meter.ts";
import type { AuthMethod, Environment } from "../sign-in.ts";
import { armReader } from "./arm.ts";
import { oneLine } from "./classify.ts";
import { type Cloud, discoverCloud } from "./cloud.ts";
import { chooseCredential } from "./credential.ts";
import { secretHider } from "./hide-secrets.ts";
import { graphReader } from "./graph.ts";
import { guardedHttpClient, remembersRefusal } from "./http-client.ts";
import { logsReader } from "./logs.ts";
import { type Clock, graphPacing, storagePacing } from "./pacing.ts";
import type { Wire } from "./pipeline.ts";
import { principalOf } from "./principal.ts";
import { cacheTokens, type TokenCache } from "./token-cache.ts";

export interface ConnectOptions {
  readonly cloud: string;
  readonly tenant: string | undefined;
  readonly auth: AuthMethod;
  readonly env: Environment;
  readonly concurrency: number;
  /** The longest that a request waits for Azure's limits, in milliseconds. */
  readonly longestWait: number;
  /** Milliseconds after which one attempt at a request is given up. */
  readonly attemptTimeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly userAgent: string;
  /** Lets `localUsers/listKeys` through, the only POST to Azure Resource Manager. */
  readonly readSshKeys?: boolean | undefined;
  /** Lets queries of Log Analytics workspaces through, and a token to where they are asked. */
  readonly logs?: boolean | undefined;
  readonly tell: (message: string) => void;
}

/** A signed-in connection: who it is, where, and how to read. */
export interface AzureConnection {
  readonly cloud: Pick<Cloud, "name" | "portal">;
  readonly principal: Principal;
  readonly method: string;
  readonly reader: (meter: Meter) => AzureReader;
}

/**
 * Finds the cloud, signs in with one credential, and says who that is.
 * @throws FootholdError exit 2 for a cloud that is none, exit 4 where nobody signs in
 */
export async function connect(options: ConnectOptions): Promise<AzureConnection> {
  const { clock, env, signal, progress, tenant, longestWait } = options;
  const cloud = await discoverCloud(options.cloud, signal);
  const logs = options.logs === true ? cloud.logs : undefined;
  const origins = [cloud.arm, cloud.graph, logs, env["ACTIONS_ID_TOKEN_REQUEST_URL"]].filter(
    (url) => url !== undefined,
  );
  const loginOrigin = new URL(cloud.login).origin;
  const guarded = guardedHttpClient({
    tokenOrigins: origins.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin),
    loginOrigins: [loginOrigin],
    graphOrigins: cloud.graph === undefined ? [] : [new URL(cloud.graph).origin],
    arm: cloud.arm,
    ...(options.readSshKeys === true ? { listKeys: true as const } : {}),
    ...(logs === undefined ? {} : { logs }),
    signal,
    timeoutMs: options.attemptTimeoutMs,
  });
  const { client: httpClient, refusal } = remembersRefusal(guarded, loginOrigin);
  const credential = chooseCredential({
    method: options.auth,
    tenant,
    env,
    cloud,
    httpClient,
    now: clock.now,
    sleep: (ms) => clock.sleep(ms, signal),
    tell: options.tell,
  });
  const hide = secretHider(env);
  const tokens = silentTokens(cacheTokens(credential.make, clock.now), hide);
  const { method } = credential;
  const principal = await signIn({
    tokens,
    cloud,
    method,
    tenant,
    declared: env["AZURE_TENANT_ID"],
    refusal: () => hide(refusal()),
  });

  const wire: Wire = {
    httpClient,
    tokens,
    versions: new Map(),
    slots: pLimit(options.concurrency),
    clock,
    signal,
    longestWait,
    attemptTimeoutMs: options.attemptTimeoutMs,
    progress,
    userAgent: options.userAgent,
  };
  const pacing = storagePacing({ clock, signal, longestWait, progress });
  const graphUnits = graphPacing({ clock, signal, longestWait, progress });
  return {
    cloud,
    principal,
    method,
    reader: (meter) => ({
      ...armReader(wire, cloud, pacing, meter),
      ...graphReader(wire, cloud, graphUnits, meter),
      ...logsReader(wire, cloud, meter),
    }),
  };
}

/** Every refusal of the authority passes here, the first sign-in's and those of renewed tokens. */
function silentTokens(tokens: TokenCache, hide: (text: string) => string): TokenCache {
  return {
    ...tokens,
    async get(scope, claims) {
      try {
        return await tokens.get(scope, claims);
      } catch (error) {
        if (error instanceof FootholdError) throw error;
        throw new Error(hide(error instanceof Error ? error.message : String(error)));
      }
    },
  };
}

interface SignIn {
  readonly tokens: TokenCache;
  readonly cloud: Cloud;
  readonly method: string;
  readonly tenant: string | undefined;
  /** AZURE_TENANT_ID: where a token does not say whose it is. */
  readonly declared: string | undefined;
  readonly refusal: () => string;
}

async function signIn({ tokens, cloud, method, tenant, declared, refusal }: SignIn): Promise<Principal> {
  const claims = await tokens.get(cloud.armScope).then(principalOf, (error: unknown) => {
    if (error instanceof FootholdError) throw error;
    throw authenticationError(`--auth ${method}: ${reason(error, refusal())}`, { cause: error });
  });
  const tenantId = claims.tenantId ?? tenant ?? declared;
  if (tenantId === undefined) {
    throw authenticationError(`--auth ${method}: the token names no tenant; name it with --tenant`);
  }
  if (tenant !== undefined && isGuid(tenant) && tenantId.toLowerCase() !== tenant.toLowerCase()) {
    throw authenticationError(`--auth ${method}: signed in to tenant ${tenantId}, not to --tenant ${tenant}`);
  }
  return { tenantId, objectId: claims.objectId ?? null, applicationId: claims.applicationId ?? null };
}

/** Entra's own line where there is one (`AADSTS7000215: Invalid client secret provided. …`), without its trace ids. */
function reason(error: unknown, refusal: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const [entra] = ENTRA_LINE.exec(message) ?? ENTRA_LINE.exec(refusal) ?? [];
  const words =
    entra ?? (refusal !== "" && message.startsWith("endpoints_resolution_error") ? refusal : message);
  return oneLine(words.replace(/\s*-?\s*(?:Trace|Correlation) ID: .*$/, ""));
}

const ENTRA_LINE = /AADSTS\d+:[^\r\n]*/;

function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
