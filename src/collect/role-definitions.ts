import { defineCollector } from "../collector.ts";
import { ReadError } from "../errors.ts";
import type { Known } from "../inventory/known.ts";
import { canonicalId } from "../inventory/scope.ts";
import type { RoleDefinition, RolePermission, Subscription } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import {
  isRecord,
  malformed,
  nameOf,
  type Origin,
  readEach,
  readId,
  readTexts,
  readWord,
} from "./properties.ts";

const GRANT = { needs: "Microsoft.Authorization/roleDefinitions/read", role: "Reader" } as const;

/** Where role definitions live without the scope that they were asked at. */
export const ROLES = "/providers/Microsoft.Authorization/roleDefinitions";

type Kind = "BuiltInRole" | "CustomRole";

/**
 * What Azure's roles allow. Built-in ones are the same everywhere, so that the first subscription that answers is
 * enough; custom ones are asked for in each, and one that is seen from several is kept once.
 */
export default defineCollector({
  section: "roleDefinitions",
  per: "tenant",
  after: ["subscriptions"],
  permissions: [
    {
      plane: "arm",
      anyOf: [GRANT.needs],
      role: GRANT.role,
      without: "Nobody knows what Azure's roles allow.",
    },
  ],

  async *collect(scope, { azure, each, gap, have }) {
    const subscriptions = have.subscriptions.items;
    const seen = new Set<string>();
    const isNew = ({ id }: RoleDefinition) => !seen.has(canonicalId(id)) && seen.add(canonicalId(id));
    // All at once: a subscription is done with everything else long before the built-in ones have been told.
    const lists = [{ id: scope.id, name: "built-in", isCustom: false }, ...subscriptions.map(customOf)];
    const roles = each(lists, (list) => (list.isCustom ? read(list, "CustomRole") : builtIn()));
    for await (const role of roles) if (isNew(role)) yield role;

    /** @throws ReadError of the last subscription where none answers */
    async function* builtIn() {
      for (const [index, subscription] of subscriptions.entries()) {
        try {
          yield* read(subscription, "BuiltInRole");
          return;
        } catch (error) {
          // The next one may answer.
          if (!(error instanceof ReadError) || index === subscriptions.length - 1) throw error;
        }
      }
    }

    async function* read({ id: subscription }: Pick<Subscription, "id">, kind: Kind) {
      const path = `${subscription}${ROLES}`;
      const request = `GET ${path}`;
      const filter = `type eq '${kind}'`;
      for await (const raw of azure.armList({ path, apiVersion: "2022-04-01", filter })) {
        const guid = roleGuid(raw["id"]);
        const { properties } = raw;
        if (guid === undefined || !isRecord(properties)) {
          const fault = "a role definition without a usable id and properties";
          gap(malformed({ scope: subscription, request }, fault));
          continue;
        }
        yield definitionOf(properties, guid, { request, kind });
      }
    }
  },
});

function customOf({ id, name }: Subscription) {
  return { id, name, isCustom: true };
}

/** The role in the id of a definition, whatever scope it was asked at. */
export function roleGuid(id: unknown): string | undefined {
  if (typeof id !== "string") return undefined;
  return readId(
    /\/providers\/Microsoft\.Authorization\/roleDefinitions\/(?<guid>[^/]+)$/i.exec(id)?.groups?.["guid"],
  );
}

function definitionOf(
  properties: RawObject,
  guid: string,
  { request, kind }: { readonly request: string; readonly kind: Kind },
): RoleDefinition {
  const id = `${ROLES}/${guid}`;
  const origin = { scope: id, request };
  // Where it does not say, it is what was asked for.
  const type = readWord(properties["type"], "type", origin, ["BuiltInRole", "CustomRole"], kind);
  return {
    id,
    name: nameOf(properties["roleName"], guid),
    isCustom: (type.known ? type.value : kind) === "CustomRole",
    permissions: readEach(properties["permissions"], "permissions", origin, (entry) =>
      permissionOf(entry, origin),
    ),
  };
}

/** Each of the four is a list, which may be left out where it is empty. */
export function permissionOf(entry: unknown, origin: Origin): RolePermission | undefined {
  if (!isRecord(entry)) return undefined;
  const read = (name: string): Known<readonly string[]> => readTexts(entry[name], name, origin, []);
  const [actions, notActions] = [read("actions"), read("notActions")];
  const [dataActions, notDataActions] = [read("dataActions"), read("notDataActions")];
  if (!actions.known || !notActions.known || !dataActions.known || !notDataActions.known) return undefined;
  return {
    actions: actions.value,
    notActions: notActions.value,
    dataActions: dataActions.value,
    notDataActions: notDataActions.value,
  };
}
