import { readFileSync } from "node:fs";
import { sharedFolder } from "./shared-folder.ts";

/** The properties of a definition in one of the specifications beside the repository. */
export function definitionsOf(file: string, definition: string): Readonly<Record<string, unknown>> {
  const spec = JSON.parse(readFileSync(`${sharedFolder()}/specs/${file}.json`, "utf8")) as {
    definitions: Record<string, { properties: Record<string, unknown> }>;
  };
  return spec.definitions[definition]?.properties ?? {};
}
