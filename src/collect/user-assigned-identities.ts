import { defineCollector } from "../collector.ts";
import { contains } from "../inventory/scope.ts";
import { isRecord, malformed, readTags, readText } from "./properties.ts";

/** Every user-assigned managed identity of a subscription. */
export default defineCollector({
  section: "userAssignedIdentities",
  per: "subscription",
  after: [],
  permissions: [
    {
      plane: "arm",
      anyOf: ["Microsoft.ManagedIdentity/userAssignedIdentities/read"],
      role: "Reader",
      without: "No user-assigned identity of the subscription is assessed.",
    },
  ],

  async *collect(scope, { azure, gap }) {
    const path = `${scope.id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
    const request = `GET ${path}`;
    for await (const raw of azure.armList({ path, apiVersion: "2023-01-31" })) {
      const { id, name, properties } = raw;
      // The id is what the next requests are made of: it must lie in the subscription asked.
      if (typeof id !== "string" || typeof name !== "string" || !ID.test(id) || !contains(scope.id, id)) {
        gap(malformed({ scope: scope.id, request }, "an identity without a usable id and name"));
        continue;
      }
      const origin = { scope: id, request };
      if (!isRecord(properties) || Object.keys(properties).length === 0) {
        gap(malformed(origin, "an identity without its properties"));
        continue;
      }
      yield {
        id,
        name,
        ...readTags(raw["tags"]),
        subscriptionId: scope.guid,
        // Made with the identity, and what its roles hang on.
        principalId: readText(properties["principalId"], "principalId", origin),
        clientId: readText<null>(properties["clientId"], "clientId", origin, null),
      };
    }
  },
});

const ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/[^/]+$/i;
