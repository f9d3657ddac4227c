#!/usr/bin/env node
// Plain JavaScript of any age, so that an old Node gets an answer and not a syntax error.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`foothold: needs Node 22.19 or newer, this is ${process.versions.node}\n`);
  process.exitCode = 2;
} else {
  const { existsSync } = await import("node:fs");
  // A checkout runs its sources as they stand; the package holds the built ones only.
  const source = new URL("../src/cli.ts", import.meta.url);
  await import(existsSync(source) ? source.href : new URL("../dist/src/cli.js", import.meta.url).href);
}
