import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of recordings and specifications beside the repository. It is not part of it and may be absent. */
export function sharedFolder(): string | undefined {
  const folder = fileURLToPath(new URL("../../../shared", import.meta.url));
  return existsSync(`${folder}/recordings`) && existsSync(`${folder}/specs`) ? folder : undefined;
}
