import { defineConfig } from "vitest/config";

const jsonReport = process.env["VITEST_JSON"];
const complete = { lines: 100, branches: 100, functions: 100, statements: 100 };

export default defineConfig({
  // User checks import "foothold"; at run time a hook resolves it, which test/assess/load-checks.test.ts spawns.
  resolve: {
    alias: [{ find: /^foothold$/, replacement: new URL("./src/index.ts", import.meta.url).pathname }],
  },
  test: {
    include: ["test/**/*.test.ts"],
    // GitHub's language service imports JSON in a way that Node refuses.
    server: { deps: { inline: [/@actions\//] } },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: jsonReport === undefined ? ["default"] : ["default", ["json", { outputFile: jsonReport }]],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts", "checks/**/*.ts", "reports/**/*.ts"],
      // The process itself; spawned by tests, where coverage does not reach.
      // And what runs in the browser, where its own tests are.
      exclude: ["src/cli.ts", "src/action.ts", "src/index.ts", "reports/html/client/**"],
      reporter: ["text-summary"],
      thresholds: {
        lines: 90,
        branches: 85,
        "checks/**": complete,
        "src/derive/**": complete,
        "src/assess/**": complete,
        "src/inventory/**": complete,
      },
    },
  },
});
