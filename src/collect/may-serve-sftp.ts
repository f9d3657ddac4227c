import type { StorageAccount } from "../inventory/sections.ts";

/** False where an account has no hierarchical namespace, or SFTP is off; what was not read may be on. */
export function mayServeSftp({ isHnsEnabled, isSftpEnabled }: StorageAccount): boolean {
  return (!isHnsEnabled.known || isHnsEnabled.value) && (!isSftpEnabled.known || isSftpEnabled.value);
}
