/**
 * What can raise or lower a score. A closed list: the points of each stand in `assess/score.ts`, so that a check
 * names facts and never numbers.
 */
export type FactorName =
  // Impact: what the subject can do, or what can be done with it.
  | "tier-zero"
  | "tier-one"
  | "tier-two"
  | "tier-three"
  | "sftp-takeover"
  | "sftp-write"
  | "sftp-read"
  | "sftp-endpoint"
  | "sftp-unknown-right"
  | "sensitive-container"
  | "weak-setting"
  | "tenant-control"
  | "unknown-privilege"
  | "trusted-name"
  | "redirect-takeover"
  | "token-leak"
  | "tenant-setting"
  | "open-consent"
  | "long-lived-secret"
  | "endless-secret"
  | "foreign-trust"
  | "plants-sftp-users"
  | "controls-sftp-account"
  | "grants-itself-rights"
  | "unlogged-logins"
  | "unlogged-control-plane"
  | "unlogged-directory"
  | "changeable-logs"
  | "unscanned-uploads"
  | "public-uploads"
  | "bypasses-key-ban"
  | "entra-data-access"
  | "sftp-account-changed"
  | "sftp-login-forced"
  | "sftp-data-moved"
  | "application-planted"
  | "credential-planted"
  | "permission-consented"
  | "guard-rail-lowered"
  | "unusual-sign-in"
  | "key-pushed"
  // Exposure: from where it can be reached.
  | "any-network"
  | "selected-networks"
  | "private-network"
  | "unknown-network"
  | "foreign-owner"
  | "every-user"
  | "privileged-user"
  | "guest"
  | "few-users"
  | "openable-network"
  | "outside-address"
  | "unknown-address"
  | "trusted-address"
  // Credential: how one gets in.
  | "password"
  | "ssh-key"
  | "no-credential"
  | "unknown-credential"
  | "service-principal-credential"
  | "foreign-credential"
  | "broad-federation"
  | "refresh-token"
  | "mintable-credential"
  | "secret"
  | "consent-only"
  | "weak-ssh-key"
  | "shared-ssh-key"
  | "shared-key"
  | "certificate"
  | "federated-credential"
  | "managed-identity"
  // Recency: how new it is.
  | "within-7-days"
  | "within-30-days"
  | "within-90-days"
  | "unknown-age"
  // Dormancy: whether somebody uses it.
  | "never-used"
  | "unused-90-days"
  | "unknown-use"
  // Logging blind spot: whether its use leaves a trace.
  | "not-logged"
  | "partly-logged"
  | "unknown-logging"
  // Evidence from logs.
  | "evidence-chain"
  | "evidence-event"
  | "event-without-state"
  | "unknown-evidence"
  // Novelty against the baseline.
  | "new-since-baseline"
  | "changed-since-baseline"
  // Mitigations.
  | "disabled"
  | "sftp-off"
  | "eligible-only"
  | "restricted-secrets"
  | "verified-publisher"
  | "drop-only"
  | "conditional"
  | "long-path";

export interface Factor {
  readonly name: FactorName;
  /** One sentence of evidence, printed in the ledger beside the points. */
  readonly because: string;
}

/** A factor with its sentence of evidence. */
export function factor(name: FactorName, because: string): Factor {
  return { name, because };
}
