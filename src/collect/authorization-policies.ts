import { defineCollector } from "../collector.ts";
import { nameOf, readFlag, readObject, readTexts } from "./properties.ts";

const PATH = "/policies/authorizationPolicy";

/** What every user of the tenant may do. */
export default defineCollector({
  section: "authorizationPolicies",
  per: "tenant",
  after: [],
  permissions: [
    {
      plane: "graph",
      anyOf: ["Policy.Read.All"],
      without: "Nobody knows whether every user may register applications and consent to others.",
    },
  ],

  async *collect(_scope, { azure }) {
    // The documentation names no $select for it. https://learn.microsoft.com/graph/api/authorizationpolicy-get
    const raw = await azure.graphObject({ path: PATH });
    const origin = { scope: PATH, request: `GET /v1.0${PATH}` };
    const name = "defaultUserRolePermissions";
    const permissions = readObject(raw[name], name, origin);
    yield {
      id: PATH,
      name: nameOf(raw["displayName"], "authorizationPolicy"),
      // Without an answer nothing is known of either: only an empty list says that users cannot consent.
      // https://learn.microsoft.com/graph/api/resources/defaultuserrolepermissions#properties
      allowedToCreateApps: permissions.known
        ? readFlag(permissions.value["allowedToCreateApps"], `${name}.allowedToCreateApps`, origin)
        : permissions,
      permissionGrantPoliciesAssigned: permissions.known
        ? readTexts(
            permissions.value["permissionGrantPoliciesAssigned"],
            `${name}.permissionGrantPoliciesAssigned`,
            origin,
          )
        : permissions,
      // "Default value is false." https://learn.microsoft.com/graph/api/resources/authorizationpolicy#properties
      allowUserConsentForRiskyApps: readFlag(
        raw["allowUserConsentForRiskyApps"],
        "allowUserConsentForRiskyApps",
        origin,
        false,
      ),
    };
  },
});
