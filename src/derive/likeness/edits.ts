/** True where one letter was changed, added, left out, or swapped with its neighbor. Of words of three letters or more. */
export function isOneEdit(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  // A single edit leaves one of the ends alone.
  if (a.at(0) !== b.at(0) && a.at(-1) !== b.at(-1)) return false;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  let same = 0;
  while (same < short.length && short[same] === long[same]) same += 1;
  const rest = short.slice(same);
  const other = long.slice(same);
  if (short.length < long.length) return rest === other.slice(1);
  const isSwap = rest[0] === other[1] && rest[1] === other[0] && rest.slice(2) === other.slice(2);
  return isSwap || rest.slice(1) === other.slice(1);
}
