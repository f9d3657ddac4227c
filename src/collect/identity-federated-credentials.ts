import { defineCollector } from "../collector.ts";
import { canonicalId } from "../inventory/scope.ts";
import { isRecord, malformed, readText, readTexts } from "./properties.ts";

/** Whose tokens are good for a user-assigned identity. */
export default defineCollector({
  section: "identityFederatedCredentials",
  per: "subscription",
  after: ["userAssignedIdentities"],
  permissions: [
    {
      plane: "arm",
      anyOf: ["Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read"],
      role: "Reader",
      without: "Nobody knows whose tokens the subscription's identities accept.",
    },
  ],

  async *collect(_scope, { azure, each, gap, have }) {
    yield* each(have.userAssignedIdentities.items, async function* (identity) {
      const path = `${identity.id}/federatedIdentityCredentials`;
      const request = `GET ${path}`;
      for await (const raw of azure.armList({ path, apiVersion: "2023-01-31" })) {
        const { name, properties } = raw;
        if (typeof name !== "string" || name === "" || name.includes("/")) {
          gap(malformed({ scope: identity.id, request }, "a federated credential without a usable name"));
          continue;
        }
        const id = idOf(raw["id"], `${path}/${name}`);
        const origin = { scope: id, request };
        if (!isRecord(properties)) {
          gap(malformed(origin, "a federated credential without its properties"));
          continue;
        }
        yield {
          id,
          name,
          identityId: identity.id,
          // All three are required: https://learn.microsoft.com/rest/api/managedidentity/federated-identity-credentials/list
          issuer: readText(properties["issuer"], "issuer", origin),
          subject: readText(properties["subject"], "subject", origin),
          audiences: readTexts(properties["audiences"], "audiences", origin),
        };
      }
    });
  },
});

/** The id as Azure spells it, where it is this identity's; otherwise the one that it has to be. */
function idOf(id: unknown, expected: string): string {
  return typeof id === "string" && canonicalId(id) === canonicalId(expected) ? id : expected;
}
