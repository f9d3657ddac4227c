import { type AuditDeed, applications, audited, targetOf } from "./describe-audits.ts";
import { type Deed, later } from "./describe-deeds.ts";
import type { SimulatedServicePrincipal, SimulatedUser } from "./describe-entra.ts";
import { simulatedKey } from "./simulated-id.ts";

/** An application permission. The first target is the API; who got it stands in the properties. */
export function roleAssigned({
  to,
  resource,
  role,
  ...deed
}: Deed & {
  readonly to: SimulatedServicePrincipal;
  readonly resource: SimulatedServicePrincipal;
  readonly role: string;
}): AuditDeed {
  const known = resource.appRoles?.find(({ value }) => value === role);
  if (!known) throw new Error(`${resource.displayName} has no role ${role}`);
  return audited({
    ...deed,
    operation: "Add app role assignment to service principal",
    category: applications,
    type: "Assign",
    targets: [
      {
        ...targetOf("ServicePrincipal", resource),
        properties: {
          "AppRole.Id": [undefined, known.id],
          "AppRole.Value": [undefined, role],
          "AppRole.DisplayName": [undefined, known["displayName"]],
          "AppRoleAssignment.CreatedDateTime": [undefined, later(deed.at)],
          "AppRoleAssignment.LastModifiedDateTime": [undefined, later(deed.at)],
          "ServicePrincipal.ObjectID": [undefined, to.id],
          "ServicePrincipal.DisplayName": [undefined, to.displayName],
          "ServicePrincipal.AppId": [undefined, to.appId],
          "ServicePrincipal.Name": [undefined, to.appId],
          "TargetId.ServicePrincipalNames": [undefined, resource.appId],
        },
      },
      { type: "ServicePrincipal", id: to.id },
    ],
  });
}

interface GrantParts extends Deed {
  readonly to: SimulatedServicePrincipal;
  readonly resource: SimulatedServicePrincipal;
  /** Blank-separated. */
  readonly scope: string;
  /** What was granted already, and stays. */
  readonly before?: string;
  /** For whom alone; everybody where left out. */
  readonly principal?: SimulatedUser;
}

/** Consent in the browser. What comes behind the arrow is the whole grant, not only what is new. */
export function consented(parts: GrantParts): AuditDeed {
  const { to, resource, scope, before, principal, ...deed } = parts;
  const grant = (granted: string): string =>
    `[Id: ${simulatedKey(`grant ${to.id} ${resource.id}`).slice(0, 22)}, ClientId: ${to.id}, PrincipalId: ${principal?.id ?? ""}, ResourceId: ${resource.id}, ConsentType: ${principal ? "Principal" : "AllPrincipals"}, Scope: ${granted}, CreatedDateTime: , LastModifiedDateTime ]`;
  const old = before === undefined ? "[]" : `[${grant(before)}]`;
  const whole = before === undefined ? scope : `${before} ${scope}`;
  return audited({
    ...deed,
    operation: "Consent to application",
    category: applications,
    type: "Assign",
    targets: [
      {
        ...targetOf("ServicePrincipal", to),
        properties: {
          "ConsentContext.IsAdminConsent": [undefined, principal ? "False" : "True"],
          // False also where application permissions are among them.
          "ConsentContext.IsAppOnly": [undefined, "False"],
          "ConsentContext.OnBehalfOfAll": [undefined, principal ? "False" : "True"],
          "ConsentContext.Tags": [undefined, "WindowsAzureActiveDirectoryIntegratedApp"],
          "ConsentAction.Permissions": [undefined, `${old} => [${grant(whole)}]; `],
          "ConsentAction.Reason": [undefined, undefined],
          "TargetId.ServicePrincipalNames": [undefined, to.appId],
        },
      },
    ],
    details: { AppId: to.appId },
  });
}

/** All that is logged of a grant made by way of Graph. The client's appId is empty. */
export function delegated(parts: GrantParts): AuditDeed {
  const { to, resource, scope, before, principal, ...deed } = parts;
  const whole = before === undefined ? scope : `${before} ${scope}`;
  return audited({
    ...deed,
    operation: "Add delegated permission grant",
    category: applications,
    type: "Assign",
    targets: [
      {
        ...targetOf("ServicePrincipal", resource),
        properties: {
          "DelegatedPermissionGrant.Scope": [before === undefined ? undefined : ` ${before}`, ` ${whole}`],
          "DelegatedPermissionGrant.ConsentType": [undefined, principal ? "Principal" : "AllPrincipals"],
          "ServicePrincipal.ObjectID": [undefined, to.id],
          "ServicePrincipal.DisplayName": [undefined, undefined],
          "ServicePrincipal.AppId": [undefined, undefined],
          "ServicePrincipal.Name": [undefined, undefined],
          "TargetId.ServicePrincipalNames": [undefined, resource.appId],
        },
      },
      { type: "ServicePrincipal", id: to.id },
    ],
  });
}

/** A user was assigned to an application. */
export function assignedToUser({
  user,
  to,
  ...deed
}: Deed & { readonly user: SimulatedUser; readonly to: SimulatedServicePrincipal }): AuditDeed {
  return audited({
    ...deed,
    operation: "Add app role assignment grant to user",
    category: "UserManagement",
    type: "Assign",
    targets: [
      {
        ...targetOf("ServicePrincipal", to),
        properties: {
          "AppRole.Id": [undefined, "00000000-0000-0000-0000-000000000000"],
          "AppRole.Value": [undefined, undefined],
          "AppRole.DisplayName": [undefined, undefined],
          "AppRoleAssignment.CreatedDateTime": [undefined, later(deed.at)],
          "User.ObjectID": [undefined, user.id],
          "User.UPN": [undefined, user.userPrincipalName],
          "User.PUID": [undefined, "10032003A1B2C3D4"],
          "TargetId.ServicePrincipalNames": [undefined, to.appId],
        },
      },
      { type: "User", id: user.id, userPrincipalName: user.userPrincipalName },
    ],
  });
}
