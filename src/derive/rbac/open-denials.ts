import type { Slice } from "../../inventory/inventory.ts";
import type { Gap } from "../../inventory/known.ts";
import { canonicalId } from "../../inventory/scope.ts";
import type { AccountGroup } from "../../inventory/sections.ts";
import { type Denial, type DenialsMet, deniesAt } from "./deny.ts";

/** What was not read and could take an action away at one of the accounts, from those who meet the deny assignments. */
export type OpenDenials = (met: DenialsMet, accounts: AccountGroup, action: string) => readonly Gap[];

/**
 * Deny assignments that nobody listed, those that were not understood, and those that name a group whose members were not
 * read. Mostly there is nothing of the kind, and then nothing is asked account by account.
 */
export function openDenialsIn({ denyAssignments }: Slice<"denyAssignments">): OpenDenials {
  const isListed = denyAssignments.gapsAt("").length === 0;
  const unclear = new Map<DenialsMet, readonly Denial[]>();
  const found = new Map<AccountGroup, Map<readonly Denial[], Map<string, readonly Gap[]>>>();
  return (met, accounts, action) => {
    const denials =
      unclear.get(met) ?? [...met.certain, ...met.unclear].filter(({ gaps }) => gaps.length > 0);
    unclear.set(met, denials);
    if (isListed && denials.length === 0) return NOTHING;
    const byDenials = found.get(accounts) ?? new Map<readonly Denial[], Map<string, readonly Gap[]>>();
    const byAction = byDenials.get(denials) ?? new Map<string, readonly Gap[]>();
    const gaps = byAction.get(action) ?? gapsAt(accounts, denials, action);
    found.set(accounts, byDenials.set(denials, byAction.set(action, gaps)));
    return gaps;
  };

  function gapsAt({ shown }: AccountGroup, denials: readonly Denial[], action: string): readonly Gap[] {
    const gaps = shown.flatMap((id) => [
      ...denyAssignments.gapsAt(id),
      ...denials
        .filter((denial) => deniesAt(denial, canonicalId(id), action, "control") !== "no")
        .flatMap((denial) => denial.gaps),
    ]);
    return [...new Set(gaps)];
  }
}

const NOTHING: readonly never[] = [];
