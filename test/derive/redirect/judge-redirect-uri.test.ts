import { describe, expect, test } from "vitest";
import { type OwnDomains, registrableOf } from "../../../src/derive/own-domains.ts";
import { judgeRedirectUri } from "../../../src/derive/redirect/judge-redirect-uri.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { Takeable } from "../../../src/inventory/sections.ts";
import { graphDenied } from "../../checks/build-entra.ts";

const NAMES = ["contoso.com", "fabrikam.co.uk", "acme.de", "xn--mller-kva.de"];
const own: OwnDomains = { domains: NAMES.flatMap((name) => registrableOf(name) ?? []), gaps: [] };
const judge = (uri: string) => judgeRedirectUri({ platform: "web", uri }, own);

/** `tunnel ngrok.io`, or `-`. */
function takeable(uri: string, read = own): string {
  const found = judgeRedirectUri({ platform: "web", uri }, read).takeable;
  return found.known ? tell(found.value) : "unknown";
}

function tell(found: Takeable | null): string {
  if (found === null) return "-";
  return `${found.by} ${found.by === "look-alike" ? found.domain : found.suffix}`;
}

test("platform and address stay as they are", () => {
  expect(judgeRedirectUri({ platform: "spa", uri: "HTTPS://Login.Contoso.com/Cb" }, own)).toEqual({
    platform: "spa",
    uri: "HTTPS://Login.Contoso.com/Cb",
    insecure: null,
    isLoopback: false,
    takeable: known(null),
  });
});

describe("the scheme", () => {
  test.each([
    ["https://login.contoso.com/cb", null],
    ["http://login.contoso.com/cb", "http"],
    ["HTTP://LOGIN.CONTOSO.COM", "http"],
    ["  http://contoso.com", "http"],
    ["http:contoso.com", "http"],
    ["http:\\\\contoso.com", "http"],
    ["http://intranet/", "http"],
    ["http://203.0.113.7/", "http"],
    ["http://0.0.0.0/", "http"],
    ["http://localhost.evil.example/", "http"],
    ["http://notlocalhost/", "http"],
    ["http://localhost@evil.example/", "http"],
    ["http://evil.example/?http://localhost", "http"],
    ["http://127.0.0.1.evil.example/", "http"],
    ["http://contoso.com:port/", "http"],
    ["http://*.contoso.com/", "http"],
    ["https://*.contoso.com/cb", "wildcard"],
    ["https://contoso.com/*", "wildcard"],
    ["https://login*.contoso.com/", "wildcard"],
    ["https://%2a.contoso.com/", "wildcard"],
    ["https://*.contoso.com:*/cb", "wildcard"],
    ["https://contoso.com:*/a/*", "wildcard"],
    ["https://contoso.com/?to=*", null],
    ["https://contoso.com/#*", null],
    ["msal00000000-0000-0000-0000-000000000000://auth", null],
    ["msauth.com.contoso.app://auth/*", null],
    ["ms-app://s-1-15-2-1/", null],
    ["ms-appx-web://Microsoft.AAD.BrokerPlugin/*", null],
    ["urn:ietf:wg:oauth:2.0:oob", null],
    ["brk-multihub://contoso.com", null],
    ["//contoso.com/*", null],
    ["contoso.com", null],
    ["httpx://contoso.com/*", null],
    ["", null],
    ["*", null],
  ])("%s: %s", (uri, insecure) => {
    expect(judge(uri)).toMatchObject({ insecure, isLoopback: false });
  });
});

test.each([
  "http://localhost",
  "http://localhost:8080/cb",
  "https://LOCALHOST./cb",
  "http://app.localhost:3000",
  "http://127.0.0.1:1234/",
  "http://127.255.3.4/",
  "http://127.1/",
  "http://2130706433/",
  "http://[::1]:8400/",
  "http://[::ffff:127.0.0.1]/",
  "http://localhost:*/",
  "http://localhost/*",
  "http://user@localhost/",
])("%s is loopback", (uri) => {
  expect(judge(uri)).toMatchObject({ insecure: null, isLoopback: true, takeable: known(null) });
});

describe("names that others can claim", () => {
  test.each([
    ["https://shop.azurewebsites.net/cb", "azurewebsites.net"],
    ["https://SHOP.AzureWebsites.NET./cb", "azurewebsites.net"],
    ["https://shop.scm.azurewebsites.net/", "azurewebsites.net"],
    ["https://shop-staging.azurewebsites.net:8443/", "azurewebsites.net"],
    ["https://contoso.com@shop.azurewebsites.net/", "azurewebsites.net"],
    ["https://shop.westeurope.cloudapp.azure.com/", "cloudapp.azure.com"],
    ["https://my-contosoportalapp1.westeurope.cloudapp.azure.com/", "cloudapp.azure.com"],
    ["https://shop.trafficmanager.net/", "trafficmanager.net"],
    ["https://acct.z6.web.core.windows.net/", "web.core.windows.net"],
    ["https://acct.blob.core.windows.net/c/cb", "blob.core.windows.net"],
    ["https://shop.azurefd.net/", "azurefd.net"],
    ["https://shop.azurewebsites.us/", "azurewebsites.us"],
    ["https://shop.chinacloudsites.cn/", "chinacloudsites.cn"],
    ["https://shop.usgovvirginia.cloudapp.usgovcloudapi.net/", "cloudapp.usgovcloudapi.net"],
    ["https://shop.herokuapp.com/", "herokuapp.com"],
    ["https://contoso.github.io/", "github.io"],
    ["https://contoso.vercel.app/", "vercel.app"],
    ["https://bucket.s3.amazonaws.com/", "s3.amazonaws.com"],
    ["https://bucket.s3.eu-west-1.amazonaws.com/", "s3.eu-west-1.amazonaws.com"],
    ["https://b.s3-website-eu-west-1.amazonaws.com/", "s3-website-eu-west-1.amazonaws.com"],
    [
      "https://www.contoso.com.s3-website.eu-central-1.amazonaws.com/",
      "s3-website.eu-central-1.amazonaws.com",
    ],
    ["https://bucket.s3.cn-north-1.amazonaws.com.cn/", "s3.cn-north-1.amazonaws.com.cn"],
    ["http://shop.azurewebsites.net/cb", "azurewebsites.net"],
    ["https://shop.azurewebsites.net/*", "azurewebsites.net"],
  ])("%s", (uri, suffix) => {
    expect(takeable(uri)).toBe(`claimable-name ${suffix}`);
  });

  test.each([
    ["https://azurewebsites.net/", "the suffix itself"],
    ["https://notazurewebsites.net/", "no label border"],
    ["https://azurewebsites.net.example.org/", "in front"],
    ["https://shop-ds27dh7271aah175.westus-01.azurewebsites.net/", "a hash of App Service"],
    ["https://shop-ds27dh7271aah175.scm.westus-01.azurewebsites.net/", "a hash of its SCM site"],
    ["https://shop-mdjf2jfgjf82mnzx.z01.azurefd.net/", "a hash of Front Door"],
    ["https://shop.fjdng2acavhkevd8.uksouth.cloudapp.azure.com/", "a hash of a public IP"],
    ["https://shop-0123456789ab.herokuapp.com/", "a hash of Heroku"],
    ["https://happy-sea-0abc12345.azurestaticapps.net/", "made up by Azure"],
    ["https://d111111abcdef8.cloudfront.net/", "made up by CloudFront"],
    ["https://s3.amazonaws.com/bucket", "no name of its own"],
    ["msal://shop.azurewebsites.net/", "no web address"],
    ["https://login.microsoftonline.com/common/oauth2/nativeclient", "Microsoft's own"],
  ])("not %s: %s", (uri) => {
    expect(takeable(uri)).toBe("-");
  });
});

describe("tunnels and catchers", () => {
  test.each([
    ["https://abc.ngrok.io/cb", "ngrok.io"],
    ["https://abc.eu.ngrok.io/cb", "ngrok.io"],
    ["https://abc.ngrok-free.app", "ngrok-free.app"],
    ["https://a-b-c.trycloudflare.com/", "trycloudflare.com"],
    ["https://abc-8080.euw.devtunnels.ms/", "devtunnels.ms"],
    ["https://webhook.site/00000000-0000-0000-0000-000000000000", "webhook.site"],
    ["https://abc.oast.fun/", "oast.fun"],
    ["https://login.contoso.com.ngrok.io/", "ngrok.io"],
    ["https://login.contoso.com@abc.ngrok.io/", "ngrok.io"],
  ])("%s", (uri, suffix) => {
    expect(takeable(uri)).toBe(`tunnel ${suffix}`);
  });

  test("on label borders", () => {
    expect(takeable("https://notngrok.io/")).toBe("-");
  });
});

describe("wildcards over what others register", () => {
  test.each([
    ["https://*.azurewebsites.net/", "azurewebsites.net"],
    ["https://shop-*.azurewebsites.net/", "azurewebsites.net"],
    ["https://*.westeurope.cloudapp.azure.com/", "cloudapp.azure.com"],
    ["https://*.ngrok.io/", "ngrok.io"],
    ["https://*contoso.com/", "com"],
    ["https://login.*contoso.co.uk/", "co.uk"],
    ["https://*.com/", "com"],
    ["https://contoso.*/", "*"],
    ["https://contoso.c*m/", "*"],
    ["https://*/", "*"],
    ["https://*:*/", "*"],
    ["https://contoso.com*/", "*"],
  ])("%s", (uri, suffix) => {
    expect(takeable(uri)).toBe(`any-name ${suffix}`);
  });

  test.each(["https://*.contoso.com/", "https://login-*.contoso.com/", "https://*.example.org/"])(
    "%s is the registrant's affair",
    (uri) => {
      expect(takeable(uri)).toBe("-");
    },
  );
});

describe("look-alikes", () => {
  test.each([
    ["https://login.contosa.com/", "contoso.com"],
    ["https://contsoo.com/", "contoso.com"],
    ["https://con-toso.com/", "contoso.com"],
    ["https://c0ntoso.com/", "contoso.com"],
    ["https://c0ntoso.example/", "contoso.com"],
    ["https://c\u043Entoso.com/", "contoso.com"],
    ["https://xn--cntoso-wqf.com/", "contoso.com"],
    ["https://cöntoso.net/", "contoso.com"],
    ["https://c0ntoso.vercel.app/", "contoso.com"],
    ["https://login.contoso.com.evil.example/", "contoso.com"],
    ["https://contoso.com.evil.example/", "contoso.com"],
    ["https://fabrikan.co.uk/", "fabrikam.co.uk"],
    ["https://muller.de/", "xn--mller-kva.de"],
    ["http://contosa.com/", "contoso.com"],
  ])("%s", (uri, domain) => {
    expect(takeable(uri)).toBe(`look-alike ${domain}`);
  });

  test.each([
    ["https://login.contoso.com/", "its own"],
    ["https://contoso.com/", "its own, bare"],
    ["https://xn--mller-kva.de/", "its own, in punycode"],
    ["https://müller.de/", "its own, decoded"],
    ["https://contoso.de/", "the same label elsewhere"],
    ["https://contosa.de/", "near, but elsewhere"],
    ["https://acne.de/", "too short to be near"],
    ["https://evil.example/contoso.com", "in the path"],
    ["https://notcontoso.com.example/", "no label border"],
    ["https://login.contoso.com.mcas.ms/", "Defender for Cloud Apps"],
    ["https://contoso.com.admin-mcas-gov.us/", "Defender for Cloud Apps of the government"],
    ["https://login.contoso.com@localhost/", "this machine"],
    ["https://contosa/", "the intranet"],
  ])("not %s: %s", (uri) => {
    expect(takeable(uri)).toBe("-");
  });
});

describe("the tenant's domains were not read", () => {
  const gap = graphDenied("Domain.Read.All", "GET /v1.0/domains");
  const unread = { domains: [], gaps: [gap] };

  test("any other host could be a look-alike", () => {
    expect(judgeRedirectUri({ platform: "web", uri: "https://evil.example/" }, unread).takeable).toEqual(
      unknown(gap),
    );
    expect(takeable("http://evil.example/", unread)).toBe("unknown");
  });

  test.each([
    ["https://shop.azurewebsites.net/", "claimable-name azurewebsites.net"],
    ["https://abc.ngrok.io/", "tunnel ngrok.io"],
    ["https://*.com/", "any-name com"],
    ["https://localhost/", "-"],
    ["https://intranet/", "-"],
    ["https://203.0.113.7/", "-"],
    ["https://[2001:db8::1]/", "-"],
    ["msal://auth", "-"],
    ["https://login.microsoftonline.com/common/oauth2/nativeclient", "-"],
    ["https://login.microsoftonline.us/common/oauth2/nativeclient", "-"],
    ["https://microsoftonline.com.evil.example/", "unknown"],
  ])("%s is judged all the same", (uri, expected) => {
    expect(takeable(uri, unread)).toBe(expected);
  });

  test("in part: what was read counts", () => {
    const partly = { ...own, gaps: [gap] };
    expect(takeable("https://login.contoso.com/", partly)).toBe("-");
    expect(takeable("https://contosa.com/", partly)).toBe("look-alike contoso.com");
    expect(takeable("https://evil.example/", partly)).toBe("unknown");
  });
});

test("hostile addresses are judged as far as they go, and soon", () => {
  const uris = [
    `https://${"a.".repeat(150_000)}com`,
    `https://${"@".repeat(300_000)}`,
    `https://${"*".repeat(300_000)}`,
    `https://[${":".repeat(300_000)}`,
    `http:${"/".repeat(300_000)}`,
    " ".repeat(300_000),
    "https://exa mple.com/",
    "https://\u0000.example/",
    "https://xn--zz--zz99.com/",
    "https://.../",
    "https://",
    "\uD800",
  ];
  expect(uris.map((uri) => judge(uri).uri)).toEqual(uris);
});
