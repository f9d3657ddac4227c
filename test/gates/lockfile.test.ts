import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Locked {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

type Lockfile = Readonly<Record<string, Locked>>;

const { packages } = JSON.parse(
  readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"),
) as { readonly packages: Lockfile };

/** Whoever resolves with a registry that lacks a platform's packages drops them, and `npm ci` then refuses everywhere. */
function missing(locked: Lockfile): string[] {
  return Object.entries(locked).flatMap(([at, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in locked) && !(`${at}/node_modules/${name}` in locked),
    ),
  );
}

test("the lockfile holds the packages of every platform", () => {
  expect(missing(packages)).toEqual([]);
});

test("the lockfile holds no download addresses: they are the machine's own", () => {
  expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test("a dropped platform is seen", () => {
  const locked = {
    "node_modules/a": { optionalDependencies: { "a-linux": "1.0.0", "a-darwin": "1.0.0" } },
    "node_modules/a-linux": {},
  };
  expect(missing(locked)).toEqual(["a-darwin"]);
});
