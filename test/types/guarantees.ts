import { defineCheck, factor, fail, notAssessed, pass } from "../../src/check.ts";
import { defineDerivation } from "../../src/derivation.ts";
import type { Known } from "../../src/inventory/known.ts";

// What the compiler promises to authors of checks. Each directive below is a test: `npm run types` fails where the
// error that it expects is gone. guarantees.test.ts proves that the compiler is really asked.

const meta = {
  id: "sample",
  title: "Sample is bad",
  severity: "low",
  why: "Because.",
  mitre: [],
  references: [],
  remediation: { summary: "None.", steps: [], commands: [] },
} as const;

export const undeclaredSection = defineCheck({
  ...meta,
  subject: "storageAccounts",
  inputs: ["localUsers"],
  evaluate(account, slice) {
    slice.localUsers.of(account.id);
    // @ts-expect-error a section that was not declared is not there
    slice.subscriptions.of(account.id);
    return pass("Good.");
  },
});

export const nothingDeclared = defineCheck({
  ...meta,
  subject: "storageAccounts",
  evaluate(account, slice) {
    // @ts-expect-error nothing was declared, so nothing is there
    slice.localUsers.of(account.id);
    return pass("Good.");
  },
});

export const asyncEvaluate = defineCheck({
  ...meta,
  subject: "storageAccounts",
  // @ts-expect-error a check does no I/O: a promise is no verdict
  evaluate: async () => await Promise.resolve(pass("Good.")),
});

// @ts-expect-error the factors are a closed list
export const unknownFactor = factor("bad-luck", "It happens.");

export const unaskedValue = defineCheck({
  ...meta,
  subject: "storageAccounts",
  evaluate(account) {
    // @ts-expect-error a value that may be unknown has to be asked first
    return account.isSftpEnabled.value ? fail("Bad.", []) : pass("Good.");
  },
});

export const pathWithoutVerdict = defineCheck({
  ...meta,
  subject: "storageAccounts",
  // @ts-expect-error every path ends in a verdict
  evaluate(account) {
    if (account.isSftpEnabled.known) return pass("Good.");
  },
});

// @ts-expect-error to say not assessed takes a gap
export const gaplessNotAssessed = notAssessed();

export const unknownSeverity = defineCheck({
  ...meta,
  // @ts-expect-error a severity is a band
  severity: "severe",
  subject: "tenants",
  evaluate: () => pass("Good."),
});

// @ts-expect-error a section that nobody collects
export const unknownSubject = defineCheck({ ...meta, subject: "buckets", evaluate: () => pass("Good.") });

export const otherSubject = defineCheck({
  ...meta,
  subject: "localUsers",
  evaluate(user) {
    // @ts-expect-error the subject is a local user and no account
    return user.isSftpEnabled.known ? pass("Good.") : pass("Bad.");
  },
});

export const writes = defineCheck({
  ...meta,
  subject: "localUsers",
  evaluate(user) {
    // @ts-expect-error the inventory is read-only
    user.name = "other";
    return pass("Good.");
  },
});

export const undeclaredSource = defineDerivation({
  section: "sftpEndpoints",
  of: "storageAccounts",
  from: ["localUsers"],
  derive(account, slice) {
    // @ts-expect-error a derivation sees what it declared
    slice.tenants.of(account.id);
    return [];
  },
});

export function unknownValue(known: Known<boolean>): boolean {
  // @ts-expect-error unknown is neither yes nor no
  return known.value;
}
