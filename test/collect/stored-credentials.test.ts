import { expect, test } from "vitest";
import { known, rawApplication, read, unknown } from "./entra-answers.ts";

const applicationWith = async (over: object) => {
  const { items } = await read("applications", {
    "/v1.0/applications": [{ ...rawApplication(), ...over }],
  });
  return items[0];
};

test.each([
  [null, null],
  ["key1", "key1"],
  ["k".repeat(5000), `${"k".repeat(1023)}…`],
])("the name of a credential is cut where it is too long", async (displayName, expected) => {
  const read = await applicationWith({ passwordCredentials: [{ keyId: "k", displayName }] });
  expect(read?.passwordCredentials).toEqual(known([expect.objectContaining({ displayName: expected })]));
});

test("credentials that go on behind a link are not all of them", async () => {
  const read = await applicationWith({
    passwordCredentials: [],
    "passwordCredentials@odata.nextLink":
      "https://graph.microsoft.com/v1.0/applications/a/passwordCredentials",
  });
  expect(read?.passwordCredentials).toEqual(
    unknown("malformed", /^the property passwordCredentials goes on behind a link$/),
  );
  expect(read?.keyCredentials).toEqual(known([]));
});
