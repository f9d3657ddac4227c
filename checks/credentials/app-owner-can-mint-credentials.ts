import { defineCheck, type Factor, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { privilegeFactor, SIGNS_IN_FROM_ANYWHERE } from "../../src/inventory/app-factors.ts";
import { entraLogging } from "../../src/inventory/entra-logging.ts";
import type { OwnerPower } from "../../src/inventory/sections.ts";

export default defineCheck({
  id: "app-owner-can-mint-credentials",
  title: "Application owner without an admin role can mint credentials",
  severity: "high",
  why: "An owner adds a credential and signs in as the application, with permissions that nobody ever gave to the owner; no role is assigned and no approval is asked for.",
  mitre: ["T1098.001", "T1078.004"],
  references: [
    "https://learn.microsoft.com/entra/fundamentals/users-default-permissions#object-ownership",
    "https://learn.microsoft.com/graph/api/application-delete-owners",
    "https://attack.mitre.org/techniques/T1098/001/",
  ],
  remediation: {
    summary: "Remove owners from privileged applications, and let administrators look after them.",
    steps: [
      "Ask the owner what ownership is for, and whether a credential was ever added.",
      "Give the task to a role that is activated for a time, such as Cloud Application Administrator.",
      "Remove the owner.",
    ],
    commands: [
      "az rest --method=DELETE --url=https://graph.microsoft.com/v1.0/{owned}/owners/{owners}/'$ref'",
    ],
  },
  queries: ["q15"],
  typical: ["tier-zero", "few-users", "mintable-credential", "unknown-logging"],

  subject: "ownerPowers",
  enrich: ["entraDiagnosticSettings"],

  evaluate(owner, slice, { settings }) {
    const { powers, mintsAnyway, ownedId } = owner;
    if (settings.breakGlass.some((id) => id.toLowerCase() === owner.ownerId.toLowerCase()))
      return notApplicable("The owner is an emergency account.");
    if (mintsAnyway.known && mintsAnyway.value)
      return notApplicable("The owner can add credentials to any application by a role.");
    const isWorthIt = powers.items.some(({ tier, kind }) => tier <= 1 || kind === "azure-role");
    const [gap, ...more] = powers.gaps;
    if (!isWorthIt)
      return gap === undefined ? pass("The application is not privileged.") : notAssessed(gap, ...more);
    if (!mintsAnyway.known) return notAssessed(mintsAnyway.gap);
    const { noun, factors } = standingOf(owner);
    return fail(
      `${noun} "${owner.name}" owns "${owner.ownedName}" and can add a credential to it without a role.`,
      [
        privilegeFactor(powers),
        ...factors,
        factor("mintable-credential", "Its owner makes a credential at any time."),
        ...entraLogging(slice),
      ],
      { fill: { owned: ownedId.slice(1) } },
    );
  },
});

/** Who it is, and who else becomes the owner without a trace on the application. */
function standingOf({ kind, userType, accountEnabled }: OwnerPower): {
  readonly noun: string;
  readonly factors: readonly Factor[];
} {
  if (kind === "service-principal") return { noun: "Application", factors: [SIGNS_IN_FROM_ANYWHERE] };
  const isGuest = userType.known && userType.value?.toLowerCase() === "guest";
  const isDisabled = accountEnabled.known && accountEnabled.value === false;
  const noun = isGuest ? "Guest" : kind === "user" ? "User" : "Owner";
  const factors = [
    ...(isGuest ? [factor("guest", "Another organization looks after the owner's account.")] : []),
    ...(isDisabled
      ? [factor("privileged-user", "Whoever enables the disabled account owns the application, unwatched.")]
      : []),
  ];
  return {
    noun: isDisabled ? `Disabled ${noun.toLowerCase()}` : noun,
    factors: factors.length > 0 ? factors : [factor("few-users", "One more account is worth taking over.")],
  };
}
