import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { client, simulatedId, tenant } from "./describe.ts";
import {
  application,
  federatedIdentityCredential,
  managedIdentity,
  microsoftPrincipal,
  servicePrincipal,
  user,
} from "./describe-entra.ts";
import { bodyOf, itemsOf, lacking, readRecordings, type Recorded, strange } from "./recordings.ts";
import { request, signIn, type WireAnswer } from "./requests.ts";
import { sharedFolder } from "./shared-folder.ts";
import { type SimulatedAzure, startAzure } from "./simulated-azure.ts";

const folder = sharedFolder();
const scanner = client();
const secret = {
  customKeyIdentifier: null,
  displayName: "key1",
  endDateTime: "2027-05-07T06:52:43Z",
  hint: "yXo",
  keyId: simulatedId("key"),
  secretText: null,
  startDateTime: "2025-05-07T06:52:43Z",
};
const app = application({ passwordCredentials: [secret] });
// Of a principal's own secret Graph gives no hint.
const principal = servicePrincipal({ passwordCredentials: [{ ...secret, hint: null }] });
const others = [
  managedIdentity(),
  microsoftPrincipal("0000000a-0000-0000-c000-000000000000", "Microsoft Intune"),
];
const contoso = tenant({
  clients: [scanner],
  applications: [app],
  servicePrincipals: [principal, ...others],
  federatedIdentityCredentials: { [app.id]: [federatedIdentityCredential({ description: "deploys" })] },
  owners: { [`/applications/${app.id}`]: [user()] },
});

/** In the CSDL of 2026 and not yet in the recordings of 2022. */
const newer = {
  application: [
    "createdByAppId",
    "isDisabled",
    "nativeAuthenticationApisEnabled",
    "requestSignatureVerification",
    "samlMetadataUrl",
    "servicePrincipalLockConfiguration",
    "uniqueName",
  ],
  servicePrincipal: ["createdByAppId", "isDisabled"],
};

describe.skipIf(folder === undefined)("beside recordings of the real Graph", () => {
  const recordings = folder === undefined ? [] : readRecordings(folder, "role-");
  const get = (pattern: RegExp, status = 200): Recorded[] =>
    recordings.filter(
      ({ request: { method, uri }, response }) =>
        method === "GET" && pattern.test(new URL(uri).pathname) && response.status === status,
    );
  const real = {
    application: get(/^\/v1\.0\/applications(\/[^/]+)?$/).flatMap(({ response }) => itemsOf(response.body)),
    servicePrincipal: get(/^\/v1\.0\/servicePrincipals(\/[^/]+)?$/).flatMap(({ response }) =>
      itemsOf(response.body),
    ),
  };
  const missing = get(/^\/v1\.0\/(applications|servicePrincipals)\/[^/]+$/, 404);

  let azure: SimulatedAzure;
  let ask: (path: string) => Promise<WireAnswer>;
  beforeAll(async () => {
    azure = await startAzure(contoso);
    const token = await signIn(azure, contoso, scanner, azure.graphUrl);
    ask = (path) => request(azure, `${azure.graphUrl}/v1.0${path}`, { token });
  });
  afterAll(() => azure.close());

  const propertiesOf = (item: object): string[] =>
    Object.keys(item).filter((name) => name !== "@odata.context");

  test.each([
    ["application", "/applications"],
    ["servicePrincipal", "/servicePrincipals"],
  ] as const)("a whole %s has the real one's properties, in their order", async (type, path) => {
    const ours = itemsOf((await ask(path)).json());
    const old = real[type].filter((item) => "id" in item && propertiesOf(item).length > 5);
    expect(old.length).toBeGreaterThan(5);
    for (const item of old) {
      for (const own of ours) {
        const known = propertiesOf(own).filter((name) => !newer[type].includes(name));
        expect(known).toEqual(propertiesOf(item));
      }
    }
    for (const name of newer[type]) expect(propertiesOf(ours[0] ?? {})).toContain(name);
  });

  test.each([
    ["application", `/applications/${app.id}`],
    ["servicePrincipal", `/servicePrincipals/${principal.id}`],
  ] as const)("and the same types in them: %s", async (type, path) => {
    const body = (await ask(path)).json() as Record<string, unknown>;
    for (const name of newer[type]) delete body[name];
    expect(strange(body, real[type])).toEqual([]);
    expect(
      lacking(
        body,
        real[type].filter((item) => "@odata.context" in item),
      ),
    ).toEqual([]);
  });

  test.each([
    ["owners", `/applications/${app.id}/owners`],
    ["federatedIdentityCredentials", `/applications/${app.id}/federatedIdentityCredentials`],
  ])("%s", async (segment, path) => {
    const lists = get(new RegExp(`/${segment}$`))
      .map(bodyOf)
      .filter((body) => itemsOf(body).length > 0);
    expect(lists.length).toBeGreaterThan(0);
    const ours = (await ask(path)).json();
    expect(strange(ours, lists)).toEqual([]);
    expect(lacking(ours, lists)).toEqual([]);
    const [recorded = {}] = itemsOf(lists[0]);
    expect(Object.keys(itemsOf(ours)[0] ?? {})).toEqual(Object.keys(recorded));
  });

  test("contexts and costs are worded alike", async () => {
    const contexts = new Set(
      recordings.map(({ response: { body } }) => {
        const context = (body as { "@odata.context"?: string })["@odata.context"] ?? "";
        return context.split("#")[1]?.replace(/\('[^']*'\)/, "(id)");
      }),
    );
    const paths = [
      "/applications",
      `/applications/${app.id}`,
      "/servicePrincipals",
      `/servicePrincipals/${principal.id}`,
      `/applications/${app.id}/owners`,
      `/applications/${app.id}/federatedIdentityCredentials`,
    ];
    const units: string[] = [];
    for (const path of paths) {
      const answer = await ask(path);
      const context = (answer.json() as { "@odata.context": string })["@odata.context"];
      expect(contexts).toContain(context.split("#")[1]?.replace(/\('[^']*'\)/, "(id)"));
      units.push(String(answer.headers["x-ms-resource-unit"]));
    }
    const recordedUnits = (pattern: RegExp) =>
      new Set(get(pattern).map(({ response }) => response.headers["x-ms-resource-unit"]));
    expect(units).toEqual(["2", "1", "1", "1", "1", "1"]);
    expect(recordedUnits(/^\/v1\.0\/applications$/)).toEqual(new Set(["2"]));
    expect(recordedUnits(/\/(applications|servicePrincipals)\/|\/servicePrincipals$/)).toEqual(
      new Set(["1"]),
    );
  });

  test("what is not there is said in the same words", async () => {
    const id = simulatedId("nobody");
    expect(missing.length).toBeGreaterThan(1);
    for (const list of ["applications", "servicePrincipals"]) {
      const answer = await ask(`/${list}/${id}`);
      const words = missing.map(({ request: { uri }, response: { body } }) => {
        const { error } = body as { error: { code: string; message: string } };
        return [error.code, error.message.replace(uri.split("/").at(-1) ?? "", "id")];
      });
      const { error } = answer.json() as { error: { code: string; message: string } };
      expect(words).toContainEqual([error.code, error.message.replace(id, "id")]);
      expect(strange(answer.json(), missing.map(bodyOf))).toEqual([]);
      expect(answer.headers["content-type"]).toBe("application/json");
    }
  });
});
