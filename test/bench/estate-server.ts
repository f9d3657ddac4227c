import { client } from "../azure/describe.ts";
import { startAzure } from "../azure/simulated-azure.ts";
import { type EstateName, estateOf } from "./estates.ts";
import { type Address, type Counts, countRoutes } from "./scan-estate.ts";

/** What the server tells when it is up, and then at every message: how many requests of each route came. */
export type ServerMessage =
  | { readonly kind: "ready"; readonly address: Address }
  | { readonly kind: "counts"; readonly counts: Counts };

// The simulated Azure in a process of its own, so that the memory of the scanner is measured alone.
const [, , name = "", scale = "", latency = ""] = process.argv;
const scanner = client();
const tenant = estateOf(name as EstateName, Number(scale)).tenant(scanner);
const azure = await startAzure(tenant, { latencyMs: Number(latency) });

process.on("message", () => tell({ kind: "counts", counts: countRoutes(azure.log) }));
// Not to be left behind where the bench is interrupted.
process.on("disconnect", () => process.exit());
tell({ kind: "ready", address: { url: azure.url, tenantId: tenant.tenantId, scanner, ca: azure.ca } });

function tell(message: ServerMessage): void {
  process.send?.(message);
}
