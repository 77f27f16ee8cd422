import Sentc, { SentcError, type SentcErrorCode } from "sentc-light-wasm";
import { exactly } from "./exactly.js";

export async function handled(): Promise<string> {
  try {
    await Sentc.register("id", "password");
    return "";
  } catch (error) {
    if (!(error instanceof SentcError)) throw error;
    exactly<SentcErrorCode>()(error.code);
    exactly<string>()(error.status);
    exactly<boolean>()(error.retryable);
    exactly<number | undefined>()(error.http_status);
    // @ts-expect-error — there is no such code
    if (error.code === "IDENTIFIER_TAKN") return "";
    switch (error.code) {
      case "IDENTIFIER_TAKEN":
        return "choose another one";
      case "NETWORK":
      case "TIMEOUT":
        return "try again";
      default:
        return error.hint;
    }
  }
}

Sentc.on("sessionExpired", ({ error }) => exactly<SentcErrorCode>()(error.code));

Sentc.messages = { WRONG_PASSWORD: "Falsch." };
exactly<string>()(Sentc.messages.OTHER);
// @ts-expect-error — nobody can cause this
Sentc.messages = { STORAGE: "Voll." };
