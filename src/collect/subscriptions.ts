import { defineCollector } from "../collector.ts";
import { gapOf, ReadError } from "../errors.ts";
import type { Subscription } from "../inventory/sections.ts";
import type { RawSubscription } from "./azure-reader.ts";
import { malformed, readTags, readText } from "./properties.ts";

const REQUEST = "GET /subscriptions";
const PERMISSION = "Microsoft.Resources/subscriptions/read";
const NONE_VISIBLE = "no subscription is visible to the principal";

export interface SubscriptionsAsked {
  /** GUIDs, each of which is read by itself. */
  readonly subscriptions?: readonly string[] | undefined;
  /** Ids of management groups, of which everything below is read. */
  readonly managementGroups?: readonly string[] | undefined;
}

/**
 * Every subscription that the principal can see, in every state: a Disabled one still holds accounts and local
 * users, which come back with it. Of those asked for by name, or by a management group that they lie below, each is
 * either here or a gap of its own.
 */
export function subscriptionsCollector({
  subscriptions = [],
  managementGroups = [],
}: SubscriptionsAsked = {}) {
  const isNarrowed = subscriptions.length + managementGroups.length > 0;
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
      if (!isNarrowed) {
        yield* listed();
        return;
      }

      const named = subscriptions.map((guid) => ({ id: `/subscriptions/${guid}`, name: guid }));
      yield* each(named, async function* (subscription) {
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
      if (managementGroups.length > 0) yield* below();

      async function* listed(): AsyncIterable<Subscription> {
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
      }

      /** The tree tells ids alone, and one list of all subscriptions what each is. */
      async function* below(): AsyncIterable<Subscription> {
        const wanted = new Set<string>();
        for (const group of managementGroups) await addBelow(group, wanted);
        for (const guid of subscriptions) wanted.delete(guid);
        if (wanted.size === 0) return;
        for await (const found of listed()) {
          if (wanted.delete(found.subscriptionId.toLowerCase())) yield found;
        }
        for (const guid of wanted) {
          const detail = "it lies below a management group that was asked for, and is not visible";
          gap({
            reason: "denied",
            scope: `/subscriptions/${guid}`,
            request: REQUEST,
            needs: PERMISSION,
            role: "Reader",
            detail,
          });
        }
      }

      /** What is not told of the tree may be any subscription: the gap stands at the tenant. */
      async function addBelow(group: string, wanted: Set<string>): Promise<void> {
        const path = `${GROUPS}/${encodeURIComponent(group)}/descendants`;
        const origin = { scope: scope.id, request: `GET ${path}` };
        try {
          for await (const { id } of azure.armList({ path, apiVersion: "2021-04-01" })) {
            const told = typeof id === "string" ? id : "";
            const { guid } = SUBSCRIPTION.exec(told)?.groups ?? {};
            if (guid !== undefined) wanted.add(guid.toLowerCase());
            else if (!GROUP.test(told))
              gap(malformed(origin, "a descendant that is no subscription and no group"));
          }
        } catch (error) {
          if (!(error instanceof ReadError)) throw error;
          gap(gapOf(error, scope.id, { needs: BELOW, role: "Reader" }));
        }
      }
    },
  });
}

const GROUPS = "/providers/Microsoft.Management/managementGroups";
const BELOW = "Microsoft.Management/managementGroups/descendants/read";
const SUBSCRIPTION = /^\/subscriptions\/(?<guid>[^/]+)$/i;
const GROUP = /^\/providers\/Microsoft\.Management\/managementGroups\/[^/]+$/i;

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
