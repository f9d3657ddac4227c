import { expect, test } from "vitest";
import { cloudFromMetadata, discoverCloud } from "../../../src/collect/azure/cloud.ts";

const signal = new AbortController().signal;

test.each([
  [
    "public",
    "https://management.azure.com",
    "https://graph.microsoft.com",
    "https://login.microsoftonline.com",
    "https://api.loganalytics.io",
  ],
  [
    "usgov",
    "https://management.usgovcloudapi.net",
    "https://graph.microsoft.us",
    "https://login.microsoftonline.us",
    "https://api.loganalytics.us",
  ],
  [
    "china",
    "https://management.chinacloudapi.cn",
    "https://microsoftgraph.chinacloudapi.cn",
    "https://login.chinacloudapi.cn",
    "https://api.loganalytics.azure.cn",
  ],
])("%s is known without a request", async (name, arm, graph, login, logs) => {
  expect(await discoverCloud(name, signal)).toMatchObject({
    name,
    arm,
    armScope: `${arm}/.default`,
    graph,
    login,
    logs,
  });
});

const metadata = {
  name: "Stack",
  portal: "https://portal.local.example/",
  authentication: {
    loginEndpoint: "https://login.local.example/",
    audiences: ["https://management.local.example/tenant", "https://other.example"],
    identityProvider: "AAD",
  },
  microsoftGraphResourceId: "https://graph.local.example/",
  logAnalyticsResourceId: "https://logs.local.example/",
};
const arm = "https://management.local.example";
const fromBody = (body: string, status = 200) => cloudFromMetadata(arm, arm, status, body);

const custom = {
  name: "management.local.example",
  arm,
  armScope: "https://management.local.example/tenant/.default",
  login: "https://login.local.example",
  graph: "https://graph.local.example",
  logs: "https://logs.local.example",
  portal: "https://portal.local.example",
  tokenExchange: "api://AzureADTokenExchange",
  instanceDiscovery: false,
};

test.each([
  ["one object", JSON.stringify(metadata)],
  ["an array of older api-versions", JSON.stringify([metadata, { ...metadata, name: "Second" }])],
  ["a byte-order mark before it", `\uFEFF${JSON.stringify(metadata)}`],
])("%s describes the cloud", (_, body) => {
  expect(fromBody(body)).toEqual(custom);
});

const { authentication } = metadata;
test.each([
  ["HTML", "<html>", 200],
  ["an empty array", "[]", 200],
  ["an error", JSON.stringify(metadata), 500],
  ["no audience", JSON.stringify({ ...metadata, authentication: { ...authentication, audiences: [] } }), 200],
  [
    "a sign-in without TLS",
    JSON.stringify({
      ...metadata,
      authentication: { ...authentication, loginEndpoint: "http://login.local.example" },
    }),
    200,
  ],
])("%s is no cloud: exit 2", (_, body, status) => {
  expect(() => fromBody(body, status)).toThrow(
    expect.objectContaining({
      exitCode: 2,
      message: expect.stringContaining(`--cloud ${arm}: no Azure Resource Manager`),
    }),
  );
});

test("ADFS is refused by name", () => {
  const body = JSON.stringify({
    ...metadata,
    authentication: { ...authentication, identityProvider: "ADFS" },
  });
  expect(() => fromBody(body)).toThrow("ADFS");
});

test("a cloud without Microsoft Graph is one all the same", () => {
  const body = JSON.stringify({ ...metadata, microsoftGraphResourceId: undefined });
  const { graph: _, ...rest } = custom;
  expect(fromBody(body)).toEqual(rest);
});

test.each([null, ""])("Graph, Log Analytics and portal that are %j are absent", (none) => {
  const { graph: _, logs: __, ...rest } = custom;
  const body = JSON.stringify({
    ...metadata,
    microsoftGraphResourceId: none,
    logAnalyticsResourceId: none,
    portal: none,
  });
  expect(fromBody(body)).toEqual({ ...rest, portal: "https://portal.azure.com" });
});

test("of many clouds, the one of this endpoint", () => {
  const other = {
    ...metadata,
    resourceManager: "https://other.example",
    portal: "https://portal.other.example",
  };
  expect(fromBody(JSON.stringify([other, { ...metadata, resourceManager: `${arm}/` }]))).toEqual(custom);
});

const asking = (audience: string) =>
  JSON.stringify({ ...metadata, authentication: { ...authentication, audiences: [audience] } });

test.each([
  "https://management.azure.com/",
  "https://management.core.windows.net/",
  "https://MANAGEMENT.core.usgovcloudapi.net",
  "https://management.chinacloudapi.cn:443/x",
])("an endpoint that asks for tokens of %s does not get them", (audience) => {
  expect(() => fromBody(asking(audience))).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringContaining("tokens of another cloud") }),
  );
});

test("a real cloud named by its address, and a simulation on this machine, may ask for them", () => {
  const audience = "https://management.azure.com/";
  for (const own of ["https://management.azure.com", "https://localhost:8443", "https://127.0.0.1:1"]) {
    expect(cloudFromMetadata(own, own, 200, asking(audience)).armScope).toBe(`${audience}/.default`);
  }
});
