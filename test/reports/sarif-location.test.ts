import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { artifactUri } from "../../reports/sarif/location.ts";
import { ATTACKS } from "./attacks.ts";
import { pathFaults } from "./sarif-faults.ts";

describe("the path of what is no file", () => {
  test.each([
    ["/applications/AB", "entra/applications/ab"],
    ["/APPLICATIONS/ab", "entra/applications/ab"],
    ["/tenants/T", "entra/tenants/t"],
    ["/providers/Microsoft.Management/x", "azure/providers/microsoft.management/x"],
    ["/subscriptions/s/", "azure/subscriptions/s"],
    ["/subscriptionsX/s", "entra/subscriptionsx/s"],
    ["/subscriptions/../..", "azure/subscriptions/~../~.."],
    ["//evil.example/./x", "entra/~/evil.example/~./x"],
    ["", "entra/~"],
    ["a\\b:c%2e%2e", "entra/a%5cb%3ac%252e%252e"],
    ["/applications/\ud800", "entra/applications/%ef%bf%bd"],
  ])("%j is %j", (id, uri) => {
    expect(artifactUri(id)).toBe(uri);
  });

  test("is relative, lower case and leads back to the id, whatever the id is", () => {
    const part = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(...ATTACKS, "..", ".", "", "%2e", "\ud800", "İ"),
    );
    fc.assert(
      fc.property(
        fc.array(part),
        fc.constantFrom("/subscriptions/", "/applications/", "", "//"),
        (parts, prefix) => {
          const id = prefix + parts.join("/");
          const uri = artifactUri(id);
          expect(pathFaults(uri)).toEqual([]);
          const back = uri
            .split("/")
            .slice(1)
            .map((segment) => decodeURIComponent(segment.replace(/^~(\.{0,2})$/, "$1")));
          const canonical = id.toWellFormed().replaceAll("\u0000", "\\u{0}").toLowerCase();
          const expected = canonical.replace(/^\//, "").replace(/\/$/, "");
          expect(back.join("/")).toBe(
            expected
              .split("/")
              .map((name) => name.replace(/^~(\.{0,2})$/, "$1"))
              .join("/"),
          );
        },
      ),
    );
  });

  test("the guard of these tests can fail", () => {
    for (const uri of [
      "../x",
      "/x",
      "azure/%2e%2e/%2e./..",
      "azure://x",
      "https://evil",
      "azure/X",
      "azure/a b",
      "azure/\u0000",
    ]) {
      expect(pathFaults(uri), uri).not.toEqual([]);
    }
  });
});
