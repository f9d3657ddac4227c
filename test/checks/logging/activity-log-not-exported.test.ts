import { expect, test } from "vitest";
import check from "../../../checks/logging/activity-log-not-exported.ts";
import { fillCommands } from "../../../src/assess/commands.ts";
import { type Gap, known, unknown } from "../../../src/inventory/known.ts";
import { SUBSCRIPTION } from "../build.ts";
import {
  groupId,
  groupSetting,
  logs,
  managementGroup,
  nowhere,
  settingsDenied,
  subscription,
  subscriptionSetting,
  toAccount,
} from "../build-logging.ts";
import { checkTable, type Given } from "../check-table.ts";

const message = (missing: string) =>
  `No diagnostic setting exports ${missing} of the Activity Log of "Production".`;
const nothing = {
  fail: message('"Administrative", "Policy", "Security"'),
  severity: "medium",
  factors: ["unlogged-control-plane", "not-logged"],
} as const;
const partial = (missing: string) =>
  ({
    fail: message(missing),
    severity: "low",
    factors: ["unlogged-control-plane", "partly-logged"],
  }) as const;

/** Everything was read, and nothing is there. */
const bare: Given = {
  subscriptionDiagnosticSettings: [],
  managementGroupDiagnosticSettings: [],
  managementGroups: [managementGroup()],
};
const own = settingsDenied(SUBSCRIPTION);
const ofRoot = settingsDenied(groupId("root"));
const tree: Gap = { reason: "denied", scope: "/tenants/t", request: "GET managementGroups" };
/** root ← platform ← landing ← the subscription, beside a group of others. */
const deep = [
  managementGroup("root", { subscriptions: [] }),
  managementGroup("platform", { parentId: known(groupId("ROOT")), subscriptions: [] }),
  managementGroup("landing", { parentId: known(groupId("platform")) }),
  managementGroup("sandbox", { parentId: known(groupId("root")), subscriptions: ["other"] }),
];

checkTable(
  check,
  [
    ["the typical case", subscription(), nothing],
    [
      "a setting of another subscription",
      subscription(),
      nothing,
      { subscriptionDiagnosticSettings: [subscriptionSetting({ of: `${SUBSCRIPTION}0` })] },
    ],
    [
      "a setting that leads nowhere",
      subscription(),
      nothing,
      { subscriptionDiagnosticSettings: [subscriptionSetting(nowhere)] },
    ],
    [
      "other categories",
      subscription(),
      nothing,
      {
        subscriptionDiagnosticSettings: [
          subscriptionSetting({ logs: logs("ServiceHealth", "Alert", "Recommendation") }),
        ],
      },
    ],
    [
      "without the required category the rest is not enough",
      subscription(),
      {
        ...nothing,
        fail: message('"Administrative"'),
      },
      { subscriptionDiagnosticSettings: [subscriptionSetting({ logs: logs("Security", "Policy") })] },
    ],
    [
      "a group that holds something else",
      subscription(),
      nothing,
      {
        subscriptionDiagnosticSettings: [
          subscriptionSetting({ logs: known([{ category: null, categoryGroup: "audit", enabled: true }]) }),
        ],
      },
    ],
    [
      "a setting of a management group beside",
      subscription(),
      nothing,
      { managementGroups: deep, managementGroupDiagnosticSettings: [groupSetting("sandbox")] },
    ],
    [
      "the settings of a management group beside were not read",
      subscription(),
      nothing,
      {
        managementGroups: deep,
        gaps: { managementGroupDiagnosticSettings: [settingsDenied(groupId("sandbox"))] },
      },
    ],
    ["no management groups in the tenant", subscription(), nothing, { managementGroups: [] }],
    [
      "Policy missing",
      subscription(),
      partial('"Policy"'),
      {
        subscriptionDiagnosticSettings: [subscriptionSetting({ logs: logs("administrative", "SECURITY") })],
      },
    ],
    [
      "Security missing here and above",
      subscription(),
      partial('"Security"'),
      {
        subscriptionDiagnosticSettings: [subscriptionSetting({ logs: logs("Administrative") })],
        managementGroupDiagnosticSettings: [groupSetting("root", { logs: logs("Policy") })],
      },
    ],

    [
      "all that counts",
      subscription(),
      "pass",
      {
        subscriptionDiagnosticSettings: [
          subscriptionSetting({ ...toAccount("logs"), logs: logs("Administrative", "Security", "Policy") }),
        ],
      },
    ],
    [
      "a setting of the root covers what lies three groups below",
      subscription({ subscriptionId: subscription().subscriptionId.toUpperCase() }),
      "pass",
      { managementGroups: deep, managementGroupDiagnosticSettings: [groupSetting("root")], guard: true },
    ],
    [
      "a setting of a group between",
      subscription(),
      "pass",
      { managementGroups: deep, managementGroupDiagnosticSettings: [groupSetting("platform")], guard: true },
    ],
    [
      "a part here, the rest above",
      subscription(),
      "pass",
      {
        subscriptionDiagnosticSettings: [subscriptionSetting({ logs: logs("Administrative") })],
        managementGroupDiagnosticSettings: [groupSetting("root", { logs: logs("Policy", "Security") })],
        guard: true,
      },
    ],
    [
      "its own setting is enough, whatever lies above",
      subscription(),
      "pass",
      {
        subscriptionDiagnosticSettings: [subscriptionSetting()],
        managementGroups: [],
        gaps: { managementGroups: [tree], managementGroupDiagnosticSettings: [tree] },
        guard: true,
      },
    ],
    [
      "a setting above is enough, whatever its own are",
      subscription(),
      "pass",
      {
        managementGroupDiagnosticSettings: [groupSetting("root")],
        gaps: { subscriptionDiagnosticSettings: [own] },
        guard: true,
      },
    ],

    [
      "its settings were not read",
      subscription(),
      { notAssessed: [own] },
      { gaps: { subscriptionDiagnosticSettings: [own] } },
    ],
    [
      "those of a group above were not read",
      subscription(),
      { notAssessed: [ofRoot] },
      { managementGroups: deep, gaps: { managementGroupDiagnosticSettings: [ofRoot] } },
    ],
    [
      "those of no group were read, which is said once",
      subscription(),
      { notAssessed: [tree] },
      { managementGroups: deep, gaps: { managementGroupDiagnosticSettings: [tree] } },
    ],
    [
      "nor the rest of what is exported in part",
      subscription(),
      { notAssessed: [ofRoot] },
      {
        subscriptionDiagnosticSettings: [subscriptionSetting({ logs: logs("Administrative") })],
        gaps: { managementGroupDiagnosticSettings: [ofRoot] },
      },
    ],
    [
      "the tree was not read",
      subscription(),
      { notAssessed: [tree] },
      { managementGroups: [], gaps: { managementGroups: [tree] } },
    ],
    [
      "the root is out of sight",
      subscription(),
      { notAssessed: [own, tree] },
      {
        managementGroups: [managementGroup("landing", { parentId: unknown(own) })],
        gaps: { managementGroups: [tree] },
      },
    ],
    [
      "a group between was not listed",
      subscription(),
      { notAssessed: [tree] },
      {
        managementGroups: deep.filter(({ name }) => name !== "platform"),
        gaps: { managementGroups: [tree] },
      },
    ],
    [
      "a setting was not understood",
      subscription(),
      { notAssessed: [own] },
      { subscriptionDiagnosticSettings: [subscriptionSetting({ logs: unknown(own) })] },
    ],
    [
      "its own settings and those above were not asked for",
      subscription({ name: "Test" }),
      "not-assessed",
      {
        gaps: {
          subscriptionDiagnosticSettings: [{ ...own, reason: "not-requested" }],
          managementGroupDiagnosticSettings: [{ ...ofRoot, reason: "not-requested" }],
        },
      },
    ],
  ],
  { given: bare },
);

test("the setting is made on the subscription", () => {
  const [command = ""] = check.remediation.commands;
  expect(fillCommands(command, subscription())).toEqual([
    `az monitor diagnostic-settings subscription create --subscription=${subscription().subscriptionId} --name=activity-log --workspace='<workspace>' --logs='[{"category":"Administrative","enabled":true},{"category":"Security","enabled":true},{"category":"Policy","enabled":true}]'`,
  ]);
});
