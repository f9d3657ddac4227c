import { automationCeiling } from "./incident-factors.ts";
import type { SectionView, Slice } from "./inventory.ts";
import type { Actor, ServicePrincipal } from "./sections.ts";

/**
 * What lowers an application that pipelines alone registered and gave its roles, as the audit log tells it.
 * @param pipelines `automation.principals`
 */
export function pipelineCeiling(
  applicationId: string,
  { registrationChains, servicePrincipals }: Slice<"registrationChains" | "servicePrincipals">,
  pipelines: readonly string[],
): ReturnType<typeof automationCeiling> {
  const [chain] = registrationChains.of(applicationId);
  return chain === undefined
    ? undefined
    : automationCeiling(withAppIds(chain.actors, servicePrincipals), pipelines);
}

/**
 * Actors with the appIds of the tenant's service principals: the audit log names an application by its object id and
 * often by nothing else, and settings name pipelines by either.
 */
export function withAppIds(
  actors: readonly Actor[],
  servicePrincipals: SectionView<ServicePrincipal>,
): readonly Actor[] {
  return actors.map((actor) => {
    if (actor.appId !== null || actor.id === null) return actor;
    const principal = servicePrincipals.get(`/servicePrincipals/${actor.id}`);
    return principal === undefined ? actor : { ...actor, appId: principal.appId };
  });
}
