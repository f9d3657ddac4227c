import { known, type Known } from "./known.ts";

/** True where one is: a known yes decides, and a no needs every value. The first gap where neither is so. */
export function anyOf(values: readonly Known<boolean>[]): Known<boolean> {
  return decidedBy(true, values);
}

/** True where all are: a known no decides, and a yes needs every value. The first gap where neither is so. */
export function allOf(values: readonly Known<boolean>[]): Known<boolean> {
  return decidedBy(false, values);
}

function decidedBy(decisive: boolean, values: readonly Known<boolean>[]): Known<boolean> {
  if (values.some((value) => value.known && value.value === decisive)) return known(decisive);
  return values.find((value) => !value.known) ?? known(!decisive);
}

export function not(value: Known<boolean>): Known<boolean> {
  return value.known ? known(!value.value) : value;
}
