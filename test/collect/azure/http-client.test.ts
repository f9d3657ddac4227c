import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
} from "@azure/core-rest-pipeline";
import { expect, test } from "vitest";
import { guardedHttpClient, refuse } from "../../../src/collect/azure/http-client.ts";

const passage = {
  tokenOrigins: ["https://management.azure.com", "https://graph.microsoft.com"],
  loginOrigins: ["https://login.example"],
};

const token = { authorization: "Bearer x" };
const ARM = "https://management.azure.com/subscriptions/s/providers/Microsoft.Storage/storageAccounts/a";

const ALLOWED: readonly (readonly [HttpMethods, string, Record<string, string>])[] = [
  ["GET", ARM, token],
  ["HEAD", ARM, token],
  ["GET", "https://graph.microsoft.com/v1.0/organization", token],
  ["GET", "https://management.azure.com/metadata/endpoints", {}],
  ["GET", "http://169.254.169.254/metadata/identity/oauth2/token", {}],
  ["POST", "https://login.example/tenant/oauth2/v2.0/token?client-request-id=1", {}],
  ["POST", "https://login.microsoftonline.com/tenant/oauth2/v2.0/devicecode", {}],
  ["POST", "https://login.partner.microsoftonline.cn/tenant/oauth2/v2.0/token", {}],
];

const REFUSED: readonly (readonly [HttpMethods, string, Record<string, string>, RegExp])[] = [
  ["GET", "https://evil.example/subscriptions", token, /refused to send a token to https:\/\/evil\.example$/],
  ["GET", "https://management.azure.com.evil.example/", token, /refused to send a token/],
  ["GET", "https://management.azure.com:8443/", token, /refused to send a token/],
  ["GET", "http://management.azure.com/", token, /refused to send a token/],
  ["GET", "https://login.example/", token, /refused to send a token/],
  ["POST", `${ARM}/localUsers/u/listKeys`, token, /refused POST .*listKeys: foothold only reads/],
  ["POST", `${ARM}/listKeys`, {}, /only reads/],
  ["PUT", ARM, token, /only reads/],
  ["PATCH", ARM, token, /only reads/],
  ["DELETE", ARM, token, /only reads/],
  ["POST", "https://login.example/tenant/oauth2/v2.0/logout", {}, /only reads/],
  ["POST", "https://evil.example/tenant/oauth2/v2.0/token", {}, /only reads/],
  ["POST", "https://login.example/a/b/oauth2/v2.0/token", {}, /only reads/],
];

test.each(ALLOWED)("%s %s may leave", (method, url, headers) => {
  expect(refuse({ method, url, headers: createHttpHeaders(headers) }, passage)).toBeUndefined();
});

test.each(REFUSED)("%s %s may not leave, and no socket is opened", async (method, url, headers, why) => {
  let opened = 0;
  const transport: HttpClient = {
    sendRequest(request) {
      opened += 1;
      return Promise.resolve({ request, status: 200, headers: createHttpHeaders() });
    },
  };
  const request = createPipelineRequest({ method, url, headers: createHttpHeaders(headers) });
  await expect(guardedHttpClient(passage, transport).sendRequest(request)).rejects.toThrow(why);
  expect(opened).toBe(0);
});
