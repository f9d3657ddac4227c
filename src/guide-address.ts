/**
 * Where the project's files are read on the web: an https address that ends with a slash and stands before
 * `docs/checks/…`, such as `https://github.com/OWNER/foothold/blob/main/`. The one place that knows it; undefined until
 * the project has one, and then nothing links to the guides.
 */
const FILES_ADDRESS: string | undefined = undefined;

/** The guide to a check on the web. A user's own check has none, nor has one of a report that does not tell its group. */
export function guideAddress(
  { id, group }: { readonly id: string; readonly group?: string | undefined },
  base: string | undefined = FILES_ADDRESS,
): string | undefined {
  if (base === undefined || group === undefined || group === "custom") return undefined;
  // Reports that are read back may hold any text for an id.
  return /^[a-z][a-z0-9-]*$/.test(id) ? `${base}docs/checks/${id}.md` : undefined;
}
