import type { Environment } from "../collect/sign-in.ts";

/**
 * Where the files of the action that runs are read on the web: its own repository at its own version, so that SARIF
 * links to the guides that belong to the checks. Undefined where the action is a folder of the workflow's repository.
 * https://docs.github.com/actions/reference/workflows-and-actions/contexts#github-context
 */
export function guidesOf(env: Environment): string | undefined {
  const repository = env["FOOTHOLD_ACTION_REPOSITORY"] ?? "";
  const ref = env["FOOTHOLD_ACTION_REF"] ?? "";
  const server = env["GITHUB_SERVER_URL"] ?? "";
  const isPlain = REPOSITORY.test(repository) && REF.test(ref) && SERVER.test(server);
  return isPlain ? `${server}/${repository}/blob/${ref}/` : undefined;
}

const REPOSITORY = /^[\w-][\w.-]*\/[\w-][\w.-]*$/;
/** A tag, a branch or a commit, without a step up. */
const REF = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/;
const SERVER = /^https:\/\/[a-z\d][a-z\d.-]*$/i;
