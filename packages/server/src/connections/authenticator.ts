import { createHash, timingSafeEqual } from "node:crypto";
import { fromPublic } from "@nats-io/nkeys";
import type { ConnectRequest } from "./connect-request.ts";
import type { Credentials } from "./settings.ts";

/** Judges what clients bring to be let in. */
export class Authenticator {
  readonly #credentials: Credentials;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  /** False when everybody is let in. */
  get isRequired(): boolean {
    const { token, user, nkeys } = this.#credentials;
    return token !== undefined || user !== undefined || nkeys.length > 0;
  }

  /** True when clients are given something to sign. */
  get needsNonce(): boolean {
    return this.#credentials.nkeys.length > 0;
  }

  /** Whether a client is let in; `nonce` is what this connection was given to sign. */
  admits(request: ConnectRequest, nonce: string | undefined): boolean {
    // There are no accounts: who asks for one is asking for something else.
    if (request.account !== "" || request.new_account) return false;
    if (!this.isRequired) return true;
    const { token, user, password, nkeys } = this.#credentials;
    if (request.nkey !== "" && nkeys.length > 0)
      return nonce !== undefined && nkeys.includes(request.nkey) && isSigned(request, nonce);
    if (request.user !== "" && user !== undefined)
      // Both are compared, so that the time does not tell which of them is wrong.
      return areAll([isSecret(request.user, user), isSecret(request.pass, password ?? "")]);
    return token !== undefined && isSecret(request.auth_token, token);
  }
}

function areAll(answers: readonly boolean[]): boolean {
  return answers.every(Boolean);
}

/** Takes as long for a wrong secret as for the right one, of whatever length. */
function isSecret(given: string, secret: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(secret));
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function isSigned({ nkey, sig }: ConnectRequest, nonce: string): boolean {
  try {
    return fromPublic(nkey).verify(Buffer.from(nonce), Buffer.from(sig, "base64url"));
  } catch {
    // A signature of the wrong length is no signature.
    return false;
  }
}
