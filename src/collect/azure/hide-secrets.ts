import type { Environment } from "../sign-in.ts";

/** What a sign-in is made with, and an authority or a gateway before it may repeat in its refusal. */
const SECRETS = [
  "AZURE_CLIENT_SECRET",
  "AZURE_CLIENT_CERTIFICATE_PASSWORD",
  "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
] as const;

/** Takes the secrets of the environment out of a text, as they are and as a form or a URL writes them. */
export function secretHider(env: Environment): (text: string) => string {
  const secrets = SECRETS.flatMap((name) => env[name] ?? []).filter((secret) => secret !== "");
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ "": secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
  ]);
  // The longest first: one may begin with another.
  const unique = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (text) => unique.reduce((shown, form) => shown.replaceAll(form, "[secret]"), text);
}
