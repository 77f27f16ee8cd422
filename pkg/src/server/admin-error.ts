/**
 * The error numbers of the service and the SDK's names for them (src/error/table.rs). A test checks that both agree. All other numbers,
 * such as those about invites and TOTP, become SERVER_ERROR.
 */
const NAMES = {
  1: "ID_FORMAT",
  11: "UNREADABLE_JSON",
  12: "BODY_TOO_BIG",
  30: "JWT_EXPIRED",
  31: "JWT_MISSING",
  32: "JWT_UNDECODABLE",
  35: "JWT_KEY_UNKNOWN",
  100: "USER_NOT_FOUND",
  101: "IDENTIFIER_TAKEN",
  111: "AUTH_KEY_FORMAT",
  112: "WRONG_PASSWORD",
  113: "JWT_NOT_FRESH",
  114: "REFRESH_TOKEN",
  115: "LAST_DEVICE",
  200: "APP_TOKEN_UNKNOWN",
  201: "APP_TOKEN_FORMAT",
  203: "TOKEN_NOT_ALLOWED",
  300: "NOT_A_MEMBER",
  301: "RANK_TOO_LOW",
  302: "ALREADY_MEMBER",
  310: "NO_GROUP_ACCESS",
  315: "KICK_CREATOR",
  316: "KICK_HIGHER_RANK",
  317: "INVITES_STOPPED",
  318: "CONNECTED_FROM_CONNECTED",
  319: "NOT_CONNECTED_GROUP",
  404: "NO_SUCH_ROUTE",
} as const;

const OWN = { SERVER_ERROR: 2100, NETWORK: 1000, TIMEOUT: 1000, UNEXPECTED_ANSWER: 101, INVALID_ARGUMENT: 2000, MAY_HAVE_HAPPENED: 2040 } as const;

/** Why a call of an admin client failed: a code of the SDK, or `MAY_HAVE_HAPPENED`. */
export type AdminErrorCode = (typeof NAMES)[keyof typeof NAMES] | keyof typeof OWN;

/** The service's unchanged answer, which you can send to a page. */
export interface ServiceAnswer {
  /** The HTTP status. */
  http_status: number;
  /** The whole body: the JSON envelope that `doneRegister` and similar methods read. */
  text: string;
}

/**
 * A call of an admin client failed. It has the fields of a `SentcError`.
 *
 * `MAY_HAVE_HAPPENED`: you asked the service for a change, and no answer arrived, or one that is not an envelope of the service. The
 * service may have made the change, or may still make it. With every other code nothing has changed.
 */
export class AdminError extends Error {
  override readonly name = "AdminError";
  readonly code: AdminErrorCode;
  /** `server_<number>` if the service refused, otherwise `client_<number>`. */
  readonly status: string;
  /** Whether the same call may work later without a change. */
  readonly retryable: boolean;
  readonly hint: string;
  /** The service's answer, if the service refused. */
  declare readonly answer?: ServiceAnswer;

  constructor(code: AdminErrorCode, message: string, details: { number?: number; answer?: ServiceAnswer; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.status = details.number === undefined ? `client_${OWN[code as keyof typeof OWN]}` : `server_${details.number}`;
    this.retryable = OWN[code as keyof typeof OWN] === 1000;
    this.hint = code === "MAY_HAVE_HAPPENED" ? "Find out whether it happened, or repeat it where that does no harm." : this.retryable ? "Check base_url, and try again." : "See the guide's table of errors.";
    if (details.answer) this.answer = details.answer;
  }

  override toString(): string {
    return JSON.stringify({ status: this.status, error_message: this.message });
  }

  /** Returns the fields without the cause and the answer, which can contain personal data. */
  toJSON(): { name: string; status: string; code: AdminErrorCode; message: string; retryable: boolean; hint: string } {
    const { name, status, code, message, retryable, hint } = this;
    return { name, status, code, message, retryable, hint };
  }
}

export function refusal(number: number, message: string, answer: ServiceAnswer): AdminError {
  const code = (NAMES as Record<number, AdminErrorCode>)[number] ?? "SERVER_ERROR";
  return new AdminError(code, message || code, { number, answer });
}
