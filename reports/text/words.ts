/** `1 scope`, `2 scopes`. Expects the plural. */
export function counted(count: number, plural: string): string {
  return `${count} ${count === 1 ? singular(plural) : plural}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  return [items.slice(0, -1).join(", "), ...items.slice(-1)].filter((part) => part !== "").join(" and ");
}

/** `storageAccounts` is `storage accounts`: a kind of evidence that is added later needs no line here. */
export function sectionWords(section: string): string {
  return section.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function singular(plural: string): string {
  return plural.endsWith("ies") ? `${plural.slice(0, -3)}y` : plural.replace(/s$/, "");
}
