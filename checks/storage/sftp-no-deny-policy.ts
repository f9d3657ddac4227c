import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { quoted } from "../../src/inventory/quoted.ts";
import { POLICY_SOURCES, type SwitchCoverage, switchCoverage } from "../../src/inventory/storage-policies.ts";

/** As Azure landing zones have them, with the effect in place. An absent isLocalUserEnabled means true. */
const RULES = {
  sftpRule: ruleText("isSftpEnabled", { equals: true }),
  localUserRule: ruleText("isLocalUserEnabled", { notEquals: false }),
};

export default defineCheck({
  id: "sftp-no-deny-policy",
  title: "No policy denies SFTP or local users",
  severity: "low",
  why: "Whoever may change one storage account switches SFTP on and makes a local user that stays, and nothing in the tenant stands in the way.",
  mitre: ["MS-T809"],
  references: [
    "https://learn.microsoft.com/azure/governance/policy/concepts/effect-deny",
    "https://github.com/Azure/Enterprise-Scale/blob/main/src/resources/Microsoft.Authorization/policyDefinitions/Deny-Storage-SFTP.json",
    "https://github.com/Azure/Enterprise-Scale/blob/main/src/resources/Microsoft.Authorization/policyDefinitions/Deny-Storage-LocalUser.json",
  ],
  remediation: {
    summary: "Deny both switches at the root management group, and leave out what serves SFTP on purpose.",
    steps: [
      "Define the two policies of Azure landing zones, which Azure does not bring along.",
      "Assign them without enforcing them first: the second refuses every account that does not say that local users are off.",
      "Enforce them with --enforcement-mode=Default where every subscription inherits them, and name resource groups that need SFTP in --not-scopes.",
      "Look for accounts that were switched on before, since a policy that denies does not switch them off.",
    ],
    commands: [
      "az policy definition create --name=Deny-Storage-SFTP --management-group={tenants} --mode=All --rules={sftpRule}",
      "az policy definition create --name=Deny-Storage-LocalUser --management-group={tenants} --mode=All --rules={localUserRule}",
      "az policy assignment create --name=Deny-Storage-SFTP --scope={root} --policy={root}/providers/Microsoft.Authorization/policyDefinitions/Deny-Storage-SFTP --enforcement-mode=DoNotEnforce",
      "az policy assignment create --name=Deny-Storage-LocalUser --scope={root} --policy={root}/providers/Microsoft.Authorization/policyDefinitions/Deny-Storage-LocalUser --enforcement-mode=DoNotEnforce",
    ],
  },
  typical: ["weak-setting"],

  subject: "tenants",
  enrich: POLICY_SOURCES,

  evaluate({ tenantId }, slice) {
    const total = slice.subscriptions.all().length;
    const sftp = switchCoverage("isSftpEnabled", slice);
    const localUsers = switchCoverage("isLocalUserEnabled", slice);
    const lacks = [...lackTexts("SFTP", sftp, total), ...lackTexts("local users", localUsers, total)];
    if (lacks.length === 0) {
      const [gap, ...more] = new Set([...sftp.gaps, ...localUsers.gaps]);
      if (gap !== undefined) return notAssessed(gap, ...more);
      if (total === 0) return notApplicable("There is no subscription.");
      const holes = [...sftp.excluded, ...localUsers.excluded];
      const except = holes.length === 0 ? "" : `, but in ${quoted(holes)}`;
      return pass(`Policies deny SFTP and local users everywhere${except}; exemptions were not read.`);
    }
    const isReported = [sftp, localUsers].every(({ open, audited }) => open.length === audited.length);
    return fail(
      `No policy denies ${lacks.join(", nor ")}.`,
      [factor("weak-setting", "One change of one account opens a way in past the directory.")],
      {
        ceiling: isReported ? { band: "info", because: "A policy reports every such account." } : undefined,
        fill: { ...RULES, root: `/providers/Microsoft.Management/managementGroups/${tenantId}` },
      },
    );
  },
});

function lackTexts(what: string, { open, audited }: SwitchCoverage, total: number): readonly string[] {
  if (open.length === 0) return [];
  const reported = audited.length === 0 ? "" : `; a policy reports it in ${audited.length}`;
  const names = quoted(open.map(({ name }) => name));
  return [`${what} in ${open.length} of ${total} subscriptions (${names}${reported})`];
}

function ruleText(name: string, condition: object): string {
  const account = { field: "type", equals: "Microsoft.Storage/storageAccounts" };
  const isOn = { field: `Microsoft.Storage/storageAccounts/${name}`, ...condition };
  return `{"if":${JSON.stringify({ allOf: [account, isOn] })},"then":{"effect":"deny"}}`;
}
