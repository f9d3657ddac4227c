/** Which logs are read. */
export interface LogOptions {
  /** From when on: `--since`, 90 days back without it. ISO 8601 in UTC. */
  readonly since: string;
  /** Nobody asked for that long: where a log is kept for less, nothing of it is missing. */
  readonly isUsual?: true;
  /** When the scan began. */
  readonly until: string;
  /** Log Analytics workspaces by GUID or ARM id; none where nobody named any. */
  readonly workspaces: readonly string[];
}
