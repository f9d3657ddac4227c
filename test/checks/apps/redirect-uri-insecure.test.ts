import check from "../../../checks/apps/redirect-uri-insecure.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { RedirectUri } from "../../../src/inventory/sections.ts";
import { application, graphDenied, role, servicePrincipal } from "../build-entra.ts";
import { checkTable } from "../check-table.ts";

const at = (platform: RedirectUri["platform"], ...uris: readonly string[]) =>
  application({ redirectUris: known(uris.map((uri) => ({ platform, uri }))) });
const web = (...uris: readonly string[]) => at("web", ...uris);
const denied = graphDenied("Application.Read.All", "GET /v1.0/applications");
const domains = graphDenied("Domain.Read.All", "GET /v1.0/domains");
const said = (rest: string): string => `Application "billing" has its tokens sent ${rest}.`;
const http = said('over http to "http://shop.contoso.com/cb"');
const factors = ["token-leak", "any-network", "unknown-logging"] as const;
const loopback = said('to the user\'s own machine at "http://localhost:3000/cb"');

checkTable(
  check,
  [
    ["the typical case", web("http://shop.contoso.com/cb"), { fail: http, severity: "medium", factors }],
    [
      "a password and a code are not shown",
      web("http://user:pw@shop.contoso.com/cb?code=x#y"),
      { fail: http, severity: "medium", factors },
    ],
    [
      "http in a single-page application",
      at("spa", "http://shop.contoso.com/cb"),
      { fail: http, severity: "medium", factors },
    ],
    [
      "http in a public client",
      at("publicClient", "http://shop.contoso.com/cb"),
      { fail: http, severity: "medium", factors },
    ],
    [
      "a wildcard",
      web("https://*.contoso.com/cb"),
      { fail: said('under a wildcard to "https://*.contoso.com/cb"'), severity: "medium", factors },
    ],
    [
      "several ways, more than five addresses, one of them twice",
      application({
        redirectUris: known([
          ...["g", "f", "e", "d", "c", "b", "a"].map(
            (name) => ({ platform: "web", uri: `http://${name}` }) as const,
          ),
          { platform: "spa", uri: "http://a" },
          { platform: "spa", uri: "https://contoso.com/*" },
          { platform: "web", uri: "https://contoso.com/cb" },
        ]),
      }),
      {
        fail: said(
          'over http to "http://a", "http://b", "http://c", "http://d", "http://e" and 2 more, under a wildcard to "https://contoso.com/*"',
        ),
        severity: "medium",
        factors,
      },
    ],
    [
      "http with tier 1",
      web("http://shop.contoso.com/cb", "http://localhost:3000/cb"),
      {
        fail: said(
          'over http to "http://shop.contoso.com/cb", to the user\'s own machine at "http://localhost:3000/cb"',
        ),
        severity: "medium",
        factors: ["tier-one", ...factors],
        limits: ["cap:impact"],
      },
      { appRoleAssignments: [role("Mail.Read")] },
    ],
    [
      "http with tier 0",
      web("http://shop.contoso.com/cb"),
      {
        fail: http,
        severity: "high",
        factors: ["tier-zero", ...factors],
        limits: ["cap:impact", "gate:tier-zero"],
      },
      { appRoleAssignments: [role("Directory.ReadWrite.All")] },
    ],
    [
      "http, loopback beside it without a privilege",
      web("http://shop.contoso.com/cb", "http://localhost:3000/cb"),
      { fail: http, severity: "medium", factors },
    ],
    [
      "http, powers not readable",
      web("http://shop.contoso.com/cb", "http://localhost"),
      { fail: http, severity: "medium", factors },
      { gaps: { appRoleAssignments: [denied] } },
    ],
    [
      "disabled",
      web("http://shop.contoso.com/cb"),
      { fail: http, severity: "low", factors: [...factors, "disabled"] },
      { servicePrincipals: [servicePrincipal({ accountEnabled: known(false) })] },
    ],
    [
      "loopback with tier 1",
      web("http://localhost:3000/cb"),
      {
        fail: loopback,
        severity: "medium",
        factors: ["tier-one", "token-leak", "private-network", "unknown-logging"],
        limits: ["cap:impact"],
      },
      { appRoleAssignments: [role("Mail.Read")] },
    ],
    [
      "loopback with tier 0 in a single-page application",
      at("spa", "http://localhost:3000/cb"),
      {
        fail: loopback,
        severity: "medium",
        factors: ["tier-zero", "token-leak", "private-network", "unknown-logging"],
        limits: ["cap:impact", "gate:tier-zero", "ceiling:medium"],
      },
      { appRoleAssignments: [role("Directory.ReadWrite.All")] },
    ],
    [
      "loopback with tier 1 where other powers were not readable",
      web("http://localhost:3000/cb"),
      {
        fail: loopback,
        severity: "medium",
        factors: ["tier-one", "token-leak", "private-network", "unknown-logging"],
        limits: ["cap:impact"],
      },
      { appRoleAssignments: [role("Mail.Read")], gaps: { roleAssignments: [denied] } },
    ],

    ["no address", application(), "pass"],
    ["https only", web("https://shop.contoso.com/cb"), "pass"],
    [
      "https, the tenant's domains not readable",
      web("https://shop.contoso.com/cb"),
      "pass",
      { gaps: { domains: [domains] } },
    ],
    [
      "https, powers not readable",
      web("https://shop.contoso.com/cb"),
      "pass",
      { gaps: { servicePrincipals: [denied] } },
    ],
    [
      "loopback in a public client with tier 0",
      at("publicClient", "http://localhost", "http://127.0.0.1:1234", "http://[::1]"),
      "pass",
      { appRoleAssignments: [role("Directory.ReadWrite.All")], guard: true },
    ],
    ["schemes of native clients", at("publicClient", "msal1://auth", "urn:ietf:wg:oauth:2.0:oob"), "pass"],
    ["loopback without a privilege", web("http://localhost:3000/cb"), "pass", { guard: true }],
    [
      "loopback with a power of tier 2",
      web("http://localhost:3000/cb"),
      "pass",
      { appRoleAssignments: [role("User.Read.All")] },
    ],
    [
      "loopback without a service principal",
      web("http://localhost:3000/cb"),
      "pass",
      { servicePrincipals: [] },
    ],

    ["addresses not readable", application({ redirectUris: unknown(denied) }), { notAssessed: [denied] }],
    [
      "loopback, powers not readable",
      web("http://localhost:3000/cb"),
      { notAssessed: [denied] },
      { gaps: { appRoleAssignments: [denied] } },
    ],
    [
      "loopback, several sources of power not readable",
      web("http://localhost:3000/cb"),
      { notAssessed: [denied, domains] },
      { gaps: { appRoleAssignments: [denied], groupMembers: [domains] } },
    ],
    [
      "loopback, service principals not readable",
      web("http://localhost:3000/cb"),
      { notAssessed: [denied] },
      { servicePrincipals: [], gaps: { servicePrincipals: [denied] } },
    ],
  ],
  { given: { servicePrincipals: [servicePrincipal()] } },
);
