import { defineDerivation } from "../derivation.ts";
import type { Slice } from "../inventory/inventory.ts";
import { known } from "../inventory/known.ts";
import { type OwnDomains, ownDomains } from "./own-domains.ts";
import { judgeRedirectUri } from "./redirect/judge-redirect-uri.ts";

/** The redirect URIs of every application, judged by scheme and host. */
export default defineDerivation({
  section: "redirectUris",
  of: "applications",
  from: ["domains"],
  derive({ id, name, redirectUris }, slice) {
    const own = ownOf(slice);
    return [
      {
        id: `${id}/redirectUris/default`,
        name,
        applicationId: id,
        uris: redirectUris.known
          ? known(redirectUris.value.map((redirect) => judgeRedirectUri(redirect, own)))
          : redirectUris,
      },
    ];
  },
});

/** The same for every application of a derivation. */
const memo = new WeakMap<Slice<"domains">, OwnDomains>();

function ownOf(slice: Slice<"domains">): OwnDomains {
  const before = memo.get(slice);
  if (before !== undefined) return before;
  const own = ownDomains(slice.domains);
  memo.set(slice, own);
  return own;
}
