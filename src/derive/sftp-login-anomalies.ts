import { defineDerivation } from "../derivation.ts";
import { kindsOf, sftpIncidents, uncounted } from "./events/sftp-incident.ts";
import { oddLogins } from "./events/sftp-logins.ts";
import { isByPassword } from "./events/sftp-sign-ins.ts";
import { STATE_SOURCES } from "./events/sftp-states.ts";

/** Sign-ins over SFTP that look like guessing, or like somebody who guessed right. */
export default defineDerivation({
  section: "sftpLoginAnomalies",
  of: "sftpOperations",
  from: ["sftpOperations"],
  enrich: STATE_SOURCES,
  gaps: uncounted,
  // The first operation stands for all of them.
  derive: (operation, slice) =>
    operation !== slice.sftpOperations.all()[0]
      ? []
      : sftpIncidents(slice, oddLogins, (incident, deeds) => {
          const failures = deeds.filter(({ kind }) => kind === "failed-burst");
          return {
            ...incident,
            kinds: kindsOf(["failed-burst", "success-after-failures", "new-address"], deeds),
            ip: deeds[0].operation.ip,
            failures: failures.reduce((sum, { operation }) => sum + operation.count, 0),
            byPassword: deeds.some(
              ({ operation }) => operation.outcome === "success" && isByPassword(operation),
            ),
          };
        }),
});
