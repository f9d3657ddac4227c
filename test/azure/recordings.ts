import { readdirSync, readFileSync } from "node:fs";

/** A request and its answer, as the Azure CLI recorded them. */
export interface Recorded {
  readonly request: { readonly method: string; readonly uri: string };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly body: unknown;
  };
}

/** Every recorded answer in the folder of shared things; `only` is the beginning of the file names. */
export function readRecordings(from: string, only = ""): Recorded[] {
  const files = readdirSync(`${from}/recordings`).filter(
    (name) => name.startsWith(only) && name.endsWith(".json"),
  );
  return files.flatMap((name) => readJson(`${from}/recordings/${name}`) as Recorded[]);
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8")) as unknown;
}

export function bodyOf({ response }: Recorded): unknown {
  return response.body;
}

export function itemsOf(body: unknown): object[] {
  return (body as { value?: object[] }).value ?? [body as object];
}

/** Paths with their JSON types that ours has and none of the real bodies has. */
export function strange(ours: unknown, real: readonly unknown[]): string[] {
  const known = new Set(real.flatMap((body) => [...shapeOf(body)]));
  return [...shapeOf(ours)].filter((path) => !known.has(path));
}

/** Paths with their JSON types that each of the real bodies has and ours has not. */
export function lacking(ours: unknown, real: readonly unknown[]): string[] {
  const [first = new Set<string>(), ...others] = real.map((body) => shapeOf(body));
  const always = [...first].filter((path) => others.every((shape) => shape.has(path)));
  if (always.length < 2) throw new Error("the real bodies have nothing in common");
  const mine = shapeOf(ours);
  return always.filter((path) => !mine.has(path));
}

/** The paths of a body, each with its JSON type. The names of tags are their owner's and count as one. */
function shapeOf(value: unknown, path = ""): Set<string> {
  const type = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
  const found = new Set(value === undefined ? [] : [`${path} ${type}`]);
  if (typeof value !== "object" || value === null) return found;
  for (const [key, item] of Object.entries(value)) {
    const name = Array.isArray(value) ? "[]" : path.endsWith(".tags") ? "*" : key;
    for (const inner of shapeOf(item, `${path}.${name}`)) found.add(inner);
  }
  return found;
}
