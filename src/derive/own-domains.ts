import { parse } from "tldts";
import type { SectionView } from "../inventory/inventory.ts";
import type { Gap } from "../inventory/known.ts";
import type { Domain } from "../inventory/sections.ts";
import { unicodeLabel } from "./unicode-label.ts";

/** The part of a host that somebody registered: `contoso.co.uk` of `login.contoso.co.uk`. */
export interface Registrable {
  /** In ASCII, as in a URL. */
  readonly domain: string;
  /** What was chosen, IDN decoded: `contoso`, `müller`. */
  readonly label: string;
  /** Under which it was registered: `co.uk`, or a cloud's `azurewebsites.net`. */
  readonly suffix: string;
}

/** What the tenant has verified as its own, and what of that was not read. */
export interface OwnDomains {
  readonly domains: readonly Registrable[];
  readonly gaps: readonly Gap[];
}

/** Every tenant has some under Microsoft's own domains; they say nothing about it. */
const INITIAL = /(?:^|\.)(?:onmicrosoft\.(?:com|us|de)|onmschina\.cn)$/i;

/** The registered parts of the verified domains, each once. */
export function ownDomains(domains: SectionView<Domain>): OwnDomains {
  const verified = domains.of("/").filter(({ isVerified }) => isVerified.known && isVerified.value);
  const own = verified
    .filter(({ name }) => !INITIAL.test(name))
    .flatMap(({ name }) => registrableOf(name.toLowerCase()) ?? []);
  return {
    domains: [...new Map(own.map((registrable) => [registrable.domain, registrable])).values()],
    gaps: [
      ...domains.gapsAt(""),
      ...domains.of("/").flatMap(({ isVerified }) => (isVerified.known ? [] : [isVerified.gap])),
    ],
  };
}

/**
 * Undefined for an address, a name without a dot, and a suffix itself. Suffixes are those of publicsuffix.org, clouds
 * among them: `x.azurewebsites.net` and `y.azurewebsites.net` belong to two customers.
 */
export function registrableOf(host: string): Registrable | undefined {
  const { domain, domainWithoutSuffix, publicSuffix } = parse(host, {
    allowPrivateDomains: true,
    // A wildcard is no host name.
    validateHostname: false,
  });
  if (domain === null || domainWithoutSuffix === null || publicSuffix === null) return undefined;
  return { domain, label: unicodeLabel(domainWithoutSuffix), suffix: publicSuffix };
}
