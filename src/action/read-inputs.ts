import path from "node:path";
import type { Environment } from "../collect/sign-in.ts";
import { usageError } from "../errors.ts";
import { REPORT_FILES, type ReportFormat } from "./report-files.ts";

/** What the inputs of action.yml ask for. */
export interface Plan {
  /** The program's own arguments: an array, so that no value is ever a word of a shell. */
  readonly args: readonly string[];
  /** The environment of the run, with who signs in. */
  readonly env: Environment;
  /** Absolute. */
  readonly folder: string;
  readonly formats: readonly ReportFormat[];
  readonly annotations: boolean;
  /** Paths as they were given. */
  readonly baseline: string | undefined;
  readonly saveSnapshot: string | undefined;
  /** All that the inputs name, by input: what is read, and what is written beside the reports. */
  readonly files: readonly (readonly [input: string, file: string])[];
  /** What the person should know before anything runs. */
  readonly hints: readonly string[];
}

/**
 * Reads the inputs, which action.yml hands over as `FOOTHOLD_INPUT_TENANT_ID` and so on. An input that is not set and one
 * that is empty are the same to GitHub, and both mean the default.
 * @throws FootholdError exit 2, in one line: the input and its value
 */
export function readInputs(env: Environment): Plan {
  const tenant = text(env, "tenant-id", TENANT);
  const client = text(env, "client-id", ID);
  const snapshots = list(env, "snapshot");
  const folder = folderOf(env);
  const formats = formatsOf(env);
  const annotations = flag(env, "annotations") ?? true;
  const hasJobToken = Boolean(env["ACTIONS_ID_TOKEN_REQUEST_URL"]);
  // A snapshot is judged without signing in.
  const signsIn = snapshots.length === 0;
  const auth = text(env, "auth") ?? (client !== undefined && hasJobToken && signsIn ? "github" : undefined);
  return {
    args: [
      "scan",
      ...(tenant !== undefined && signsIn ? [`--tenant=${tenant}`] : []),
      ...(auth === undefined ? [] : [`--auth=${auth}`]),
      ...snapshots.map((file) => `--snapshot=${file}`),
      ...FLAGS.flatMap(([name, option, kind, accepts]) => kind(env, name, option, accepts)),
      ...formats.map((format) => outputOf(format, folder)),
    ],
    env: {
      ...env,
      ...(tenant === undefined ? {} : { AZURE_TENANT_ID: tenant }),
      ...(client === undefined ? {} : { AZURE_CLIENT_ID: client }),
    },
    folder,
    formats,
    annotations,
    baseline: text(env, "baseline"),
    saveSnapshot: text(env, "save-snapshot"),
    files: [
      ...snapshots.map((file) => ["snapshot", file] as const),
      ...FILES.map((name) => [name, text(env, name) ?? ""] as const).filter(([, file]) => file !== ""),
    ],
    hints:
      client !== undefined && auth === undefined && signsIn && !hasJobToken
        ? ['client-id is set, but the job has no token of GitHub to sign in with: it lacks "id-token: write"']
        : [],
  };
}

interface Accepted {
  readonly pattern: RegExp;
  readonly words: string;
}

const ID: Accepted = {
  pattern: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  words: "an id, which is a GUID",
};
const TENANT: Accepted = { pattern: /^[0-9a-z](?:[0-9a-z.-]*[0-9a-z])?$/i, words: "a tenant id or a domain" };

/** What one input adds to the arguments. */
type Kind = (env: Environment, name: string, option: string, accepts?: Accepted) => readonly string[];

/** `--flag=value`, since a value that begins with a hyphen must not become a flag of its own. */
const one: Kind = (env, name, option, accepts) => {
  const value = text(env, name, accepts);
  return value === undefined ? [] : [`${option}=${value}`];
};
const many: Kind = (env, name, option, accepts) =>
  list(env, name, accepts).map((value) => `${option}=${value}`);
const toggle: Kind = (env, name, option) => (flag(env, name) === true ? [option] : []);

/** The inputs that are flags of `foothold scan`; the program says itself what is wrong with the rest of their values. */
const FLAGS: readonly (readonly [name: string, option: string, kind: Kind, accepts?: Accepted])[] = [
  ["cloud", "--cloud", one],
  ["subscriptions", "--subscription", many, ID],
  ["management-groups", "--management-group", many],
  ["only", "--only", many],
  ["skip", "--skip", many],
  ["checks", "--checks", many],
  ["read-ssh-keys", "--read-ssh-keys", toggle],
  ["trusted-ip", "--trusted-ip", many],
  ["any-ip", "--any-ip", toggle],
  ["log-workspace", "--log-workspace", many],
  ["since", "--since", one],
  ["fail-on", "--fail-on", one],
  ["fail-on-new", "--fail-on-new", toggle],
  ["allow-partial", "--allow-partial", toggle],
  ["baseline", "--baseline", one],
  ["config", "--config", one],
  ["shard", "--shard", one],
  ["save-snapshot", "--save-snapshot", one],
  ["resume", "--resume", one],
];

const FILES = ["baseline", "config", "save-snapshot", "resume"] as const;

/** `tenant-id` is `FOOTHOLD_INPUT_TENANT_ID`. */
function raw(env: Environment, name: string): string {
  return (env[`FOOTHOLD_INPUT_${name.replaceAll("-", "_").toUpperCase()}`] ?? "").trim();
}

function text(env: Environment, name: string, accepts?: Accepted): string | undefined {
  const value = raw(env, name);
  if (value === "") return undefined;
  if (/[\r\n]/.test(value)) throw usageError(`${name}: "${inline(value)}" is more than one line`);
  return accepted(name, value, accepts);
}

/** Lines or commas. Nothing between two commas is a variable that was not set, and must not widen the scan. */
function list(env: Environment, name: string, accepts?: Accepted): readonly string[] {
  const value = raw(env, name);
  const lines = value.split(/[\r\n]+/).filter((line) => line.trim() !== "");
  const values = lines.flatMap((line) => line.split(",").map((part) => part.trim()));
  if (values.includes("")) throw usageError(`${name}: "${inline(value)}" has nothing beside a comma`);
  return values.map((part) => accepted(name, part, accepts));
}

/** As YAML 1.2 writes them. */
function flag(env: Environment, name: string): boolean | undefined {
  const value = raw(env, name);
  if (/^(?:true|True|TRUE)$/.test(value)) return true;
  if (/^(?:false|False|FALSE)$/.test(value)) return false;
  if (value === "") return undefined;
  throw usageError(`${name}: "${inline(value)}" is neither true nor false`);
}

function accepted(name: string, value: string, accepts: Accepted | undefined): string {
  if (accepts === undefined || accepts.pattern.test(value)) return value;
  throw usageError(`${name}: "${value}" is not ${accepts.words}`);
}

/** An error is one line, also where the value is several. */
function inline(value: string): string {
  return value.replaceAll(/\s+/g, " ");
}

/** The runner's own folder unless another is named: what a report holds is nothing for the checkout. */
function folderOf(env: Environment): string {
  const named = text(env, "output-folder");
  return named === undefined ? path.resolve(env["RUNNER_TEMP"] ?? "", "foothold") : path.resolve(named);
}

const DEFAULT_FORMATS: readonly ReportFormat[] = ["json", "sarif", "markdown", "html"];

/** JSON is always among them: the outputs and the summary are made of it. */
function formatsOf(env: Environment): readonly ReportFormat[] {
  const names = list(env, "formats");
  const formats = names.map((name) => {
    if (isFormat(name)) return name;
    throw usageError(`formats: "${name}" is none of ${Object.keys(REPORT_FILES).join(", ")}`);
  });
  return formats.length === 0 ? DEFAULT_FORMATS : [...new Set<ReportFormat>(["json", ...formats])];
}

function isFormat(name: string): name is ReportFormat {
  return Object.hasOwn(REPORT_FILES, name);
}

/** The terminal's report goes to the log. */
function outputOf(format: ReportFormat, folder: string): string {
  const file = REPORT_FILES[format];
  return file === null ? `--output=${format}` : `--output=${format}=${path.join(folder, file)}`;
}
