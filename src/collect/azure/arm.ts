import { ResourceManagementClient } from "@azure/arm-resources";
import { StorageManagementClient } from "@azure/arm-storage";
import { SubscriptionClient } from "@azure/arm-resources-subscriptions";
import type { TokenCredential } from "@azure/identity";
import { createPipelineRequest } from "@azure/core-rest-pipeline";
import { ReadError } from "../../errors.ts";
import { segmentOf } from "../../inventory/scope.ts";
import type { ArmQuery, AzureReader, RawObject } from "../azure-reader.ts";
import type { Meter } from "../meter.ts";
import { isRecord, readId } from "../properties.ts";
import { bodyOf } from "./classify.ts";
import type { Cloud } from "./cloud.ts";
import type { graphReader } from "./graph.ts";
import { readLocalUserKeys } from "./local-user-keys.ts";
import type { storagePacing, Turn } from "./pacing.ts";
import { type Page, readPages } from "./paging.ts";
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
): Omit<AzureReader, keyof ReturnType<typeof graphReader> | "logs"> {
  const service: Service = {
    origin: new URL(cloud.arm).origin,
    scope: cloud.armScope,
    nextLinks: ["nextLink"],
  };
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
    async localUserKeys(account, user) {
      const { subscriptionId, resourceGroup, name } = addressOf(account.id);
      const path = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Storage/storageAccounts/${name}/localUsers/${user}/listKeys`;
      // Another name would lead to another user, or be another question.
      if (readId(user) === undefined)
        throw new ReadError("malformed", `POST ${path}`, "the name of the local user cannot stand in a path");
      const turn = pacing(`${subscriptionId} ${account.location}`, "write");
      const pipeline = buildPipeline(wire, { ...service, nextLinks: [] }, meter, turn);
      return await readLocalUserKeys(wire, pipeline, addressed(cloud, { path, apiVersion: "2023-05-01" }));
    },
    containers(account) {
      const { subscriptionId, resourceGroup, name } = addressOf(account.id);
      const turn = pacing(`${subscriptionId} ${account.location}`, "list");
      const pages = storage(subscriptionId, turn).blobContainers.list(resourceGroup, name).byPage();
      return readPages(pages, `GET ${account.id}/blobServices/default/containers`, meter);
    },
    resourceGroups(subscriptionId) {
      const { resourceGroups } = new ResourceManagementClient(UNUSED, subscriptionId, client());
      return readPages(
        resourceGroups.list().byPage(),
        `GET /subscriptions/${subscriptionId}/resourceGroups`,
        meter,
      );
    },
    armList: (query) => readPages(armPages(wire, cloud, service, meter, query), `GET ${query.path}`, meter),
    armObject: (query) => armObject(wire, cloud, service, meter, query),
  };
}

/** Lists for which a typed client would weigh more than it brings: a plain GET on the same pipeline. */
async function* armPages(
  wire: Wire,
  cloud: Cloud,
  service: Service,
  meter: Meter,
  query: ArmQuery,
): AsyncIterable<Page<RawObject>> {
  const { path } = query;
  const pipeline = buildPipeline(wire, { ...service, nextLinks: ["nextLink", "@nextLink"] }, meter);
  for (let url = addressed(cloud, query); url !== ""; ) {
    const response = await pipeline.sendRequest(wire.httpClient, createPipelineRequest({ url }));
    // Management groups name their next page in a way of their own.
    const { value, "@nextLink": ownLink, nextLink = ownLink } = bodyOf(response) ?? {};
    if (!Array.isArray(value)) throw new ReadError("malformed", `GET ${path}`, "the answer is no list");
    if (nextLink !== undefined && nextLink !== null && typeof nextLink !== "string")
      throw new ReadError("malformed", `GET ${path}`, "the link to the next page is no text");
    url = nextLink ?? "";
    const items = value.map((item: unknown) => (isRecord(item) ? item : {}));
    yield Object.assign(items, url === "" ? {} : { continuationToken: url });
  }
}

async function armObject(
  wire: Wire,
  cloud: Cloud,
  service: Service,
  meter: Meter,
  query: ArmQuery,
): Promise<RawObject | undefined> {
  const pipeline = buildPipeline(wire, service, meter);
  try {
    const url = addressed(cloud, query);
    return bodyOf(await pipeline.sendRequest(wire.httpClient, createPipelineRequest({ url })));
  } catch (error) {
    if (error instanceof ReadError && error.status === 404 && NOT_THERE.has(error.code ?? ""))
      return undefined;
    throw error;
  }
}

/** Azure's codes for an object that was never made, and not for a path or a provider that it does not know. */
const NOT_THERE: ReadonlySet<string> = new Set(["ResourceNotFound", "NotFound"]);

/** Blanks as `%20`: `+` stands for one in forms alone, and not every provider takes an address for a form. */
function addressed(cloud: Cloud, { path, apiVersion, filter, select }: ArmQuery): string {
  const options = [
    `api-version=${encodeURIComponent(apiVersion)}`,
    ...(filter === undefined ? [] : [`$filter=${encodeURIComponent(filter)}`]),
    ...(select === undefined ? [] : [`$select=${select.map(encodeURIComponent).join(",")}`]),
  ];
  return `${cloud.arm.replace(/\/$/, "")}${encodePath(path)}?${options.join("&")}`;
}

/** Ids come from Azure, and a name in one may hold anything. */
function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

function addressOf(id: string): { subscriptionId: string; resourceGroup: string; name: string } {
  const subscriptionId = segmentOf(id, "subscriptions");
  const resourceGroup = segmentOf(id, "resourceGroups");
  const name = segmentOf(id, "storageAccounts");
  if (subscriptionId && resourceGroup && name) return { subscriptionId, resourceGroup, name };
  throw new Error(`${id} is not the id of a storage account`);
}
