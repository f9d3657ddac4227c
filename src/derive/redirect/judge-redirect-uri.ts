import { type Known, known, unknown } from "../../inventory/known.ts";
import type { JudgedRedirectUri, RedirectUri, Takeable } from "../../inventory/sections.ts";
import { type OwnDomains, registrableOf } from "../own-domains.ts";
import { imitatedBy, ledBy } from "./look-alike.ts";
import { claimableSuffix, tunnelSuffix } from "./shared-hosts.ts";

/** Where a browser goes. Other schemes (`msal…`, `ms-app`, `urn`) open an application of the device. */
interface WebAddress {
  readonly isSecure: boolean;
  /** In ASCII and lower case, without user, port and final dot. */
  readonly host: string;
  readonly path: string;
}

/** Entra takes 256 characters: https://learn.microsoft.com/entra/identity-platform/reply-url#maximum-uri-length */
const LONGEST = 2048;

/** What URL does not parse, a wildcard in place of a port for one. */
const BY_HAND = /^\s*(?<scheme>https?):[/\\]*(?<authority>[^/\\?#]*)(?<path>[^?#]*)/i;

/** https://learn.microsoft.com/entra/identity-platform/reply-url; IPv6 addresses that hold one of IPv4 come in hex. */
const LOOPBACK =
  /^(?:localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]+\])$/;

/** Where the sign-in pages of Entra lie, which native clients name as their own. */
const ENTRA =
  /^(?:login\.microsoftonline\.(?:com|us)|login\.(?:partner\.microsoftonline|chinacloudapi)\.cn)$/;

/** What can be said against a redirect URI. */
export function judgeRedirectUri({ platform, uri }: RedirectUri, own: OwnDomains): JudgedRedirectUri {
  const address = webAddressOf(uri.slice(0, LONGEST));
  const isLoopback = address !== undefined && LOOPBACK.test(address.host);
  if (address === undefined || isLoopback)
    return { platform, uri, insecure: null, isLoopback, takeable: known(null) };
  const hasWildcard = address.host.includes("*") || address.path.includes("*");
  return {
    platform,
    uri,
    insecure: address.isSecure ? (hasWildcard ? "wildcard" : null) : "http",
    isLoopback,
    takeable: takeableOf(address.host, own),
  };
}

function webAddressOf(uri: string): WebAddress | undefined {
  const url = URL.parse(uri);
  if (url !== null) {
    return /^https?:$/.test(url.protocol)
      ? { isSecure: url.protocol === "https:", host: withoutDot(url.hostname), path: url.pathname }
      : undefined;
  }
  const { scheme, authority = "", path = "" } = BY_HAND.exec(uri)?.groups ?? {};
  if (scheme === undefined) return undefined;
  const host = authority
    .slice(authority.lastIndexOf("@") + 1)
    .replace(/:[^:\]]*$/, "")
    .toLowerCase();
  return { isSecure: scheme.toLowerCase() === "https", host: withoutDot(host), path };
}

function withoutDot(host: string): string {
  return host.endsWith(".") ? host.slice(0, -1) : host;
}

/** Who else could answer at a host: the worst that can be said of it. */
function takeableOf(host: string, own: OwnDomains): Known<Takeable | null> {
  const open = openSuffix(host);
  if (open !== undefined) return known({ by: "any-name", suffix: open });
  const tunnel = tunnelSuffix(host);
  if (tunnel !== undefined) return known({ by: "tunnel", suffix: tunnel });
  const registrable = registrableOf(host);
  // An address or a name of the intranet has no look-alike.
  if (registrable === undefined || ENTRA.test(host)) return known(null);
  if (own.domains.some(({ domain }) => domain === registrable.domain)) return known(null);
  const imitated = imitatedBy(registrable, own);
  if (imitated !== undefined) return known({ by: "look-alike", domain: imitated });
  const claimable = claimableSuffix(host);
  if (claimable !== undefined) return known({ by: "claimable-name", suffix: claimable });
  const led = ledBy(host, own);
  if (led !== undefined) return known({ by: "look-alike", domain: led });
  const [gap] = own.gaps;
  return gap === undefined ? known(null) : unknown(gap);
}

/** What a wildcard leaves to whoever registers there: `azurewebsites.net` of `*.azurewebsites.net`, `com` of `*contoso.com`. */
function openSuffix(host: string): string | undefined {
  if (!host.includes("*")) return undefined;
  const claimable = claimableSuffix(host);
  if (claimable !== undefined) return claimable;
  // A wildcard in front of what was registered is the registrant's own affair.
  const registered = registrableOf(host)?.domain ?? host;
  if (!registered.includes("*")) return undefined;
  const fixed = registered.slice(registered.lastIndexOf("*")).split(".").slice(1);
  return fixed.join(".") || "*";
}
