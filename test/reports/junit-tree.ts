import { SaxesParser } from "saxes";

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

/** Not well-formed is an error: saxes checks characters, names, entities and that all is closed. */
export function xmlTree(text: string): XmlElement {
  const top: XmlElement = { name: "", attributes: {}, children: [], text: "" };
  const open = [top];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element: XmlElement = { name, attributes, children: [], text: "" };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("text", (part) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += part;
  });
  parser.on("closetag", () => {
    open.pop();
  });
  parser.write(text).close();
  const [root] = top.children;
  if (root === undefined) throw new Error("no element");
  return root;
}

/** Every case of every suite: its check, how it ended (`pass` where nothing says otherwise), and with what words. */
export function testCasesOf(root: XmlElement) {
  return root.children
    .flatMap(({ children }) => children)
    .filter(({ name }) => name === "testcase")
    .map(({ attributes, children: [end] }) => ({
      check: attributes["classname"],
      outcome: end?.name ?? "pass",
      message: end?.attributes["message"],
    }));
}
