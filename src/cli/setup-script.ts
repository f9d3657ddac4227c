import { type Permission, roleOf } from "../collector.ts";
import { GRAPH } from "../inventory/permissions.ts";
import { VERSION } from "../version.ts";
import { type GrantGroup, type Grants, isAction } from "./least-permissions.ts";

/**
 * Ids of the application roles of Microsoft Graph, which are the same in every tenant and cloud.
 * https://learn.microsoft.com/graph/permissions-reference
 */
export const GRAPH_ROLES: Readonly<Record<string, string>> = {
  "Application.Read.All": "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
  "AuditLog.Read.All": "b0afded3-3588-46d8-8b3d-9842eff778da",
  "Directory.Read.All": "7ab1d382-f21e-4acd-a863-ba3e13f7da61",
  "Domain.Read.All": "dbb9058a-0e50-45d7-ae91-66909b5d4664",
  "GroupMember.Read.All": "98830695-27a2-44f7-8c18-0c3ebc9698f6",
  "Organization.Read.All": "498476ce-e0fe-48b0-b801-37ba7e2685c6",
  "Policy.Read.All": "246dd0d5-5bd0-4def-940b-0421030a5b68",
  "Policy.Read.PermissionGrant": "9e640839-a198-48fb-8b9a-013fd6f6cbcd",
  "RoleManagement.Read.Directory": "483bed4a-2ad3-4361-a73b-c83ccdbdc53c",
};

/**
 * A POSIX shell script of az commands that sets up an application which can read what the checks need, and nothing
 * else: it signs in from one environment of one repository on GitHub, without a secret that could be lost.
 * @param groups what each grant is for, and
 * @param checks the ids of the checks: for the reader of the script
 */
export function* setupScript(
  { graph, arm }: Grants,
  groups: readonly GrantGroup[],
  checks: readonly string[],
): Iterable<string> {
  const isChosen = arm.some((grant) => placeOf(grant, groups).scope === undefined);
  const ofScope = isChosen ? (...lines: string[]) => lines : () => [];
  yield* [
    "#!/bin/sh",
    `# Sets up a read-only application for foothold ${VERSION}, in the tenant of your az login, for these checks:`,
    ...wrapped(checks),
    "# It signs in from one environment of one repository on GitHub, and has no secret.",
    "#",
    "# Read it, fill in the first three variables (or set them outside), and run it once, as somebody who may register",
    "# applications and consent for the tenant (Privileged Role Administrator)",
    ...ofScope("# and assign roles at the scope (User Access Administrator)."),
    "set -eu",
    "",
    "# Whose jobs may sign in. Protect the environment: whoever runs a job in it can read the tenant.",
    "# Repositories made since July 2026 say OWNER@ID and REPO@ID in their tokens; docs/ci.md tells how to know.",
    "ORG=${ORG:-}",
    "REPO=${REPO:-}",
    "ENVIRONMENT=${ENVIRONMENT:-}",
    "",
    'for value in "$ORG" "$REPO" "$ENVIRONMENT"; do',
    "  case $value in",
    "    '' | *[!A-Za-z0-9._@\\ -]*)",
    '      echo "fill in ORG, REPO and ENVIRONMENT: letters, digits, blanks, dots, dashes and @" >&2',
    "      exit 2",
    "      ;;",
    "  esac",
    "done",
    "",
    "NAME=${NAME:-foothold-audit}",
    "# api://AzureADTokenExchangeUSGov and api://AzureADTokenExchangeChina in those clouds.",
    "AUDIENCE=${AUDIENCE:-api://AzureADTokenExchange}",
    "TENANT=$(az account show --query tenantId --output tsv)",
    ...ofScope(
      "# The root management group: every subscription, also one that comes later. /subscriptions/ID is narrower, and",
      "# what lies above it stays unread.",
      "SCOPE=${SCOPE:-/providers/Microsoft.Management/managementGroups/$TENANT}",
    ),
    "",
    "# A new application is not known everywhere at once: what comes too early is tried again for two minutes.",
    "again() {",
    "  tries=0",
    '  until "$@"; do',
    "    tries=$((tries + 1))",
    '    [ "$tries" -lt 12 ] || return 1',
    "    sleep 10",
    "  done",
    "}",
    "",
    "# The application and its principal in this tenant. They may do nothing yet.",
    'APP=$(az ad app create --display-name "$NAME" --sign-in-audience AzureADMyOrg --query appId --output tsv)',
    'PRINCIPAL=$(again az ad sp create --id "$APP" --query id --output tsv)',
    "",
    "# How it signs in: with the token of a job in that environment, and with nothing else.",
    'again az ad app federated-credential create --id "$APP" --output none --parameters "{',
    '  \\"name\\": \\"github\\",',
    '  \\"issuer\\": \\"https://token.actions.githubusercontent.com\\",',
    '  \\"subject\\": \\"repo:$ORG/$REPO:environment:$ENVIRONMENT\\",',
    '  \\"audiences\\": [\\"$AUDIENCE\\"]',
    '}"',
    "",
    "# What it may read in Microsoft Graph: wishes, which the consent behind them grants.",
    "may() {",
    `  again az ad app permission add --id "$APP" --output none \\`,
    `    --api ${GRAPH} --api-permissions "$1=Role"`,
    "}",
    ...graph.flatMap((name) => [`# ${name}:`, ...wrapped(readsOf(name, groups)), `may ${roleId(name)}`]),
    'again az ad app permission admin-consent --id "$APP" --output none',
    "",
    ...arm.flatMap((grant) => [
      `# What it may read in Azure, as ${grant}:`,
      ...wrapped(readsOf(grant, groups)),
      ...(isAction(grant) ? customRole(grant) : assignment(grant, groups)),
      "",
    ]),
    "# What a job needs: these two variables, the environment, and the permission id-token: write.",
    'echo "AZURE_TENANT_ID=$TENANT"',
    'echo "AZURE_CLIENT_ID=$APP"',
  ];
}

/** The role of a grant, and where nobody chooses its scope, that. */
function placeOf(grant: string, groups: readonly GrantGroup[]): Pick<Permission, "role" | "scope"> {
  const permissions = groups.flatMap((group) => group.permissions);
  return permissions.find((permission) => roleOf(permission) === grant) ?? {};
}

/** Outside the chosen scope hardly anybody may assign a role: that costs what it opens, and not the rest. */
function assignment(grant: string, groups: readonly GrantGroup[]): readonly string[] {
  const { role = grant, scope } = placeOf(grant, groups);
  const to = '  --assignee-object-id "$PRINCIPAL" --assignee-principal-type ServicePrincipal';
  const assign = (at: string): string =>
    `again az role assignment create --role ${quoted(role)} --scope ${at} --output none \\`;
  if (scope === undefined) return [assign('"$SCOPE"'), to];
  return [
    "# Outside every management group: only somebody with elevated access may assign there.",
    "# https://learn.microsoft.com/azure/role-based-access-control/elevate-access-global-admin",
    assign(scope),
    `${to} ||`,
    `  echo ${quoted(`nobody assigned ${grant}: what it opens will be a gap in every scan`)} >&2`,
  ];
}

/** No built-in role holds the action without the right to write as well. */
function customRole(action: string): readonly string[] {
  const name = `foothold ${action.split("/").slice(-3, -1).join(" ")}`;
  return [
    "# No built-in role holds it without the right to write as well.",
    'az role definition create --output none --role-definition "{',
    `  \\"Name\\": \\"${name}\\",`,
    `  \\"Actions\\": [\\"${action}\\"],`,
    '  \\"AssignableScopes\\": [\\"$SCOPE\\"]',
    '}"',
    `again az role assignment create --role ${quoted(name)} --scope "$SCOPE" --output none \\`,
    '  --assignee-object-id "$PRINCIPAL" --assignee-principal-type ServicePrincipal',
  ];
}

/** The sections that a grant opens, alone or beside another. */
function readsOf(grant: string, groups: readonly GrantGroup[]): readonly string[] {
  const sections = groups
    .filter(({ grants }) => grants.includes(grant))
    .flatMap(({ permissions }) => permissions.map(({ section }) => section));
  return [...new Set(sections)];
}

function roleId(name: string): string {
  const id = GRAPH_ROLES[name];
  if (id === undefined) throw new Error(`the id of the application role ${name} is not known`);
  return id;
}

function quoted(word: string): string {
  return /^[A-Za-z]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Comment lines of at most 100 columns. Ids of checks are kebab case, so that none ends its line. */
function wrapped(ids: readonly string[]): string[] {
  const lines: string[] = [];
  for (const [at, id] of ids.entries()) {
    const word = at < ids.length - 1 ? `${id},` : `${id}.`;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= 100)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`#   ${word}`);
  }
  return lines;
}
