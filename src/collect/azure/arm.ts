import { StorageManagementClient } from "@azure/arm-storage";
import { SubscriptionClient } from "@azure/arm-resources-subscriptions";
import type { TokenCredential } from "@azure/identity";
import { segmentOf } from "../../inventory/scope.ts";
import type { AzureReader } from "../azure-reader.ts";
import type { Meter } from "../meter.ts";
import type { Cloud } from "./cloud.ts";
import type { storagePacing, Turn } from "./pacing.ts";
import { readPages } from "./paging.ts";
import { buildPipeline, type Service, type Wire } from "./pipeline.ts";

/** The clients insist on a credential; the pipeline that they are given signs in by itself. */
const UNUSED: TokenCredential = {
  getToken: () => Promise.reject(new Error("the pipeline signs in, not the client")),
};

/** The ARM half of the reader, on the typed clients. */
export function armReader(
  wire: Wire,
  cloud: Cloud,
  pacing: ReturnType<typeof storagePacing>,
  meter: Meter,
): Omit<AzureReader, "organization"> {
  const service: Service = { origin: new URL(cloud.arm).origin, scope: cloud.armScope, nextLink: "nextLink" };
  const client = (turn?: Turn) => ({
    endpoint: cloud.arm,
    httpClient: wire.httpClient,
    pipeline: buildPipeline(wire, service, meter, turn),
  });
  const subscriptions = () => new SubscriptionClient(UNUSED, client()).subscriptions;
  const storage = (subscriptionId: string, turn?: Turn) =>
    new StorageManagementClient(UNUSED, subscriptionId, client(turn));

  return {
    subscriptions: () => readPages(subscriptions().list().byPage(), "GET /subscriptions", meter),
    subscription: (subscriptionId) => subscriptions().get(subscriptionId),
    storageAccounts(subscriptionId) {
      const request = `GET /subscriptions/${subscriptionId}/providers/Microsoft.Storage/storageAccounts`;
      return readPages(storage(subscriptionId).storageAccounts.list().byPage(), request, meter);
    },
    localUsers(account) {
      const { subscriptionId, resourceGroup, name } = addressOf(account.id);
      const { localUsers } = storage(subscriptionId, pacing(`${subscriptionId} ${account.location}`, "list"));
      // The largest page there is: an account can have 25,000 users, and every page is a list in the budget.
      // https://learn.microsoft.com/rest/api/storagerp/local-users/list
      const pages = localUsers.list(resourceGroup, name, { maxpagesize: 5000 }).byPage();
      return readPages(pages, `GET ${account.id}/localUsers`, meter);
    },
    localUser(account, user) {
      const { subscriptionId, resourceGroup, name } = addressOf(account.id);
      const { localUsers } = storage(subscriptionId, pacing(`${subscriptionId} ${account.location}`, "read"));
      return localUsers.get(resourceGroup, name, user);
    },
  };
}

function addressOf(id: string): { subscriptionId: string; resourceGroup: string; name: string } {
  const subscriptionId = segmentOf(id, "subscriptions");
  const resourceGroup = segmentOf(id, "resourceGroups");
  const name = segmentOf(id, "storageAccounts");
  if (subscriptionId && resourceGroup && name) return { subscriptionId, resourceGroup, name };
  throw new Error(`${id} is not the id of a storage account`);
}
