import type { Known, Listed } from "./known.ts";
import type { PrivilegeTier } from "./permissions.ts";
import type { Resource } from "./resource.ts";

/** A password or key of an application or service principal: `{owner}/passwordCredentials/{keyId}`, `{owner}/keyCredentials/{keyId}`. */
export interface Credential extends Resource {
  /** `/applications/{objectId}` or `/servicePrincipals/{objectId}`. */
  readonly ownerId: string;
  readonly ownerName: string;
  readonly appId: string;
  readonly on: "application" | "service-principal";
  readonly kind: "password" | "certificate" | "symmetric-key";
  readonly keyId: string;
  /** `Verify` signs the application in; `Sign` signs tokens that Entra hands out (SAML). Null for a password. */
  readonly usage: string | null;
  /** ISO 8601. */
  readonly startDateTime: string | null;
  readonly endDateTime: string | null;
  /** Part of a SAML signing certificate, which Entra itself puts on the service principal. */
  readonly signsSaml: boolean;
}

/** A credential of an earlier report, which serves as the baseline. The id is the credential's. */
export interface CredentialRecord extends Resource {
  readonly ownerId: string;
  readonly keyId: string;
  /** ISO 8601. */
  readonly firstSeen: string;
  /** That report found it as added since its own baseline: nobody has accepted it since. */
  readonly unclaimed?: true;
}

/** All that one service principal may do, from every source: `{servicePrincipal}/effectivePermissions/default`. */
export interface EffectivePermissions extends Resource {
  /** `/servicePrincipals/{objectId}`. */
  readonly principalId: string;
  readonly appId: string;
  /** What was read, the most dangerous first; and what was not. Only what is worth a name: tiers 0 to 2 and Azure roles. */
  readonly powers: Listed<Power>;
}

/** One thing that a principal may do. */
export interface Power {
  readonly kind: "application-role" | "delegated-scope" | "directory-role" | "azure-role";
  /** `Mail.Read`, `Global Administrator`, `Owner`. */
  readonly name: string;
  readonly tier: PrivilegeTier;
  /** The API, the directory scope or the Azure scope. */
  readonly at: string;
  /** Through which group it is held, and whether it must first be activated. */
  readonly through: string | null;
  readonly eligible: boolean;
}

/** When an application was last used, whatever way: `{servicePrincipal}/lastUse/default`. */
export interface LastUse extends Resource {
  /** `/servicePrincipals/{objectId}`. */
  readonly principalId: string;
  /** ISO 8601; null where no sign-in is on record, which is no proof that there was none. */
  readonly lastSignIn: Known<string | null>;
}

/** An owner together with what owning gives: `{owned}/owners/{objectId}` of privileged applications. */
export interface OwnerPower extends Resource {
  readonly ownedId: string;
  readonly ownedName: string;
  readonly ownerId: string;
  readonly kind: "user" | "service-principal" | "group" | "other";
  /** Null for what is no user. */
  readonly userType: Known<string | null>;
  readonly accountEnabled: Known<boolean | null>;
  /** True where the owner could add credentials anyway, by a directory role of its own. */
  readonly mintsAnyway: Known<boolean>;
  /** What whoever adds a credential gets: of the owned application's service principal. */
  readonly powers: Listed<Power>;
}

/** What the name of a service principal resembles: `{servicePrincipal}/nameLikeness/default`. */
export interface NameLikeness extends Resource {
  /** `/servicePrincipals/{objectId}`. */
  readonly principalId: string;
  readonly likeness: Known<Likeness | null>;
}

export interface Likeness {
  /** `Microsoft`, `SharePoint`, `McAfee`, or the tenant's own, in lower case. */
  readonly brand: string;
  /** `campaign`: a name without a brand, under which attackers have asked for consent. */
  readonly of: "microsoft" | "google" | "security-vendor" | "tenant" | "campaign";
  /** `same`: the words themselves; `disguised`: look-alike letters or punycode; `near`: one letter away. */
  readonly how: "same" | "disguised" | "near";
  /** The words that resemble it, as they are spelled in the name. */
  readonly words: string;
  /** It is a product that resembles: add-ins of honest publishers are named after it, too. */
  readonly isProduct: boolean;
  /** True where the verified publisher's own name holds the company's, or just these words. */
  readonly isPublishers: Known<boolean>;
}

/** The redirect URIs of an application, judged: `{application}/redirectUris/default`. */
export interface RedirectUris extends Resource {
  readonly applicationId: string;
  readonly uris: Known<readonly JudgedRedirectUri[]>;
}

export interface JudgedRedirectUri {
  readonly platform: "web" | "spa" | "publicClient";
  readonly uri: string;
  /** `http` outside this machine, or a wildcard; loopback is told apart, since it is normal for public clients. */
  readonly insecure: "http" | "wildcard" | null;
  readonly isLoopback: boolean;
  /**
   * Who else could answer at the host; null where nothing is known against it. Unknown only where the tenant's domains
   * were not read, and the host could be a look-alike of one.
   */
  readonly takeable: Known<Takeable | null>;
}

export type Takeable =
  /** A name under a cloud's shared domain, which the next customer can claim when it is given up. */
  | { readonly by: "claimable-name"; readonly suffix: string }
  /** A wildcard where others get names: whoever has a name under the suffix. */
  | { readonly by: "any-name"; readonly suffix: string }
  /** A tunnel or a catcher of requests. */
  | { readonly by: "tunnel"; readonly suffix: string }
  /** One letter away from a domain of the tenant, a disguise of it, or the domain in front of somebody else's. */
  | { readonly by: "look-alike"; readonly domain: string };
