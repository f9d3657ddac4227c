import { createHttpHeaders, type HttpClient } from "@azure/core-rest-pipeline";
import { expect, test } from "vitest";
import { discoverCloud } from "../../../src/collect/azure/cloud.ts";
import { chooseCredential } from "../../../src/collect/azure/credential.ts";
import { principalOf } from "../../../src/collect/azure/principal.ts";
import { AUTH_METHODS, type AuthMethod, type Environment } from "../../../src/collect/sign-in.ts";

const cloud = await discoverCloud("public", new AbortController().signal);

function choose(method: AuthMethod, env: Environment) {
  const httpClient: HttpClient = {
    sendRequest: (request) => Promise.resolve({ request, status: 500, headers: createHttpHeaders() }),
  };
  return chooseCredential({
    method,
    tenant: undefined,
    env,
    cloud,
    httpClient,
    now: Date.now,
    sleep: () => Promise.resolve(),
    tell: () => {},
  });
}

const app = {
  AZURE_TENANT_ID: "11111111-1111-4111-8111-111111111111",
  AZURE_CLIENT_ID: "22222222-2222-4222-8222-222222222222",
};
const job = {
  ACTIONS_ID_TOKEN_REQUEST_URL: "https://actions.example/token?v=1",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t",
};

/** What the environment holds, and the one credential that follows from it. */
const AUTO: readonly (readonly [string, Environment, string, string])[] = [
  ["a secret", { ...app, AZURE_CLIENT_SECRET: "s" }, "env", "ClientSecretCredential"],
  [
    "a certificate",
    { ...app, AZURE_CLIENT_CERTIFICATE_PATH: "/c.pem" },
    "env",
    "ClientCertificateCredential",
  ],
  ["a secret in a GitHub job", { ...app, ...job, AZURE_CLIENT_SECRET: "s" }, "env", "ClientSecretCredential"],
  [
    "a workload's token file",
    { ...app, AZURE_FEDERATED_TOKEN_FILE: "/token" },
    "workload",
    "WorkloadIdentityCredential",
  ],
  ["a GitHub job", { ...app, ...job }, "github", "ClientAssertionCredential"],
  ["a GitHub job without an application", job, "cli", "AzureCliCredential"],
  ["an application without anything", app, "cli", "AzureCliCredential"],
  ["nothing", {}, "cli", "AzureCliCredential"],
];

test.each(AUTO)("auto with %s", (_, env, method, name) => {
  const chosen = choose("auto", env);
  expect(chosen.method).toBe(method);
  expect(chosen.make().constructor.name).toBe(name);
});

test("a managed identity signs in only when it is named", () => {
  const env = {
    IDENTITY_ENDPOINT: "http://localhost/token",
    IDENTITY_HEADER: "h",
    MSI_ENDPOINT: "http://localhost",
  };
  expect(choose("auto", env).method).toBe("cli");
  expect(choose("managed-identity", env).make().constructor.name).toBe("ManagedIdentityCredential");
});

test.each(["browser", "device-code"] as const)("%s asks the person once", (method) => {
  const { make } = choose(method, app);
  expect(make()).toBe(make());
});

test("every method of the command line makes a credential", () => {
  const env = { ...app, ...job, AZURE_CLIENT_SECRET: "s", AZURE_FEDERATED_TOKEN_FILE: "/token" };
  for (const method of AUTH_METHODS) expect(typeof choose(method, env).make().getToken).toBe("function");
});

const claims = (payload: object): string =>
  `h.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.s`;

test.each([
  [
    "an application",
    claims({ tid: "t", oid: "o", appid: "a", secret: "x" }),
    { tenantId: "t", objectId: "o", applicationId: "a" },
  ],
  [
    "a v2 token",
    claims({ tid: "t", oid: "o", azp: "a" }),
    { tenantId: "t", objectId: "o", applicationId: "a" },
  ],
  ["no claims", claims({}), { objectId: null, applicationId: null }],
  ["an opaque token", "opaque", { objectId: null, applicationId: null }],
  ["claims of other types", claims({ tid: 1, oid: {}, appid: "" }), { objectId: null, applicationId: null }],
])("the principal of %s", (_, token, principal) => {
  expect(principalOf(token)).toEqual(principal);
});
