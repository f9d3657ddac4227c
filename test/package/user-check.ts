/** As a user writes it: in TypeScript, against the types of the package. */
export const CHECK = `
import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "foothold";

export default defineCheck({
  id: "no-shared-key",
  title: "Local user holds a shared key",
  severity: "medium",
  why: "A shared key opens file shares over SMB.",
  mitre: ["T1098.001"],
  references: [],
  remediation: { summary: "Take it away.", steps: [], commands: [] },
  subject: "localUsers",
  inputs: ["storageAccounts"],
  evaluate(user, { storageAccounts }) {
    const account = storageAccounts.get(user.accountId);
    if (account === undefined) return notApplicable("The account is gone.");
    if (!user.hasSharedKey.known) return notAssessed(user.hasSharedKey.gap);
    if (!user.hasSharedKey.value) return pass("No shared key.");
    return fail(\`"\${user.name}" of "\${account.name}" holds a shared key.\`, [factor("sftp-read", "It opens shares.")]);
  },
});
`;

/** What the types must know. An error that is expected and does not come is one itself. */
export const TYPED = `
import { defineReporter, type Finding, type LocalUser, type StorageAccount } from "foothold";
import check from "./no-shared-key.js";

export const id: string = check.id;
export const sid = (user: LocalUser): string | null => user.sid.known ? user.sid.value : user.sid.gap.reason;
// @ts-expect-error an item is typed: there is no such property
export const wrong = (user: LocalUser) => user.shared;
// @ts-expect-error a value that may be unknown has to be asked first
export const unasked = (account: StorageAccount) => account.isSftpEnabled.value;
// @ts-expect-error a score is a number
export const score = (finding: Finding): string => finding.score;

export default defineReporter({
  name: "ids",
  extension: ".txt",
  *render({ findings }) {
    for (const { fingerprint } of findings) yield fingerprint;
  },
});
`;
