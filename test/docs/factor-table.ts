import { score, SCORE_MODEL } from "../../src/assess/score.ts";
import { factor, type FactorName } from "../../src/check.ts";
import { FACTOR_MEANINGS } from "../../src/cli/guide/factor-meanings.ts";
import { code, table } from "./check-page.ts";
import { prose } from "./prose.ts";

/** Every factor with its points, which the model itself is asked for. */
export function factorTable(): string {
  const rows = Object.entries(FACTOR_MEANINGS).map(([name, meaning]) => [
    signed(pointsOf(name)),
    code(name),
    prose(meaning),
  ]);
  return [`Score model ${SCORE_MODEL}.`, table(["points", "factor", "stands for"], rows)].join("\n\n");
}

function pointsOf(name: string): number {
  const line = score([factor(name as FactorName, "")]).ledger.find((one) => one.factor === name);
  if (line === undefined) throw new Error(`the ledger has no line for ${name}`);
  return line.points;
}

function signed(points: number): string {
  return points > 0 ? `+${points}` : String(points);
}
