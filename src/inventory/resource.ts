/** What every item of every section has. Text is Azure's own and hostile: reporters escape it. */
export interface Resource {
  /** The ARM id as Azure spells it, or an Entra path such as `/applications/{objectId}`. Compared by `canonicalId`. */
  readonly id: string;
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
}
