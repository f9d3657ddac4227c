/** What somebody says in foothold.yml or by a flag, and what that changes in a check. */
export interface SettingEffect {
  /** As foothold.yml spells it. */
  readonly key: string;
  readonly flag?: string;
  readonly effect: string;
}

/** Settings that the built-in checks look at; a gate holds the list against what they read. */
export function settingEffectsOf(check: string): readonly SettingEffect[] {
  return EFFECTS.filter(({ checks }) => checks.includes(check));
}

const EVENTS = [
  "event-app-password-or-ssh-key",
  "event-app-registered-and-granted",
  "event-consent",
  "event-credential-added",
  "event-guard-rail-changed",
  "event-service-principal-sign-in",
  "event-sftp-account-change",
  "event-sftp-login-anomaly",
  "event-sftp-transfer-anomaly",
] as const;

const PATHS = ["can-become-sftp-creator", "can-create-sftp-user", "can-grant-itself-sftp-rights"] as const;

const EFFECTS: readonly (SettingEffect & { readonly checks: readonly string[] })[] = [
  {
    key: "expected.sftp",
    effect: "An account that is meant to serve SFTP is not applicable.",
    checks: ["sftp-enabled"],
  },
  {
    key: "expected.sftp",
    effect: "An account that is meant to serve SFTP is medium at most.",
    checks: ["local-user-bypasses-key-ban"],
  },
  {
    key: "expected.sftp",
    effect: "Switching SFTP or local users on where they are meant to be is low at most.",
    checks: ["event-sftp-account-change"],
  },
  {
    key: "expected.localUsers",
    effect: "A local user that is listed passes, unless the baseline knows its name with another sid.",
    checks: ["local-user-unknown"],
  },
  {
    key: "sensitiveContainers",
    effect: "Adds names of containers to Azure's own.",
    checks: ["local-user-sensitive-container"],
  },
  {
    key: "github.organizations",
    effect: "Workflows of these organizations are the tenant's own.",
    checks: ["federated-credential-unknown-issuer", "managed-identity-federated", "can-become-sftp-creator"],
  },
  {
    key: "issuers",
    effect: "Issuers that are listed are known.",
    checks: [
      "federated-credential-unknown-issuer",
      "federated-credential-broad-subject",
      "managed-identity-federated",
      "can-become-sftp-creator",
    ],
  },
  {
    key: "mailClients",
    effect: "A mail client that is listed may keep offline access to mail.",
    checks: ["delegated-grant-offline-data"],
  },
  {
    key: "automation.principals",
    effect: "What the listed pipelines did, and nobody else, is low at most.",
    checks: [
      ...EVENTS.filter((id) => !/sign-in$|login|transfer/.test(id)),
      "app-privileged-soon-after-registration",
    ],
  },
  {
    key: "trustedRanges",
    flag: "--trusted-ip",
    effect: "Addresses that are listed are the organization's own, beside its trusted named locations.",
    checks: EVENTS,
  },
  {
    key: "breakGlass",
    effect: "Emergency accounts are left out.",
    checks: [...PATHS, "app-owner-can-mint-credentials", "many-credential-minters"],
  },
  {
    key: "allPrincipals",
    effect: "With true, members of the tenant and their groups are judged as well.",
    checks: PATHS,
  },
  {
    key: "days.dormant",
    effect: "Unused for longer is dormant.",
    checks: ["local-user-dormant", "privileged-app-dormant", "privileged-app-uses-secret"],
  },
  { key: "days.recent", effect: "Younger is new.", checks: ["credential-added"] },
];
