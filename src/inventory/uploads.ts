import { type Gap, known, type Known, type Listed, unknown } from "./known.ts";
import type { LocalUser, PermissionScope } from "./sections.ts";
import { blobScopes, containerOf, holds, isBlob, undocumented, unknownLetters } from "./sftp.ts";
import { anyOf } from "./truth.ts";

/** Write and create; and with owner or permissions in hand, whoever may do neither lets itself. */
const UPLOAD_LETTERS = "wcop";

/**
 * May the user put files there? With ACL authorization the ACLs of the paths decide, which only the data plane shows, so
 * that any container must be assumed.
 * @param container a container of the user's account; without one, any of them
 */
export function uploadsTo(user: LocalUser, container?: string): Known<boolean> {
  const { allowAclAuthorization, permissionScopes } = user;
  if (!permissionScopes.known) return anyOf([allowAclAuthorization, permissionScopes]);
  const scopes = blobScopes(permissionScopes.value).filter(
    (scope) => container === undefined || containerOf(scope).toLowerCase() === container.toLowerCase(),
  );
  const strange = scopes.find((scope) => !isBlob(scope) || unknownLetters(scope) !== "");
  return anyOf([
    allowAclAuthorization,
    known(scopes.some(isUpload)),
    strange === undefined ? known(false) : unknown(undocumented(user.id, strange)),
  ]);
}

/**
 * Where the user's files come to lie: `uploads/`, `uploads/in/`, and what was not read of it. Azure compares the paths of
 * blobs letter by letter.
 */
export function uploadPaths(user: LocalUser): Listed<string> {
  const { permissionScopes: scopes, homeDirectory: home, allowAclAuthorization: acl } = user;
  const names = scopes.known ? scopes.value.filter(isUpload).map(({ resourceName }) => resourceName) : [];
  const all = home.known && home.value !== null ? [...names, home.value] : names;
  return {
    items: all.map(folderOf).filter((folder) => folder !== "/"),
    gaps: [
      ...[scopes, home, acl].flatMap((read) => (read.known ? [] : [read.gap])),
      ...(acl.known && acl.value ? [byAcl(user)] : []),
    ],
  };
}

function byAcl({ id }: LocalUser): Gap {
  const detail = "ACLs of paths decide where the user uploads, and only the data plane shows them";
  return { reason: "unsupported", scope: id, request: "GET localUsers", detail };
}

function isUpload(scope: PermissionScope): boolean {
  return isBlob(scope) && holds(scope, UPLOAD_LETTERS);
}

/** `/uploads/in/` → `uploads/in/`. */
function folderOf(path: string): string {
  return `${path
    .split("/")
    .filter((part) => part !== "")
    .join("/")}/`;
}
