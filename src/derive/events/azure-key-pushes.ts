import type { Slice } from "../../inventory/inventory.ts";
import type { Gap } from "../../inventory/known.ts";
import { canonicalId } from "../../inventory/scope.ts";
import type { AzureEvent, KeyPush } from "../../inventory/sections.ts";
import {
  type ALL_EVENTS,
  allEventsOf,
  ancestorOf,
  azureRow,
  changeOf,
  nameIn,
  operationOf,
} from "./azure-events.ts";
import { rowOf } from "./directory-told.ts";
import { compare, type Deed, toldOnce } from "./incident.ts";

type Kind = KeyPush["kinds"][number];

interface KeyDeed extends Deed {
  readonly kind: Kind;
}

const EXTENSION_WRITE =
  /^microsoft\.compute\/virtualmachine(?:s|scalesets(?:\/virtualmachines)?)\/extensions\/write$/;
const RUN_COMMAND =
  /^microsoft\.compute\/virtualmachine(?:s|scalesets\/virtualmachines)\/(?:runcommand\/action|runcommands\/write)$/;

const TEXTS: Readonly<Record<Kind, string>> = {
  "key-pair": "A key pair was made as",
  "public-key": "A public key was brought in as",
  "vm-access": "The VMAccess extension, which resets keys and passwords, was written to",
  "run-command": "A command was run as an administrator of",
  "app-password": "An app password, which needs no second factor, was made for",
};

/** Keys that were made or brought in, and ways into a machine around those who look after it. */
export function machineKeys(slice: Slice<(typeof ALL_EVENTS)[number]>): readonly KeyDeed[] {
  return allEventsOf(slice).flatMap((event): KeyDeed[] => {
    const kind = kindOf(event);
    if (kind === undefined) return [];
    const target = targetOf(event.resourceId);
    const row = azureRow(event, `${TEXTS[kind]} "${target.name}".`, "q23");
    const { correlationId, actor } = event;
    return [{ kind, target, correlationId, actor, row, states: [] }];
  });
}

function kindOf(event: AzureEvent): Kind | undefined {
  const name = operationOf(event);
  if (name === "microsoft.compute/sshpublickeys/generatekeypair/action") return "key-pair";
  if (name === "microsoft.compute/sshpublickeys/write") return "public-key";
  if (RUN_COMMAND.test(name)) return "run-command";
  return EXTENSION_WRITE.test(name) && isVmAccess(event) ? "vm-access" : undefined;
}

/** `VMAccessForLinux`, `VMAccessAgent`; the name, which tools choose alike, tells where the body is lost. */
function isVmAccess(event: AzureEvent): boolean {
  return [changeOf(event)?.extensionType ?? "", nameIn(event.resourceId)].some((text) =>
    /vmaccess/i.test(text),
  );
}

/** An extension whose body could not be read may be the one. */
export function untoldExtension(event: AzureEvent): readonly Gap[] {
  const { change } = event;
  return !change.known && EXTENSION_WRITE.test(operationOf(event)) && !isVmAccess(event) ? [change.gap] : [];
}

/** The key, the scale set or the machine. */
function targetOf(resourceId: string): Deed["target"] {
  const types = ["sshPublicKeys", "virtualMachineScaleSets", "virtualMachines"];
  const [id = resourceId] = types.flatMap((type) => ancestorOf(resourceId, type) ?? []);
  return { id, name: nameIn(id) };
}

/** App passwords, each once though Graph and a workspace tell of it. */
export function appPasswords({ directoryEvents }: Slice<"directoryEvents">): readonly KeyDeed[] {
  const made = directoryEvents
    .all()
    .filter(({ operation }) => operation.trim().toLowerCase() === "create application password for user")
    .sort((a, b) => compare(a.source, b.source) || compare(a.id, b.id));
  return toldOnce(made, ({ id }) => [canonicalId(id)]).map((event): KeyDeed => {
    const user = event.targets.find(({ type, id }) => id !== null && type.toLowerCase() === "user");
    // Where the log lost its target, the event is what is left of it.
    const id = user === undefined ? event.id : `/users/${user.id}`;
    const name = user?.userPrincipalName ?? user?.name ?? "unknown";
    const { correlationId, actor } = event;
    const row = rowOf(event, "q22", `${TEXTS["app-password"]} "${name}".`);
    return { kind: "app-password", target: { id, name }, correlationId, actor, row, states: [] };
  });
}
