import { type Factor, type FactorName, factor } from "./factors.ts";
import type { Known } from "./known.ts";
import type { NetworkReach } from "./network.ts";
import type { LocalUser, SftpEndpoint } from "./sections.ts";
import { type SftpRight, widestRight } from "./sftp.ts";

const REACH: Readonly<Record<NetworkReach, readonly [FactorName, string]>> = {
  any: ["any-network", "The public endpoint answers any address."],
  selected: ["selected-networks", "The public endpoint answers selected networks."],
  none: ["private-network", "The public endpoint is closed."],
};

const RIGHT: Readonly<Record<SftpRight, readonly [FactorName, string]>> = {
  takeover: ["sftp-takeover", "may change owner or permissions of files"],
  write: ["sftp-write", "may write, create or delete files"],
  read: ["sftp-read", "may read or list files"],
  none: ["sftp-endpoint", "holds no right on a container"],
};

export function reachFactor(reach: Known<NetworkReach> | undefined): Factor {
  if (!reach?.known) return factor("unknown-network", "From where the endpoint answers could not be read.");
  return factor(...REACH[reach.value]);
}

/** What stands behind an account's endpoint: the widest right of any local user, and the weakest way in. */
export function endpointFactors(endpoint: SftpEndpoint | undefined): Factor[] {
  if (endpoint === undefined) return [factor("sftp-unknown-right", "The local users were not read.")];
  const { widestRight: right, password, sshKey, users } = endpoint;
  if (users.known && users.value === 0) return [factor("sftp-endpoint", "No local user exists.")];
  return [rightFactor(right, "A local user"), credentialFactor(password, sshKey, "A local user")];
}

/** What one local user brings with it: its right, its way in, and what Azure does not tell about its age and use. */
export function userFactors(user: LocalUser): Factor[] {
  return [
    rightFactor(widestRight(user), "The local user"),
    credentialFactor(user.hasSshPassword, user.hasSshKey, "The local user"),
    // Real answers carry no systemData: https://learn.microsoft.com/rest/api/storagerp/local-users/list
    factor("unknown-age", "Azure does not tell when a local user was made."),
    factor("unknown-use", "Whether anybody signs in with it was not read."),
  ];
}

/** Diagnostic settings are a section of their own, which nothing reads yet. */
export const LOGGING_NOT_READ: Factor = factor("unknown-logging", "Whether logins leave a log was not read.");

function rightFactor(right: Known<SftpRight>, holder: string): Factor {
  if (!right.known)
    return factor("sftp-unknown-right", `What ${holder.toLowerCase()} may do could not be read.`);
  const [name, words] = RIGHT[right.value];
  return factor(name, `${holder} ${words}.`);
}

function credentialFactor(password: Known<boolean>, sshKey: Known<boolean>, holder: string): Factor {
  if (password.known && password.value) return factor("password", `${holder} signs in with a password.`);
  if (!password.known)
    return factor("unknown-credential", `How ${holder.toLowerCase()} signs in could not be read.`);
  if (sshKey.known && sshKey.value) return factor("ssh-key", `${holder} signs in with an SSH key.`);
  if (!sshKey.known)
    return factor("unknown-credential", `How ${holder.toLowerCase()} signs in could not be read.`);
  return factor("no-credential", `${holder} has no credential for SFTP.`);
}
