import type { RawBody } from "./describe-entra.ts";

/** Azure Policy of a subscription; raw, and with what is assigned further down. */
export interface SimulatedPolicies {
  readonly policyAssignments?: readonly RawBody[];
  readonly policyDefinitions?: readonly RawBody[];
  readonly policySetDefinitions?: readonly RawBody[];
}

/** The same of what lies above: it shows up in the lists of the subscriptions below. */
export interface InheritedPolicies {
  readonly inheritedPolicyAssignments?: readonly RawBody[];
  /** Custom ones of management groups, beside those of Microsoft's. */
  readonly inheritedPolicyDefinitions?: readonly RawBody[];
  readonly inheritedPolicySetDefinitions?: readonly RawBody[];
}

/** `scope` is a management group, a subscription, a resource group or a resource. */
export function policyAssignment(
  name: string,
  policyDefinitionId: string,
  scope: string,
  properties: RawBody = {},
): RawBody {
  return {
    properties: {
      displayName: name,
      policyDefinitionId,
      scope,
      notScopes: [],
      parameters: {},
      metadata: authored,
      enforcementMode: "Default",
      ...properties,
    },
    id: `${scope}/providers/Microsoft.Authorization/policyAssignments/${name}`,
    type: "Microsoft.Authorization/policyAssignments",
    name,
  };
}

/** A custom policy of a management group or subscription that denies nothing; "" as scope makes it Microsoft's. */
export function policyDefinition(name: string, scope: string, properties: RawBody = {}): RawBody {
  return {
    properties: {
      displayName: name,
      policyType: scope === "" ? "BuiltIn" : "Custom",
      mode: "All",
      description: "",
      metadata: { version: "1.0.0", category: "Storage", ...(scope !== "" && authored) },
      parameters: {},
      policyRule: rule({ field: "type", equals: "Microsoft.Web/sites" }, "audit"),
      ...properties,
    },
    id: `${scope}/providers/Microsoft.Authorization/policyDefinitions/${name}`,
    type: "Microsoft.Authorization/policyDefinitions",
    name,
  };
}

/**
 * The policies of Azure's landing zones that keep a switch of storage accounts off, `effect` a parameter that denies by
 * default. https://github.com/Azure/Azure-Landing-Zones-Library
 */
export function storageSwitchPolicy(
  storageSwitch: "isSftpEnabled" | "isLocalUserEnabled",
  scope: string,
  properties: RawBody = {},
): RawBody {
  const name = storageSwitch === "isSftpEnabled" ? "Deny-Storage-SFTP" : "Deny-Storage-LocalUser";
  return policyDefinition(name, scope, {
    parameters: {
      effect: {
        type: "String",
        allowedValues: ["Audit", "Deny", "Disabled"],
        defaultValue: "Deny",
        metadata: { displayName: "Effect", description: "The effect determines what happens." },
      },
    },
    policyRule: rule(
      {
        allOf: [
          { field: "type", equals: "Microsoft.Storage/storageAccounts" },
          { field: `Microsoft.Storage/storageAccounts/${storageSwitch}`, equals: true },
        ],
      },
      "[parameters('effect')]",
    ),
    ...properties,
  });
}

/** An initiative. A member hands its parameters on as `{ name: { value } }`. */
export function policySetDefinition(
  name: string,
  scope: string,
  members: readonly { readonly policyDefinitionId: string; readonly parameters?: RawBody }[],
  properties: RawBody = {},
): RawBody {
  return {
    properties: {
      displayName: name,
      policyType: scope === "" ? "BuiltIn" : "Custom",
      description: "",
      metadata: { category: "Storage", ...(scope !== "" && authored) },
      parameters: {},
      policyDefinitions: members.map(({ policyDefinitionId, parameters = {} }, index) => ({
        policyDefinitionReferenceId: `member ${index + 1}`,
        policyDefinitionId,
        parameters,
      })),
      ...properties,
    },
    id: `${scope}/providers/Microsoft.Authorization/policySetDefinitions/${name}`,
    type: "Microsoft.Authorization/policySetDefinitions",
    name,
  };
}

/** Two of Microsoft's thousands. None of them asks about SFTP or local users. */
export function builtInPolicyDefinitions(): readonly RawBody[] {
  return [
    policyDefinition("8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54", "", {
      displayName: "Storage accounts should prevent shared key access",
      policyRule: rule(
        {
          allOf: [
            { field: "type", equals: "Microsoft.Storage/storageAccounts" },
            { field: "Microsoft.Storage/storageAccounts/allowSharedKeyAccess", equals: "true" },
          ],
        },
        "[parameters('effect')]",
      ),
    }),
    policyDefinition("b2982f36-99f2-4db5-8eff-283140c09693", "", {
      displayName: "Storage accounts should disable public network access",
    }),
  ];
}

export function builtInPolicySetDefinitions(): readonly RawBody[] {
  const [sharedKey] = builtInPolicyDefinitions();
  const member = { policyDefinitionId: String(sharedKey?.["id"]) };
  return [
    policySetDefinition("1f3afdf9-d0c9-4c3d-847f-89da613e70a8", "", [member], {
      displayName: "Microsoft cloud security benchmark",
    }),
  ];
}

/** The rule of a definition. */
export function rule(condition: RawBody, effect: string): RawBody {
  // oxlint-disable-next-line unicorn/no-thenable -- Azure's name for it
  return { if: condition, then: { effect } };
}

const authored = {
  createdBy: "8f2f1c9a-5f0f-4e0b-9a35-2b3c5e1d7a60",
  createdOn: "2025-03-06T10:22:41.0382119Z",
  updatedBy: null,
  updatedOn: null,
};
