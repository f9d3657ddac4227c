import type { MitreId } from "../../check.ts";

/** A technique as its catalogue calls it. A user's check may name one that is not listed here. */
export interface Technique {
  readonly id: MitreId;
  readonly name?: string;
  readonly address?: string;
}

export function techniqueOf(id: MitreId): Technique {
  if (isOwn(STORAGE, id)) {
    const [name, page] = STORAGE[id];
    return { id, name, address: `${STORAGE_MATRIX}techniques/${page}/` };
  }
  const [, technique, sub] = /^(T\d+)(?:\.(\d+))?$/.exec(id) ?? [];
  if (technique === undefined) return { id };
  const address = `https://attack.mitre.org/techniques/${technique}/${sub === undefined ? "" : `${sub}/`}`;
  return isOwn(ATTACK, id) ? { id, name: ATTACK[id], address } : { id, address };
}

function isOwn<T extends object>(record: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(record, key);
}

/** Names of https://attack.mitre.org/techniques/enterprise/, sub-techniques without their parent's. */
const ATTACK = {
  "T1036.005": "Match Legitimate Resource Name or Location",
  T1070: "Indicator Removal",
  "T1078.004": "Cloud Accounts",
  "T1087.004": "Cloud Account",
  T1098: "Account Manipulation",
  "T1098.001": "Additional Cloud Credentials",
  "T1098.003": "Additional Cloud Roles",
  "T1098.004": "SSH Authorized Keys",
  T1105: "Ingress Tool Transfer",
  T1110: "Brute Force",
  "T1114.002": "Remote Email Collection",
  "T1114.003": "Email Forwarding Rule",
  T1133: "External Remote Services",
  "T1136.003": "Cloud Account",
  T1199: "Trusted Relationship",
  T1213: "Data from Information Repositories",
  T1528: "Steal Application Access Token",
  T1530: "Data from Cloud Storage",
  T1539: "Steal Web Session Cookie",
  "T1550.001": "Application Access Token",
  T1556: "Modify Authentication Process",
  T1562: "Impair Defenses",
  "T1562.008": "Disable or Modify Cloud Logs",
  "T1564.008": "Email Hiding Rules",
  "T1583.001": "Domains",
  "T1608.001": "Upload Malware",
} as const;

const STORAGE_MATRIX = "https://microsoft.github.io/Threat-matrix-for-storage-services/";

/** Microsoft's Threat Matrix for Storage Services: a page is named after the technique, not after its id. */
const STORAGE = {
  "MS-T808": ["Role-based access control permission", "rbac-permission"],
  "MS-T809": ["SFTP account", "sftp-account"],
  "MS-T810": ["Disable audit logs", "disable-audit-logs"],
  "MS-T811": ["Disable cloud workload protection", "disable-protection-service"],
  "MS-T813": ["Firewall and virtual networks configuration changes", "firewall-configuration-changes"],
  "MS-T816": ["Authorized principal account", "authorized-principal-account"],
  "MS-T817": ["Anonymous public read access", "anonymous-public-read-access"],
  "MS-T821": ["Malicious content upload", "malicious-content-upload"],
  "MS-T822": ["Malware distribution", "malware-distribution"],
  "MS-T825": ["SFTP credentials", "sftp-credentials"],
  "MS-T831": ["Data transfer size limits", "data-transfer-size-limits"],
  "MS-T832": ["Automated exfiltration", "automated-exfiltration"],
  "MS-T837": ["Data manipulation", "data-manipulation"],
} as const;
