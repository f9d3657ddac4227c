import { expect, test } from "vitest";
import { ACCOUNT_LIST, collectFrom } from "../replay.ts";

const APPLICATIONS = "/v1.0/applications";
const error = { code: "UnknownError", message: "come back\nlater" };

/** The gaps of a section whose list is answered with this body. */
async function gapsOf(section: "applications" | "storageAccounts", body: object) {
  const list = section === "applications" ? APPLICATIONS : ACCOUNT_LIST;
  const { inventory } = await collectFrom((path) => (path === list ? body : undefined), [section]);
  return inventory.sections[section].gaps;
}

test.each([
  ["applications", { error }, "the answer is an error with status 200: UnknownError, come back later"],
  ["storageAccounts", { error }, "the answer is an error with status 200: UnknownError, come back later"],
  ["applications", { error: {} }, "the answer is an error with status 200"],
  ["applications", { value: [], nextLink: "x" }, "the next page is named in a way that nobody documents"],
] as const)("%s: %j is no answer", async (section, body, detail) => {
  expect(await gapsOf(section, body)).toEqual([expect.objectContaining({ reason: "malformed", detail })]);
});

test.each([
  { value: [], error },
  { value: [], error: null },
])("%j is a list", async (body) => {
  expect(await gapsOf("applications", body)).toEqual([]);
});

const JWT = `eyJhbGciOiJSUzI1NiJ9.eyJvaWQiOiJhIn0.${"s".repeat(20)}`;

test.each([
  [`refused Bearer ${JWT} of yours`, "refused Bearer [token] of yours"],
  ["authorization: bearer opaque/token+x= there", "authorization: bearer [token] there"],
  [`token=${JWT}`, "token=[token]"],
  ["the bearer of this letter", "the bearer [token] this letter"],
  ["eyJ is how they begin", "eyJ is how they begin"],
])("a token that an error repeats is not told: %j", async (message, told) => {
  const [gap] = await gapsOf("applications", { error: { code: "x", message } });
  expect(gap?.detail).toBe(`the answer is an error with status 200: x, ${told}`);
});
