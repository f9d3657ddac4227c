import { defineCollector } from "../collector.ts";
import { gapOf, ReadError } from "../errors.ts";
import type { Gap } from "../inventory/known.ts";
import { canonicalId } from "../inventory/scope.ts";
import type { LocalUser, LocalUserKeys, SshPublicKey, StorageAccount } from "../inventory/sections.ts";
import { sftpUsable } from "../inventory/sftp.ts";
import type { RawLocalUserKeys } from "./azure-reader.ts";
import { isRecord, readEach, shortened } from "./properties.ts";
import { readSshPublicKey } from "./ssh-public-key.ts";

const GRANT = { needs: "Microsoft.Storage/storageAccounts/localUsers/listKeys/action" } as const;

/** Refusals in a row, from the first on, after which nobody else is asked. */
const REFUSALS = { users: 3, accounts: 10 } as const;

/**
 * The SSH keys of every local user, where `--read-ssh-keys` asks for them: also of those that `hasSshKey` says have
 * none, since real answers say so of users with keys. Accounts that serve SFTP come first.
 *
 * Each is a write in the provider's budget, of 1200 in an hour. Rights, locks and disabled subscriptions hold for whole
 * accounts and mostly for whole subscriptions, so that users, and then accounts, are asked one after another until one
 * answers, and no more where the first ones all refuse: a gap at the account or the subscription stands for the others.
 */
export default defineCollector({
  section: "localUserKeys",
  per: "subscription",
  after: ["localUsers", "storageAccounts"],
  permissions: [
    {
      plane: "arm",
      anyOf: [GRANT.needs],
      without:
        "Nobody knows how strong the SSH keys of local users are, and who shares one. No built-in role that only reads holds it: make a custom role of this one action.",
    },
  ],

  async *collect(subscription, { azure, each, gap, have }) {
    const usersOf = Map.groupBy(have.localUsers.items, ({ accountId }) => canonicalId(accountId));
    const accounts = have.storageAccounts.items
      .filter(({ id }) => usersOf.has(canonicalId(id)))
      .toSorted((a, b) => urgency(a) - urgency(b));

    for (const [at, account] of accounts.entries()) {
      const refusal = yield* keysIn(account);
      const others = accounts.slice(at + 1);
      if (refusal === undefined) {
        yield* each(others, keysIn);
        return;
      }
      if (at + 1 === REFUSALS.accounts && others.length > 0)
        return gap(notAsked(subscription.id, refusal, `${others.length} more accounts`));
    }

    /** Returns the last refusal where nobody had an answer. */
    async function* keysIn(account: StorageAccount): AsyncGenerator<LocalUserKeys, ReadError | undefined> {
      const users = usersOf.get(canonicalId(account.id)) ?? [];
      const others = users.slice(REFUSALS.users);
      const heard: ReadError[] = [];
      for (const [at, user] of users.slice(0, REFUSALS.users).entries()) {
        yield* each([user], (one) => keysOf(one, account, (refusal) => heard.push(refusal)));
        if (heard.length === at) {
          yield* each(users.slice(at + 1), (one) => keysOf(one, account));
          return undefined;
        }
      }
      const refusal = heard.at(-1);
      if (refusal !== undefined && others.length > 0)
        gap(notAsked(account.id, refusal, `${others.length} more local users`));
      return refusal;
    }

    async function* keysOf(
      user: LocalUser,
      account: StorageAccount,
      hear?: (refusal: ReadError) => void,
    ): AsyncIterable<LocalUserKeys> {
      const raw = await azure.localUserKeys(account, user.name).catch((error: unknown) => {
        if (isRefusal(error)) hear?.(error);
        throw error;
      });
      yield userKeysOf(raw, user);
    }
  },
});

/** Missing rights, a read-only lock, a disabled subscription: the next one is refused as well, for all we know. */
function isRefusal(error: unknown): error is ReadError {
  return error instanceof ReadError && (error.reason === "denied" || error.status === 409);
}

/** Says of all that a scope holds what was said of the first. */
function notAsked(scope: string, refusal: ReadError, others: string): Gap {
  const { detail = "", ...gap } = gapOf(refusal, scope, GRANT);
  return { ...gap, detail: `${detail}; ${others} were not asked after that` };
}

function urgency(account: StorageAccount): number {
  const usable = sftpUsable(account);
  return usable.known && !usable.value ? 1 : 0;
}

function userKeysOf({ sshAuthorizedKeys }: RawLocalUserKeys, user: LocalUser): LocalUserKeys {
  const { id, name, accountId } = user;
  const origin = { scope: id, request: `POST ${id}/listKeys` };
  // Azure answers `{}` where there is no key.
  const keys = readEach(sshAuthorizedKeys, "sshAuthorizedKeys", origin, sshKeyOf, []);
  return { id: `${id}/keys/default`, name, userId: id, accountId, keys };
}

function sshKeyOf(entry: unknown): SshPublicKey | undefined {
  const { key, description } = isRecord(entry) ? entry : {};
  if (typeof key !== "string") return undefined;
  const words = typeof description === "string" ? description.trim() : "";
  return { ...readSshPublicKey(key), description: words === "" ? null : shortened(words) };
}
