import { client } from "../azure/describe.ts";
import { startAzure } from "../azure/simulated-azure.ts";
import { type EstateSize, estate } from "./estate.ts";
import { type Address, countRoutes } from "./scan-estate.ts";

/** What the server tells when it is up, and then at every message: how many requests of each route came. */
export type ServerMessage =
  | { readonly kind: "ready"; readonly address: Address; readonly ca: string }
  | { readonly kind: "counts"; readonly counts: Readonly<Record<string, number>> };

// The simulated Azure in a process of its own, so that the memory of the scanner is measured alone.
const [, , size = "", latency = ""] = process.argv;
const scanner = client();
const tenant = estate(JSON.parse(size) as EstateSize, scanner);
const azure = await startAzure(tenant, { latencyMs: Number(latency) });

process.on("message", () => tell({ kind: "counts", counts: countRoutes(azure.log) }));
// Not to be left behind where the bench is interrupted.
process.on("disconnect", () => process.exit());
tell({
  kind: "ready",
  address: { url: azure.url, tenantId: tenant.tenantId, scanner },
  ca: azure.ca,
});

function tell(message: ServerMessage): void {
  process.send?.(message);
}
