import { retryAfterHeader, signInError } from "./errors.ts";
import { type Answer, type Call, loginHeaders, type Refusal, type Route, type Service } from "./service.ts";
import { sameAudience } from "./tokens.ts";
import type { World } from "./world.ts";

/** Microsoft Entra ID as far as an app needs it: the authority's description and the client credentials grant. */
export function loginService(world: World): Service {
  const fail = (status: number, error: string, code: number, message: string): Answer =>
    signInError(world.loginUrl, status, error, code, message);

  return {
    route: loginRoute,
    answer(call) {
      const route = loginRoute(call.method, call.url);
      if (!route) return { status: 404, headers: { "content-type": "text/html; charset=utf-8" }, body: "" };
      const tenant = decodeURIComponent(call.url.pathname.split("/")[1] ?? "");
      if (!isOurTenant(world, tenant)) {
        return fail(
          400,
          "invalid_tenant",
          90002,
          `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
        );
      }
      return route === "openid" ? openidConfiguration(world, tenant) : token(world, call, fail);
    },
    refuse: (_call, refusal) => refuseSignIn(world, refusal),
  };
}

function loginRoute(method: string, url: URL): Route | undefined {
  const path = url.pathname.replace(/^\/[^/]+/, "").toLowerCase();
  if (method === "GET" && path === "/v2.0/.well-known/openid-configuration") return "openid";
  if (method === "POST" && path === "/oauth2/v2.0/token") return "token";
  return undefined;
}

function isOurTenant(world: World, asked: string): boolean {
  return [world.tenant.tenantId, ...world.tenant.verifiedDomains].some(
    (name) => name.toLowerCase() === asked.toLowerCase(),
  );
}

/** MSAL refuses a description whose issuer is not the authority's own host, so the issuer names this server. */
function openidConfiguration(world: World, tenant: string): Answer {
  const base = `${world.loginUrl}/${tenant}`;
  return ok({
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: `${world.loginUrl}/${world.tenant.tenantId}/v2.0`,
    request_uri_parameter_supported: false,
    userinfo_endpoint: `${world.graphUrl}/oidc/userinfo`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    tenant_region_scope: "EU",
    cloud_instance_name: new URL(world.loginUrl).host,
    cloud_graph_host_name: new URL(world.graphUrl).host,
    msgraph_host: new URL(world.graphUrl).host,
  });
}

type Fail = (status: number, error: string, code: number, message: string) => Answer;

function token(world: World, { text }: Call, fail: Fail): Answer {
  const form = new URLSearchParams(text);
  const grant = form.get("grant_type") ?? "";
  if (grant !== "client_credentials") {
    return fail(
      400,
      "unsupported_grant_type",
      70003,
      `The app requested an unsupported grant type '${grant}'.`,
    );
  }
  const clientId = form.get("client_id") ?? "";
  const directory = world.tenant.displayName;
  const hint =
    "This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.";
  const client = world.clients.get(clientId.toLowerCase());
  if (!client) {
    const message = `Application with identifier '${clientId}' was not found in the directory '${directory}'. ${hint}`;
    return fail(400, "unauthorized_client", 700016, message);
  }
  const secret = form.get("client_secret");
  if (!secret && !form.get("client_assertion")) {
    const message =
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
    return fail(401, "invalid_client", 7000218, message);
  }
  if (secret && secret !== client.clientSecret) {
    const message = `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`;
    return fail(401, "invalid_client", 7000215, message);
  }
  const scope = (form.get("scope") ?? "").split(" ").find((one) => one.includes("/")) ?? "";
  if (!scope.endsWith("/.default")) {
    const message = `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`;
    return fail(400, "invalid_scope", 1002012, message);
  }
  const resource = scope.slice(0, -"/.default".length);
  if (![world.armUrl, world.graphUrl, world.logsUrl].some((known) => sameAudience(known, resource))) {
    const message = `The resource principal named ${resource} was not found in the tenant named ${directory}. ${hint}`;
    return fail(400, "invalid_resource", 500011, message);
  }
  return ok({
    token_type: "Bearer",
    expires_in: world.tokens.lifetime,
    ext_expires_in: world.tokens.lifetime,
    access_token: world.tokens.issue(client, resource).text,
  });
}

function refuseSignIn(world: World, refusal: Refusal): Answer {
  if (refusal.kind !== "throttled" && refusal.kind !== "server-error") {
    throw new Error(`the login service has no answer "${refusal.kind}"`);
  }
  const throttled = refusal.kind === "throttled";
  return signInError(
    world.loginUrl,
    throttled ? 429 : refusal.status,
    "temporarily_unavailable",
    throttled ? 90055 : 90033,
    throttled ? "There are too many incoming requests." : "A transient error has occurred. Please try again.",
    retryAfterHeader(refusal.retryAfter),
  );
}

function ok(body: object): Answer {
  return { status: 200, headers: loginHeaders(), body };
}
