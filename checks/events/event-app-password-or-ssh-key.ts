import { defineCheck, factor, fail } from "../../src/check.ts";
import { withAppIds } from "../../src/inventory/automation.ts";
import {
  automationCeiling,
  clauses,
  incidentFactors,
  whoText,
} from "../../src/inventory/incident-factors.ts";
import type { KeyPush } from "../../src/inventory/sections.ts";

export default defineCheck({
  id: "event-app-password-or-ssh-key",
  title: "App password made, or SSH key pushed through Azure APIs",
  severity: "medium",
  why: "An app password signs in without a second factor and survives a reset; a key that comes through Azure's APIs opens a machine around those who look after it.",
  mitre: ["T1098.001", "T1098.004"],
  references: [
    "https://learn.microsoft.com/entra/identity/authentication/howto-mfa-app-passwords",
    "https://learn.microsoft.com/azure/virtual-machines/extensions/vmaccess-linux",
    "https://learn.microsoft.com/azure/virtual-machines/run-command-overview",
  ],
  remediation: {
    summary: "Ask who did it, and remove the password or the key unless somebody claims it.",
    steps: [
      "Ask the person or the owner of the application that the log names.",
      "Delete app passwords in the user's settings of per-user multifactor authentication.",
      "Look through the users and authorized keys of the machine, and remove what nobody claims.",
    ],
    commands: [
      "az rest --method=POST --url=https://graph.microsoft.com/v1.0/users/{users}/revokeSignInSessions",
      "az sshkey list --subscription={subscriptions}",
      "az vm extension list --subscription={subscriptions} --resource-group={resourceGroups} --vm-name={virtualMachines}",
    ],
  },
  queries: ["q23", "q22"],
  typical: ["key-pushed", "outside-address", "within-30-days", "evidence-event", "event-without-state"],

  subject: "keyPushes",
  enrich: ["namedLocations", "servicePrincipals"],

  evaluate(push, slice, { now, settings }) {
    return fail(
      `${clauses(push.kinds.map((kind) => TEXTS[kind]))} "${push.targetName}"${whoText(push)}.`,
      [
        factor("key-pushed", "It signs in without the second factor, or around those who run the machine."),
        ...incidentFactors(push, false, slice, { now, settings }),
      ],
      {
        incident: push,
        ceiling: automationCeiling(
          withAppIds(push.actors, slice.servicePrincipals),
          settings.automation.principals,
        ),
      },
    );
  },
});

const TEXTS: Readonly<Record<KeyPush["kinds"][number], string>> = {
  "app-password": "an app password was made for",
  "key-pair": "a key pair was made as",
  "public-key": "a public key was brought in as",
  "vm-access": "the VMAccess extension was written to",
  "run-command": "a command was run as an administrator of",
};
