/** Which kind of place has how many segments: a resource may be of a type that is called the same. */
const KINDS: ReadonlyMap<string, { readonly segments: number; readonly text: string }> = new Map([
  ["subscriptions", { segments: 2, text: "the subscription " }],
  ["resourcegroups", { segments: 4, text: "the resource group " }],
  ["managementgroups", { segments: 4, text: "the management group " }],
]);

/** `the root`, `the resource group "rg"`, `"acct"`: the whole id stands in the proof. */
export function placeText(scope: string): string {
  const id = scope.endsWith("/") ? scope.slice(0, -1) : scope;
  if (id === "") return "the root";
  const slash = id.lastIndexOf("/");
  const type = id.slice(id.lastIndexOf("/", slash - 1) + 1, Math.max(0, slash));
  const kind = KINDS.get(type.toLowerCase());
  const isKind = kind !== undefined && kind.segments === id.split("/").length - 1;
  return `${isKind ? kind.text : ""}"${id.slice(slash + 1)}"`;
}
