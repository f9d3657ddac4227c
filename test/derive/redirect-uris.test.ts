import { expect, test } from "vitest";
import { known, unknown } from "../../src/inventory/known.ts";
import { application, applicationId, graphDenied } from "../checks/build-entra.ts";
import { domain } from "./build-tenant.ts";
import { deriveFrom } from "./derive-from.ts";

const gap = graphDenied("Domain.Read.All", "GET /v1.0/domains");
const shop = application({
  redirectUris: known([
    { platform: "web", uri: "http://contosa.com/cb" },
    { platform: "publicClient", uri: "http://localhost" },
  ]),
});

test("every address of every application", () => {
  const { redirectUris } = deriveFrom({ applications: [shop], domains: [domain()] });
  expect(redirectUris.items).toEqual([
    {
      id: `${applicationId()}/redirectUris/default`,
      name: "billing",
      applicationId: applicationId(),
      uris: known([
        {
          platform: "web",
          uri: "http://contosa.com/cb",
          insecure: "http",
          isLoopback: false,
          takeable: known({ by: "look-alike", domain: "contoso.com" }),
        },
        {
          platform: "publicClient",
          uri: "http://localhost",
          insecure: null,
          isLoopback: true,
          takeable: known(null),
        },
      ]),
    },
  ]);
});

test("none, and none read", () => {
  const unread = application({ name: "unread", redirectUris: unknown(gap) });
  const { redirectUris } = deriveFrom({ applications: [application(), unread] });
  expect(redirectUris.items.map(({ uris }) => uris)).toEqual([known([]), unknown(gap)]);
});

test("without the tenant's domains what they decide is unknown", () => {
  const { redirectUris } = deriveFrom({ applications: [shop] }, { domains: [gap] });
  expect(redirectUris.items[0]?.uris).toMatchObject({
    value: [{ insecure: "http", takeable: unknown(gap) }, { takeable: known(null) }],
  });
});
