// Holds published.d.ts, which is written by hand, against the sources. Nothing imports this file; the build compiles it, and fails
// where the two differ. The events and attributes are held in element.ts: an element emits and reads only those that are published.

import type * as own from "./all.js";
import type { Plural as OwnPlural, Words as OwnWords } from "./locales/en.js";
import type { PasswordCheck as OwnCheck } from "./new-password.js";
import type * as published from "./published.js";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <Claim extends true>(): Claim | undefined => undefined;

/** What an app sees of an element besides what all elements have. The browser calls the callbacks. */
type Members<Element> = Omit<Element, keyof HTMLElement | `${string}Callback`>;
type Flat<T> = { [Key in keyof T]: T[Key] };
type Names = { [Name in keyof published.SentcElements]: published.SentcElements[Name] };

interface OwnElements {
  "sentc-sign-in": own.SentcSignIn;
  "sentc-account": own.SentcAccount;
  "sentc-password": own.SentcPassword;
  "sentc-identifier": own.SentcIdentifier;
  "sentc-second-factor": own.SentcSecondFactor;
  "sentc-passkeys": own.SentcPasskeys;
  "sentc-recovery-kits": own.SentcRecoveryKits;
  "sentc-devices": own.SentcDevices;
  "sentc-delete-account": own.SentcDeleteAccount;
  "sentc-user-button": own.SentcUserButton;
  "sentc-group": own.SentcGroup;
}

holds<Same<keyof OwnElements, keyof Names>>();
holds<{ [Name in keyof OwnElements]: Same<Flat<Members<OwnElements[Name]>>, Flat<Members<Names[Name]>>> } extends Record<keyof OwnElements, true> ? true : false>();
holds<Same<Exclude<keyof typeof own, "setWords">, Exclude<keyof typeof published, "setWords">>>();
holds<Same<Parameters<typeof own.setWords>, Parameters<typeof published.setWords>>>();
holds<Same<own.Registering, published.Registering>>();
holds<Same<OwnCheck, published.PasswordCheck>>();
holds<Same<OwnPlural, published.Plural>>();
holds<Same<Flat<OwnWords>, Flat<published.Words>>>();
