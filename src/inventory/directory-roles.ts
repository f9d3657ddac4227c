import type { PrivilegeTier } from "./permissions.ts";

/** What is known of a built-in directory role. */
interface BuiltInRole {
  readonly name: string;
  readonly tier: PrivilegeTier;
  /** Can add credentials to any application or service principal. */
  readonly mintsCredentials?: true;
  /** Gives whoever holds it the whole tenant, without a detour. */
  readonly controlsTenant?: true;
  /** Good for Exchange Online together with Exchange.ManageAsApp. */
  readonly administersExchange?: true;
  /** Microsoft's synchronization accounts hold it. */
  readonly isSynchronization?: true;
}

/**
 * Built-in roles by template id, the same in every tenant. Tiers: Cloud-Architekt/AzurePrivilegedIAM@f14538f and
 * CompassSecurity/EntraFalcon@432fc37 (both MIT), the latter where they differ.
 * https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
 */
const BUILT_IN: Readonly<Record<string, BuiltInRole>> = {
  "62e90394-69f5-4237-9190-012177145e10": {
    name: "Global Administrator",
    tier: 0,
    mintsCredentials: true,
    controlsTenant: true,
    administersExchange: true,
  },
  "e8611ab8-c189-46e8-94e1-60213ab1f814": {
    name: "Privileged Role Administrator",
    tier: 0,
    controlsTenant: true,
  },
  "7be44c8a-adaf-4e2a-84d6-ab2649e08a13": {
    name: "Privileged Authentication Administrator",
    tier: 0,
    controlsTenant: true,
  },
  "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3": {
    name: "Application Administrator",
    tier: 0,
    mintsCredentials: true,
    controlsTenant: true,
  },
  "158c047a-c907-4556-b7ef-446551a6b5f7": {
    name: "Cloud Application Administrator",
    tier: 0,
    mintsCredentials: true,
    controlsTenant: true,
  },
  "e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8": { name: "Partner Tier2 Support", tier: 0, mintsCredentials: true },
  "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2": {
    name: "Hybrid Identity Administrator",
    tier: 0,
    mintsCredentials: true,
  },
  "8329153b-31d0-4727-b945-745eb3bc5f31": { name: "Domain Name Administrator", tier: 0 },
  "be2f45a1-457d-42af-a067-6ec1fa63bc45": { name: "External Identity Provider Administrator", tier: 0 },
  "d29b2b05-8046-44ba-8758-1e26182fcf32": {
    name: "Directory Synchronization Accounts",
    tier: 1,
    isSynchronization: true,
  },
  "a92aed5d-d78a-4d16-b381-09adb37eb3b0": {
    name: "On Premises Directory Sync Account",
    tier: 1,
    isSynchronization: true,
  },
  "4ba39ca4-527c-499a-b93d-d9b492c50246": { name: "Partner Tier1 Support", tier: 1, mintsCredentials: true },
  "29232cdf-9323-42fd-ade2-1d097af3e4de": {
    name: "Exchange Administrator",
    tier: 1,
    administersExchange: true,
  },
  "31392ffb-586c-42d1-9346-e59415a2cc4e": {
    name: "Exchange Recipient Administrator",
    tier: 1,
    administersExchange: true,
  },
  "194ae4cb-b126-40b2-bd5b-6091b380977d": {
    name: "Security Administrator",
    tier: 1,
    administersExchange: true,
  },
  "17315797-102d-40b4-93e0-432062caca18": {
    name: "Compliance Administrator",
    tier: 1,
    administersExchange: true,
  },
  "729827e3-9c14-49f7-bb1b-9608f156bbb8": {
    name: "Helpdesk Administrator",
    tier: 1,
    administersExchange: true,
  },
  "f2ef992c-3afb-46b9-b7cf-a126ee74c451": { name: "Global Reader", tier: 2, administersExchange: true },
  "5d6b6bb7-de71-4623-b4af-96380a352509": { name: "Security Reader", tier: 2, administersExchange: true },
  "c4e39bd9-1100-46d3-8c65-fb160da0071f": { name: "Authentication Administrator", tier: 1 },
  "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9": { name: "Conditional Access Administrator", tier: 1 },
  "9360feb5-f418-4baa-8175-e2a00bac4301": { name: "Directory Writers", tier: 1 },
  "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e": { name: "Identity Governance Administrator", tier: 1 },
  "3a2c62db-5318-420d-8d74-23affee5d9d5": { name: "Intune Administrator", tier: 1 },
  "59d46f88-662b-457b-bceb-5c3809e5908f": { name: "Lifecycle Workflows Administrator", tier: 1 },
  "966707d0-3269-4727-9be2-8c3a10f19b9d": { name: "Password Administrator", tier: 1 },
  "fe930be7-5e62-47db-91af-98c3a49a38b1": { name: "User Administrator", tier: 1 },
  "f28a1f50-f6e7-4571-818b-6a12f2af6b6c": { name: "SharePoint Administrator", tier: 1 },
  "69091246-20e8-4a56-aa4d-066075b2a7a8": { name: "Teams Administrator", tier: 1 },
  "cf1c38e5-3621-4004-a7cb-879624dced7c": { name: "Application Developer", tier: 2 },
  "7698a772-787b-4ac8-901f-60d6b08affd2": { name: "Cloud Device Administrator", tier: 2 },
  "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f": { name: "Security Operator", tier: 2 },
};

/** What a built-in role is known for; undefined for custom roles and those that nobody counts as dangerous. */
export function builtInRole(templateId: string): BuiltInRole | undefined {
  const id = templateId.toLowerCase();
  return Object.hasOwn(BUILT_IN, id) ? BUILT_IN[id] : undefined;
}

/**
 * What lets the holder of a custom role act as any application: credentials, owners (who may add credentials), or all
 * properties. `applications.myOrganization` are the single-tenant ones, which is most of a tenant's own.
 * https://learn.microsoft.com/entra/identity/role-based-access-control/custom-available-permissions
 */
const MINTING_ACTION =
  /^microsoft\.directory\/(?:applications(?:\.myorganization)?|serviceprincipals)\/(?:(?:credentials|owners|allproperties)\/update|allproperties\/alltasks)$/i;

/** True where a custom role's action adds credentials, or an owner who then can. */
export function mintsCredentials(action: string): boolean {
  return MINTING_ACTION.test(action);
}
