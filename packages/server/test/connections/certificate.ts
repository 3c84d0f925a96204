import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Not a tool of the workspace: who has it has these tests too.
const OPENSSL = "openssl";

/** A key and a certificate of this run alone, for the loopback; undefined where there is no openssl to make them. */
export function certificate(): { readonly key: string; readonly cert: string } | undefined {
  const folder = mkdtempSync(join(tmpdir(), "revkv-tls-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const kind = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2";
  const name = "-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1,DNS:localhost";
  try {
    const args = [...kind.split(" "), ...name.split(" "), "-keyout", key, "-out", cert];
    execFileSync(OPENSSL, args, { stdio: "ignore" });
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
