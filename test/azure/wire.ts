import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "./service.ts";

/** A POST's body; empty for any other request. */
export async function readText(request: IncomingMessage): Promise<string> {
  if (request.method !== "POST") return "";
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

/** Headers that repeat are joined, as HTTP says. */
export function readHeaders({ headers }: IncomingMessage): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}

export function send(response: ServerResponse, { status, headers, body, wire }: Answer): void {
  // The client may have gone while the answer waited.
  if (wire === "hang" || response.destroyed) return;
  if (wire === "reset") {
    response.destroy();
    return;
  }
  const text = typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body);
  const whole = Buffer.from(text);
  const half = whole.subarray(0, whole.length / 2);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // Half a JSON text is never JSON: its last bracket is missing.
  const sent = wire === "short" ? half : whole;
  if (status !== 204 && !response.hasHeader("transfer-encoding"))
    response.setHeader("content-length", sent.length);
  response.writeHead(status);
  if (wire === "cut") response.write(half, () => response.destroy());
  else response.end(sent);
}
