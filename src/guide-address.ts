/**
 * Where the project's files are read on the web: an https address that ends with a slash and stands before
 * `docs/checks/…`, such as `https://github.com/OWNER/foothold/blob/main/`. The one place that knows it; undefined until
 * the project has one, and then nothing links to the guides.
 */
const FILES_ADDRESS: string | undefined = undefined;

interface Of {
  readonly id: string;
  readonly group?: string | undefined;
}

/** The guide to a check on the web. */
export function guideAddress(check: Of, base: string | undefined = FILES_ADDRESS): string | undefined {
  const file = guideFile(check);
  return base === undefined || file === undefined ? undefined : `${base}${file}`;
}

/** In the project's files. A user's own check has none, nor has one of a report that does not tell its group. */
export function guideFile({ id, group }: Of): string | undefined {
  if (group === undefined || group === "custom") return undefined;
  // Reports that are read back may hold any text for an id.
  return /^[a-z][a-z0-9-]*$/.test(id) ? `docs/checks/${id}.md` : undefined;
}
