import { defineCollector } from "../collector.ts";
import { diagnosticSettingsOf } from "./diagnostic-settings.ts";

/**
 * Where the audit and sign-in logs of Entra ID go. They lie at `/providers/Microsoft.aadiam`, beside the management
 * groups: who may read all of those reads nothing here, and a refusal says where the role has to be assigned.
 * https://github.com/Azure/azure-rest-api-specs/issues/11085
 */
export default defineCollector({
  section: "entraDiagnosticSettings",
  per: "tenant",
  after: [],
  permissions: [
    {
      plane: "arm",
      anyOf: ["microsoft.aadiam/diagnosticSettings/read"],
      role: "Reader",
      scope: "/providers/Microsoft.aadiam",
      without:
        "Nobody knows whether the audit and sign-in logs of Entra ID are kept. A role at the root management group does not reach them.",
    },
  ],

  collect(scope, { azure, gap }) {
    const path = "/providers/microsoft.aadiam/diagnosticSettings";
    return diagnosticSettingsOf({ of: "/", at: scope.id, path, apiVersion: "2017-04-01" }, azure, gap);
  },
});
