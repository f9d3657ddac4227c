import { defineCheck, factor, fail, notAssessed, pass } from "../../src/check.ts";
import { credentialMinters, minterTexts } from "../../src/inventory/credential-minters.ts";
import { entraLogging } from "../../src/inventory/entra-logging.ts";

/** Of those who need no activation; an eligible one counts half. */
const MOST = 5;

export default defineCheck({
  id: "many-credential-minters",
  title: "Too many principals can add credentials to any application",
  severity: "medium",
  why: "Each of them can sign in as every application of the tenant by adding a secret to it, so that the weakest of these accounts guards all that the applications may do.",
  mitre: ["T1098.001", "T1078.004"],
  references: [
    "https://learn.microsoft.com/entra/identity/role-based-access-control/best-practices",
    "https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference",
  ],
  remediation: {
    summary: "Leave these roles to a few cloud-only members of the tenant who activate them when needed.",
    steps: [
      "Ask each holder what the role is needed for.",
      "Replace it with ownership of single applications, or with a role for one application.",
      "Take it from guests, applications and accounts that come from Active Directory.",
      "Make what stays eligible in Privileged Identity Management.",
    ],
    commands: [
      "az rest --method GET --url https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignments",
      "az rest --method DELETE --url https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignments/{roleAssignments}",
    ],
  },
  queries: ["q24"],
  typical: ["tenant-setting", "privileged-user", "mintable-credential", "unknown-logging"],

  subject: "tenants",
  enrich: [
    "directoryRoleAssignments",
    "directoryRoleEligibilities",
    "directoryRoleDefinitions",
    "groupMembers",
    "directoryObjects",
    "appRoleAssignments",
    "servicePrincipals",
    "entraDiagnosticSettings",
  ],

  evaluate(_, slice, { settings }) {
    const { items: minters, gaps } = credentialMinters(slice, settings.breakGlass);
    const eligible = minters.filter((minter) => minter.eligible).length;
    // A guest, an application and an account from Active Directory are one too many.
    const isWeak = minters.some(({ weaknesses }) => weaknesses.length > 0);
    if (minters.length - eligible / 2 <= MOST && !isWeak) {
      const [gap, ...more] = gaps;
      if (gap !== undefined) return notAssessed(gap, ...more);
      return pass("Few can add credentials to any application, and all of them are members of the tenant.");
    }

    return fail(
      `The right to add credentials to any application is held by ${minterTexts(minters)}; ${eligible} of ${minters.length} must activate it first.`,
      [
        factor("tenant-setting", "Whoever adds a credential to an application acts as the application."),
        minters.some(({ weaknesses }) => weaknesses.includes("guest"))
          ? factor("guest", "Another tenant decides who signs in as a guest.")
          : factor("privileged-user", "Each of these accounts is worth all applications."),
        factor("mintable-credential", "A credential is added in one request."),
        ...entraLogging(slice),
      ],
    );
  },
});
