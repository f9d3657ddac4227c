import { createPipelineRequest, isRestError } from "@azure/core-rest-pipeline";
import * as z from "zod";
import { nothingReadableError, usageError } from "../../errors.ts";
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
  readonly portal: string;
  /** Audience of a workload's federated token; the sovereign clouds have their own. */
  readonly tokenExchange: string;
  /** False for a custom cloud: MSAL would ask the public cloud about the private authority. */
  readonly instanceDiscovery: boolean;
}

/** As `az cloud show` prints them. https://learn.microsoft.com/graph/deployments lists the Graph endpoints. */
const CLOUDS: Readonly<Record<"public" | "usgov" | "china", Cloud>> = {
  public: {
    name: "public",
    arm: "https://management.azure.com",
    armScope: "https://management.azure.com/.default",
    login: "https://login.microsoftonline.com",
    graph: "https://graph.microsoft.com",
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
  const parsed = Metadata.safeParse(firstCloud(body));
  if (status !== 200 || !parsed.success) {
    throw usageError(
      `--cloud ${cloud}: no Azure Resource Manager endpoint answers there (status ${status} without cloud metadata)`,
    );
  }
  const { authentication, microsoftGraphResourceId, portal } = parsed.data;
  if (authentication.identityProvider === "ADFS") {
    throw usageError(`--cloud ${cloud}: its identity provider is ADFS, which foothold cannot sign in to`);
  }
  return {
    name: new URL(arm).host,
    arm,
    armScope: `${authentication.audiences[0]}/.default`,
    login: trimSlash(authentication.loginEndpoint),
    ...(microsoftGraphResourceId === undefined ? {} : { graph: trimSlash(microsoftGraphResourceId) }),
    portal: trimSlash(portal ?? "https://portal.azure.com"),
    tokenExchange: "api://AzureADTokenExchange",
    instanceDiscovery: false,
  };
}

const httpsUrl = z.url({ protocol: /^https$/ });

/** One object since api-version 2022-09-01; an array of clouds before. */
const Metadata = z.object({
  authentication: z.object({
    loginEndpoint: httpsUrl,
    audiences: z.tuple([z.string().min(1)], z.string()),
    identityProvider: z.string().optional(),
  }),
  microsoftGraphResourceId: httpsUrl.optional(),
  portal: httpsUrl.optional(),
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

function firstCloud(body: string): unknown {
  try {
    // Some answers begin with a byte-order mark: https://github.com/hashicorp/go-azure-sdk (metadata client).
    const answer: unknown = JSON.parse(body.replace(/^\uFEFF/, ""));
    return Array.isArray(answer) ? answer[0] : answer;
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
