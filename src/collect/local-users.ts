import { defineCollector } from "../collector.ts";
import { gapOf, ReadError } from "../errors.ts";
import { type Known, known, unknown } from "../inventory/known.ts";
import { canonicalId } from "../inventory/scope.ts";
import type { LocalUser, PermissionScope, StorageAccount } from "../inventory/sections.ts";
import type { RawLocalUser } from "./azure-reader.ts";
import {
  hasProperties,
  isRecord,
  malformed,
  type Origin,
  readFlag,
  readList,
  readText,
} from "./properties.ts";

const GRANT = { needs: "Microsoft.Storage/storageAccounts/localUsers/read", role: "Reader" } as const;

/**
 * The local users of every account with a hierarchical namespace, since SFTP cannot exist without one. Accounts
 * that serve SFTP come first and those with local users switched off last: users left there come back with one
 * switch, but nobody signs in today. Key kinds come from the list, and not from listKeys, which returns secrets.
 */
export default defineCollector({
  section: "localUsers",
  per: "subscription",
  after: ["storageAccounts"],
  permissions: [
    {
      plane: "arm",
      anyOf: [GRANT.needs],
      role: GRANT.role,
      without: "Nobody knows who can sign in over SFTP.",
    },
  ],

  async *collect(_scope, { azure, each, gap, have }) {
    const accounts = have.storageAccounts.items.filter((account) => !isKnown(account.isHnsEnabled, false));
    yield* each([...accounts].sort(byUrgency), async function* (account) {
      const request = `GET ${account.id}/localUsers`;
      for await (const listed of azure.localUsers(account)) {
        const { name } = listed;
        if (typeof name !== "string" || name === "") {
          gap(malformed({ scope: account.id, request }, "a local user without a name"));
          continue;
        }
        const id = idOf(listed, account, name);
        // Some answers leave flags out; a second look at the user itself tells them apart from false.
        const isWhole = FLAGS.every((flag) => listed[flag] !== undefined);
        const raw = isWhole ? listed : { ...listed, ...defined(await readAgain(account, name, id)) };
        if (!hasProperties(raw)) {
          gap(malformed({ scope: id, request }, "a local user without its properties"));
          continue;
        }
        yield userOf(raw, account, { id, name }, { scope: id, request });
      }
    });

    // The listed user is good without it: what it says is kept, and the flags stay unknown beside the gap.
    async function readAgain(account: StorageAccount, name: string, id: string): Promise<RawLocalUser> {
      return await azure.localUser(account, name).catch((error: unknown) => {
        if (!(error instanceof ReadError)) throw error;
        gap(gapOf(error, id, GRANT));
        return {};
      });
    }
  },
});

/** The id as Azure spells it, where it is this account's and this user's; otherwise the one that it has to be. */
function idOf({ id }: RawLocalUser, account: StorageAccount, name: string): string {
  const expected = `${account.id}/localUsers/${name}`;
  return typeof id === "string" && canonicalId(id) === canonicalId(expected) ? id : expected;
}

/** The second look adds to what the list said, and takes nothing away. */
function defined(raw: RawLocalUser): RawLocalUser {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
}

const FLAGS = ["hasSshPassword", "hasSshKey", "hasSharedKey"] as const;

function byUrgency(a: StorageAccount, b: StorageAccount): number {
  return urgency(a) - urgency(b) || (a.id.toLowerCase() < b.id.toLowerCase() ? -1 : 1);
}

function urgency(account: StorageAccount): number {
  if (isKnown(account.isLocalUserEnabled, false)) return 2;
  return isKnown(account.isSftpEnabled, false) ? 1 : 0;
}

function isKnown(property: Known<boolean>, value: boolean): boolean {
  return property.known && property.value === value;
}

function userOf(
  raw: RawLocalUser,
  account: StorageAccount,
  identity: { readonly id: string; readonly name: string },
  origin: Origin,
): LocalUser {
  return {
    ...identity,
    accountId: account.id,
    sid: readText<null>(raw.sid, "sid", origin, null),
    // No default: an answer without the flag does not say false.
    hasSshPassword: readFlag(raw.hasSshPassword, "hasSshPassword", origin),
    hasSshKey: readFlag(raw.hasSshKey, "hasSshKey", origin),
    hasSharedKey: readFlag(raw.hasSharedKey, "hasSharedKey", origin),
    permissionScopes: scopesOf(raw.permissionScopes, origin),
    homeDirectory: readText<null>(raw.homeDirectory, "homeDirectory", origin, null),
    // Newer than local users themselves, and off unless switched on.
    // https://learn.microsoft.com/rest/api/storagerp/local-users/list#localuser
    allowAclAuthorization: readFlag(raw.allowAclAuthorization, "allowAclAuthorization", origin, false),
    isNFSv3Enabled: readFlag(raw.isNFSv3Enabled, "isNFSv3Enabled", origin, false),
  };
}

function scopesOf(value: unknown, origin: Origin): Known<readonly PermissionScope[]> {
  const list = readList(value, "permissionScopes", origin);
  if (!list.known) return list;
  const scopes: PermissionScope[] = [];
  for (const scope of list.value) {
    const { permissions, service, resourceName } = isRecord(scope) ? scope : {};
    if (typeof permissions !== "string" || typeof service !== "string" || typeof resourceName !== "string") {
      return unknown(
        malformed(origin, "permissionScopes holds an entry without permissions, service or resourceName"),
      );
    }
    scopes.push({ permissions, service, resourceName });
  }
  return known(scopes);
}
