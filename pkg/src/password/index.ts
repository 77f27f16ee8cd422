// `sentc-light-wasm/password`: is a password a bad one? No wasm, and nothing that the other entries have.

export { BreachError, type BreachOptions, type BreachRequest, breached } from "./breached.js";
export { type PasswordProblem, type PasswordRules, passwordProblem } from "./problem.js";
