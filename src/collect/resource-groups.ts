import { defineCollector } from "../collector.ts";
import { contains } from "../inventory/scope.ts";
import { malformed, nameOf, readTags } from "./properties.ts";

/** The resource groups, for their tags: whose an account is stands at the group as often as at the account. */
export default defineCollector({
  section: "resourceGroups",
  per: "subscription",
  after: [],
  permissions: [
    {
      plane: "arm",
      anyOf: ["Microsoft.Resources/subscriptions/resourceGroups/read"],
      role: "Reader",
      without: "The report shows no tags of resource groups.",
    },
  ],

  async *collect(scope, { azure, gap }) {
    const request = `GET ${scope.id}/resourceGroups`;
    for await (const { id, name, tags } of azure.resourceGroups(scope.guid)) {
      if (typeof id === "string" && GROUP_ID.test(id) && contains(scope.id, id))
        yield { id, name: nameOf(name, id), subscriptionId: scope.guid, ...readTags(tags) };
      else gap(malformed({ scope: scope.id, request }, "a resource group without a usable id"));
    }
  },
});

const GROUP_ID = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i;
