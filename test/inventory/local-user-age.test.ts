import { describe, expect, test } from "vitest";
import { type Gap, known, unknown } from "../../src/inventory/known.ts";
import { viewSections } from "../../src/inventory/inventory.ts";
import { wasThereBefore } from "../../src/inventory/local-user-age.ts";
import type { AzureEvent, LocalUser, StorageAccount } from "../../src/inventory/sections.ts";
import { denied, localUser, storageAccount, SUBSCRIPTION } from "../checks/build.ts";
import { azureEvent } from "../checks/build-events.ts";
import { localUserRecord } from "../checks/build-storage.ts";
import { type Gaps, type Items, sectionsWith } from "./sections-with.ts";

const JUNE = Date.parse("2025-06-01T00:00:00.000Z");
const MADE = { creationTime: known("2024-01-01T00:00:00.000Z") } as const;

function was(
  items: Items,
  gaps: Gaps = {},
  { user = localUser(), account = storageAccount(MADE) }: { user?: LocalUser; account?: StorageAccount } = {},
) {
  const found = wasThereBefore(JUNE, user, account, viewSections(sectionsWith(items, gaps)));
  return "since" in found
    ? new Date(found.since).toISOString().slice(0, 10)
    : found.gaps.map(({ request, detail = "" }) => `${request}: ${detail}`);
}

function event(day: string, what = "write", over: Partial<AzureEvent> = {}): AzureEvent {
  return azureEvent({
    eventDataId: `${day}${what}`,
    operation: `Microsoft.Storage/storageAccounts/localUsers/${what}`,
    resourceId: localUser().id,
    time: `${day}T00:00:00.000Z`,
    ...over,
  });
}

const baselineGap: Gap = { reason: "not-requested", scope: "/", request: "section localUserHistory" };
const noBaseline = { localUserHistory: [baselineGap] };
const NOT_ASKED = "section localUserHistory: ";
const LOGGED_LATER = "the Activity Log: the logs first tell of the user after the keys were made";
const SEEN_LATER = "the baseline: the baseline first saw the user after the keys were made";

describe("the logs tell", () => {
  test.each<[string, Items, readonly string[] | string]>([
    ["of the write that made it, or changed it", { storageEvents: [event("2025-04-01")] }, "2025-04-01"],
    [
      "of any write, the first of which counts",
      { storageEvents: [event("2025-05-01"), event("2025-04-01")] },
      "2025-04-01",
    ],
    [
      "in a workspace, which reaches further back",
      { storageEvents: [event("2025-05-01")], workspaceEvents: [event("2025-01-01")] },
      "2025-01-01",
    ],
    [
      "of a password made for it",
      { storageEvents: [event("2025-04-01", "regeneratePassword/action")] },
      "2025-04-01",
    ],
    [
      "of it after its deletion",
      { storageEvents: [event("2025-03-01"), event("2025-03-02", "delete"), event("2025-04-01")] },
      "2025-04-01",
    ],
    [
      "of it in capitals",
      { storageEvents: [event("2025-04-01", "write", { resourceId: localUser().id.toUpperCase() })] },
      "2025-04-01",
    ],
    [
      "of it before its last deletion only",
      { storageEvents: [event("2025-03-01"), event("2025-03-02", "DELETE")] },
      [NOT_ASKED],
    ],
    ["of it before the account was made", { storageEvents: [event("2023-12-31")] }, [NOT_ASKED]],
    ["of it after the keys were made", { storageEvents: [event("2025-06-01")] }, [NOT_ASKED, LOGGED_LATER]],
    [
      "of another user",
      { storageEvents: [event("2025-04-01", "write", { resourceId: `${localUser().id}2` })] },
      [NOT_ASKED],
    ],
    [
      "at a time that is none",
      { storageEvents: [event("2025-04-01", "write", { time: "once" })] },
      [NOT_ASKED],
    ],
  ])("%s", (_, items, expected) => {
    expect(was(items, noBaseline)).toEqual(expected);
  });

  test.each<[string, StorageAccount["creationTime"]]>([
    ["was not read", unknown(denied())],
    ["is not told", known(null)],
    ["is none", known("long ago")],
  ])("where the account's own age %s", (_, creationTime) => {
    const account = storageAccount({ creationTime });
    expect(was({ storageEvents: [event("2023-12-31")] }, noBaseline, { account })).toBe("2023-12-31");
  });

  test("nothing, and were not read", () => {
    const gaps = { ...noBaseline, storageEvents: [denied()], workspaceEvents: [denied(SUBSCRIPTION)] };
    expect(was({}, gaps)).toEqual([NOT_ASKED, "GET storageAccounts: ", "GET storageAccounts: "]);
  });
});

describe("the baseline and the logs", () => {
  const seen = (firstSeen: string, sid: string | null = "S-1-2-0-1-1") => ({
    localUserHistory: [localUserRecord({ firstSeen: `${firstSeen}T00:00:00.000Z`, sid })],
  });
  const REMADE = "the baseline: the user was made anew since, and nobody knows when";

  test.each<[string, Items, readonly string[] | string]>([
    ["the baseline alone", seen("2025-02-01"), "2025-02-01"],
    [
      "the earlier of both: the baseline",
      { ...seen("2025-02-01"), storageEvents: [event("2025-04-01")] },
      "2025-02-01",
    ],
    [
      "the earlier of both: the logs",
      { ...seen("2025-05-01"), storageEvents: [event("2025-04-01")] },
      "2025-04-01",
    ],
    [
      "both later",
      { ...seen("2025-07-01"), storageEvents: [event("2025-08-01")] },
      [SEEN_LATER, LOGGED_LATER],
    ],
    ["the baseline later, and no log", seen("2025-06-01"), [SEEN_LATER]],
    [
      "another user of its name in the baseline",
      { ...seen("2025-02-01", "S-other"), storageEvents: [event("2025-04-01")] },
      [REMADE],
    ],
    [
      "another user of its name, whose deletion the log tells",
      {
        ...seen("2025-02-01", "S-other"),
        storageEvents: [event("2025-03-01", "delete"), event("2025-04-01")],
      },
      "2025-04-01",
    ],
    [
      "a user of whom the baseline holds no sid",
      { ...seen("2025-02-01", null), storageEvents: [event("2025-04-01")] },
      ["the baseline: the baseline holds no sid of the user, which may be made anew"],
    ],
    [
      "a date that is none in the baseline",
      { localUserHistory: [localUserRecord({ firstSeen: "once" })], storageEvents: [event("2025-04-01")] },
      "2025-04-01",
    ],
    [
      "no date and no log",
      { localUserHistory: [localUserRecord({ firstSeen: "once" })] },
      ['the baseline: "once" is no date'],
    ],
    ["a user that the baseline does not know", {}, ["the baseline: the baseline does not know the user"]],
  ])("%s", (_, items, expected) => {
    expect(was(items)).toEqual(expected);
  });
});
