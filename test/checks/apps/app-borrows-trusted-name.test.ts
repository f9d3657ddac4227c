import check from "../../../checks/apps/app-borrows-trusted-name.ts";
import { type Gap, known, unknown } from "../../../src/inventory/known.ts";
import type { ServicePrincipal } from "../../../src/inventory/sections.ts";
import { domain, tenant } from "../../derive/build-tenant.ts";
import {
  application,
  foreignPrincipal,
  graphDenied,
  guid,
  managedIdentity,
  microsoftPrincipal,
  password,
  servicePrincipal,
} from "../build-entra.ts";
import { checkTable } from "../check-table.ts";

const foreign = (name: string, over: Partial<ServicePrincipal> = {}) => foreignPrincipal({ name, ...over });
/** An own application with a secret. */
const own = (name: string, over: Partial<ServicePrincipal> = {}) =>
  servicePrincipal({ name, appId: guid("appid", "billing"), ...over });
const secret = { applications: [application({ passwordCredentials: known([password()]) })] };
const of = 'of tenant "99999999-9999-4999-8999-999999999999"';
const borrows = (brand: string, words = brand) =>
  words === brand ? `borrows the name "${brand}".` : `borrows the name "${brand}": "${words}".`;
const google = `Application "Google Scanner" ${of} ${borrows("Google")}`;
const rest = ["unknown-use", "unknown-logging"] as const;
const typical = ["trusted-name", "foreign-owner", "foreign-credential", ...rest] as const;
const ofOwn = ["trusted-name", "any-network", "secret", ...rest] as const;
const noDomains = graphDenied("Domain.Read.All", "GET /v1.0/domains");
const denied = graphDenied("Application.Read.All");
const unsupported: Gap = { ...denied, reason: "unsupported" };

checkTable(
  check,
  [
    ["the typical case", foreign("Google Scanner"), { fail: google, severity: "high", factors: typical }],
    [
      "a security vendor",
      foreign("McAfee Email Protection"),
      {
        fail: `Application "McAfee Email Protection" ${of} ${borrows("McAfee")}`,
        severity: "high",
        factors: typical,
      },
    ],
    [
      "the tenant's own name, from elsewhere",
      foreign("Contoso Intranet"),
      {
        fail: `Application "Contoso Intranet" ${of} ${borrows("contoso", "Contoso")}`,
        severity: "high",
        factors: typical,
      },
    ],
    [
      "look-alike letters",
      foreign("Micr\u043Esoft Teams"),
      {
        fail: `Application "Micr\u043Esoft Teams" ${of} disguises its name as "Microsoft": "Micr\u043Esoft".`,
        severity: "high",
        factors: typical,
      },
    ],
    [
      "one letter away",
      foreign("Goggle Maps"),
      {
        fail: `Application "Goggle Maps" ${of} is one letter away from the name "Google": "Goggle".`,
        severity: "high",
        factors: typical,
      },
    ],
    [
      "a product in disguise",
      foreign("0ffice 365"),
      {
        fail: `Application "0ffice 365" ${of} disguises its name as "Office 365": "0ffice 365".`,
        severity: "high",
        factors: typical,
      },
    ],
    [
      "a product one letter away",
      foreign("Sharepiont"),
      {
        fail: `Application "Sharepiont" ${of} is one letter away from the name "SharePoint": "Sharepiont".`,
        severity: "medium",
        factors: typical,
        limits: ["ceiling:medium"],
      },
    ],
    [
      "a product",
      foreign("SharePoint Migrator"),
      {
        fail: `Application "SharePoint Migrator" ${of} ${borrows("SharePoint")}`,
        severity: "medium",
        factors: typical,
        limits: ["ceiling:medium"],
      },
      { guard: true },
    ],
    [
      "a campaign's name",
      foreign("Delivery Service"),
      {
        fail: `Application "Delivery Service" ${of} ${borrows("Delivery Service")}`,
        severity: "medium",
        factors: typical,
        limits: ["ceiling:medium"],
      },
    ],
    [
      "one letter away from the tenant's own name",
      foreign("Contosa Sync"),
      {
        fail: `Application "Contosa Sync" ${of} is one letter away from the name "contoso": "Contosa".`,
        severity: "medium",
        factors: typical,
        limits: ["ceiling:medium"],
      },
      { guard: true },
    ],
    [
      "another publisher",
      foreign("Google Scanner", { verifiedPublisher: known("Fabrikam Inc.") }),
      { fail: google, severity: "high", factors: typical },
    ],
    [
      "disguised, whatever the publisher",
      foreign("G00gle", { verifiedPublisher: unknown(unsupported) }),
      {
        fail: `Application "G00gle" ${of} disguises its name as "Google": "G00gle".`,
        severity: "high",
        factors: typical,
      },
    ],
    [
      "come this week",
      foreign("Google Scanner", { createdDateTime: known("2025-12-30T00:00:00Z") }),
      {
        fail: google,
        severity: "high",
        factors: ["trusted-name", "foreign-owner", "foreign-credential", "within-7-days", ...rest],
      },
    ],
    [
      "disabled",
      foreign("Google Scanner", { accountEnabled: known(false) }),
      { fail: google, severity: "medium", factors: [...typical, "disabled"] },
    ],
    [
      "of the kind of old",
      foreign("Google Scanner", { kind: "legacy" }),
      {
        fail: `Legacy service principal "Google Scanner" ${of} ${borrows("Google")}`,
        severity: "high",
        factors: typical,
      },
    ],
    [
      "Graph names no owner",
      foreign("Google Scanner", {
        owner: "unknown",
        appOwnerOrganizationId: known(null),
        passwordCredentials: known([password()]),
      }),
      {
        fail: `Application "Google Scanner", whose owner is not known, ${borrows("Google")}`,
        severity: "medium",
        factors: ["trusted-name", "any-network", "service-principal-credential", ...rest],
        limits: ["ceiling:medium"],
      },
      { guard: true },
    ],
    [
      "Graph names no owner of a disguise, whose credentials are elsewhere",
      foreign("G00gle", { owner: "unknown", appOwnerOrganizationId: known(null) }),
      {
        fail: 'Application "G00gle", whose owner is not known, disguises its name as "Google": "G00gle".',
        severity: "medium",
        factors: ["trusted-name", "any-network", "unknown-credential", ...rest],
      },
    ],
    [
      "an own connector",
      own("Microsoft Teams connector"),
      {
        fail: `Application "Microsoft Teams connector" ${borrows("Microsoft")}`,
        severity: "medium",
        factors: ofOwn,
        limits: ["ceiling:medium"],
      },
      { ...secret, guard: true },
    ],
    [
      "an own one with a slip of the pen",
      own("Mircosoft connector", { passwordCredentials: known([password()]) }),
      {
        fail: 'Application "Mircosoft connector" is one letter away from the name "Microsoft": "Mircosoft".',
        severity: "medium",
        factors: ["trusted-name", "any-network", "service-principal-credential", ...rest],
        limits: ["ceiling:medium"],
      },
    ],
    [
      "an own one that signs users in elsewhere",
      own("Zscaler", { preferredSingleSignOnMode: known("saml") }),
      {
        fail: `Application "Zscaler" ${borrows("Zscaler")}`,
        severity: "low",
        factors: ofOwn,
        limits: ["ceiling:low"],
      },
      { ...secret, guard: true },
    ],
    [
      "an own one, mode of sign-on not readable",
      own("Zscaler", { preferredSingleSignOnMode: unknown(denied) }),
      {
        fail: `Application "Zscaler" ${borrows("Zscaler")}`,
        severity: "medium",
        factors: ofOwn,
        limits: ["ceiling:medium"],
      },
      secret,
    ],
    [
      "an own one that other tenants use",
      own("Microsoft Teams connector", {
        signInAudience: known("AzureADMultipleOrgs"),
        passwordCredentials: known([password()]),
      }),
      {
        fail: `Application "Microsoft Teams connector" ${borrows("Microsoft")}`,
        severity: "high",
        factors: ["trusted-name", "any-network", "service-principal-credential", ...rest],
      },
    ],
    [
      "an own one, audience not readable",
      own("Microsoft Teams connector", {
        signInAudience: unknown(denied),
        passwordCredentials: known([password()]),
      }),
      {
        fail: `Application "Microsoft Teams connector" ${borrows("Microsoft")}`,
        severity: "high",
        factors: ["trusted-name", "any-network", "service-principal-credential", ...rest],
      },
    ],
    [
      "an own one in disguise",
      own("Micr0soft", { passwordCredentials: known([password()]) }),
      {
        fail: 'Application "Micr0soft" disguises its name as "Microsoft": "Micr0soft".',
        severity: "high",
        factors: ["trusted-name", "any-network", "service-principal-credential", ...rest],
      },
    ],
    [
      "an own one in the disguise of another",
      own("C\u043Entoso Portal"),
      {
        fail: 'Application "C\u043Entoso Portal" disguises its name as "contoso": "C\u043Entoso".',
        severity: "high",
        factors: ofOwn,
      },
      secret,
    ],
    [
      "a brand, the tenant's domains not readable",
      foreign("Google Scanner"),
      { fail: google, severity: "high", factors: typical },
      { domains: [], gaps: { domains: [noDomains] } },
    ],

    ["a name of no brand", foreign("Fabrikam Mail"), "pass"],
    ["Microsoft's own", microsoftPrincipal({ name: "Microsoft Graph" }), "pass", { guard: true }],
    [
      "Microsoft's own, the tenant's domains not readable",
      microsoftPrincipal({ name: "Microsoft Graph" }),
      "pass",
      { gaps: { domains: [noDomains] } },
    ],
    [
      "the publisher's own name",
      foreign("Google Scanner", { verifiedPublisher: known("Google LLC") }),
      "pass",
      { guard: true },
    ],
    [
      "the publisher's own name, which is near another",
      foreign("Goggle Maps", { verifiedPublisher: known("Goggle GmbH") }),
      "pass",
      { guard: true },
    ],
    ["says whom it serves", foreign("Zoom for Microsoft Teams"), "pass", { guard: true }],
    ["an own one with the tenant's name", own("Contoso HR"), "pass", { guard: true }],
    ["an own one near the tenant's name", own("Contosa HR"), "pass"],
    ["an own one with a campaign's name", own("Delivery Service"), "pass", { guard: true }],
    ["an own one that describes", own("Azure backup"), "pass", { guard: true }],
    ["an own one that names a product", own("SharePoint sync"), "pass", { guard: true }],
    ["a managed identity", managedIdentity({ name: "microsoft-sync" }), "not-applicable", { guard: true }],

    [
      "no brand, the tenant's domains not readable",
      foreign("Fabrikam Mail"),
      { notAssessed: [noDomains] },
      { gaps: { domains: [noDomains] } },
    ],
    [
      "no brand, the tenant's name not readable",
      foreign("Fabrikam Mail"),
      { notAssessed: [denied] },
      { tenants: [tenant({ displayName: unknown(denied) })] },
    ],
    [
      "publisher not readable",
      foreign("Google Scanner", { verifiedPublisher: unknown(unsupported) }),
      { notAssessed: [unsupported] },
    ],
    [
      "owner not readable",
      foreign("Google Scanner", { owner: "unknown", appOwnerOrganizationId: unknown(denied) }),
      { notAssessed: [denied] },
    ],
  ],
  { given: { tenants: [tenant()], domains: [domain()], applications: [application()] } },
);
