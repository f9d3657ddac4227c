import { defineCollector } from "../collector.ts";
import { ReadError } from "../errors.ts";
import { byDefault, type Known, known, unknown } from "../inventory/known.ts";
import type { DefenderPlan, UploadScan } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import { isNotRegistered } from "./not-registered.ts";
import {
  hasProperties,
  isRecord,
  malformed,
  type Origin,
  readEach,
  readObject,
  readText,
  readWord,
} from "./properties.ts";

/** Defender for Storage as it is switched on for a subscription. */
export default defineCollector({
  section: "defenderPlans",
  per: "subscription",
  after: [],
  permissions: [
    {
      plane: "arm",
      anyOf: ["Microsoft.Security/pricings/read"],
      role: "Reader",
      without: "Nobody knows whether what is uploaded over SFTP is scanned for malware.",
    },
  ],

  async *collect(scope, { azure }) {
    const path = `${scope.id}/providers/Microsoft.Security/pricings/StorageAccounts`;
    const request = `GET ${path}`;
    const found = await azure.armObject({ path, apiVersion: "2024-01-01" }).then(
      (raw) => switchesOf(raw?.["properties"], { scope: path, request }),
      (error: unknown) => {
        // Whoever switches a plan on registers the provider first: this is Azure's word that nobody ever did.
        if (isNotRegistered(error)) return NEVER_ON;
        throw error;
      },
    );
    yield { id: path, name: "StorageAccounts", subscriptionId: scope.guid, ...found };
  },
});

type Switches = Pick<DefenderPlan, "pricingTier" | "subPlan" | "onUpload">;

function switchesOf(properties: unknown, origin: Origin): Switches {
  // Plans are there whether they are on or off: where there is none, nobody knows what the answer is about.
  if (!isRecord(properties) || !hasProperties(properties))
    throw new ReadError(
      "malformed",
      origin.request,
      "no plan for storage accounts, which every subscription has",
    );
  return {
    pricingTier: readText(properties["pricingTier"], "pricingTier", origin),
    // Plans without sub-plans have none: https://learn.microsoft.com/rest/api/defenderforcloud/pricings/get#pricing
    subPlan: readText<null>(properties["subPlan"], "subPlan", origin, null),
    onUpload: scanOf(properties["extensions"], origin),
  };
}

const OFF: UploadScan = { isEnabled: false, capGBPerMonth: null };

const NEVER_ON: Switches = {
  pricingTier: byDefault("Free"),
  subPlan: byDefault(null),
  onUpload: byDefault(OFF),
};

/** The extensions of a plan are left out where it has none, and listed otherwise, each with its switch. */
function scanOf(value: unknown, origin: Origin): Known<UploadScan> {
  const extensions = readEach(value, "extensions", origin, extensionOf, []);
  if (!extensions.known) return extensions;
  const scan = extensions.value.find(({ name }) => name.toLowerCase() === "onuploadmalwarescanning")?.raw;
  if (scan === undefined) return byDefault(OFF);
  // A text, and not a flag.
  const isEnabled = readWord(scan["isEnabled"], "extensions.isEnabled", origin, ["True", "False"]);
  if (!isEnabled.known) return isEnabled;
  const more = readObject(scan["additionalExtensionProperties"], "additionalExtensionProperties", origin, {});
  if (!more.known) return more;
  const capGBPerMonth = capOf(more.value["CapGBPerMonthPerStorageAccount"]);
  if (capGBPerMonth !== undefined) return known({ isEnabled: isEnabled.value === "True", capGBPerMonth });
  return unknown(malformed(origin, "the property CapGBPerMonthPerStorageAccount is no number"));
}

function extensionOf(raw: unknown): { readonly name: string; readonly raw: RawObject } | undefined {
  return isRecord(raw) && typeof raw["name"] === "string" ? { name: raw["name"], raw } : undefined;
}

/** A text as well, and a number in what people write. */
function capOf(cap: unknown): number | null | undefined {
  if (typeof cap === "number") return cap;
  if (typeof cap === "string") return /^-?\d{1,15}$/.test(cap) ? Number(cap) : undefined;
  return cap === undefined || cap === null ? null : undefined;
}
