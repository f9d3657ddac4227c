import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { foothold: new URL("./src/index.ts", import.meta.url).pathname } },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: [],
    testTimeout: 30_000,
  },
});
