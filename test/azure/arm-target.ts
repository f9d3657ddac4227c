import { type ArmOperation, armOperations, type Provider } from "./arm-operations.ts";

/** What an ARM address names. A part that the address does not have is empty. */
export interface ArmTarget {
  readonly operation: ArmOperation;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly account: string;
  readonly user: string;
  readonly identity: string;
  readonly managementGroup: string;
}

/** The target of a path, or undefined where ARM knows none. ARM's paths ignore case. */
export function armTarget(url: URL): ArmTarget | undefined {
  for (const { operation, pattern } of patterns) {
    const match = pattern.exec(url.pathname);
    if (!match) continue;
    const part = (name: string): string => decodeURIComponent(match.groups?.[name] ?? "");
    return {
      operation,
      subscriptionId: part("subscription"),
      resourceGroup: part("group"),
      account: part("account"),
      user: part("user"),
      identity: part("identity"),
      managementGroup: part("managementGroup"),
    };
  }
  return undefined;
}

export function methodOf({ operation }: ArmTarget): "GET" | "POST" {
  return armOperations[operation].method ?? "GET";
}

export function providerOf({ operation }: ArmTarget): Provider | undefined {
  return armOperations[operation].provider;
}

export function actionOf({ operation }: ArmTarget): string {
  return armOperations[operation].action;
}

export function scopeOf(target: ArmTarget): string {
  const parts: Readonly<Record<string, string>> = {
    subscription: target.subscriptionId,
    group: target.resourceGroup,
    account: target.account,
    user: target.user,
    identity: target.identity,
    managementGroup: target.managementGroup,
  };
  return armOperations[target.operation].scope.replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => parts[name] ?? "",
  );
}

const patterns = Object.entries(armOperations).map(([operation, { path }]) => ({
  operation: operation as ArmOperation,
  pattern: new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`, "i"),
}));
