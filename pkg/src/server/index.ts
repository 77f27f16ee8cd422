// What back ends import: `sentc-light-wasm/server`. No wasm; WebCrypto and fetch only, for Node 20, Deno, Bun and runtimes at the edge.

export { JwtError, verifyJwt } from "./jwt.js";
export type { JwtErrorCode, VerifiedJwt, VerifyOptions } from "./jwt.js";
export { createAdmin, identifierIn } from "./admin.js";
export type { Admin, AdminDevice, ForcedLogin, Registered } from "./admin.js";
export { AdminError } from "./admin-error.js";
export type { AdminErrorCode, ServiceAnswer } from "./admin-error.js";
export type { DirectMember, GroupAccess, GroupCalls } from "./admin-groups.js";
export type { AdminOptions, OnUnknown } from "./service.js";
export { authenticate } from "./authenticate.js";
export type { Authenticated, AuthenticateOptions, GroupMember, GroupQuestion, RequestLike } from "./authenticate.js";
export { sessionHandler } from "./sessions.js";
export type { SessionCookie, SessionOptions, SessionStore, StartedSession } from "./sessions.js";
export { sendResponse, toH3, toHono, toNext, toNode, toSvelteKit } from "./adapters.js";
export type { Handler, NodeRequest, NodeResponse } from "./adapters.js";
export { CodeError, codes, nothingDone } from "./codes.js";
export type { CodeMail, CodeOptions, Codes } from "./codes.js";
export { memoryCodes } from "./code-stores.js";
export type { CodeRow, CodeState, CodeStore } from "./code-stores.js";
