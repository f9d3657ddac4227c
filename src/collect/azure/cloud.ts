import { createPipelineRequest, isRestError } from "@azure/core-rest-pipeline";
import * as z from "zod";
import { nothingReadableError, usageError } from "../../errors.ts";
import { isRecord } from "../properties.ts";
import { guardedHttpClient } from "./http-client.ts";
import { sendPlain } from "./plain-request.ts";

/** Where one Azure is: its endpoints, and for which audience each wants its tokens. */
export interface Cloud {
  /** public, usgov, china, or the host of a custom ARM endpoint. */
  readonly name: string;
  readonly arm: string;
  readonly armScope: string;
  readonly login: string;
  /** Absent where the cloud's metadata names no Microsoft Graph. */
  readonly graph?: string;
  /** Log Analytics: absent where the cloud's metadata names none. Its address is its audience too. */
  readonly logs?: string;
  readonly portal: string;
  /** Audience of a workload's federated token; the sovereign clouds have their own. */
  readonly tokenExchange: string;
  /** False for a custom cloud: MSAL would ask the public cloud about the private authority. */
  readonly instanceDiscovery: boolean;
}

/**
 * As `az cloud show` prints them. https://learn.microsoft.com/graph/deployments lists the Graph endpoints, and
 * https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure those of Log Analytics.
 */
const CLOUDS: Readonly<Record<"public" | "usgov" | "china", Cloud>> = {
  public: {
    name: "public",
    arm: "https://management.azure.com",
    armScope: "https://management.azure.com/.default",
    login: "https://login.microsoftonline.com",
    graph: "https://graph.microsoft.com",
    logs: "https://api.loganalytics.io",
    portal: "https://portal.azure.com",
    tokenExchange: "api://AzureADTokenExchange",
    instanceDiscovery: true,
  },
  usgov: {
    name: "usgov",
    arm: "https://management.usgovcloudapi.net",
    armScope: "https://management.usgovcloudapi.net/.default",
    login: "https://login.microsoftonline.us",
    graph: "https://graph.microsoft.us",
    logs: "https://api.loganalytics.us",
    portal: "https://portal.azure.us",
    tokenExchange: "api://AzureADTokenExchangeUSGov",
    instanceDiscovery: true,
  },
  china: {
    name: "china",
    arm: "https://management.chinacloudapi.cn",
    armScope: "https://management.chinacloudapi.cn/.default",
    login: "https://login.chinacloudapi.cn",
    graph: "https://microsoftgraph.chinacloudapi.cn",
    logs: "https://api.loganalytics.azure.cn",
    portal: "https://portal.azure.cn",
    tokenExchange: "api://AzureADTokenExchangeChina",
    instanceDiscovery: true,
  },
};

const METADATA_TIMEOUT_MS = 15_000;

/**
 * The cloud by name, or by its ARM endpoint, which knows the rest.
 * @throws FootholdError exit 2 where the text is no cloud or its endpoint is no ARM, exit 4 where nobody answers.
 */
export async function discoverCloud(cloud: string, signal: AbortSignal): Promise<Cloud> {
  if (cloud === "public" || cloud === "usgov" || cloud === "china") return CLOUDS[cloud];
  const arm = armEndpoint(cloud);
  const { status, body } = await readMetadata(arm, cloud, signal);
  return cloudFromMetadata(cloud, arm, status, body);
}

/**
 * The cloud that an ARM endpoint describes.
 * @throws FootholdError exit 2 where the answer describes none, or one that foothold cannot sign in to
 */
export function cloudFromMetadata(cloud: string, arm: string, status: number, body: string): Cloud {
  const parsed = Metadata.safeParse(ownCloud(body, arm));
  if (status !== 200 || !parsed.success) {
    throw usageError(
      `--cloud ${cloud}: no Azure Resource Manager endpoint answers there (status ${status} without cloud metadata)`,
    );
  }
  const { authentication, microsoftGraphResourceId, logAnalyticsResourceId, portal } = parsed.data;
  const [audience] = authentication.audiences;
  if (isForeignAudience(audience, arm)) {
    throw usageError(
      `--cloud ${cloud}: it asks for tokens of another cloud (${audience}), which it does not get`,
    );
  }
  if (authentication.identityProvider === "ADFS") {
    throw usageError(`--cloud ${cloud}: its identity provider is ADFS, which foothold cannot sign in to`);
  }
  return {
    name: new URL(arm).host,
    arm,
    armScope: `${audience}/.default`,
    login: trimSlash(authentication.loginEndpoint),
    ...(microsoftGraphResourceId === undefined ? {} : { graph: trimSlash(microsoftGraphResourceId) }),
    ...(logAnalyticsResourceId === undefined ? {} : { logs: trimSlash(logAnalyticsResourceId) }),
    portal: trimSlash(portal ?? "https://portal.azure.com"),
    tokenExchange: "api://AzureADTokenExchange",
    instanceDiscovery: false,
  };
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Audiences of the real clouds' ARM. */
const REAL_AUDIENCES =
  /^https:\/\/(?:management\.azure\.com|management\.(?:core\.)?usgovcloudapi\.net|management\.(?:core\.)?chinacloudapi\.cn|management\.core\.windows\.net)(?:[/:]|$)/i;

/**
 * A token for a real cloud's ARM must not reach an endpoint that only says so. The endpoint of that cloud itself may
 * be named by its address, and a simulation on this machine may say what it likes.
 */
function isForeignAudience(audience: string, arm: string): boolean {
  const { hostname, origin } = new URL(arm);
  const isReal = Object.values(CLOUDS).some((cloud) => cloud.arm === origin);
  return REAL_AUDIENCES.test(audience) && !isReal && !LOOPBACK.has(hostname);
}

const httpsUrl = z.url({ protocol: /^https$/ });

/** Clouds say "none" in three ways. */
function absentOr<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (value === null || value === "" ? undefined : value), schema.optional());
}

/** One object since api-version 2022-09-01; an array of clouds before. */
const Metadata = z.object({
  authentication: z.object({
    loginEndpoint: httpsUrl,
    audiences: z.tuple([z.string().min(1)], z.string()),
    identityProvider: z.string().optional(),
  }),
  microsoftGraphResourceId: absentOr(httpsUrl),
  logAnalyticsResourceId: absentOr(httpsUrl),
  portal: absentOr(httpsUrl),
});

async function readMetadata(
  arm: string,
  cloud: string,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly body: string }> {
  const url = `${arm}/metadata/endpoints?api-version=2022-09-01`;
  const request = createPipelineRequest({
    url,
    method: "GET",
    timeout: METADATA_TIMEOUT_MS,
    abortSignal: signal,
  });
  try {
    const { status, bodyAsText } = await sendPlain(
      guardedHttpClient({ tokenOrigins: [], loginOrigins: [] }),
      request,
    );
    return { status, body: bodyAsText ?? "" };
  } catch (error) {
    const why =
      isRestError(error) && error.code !== undefined
        ? error.code
        : error instanceof Error
          ? error.message
          : String(error);
    throw nothingReadableError(`--cloud ${cloud}: ${url} cannot be reached (${why})`, { cause: error });
  }
}

/** Older api-versions answer with every cloud that they know: the one of this endpoint, else the first. */
function ownCloud(body: string, arm: string): unknown {
  const answer = parse(body);
  if (!Array.isArray(answer)) return answer;
  const clouds: readonly unknown[] = answer;
  return (
    clouds.find((cloud) => isRecord(cloud) && trimSlash(String(cloud["resourceManager"])) === arm) ??
    clouds[0]
  );
}

function parse(body: string): unknown {
  try {
    // Some answers begin with a byte-order mark: https://github.com/hashicorp/go-azure-sdk (metadata client).
    return JSON.parse(body.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

function armEndpoint(cloud: string): string {
  const url = URL.canParse(cloud) ? new URL(cloud) : undefined;
  if (url?.protocol === "https:" && url.username === "" && url.password === "")
    return trimSlash(url.origin + url.pathname);
  throw usageError(`--cloud ${cloud}: expected public, usgov, china or the https address of an ARM endpoint`);
}

function trimSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
