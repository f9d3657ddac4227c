/** What can be said of a query without an engine: its literals, and the names that stand in it outside of them. */
export interface KqlText {
  /** The text with blanks for its comments and quotes for its literals, so that positions stay. */
  readonly bare: string;
  readonly literals: readonly KqlLiteral[];
}

export interface KqlLiteral {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/**
 * Undefined where a literal does not end, which is a syntax error.
 * https://learn.microsoft.com/kusto/query/scalar-data-types/string
 */
export function readKql(text: string): KqlText | undefined {
  const literals: KqlLiteral[] = [];
  let bare = "";
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const skipped = /^\/\/.*/.exec(rest)?.[0];
    const literal = skipped === undefined ? literalAt(rest) : undefined;
    if (literal === "endless") return undefined;
    const length = skipped?.length ?? literal?.length ?? 1;
    if (literal) literals.push({ start: at, end: at + length, value: literal.value });
    bare += skipped ? " ".repeat(length) : literal ? '"'.repeat(length) : rest.slice(0, 1);
    at += length;
  }
  return { bare, literals };
}

/** Names in Pascal case that the query neither makes itself nor finds in a bag: its tables and columns. */
export function freeNames({ bare }: KqlText): readonly string[] {
  // Dates and GUIDs hold letters that are no names.
  const text = bare.replaceAll(/\b(?:datetime|guid|timespan)\s*\([^)]*\)/g, (literal) =>
    " ".repeat(literal.length),
  );
  const made = new Set(
    [...text.matchAll(/(?<![\w.])(\w+)\s*(?:=(?![=~])|:)/g)].flatMap(([, name = ""]) => [name, `${name}1`]),
  );
  const names = [...text.matchAll(/(?<![\w.$])([A-Z_]\w*)/g)].map(([, name = ""]) => name);
  return [...new Set(names)].filter((name) => !made.has(name));
}

/**
 * Whether a row with this operation can come out of the query: one of the literals that the query compares
 * operations with has to fit. Without such a comparison every row can.
 */
export function operationsOf(kql: KqlText): ((operation: string) => boolean) | undefined {
  const column = String.raw`(?<![\w.])(?:OperationName|OperationNameValue|ActivityDisplayName|Operation)`;
  const operator = String.raw`(=~|==|in~|in|has_any|has|contains|startswith|endswith)(?![\w~])`;
  const asked = [...kql.bare.matchAll(new RegExp(`${column}\\s*${operator}\\s*`, "g"))].map((match) => ({
    operator: match[1] ?? "",
    values: valuesAt(kql, match.index + match[0].length),
  }));
  const usable = asked.filter(({ values }) => values.length > 0);
  if (usable.length === 0) return undefined;
  return (operation) =>
    usable.some((one) => one.values.some((value) => compares(one.operator, operation, value)));
}

function compares(operator: string, operation: string, value: string): boolean {
  if (operator === "==" || operator === "in") return operation === value;
  const [held, asked] = [operation.toLowerCase(), value.toLowerCase()];
  switch (operator) {
    case "has":
    case "has_any":
    case "contains":
      return held.includes(asked);
    case "startswith":
      return held.startsWith(asked);
    case "endswith":
      return held.endsWith(asked);
    default:
      return held === asked;
  }
}

/** The literals of what stands to the right of an operator: one, a list of them, or the name of a list. */
function valuesAt(kql: KqlText, at: number): readonly string[] {
  const single = kql.literals.find(({ start }) => start === at);
  if (single) return [single.value];
  const listed = /^\(([^()]*)\)/.exec(kql.bare.slice(at));
  if (!listed) return [];
  const named = /^\s*(\w+)\s*$/.exec(listed[1] ?? "")?.[1];
  const list = named === undefined ? undefined : listNamed(kql, named);
  return list ?? within(kql, at, at + listed[0].length);
}

/** `let name = dynamic([…])`. */
function listNamed(kql: KqlText, name: string): readonly string[] | undefined {
  const made = new RegExp(String.raw`\blet\s+${name}\s*=\s*dynamic\s*\([^)]*\)`).exec(kql.bare);
  return made ? within(kql, made.index, made.index + made[0].length) : undefined;
}

function within({ literals }: KqlText, from: number, to: number): readonly string[] {
  return literals.filter(({ start, end }) => start >= from && end <= to).map(({ value }) => value);
}

interface Read {
  readonly length: number;
  readonly value: string;
}

/** The literal that the text begins with; a plain one ends on its line. */
function literalAt(text: string): Read | "endless" | undefined {
  const [, prefix, quote] = /^([hH]?@?)("|'|```|~~~)/.exec(text) ?? [];
  if (prefix === undefined || quote === undefined) return undefined;
  if (quote.length === 3) {
    const end = text.indexOf(quote, prefix.length + 3);
    if (end < 0) return "endless";
    return { length: end + 3, value: text.slice(prefix.length + 3, end) };
  }
  const verbatim = prefix.endsWith("@");
  const inner = verbatim ? `(?:[^${quote}]|${quote}${quote})*` : `(?:[^${quote}\\\\\\r\\n]|\\\\[^\\r\\n])*`;
  const match = new RegExp(`^${quote}(${inner})${quote}`).exec(text.slice(prefix.length));
  if (!match) return "endless";
  const raw = match[1] ?? "";
  return {
    length: prefix.length + match[0].length,
    value: verbatim ? raw.replaceAll(quote + quote, quote) : unescaped(raw),
  };
}

function unescaped(raw: string): string {
  return raw.replaceAll(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/g, (_, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return { n: "\n", r: "\r", t: "\t", "0": "\0" }[code] ?? code;
  });
}
