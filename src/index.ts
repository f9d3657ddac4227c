/** What authors of checks and reporters build on. Nothing else of foothold is public. */
export {
  type Ceiling,
  type Check,
  type CheckContext,
  type CheckMeta,
  defineCheck,
  type Factor,
  type FactorName,
  factor,
  fail,
  type Fill,
  type MitreId,
  notApplicable,
  notAssessed,
  pass,
  type Remediation,
  type Settings,
  type Severity,
  type Verdict,
} from "./check.ts";
export type { SectionView, Slice } from "./inventory/inventory.ts";
export type { Gap, GapReason, Known, Listed } from "./inventory/known.ts";
export { contains } from "./inventory/scope.ts";
export { matchesName } from "./inventory/names.ts";
export { type NetworkReach, type NetworkRules, networkReach } from "./inventory/network.ts";
export { isPrivileged } from "./inventory/powers.ts";
export type * from "./inventory/sections.ts";
export { byAccountName, byAppId, byObjectId, objectIdOf } from "./inventory/sections.ts";
export { type SftpRight, sftpUsable, widestRight } from "./inventory/sftp.ts";
export {
  type BaselineSummary,
  type CheckResult,
  type Coverage,
  type CredentialKind,
  defineReporter,
  type Evidence,
  type Finding,
  type KeyKind,
  type KnownCredential,
  type KnownGrant,
  type KnownInventory,
  type KnownLocalUser,
  type LedgerLine,
  type NotAssessed,
  type Principal,
  type RenderContext,
  type Reporter,
  type ResolvedFinding,
  type Scan,
  type ScanReport,
  type ScanScope,
  type Subject,
  type Suppressed,
  type Summary,
  type VerdictWord,
} from "./reporter.ts";
