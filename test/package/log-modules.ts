// Loaded by `node --import` before a program: writes down which modules the program loads.
import { writeFileSync } from "node:fs";
import { registerHooks } from "node:module";

const loaded: string[] = [];

registerHooks({
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});

process.on("exit", () => {
  writeFileSync(process.env["MODULE_LOG"] ?? "", JSON.stringify(loaded));
});
