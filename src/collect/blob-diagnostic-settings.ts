import { defineCollector } from "../collector.ts";
import { diagnosticSettingsOf } from "./diagnostic-settings.ts";
import { mayServeSftp } from "./may-serve-sftp.ts";

/**
 * Where the logs of the blob service go, of every account that may serve SFTP. A setting on the account itself exports
 * metrics alone, so that nobody asks for it: https://learn.microsoft.com/azure/storage/blobs/monitor-blob-storage.
 */
export default defineCollector({
  section: "blobDiagnosticSettings",
  per: "subscription",
  after: ["storageAccounts"],
  permissions: [
    {
      plane: "arm",
      anyOf: ["Microsoft.Insights/diagnosticSettings/read"],
      role: "Reader",
      without: "Nobody knows whether sign-ins over SFTP leave a log.",
    },
  ],

  async *collect(_scope, { azure, each, gap, have }) {
    yield* each(have.storageAccounts.items.filter(mayServeSftp), ({ id }) => {
      const path = `${id}/blobServices/default/providers/Microsoft.Insights/diagnosticSettings`;
      return diagnosticSettingsOf({ of: id, path }, azure, gap);
    });
  },
});
