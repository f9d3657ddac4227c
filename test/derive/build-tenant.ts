import { known } from "../../src/inventory/known.ts";
import type { Domain, Tenant } from "../../src/inventory/sections.ts";
import { TENANT } from "../checks/build.ts";

/** The scan's tenant, of Contoso. */
export function tenant(over: Partial<Tenant> = {}): Tenant {
  return {
    id: TENANT,
    name: "Contoso",
    tenantId: TENANT.slice("/tenants/".length),
    displayName: known("Contoso"),
    verifiedDomains: known([]),
    ...over,
  };
}

/** A verified domain. */
export function domain(name = "contoso.com", over: Partial<Domain> = {}): Domain {
  return {
    id: `/domains/${name}`,
    name,
    isVerified: known(true),
    isDefault: known(false),
    isInitial: known(false),
    authenticationType: known("Managed"),
    ...over,
  };
}
