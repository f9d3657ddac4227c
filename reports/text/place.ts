import type { Subject } from "../../src/reporter.ts";

/** `contoso-prod`, `rg-exchange`, `contosouploads`, from the outside in; `Invoice Archiver`, `deploy` for a secret. */
export function placeOf({ id, name, scopeName }: Subject): string[] {
  const segments = id.split("/").slice(1);
  const subscription = valueAfter(segments, "subscriptions");
  const place =
    subscription === undefined
      ? [scopeName ?? "Entra ID", name === "" ? id : name]
      : [scopeName ?? subscription, valueAfter(segments, "resourcegroups"), resourceOf(segments)];
  return place.flatMap((part) => (part === undefined || part === "" ? [] : [part]));
}

/** The resource itself, or the one that holds it: `/providers/Microsoft.Storage/storageAccounts/{name}/…`. */
function resourceOf(segments: readonly string[]): string | undefined {
  const at = placeAfter(segments, "providers");
  return at === undefined ? undefined : segments[at + 2];
}

function valueAfter(segments: readonly string[], type: string): string | undefined {
  const at = placeAfter(segments, type);
  return at === undefined ? undefined : segments[at];
}

/** ARM ids are pairs of a type and a name: types stand at even places, whatever a name spells. */
function placeAfter(segments: readonly string[], type: string): number | undefined {
  const at = segments.findIndex((segment, index) => index % 2 === 0 && segment.toLowerCase() === type);
  return at < 0 ? undefined : at + 1;
}
