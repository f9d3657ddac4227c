const UNITS = ["bytes", "kB", "MB", "GB", "TB", "PB"] as const;

/** `3.1 GB`, in powers of a thousand as Azure's portal and disks count. Three digits tell enough. */
export function bytesText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const amount = Number((bytes / 1000 ** power).toPrecision(3));
  // 999,950 bytes are rounded to a thousand kilobytes.
  return amount >= 1000 && power < UNITS.length - 1
    ? `${amount / 1000} ${UNITS[power + 1]}`
    : `${amount} ${amount === 1 && power === 0 ? "byte" : UNITS[power]}`;
}
