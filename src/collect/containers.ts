import { defineCollector } from "../collector.ts";
import { emptySections, viewSections } from "../inventory/inventory.ts";
import { canonicalId } from "../inventory/scope.ts";
import type { Container, StorageAccount } from "../inventory/sections.ts";
import type { RawContainer } from "./azure-reader.ts";
import { hasProperties, malformed, readWord, shortened } from "./properties.ts";

/**
 * The containers of the accounts to which somebody may upload over SFTP and which may publish what lies there. What an
 * account forbids for all of its containers needs no look at each.
 */
export default defineCollector({
  section: "containers",
  per: "subscription",
  after: ["storageAccounts", "localUsers"],
  permissions: [
    {
      plane: "arm",
      anyOf: ["Microsoft.Storage/storageAccounts/blobServices/containers/read"],
      role: "Reader",
      without: "Nobody knows whether what is uploaded over SFTP is published.",
    },
  ],

  async *collect(_scope, { azure, each, gap, have }) {
    const { localUsers } = viewSections({ ...emptySections(), ...have });
    // Where the list of users was not read to its end, there may be one.
    const mayHaveUsers = ({ id }: StorageAccount): boolean =>
      localUsers.of(id).length > 0 || localUsers.gapsAt(id).length > 0;
    const accounts = have.storageAccounts.items.filter(
      (account) => mayPublish(account) && mayHaveUsers(account),
    );
    yield* each(accounts, async function* (account) {
      const path = `${account.id}/blobServices/default/containers`;
      const request = `GET ${path}`;
      for await (const raw of azure.containers(account)) {
        const { name } = raw;
        if (raw.deleted === true) continue;
        if (typeof name !== "string" || name === "" || name.includes("/")) {
          gap(malformed({ scope: account.id, request }, "a container without a usable name"));
          continue;
        }
        const id = idOf(raw, `${path}/${name}`);
        // The list puts the etag beside the properties.
        if (hasProperties({ ...raw, etag: undefined }))
          yield containerOf(raw, account, { id, name }, request);
        else gap(malformed({ scope: id, request }, "a container without its properties"));
      }
    });
  },
});

/** Local users need a hierarchical namespace; on an account without one, a gap about users is nobody. */
function mayPublish({ isHnsEnabled, allowBlobPublicAccess }: StorageAccount): boolean {
  const hasNamespace = !isHnsEnabled.known || isHnsEnabled.value;
  return hasNamespace && (!allowBlobPublicAccess.known || allowBlobPublicAccess.value);
}

/** The id as Azure spells it, where it is this container's; otherwise the one that it has to be. */
function idOf({ id }: RawContainer, expected: string): string {
  return typeof id === "string" && canonicalId(id) === canonicalId(expected) ? id : expected;
}

function containerOf(
  raw: RawContainer,
  account: StorageAccount,
  { id, name }: { readonly id: string; readonly name: string },
  request: string,
): Container {
  const origin = { scope: id, request };
  return {
    id,
    name: shortened(name),
    accountId: account.id,
    // "By default … container data is private to the account owner", and a container that was never published has none.
    // https://learn.microsoft.com/rest/api/storageservices/set-container-acl
    publicAccess: readWord(raw.publicAccess, "publicAccess", origin, ["None", "Blob", "Container"], "None"),
  };
}
