import type { Finding, PathHop } from "../reporter.ts";
import type { Cut, Hop, Ways } from "../inventory/sections.ts";
import { cutCommand } from "./cut-command.ts";

type Paths = Pick<Finding, "path" | "otherPaths" | "pathsOmitted" | "cut" | "cutEffect">;

/** What a finding says of the ways behind it. */
export function pathOf({ paths, more, cut }: Ways): Paths {
  const [first, ...others] = paths;
  return {
    path: first.map(hopOf),
    ...(others.length === 0 ? {} : { otherPaths: others.map((path) => path.map(hopOf)) }),
    ...(more === 0 ? {} : { pathsOmitted: more }),
    ...(cut === null ? {} : cutOf(cut)),
  };
}

function hopOf({ from, right, to, because, proof, eligible, conditional }: Hop): PathHop {
  return {
    from: from.id,
    fromType: from.kind,
    fromName: from.name,
    right,
    to: to.id,
    toType: to.kind,
    toName: to.name,
    because,
    proof: proof.id,
    scope: proof.scope,
    source: proof.source,
    eligible,
    conditional,
  };
}

function cutOf({ hop, cutsAll, rows }: Cut): Paths {
  const cut = cutCommand(hop);
  return cut === undefined ? {} : { cut, cutEffect: { proof: hop.proof.id, cutsAll, subjects: rows } };
}
