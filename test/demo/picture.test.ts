import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { PICTURE, renderPicture } from "./picture.ts";

test("the picture in README is today's report; npm run picture makes it anew", async () => {
  expect(await readFile(PICTURE, "utf8")).toBe(await renderPicture());
});
