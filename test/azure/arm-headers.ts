import { armHeaders } from "./service.ts";

/** Values as ARM shows them to a caller far from its limits. */
export function readHeaders(level: "tenant" | "subscription"): Record<string, string> {
  const headers = armHeaders();
  headers[`x-ms-ratelimit-remaining-${level}-reads`] = level === "tenant" ? "249" : "248";
  if (level === "subscription") headers["x-ms-ratelimit-remaining-subscription-global-reads"] = "3749";
  return headers;
}

/** A POST is counted among the writes, also where it only reads. */
export function writeHeaders(): Record<string, string> {
  return {
    ...armHeaders(),
    "x-ms-ratelimit-remaining-subscription-writes": "199",
    "x-ms-ratelimit-remaining-subscription-global-writes": "2999",
  };
}
