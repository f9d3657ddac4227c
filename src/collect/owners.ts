import { defineCollector } from "../collector.ts";
import { gapOf } from "../errors.ts";
import type { Application, ServicePrincipal } from "../inventory/sections.ts";
import { kindOf } from "./directory-object-kind.ts";
import { byNewest, OTHERS, PRIVILEGE_SOURCES, privilegesIn } from "./privileged.ts";
import { malformed, nameOf, readId } from "./properties.ts";

const GRANT = { needs: "Application.Read.All" } as const;

/**
 * The owners of what is privileged: they can add a credential and act as it, on the application as on its principal in
 * this tenant, whoever registered it. Where not all permissions were read, the tenant's own are asked about as well.
 */
export default defineCollector({
  section: "owners",
  per: "tenant",
  after: PRIVILEGE_SOURCES,
  permissions: [
    {
      plane: "graph",
      anyOf: [GRANT.needs, "Directory.Read.All"],
      without: "Nobody knows who can add credentials to privileged applications without any role.",
    },
  ],

  async *collect(scope, { azure, gap, have }) {
    const { ofApplication, ofPrincipal } = privilegesIn(have);
    const privileged: (Application | ServicePrincipal)[] = [];
    const open: (Application | ServicePrincipal)[] = [];
    for (const application of have.applications.items) {
      const privilege = ofApplication(application);
      if (privilege !== "none") (privilege === "open" ? open : privileged).push(application);
    }
    for (const principal of have.servicePrincipals.items.filter(canHaveOwners)) {
      const privilege = ofPrincipal(principal);
      if (privilege === "privileged") privileged.push(principal);
      else if (privilege === "open" && principal.owner === "own") open.push(principal);
    }

    open.sort(byNewest);
    const left = open.length - OTHERS;
    if (left > 0)
      gap({
        reason: "not-requested",
        scope: scope.id,
        request: "GET /v1.0/applications/{id}/owners",
        detail: `${left} applications and service principals whose permissions were not all read were not asked`,
      });

    const queryOf = ({ id }: { readonly id: string }) => ({
      path: `${id}/owners`,
      select: ["id", "displayName"],
    });
    const asked = [...privileged, ...open.slice(0, OTHERS)];
    for await (const { item, values, ...rest } of azure.graphLists(asked, queryOf)) {
      if ("error" in rest) gap(gapOf(rest.error, item.id, GRANT));
      const origin = { scope: item.id, request: `GET /v1.0${item.id}/owners` };
      for (const raw of values) {
        const ownerId = readId(raw["id"]);
        const kind = kindOf(raw);
        if (ownerId === undefined || kind === undefined) {
          gap(malformed(origin, "an owner without a usable id and type"));
          continue;
        }
        const name = nameOf(raw["displayName"], ownerId);
        yield { id: `${item.id}/owners/${ownerId}`, name, ownedId: item.id, ownerId, kind };
      }
    }
  },
});

/** Managed identities have none. Microsoft's own should not, which is a reason to ask. */
function canHaveOwners({ kind }: ServicePrincipal): boolean {
  return kind !== "managed-identity";
}
