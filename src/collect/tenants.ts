import { defineCollector } from "../collector.ts";
import { gapOf, ReadError } from "../errors.ts";
import { type Known, known, unknown } from "../inventory/known.ts";
import type { VerifiedDomain } from "../inventory/sections.ts";
import { isRecord, type Origin, readList, readText } from "./properties.ts";

const ORGANIZATION = "GET /v1.0/organization";

/** The one tenant of a scan. Its id comes from the sign-in, so that it is there even where Graph may not be read. */
export default defineCollector({
  section: "tenants",
  per: "tenant",
  after: [],
  permissions: [
    {
      plane: "graph",
      anyOf: ["Organization.Read.All", "Directory.Read.All"],
      without: "The report names the tenant by its id alone, without display name and verified domains.",
    },
  ],

  async *collect(scope, { azure }) {
    const origin = { scope: scope.id, request: ORGANIZATION };
    const answer = await azure.organization().then(known, (error: unknown) => {
      // No default in place of an answer: name and domains stay unknown, with the reason, and the tenant stays a subject.
      if (error instanceof ReadError)
        return unknown(gapOf(error, scope.id, { needs: "Organization.Read.All" }));
      throw error;
    });
    if (!answer.known) {
      yield {
        id: scope.id,
        name: scope.guid,
        tenantId: scope.guid,
        displayName: answer,
        verifiedDomains: answer,
      };
      return;
    }
    const displayName = readText(answer.value.displayName, "displayName", origin);
    yield {
      id: scope.id,
      name: displayName.known ? displayName.value : scope.guid,
      tenantId: scope.guid,
      displayName,
      verifiedDomains: domainsOf(answer.value.verifiedDomains, origin),
    };
  },
});

function domainsOf(value: unknown, origin: Origin): Known<readonly VerifiedDomain[]> {
  const list = readList(value, "verifiedDomains", origin);
  if (!list.known) return list;
  const domains: VerifiedDomain[] = [];
  for (const domain of list.value) {
    if (!isRecord(domain)) continue;
    const name = readText(domain["name"], "verifiedDomains.name", origin);
    if (!name.known) return name;
    domains.push({
      name: name.value,
      isDefault: domain["isDefault"] === true,
      isInitial: domain["isInitial"] === true,
    });
  }
  return known(domains);
}
