// All elements.

export { SentcAccount } from "./account.js";
export { SentcDeleteAccount, SentcIdentifier, SentcPasskeys, SentcPassword } from "./account-cards.js";
export { SentcDevices } from "./devices.js";
export { SentcElement } from "./element.js";
export { SentcGroup } from "./group.js";
export { SentcRecoveryKits } from "./kits.js";
export { SentcSecondFactor } from "./second-factor.js";
export { SentcSignIn, type Registering } from "./sign-in.js";
export { SentcUserButton } from "./user-button.js";
export { setWords } from "./words.js";
