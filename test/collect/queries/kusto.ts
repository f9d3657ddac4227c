import { createRequire } from "node:module";
import { SCHEMAS } from "./schemas.ts";

/** A node of Kusto's syntax tree, with what its binder found out. */
export interface Node {
  /** Kusto's own name of the class: `FilterOperator`. */
  readonly kind: string;
  /** Without the blanks and comments before it. */
  readonly text: string;
  readonly line: number;
  /** Of an expression: `string`, `dynamic`. */
  readonly type: string | undefined;
  /** Of a binary expression or a list: `=~`, `in`. */
  readonly operator: string | undefined;
  /** What a name refers to: `TableSymbol`. */
  readonly symbol: string | undefined;
  /** Of a literal: what Kusto reads it as. */
  readonly value: unknown;
  readonly parent: Node | undefined;
  readonly children: Node[];
}

export interface Analysis {
  /** Of severity Error, with their lines. */
  readonly errors: readonly string[];
  /** `TimeGenerated: datetime` each, of the rows that it gives. */
  readonly columns: readonly string[];
  /** Tables that it names, sorted. */
  readonly tables: readonly string[];
  readonly statements: readonly Node[];
  /** Every node, parents first. */
  readonly nodes: readonly Node[];
}

/** Parses a query with Microsoft's own language service, and binds it to the tables. */
export function analyze(text: string): Analysis {
  const code = KustoCode.ParseAndAnalyze(text, globals);
  const nodes = nodesOf(code.Syntax, text);
  const tables = nodes.filter(({ symbol }) => symbol === "TableSymbol").map((node) => node.text);
  return {
    errors: listed(code.GetDiagnostics())
      .filter(({ Severity }) => Severity === "Error")
      .map(({ Code, Message, Start }) => `${lineAt(text, Start)}: ${Code} ${Message}`),
    columns: listed(code.ResultType?.Columns).map(({ Name, Type }) => `${Name}: ${Type.Name}`),
    tables: [...new Set(tables)].sort(),
    statements: nodes.filter(({ kind, parent }) => kind.endsWith("Statement") && depth(parent) === 3),
    nodes,
  };
}

function nodesOf(root: KustoNode, text: string): readonly Node[] {
  const known = new Map<KustoNode, Node>();
  Syntax.SyntaxElement.WalkNodes(root, (raw) => {
    const parent = raw.Parent === null ? undefined : known.get(raw.Parent);
    const kind = nameOf(raw);
    const node: Node = {
      kind,
      text: text.slice(raw.TextStart, raw.End),
      line: lineAt(text, raw.TextStart),
      type: raw.ResultType?.Name,
      operator: raw.Operator?.Text,
      symbol: raw.ReferencedSymbol ? nameOf(raw.ReferencedSymbol) : undefined,
      value: kind === "LiteralExpression" ? raw.LiteralValue : undefined,
      parent,
      children: [],
    };
    parent?.children.push(node);
    known.set(raw, node);
  });
  return [...known.values()];
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}

function depth(node: Node | undefined): number {
  return node === undefined ? 0 : 1 + depth(node.parent);
}

function nameOf(object: object): string {
  return Bridge.Reflection.getTypeName(Bridge.getType(object)).replace(/^.*\./, "");
}

function listed<T>(list: KustoList<T> | null | undefined): T[] {
  return Array.from({ length: list?.Count ?? 0 }, (_, at) => (list as KustoList<T>).getItem(at));
}

/** The little that is used of the language service, which is C# compiled by Bridge.NET into globals. */
interface KustoList<T> {
  readonly Count: number;
  readonly getItem: (at: number) => T;
}

interface KustoNode {
  readonly Parent: KustoNode | null;
  readonly TextStart: number;
  readonly End: number;
  readonly ResultType?: { readonly Name: string } | null;
  readonly Operator?: { readonly Text: string };
  readonly ReferencedSymbol?: object | null;
  readonly LiteralValue?: unknown;
}

interface KustoGlobals {
  readonly WithDatabase: (database: object) => KustoGlobals;
}

interface LanguageService {
  readonly Bridge: {
    readonly getType: (object: object) => object;
    readonly Reflection: { readonly getTypeName: (type: object) => string };
  };
  readonly Kusto: {
    readonly Language: {
      readonly KustoCode: {
        readonly ParseAndAnalyze: (
          text: string,
          globals: KustoGlobals,
        ) => {
          readonly Syntax: KustoNode;
          readonly ResultType: {
            readonly Columns?: KustoList<{ readonly Name: string; readonly Type: { readonly Name: string } }>;
          } | null;
          readonly GetDiagnostics: () => KustoList<{
            readonly Code: string;
            readonly Severity: string;
            readonly Message: string;
            readonly Start: number;
          }>;
        };
      };
      readonly GlobalState: { readonly Default: KustoGlobals };
      readonly Symbols: {
        readonly TableSymbol: {
          readonly $ctor7: new (name: string, schema: string, description: null) => object;
        };
        readonly DatabaseSymbol: { readonly ctor: new (name: string, tables: readonly object[]) => object };
      };
      readonly Syntax: {
        readonly SyntaxElement: {
          readonly WalkNodes: (root: KustoNode, visit: (node: KustoNode) => void) => void;
        };
      };
    };
  };
}

// The second file expects what the first one defines.
const require = createRequire(import.meta.url);
require("@kusto/language-service-next/bridge.min.js");
require("@kusto/language-service-next/Kusto.Language.Bridge.min.js");
const { Bridge, Kusto } = globalThis as unknown as LanguageService;
const { KustoCode, GlobalState, Symbols, Syntax } = Kusto.Language;
const globals = GlobalState.Default.WithDatabase(
  new Symbols.DatabaseSymbol.ctor(
    "workspace",
    Object.entries(SCHEMAS).map(
      ([name, schema]) => new Symbols.TableSymbol.$ctor7(name, `(${schema})`, null),
    ),
  ),
);
