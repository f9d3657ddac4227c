import { type Factor, type FactorName, factor } from "./factors.ts";
import type { Known } from "./known.ts";
import { networkReach, type NetworkReach } from "./network.ts";
import type { LocalUser, Logging, SftpEndpoint, StorageAccount } from "./sections.ts";
import { type SftpRight, sftpUsable, widestRight } from "./sftp.ts";

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
  return [...accessFactors(user), UNKNOWN_AGE, UNKNOWN_USE];
}

/** What one local user may do over SFTP, and how it signs in. */
export function accessFactors(user: LocalUser): [right: Factor, credential: Factor] {
  return [
    rightFactor(widestRight(user), "The local user"),
    credentialFactor(user.hasSshPassword, user.hasSshKey, "The local user"),
  ];
}

/** Real answers carry no systemData: https://learn.microsoft.com/rest/api/storagerp/local-users/list */
export const UNKNOWN_AGE: Factor = factor("unknown-age", "Azure does not tell when a local user was made.");

export const UNKNOWN_USE: Factor = factor("unknown-use", "Whether anybody signs in with it was not read.");

/** Whether the use of an account leaves a trace. Nothing is added for what is logged whole. */
export function loggingFactors(endpoint: SftpEndpoint | undefined): Factor[] {
  if (!endpoint?.logging.known)
    return [factor("unknown-logging", "Whether logins leave a log was not read.")];
  return LOGGING[endpoint.logging.value].map(([name, because]) => factor(name, because));
}

const LOGGING: Readonly<Record<Logging, readonly (readonly [FactorName, string])[]>> = {
  complete: [],
  partial: [["partly-logged", "Of reads, writes and deletions only a part leaves a log."]],
  none: [["not-logged", "Neither logins nor transfers leave a log."]],
};

/** The account around a local user: from where it is reached, whether that leaves a log, whether SFTP is off. */
export function accountFactors(
  account: StorageAccount | undefined,
  endpoint: SftpEndpoint | undefined,
): Factor[] {
  if (account === undefined) return [reachFactor(undefined), ...loggingFactors(endpoint)];
  return [reachFactor(networkReach(account)), ...loggingFactors(endpoint), ...offFactors(account)];
}

/** Users stay where SFTP or local users are switched off, and come back with one switch. */
function offFactors(account: StorageAccount): Factor[] {
  const usable = sftpUsable(account);
  return usable.known && !usable.value ? [factor("sftp-off", "Nobody can sign in over SFTP today.")] : [];
}

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
