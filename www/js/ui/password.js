// The SDK's check of new passwords, loaded once somebody chooses one.

/** For the property `passwordCheck` of the elements. */
export async function checkPassword(password, identifier) {
  const { passwordProblem } = await import("/dist/password.js");
  return passwordProblem(password, { identifier, others: ["sentc light"], least: 8 })?.message;
}
