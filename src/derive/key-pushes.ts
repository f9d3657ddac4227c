import { type AnyDerivation, defineDerivation } from "../derivation.ts";
import type { KeyPush } from "../inventory/sections.ts";
import { ALL_EVENTS } from "./events/azure-events.ts";
import { appPasswords, machineKeys, untoldExtension } from "./events/azure-key-pushes.ts";
import { incidentsOf } from "./events/incident.ts";

/** Keys and passwords that came by way of Azure's and Entra's APIs, around the machine or the second factor. */
export const keyPushes: readonly AnyDerivation[] = [
  defineDerivation({
    section: "keyPushes",
    of: "tenants",
    from: [...ALL_EVENTS, "directoryEvents"],
    derive: (_, slice) =>
      incidentsOf([...machineKeys(slice), ...appPasswords(slice)], (incident, deeds) => ({
        ...incident,
        kinds: KINDS.filter((kind) => deeds.some((deed) => deed.kind === kind)),
      })),
  }),
  ...ALL_EVENTS.map((of) =>
    defineDerivation({ section: "keyPushes", of, from: [], derive: () => [], gaps: untoldExtension }),
  ),
];

/** In the order in which a message names them. */
const KINDS: KeyPush["kinds"] = ["app-password", "key-pair", "public-key", "vm-access", "run-command"];
