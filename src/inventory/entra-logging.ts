import { type Factor, factor } from "./factors.ts";
import type { Slice } from "./inventory.ts";
import { missingLogs } from "./log-coverage.ts";
import { quoted } from "./quoted.ts";
import type { ServicePrincipal } from "./sections.ts";

/** Where the sign-ins of an application stand, and those of a managed identity. */
type SignInLogs = "ServicePrincipalSignInLogs" | "ManagedIdentitySignInLogs";

/** A setting may name all categories at once. */
export const ENTRA_GROUPS = ["allLogs"] as const;

/**
 * Whether that somebody took an application over, and what was done with it, can still be seen later: directory audits
 * and sign-ins are exported. Entra itself keeps them for 7 or 30 days. Nothing is added where both are.
 * https://learn.microsoft.com/entra/identity/monitoring-health/reference-reports-data-retention
 * @param signIns whose sign-ins count: Entra exports those of managed identities apart
 */
export function entraLogging(
  { entraDiagnosticSettings }: Slice<"entraDiagnosticSettings">,
  signIns: SignInLogs = "ServicePrincipalSignInLogs",
): Factor[] {
  const categories = ["AuditLogs", signIns];
  const missing = missingLogs(entraDiagnosticSettings.of("/"), { categories, groups: ENTRA_GROUPS });
  if (missing.known && missing.value.length === 0) return [];
  if (!missing.known || entraDiagnosticSettings.gapsAt("/").length > 0)
    return [factor("unknown-logging", "Whether sign-ins and directory audits are kept was not read.")];
  const isAll = missing.value.length === categories.length;
  return [
    factor(isAll ? "not-logged" : "partly-logged", `Entra ID does not export ${quoted(missing.value)}.`),
  ];
}

/** Which sign-ins are those of the principal. */
export function signInLogsOf({ kind }: Pick<ServicePrincipal, "kind">): SignInLogs {
  return kind === "managed-identity" ? "ManagedIdentitySignInLogs" : "ServicePrincipalSignInLogs";
}
