// sentc-light-wasm/password in a strict project. Compiled, never run.

import { type BreachError, type PasswordProblem, breached, passwordProblem } from "sentc-light-wasm/password";
import { exactly } from "./exactly.js";

export async function checks(password: string, fetch: typeof globalThis.fetch, signal: AbortSignal): Promise<void> {
  const problem = passwordProblem(password, { identifier: "ada", others: ["shop"], least: 15 });
  exactly<PasswordProblem | undefined>()(problem);
  exactly<"short" | "identifier" | "personal" | "common" | "pattern" | undefined>()(problem?.code);
  exactly<number>()(await breached(password, { fetch, signal }));
  await breached(password, { fetch: async (url) => ({ status: 200, text: async () => url }) });
  // @ts-expect-error — a number of characters
  passwordProblem(password, { least: "15" });
}

export const codes: Record<BreachError["code"], string> = { NETWORK: "", ABORTED: "", UNEXPECTED_ANSWER: "", UNSUPPORTED: "" };
