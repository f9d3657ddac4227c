/** How to sign in: exactly one credential, never a chain that falls through to somebody else's. */
export const AUTH_METHODS = [
  "auto",
  "env",
  "cli",
  "managed-identity",
  "workload",
  "github",
  "browser",
  "device-code",
] as const;

export type AuthMethod = (typeof AUTH_METHODS)[number];

export type Environment = Readonly<Record<string, string | undefined>>;
