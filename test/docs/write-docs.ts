import { readFile, writeFile } from "node:fs/promises";
import { withBlock } from "./blocks.ts";
import { docs } from "./pages.ts";

// `npm run docs`: the guides to the checks, and the tables that follow from the program. A gate compares them.
const root = new URL("../../", import.meta.url);
const { pages, blocks } = await docs();
for (const { path, text } of pages) await writeFile(new URL(path, root), text);
for (const block of blocks) {
  const at = new URL(block.path, root);
  await writeFile(at, withBlock(await readFile(at, "utf8"), block));
}
