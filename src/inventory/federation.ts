import { acceptedBy, type Claims, claimsOf, type Federation, federationGap } from "./federated-claims.ts";
import type { SectionView } from "./inventory.ts";
import { known, type Known, unknown } from "./known.ts";
import { matchesName } from "./names.ts";
import type { Tenant } from "./sections.ts";

/** Who signs the tokens that a federated credential accepts. */
export type Issuer =
  | { readonly kind: "github" | "gitlab" | "terraform" | "azure-devops" | "other" }
  /** The tenant whose principals, or whose clusters, get such tokens. */
  | { readonly kind: "entra" | "kubernetes"; readonly tenantId: string };

/** Whether those who get tokens from an issuer are the tenant's own. */
export type Trust = "known" | "unknown" | "other-tenant" | "other-cluster" | "unlisted-organization";

/** The part of the settings that tells whom the tenant knows. */
export interface KnownIssuers {
  readonly github: { readonly organizations: readonly string[] };
  readonly issuers: readonly string[];
}

const GUID = "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}";

/**
 * What stands behind `https://`, in full: `gitlab.com.example` is somebody else's host, and nothing here has a user, a
 * port or a query. Google, Amazon and others hand tokens to everybody under one name: settings must list them.
 */
const SHARED: readonly (readonly ["github" | "gitlab" | "terraform" | "azure-devops", RegExp])[] = [
  // An enterprise can have one of its own. https://docs.github.com/en/actions/reference/security/oidc
  ["github", /^token\.actions\.githubusercontent\.com(?:\/[a-z0-9-]+)?$/],
  ["gitlab", /^gitlab\.com$/],
  ["terraform", /^app\.(?:eu\.)?terraform\.io$/],
  // https://learn.microsoft.com/azure/devops/pipelines/release/convert-service-connections
  ["azure-devops", new RegExp(String.raw`^vstoken\.dev\.azure\.com/${GUID}$`)],
];

const LOGIN = String.raw`login\.(?:microsoftonline\.(?:com|us)|partner\.microsoftonline\.cn|chinacloudapi\.cn)`;

/** Those that carry a tenant, which is captured. */
const OF_TENANT: readonly (readonly ["entra" | "kubernetes", RegExp])[] = [
  // https://learn.microsoft.com/entra/identity-platform/access-tokens
  ["entra", new RegExp(String.raw`^${LOGIN}/(${GUID})/v2\.0$`)],
  ["entra", new RegExp(String.raw`^sts\.(?:windows\.net|chinacloudapi\.cn)/(${GUID})$`)],
  // Azure Kubernetes Service, and clusters elsewhere that Azure Arc connects.
  // https://learn.microsoft.com/azure/aks/use-oidc-issuer, https://learn.microsoft.com/azure/azure-arc/kubernetes/workload-identity
  [
    "kubernetes",
    new RegExp(String.raw`^[a-z0-9-]+\.oic\.prod-(?:aks|arc)\.azure\.(?:com|us|cn)/(${GUID})/${GUID}$`),
  ],
];

export function issuerOf(address: string): Issuer {
  const place = placeOf(address);
  const shared = SHARED.find(([, form]) => form.test(place));
  if (shared !== undefined) return { kind: shared[0] };
  for (const [kind, form] of OF_TENANT) {
    const tenantId = form.exec(place)?.[1];
    if (tenantId !== undefined) return { kind, tenantId };
  }
  return { kind: "other" };
}

/** @param tenantId of the scan: tokens of Entra and of clusters are one's own where they carry it */
export function trustOf(
  federation: Federation,
  tenantId: Known<string>,
  settings: KnownIssuers,
): Known<Trust> {
  if (!federation.issuer.known) return federation.issuer;
  if (isListed(federation.issuer.value, settings)) return known("known");
  const issuer = issuerOf(federation.issuer.value);
  switch (issuer.kind) {
    case "gitlab":
    case "terraform":
    case "azure-devops":
      return known("known");
    case "github": {
      const claims = claimsOf(federation);
      if (!claims.known) return claims;
      const isOurs = settings.github.organizations.some((name) => isOrganization(name, claims.value));
      return known(isOurs ? "known" : "unlisted-organization");
    }
    case "entra":
    case "kubernetes": {
      if (!tenantId.known) return tenantId;
      const other = issuer.kind === "entra" ? "other-tenant" : "other-cluster";
      return known(issuer.tenantId === tenantId.value.toLowerCase() ? "known" : other);
    }
    case "other":
      return known("unknown");
  }
}

export function ownTenantId(tenants: SectionView<Tenant>): Known<string> {
  const [tenant] = tenants.of("/");
  if (tenant !== undefined) return known(tenant.tenantId);
  const [gap] = tenants.gapsAt("/");
  const detail = "the scan does not know its own tenant";
  return unknown(gap ?? { reason: "failed", scope: "/", request: "section tenants", detail });
}

/**
 * From whom else tokens are accepted, as the end of a sentence; null where a single workload is named. How an issuer
 * that nobody knows writes its subjects is not known either: undefined.
 */
export function breadthOf(federation: Federation, settings: KnownIssuers): Known<string | null | undefined> {
  if (!federation.issuer.known) return federation.issuer;
  const { kind } = issuerOf(federation.issuer.value);
  if (kind === "other" && !isListed(federation.issuer.value, settings)) return known(undefined);
  const claims = claimsOf(federation);
  if (!claims.known) return claims;
  const subject = claims.value.get("sub") ?? "";
  const grammar = kind === "other" ? grammarOf(subject) : GRAMMARS[kind];
  const breadth = grammar(claims.value, subject);
  if (breadth !== undefined) return known(breadth);
  const detail = `what the ${acceptedBy(federation)} stands for is not known`;
  return unknown(federationGap(federation, "unsupported", detail));
}

/** Undefined for a subject that such an issuer does not give. */
type Grammar = (claims: Claims, subject: string) => string | null | undefined;

const GRAMMARS: Readonly<Record<Exclude<Issuer["kind"], "other">, Grammar>> = {
  github: breadthOnGithub,
  gitlab: breadthOnGitlab,
  terraform: breadthOnTerraform,
  kubernetes: formed(/^system:serviceaccount:[^:]+:[^:]+$/),
  // A service connection, or a pipeline.
  "azure-devops": formed(/^(?:sc|p):\/\/[^/]+\/[^/]+\/[^/]+$/),
  // The object id of a principal, or what a service of Microsoft's presents for one of its own objects.
  entra: formed(new RegExp(`^(?:${GUID}|/eid1/c/[^/]+/t/[^/]+/a/[^/]+/.+)$`, "i")),
};

/** One's own GitHub, GitLab, Terraform or cluster writes subjects as the public ones do. */
function grammarOf(subject: string): Grammar {
  if (subject.startsWith("repo:")) return GRAMMARS.github;
  if (/^project_(?:path|id):/.test(subject)) return GRAMMARS.gitlab;
  if (subject.startsWith("organization:")) return GRAMMARS.terraform;
  if (subject.startsWith("system:serviceaccount:")) return GRAMMARS.kubernetes;
  return () => (/^[*?]/.test(subject) ? "anybody" : undefined);
}

/** An organization can choose the claims of its subjects. https://docs.github.com/en/actions/reference/security/oidc */
function breadthOnGithub(claims: Claims): string | null {
  const ref = claims.get("ref");
  // Whoever opens one runs code of their own.
  if (claims.has("pull_request") || ref?.startsWith("refs/pull/")) return "any pull request";
  if ([claims.get("job_workflow_ref"), claims.get("workflow_ref")].some(namesWorkflow)) return null;
  const isOne =
    isWhole(claims.get("repo") ?? claims.get("repository"), /^[^/]+\/[^/]+$/) ||
    isWhole(claims.get("repository_id"), /^\d+$/);
  if (!isOne) return "more than one repository";
  return namesRef(ref) || beginsName(claims.get("environment")) ? null : "any branch, tag or environment";
}

/** https://docs.gitlab.com/ci/secrets/id_token_authentication */
function breadthOnGitlab(claims: Claims): string | null {
  const isOne =
    isWhole(claims.get("project_path"), /^[^/]+\/.+$/) || isWhole(claims.get("project_id"), /^\d+$/);
  if (!isOne) return "more than one project";
  // A tag can have the name of a protected branch.
  const isPinned = isWhole(claims.get("ref_type"), /^(?:branch|tag)$/) && beginsName(claims.get("ref"));
  return isPinned || claims.get("environment_protected") === "true" ? null : "any branch or tag";
}

/** https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials */
function breadthOnTerraform(claims: Claims): string | null {
  if (!isWhole(claims.get("organization"), /./)) return "more than one organization";
  // Their names are unique in the organization, whatever the project.
  return beginsName(claims.get("workspace")) || beginsName(claims.get("stack")) ? null : "any workspace";
}

/** Of issuers whose subjects have one form and no parts to leave out. */
function formed(form: RegExp): Grammar {
  return (_, subject) => {
    if (/[*?]/.test(subject)) return "whatever a wildcard matches";
    return form.test(subject) ? null : undefined;
  };
}

/** A wildcard may finish a name and must not stand for all of it: any branch is nobody's branch. */
function beginsName(value: string | undefined): boolean {
  return value !== undefined && /^[^*?]/.test(value);
}

function namesRef(ref: string | undefined): boolean {
  return ref !== undefined && /^(?:refs\/(?:heads|tags)\/[^*?]|[0-9a-f]{40}$)/.test(ref);
}

/** `contoso/shop/.github/workflows/deploy.yml@refs/heads/main`: code of one branch, whoever calls it. */
function namesWorkflow(reference: string | undefined): boolean {
  const [, path = "", ref = ""] = /^(.*)@(.*)$/s.exec(reference ?? "") ?? [];
  return /^[^*?/]+\/[^*?/]+\/./.test(path) && namesRef(ref);
}

function isWhole(value: string | undefined, form: RegExp): boolean {
  return value !== undefined && form.test(value) && !/[*?]/.test(value);
}

/** Since 2026 names carry their ids: `repo:contoso@123456/shop@456789`. */
function isOrganization(name: string, claims: Claims): boolean {
  const path =
    claims.get("repo") ??
    claims.get("repository") ??
    claims.get("repository_owner") ??
    claims.get("job_workflow_ref") ??
    claims.get("workflow_ref");
  return path?.split("/", 1)[0]?.split("@", 1)[0]?.toLowerCase() === name.toLowerCase();
}

/** A wildcard of the settings crosses slashes: the host is compared on its own, so that no path can pose as one. */
function isListed(address: string, { issuers }: KnownIssuers): boolean {
  const place = placeOf(address);
  return issuers.map(withoutScheme).some((pattern) => {
    const isHost = matchesName(hostOf(pattern), hostOf(place));
    return place !== "" && isHost && matchesName(pattern, place);
  });
}

/** Host and path of an https address; empty for what is none, or has a user, a query or odd characters. */
function placeOf(address: string): string {
  const place = withoutScheme(address);
  const isPlain = /^[a-z0-9.-]+(?::\d+)?(?:\/[\w\-.~!$&'()*+,;=:@%/]*)?$/.test(place);
  return isPlain && /^https:\/\//i.test(address) ? place : "";
}

/** Hosts ignore case, and some issuers end with a slash. */
function withoutScheme(address: string): string {
  return address
    .toLowerCase()
    .replace(/^https:\/\//, "")
    .replace(/\/$/, "");
}

function hostOf(place: string): string {
  return place.replace(/\/.*$/, "");
}
