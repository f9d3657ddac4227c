import type { Analysis, Node } from "./kusto.ts";

/** What the parser accepts and logs punish: every rule stands for a fault of queries that people share. */
export interface LintRule {
  readonly name: string;
  readonly because: string;
  readonly breaks: (node: Node) => boolean;
}

const NUMBERS = ["int", "long", "real", "decimal"];

/** Columns and properties whose case varies between logs, clouds and years. */
const VARYING = new Set(
  `OperationName OperationNameValue Operation ActivityStatus ActivityStatusValue Protocol StatusText AuthenticationType
   AccountName Result ResultStatus OfficeWorkload RequestMethod SubscriptionId AppId ServicePrincipalId ResourceId
   _ResourceId type displayName key`.split(/\s+/),
);

const OPERATIONS = new Set(["OperationName", "OperationNameValue", "Operation"]);

const ADDRESSES = new Set(["CallerIpAddress", "ClientIP"]);

/** Functions that group by a value as it is, or hand it on. */
const AS_IT_IS = new Set(
  `coalesce count_distinct count_distinctif dcount dcountif iff make_list make_list_if make_set make_set_if strcat
   tolower tostring toupper trim`.split(/\s+/),
);

export const RULES: readonly LintRule[] = [
  {
    name: "time-filter",
    because: "a table is read without a filter on TimeGenerated",
    breaks: (node) => isTable(node) && !filtersBehind(node).some((text) => /\bTimeGenerated\b/.test(text)),
  },
  {
    name: "status-filter",
    because: "AzureActivity has a row for the start, the failure and the success of each operation",
    breaks: (node) =>
      isTable(node) &&
      node.text === "AzureActivity" &&
      !filtersBehind(node).some((text) => /\bActivityStatusValue\b/.test(text)),
  },
  {
    name: "text-as-number",
    because: "a text such as StatusCode is compared with a number",
    breaks: (node) => {
      if (!/^(?:==|!=|!?in~?)$/.test(node.operator ?? "")) return false;
      const [left, ...right] = operandsOf(node).map(({ type = "" }) => type);
      const isNumber = (type: string) => NUMBERS.includes(type);
      return left === "string" ? right.some(isNumber) : isNumber(left ?? "") && right.includes("string");
    },
  },
  {
    name: "case",
    because: "the case of such values varies: =~ and in~ do not mind",
    breaks: (node) => {
      if (!/^(?:==|!=|!?in)$/.test(node.operator ?? "")) return false;
      const [left, ...right] = operandsOf(node);
      return isNamed(left, VARYING) && right.some(({ text }) => /[A-Za-z]/.test(text));
    },
  },
  {
    name: "substring",
    because: "names of operations are whole: a part of one matches longer names as well",
    breaks: (node) =>
      /^!?contains(?:_cs)?$/.test(node.operator ?? "") && isNamed(operandsOf(node)[0], OPERATIONS),
  },
  {
    name: "dynamic",
    because: "a dynamic value is compared before it was converted",
    breaks: (node) =>
      /^(?:[=!<>]=|[<>]|=~|!~|!?in~?)$/.test(node.operator ?? "") &&
      (operandsOf(node)[0]?.type === "dynamic" ||
        (node.kind === "BinaryExpression" && operandsOf(node)[1]?.type === "dynamic")),
  },
  {
    name: "port",
    because: "an address with its port is another one at every connection",
    breaks: (node) =>
      node.symbol === "ColumnSymbol" &&
      ADDRESSES.has(node.text) &&
      groupingCalls(node)?.every(isAsItIs) === true,
  },
  {
    name: "password-only",
    because: "local users sign in with keys and certificates, too",
    breaks: (node) =>
      node.operator !== undefined &&
      isNamed(operandsOf(node)[0], new Set(["AuthenticationType"])) &&
      /LocalUserPassword/i.test(node.text),
  },
];

/** The rules that a query breaks, each with the line. */
export function lint(analysis: Analysis): string[] {
  return RULES.flatMap(({ name, breaks }) =>
    analysis.nodes.filter((node) => breaks(node)).map(({ line }) => `${name} in line ${line}`),
  );
}

function isTable({ kind, symbol }: Node): boolean {
  return kind === "NameReference" && symbol === "TableSymbol";
}

/** The conditions that the rows of a table pass, in the statement that reads it. */
function filtersBehind(table: Node): string[] {
  return ancestorsOf(table)
    .filter(({ kind }) => kind === "PipeExpression")
    .flatMap(({ children }) => children.filter(({ kind }) => kind === "FilterOperator"))
    .map(({ text }) => text);
}

/** The left side, then what it is compared with. */
function operandsOf({ children }: Node): readonly Node[] {
  const [left, ...right] = children;
  return left === undefined ? [] : [left, ...right.flatMap(leaves)];
}

function leaves(node: Node): readonly Node[] {
  return ["ExpressionList", "SyntaxList`1", "SeparatedElement`1"].includes(node.kind)
    ? node.children.flatMap(leaves)
    : [node];
}

/** The last name of an expression: `tostring(T.type)` is `type`. */
function isNamed(node: Node | undefined, names: ReadonlySet<string>): boolean {
  return names.has(/(\w+)\W*$/.exec(node?.text ?? "")?.[1] ?? "");
}

/** Functions around a name that stands in a grouping; undefined where it stands in none. */
function groupingCalls(node: Node): readonly string[] | undefined {
  const above = ancestorsOf(node);
  const at = above.findIndex(({ kind }) =>
    /^(?:SummarizeOperator|DistinctOperator|JoinOnClause)$/.test(kind),
  );
  if (at < 0) return undefined;
  return above
    .slice(0, at)
    .filter(({ kind }) => kind === "FunctionCallExpression")
    .map(({ text }) => /^\w+/.exec(text)?.[0] ?? "");
}

function isAsItIs(call: string): boolean {
  return AS_IT_IS.has(call);
}

function ancestorsOf({ parent }: Node): readonly Node[] {
  return parent === undefined ? [] : [parent, ...ancestorsOf(parent)];
}
