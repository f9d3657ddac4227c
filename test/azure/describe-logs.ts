import * as audits from "./describe-audits.ts";
import * as credentials from "./describe-audited-credentials.ts";
import * as grants from "./describe-audited-grants.ts";
import * as azure from "./describe-azure-deeds.ts";
import * as rows from "./describe-log-rows.ts";
import { changed } from "./describe-activity.ts";

export type { AuditDeed } from "./describe-audits.ts";
export type { AzureDeed } from "./describe-activity.ts";
export type { SignInDeed } from "./describe-log-rows.ts";
export { officeAddress, outsideAddress } from "./describe-deeds.ts";
export { countryLocation, ipLocation } from "./describe-log-rows.ts";

/** One deed each, in every shape in which a log tells it. */
export const deed = {
  /** Entra ID: `audit` is Graph's, `row` that of AuditLogs. */
  audited: audits.audited,
  registered: audits.registered,
  roleAssigned: grants.roleAssigned,
  consented: grants.consented,
  delegated: grants.delegated,
  assignedToUser: grants.assignedToUser,
  roleGiven: audits.roleGiven,
  appPasswordCreated: audits.appPasswordCreated,
  authorizationPolicyUpdated: audits.authorizationPolicyUpdated,
  federationSet: audits.federationSet,
  secretAdded: credentials.secretAdded,
  principalCredentialAdded: credentials.principalCredentialAdded,
  applicationUpdated: credentials.applicationUpdated,
  federated: credentials.federated,
  redirectAdded: credentials.redirectAdded,
  ownerAdded: credentials.ownerAdded,
  /** Azure: `events` are the Activity Log's, `rows` those of AzureActivity. */
  changed,
  accountWritten: azure.accountWritten,
  sftpEnabled: azure.sftpEnabled,
  localUserWritten: azure.localUserWritten,
  passwordRegenerated: azure.passwordRegenerated,
  sharedKeyRegenerated: azure.sharedKeyRegenerated,
  localUserKeysListed: azure.localUserKeysListed,
  localUserDeleted: azure.localUserDeleted,
  diagnosticSettingDeleted: azure.diagnosticSettingDeleted,
  diagnosticSettingWritten: azure.diagnosticSettingWritten,
  pricingWritten: azure.pricingWritten,
  azureRoleGiven: azure.azureRoleGiven,
  publicKeyImported: azure.publicKeyImported,
  keyPairGenerated: azure.keyPairGenerated,
  runCommand: azure.runCommand,
  extensionWritten: azure.extensionWritten,
  /** A service principal's sign-in: `signIn` is Graph's, `row` that of AADServicePrincipalSignInLogs. */
  signedIn: rows.signedIn,
  /** Rows of tables that no other log repeats. */
  sftpOperation: rows.sftpOperation,
  graphRequest: rows.graphRequest,
  exchangeChange: rows.exchangeChange,
} as const;
