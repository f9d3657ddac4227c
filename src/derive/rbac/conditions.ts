import { matchesName } from "../../inventory/names.ts";

/**
 * Which roles a condition lets its holder hand out: GUIDs, lower-cased. Null where it may be any, or where the text was
 * not understood.
 * https://learn.microsoft.com/azure/role-based-access-control/conditions-format
 * https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples
 */
export function rolesHandedOut(condition: string): ReadonlySet<string> | null {
  const tokens = condition.length > LONGEST ? undefined : tokensOf(condition);
  if (tokens === undefined) return null;
  const reader: Reader = { tokens, at: 0 };
  const outcome = readExpression(reader, 0);
  if (outcome === undefined || reader.at < tokens.length) return null;
  return outcome.yes.except ? null : outcome.yes.ids;
}

/** Twice what Azure takes: no condition of Azure is longer. */
const LONGEST = 16_384;

/** Parentheses in parentheses; the portal needs four. */
const DEEPEST = 50;

const WRITE = "Microsoft.Authorization/roleAssignments/write";

/** What the request to assign a role brings along, always. */
const ROLE = "@request[microsoft.authorization/roleassignments:roledefinitionid]";

/** Roles by their GUIDs: these, or all but these. */
interface Roles {
  readonly except: boolean;
  readonly ids: ReadonlySet<string>;
}

/**
 * For which roles an expression can be true, and for which it can be false: for the same ones where something decides that
 * nobody knows here, such as to whom the role is given.
 */
interface Outcome {
  readonly yes: Roles;
  readonly no: Roles;
}

const NONE: Roles = { except: false, ids: new Set() };
const ALL: Roles = { except: true, ids: new Set() };
const ALWAYS: Outcome = { yes: ALL, no: NONE };
const NEVER: Outcome = { yes: NONE, no: ALL };
const PERHAPS: Outcome = { yes: ALL, no: ALL };

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

/** Attributes, quoted texts with their quotes, signs, words. Undefined where something else stands between them. */
function tokensOf(text: string): readonly string[] | undefined {
  const token = /\s*(@\w+\[[^\][]*\]|'[^']*'|&&|\|\||[!(){},]|[\w:.*/-]+)\s*/y;
  const tokens: string[] = [];
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    if (found?.[1] === undefined) return undefined;
    tokens.push(found[1]);
  }
  return tokens;
}

/** Azure wants parentheses where AND and OR meet, so that a text with both and without them is none of Azure's. */
function readExpression(reader: Reader, depth: number): Outcome | undefined {
  let outcome = readTerm(reader, depth);
  let joint: "and" | "or" | undefined;
  while (outcome !== undefined) {
    const next = jointOf(reader.tokens[reader.at]);
    if (next === undefined) return outcome;
    if (joint !== undefined && joint !== next) return undefined;
    joint = next;
    reader.at += 1;
    const term = readTerm(reader, depth);
    if (term === undefined) return undefined;
    outcome = joint === "and" ? both(outcome, term) : not(both(not(outcome), not(term)));
  }
  return undefined;
}

function jointOf(token = ""): "and" | "or" | undefined {
  if (token === "&&" || /^and$/i.test(token)) return "and";
  return token === "||" || /^or$/i.test(token) ? "or" : undefined;
}

function readTerm(reader: Reader, depth: number): Outcome | undefined {
  if (depth > DEEPEST) return undefined;
  const first = take(reader);
  if (first === "!" || first === "not") {
    const term = readTerm(reader, depth + 1);
    return term === undefined ? undefined : not(term);
  }
  if (first === "(") {
    const inner = readExpression(reader, depth + 1);
    return take(reader) === ")" ? inner : undefined;
  }
  if (first === "actionmatches") {
    const patterns = readValues(reader);
    if (patterns === undefined) return undefined;
    return patterns.some((pattern) => matchesName(pattern, WRITE)) ? ALWAYS : NEVER;
  }
  // To assign a role has no part that is an operation of its own.
  if (first === "suboperationmatches") return readValues(reader) === undefined ? undefined : PERHAPS;
  if (first === "exists") {
    const attribute = take(reader);
    if (!attribute.startsWith("@")) return undefined;
    return attribute === ROLE ? ALWAYS : PERHAPS;
  }
  return first.startsWith("@") ? readComparison(first, reader) : undefined;
}

function readComparison(attribute: string, reader: Reader): Outcome | undefined {
  const operator = take(reader);
  if (!/^[a-z:]+$/.test(operator)) return undefined;
  if (reader.tokens[reader.at]?.startsWith("@")) {
    reader.at += 1;
    return PERHAPS;
  }
  const values = readValues(reader);
  if (values === undefined) return undefined;
  return attribute === ROLE ? compareRole(operator, new Set(values)) : PERHAPS;
}

/** How many of the values on the right must fit. A request names one role on the left, whatever is said of its values. */
const QUANTITIES: ReadonlyMap<string, "single" | "one" | "every"> = new Map([
  ["", "single"],
  ["foranyofanyvalues:", "one"],
  ["forallofanyvalues:", "one"],
  ["foranyofallvalues:", "every"],
  ["forallofallvalues:", "every"],
]);

function compareRole(operator: string, ids: ReadonlySet<string>): Outcome {
  const end = operator.lastIndexOf(":") + 1;
  const [quantity, comparison] = [QUANTITIES.get(operator.slice(0, end)), operator.slice(end)];
  if (quantity === undefined || [...ids].some((id) => !GUID.test(id))) return PERHAPS;
  const isOneOf: Outcome = { yes: { except: false, ids }, no: { except: true, ids } };
  if (comparison === "guidequals") {
    if (ids.size === 1 || quantity === "one") return isOneOf;
    return quantity === "every" ? NEVER : PERHAPS;
  }
  if (comparison !== "guidnotequals") return PERHAPS;
  if (ids.size === 1 || quantity === "every") return not(isOneOf);
  return quantity === "one" ? ALWAYS : PERHAPS;
}

const GUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/;

/** `{a, 'b'}` or one value, lower-cased and without quotes. */
function readValues(reader: Reader): readonly string[] | undefined {
  const first = take(reader);
  if (first !== "{") return isValue(first) ? [bare(first)] : undefined;
  const values: string[] = [];
  for (;;) {
    const value = take(reader);
    if (!isValue(value)) return undefined;
    values.push(bare(value));
    const sign = take(reader);
    if (sign === "}") return values;
    if (sign !== ",") return undefined;
  }
}

function isValue(token: string): boolean {
  return /^['\w*]/.test(token);
}

function bare(token: string): string {
  return token.startsWith("'") ? token.slice(1, -1) : token;
}

/** The next token, lower-cased; empty at the end. */
function take(reader: Reader): string {
  const token = reader.tokens[reader.at] ?? "";
  reader.at += 1;
  return token.toLowerCase();
}

function not({ yes, no }: Outcome): Outcome {
  return { yes: no, no: yes };
}

function both(a: Outcome, b: Outcome): Outcome {
  return { yes: common(a.yes, b.yes), no: complement(common(complement(a.no), complement(b.no))) };
}

function complement({ except, ids }: Roles): Roles {
  return { except: !except, ids };
}

function common(a: Roles, b: Roles): Roles {
  if (a.except && b.except) return { except: true, ids: new Set([...a.ids, ...b.ids]) };
  // At least one of them is a list, which the other narrows.
  const [list, other] = a.except ? [b, a] : [a, b];
  return { except: false, ids: new Set([...list.ids].filter((id) => other.ids.has(id) !== other.except)) };
}
