import { defineCollector } from "../collector.ts";
import { ReadError } from "../errors.ts";
import type { Subscription } from "../inventory/sections.ts";
import type { RawSubscription } from "./azure-reader.ts";
import { malformed, readTags, readText } from "./properties.ts";

const REQUEST = "GET /subscriptions";
const PERMISSION = "Microsoft.Resources/subscriptions/read";
const NONE_VISIBLE = "no subscription is visible to the principal";

/**
 * Every subscription that the principal can see, in every state: a Disabled one still holds accounts and local
 * users, which come back with it. Subscriptions asked for by name are read one by one, so that each of them is
 * either here or a gap of its own.
 */
export function subscriptionsCollector(named: readonly string[]) {
  return defineCollector({
    section: "subscriptions",
    per: "tenant",
    after: [],
    permissions: [
      {
        plane: "arm",
        anyOf: [PERMISSION],
        role: "Reader",
        without: "No subscription is assessed.",
      },
    ],

    async *collect(scope, { azure, each, gap }) {
      if (named.length > 0) {
        const wanted = named.map((guid) => ({ id: `/subscriptions/${guid}`, name: guid }));
        yield* each(wanted, async function* (subscription) {
          const raw = await azure.subscription(subscription.name);
          if (String(raw.subscriptionId).toLowerCase() !== subscription.name) {
            throw new ReadError(
              "malformed",
              `GET ${subscription.id}`,
              "the answer is not about this subscription",
            );
          }
          yield subscriptionOf(raw, subscription.id);
        });
        return;
      }
      let seen = 0;
      for await (const raw of azure.subscriptions()) {
        seen += 1;
        const guid = raw.subscriptionId;
        if (typeof guid !== "string" || guid === "") {
          gap(malformed({ scope: scope.id, request: REQUEST }, "a subscription without subscriptionId"));
          continue;
        }
        yield subscriptionOf(raw, `/subscriptions/${guid}`);
      }
      // ARM answers with an empty list where the principal has no role at all: that is not a tenant without findings.
      if (seen === 0)
        gap({
          reason: "denied",
          scope: scope.id,
          request: REQUEST,
          needs: PERMISSION,
          role: "Reader",
          detail: NONE_VISIBLE,
        });
    },
  });
}

function subscriptionOf(raw: RawSubscription, id: string): Subscription {
  const origin = { scope: id, request: REQUEST };
  const guid = id.slice("/subscriptions/".length);
  const name = readText(raw.displayName, "displayName", origin, guid);
  return {
    id: typeof raw.id === "string" && raw.id.toLowerCase() === id.toLowerCase() ? raw.id : id,
    name: name.known ? name.value : guid,
    subscriptionId: guid,
    tenantId: readText<null>(raw.tenantId, "tenantId", origin, null),
    state: readText<null>(raw.state, "state", origin, null),
    ...readTags(raw.tags),
  };
}
