import { randomBytes } from "node:crypto";
import { type AzureDeed, type AzureParts, changed } from "./describe-activity.ts";
import type { Deed } from "./describe-deeds.ts";
import type { RawBody } from "./describe-entra.ts";
import { simulatedId } from "./simulated-id.ts";

type More = Partial<Pick<AzureParts, "operation" | "request" | "response" | "requestIn" | "ends" | "method">>;

interface OfAccount extends Deed, More {
  /** ARM id. */
  readonly account: string;
}

interface OfUser extends OfAccount {
  /** Name of the local user. */
  readonly user: string;
}

const storage = "Microsoft.Storage/storageAccounts";

/** `properties` is what the request says; the answer, which says all that holds since, has them too. */
export function accountWritten({
  account,
  properties = {},
  before = {},
  ...deed
}: OfAccount & { readonly properties?: RawBody; readonly before?: RawBody }): AzureDeed {
  const body = { id: account, name: account.split("/").at(-1), type: storage, location: "westeurope" };
  const answered = { provisioningState: "Succeeded", isHnsEnabled: true, ...before, ...properties };
  return changed({
    operation: `${storage}/write`,
    title: "Create/Update Storage Account",
    resourceId: account,
    request: { properties },
    response: { ...body, properties: answered },
    method: "PATCH",
    ...deed,
  });
}

export function sftpEnabled(deed: OfAccount): AzureDeed {
  return accountWritten({ properties: { isSftpEnabled: true }, ...deed });
}

/** `properties` is what the request says. Keys stand in it, and in the answer they do not. */
export function localUserWritten({
  properties = {},
  ...deed
}: OfUser & { readonly properties?: RawBody }): AzureDeed {
  const { sshAuthorizedKeys: _, ...answered } = properties;
  return ofUser("write", "Create/Update Local User", deed, {
    request: { properties },
    response: { name: deed.user, properties: { hasSshKey: false, ...answered } },
    method: "PUT",
  });
}

/** The answer holds the new password, which nobody may keep. */
export function passwordRegenerated(deed: OfUser): AzureDeed {
  const sshPassword = randomBytes(24).toString("base64");
  return ofUser("regeneratePassword/action", "Regenerate SSH password", deed, {
    request: "",
    response: { sshPassword },
    method: "POST",
  });
}

export function sharedKeyRegenerated(deed: OfUser): AzureDeed {
  return ofUser("regenerateSharedKey/action", "Regenerate shared key", deed, { request: "", method: "POST" });
}

export function localUserKeysListed(deed: OfUser): AzureDeed {
  return ofUser("listKeys/action", "List Local User Keys", deed, { request: "", method: "POST" });
}

export function localUserDeleted(deed: OfUser): AzureDeed {
  return ofUser("delete", "Delete Local User", deed, { method: "DELETE" });
}

function ofUser(verb: string, title: string, { account, user, ...deed }: OfUser, more: More): AzureDeed {
  return changed({
    operation: `${storage}/localUsers/${verb}`,
    title,
    resourceId: `${account}/localUsers/${user}`,
    ...more,
    ...deed,
  });
}

interface OfSetting extends Deed, More {
  /** ARM id of what is logged. */
  readonly of: string;
  readonly name?: string;
}

export function diagnosticSettingDeleted(deed: OfSetting): AzureDeed {
  return ofSetting("delete", deed, { method: "DELETE" });
}

/** `properties` is what the request says: `{ logs: [{ category, enabled }] }`. */
export function diagnosticSettingWritten({
  properties = {},
  ...deed
}: OfSetting & { readonly properties?: RawBody }): AzureDeed {
  return ofSetting("write", deed, { request: { properties }, response: { properties } });
}

function ofSetting(verb: string, { of, name = "to-workspace", ...deed }: OfSetting, more: More): AzureDeed {
  return changed({
    // Azure Monitor spells its own name in small letters here.
    operation: `microsoft.insights/diagnosticSettings/${verb}`,
    resourceId: `${of}/providers/microsoft.insights/diagnosticSettings/${name}`,
    ...more,
    ...deed,
  });
}

/** Defender for Storage of a whole subscription. */
export function pricingWritten({
  subscriptionId,
  pricingTier,
  ...deed
}: Deed & More & { readonly subscriptionId: string; readonly pricingTier: "Free" | "Standard" }): AzureDeed {
  return changed({
    operation: "Microsoft.Security/pricings/write",
    resourceId: `/subscriptions/${subscriptionId}/providers/Microsoft.Security/pricings/StorageAccounts`,
    request: { properties: { pricingTier } },
    response: { properties: { pricingTier } },
    ...deed,
  });
}

/** Azure's roles: what is granted stands in the first row alone, with capitals where others have small letters. */
export function azureRoleGiven({
  scope,
  roleId,
  principalId,
  principalType = "ServicePrincipal",
  name = simulatedId(`assignment ${scope} ${roleId} ${principalId}`),
  ...deed
}: Deed &
  More & {
    readonly scope: string;
    readonly roleId: string;
    readonly principalId: string;
    readonly principalType?: string;
    /** GUID of the assignment. */
    readonly name?: string;
  }): AzureDeed {
  const definition = `/providers/Microsoft.Authorization/roleDefinitions/${roleId}`;
  return changed({
    operation: "Microsoft.Authorization/roleAssignments/write",
    title: "Create role assignment",
    resourceId: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    request: {
      Id: name,
      Properties: {
        PrincipalId: principalId,
        PrincipalType: principalType,
        RoleDefinitionId: definition,
        Scope: scope,
      },
    },
    requestIn: "started",
    ...deed,
  });
}

interface OfCompute extends Deed, More {
  /** ARM id of the resource group. */
  readonly group: string;
  readonly name: string;
}

export function publicKeyImported(deed: OfCompute): AzureDeed {
  const publicKey = `ssh-ed25519 ${randomBytes(51).toString("base64")} attacker`;
  return ofCompute("sshPublicKeys", "write", deed, { request: { properties: { publicKey } } });
}

/** The answer holds the private key, which nobody may keep. */
export function keyPairGenerated(deed: OfCompute): AzureDeed {
  const privateKey = randomBytes(96).toString("base64");
  return ofCompute("sshPublicKeys", "generateKeyPair/action", deed, {
    request: "",
    response: { privateKey },
    method: "POST",
  });
}

export function runCommand(deed: OfCompute): AzureDeed {
  return ofCompute("virtualMachines", "runCommand/action", deed, {
    request: { commandId: "RunShellScript", script: ["echo key >> ~/.ssh/authorized_keys"] },
    method: "POST",
  });
}

/** An extension of a virtual machine; the one by whose name Azure sets passwords and keys, unless `type` is another. */
export function extensionWritten({
  type = "VMAccessForLinux",
  ...deed
}: OfCompute & { readonly type?: string }): AzureDeed {
  const properties = { publisher: "Microsoft.OSTCExtensions", type, typeHandlerVersion: "1.5" };
  // The CLI names that one so, and others after what they are.
  const extension = type === "VMAccessForLinux" ? "enablevmaccess" : type;
  const name = `${deed.name}/extensions/${extension}`;
  return ofCompute(
    "virtualMachines",
    "extensions/write",
    { ...deed, name },
    {
      request: { properties },
      response: { properties: { provisioningState: "Succeeded", ...properties } },
    },
  );
}

function ofCompute(type: string, verb: string, { group, name, ...deed }: OfCompute, more: More): AzureDeed {
  return changed({
    operation: `Microsoft.Compute/${type}/${verb}`,
    resourceId: `${group}/providers/Microsoft.Compute/${type}/${name}`,
    ...more,
    ...deed,
  });
}
