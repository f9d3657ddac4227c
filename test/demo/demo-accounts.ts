import { defenderSetting } from "../azure/describe-defender.ts";
import { metricsSetting } from "../azure/describe-logging.ts";
import {
  account,
  localUser,
  type RawProperties,
  type SimulatedAccount,
  type SimulatedLocalUser,
} from "../azure/describe.ts";
import { toWorkspace } from "./demo-logs.ts";

/** The storage accounts of Contoso Freight: most are plain and closed, and a few doors were opened in a hurry. */
export function productionAccounts(): SimulatedAccount[] {
  return [...plainProduction(), ...lakes(), ...partnerExchange(), ...openDoors()];
}

function plainProduction(): SimulatedAccount[] {
  const web = { ...place("rg-web-prod", "westeurope"), tags: tags("web-team", "prod", "CC-1200") };
  const functions = {
    ...place("rg-functions-prod", "westeurope"),
    tags: tags("api-team", "prod", "CC-1210"),
  };
  const platform = {
    ...place("rg-platform-prod", "westeurope"),
    tags: tags("platform-team", "prod", "CC-1000"),
  };
  const security = {
    ...place("rg-security-prod", "germanywestcentral"),
    tags: tags("security-team", "prod", "CC-1010"),
  };
  return [
    // A public web site needs an open network, which is no fault without SFTP.
    account({ ...web, name: "contosowww", properties: { networkAcls: openNetwork } }),
    account({ ...web, name: "contosowwwimages", kind: "BlockBlobStorage" }),
    account({ ...web, name: "contosotracking" }),
    account({ ...functions, name: "contosofuncorders" }),
    account({ ...functions, name: "contosofuncrates" }),
    account({ ...functions, name: "contosofuncratesne", location: "northeurope" }),
    account({ ...platform, name: "contosotfstate" }),
    account({ ...platform, name: "contosovmdiag", kind: "Storage" }),
    account({ ...platform, name: "contosofileshares", kind: "FileStorage" }),
    account({ ...platform, name: "contosobackupne", location: "northeurope", kind: "BlobStorage" }),
    account({ ...security, name: "contososeclogs" }),
    account({ ...security, name: "contosoflowlogs" }),
  ];
}

/** Hierarchical namespaces without SFTP. Azure allows local users on each of them unless told otherwise. */
function lakes(): SimulatedAccount[] {
  const data = { ...place("rg-lake-prod", "westeurope"), tags: tags("data-team", "prod", "CC-1400") };
  return [
    account({ ...data, name: "contosolakeraw", properties: { isHnsEnabled: true } }),
    account({ ...data, name: "contosolakemart", properties: { isHnsEnabled: true } }),
    account({
      ...data,
      name: "contosolakecurated",
      properties: { isHnsEnabled: true, isLocalUserEnabled: false },
    }),
    // Somebody said yes here, and nothing needs it.
    account({
      ...data,
      name: "contosolakelab",
      properties: { isHnsEnabled: true, isLocalUserEnabled: true },
    }),
  ];
}

/** SFTP as it should be: SSH keys, a container for each partner, the partners' addresses alone, and a log of it all. */
function partnerExchange(): SimulatedAccount[] {
  const exchange = { ...place("rg-exchange-prod", "westeurope"), tags: tags("edi-team", "prod", "CC-1300") };
  return [
    account({
      ...exchange,
      name: "contosocarriers",
      blobDiagnosticSettings: [toWorkspace()],
      properties: sftp(only("203.0.113.0/28", "198.51.100.17")),
      localUsers: [
        user("fabrikam", { "fabrikam-out": "rl" }, withKey),
        user("northwind", { "northwind-in": "cw" }, withKey),
      ],
    }),
    account({
      ...exchange,
      name: "contosocustoms",
      blobDiagnosticSettings: [toWorkspace()],
      properties: sftp(only("192.0.2.40")),
      localUsers: [user("customs-broker", { declarations: "rl" }, withKey)],
    }),
  ];
}

function openDoors(): SimulatedAccount[] {
  const exchange = { ...place("rg-exchange-prod", "westeurope"), tags: tags("edi-team", "prod", "CC-1300") };
  const media = { ...place("rg-media-prod", "northeurope"), tags: tags("marketing", "prod", "CC-1500") };
  return [
    // Somebody found the scanner slow and told this account to do without. Its logs were sent away until somebody deleted
    // the setting, as the logs tell.
    account({
      ...exchange,
      name: "contosouploads",
      defenderSetting: defenderSetting({ onUpload: false }),
      properties: sftp(openNetwork),
      localUsers: [
        user("tailspin-upload", { uploads: "rwdlc" }, withPassword),
        user("uploads-reader", { uploads: "rl" }, withKey),
      ],
    }),
    // Half of the internet in one rule is no restriction, and metrics of the account are no log of its logins.
    account({
      ...media,
      name: "contosomediadrop",
      diagnosticSettings: [metricsSetting()],
      properties: sftp(only("0.0.0.0/1")),
      localUsers: [user("studio-admin", { media: "rwdlcop" }, withKey)],
    }),
    account({
      ...place("rg-platform-prod", "westeurope"),
      name: "contosoopsexchange",
      // What was read leaves no trace.
      blobDiagnosticSettings: [toWorkspace("StorageWrite", "StorageDelete")],
      tags: tags("platform-team", "prod", "CC-1000"),
      properties: sftp(only("198.51.100.64/29")),
      localUsers: [
        user("svc-migration", { tfstate: "rl", backup: "rl", "insights-logs-signinlogs": "rl" }, withKey),
        user("ops-acl", {}, { ...withKey, allowAclAuthorization: true }),
      ],
    }),
    // The scanner may not list the users of this one.
    account({
      ...place("rg-hr-prod", "germanywestcentral"),
      name: "contosopayrollsftp",
      blobDiagnosticSettings: [toWorkspace()],
      tags: tags("hr-team", "prod", "CC-1600"),
      properties: sftp(only("203.0.113.77")),
      localUsers: [user("payroll-bureau", { payroll: "rw" }, withKey)],
    }),
  ];
}

export function developmentAccounts(): SimulatedAccount[] {
  const dev = { ...place("rg-dev", "westeurope"), tags: tags("api-team", "dev", "CC-2000") };
  const sandbox = { ...place("rg-sandbox", "northeurope"), tags: tags("web-team", "dev", "CC-2010") };
  return [
    account({ ...dev, name: "contosofuncdev" }),
    account({ ...dev, name: "contosoordersdev" }),
    account({ ...dev, name: "contosotestresults" }),
    account({ ...dev, name: "contosobuildcache" }),
    account({ ...sandbox, name: "contosowwwdev", properties: { networkAcls: openNetwork } }),
    // Markup in a tag is a tag.
    account({
      ...sandbox,
      name: "contosolakedev",
      tags: { ...sandbox.tags, note: "<script>alert('tag')</script> | [x](https://phish.example)" },
      properties: { isHnsEnabled: true },
    }),
    // Tried out and forgotten: nobody can come in, and nobody needs it.
    account({ ...dev, name: "contososftptrial", properties: sftp(closedNetwork) }),
    // A name that would color a terminal or run in a page is a name.
    account({
      ...dev,
      name: "contosointegration",
      properties: sftp(only("192.0.2.128/25")),
      localUsers: [
        user("\u001b[31mroot\u001b[0m<img src=x onerror=alert(1)>", { scratch: "rwdlcop" }, withPassword),
      ],
    }),
  ];
}

export function retiredAccounts(): SimulatedAccount[] {
  const old = { ...place("Default-Storage-WestEurope", "westeurope"), tags: { owner: "unknown" } };
  const edi = { ...place("edi-2019", "westeurope"), tags: tags("edi-team", "retired", "CC-1300") };
  return [
    account({ ...old, name: "contosooldwww", kind: "Storage" }),
    account({ ...old, name: "contosoolddiag", kind: "Storage" }),
    account({ ...old, name: "contosooldarchive", kind: "BlobStorage" }),
    account({ ...edi, name: "contosoedi2019" }),
    // SFTP was switched off and the users were left: they come back with one switch.
    account({
      ...edi,
      name: "contosoedisftp2019",
      properties: { ...sftp(only("203.0.113.200")), isSftpEnabled: false },
      localUsers: [
        user("edi-gateway", { edifact: "rw" }, withKey),
        user("edi-restore", { "backup-2019": "rl" }, withPassword),
      ],
    }),
  ];
}

function place(
  resourceGroup: string,
  location: string,
): Pick<SimulatedAccount, "resourceGroup" | "location"> {
  return { resourceGroup, location };
}

function tags(owner: string, env: string, costCenter: string): Readonly<Record<string, string>> {
  return { owner, env, "cost-center": costCenter };
}

function sftp(networkAcls: RawProperties): RawProperties {
  return { isHnsEnabled: true, isSftpEnabled: true, isLocalUserEnabled: true, networkAcls };
}

/** A user at home in the first of its containers. `rights` are the letters it holds on each. */
function user(
  name: string,
  rights: Readonly<Record<string, string>>,
  more: RawProperties,
): SimulatedLocalUser {
  const permissionScopes = Object.entries(rights).map(([resourceName, permissions]) => ({
    permissions,
    service: "blob",
    resourceName,
  }));
  const homeDirectory = permissionScopes[0]?.resourceName;
  return localUser({ name, properties: { permissionScopes, homeDirectory, ...more } });
}

const withKey = { hasSshKey: true };
const withPassword = { hasSshPassword: true };

const openNetwork = {
  ipv6Rules: [],
  bypass: "AzureServices",
  virtualNetworkRules: [],
  ipRules: [],
  defaultAction: "Allow",
};
const closedNetwork = { ...openNetwork, defaultAction: "Deny" };

function only(...ranges: readonly string[]): RawProperties {
  return { ...closedNetwork, ipRules: ranges.map((value) => ({ value, action: "Allow" })) };
}
