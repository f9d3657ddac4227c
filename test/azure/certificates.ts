import { randomUUID } from "node:crypto";
import tls from "node:tls";
import { generate } from "selfsigned";

interface Certificates {
  /** The CA, PEM. Its key is thrown away. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** A new CA and a leaf for localhost and 127.0.0.1. Made at every start: no key is ever kept in a file. */
export async function makeCertificates(): Promise<Certificates> {
  const day = 24 * 60 * 60 * 1000;
  const common = {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    notBeforeDate: new Date(Date.now() - day),
    notAfterDate: new Date(Date.now() + day),
  } as const;
  // A name of its own for each CA: among several of one name OpenSSL may pick the wrong key and refuse the leaf.
  const ca = await generate([{ name: "commonName", value: `Simulated Azure CA ${randomUUID()}` }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: "commonName", value: "localhost" }], {
    ...common,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  return { ca: ca.cert, cert: leaf.cert, key: leaf.private };
}

/** Makes node:https, fetch and the SDK clients of this process trust the CA. Calling it again changes nothing. */
export function trustAzure(ca: string): void {
  const trusted = tls.getCACertificates("default");
  if (!trusted.some((known) => known.trim() === ca.trim())) tls.setDefaultCACertificates([...trusted, ca]);
}
