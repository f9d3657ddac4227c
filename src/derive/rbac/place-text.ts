/** Which kind of place has how many segments: a resource may be of a type that is called the same. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ["2 subscriptions", "the subscription "],
  ["4 resourcegroups", "the resource group "],
  ["4 managementgroups", "the management group "],
]);

/** `the root`, `the resource group "rg"`, `"acct"`: the whole id stands in the proof. */
export function placeText(scope: string): string {
  const segments = scope.split("/").filter((segment) => segment !== "");
  const [name, type = ""] = segments.slice(-2).reverse();
  if (name === undefined) return "the root";
  return `${KINDS.get(`${segments.length} ${type.toLowerCase()}`) ?? ""}"${name}"`;
}
