// After tsc, which leaves behind what is no TypeScript: the queries, beside the code that reads them.
import { cpSync, statSync } from "node:fs";

const QUERIES = "src/collect/queries/";

cpSync(new URL(QUERIES, import.meta.url), new URL(`dist/${QUERIES}`, import.meta.url), {
  recursive: true,
  filter: (from) => statSync(from).isDirectory() || from.endsWith(".kql"),
});
