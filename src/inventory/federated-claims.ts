import { type Gap, known, type Known, unknown } from "./known.ts";
import type { Resource } from "./resource.ts";

/** A federated credential of an application or of an identity, as far as it says whose tokens it accepts. */
export interface Federation extends Resource {
  readonly issuer: Known<string>;
  readonly subject: Known<string | null>;
  readonly claimsMatchingExpression: Known<string | null>;
}

/**
 * What a token must carry, by claim: the whole subject as `sub`, what is written into it (`repo`, `ref`, `environment`),
 * and the other claims of an expression. `*` and `?` are wildcards: those of an exact comparison are taken out.
 */
export type Claims = ReadonlyMap<string, string>;

/**
 * Subject and expression exclude each other.
 * https://learn.microsoft.com/entra/workload-id/workload-identities-flexible-federated-identity-credentials
 */
export function claimsOf(federation: Federation): Known<Claims> {
  const { subject, claimsMatchingExpression: expression } = federation;
  if (!subject.known) return subject;
  if (subject.value !== null) return known(withParts([["sub", exact(subject.value)]]));
  if (!expression.known) return expression;
  if (expression.value === null)
    return unknown(federationGap(federation, "malformed", "neither a subject nor an expression"));
  if (EXPRESSION.test(expression.value)) return known(withParts(clausesOf(expression.value)));
  const detail = `the expression ${JSON.stringify(expression.value)} is not understood`;
  return unknown(federationGap(federation, "unsupported", detail));
}

/** `subject "…"` or `expression "…"`, as they were written. */
export function acceptedBy({ subject, claimsMatchingExpression: expression }: Federation): string {
  if (subject.known && subject.value !== null) return `subject "${subject.value}"`;
  return expression.known && expression.value !== null
    ? `expression "${expression.value}"`
    : "subject, which was not read";
}

export function federationGap({ id }: Federation, reason: Gap["reason"], detail: string): Gap {
  return { reason, scope: id, request: "GET federatedIdentityCredentials", detail };
}

const CLAUSE = String.raw`claims\['([^']+)'\]\s+(eq|matches)\s+'([^']*)'`;
const CLAUSES = new RegExp(CLAUSE, "g");
/** Clauses joined by `and`; there is no `or`. A quote in a value is escaped in a way that is not documented. */
const EXPRESSION = new RegExp(String.raw`^\s*${CLAUSE}(?:\s+and\s+${CLAUSE})*\s*$`);

type Claim = readonly [name: string, pattern: string];

function clausesOf(expression: string): readonly Claim[] {
  return Array.from(expression.matchAll(CLAUSES), ([, name = "", operator, value = ""]) => [
    name,
    operator === "eq" ? exact(value) : value,
  ]);
}

/** Only `matches` has wildcards: in a plain subject, and behind `eq`, these are characters like any others. */
function exact(text: string): string {
  return text.replaceAll(/[*?]/g, "_");
}

function withParts(claims: readonly Claim[]): Claims {
  return new Map(
    claims.flatMap(([name, pattern]) => [...(name === "sub" ? partsOf(pattern) : []), [name, pattern]]),
  );
}

/** `repo:contoso/shop:ref:refs/heads/main` → repo, ref. GitHub writes a colon in a value as `%3A`. */
function partsOf(subject: string): readonly Claim[] {
  const words = subject.split(":").values();
  const parts: Claim[] = [];
  for (const name of words) {
    // The only word that stands without a value.
    parts.push([name, name === "pull_request" ? "" : (words.next().value ?? "")]);
  }
  return parts;
}
