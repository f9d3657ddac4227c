import check from "../../../checks/storage/sftp-no-deny-policy.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { PolicyAssignment } from "../../../src/inventory/sections.ts";
import { denied, TENANT } from "../build.ts";
import { tenant } from "../build-policies.ts";
import {
  DENY_LOCAL_USERS,
  DENY_SFTP,
  managementGroup,
  managementGroupId,
  policyAssignment,
  policyDefinition,
  policyInitiative,
  subscription,
} from "../build-storage-policies.ts";
import { checkTable } from "../check-table.ts";

const NAMES = ["dev", "prod", "test"] as const;
const [DEV, PROD, TEST] = NAMES.map((name) => subscription(name)) as [
  ReturnType<typeof subscription>,
  ReturnType<typeof subscription>,
  ReturnType<typeof subscription>,
];
const ALL = [DEV, PROD, TEST];
const both = (over: Partial<PolicyAssignment> = {}) =>
  [DENY_SFTP, DENY_LOCAL_USERS].map((definition) => policyAssignment(definition, ALL, over));
const rails = policyInitiative({
  parameterDefaults: { isSftpEnabled: "Deny", isLocalUserEnabled: "Deny" },
});
const low = (fail: string) => ({ fail, severity: "low", factors: ["weak-setting"] }) as const;
const info = (fail: string) =>
  ({ fail, severity: "info", factors: ["weak-setting"], limits: ["ceiling:info"] }) as const;
const everywhere = '3 of 3 subscriptions ("dev", "prod", "test"';
const neither = `No policy denies SFTP in ${everywhere}), nor local users in ${everywhere}).`;
const audited = `No policy denies SFTP in ${everywhere}; a policy reports it in 3), nor local users in ${everywhere}; a policy reports it in 3).`;
const assignmentsUnread = denied(PROD.id);
const listUnread = denied(TENANT);
const definitionsUnread = { ...denied(DEV.id), request: "GET …/policyDefinitions" };
const groupsUnread = { ...denied(TENANT), request: "GET …/managementGroups" };

checkTable(
  check,
  [
    ["the typical case", tenant(), low(neither)],
    [
      "in some subscriptions",
      tenant(),
      low(
        'No policy denies SFTP in 2 of 3 subscriptions ("dev", "test"), nor local users in 3 of 3 subscriptions ("dev", "prod", "test").',
      ),
      { policyAssignments: [policyAssignment(DENY_SFTP, PROD)] },
    ],
    [
      "local users alone",
      tenant(),
      low(`No policy denies local users in ${everywhere}).`),
      { policyAssignments: [policyAssignment(DENY_SFTP, ALL)] },
    ],
    [
      "in many subscriptions",
      tenant(),
      low(
        'No policy denies SFTP in 7 of 7 subscriptions ("a", "b", "c", "d", "e" and 2 more), nor local users in 7 of 7 subscriptions ("a", "b", "c", "d", "e" and 2 more).',
      ),
      { subscriptions: ["a", "b", "c", "d", "e", "f", "g"].map((name) => subscription(name)) },
    ],
    ["not enforced", tenant(), info(audited), { policyAssignments: both({ isEnforced: known(false) }) }],
    ["audited", tenant(), info(audited), { policyAssignments: both({ parameters: { effect: "Audit" } }) }],
    [
      "audited in part",
      tenant(),
      low(
        `No policy denies SFTP in ${everywhere}; a policy reports it in 1), nor local users in ${everywhere}).`,
      ),
      { policyAssignments: [policyAssignment(DENY_SFTP, DEV, { parameters: { effect: "Audit" } })] },
    ],
    [
      "one denied, the other audited",
      tenant(),
      info(`No policy denies local users in ${everywhere}; a policy reports it in 3).`),
      { policyAssignments: [policyAssignment(policyInitiative(), ALL)] },
    ],
    [
      "switched off",
      tenant(),
      low(neither),
      { policyAssignments: both({ parameters: { effect: "Disabled" } }) },
    ],
    [
      "left out, the subscription itself and one by a group above it",
      tenant(),
      low(
        'No policy denies SFTP in 2 of 3 subscriptions ("dev", "test"), nor local users in 2 of 3 subscriptions ("dev", "test").',
      ),
      {
        policyAssignments: both({ notScopes: known([DEV.id, managementGroupId("sandbox")]) }),
        managementGroups: [managementGroup("sandbox", [TEST]), managementGroup("root", [DEV, PROD])],
      },
    ],
    [
      "a policy that wants the switches on",
      tenant(),
      low(neither),
      {
        policyDefinitions: [
          policyDefinition("isSftpEnabled", { tests: [] }),
          policyDefinition("isLocalUserEnabled", { tests: [] }),
        ],
        policyAssignments: both(),
      },
    ],
    [
      "in one subscription, whatever of another was not read",
      tenant(),
      low(
        'No policy denies SFTP in 2 of 3 subscriptions ("dev", "test"), nor local users in 2 of 3 subscriptions ("dev", "test").',
      ),
      { gaps: { policyAssignments: [assignmentsUnread], subscriptions: [listUnread] } },
    ],

    ["denied above all of them", tenant(), "pass", { policyAssignments: both(), guard: true }],
    [
      "denied by an initiative",
      tenant(),
      "pass",
      {
        policyDefinitions: [DENY_SFTP, DENY_LOCAL_USERS, rails],
        policyAssignments: [policyAssignment(rails, ALL)],
        guard: true,
      },
    ],
    [
      "denied in each by itself, but in one resource group",
      tenant(),
      "pass",
      {
        policyAssignments: ALL.flatMap((one) => [
          policyAssignment(DENY_SFTP, one, { notScopes: known([`${one.id}/resourceGroups/partners`]) }),
          policyAssignment(DENY_LOCAL_USERS, one),
        ]),
        guard: true,
      },
    ],
    [
      "denied, whatever else was not read",
      tenant(),
      "pass",
      {
        policyAssignments: both(),
        gaps: { policyAssignments: [assignmentsUnread], policyDefinitions: [definitionsUnread] },
        guard: true,
      },
    ],
    ["no subscription", tenant(), "not-applicable", { subscriptions: [], guard: true }],

    [
      "the subscriptions were not read",
      tenant(),
      { notAssessed: [listUnread] },
      { subscriptions: [], gaps: { subscriptions: [listUnread] } },
    ],
    [
      "not all subscriptions were read, and those that were are covered",
      tenant(),
      { notAssessed: [listUnread] },
      { policyAssignments: both(), gaps: { subscriptions: [listUnread] } },
    ],
    [
      "the assignments were not read",
      tenant(),
      { notAssessed: [listUnread] },
      { gaps: { policyAssignments: [listUnread] } },
    ],
    [
      "the assignments of one were not read, and the others are covered",
      tenant(),
      { notAssessed: [assignmentsUnread] },
      {
        policyAssignments: [DEV, TEST].flatMap((one) => [
          policyAssignment(DENY_SFTP, one),
          policyAssignment(DENY_LOCAL_USERS, one),
        ]),
        gaps: { policyAssignments: [assignmentsUnread] },
      },
    ],
    [
      "the definitions were not read",
      tenant(),
      { notAssessed: [listUnread] },
      { policyDefinitions: [], policyAssignments: both(), gaps: { policyDefinitions: [listUnread] } },
    ],
    [
      "the definitions in the only subscription were not read",
      tenant(),
      { notAssessed: [definitionsUnread] },
      { subscriptions: [DEV], gaps: { policyDefinitions: [definitionsUnread] } },
    ],
    [
      "whether they are enforced was not read",
      tenant(),
      { notAssessed: [listUnread] },
      { policyAssignments: both({ isEnforced: unknown(listUnread) }) },
    ],
    [
      "which groups lie above was not read",
      tenant(),
      { notAssessed: [groupsUnread] },
      {
        policyAssignments: both({ notScopes: known([managementGroupId("sandbox")]) }),
        gaps: { managementGroups: [groupsUnread] },
      },
    ],
    [
      "the rule of an assigned definition was not understood",
      tenant(),
      { notAssessed: [denied(DENY_SFTP.id)] },
      {
        policyDefinitions: [DENY_LOCAL_USERS],
        policyAssignments: both(),
        gaps: { policyDefinitions: [denied(DENY_SFTP.id)] },
      },
    ],
    [
      "what a policy denies is narrowed",
      tenant(),
      "not-assessed",
      {
        policyDefinitions: [{ ...DENY_SFTP, tests: [], unclear: ["isSftpEnabled"] }, DENY_LOCAL_USERS],
        policyAssignments: both(),
      },
    ],
    [
      "a policy for some resources",
      tenant(),
      "not-assessed",
      { policyAssignments: both({ isSelective: known(true) }) },
    ],
  ],
  { given: { subscriptions: ALL, policyDefinitions: [DENY_SFTP, DENY_LOCAL_USERS, policyInitiative()] } },
);
