import check from "../../../checks/apps/redirect-uri-takeable.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { domain } from "../../derive/build-tenant.ts";
import { application, graphDenied, servicePrincipal } from "../build-entra.ts";
import { checkTable } from "../check-table.ts";

const web = (...uris: readonly string[]) =>
  application({ redirectUris: known(uris.map((uri) => ({ platform: "web", uri }))) });
const denied = graphDenied("Application.Read.All", "GET /v1.0/applications");
const noDomains = graphDenied("Domain.Read.All", "GET /v1.0/domains");
const said = (rest: string): string => `Application "billing" has its tokens sent ${rest}.`;
const tunnel = said('to a tunnel or a catcher of requests at "https://abc.ngrok.io/cb"');
const claimable = said(
  'to a name that others can claim at "https://shop.azurewebsites.net/cb": check that it is still yours',
);
const factors = ["redirect-takeover", "any-network", "consent-only", "unknown-logging"] as const;
const unread = { domains: [], gaps: { domains: [noDomains] } };

checkTable(
  check,
  [
    ["the typical case", web("https://abc.ngrok.io/cb"), { fail: tunnel, severity: "high", factors }],
    [
      "a password and a code are not shown",
      web("https://user:pw@abc.ngrok.io/cb?code=x#y"),
      { fail: tunnel, severity: "high", factors },
    ],
    [
      "a look-alike",
      web("https://login.contosa.com/cb"),
      {
        fail: said('to a look-alike of "contoso.com" at "https://login.contosa.com/cb"'),
        severity: "high",
        factors,
      },
    ],
    [
      "a disguise",
      web("https://c\u043Entoso.com/cb"),
      {
        fail: said('to a look-alike of "contoso.com" at "https://c\u043Entoso.com/cb"'),
        severity: "high",
        factors,
      },
    ],
    [
      "a domain of the tenant in front of somebody else's",
      web("https://login.contoso.com.evil.example/cb"),
      { fail: /^Application "billing" has its tokens sent to a look-alike/, severity: "high", factors },
    ],
    [
      "a wildcard over a shared domain",
      web("https://*.azurewebsites.net/cb"),
      {
        fail: said('to whoever claims a name that fits "https://*.azurewebsites.net/cb"'),
        severity: "high",
        factors,
      },
    ],
    [
      "the worst of several comes first and counts",
      web(
        "https://shop.azurewebsites.net/cb",
        "https://contosa.com/",
        "https://b.ngrok.io/",
        "https://a.ngrok.io/",
        "https://shop.contoso.com/",
      ),
      {
        fail: said(
          'to a look-alike of "contoso.com" at "https://contosa.com/", to a tunnel or a catcher of requests at "https://a.ngrok.io/", "https://b.ngrok.io/", to a name that others can claim at "https://shop.azurewebsites.net/cb"',
        ),
        severity: "high",
        factors,
      },
    ],
    [
      "in a public client",
      application({ redirectUris: known([{ platform: "publicClient", uri: "https://abc.ngrok.io/cb" }]) }),
      { fail: tunnel, severity: "high", factors },
    ],
    [
      "disabled",
      web("https://abc.ngrok.io/cb"),
      { fail: tunnel, severity: "medium", factors: [...factors, "disabled"] },
      { servicePrincipals: [servicePrincipal({ accountEnabled: known(false) })] },
    ],
    [
      "a name that others can claim",
      web("https://shop.azurewebsites.net/cb"),
      { fail: claimable, severity: "low", factors, limits: ["ceiling:low"] },
      { guard: true },
    ],
    [
      "a tunnel, the tenant's domains not readable",
      web("https://abc.ngrok.io/cb", "https://evil.example/"),
      { fail: tunnel, severity: "high", factors },
      unread,
    ],
    [
      "a claimable name, the tenant's domains not readable",
      web("https://shop.azurewebsites.net/cb", "https://evil.example/"),
      { fail: claimable, severity: "low", factors, limits: ["ceiling:low"] },
      unread,
    ],
    [
      "a tunnel, service principals not readable",
      web("https://abc.ngrok.io/cb"),
      { fail: tunnel, severity: "high", factors },
      { gaps: { servicePrincipals: [denied] } },
    ],

    ["no address", application(), "pass"],
    ["its own domain", web("https://shop.contoso.com/cb"), "pass", { guard: true }],
    ["somebody else's domain", web("https://vendor.example/cb"), "pass"],
    ["the suffix in the middle of a label", web("https://notazurewebsites.net/cb"), "pass", { guard: true }],
    [
      "a name that only its owner gets again",
      web("https://shop-ds27dh7271aah175.westus-01.azurewebsites.net/cb"),
      "pass",
      { guard: true },
    ],
    ["loopback", web("http://localhost:3000"), "pass", { guard: true }],
    [
      "no web address, the tenant's domains not readable",
      web("msal1://auth", "http://localhost", "https://intranet/", "https://203.0.113.7/"),
      "pass",
      { ...unread, guard: true },
    ],

    ["addresses not readable", application({ redirectUris: unknown(denied) }), { notAssessed: [denied] }],
    [
      "another host, the tenant's domains not readable",
      web("https://vendor.example/cb", "http://localhost", "https://evil.example/cb"),
      { notAssessed: [noDomains] },
      unread,
    ],
    [
      "another host, one of the tenant's domains not readable",
      web("https://vendor.example/cb"),
      { notAssessed: [noDomains] },
      { domains: [domain("x.example", { isVerified: unknown(noDomains) })] },
    ],
  ],
  { given: { domains: [domain()], servicePrincipals: [servicePrincipal()] } },
);
