import type { Principal } from "../../reporter.ts";
import { parseObject } from "./classify.ts";

/**
 * Who a token is: its tenant, object id and application. The claims are read to be shown, not to be trusted, and
 * nothing else of the token is kept. https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function principalOf(token: string): Partial<Principal> {
  const [, payload = ""] = token.split(".");
  const claims = parseObject(Buffer.from(payload, "base64url").toString("utf8")) ?? {};
  const tenantId = text(claims["tid"]);
  return {
    ...(tenantId === null ? {} : { tenantId }),
    objectId: text(claims["oid"]),
    applicationId: text(claims["appid"]) ?? text(claims["azp"]),
  };
}

function text(claim: unknown): string | null {
  return typeof claim === "string" && claim !== "" ? claim : null;
}
