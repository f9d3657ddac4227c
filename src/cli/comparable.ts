import { usageError } from "../errors.ts";

/** One side of a comparison, and how an error names it. */
export interface Side {
  readonly name: string;
  readonly tenantId: string;
  readonly scoreModel: number;
}

/**
 * What is worth a word although the two can be compared.
 * @throws FootholdError exit 2 where they are of two tenants, with both ids
 */
export function compareSides(earlier: Side, later: Side): readonly string[] {
  if (earlier.tenantId.toLowerCase() !== later.tenantId.toLowerCase()) {
    throw usageError(
      `${earlier.name} is of tenant ${earlier.tenantId}, ${later.name} of tenant ${later.tenantId}: two tenants cannot be compared`,
    );
  }
  if (earlier.scoreModel === later.scoreModel) return [];
  return [
    `${earlier.name} was scored by model ${earlier.scoreModel}, ${later.name} by model ${later.scoreModel}: bands are compared by the model of today, scores are not`,
  ];
}
