import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pathIn } from "../../src/collect/sftp-row.ts";

const HOST = "sftp://contoso.blob.core.windows.net";

describe("the path of a row", () => {
  test.each<readonly [unknown, string | null]>([
    [`${HOST}/uploads/a%20b.txt`, "/uploads/a b.txt"],
    ["https://contoso.blob.core.windows.net:443/c/a.txt?sv=1&sig=x", "/c/a.txt"],
    ["/c/a.txt?sig=x", "/c/a.txt"],
    ["/c/a.txt#x\ny", "/c/a.txt"],
    [`${HOST}/c/evil.exe%20`, "/c/evil.exe "],
    [`${HOST}/c/%ZZ/%FF/evil.exe%20`, "/c/%ZZ/%FF/evil.exe "],
    [`${HOST}/c/%E2%82%AC.exe`, "/c/€.exe"],
    [`${HOST}/c/%2520.exe`, "/c/%20.exe"],
    ["", null],
    [7, null],
  ])("of %j is %j", (uri, path) => {
    expect(pathIn(uri)).toBe(path);
  });

  test("of a long one the end is kept, which tells what kind of file it is", () => {
    const path = pathIn(`${HOST}/c/${"a".repeat(3000)}.exe`);
    expect(path).toHaveLength(1024);
    expect(path).toMatch(/^\/c\/a+…a+\.exe$/);
    expect(pathIn(`/${"a".repeat(1023)}`)).toBe(`/${"a".repeat(1023)}`);
  });

  test("is cut between two code points", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), (before, after) => {
        const path = pathIn(`/${"a".repeat(before)}${"💣".repeat(1000)}${"b".repeat(after)}.exe`) ?? "";
        expect([path.isWellFormed(), path.length <= 1024, path.endsWith(".exe")]).toEqual([true, true, true]);
      }),
    );
  });
});
