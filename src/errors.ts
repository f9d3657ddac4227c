import type { Gap, GapReason } from "./inventory/known.ts";

/** 0 complete and nothing found · 1 findings · 2 usage · 3 not everything was read · 4 nothing was read · 130, 143 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130 | 143;

/** An error that foothold knows: one line that names the thing, a code, and how the process ends. */
export class FootholdError extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;

  constructor(code: string, exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "FootholdError";
    this.code = code;
    this.exitCode = exitCode;
  }
}

/** A flag, a value, a file or a check that cannot be used. Several faults come as several lines. */
export function usageError(...lines: readonly [string, ...string[]]): FootholdError {
  return new FootholdError("usage", 2, lines.join("\n"));
}

export function configError(message: string): FootholdError {
  return new FootholdError("config", 2, message);
}

/** No sign-in: nothing can be read. */
export function authenticationError(message: string, options?: ErrorOptions): FootholdError {
  return new FootholdError("authentication", 4, message, options);
}

/** Signed in, and yet nothing could be read. */
export function nothingReadableError(message: string, options?: ErrorOptions): FootholdError {
  return new FootholdError("nothing-readable", 4, message, options);
}

/** A question that Azure did not answer; `collect.ts` turns it into a gap. */
export class ReadError extends Error {
  readonly reason: GapReason;
  /** `GET /subscriptions/…`, without the query string. */
  readonly request: string;
  /** The permission that Azure named in its refusal. */
  readonly needs: string | undefined;
  /** Azure's own code, such as `Directory_ExpiredPageToken`. */
  readonly code: string | undefined;
  /** Of the answer, where there was one. */
  readonly status: number | undefined;

  constructor(
    reason: GapReason,
    request: string,
    detail: string,
    options: ErrorOptions & {
      readonly needs?: string | undefined;
      readonly code?: string | undefined;
      readonly status?: number;
    } = {},
  ) {
    super(detail, options);
    this.name = "ReadError";
    this.reason = reason;
    this.request = request;
    this.needs = options.needs;
    this.code = options.code;
    this.status = options.status;
  }
}

/** What would have answered a question that was denied. */
export interface Grant {
  readonly needs: string;
  readonly role?: string;
}

/** The gap that an unanswered question leaves at a scope. Azure's own word on the permission wins over ours. */
export function gapOf(error: ReadError, scope: string, grant: Grant): Gap {
  const { reason, request, message: detail } = error;
  if (reason !== "denied") return { reason, scope, request, detail };
  return { reason, scope, request, ...grant, needs: error.needs ?? grant.needs, detail };
}
