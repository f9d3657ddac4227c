import {
  AzureCliCredential,
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  DeviceCodeCredential,
  InteractiveBrowserCredential,
  ManagedIdentityCredential,
  type TokenCredential,
  WorkloadIdentityCredential,
} from "@azure/identity";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { authenticationError, usageError } from "../../errors.ts";
import type { AuthMethod, Environment } from "../sign-in.ts";
import type { Cloud } from "./cloud.ts";
import { githubAssertion } from "./github-assertion.ts";

export interface CredentialOptions {
  readonly method: AuthMethod;
  readonly tenant: string | undefined;
  readonly env: Environment;
  readonly cloud: Cloud;
  readonly httpClient: HttpClient;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Shows the code and the address of a device-code sign-in to the person. */
  readonly tell: (message: string) => void;
}

/** One credential and its name; `make` gives it anew, with empty caches, where a token was refused. */
export interface ChosenCredential {
  readonly method: Exclude<AuthMethod, "auto">;
  readonly make: () => TokenCredential;
}

/** @throws FootholdError exit 4 where a variable is missing that the method needs, 2 for a tenant that is none */
export function chooseCredential(options: CredentialOptions): ChosenCredential {
  refuseNoTenant("--tenant", options.tenant);
  refuseNoTenant("AZURE_TENANT_ID", options.env["AZURE_TENANT_ID"]);
  const method = options.method === "auto" ? methodOf(options.env) : options.method;
  return { method, make: MAKERS[method](options) };
}

/** The SDK takes nothing else, and would end with a stack. */
function refuseNoTenant(name: string, value: string | undefined): void {
  if (!value || /^[0-9a-z.-]+$/i.test(value)) return;
  throw usageError(`${name} ${JSON.stringify(value)}: not a tenant, which is a GUID or a domain`);
}

/** What the environment offers: a secret or certificate, a workload's token file, a GitHub job, else the az login. */
function methodOf(env: Environment): Exclude<AuthMethod, "auto"> {
  if (env["AZURE_CLIENT_SECRET"] || env["AZURE_CLIENT_CERTIFICATE_PATH"]) return "env";
  if (env["AZURE_FEDERATED_TOKEN_FILE"]) return "workload";
  if (env["ACTIONS_ID_TOKEN_REQUEST_URL"] && env["AZURE_CLIENT_ID"]) return "github";
  return "cli";
}

const MAKERS: Readonly<
  Record<Exclude<AuthMethod, "auto">, (options: CredentialOptions) => () => TokenCredential>
> = {
  env(options) {
    const [tenantId, clientId] = tenantAndClient(options, "env");
    const { AZURE_CLIENT_SECRET: secret, AZURE_CLIENT_CERTIFICATE_PATH: certificatePath } = options.env;
    if (secret) return () => new ClientSecretCredential(tenantId, clientId, secret, common(options));
    if (!certificatePath) throw missing("env", "AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH");
    const certificatePassword = options.env["AZURE_CLIENT_CERTIFICATE_PASSWORD"];
    const certificate = { certificatePath, ...(certificatePassword ? { certificatePassword } : {}) };
    return () => new ClientCertificateCredential(tenantId, clientId, certificate, common(options));
  },
  cli({ tenant }) {
    // Without a time-out of its own a hanging az would hang the scan.
    return () =>
      new AzureCliCredential({ processTimeoutInMs: 60_000, ...(tenant ? { tenantId: tenant } : {}) });
  },
  "managed-identity"(options) {
    const clientId = options.env["AZURE_CLIENT_ID"];
    return () =>
      new ManagedIdentityCredential({ ...(clientId ? { clientId } : {}), httpClient: options.httpClient });
  },
  workload(options) {
    const [tenantId, clientId] = tenantAndClient(options, "workload");
    const tokenFilePath = required(options, "workload", "AZURE_FEDERATED_TOKEN_FILE");
    return () => new WorkloadIdentityCredential({ tenantId, clientId, tokenFilePath, ...common(options) });
  },
  github(options) {
    const [tenantId, clientId] = tenantAndClient(options, "github");
    const url = required(options, "github", "ACTIONS_ID_TOKEN_REQUEST_URL");
    const token = required(options, "github", "ACTIONS_ID_TOKEN_REQUEST_TOKEN");
    const { cloud, httpClient, now, sleep } = options;
    const assertion = githubAssertion({ url, token, audience: cloud.tokenExchange, httpClient, now, sleep });
    return () => new ClientAssertionCredential(tenantId, clientId, assertion, common(options));
  },
  browser(options) {
    const credential = new InteractiveBrowserCredential({ ...interactive(options), ...common(options) });
    // A person is not asked twice: the same credential again.
    return () => credential;
  },
  "device-code"(options) {
    const userPromptCallback = ({ message }: { readonly message: string }): void => options.tell(message);
    const credential = new DeviceCodeCredential({
      ...interactive(options),
      ...common(options),
      userPromptCallback,
    });
    return () => credential;
  },
};

function common({ cloud, httpClient }: CredentialOptions) {
  return { authorityHost: cloud.login, disableInstanceDiscovery: !cloud.instanceDiscovery, httpClient };
}

function interactive({ tenant, env }: CredentialOptions): { tenantId?: string; clientId?: string } {
  const tenantId = tenant ?? env["AZURE_TENANT_ID"];
  const clientId = env["AZURE_CLIENT_ID"];
  return { ...(tenantId ? { tenantId } : {}), ...(clientId ? { clientId } : {}) };
}

function tenantAndClient(
  options: CredentialOptions,
  method: AuthMethod,
): [tenantId: string, clientId: string] {
  const tenantId = options.tenant ?? options.env["AZURE_TENANT_ID"];
  if (!tenantId) throw missing(method, "AZURE_TENANT_ID or --tenant");
  return [tenantId, required(options, method, "AZURE_CLIENT_ID")];
}

function required({ env }: CredentialOptions, method: AuthMethod, name: string): string {
  const value = env[name];
  if (!value) throw missing(method, name);
  return value;
}

function missing(method: AuthMethod, what: string): Error {
  return authenticationError(`--auth ${method}: ${what} is not set`);
}
