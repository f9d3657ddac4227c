/** The choices take turns: what stands at `index` when they are repeated without end. */
export function turn<T>(choices: readonly [T, ...T[]], index: number): T {
  return choices[Math.floor(index) % choices.length] ?? choices[0];
}
