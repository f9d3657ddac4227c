import {
  type AppRole,
  microsoftPrincipal,
  type RawBody,
  type SimulatedServicePrincipal,
} from "./describe-entra.ts";

export const appIds = {
  graph: "00000003-0000-0000-c000-000000000000",
  exchange: "00000002-0000-0ff1-ce00-000000000000",
  sharePoint: "00000003-0000-0ff1-ce00-000000000000",
  keyVault: "cfa8b339-82a2-471a-a3c9-0fc0be7a4093",
  azureManagement: "797f4846-ba00-4fd7-ba43-dac1f8f63013",
  storage: "e406a681-f3d4-42a8-90b6-c2b029497af1",
} as const;

interface MorePermissions {
  /** Application permissions, id by value, added to the known ones. */
  readonly roles?: Readonly<Record<string, string>>;
  /** Delegated permissions, id by value, added to the known ones. */
  readonly scopes?: Readonly<Record<string, string>>;
  readonly parts?: RawBody;
}

export function graphResource(more?: MorePermissions): SimulatedServicePrincipal {
  return resource(appIds.graph, "Microsoft Graph", graphRoles, graphScopes, more);
}

export function exchangeResource(more?: MorePermissions): SimulatedServicePrincipal {
  return resource(appIds.exchange, "Office 365 Exchange Online", exchangeRoles, exchangeScopes, more);
}

export function sharePointResource(more?: MorePermissions): SimulatedServicePrincipal {
  return resource(appIds.sharePoint, "Office 365 SharePoint Online", sharePointRoles, sharePointScopes, more);
}

/** Azure Resource Manager itself: everything by one delegated permission. */
export function azureManagementResource(more?: MorePermissions): SimulatedServicePrincipal {
  const scopes = { user_impersonation: "41094075-9dad-400e-a0bd-54e686782033" };
  return resource(appIds.azureManagement, "Windows Azure Service Management API", {}, scopes, more);
}

export function keyVaultResource(more?: MorePermissions): SimulatedServicePrincipal {
  const scopes = { user_impersonation: "f53da476-18e3-4152-8e01-aec403e6edc0" };
  return resource(appIds.keyVault, "Azure Key Vault", {}, scopes, more);
}

export function storageResource(more?: MorePermissions): SimulatedServicePrincipal {
  const scopes = { user_impersonation: "03e0da56-190b-40ad-a80c-ea378c433f7f" };
  return resource(appIds.storage, "Azure Storage", {}, scopes, more);
}

/** An application permission as a resource publishes it. */
export function appRole(id: string, value: string, parts: RawBody = {}): AppRole {
  return {
    allowedMemberTypes: ["Application"],
    // Microsoft's own texts hold no-break spaces here and there.
    description: `Allows the app to use\u00A0${value} without a signed-in user.`,
    displayName: `Use ${value}`,
    id,
    isEnabled: true,
    origin: "Application",
    value,
    ...parts,
  };
}

/** A delegated permission as a resource publishes it. */
export function permissionScope(id: string, value: string, parts: RawBody = {}): RawBody {
  return {
    adminConsentDescription: `Allows the app to use\u00A0${value} on behalf of the signed-in user.`,
    adminConsentDisplayName: `Use ${value}`,
    id,
    isEnabled: true,
    type: value.endsWith(".All") ? "Admin" : "User",
    userConsentDescription: null,
    userConsentDisplayName: null,
    value,
    ...parts,
  };
}

function resource(
  appId: string,
  displayName: string,
  roles: Readonly<Record<string, string>>,
  scopes: Readonly<Record<string, string>>,
  more: MorePermissions = {},
): SimulatedServicePrincipal {
  return microsoftPrincipal(appId, displayName, {
    servicePrincipalNames: [appId, `https://${displayName.toLowerCase().replaceAll(" ", "-")}.example/`],
    appRoles: Object.entries({ ...roles, ...more.roles }).map(([value, id]) => appRole(id, value)),
    oauth2PermissionScopes: Object.entries({ ...scopes, ...more.scopes }).map(([value, id]) =>
      permissionScope(id, value),
    ),
    ...more.parts,
  });
}

// Ids and values: https://learn.microsoft.com/graph/permissions-reference

const graphRoles = {
  "Application.Read.All": "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
  "Application.ReadWrite.All": "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
  "Application.ReadWrite.OwnedBy": "18a4783c-866b-4cc7-a460-3d5e5662c884",
  "AppRoleAssignment.ReadWrite.All": "06b708a9-e830-4db3-a914-8e69da51d44f",
  "AuditLog.Read.All": "b0afded3-3588-46d8-8b3d-9842eff778da",
  "Calendars.Read": "798ee544-9d2d-430c-a058-570e29e34338",
  "Directory.Read.All": "7ab1d382-f21e-4acd-a863-ba3e13f7da61",
  "Directory.ReadWrite.All": "19dbc75e-c2e2-444c-a770-ec69d8559fc7",
  "Domain.ReadWrite.All": "7e05723c-0bb0-42da-be95-ae9f08a6e53c",
  "Files.Read.All": "01d4889c-1287-42c6-ac1f-5d1e02578ef6",
  "Files.ReadWrite.All": "75359482-378d-4052-8f01-80520e7db3cd",
  "Group.ReadWrite.All": "62a82d76-70ea-41e2-9197-370581804d09",
  "GroupMember.Read.All": "98830695-27a2-44f7-8c18-0c3ebc9698f6",
  "GroupMember.ReadWrite.All": "dbaae8cf-10b5-4b86-a4a1-f871c94c6695",
  "Mail.Read": "810c84a8-4a9e-49e6-bf7d-12d183f40d01",
  "Mail.ReadWrite": "e2a3a72e-5f79-4c64-b1b1-878b674786c9",
  "Mail.Send": "b633e1c5-b582-4048-a93e-9f11b44c7e96",
  "MailboxSettings.Read": "40f97065-369a-49f4-947c-6a255697ae91",
  "Organization.Read.All": "498476ce-e0fe-48b0-b801-37ba7e2685c6",
  "Policy.Read.All": "246dd0d5-5bd0-4def-940b-0421030a5b68",
  "Policy.Read.PermissionGrant": "9e640839-a198-48fb-8b9a-013fd6f6cbcd",
  "RoleManagement.Read.Directory": "483bed4a-2ad3-4361-a73b-c83ccdbdc53c",
  "RoleManagement.ReadWrite.Directory": "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8",
  "Sites.FullControl.All": "a82116e5-55eb-4c41-a434-62fe8a61c773",
  "Sites.Read.All": "332a536c-c7ef-4017-ab91-336970924f0d",
  "Sites.Selected": "883ea226-0bf2-4a8f-9f9d-92c9162a727d",
  "User.Export.All": "405a51b5-8d8d-430b-9842-8be4b0e9f324",
  "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
  "User.ReadWrite.All": "741f803b-c850-494e-b5df-cde7c675a1ca",
};

const graphScopes = {
  "Application.ReadWrite.All": "bdfbf15f-ee85-4955-8675-146e8e5296b5",
  "AppRoleAssignment.ReadWrite.All": "84bccea3-f856-4a8a-967b-dbe0a3d53a64",
  "Calendars.Read": "465a38f9-76ea-45b9-9f34-9e8b0d4b0b42",
  "Contacts.Read": "ff74d97f-43af-4b68-9f2a-b77ee6968c5d",
  "Directory.AccessAsUser.All": "0e263e50-5827-48a4-b97c-d940288653c7",
  "Directory.Read.All": "06da0dbc-49e2-44d2-8312-53f166ab848a",
  "Directory.ReadWrite.All": "c5366453-9fb0-48a5-a156-24f0c49a4b84",
  "Files.Read.All": "df85f4d6-205c-4ac5-a5ea-6bf408dba283",
  "Files.ReadWrite.All": "863451e7-0667-486c-a5d6-d135439485f0",
  "Group.ReadWrite.All": "4e46008b-f24c-477d-8fff-7bb4ec7aafe0",
  "Mail.Read": "570282fd-fa5c-430d-a7fd-fc8dc98a9dca",
  "Mail.ReadWrite": "024d486e-b451-40bb-833d-3e66d98c5c73",
  "Mail.Send": "e383f46e-2787-4529-855e-0e479a3ffac0",
  "RoleManagement.ReadWrite.Directory": "d01b97e9-cbc0-49fe-810a-750afd5527a3",
  "Sites.Read.All": "205e70e5-aba6-4c52-a976-6d2d46c48043",
  "User.Read": "e1fe6dd8-ba31-4d61-89e7-88639da4683d",
  "User.Read.All": "a154be20-db9c-4678-8ab7-66f6cc099a59",
  "User.ReadWrite.All": "204e0828-b5ca-4ad8-b9f3-f32a958e7cc4",
  email: "64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0",
  offline_access: "7427e0e9-2fba-42fe-b0c0-848c9e6a8182",
  openid: "37f7f235-527c-4136-accd-4a02d197296e",
  profile: "14dad69e-099b-42c9-810b-d002981feec1",
};

const exchangeRoles = {
  "Exchange.ManageAsApp": "dc50a0fb-09a3-484d-be87-e023b12c6440",
  // The same ids as on Graph: an id means something at its resource only.
  "Mail.Read": "810c84a8-4a9e-49e6-bf7d-12d183f40d01",
  "Mail.ReadWrite": "e2a3a72e-5f79-4c64-b1b1-878b674786c9",
  full_access_as_app: "dc890d15-9560-4a4c-9b7f-a736ec74ec40",
};

const exchangeScopes = {
  "EWS.AccessAsUser.All": "3b5f3d61-589b-4a3c-a359-5dd4b5ee5bd5",
  "Exchange.Manage": "ab4f2b77-0b06-4fc1-a9de-02113fc2ab7c",
  "Mail.Read": "185758ba-798d-4b72-9e54-429a413a2510",
};

const sharePointRoles = {
  "Sites.FullControl.All": "678536fe-1083-478a-9c59-b99265e6b0d3",
  "Sites.Read.All": "d13f72ca-a275-4b96-b789-48ebcc4da984",
  "User.ReadWrite.All": "741f803b-c850-494e-b5df-cde7c675a1ca",
};

const sharePointScopes = {
  "AllSites.FullControl": "56680e0d-d2a3-4ae1-80d8-3c4f2100e3d0",
  "AllSites.Read": "4e0d77b0-96ba-4398-af14-3baa780278f4",
};
