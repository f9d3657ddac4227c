import check from "../../../checks/grants/delegated-grant-offline-data.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { EXCHANGE, GRAPH, SHAREPOINT } from "../../../src/inventory/permissions.ts";
import {
  foreignPrincipal,
  grant,
  graphDenied,
  guid,
  microsoftPrincipal,
  servicePrincipal,
  user,
  userGrant,
} from "../build-entra.ts";
import { checkTable, type Row } from "../check-table.ts";

const unread = graphDenied("Directory.Read.All", "GET /v1.0/oauth2PermissionGrants");
const principalsUnread = graphDenied("Application.Read.All");
const objectsUnread = graphDenied("Directory.Read.All", "POST /v1.0/directoryObjects/getByIds");

const rest = ["unknown-age", "unknown-use", "unknown-logging"] as const;
const factors = ["tier-one", "few-users", "refresh-token", ...rest] as const;
const asAda = 'on behalf of "ada@contoso.example", with offline_access also while they are away.';
const message = `"billing" may use "Mail.Read" of "Microsoft Graph" ${asAda}`;
const found = { fail: message, severity: "high", factors } as const;
const phish = userGrant("openid offline_access Mail.Read", "ada");
const THUNDERBIRD = "9e5f94bc-e8a4-4e73-b8be-63364c29d753";

/** Scopes of which each is enough. */
const data: readonly (readonly [scope: string, api: string])[] = [
  ["Mail.ReadWrite", GRAPH],
  ["Mail.ReadBasic", GRAPH],
  ["Mail.Read.Shared", GRAPH],
  ["mail.readwrite.shared", GRAPH],
  ["EWS.AccessAsUser.All", EXCHANGE],
  ["IMAP.AccessAsUser.All", EXCHANGE],
  ["POP.AccessAsUser.All", GRAPH],
  ["Files.Read.All", GRAPH],
  ["Files.ReadWrite", GRAPH],
  ["Files.ReadWrite.All", GRAPH],
  ["Sites.Read.All", SHAREPOINT],
  ["Sites.ReadWrite.All", GRAPH],
];

/** Scopes that are no data, or data of the application's own. */
const noData: readonly (readonly [scope: string, api: string])[] = [
  ["User.Read", GRAPH],
  ["Mail.Send", GRAPH],
  ["Files.Read", GRAPH],
  ["Files.ReadWrite.AppFolder", GRAPH],
  ["Files.ReadWrite.Selected", GRAPH],
  ["Sites.FullControl.All", GRAPH],
  ["Mail.Read", "99999999-0000-0000-0000-000000000000"],
];

const rows: readonly Row<"oauth2PermissionGrants">[] = [
  ["the typical case", phish, found],
  ...data.map(
    ([scope, api]): Row<"oauth2PermissionGrants"> => [
      `${scope} of ${api}`,
      userGrant(`offline_access ${scope}`, "ada", { api, resourceName: "the API" }),
      { fail: `"billing" may use "${scope}" of "the API" ${asAda}`, severity: "high", factors },
    ],
  ),
  ...noData.map(
    ([scope, api]): Row<"oauth2PermissionGrants"> => [
      `no data: ${scope} of ${api}`,
      userGrant(`offline_access ${scope}`, "ada", { api }),
      "pass",
      { guard: true },
    ],
  ),
  [
    "the data in Exchange, offline_access in the user's grant of Microsoft Graph",
    userGrant("EWS.AccessAsUser.All", "ada", { api: EXCHANGE }),
    {
      fail: `"billing" may use "EWS.AccessAsUser.All" of "Office 365 Exchange Online" ${asAda}`,
      severity: "high",
      factors,
    },
    {
      oauth2PermissionGrants: [
        userGrant("offline_access User.Read", "ada", { principalId: guid("user", "ada").toUpperCase() }),
      ],
    },
  ],
  [
    "offline_access in a grant for every user",
    userGrant("Mail.Read", "ada"),
    found,
    { oauth2PermissionGrants: [grant("offline_access")] },
  ],
  [
    "offline_access of another user and of another client",
    userGrant("Mail.Read", "ada"),
    "pass",
    {
      oauth2PermissionGrants: [
        userGrant("offline_access", "bo"),
        userGrant("offline_access", "ada", { holder: "other" }),
      ],
      guard: true,
    },
  ],
  [
    "a foreign client",
    userGrant("offline_access Mail.Read", "ada", { holder: "Fabrikam Mail" }),
    { fail: /^"Fabrikam Mail" may use/, severity: "high", factors },
    { servicePrincipals: [foreignPrincipal()] },
  ],
  [
    "the client is switched off",
    phish,
    { fail: message, severity: "medium", factors: [...factors, "disabled"] },
    { servicePrincipals: [servicePrincipal({ accountEnabled: known(false) })], guard: true },
  ],
  [
    "one of Microsoft's own clients",
    userGrant("offline_access Mail.Read", "ada", { holder: "Outlook Mobile" }),
    { fail: /^"Outlook Mobile" may use/, severity: "info", factors, limits: ["ceiling:info"] },
    { servicePrincipals: [microsoftPrincipal({ name: "Outlook Mobile" })], guard: true },
  ],
  [
    "a client of Microsoft's that anybody signs in with",
    userGrant("offline_access Mail.Read", "ada", { holder: "Graph Explorer" }),
    { fail: /^"Graph Explorer" may use/, severity: "high", factors },
    {
      servicePrincipals: [
        microsoftPrincipal({ name: "Graph Explorer", appId: "de8bc8b5-d9f9-48b1-a8ad-b748da725064" }),
      ],
    },
  ],
  [
    "the user's name was not read",
    phish,
    { fail: new RegExp(`on behalf of "${guid("user", "ada")}", with`), severity: "high", factors },
    { directoryObjects: [], gaps: { directoryObjects: [objectsUnread] } },
  ],
  [
    "the client is gone",
    userGrant("offline_access Mail.Read", "ada", { name: "the client" }),
    { fail: /^"the client" may use/, severity: "high", factors },
    { servicePrincipals: [] },
  ],

  ["data without offline_access", userGrant("Mail.Read", "ada"), "pass", { guard: true }],
  ["offline_access alone", userGrant("offline_access", "ada"), "pass"],
  [
    "the API is gone",
    userGrant("offline_access Mail.Read", "ada", { resourceAppId: null, scopes: [] }),
    "pass",
    { guard: true },
  ],
  ["for every user", grant("offline_access Mail.Read"), "not-applicable", { guard: true }],
  [
    "a known mail client",
    phish,
    "not-applicable",
    { servicePrincipals: [servicePrincipal({ appId: THUNDERBIRD.toUpperCase() })], guard: true },
  ],
  [
    "a mail client of the settings",
    userGrant("offline_access Mail.Read.Shared", "ada"),
    "not-applicable",
    { settings: { mailClients: [guid("appid", "billing").toUpperCase()] }, guard: true },
  ],

  [
    "the client was not read: it may be a mail client",
    phish,
    { notAssessed: [principalsUnread] },
    { servicePrincipals: [], gaps: { servicePrincipals: [principalsUnread] } },
  ],
  [
    "for whom was not read",
    userGrant("offline_access Mail.Read", "ada", { consentType: unknown(unread) }),
    { notAssessed: [unread] },
  ],
  [
    "other grants of the client were not read",
    userGrant("Mail.Read", "ada"),
    { notAssessed: [unread] },
    { gaps: { oauth2PermissionGrants: [unread] } },
  ],
  [
    "other grants were not read, but this one says enough",
    phish,
    found,
    { gaps: { oauth2PermissionGrants: [unread] } },
  ],
  [
    "the API was not read, so that nobody knows its scopes",
    userGrant("offline_access Mail.Read", "ada", {
      resourceAppId: null,
      scopes: [{ value: "Mail.Read", tier: null, why: null, permissive: false }],
    }),
    { notAssessed: [principalsUnread] },
    { gaps: { servicePrincipals: [principalsUnread] } },
  ],
];

checkTable(check, rows, {
  given: { servicePrincipals: [servicePrincipal()], directoryObjects: [user("ada")] },
});
