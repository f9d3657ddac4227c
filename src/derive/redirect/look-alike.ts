import { looksLike } from "../likeness/confusables.ts";
import { isOneEdit } from "../likeness/edits.ts";
import type { OwnDomains, Registrable } from "../own-domains.ts";

/** Shorter labels are near too many others. */
const SHORTEST_NEAR = 5;

/**
 * Microsoft Defender for Cloud Apps puts its own domain behind that of whom it watches:
 * https://learn.microsoft.com/defender-cloud-apps/troubleshooting-proxy-url
 */
const PROXIES = /\.(?:admin-)?mcas(?:-gov)?\.(?:ms|us)$/;

/**
 * The own domain that somebody else's imitates. The same label under another suffix is no imitation: an organization
 * owns `contoso.de` beside `contoso.dk`, and verifies what it needs.
 */
export function imitatedBy({ label, suffix }: Registrable, { domains }: OwnDomains): string | undefined {
  if (domains.some((own) => own.label === label)) return undefined;
  const bare = label.normalize("NFKD").replaceAll(/\p{M}/gu, "");
  const imitated = domains.find((own) => {
    const isNear = own.label.length >= SHORTEST_NEAR && suffix === own.suffix && isOneEdit(label, own.label);
    return isNear || bare === own.label || looksLike(bare, own.label);
  });
  return imitated?.domain;
}

/** The own domain that stands in front of somebody else's: `login.contoso.com.evil.example`. */
export function ledBy(host: string, { domains }: OwnDomains): string | undefined {
  if (PROXIES.test(host)) return undefined;
  return domains.find(({ domain }) => `.${host}`.includes(`.${domain}.`))?.domain;
}
