import { describe, expect, test } from "vitest";
import { simulatedId } from "./describe.ts";
import {
  federatedIdentityCredential,
  ownApp,
  type RawBody,
  servicePrincipal,
  user,
} from "./describe-entra.ts";
import { type AuditDeed, type AzureDeed, deed, officeAddress, outsideAddress } from "./describe-logs.ts";
import { appIds, graphResource } from "./describe-resources.ts";

const at = "2026-11-20T09:00:00Z";
const ada = user();
const ben = user({ displayName: "Ben Okafor" });
const payroll = ownApp();
const { application: app, servicePrincipal: principal } = payroll;
const graph = graphResource();
const by = { at, by: ada, ip: outsideAddress };
const subscriptionId = simulatedId("subscription Production");
const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-data`;
const account = `${group}/providers/Microsoft.Storage/storageAccounts/SftpLand`;

interface Target {
  readonly id: string | null;
  readonly type: string;
  readonly modifiedProperties: readonly {
    readonly displayName: string;
    readonly oldValue: string | null;
    readonly newValue: string | null;
  }[];
}

const targetsOf = (body: RawBody): readonly Target[] =>
  (body["targetResources"] ?? body["TargetResources"]) as readonly Target[];

/** Before and after of a property, as the texts that the log holds. */
const changeOf = ({ audit }: AuditDeed, name: string): readonly unknown[] => {
  const [target] = targetsOf(audit);
  const property = target?.modifiedProperties.find(({ displayName }) => displayName === name);
  return [property?.oldValue, property?.newValue];
};

describe("a deed in Entra ID", () => {
  const secret = { keyId: "k2", displayName: "new" };
  const consent = { to: principal, resource: graph, scope: "offline_access Mail.Read" };
  const role = { displayName: "Global Administrator", templateId: "62e90394-69f5-4237-9190-012177145e10" };
  const each: readonly (readonly [string, string, readonly string[], AuditDeed])[] = [
    ["Add application", "ApplicationManagement", ["Application"], deed.registered({ ...by, app })],
    [
      "Add app role assignment to service principal",
      "ApplicationManagement",
      ["ServicePrincipal", "ServicePrincipal"],
      deed.roleAssigned({ ...by, to: principal, resource: graph, role: "Mail.Read" }),
    ],
    [
      "Consent to application",
      "ApplicationManagement",
      ["ServicePrincipal"],
      deed.consented({ ...by, ...consent }),
    ],
    [
      "Add delegated permission grant",
      "ApplicationManagement",
      ["ServicePrincipal", "ServicePrincipal"],
      deed.delegated({ ...by, ...consent }),
    ],
    [
      "Update application – Certificates and secrets management ",
      "ApplicationManagement",
      ["Application"],
      deed.secretAdded({ ...by, app, key: secret }),
    ],
    [
      "Add service principal credentials",
      "ApplicationManagement",
      ["ServicePrincipal"],
      deed.principalCredentialAdded({ ...by, principal, key: secret }),
    ],
    [
      "Update application",
      "ApplicationManagement",
      ["Application"],
      deed.federated({ ...by, app, credential: federatedIdentityCredential() }),
    ],
    [
      "Update application",
      "ApplicationManagement",
      ["Application"],
      deed.redirectAdded({ ...by, app, address: "https://evil.example/cb" }),
    ],
    [
      "Add owner to application",
      "ApplicationManagement",
      ["User", "Application"],
      deed.ownerAdded({ ...by, of: app, owner: ben }),
    ],
    [
      "Add owner to service principal",
      "ApplicationManagement",
      ["ServicePrincipal", "ServicePrincipal"],
      deed.ownerAdded({ ...by, of: principal, owner: graph }),
    ],
    [
      "Add app role assignment grant to user",
      "UserManagement",
      ["ServicePrincipal", "User"],
      deed.assignedToUser({ ...by, user: ben, to: principal }),
    ],
    [
      "Create application password for user",
      "UserManagement",
      ["User"],
      deed.appPasswordCreated({ ...by, user: ben }),
    ],
    [
      "Add member to role",
      "RoleManagement",
      ["ServicePrincipal", "Role"],
      deed.roleGiven({ ...by, member: principal, role }),
    ],
    ["Add member to role", "RoleManagement", ["User", "Role"], deed.roleGiven({ ...by, member: ben, role })],
    [
      "Update authorization policy",
      "AuthorizationPolicy",
      ["Policy"],
      deed.authorizationPolicyUpdated({ ...by, properties: { AllowedToCreateApps: [[false], [true]] } }),
    ],
    [
      "Set federation settings on domain",
      "DirectoryManagement",
      ["Other"],
      deed.federationSet({ ...by, domain: "contoso.example", issuer: "https://evil.example" }),
    ],
  ];

  test.each(each)(
    "%s (%s, of %j) is told alike by Graph and by AuditLogs",
    (name, category, types, { audit, row }) => {
      expect(audit).toMatchObject({
        activityDisplayName: name,
        category,
        result: "success",
        activityDateTime: "2026-11-20T09:00:00.0000000Z",
        initiatedBy: { app: null, user: { id: ada.id, ipAddress: outsideAddress } },
      });
      expect(row).toMatchObject({
        OperationName: name,
        Category: category,
        Result: "success",
        TimeGenerated: audit["activityDateTime"],
        Id: audit["id"],
        CorrelationId: audit["correlationId"],
        AdditionalDetails: audit["additionalDetails"],
      });
      // The table leaves out who did not do it.
      expect(Object.keys(row["InitiatedBy"] as object)).toEqual(["user"]);
      const short = (body: RawBody) =>
        targetsOf(body).map(({ id, type, modifiedProperties }) => ({ id, type, modifiedProperties }));
      expect(short(row)).toEqual(short(audit));
      expect(targetsOf(audit).map(({ type }) => type)).toEqual(types);
    },
  );

  test("each has an id of its own, and the same one every time", () => {
    expect(new Set(each.map(([, , , { audit }]) => audit["id"])).size).toBe(each.length);
    expect(deed.registered({ ...by, app })).toEqual(deed.registered({ ...by, app }));
    const chained = deed.registered({ ...by, app, correlationId: "c" });
    expect(chained.audit["correlationId"]).toBe("c");
  });

  test("values are JSON in texts", () => {
    const made = deed.registered({ ...by, app, addresses: ["https://a.example"] });
    expect(changeOf(made, "AvailableToOtherTenants")).toEqual(["[]", "[false]"]);
    expect(changeOf(made, "AppId")).toEqual(["[]", `["${app.appId}"]`]);
    expect(changeOf(made, "AppAddress")[1]).toContain('"Address":"https://a.example"');
    const assigned = deed.roleAssigned({ ...by, to: principal, resource: graph, role: "Mail.Read" });
    expect(changeOf(assigned, "AppRole.Value")).toEqual([null, '"Mail.Read"']);
    expect(changeOf(assigned, "ServicePrincipal.AppId")).toEqual([null, `"${app.appId}"`]);
    expect(targetsOf(assigned.audit).map(({ id }) => id)).toEqual([graph.id, principal.id]);
  });

  test("what was there stays: keys, trusts, addresses and scopes stand on both sides", () => {
    const added = deed.secretAdded({
      ...by,
      app,
      key: secret,
      before: [{ keyId: "k1", type: "AsymmetricX509Cert" }],
    });
    const [old, now] = changeOf(added, "KeyDescription").map((text) => JSON.parse(String(text)) as string[]);
    expect(old).toEqual(["[KeyIdentifier=k1,KeyType=AsymmetricX509Cert,KeyUsage=Verify,DisplayName=]"]);
    expect(now).toEqual([
      ...(old ?? []),
      "[KeyIdentifier=k2,KeyType=Password,KeyUsage=Verify,DisplayName=new]",
    ]);
    const granted = deed.consented({ ...by, ...consent, before: "User.Read", principal: ben });
    const permissions = String(changeOf(granted, "ConsentAction.Permissions")[1]);
    expect(permissions).toMatch(
      /^"\[\[Id: .*Scope: User\.Read, .*\]\] => \[\[.*ConsentType: Principal, Scope: User\.Read offline_access Mail\.Read, .*\]\]; "$/,
    );
    expect(changeOf(granted, "ConsentContext.OnBehalfOfAll")).toEqual([null, '"False"']);
    const first = String(changeOf(deed.consented({ ...by, ...consent }), "ConsentAction.Permissions")[1]);
    expect(first).toMatch(/^"\[\] => \[\[/);
    expect(changeOf(deed.delegated({ ...by, ...consent }), "DelegatedPermissionGrant.Scope")).toEqual([
      null,
      '" offline_access Mail.Read"',
    ]);
    const trust = federatedIdentityCredential({
      name: "new",
      claimsMatchingExpression: { value: "claims['sub']" },
    });
    const trusted = deed.federated({
      ...by,
      app,
      credential: trust,
      before: [federatedIdentityCredential()],
    });
    const names = changeOf(trusted, "FederatedIdentityCredentials").map((text) =>
      (JSON.parse(String(text)) as { Name: string }[]).map(({ Name }) => Name),
    );
    expect(names).toEqual([["deploy"], ["deploy", "new"]]);
  });

  test("an application has no address, and a failure says so", () => {
    const { audit, row } = deed.registered({ at, by: principal, ip: null, app });
    expect(audit["initiatedBy"]).toEqual({
      user: null,
      app: {
        appId: null,
        displayName: "Payroll",
        servicePrincipalId: principal.id,
        servicePrincipalName: null,
      },
    });
    expect(Object.keys(row["InitiatedBy"] as object)).toEqual(["app"]);
    expect(audit["additionalDetails"]).toEqual([{ key: "AppId", value: app.appId }]);
    const failed = deed.audited({
      ...by,
      operation: "Add member to role",
      category: "RoleManagement",
      type: "Assign",
      result: "failure",
      targets: [],
    });
    expect([failed.audit["result"], failed.row["Result"]]).toEqual(["failure", "failure"]);
    expect(() => deed.roleAssigned({ ...by, to: principal, resource: graph, role: "Nothing" })).toThrow(
      /no role/,
    );
  });
});

describe("a deed in Azure", () => {
  const user1 = { ...by, account, user: "dropbox" };
  const compute = { ...by, group, name: "jump" };
  const roleId = "17d1049b-9a84-46fb-8f53-869881c3d3ab";
  test.each<[string, string, AzureDeed]>([
    ["Microsoft.Storage/storageAccounts/write", account, deed.sftpEnabled({ ...by, account })],
    [
      "Microsoft.Storage/storageAccounts/localUsers/write",
      `${account}/localUsers/dropbox`,
      deed.localUserWritten(user1),
    ],
    [
      "Microsoft.Storage/storageAccounts/localUsers/regeneratePassword/action",
      `${account}/localUsers/dropbox`,
      deed.passwordRegenerated(user1),
    ],
    [
      "Microsoft.Storage/storageAccounts/localUsers/regenerateSharedKey/action",
      `${account}/localUsers/dropbox`,
      deed.sharedKeyRegenerated(user1),
    ],
    [
      "Microsoft.Storage/storageAccounts/localUsers/listKeys/action",
      `${account}/localUsers/dropbox`,
      deed.localUserKeysListed(user1),
    ],
    [
      "Microsoft.Storage/storageAccounts/localUsers/delete",
      `${account}/localUsers/dropbox`,
      deed.localUserDeleted(user1),
    ],
    [
      "microsoft.insights/diagnosticSettings/delete",
      `${account}/blobServices/default/providers/microsoft.insights/diagnosticSettings/to-workspace`,
      deed.diagnosticSettingDeleted({ ...by, of: `${account}/blobServices/default` }),
    ],
    [
      "microsoft.insights/diagnosticSettings/write",
      `${account}/blobServices/default/providers/microsoft.insights/diagnosticSettings/x`,
      deed.diagnosticSettingWritten({ ...by, of: `${account}/blobServices/default`, name: "x" }),
    ],
    [
      "Microsoft.Security/pricings/write",
      `/subscriptions/${subscriptionId}/providers/Microsoft.Security/pricings/StorageAccounts`,
      deed.pricingWritten({ ...by, subscriptionId, pricingTier: "Free" }),
    ],
    [
      "Microsoft.Authorization/roleAssignments/write",
      `${account}/providers/Microsoft.Authorization/roleAssignments/${simulatedId(`assignment ${account} ${roleId} ${principal.id}`)}`,
      deed.azureRoleGiven({ ...by, scope: account, roleId, principalId: principal.id }),
    ],
    [
      "Microsoft.Compute/sshPublicKeys/write",
      `${group}/providers/Microsoft.Compute/sshPublicKeys/jump`,
      deed.publicKeyImported(compute),
    ],
    [
      "Microsoft.Compute/sshPublicKeys/generateKeyPair/action",
      `${group}/providers/Microsoft.Compute/sshPublicKeys/jump`,
      deed.keyPairGenerated(compute),
    ],
    [
      "Microsoft.Compute/virtualMachines/runCommand/action",
      `${group}/providers/Microsoft.Compute/virtualMachines/jump`,
      deed.runCommand(compute),
    ],
    [
      "Microsoft.Compute/virtualMachines/extensions/write",
      `${group}/providers/Microsoft.Compute/virtualMachines/jump/extensions/enablevmaccess`,
      deed.extensionWritten(compute),
    ],
  ])("%s at %s", (operation, resourceId, { events, rows }) => {
    const statuses = ["Started", "Succeeded"];
    expect(events).toMatchObject(
      statuses.map((status) => ({
        operationName: { value: operation },
        resourceId,
        status: { value: status, localizedValue: status },
        caller: ada.userPrincipalName,
        httpRequest: { clientIpAddress: outsideAddress },
        subscriptionId,
      })),
    );
    expect(rows).toMatchObject(
      ["Start", "Success"].map((status, place) => ({
        OperationNameValue: operation.toUpperCase(),
        _ResourceId: resourceId.toLowerCase(),
        ActivityStatusValue: status,
        Caller: ada.userPrincipalName,
        CallerIpAddress: outsideAddress,
        // One event has one id, wherever it is told.
        EventDataId: events[place]?.["eventDataId"],
        CorrelationId: events[0]?.["correlationId"],
        TimeGenerated: events[place]?.["eventTimestamp"],
        Properties_d: events[place]?.["properties"],
      })),
    );
    expect(new Set(events.map(({ eventDataId }) => eventDataId)).size).toBe(2);
  });

  const bodies = ({ events }: AzureDeed): readonly unknown[] =>
    events.map(({ properties }) => {
      const { requestbody, responseBody } = properties as Readonly<Record<string, string | undefined>>;
      return [requestbody, responseBody].map((text) => (text ? (JSON.parse(text) as unknown) : text));
    });

  test("bodies are texts: empty, absent, in the first row alone, or in both", () => {
    const request = { properties: { isSftpEnabled: true } };
    expect(bodies(deed.sftpEnabled({ ...by, account }))).toMatchObject([
      [request, undefined],
      [request, { properties: { isSftpEnabled: true, isHnsEnabled: true } }],
    ]);
    expect(bodies(deed.localUserKeysListed(user1))).toEqual([
      ["", undefined],
      ["", undefined],
    ]);
    expect(bodies(deed.localUserDeleted(user1))).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
    expect(bodies(deed.azureRoleGiven({ ...by, scope: group, roleId, principalId: "p" }))).toMatchObject([
      [{ Properties: { PrincipalId: "p", Scope: group } }, undefined],
      [undefined, undefined],
    ]);
    const keys = [{ key: "ssh-rsa AAAA" }];
    const [, ended] = bodies(deed.localUserWritten({ ...user1, properties: { sshAuthorizedKeys: keys } }));
    expect(JSON.stringify((ended as unknown[])[1])).not.toContain("ssh-rsa");
  });

  test("answers may hold what nobody may keep, another each time", () => {
    const secretOf = (one: AzureDeed): string => JSON.stringify(bodies(one));
    expect(secretOf(deed.passwordRegenerated(user1))).toContain("sshPassword");
    expect(secretOf(deed.passwordRegenerated(user1))).not.toBe(secretOf(deed.passwordRegenerated(user1)));
    expect(secretOf(deed.keyPairGenerated(compute))).toContain("privateKey");
  });

  test("an application calls by its object id; a failure has no answer; an address may be missing", () => {
    const failed = deed.sftpEnabled({ at, by: principal, ip: null, account, ends: "Failed" });
    expect(failed.events[1]).toMatchObject({
      caller: principal.id,
      status: { value: "Failed" },
      subStatus: { value: "Forbidden", localizedValue: "Forbidden (HTTP Status Code: 403)" },
      claims: { appid: app.appId, idtyp: "app" },
    });
    expect(failed.events[1]?.["httpRequest"]).not.toHaveProperty("clientIpAddress");
    expect(failed.rows[1]).not.toHaveProperty("CallerIpAddress");
    expect(bodies(failed)[1]).toEqual([{ properties: { isSftpEnabled: true } }, undefined]);
  });
});

describe("rows of other logs", () => {
  test("a sign-in is told alike by Graph and by its table", () => {
    const { signIn, row } = deed.signedIn({ principal, at, keyId: "k", country: "RU", error: 7000215 });
    expect(signIn).toMatchObject({
      createdDateTime: "2026-11-20T09:00:00Z",
      servicePrincipalId: principal.id,
      ipAddress: officeAddress,
      location: { countryOrRegion: "RU" },
      status: { errorCode: 7000215 },
      servicePrincipalCredentialKeyId: "k",
      resourceId: appIds.graph,
    });
    expect(row).toMatchObject({
      TimeGenerated: "2026-11-20T09:00:00.0000000Z",
      Id: signIn["id"],
      ServicePrincipalId: principal.id,
      IPAddress: officeAddress,
      Location: "RU",
      ResultType: "7000215",
      ServicePrincipalCredentialKeyId: "k",
    });
    const trusted = deed.signedIn({ principal, at, federatedCredentialId: "f" });
    expect([trusted.signIn["federatedCredentialId"], trusted.row["FederatedCredentialId"]]).toEqual([
      "f",
      "f",
    ]);
  });

  test("SFTP names no user, and its addresses have ports", () => {
    const row = deed.sftpOperation({
      account,
      at,
      operation: "SftpRename",
      path: "/in/a.tmp",
      newPath: "/in/a.exe",
    });
    expect(row).toMatchObject({
      AccountName: "SftpLand",
      CallerIpAddress: `${officeAddress}:50122`,
      StatusCode: "200",
      Category: "StorageWrite",
      DestinationUri: "sftp://SftpLand.blob.core.windows.net:22/in/a.exe",
    });
    expect(Object.keys(row).filter((name) => name.startsWith("Requester"))).toEqual([]);
    const failed = deed.sftpOperation({
      account,
      at,
      operation: "SftpConnect",
      ip: "2001:db8::7",
      status: "AuthenticationFailed",
    });
    expect(failed).toMatchObject({
      CallerIpAddress: "[2001:db8::7]:50122",
      StatusCode: "403",
      StatusText: "AuthenticationFailed",
      Category: "StorageRead",
    });
    expect(
      deed.sftpOperation({ account, at, operation: "SftpRemove", status: "PathNotFound" }),
    ).toMatchObject({
      Category: "StorageDelete",
      StatusCode: "404",
    });
  });

  test("requests to Graph and changes in Exchange name who made them", () => {
    const asked = deed.graphRequest({ principal, at, path: "/v1.0/users", method: "GET" });
    expect(asked).toMatchObject({
      ServicePrincipalId: principal.id,
      RequestUri: "https://graph.microsoft.com/v1.0/users",
      ResponseStatusCode: 200,
    });
    const operation = "New-InboundConnector";
    const byApp = deed.exchangeChange({
      at,
      by: principal,
      operation,
      object: "relay",
      parameters: { Enabled: "True" },
    });
    expect(byApp).toMatchObject({
      UserId: principal.id,
      AppId: app.appId,
      ClientIP: `${outsideAddress}:51234`,
      Parameters: '[{"Name":"Enabled","Value":"True"}]',
    });
    const byUser = deed.exchangeChange({ at, by: ada, ip: "2001:db8::7", operation, object: "relay" });
    expect(byUser).toMatchObject({ UserId: ada.userPrincipalName, ClientIP: "[2001:db8::7]:51234" });
    expect(deed.exchangeChange({ at, by: ada, ip: null, operation, object: "x" })).not.toHaveProperty(
      "ClientIP",
    );
    expect(servicePrincipal()).not.toHaveProperty("userPrincipalName");
  });
});
