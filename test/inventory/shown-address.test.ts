import fc from "fast-check";
import { expect, test } from "vitest";
import { quotedAddresses, shownAddress } from "../../src/inventory/shown-address.ts";

test.each([
  ["https://user:pw@host/x?code=1", "https://host/x"],
  ["http://user@host:8080/x#access_token=1", "http://host:8080/x"],
  ["https://a:b@c@host?x", "https://host"],
  ["https:user:pw@host/x", "https:host/x"],
  ["https:\\\\user:pw@host\\x", "https:\\\\host\\x"],
  ["https:/\t/user:pw@host/x", "https:/\t/host/x"],
  ["ht\ntps://user:pw@host/x", "ht\ntps://host/x"],
  [" https://user:pw@host/x", " https://host/x"],
  ["https://user:pw@*.contoso.com:*/x?a\nb", "https://*.contoso.com:*/x"],
  ["msauth://user:pw@host", "msauth://host"],
  ["user:pw@host/x", "user:host/x"],
  ["//user:pw@host/x", "//host/x"],
])("%j is shown as %j", (uri, shown) => {
  expect(shownAddress(uri)).toBe(shown);
});

test.each([
  "https://contoso.com/cb",
  "https://contoso.com/@team/a@b",
  "http://[::1]:3000/cb",
  "urn:ietf:wg:oauth:2.0:oob",
  "ms-app://s-1-15-2-1",
  "https://c\u043Entoso.com/cb",
  "/cb",
  "",
])("%j is shown as it is", (uri) => {
  expect(shownAddress(uri)).toBe(uri);
});

test("several, each once", () => {
  const uris = ["https://b/?x", "https://u@b/", "https://a/"].map((uri) => ({ uri }));
  expect(quotedAddresses(uris)).toBe('"https://a/", "https://b/"');
});

test("nothing of what a user, a query or a fragment holds is shown", () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9]{1,20}$/).map((text) => `SECRET${text}`);
  fc.assert(
    fc.property(secret, fc.webUrl({ withQueryParameters: true, withFragments: true }), (text, address) => {
      const url = new URL(address);
      url.username = text;
      url.password = text;
      url.search = `?code=${text}`;
      url.hash = text;
      const shown = shownAddress(url.href);
      expect(shown).not.toContain(text);
      expect(new URL(shown).href).toBe(`${url.origin}${url.pathname}`);
    }),
  );
});
