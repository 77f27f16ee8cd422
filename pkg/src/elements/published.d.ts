// The build writes these imports as one, from "./index.js".
import type { SentcClient } from "../public/client.js";
import type { UserMessages } from "../public/messages.js";
import type { User } from "../public/user.js";

/** A sentence whose form depends on a number. Keys are the categories of Intl.PluralRules; `{count}` becomes the number. */
export type Plural = { readonly [rule in Intl.LDMLPluralRule]?: string } & { readonly other: string };

/** The names of the texts. */
export type Word =
  | "loading" | "retry" | "cancel" | "back" | "next" | "copy" | "copied" | "download" | "show" | "more" | "required"
  | "done" | "none" | "remove" | "account" | "identifier" | "password" | "newPassword" | "signIn" | "stay"
  | "signOut" | "createAccount" | "haveAccount" | "passkeySignIn" | "forgot" | "signedIn" | "signedInAs"
  | "codeTitle" | "codeText" | "code" | "codeFormat" | "useKey" | "keyText" | "recoveryKey" | "useCode" | "newDevice"
  | "newDeviceText" | "newDeviceShow" | "compare" | "deviceText" | "isConfirmed" | "kitUse" | "kitText" | "kitCode"
  | "kitReset" | "kitResetText" | "kitNotFound" | "kitSkip" | "camera" | "cameraText" | "cameraNone"
  | "switchAccount" | "signOutAll" | "idleEnded" | "passwordLike" | "passwordCommon" | "passwordPattern"
  | "currentPassword" | "changePassword" | "passwordChanged" | "newIdentifier" | "changeIdentifier"
  | "identifierText" | "identifierChanged" | "confirmPasskey" | "mfa" | "mfaOn" | "mfaOff" | "mfaTurnOn"
  | "mfaTurnOff" | "mfaApp" | "mfaNew" | "mfaNewText" | "mfaLeave" | "keys" | "keysShow" | "keysText" | "keysSaved"
  | "keysFirst" | "scan" | "secret" | "codeWrong" | "codeSha1" | "mfaCancel" | "passkeys" | "passkeysText"
  | "passkeyAdd" | "passkeyAdded" | "devices" | "thisDevice" | "added" | "removeDevice" | "removeDeviceText"
  | "deviceAdd" | "deviceAddText" | "deviceCompare" | "deviceWarning" | "deviceConfirm" | "kits" | "kitsText"
  | "kitsHere" | "kitCreate" | "kitName" | "kitShown" | "kitPrint" | "kitSaved" | "kitFirst" | "kitRevoke"
  | "kitRevokeText" | "kit" | "sheetText" | "sheetUse" | "passkey" | "device" | "rename" | "deviceName" | "save"
  | "deleteAccount" | "deleteText" | "groups" | "groupsNone" | "group" | "groupId" | "createGroup" | "open"
  | "invites" | "accept" | "decline" | "requestsSent" | "withdraw" | "join" | "members" | "you" | "rank" | "rank0"
  | "rank1" | "rank2" | "rank3" | "rank4" | "userId" | "invite" | "requests" | "invitesToggle" | "subgroups"
  | "subgroupCreate" | "connected" | "connectedCreate" | "leave" | "deleteGroup" | "deleteGroupText" | "may0"
  | "may1" | "may2" | "may3" | "throughParent" | "throughGroup" | "aGroup" | "inviteGroup" | "groupJoin"
  | "groupInvites" | "groupRequestsSent" | "sure";

/** The texts of the elements in one language. `messages`: the sentences of `error.user_message`. */
export interface Words extends Readonly<Record<Word, string>>, Readonly<Record<"passwordShort" | "keysLeft" | "codeClock", Plural>> {
  readonly messages?: Partial<UserMessages>;
}

/** Sets texts for a language, with or without a language pack. Elements that are drawn later use them. */
export declare function setWords(locale: string, words: Partial<Words>): void;

/** The base class of all elements. Importing the classes on a server is safe and has no effect. */
export declare abstract class SentcElement extends HTMLElement {
  /** The client to use. Default: `Sentc` */
  get client(): SentcClient;
  set client(client: SentcClient | null | undefined);
  /** The language, for example `pt-BR`. Default: the closest attribute `lang` */
  locale: string;
  addEventListener<Name extends keyof SentcElementEvents>(type: Name, listener: (this: this, event: SentcElementEvents[Name]) => unknown, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<Name extends keyof SentcElementEvents>(type: Name, listener: (this: this, event: SentcElementEvents[Name]) => unknown, options?: boolean | EventListenerOptions): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

/** The `detail` of the event `registering`. */
export interface Registering {
  identifier: string;
  /** The values of your own fields (`slot="fields"`). */
  fields: FormData;
  /** Resolves to the text with which your back end registers the account. */
  prepare(): Promise<string>;
  /** Tells the element that your app registers the account. The element waits for the promise and then signs in. */
  respondWith(registered: Promise<unknown>): void;
}

/** The events of the elements. They bubble. */
export interface SentcElementEvents extends HTMLElementEventMap {
  /** A login of this element succeeded. */
  "signed-in": CustomEvent<{ user: User }>;
  /** The user is no longer signed in, for whatever reason. */
  "signed-out": CustomEvent<Record<string, never>>;
  /** An account is about to be registered. Call `detail.respondWith` if your back end does it instead. */
  registering: CustomEvent<Registering>;
  /** An account was registered. */
  registered: CustomEvent<{ identifier: string }>;
  /** A card of the account added, renamed or removed a device, a passkey or a recovery kit. */
  "devices-changed": CustomEvent<Record<string, never>>;
  /** The user opens a group, or goes back. `groupId` null: the list of groups. With `preventDefault()`, your app shows it. */
  "group-selected": CustomEvent<{ groupId: string | null; asGroup: string | null }>;
}

/** Reads a QR code in a picture of the camera; undefined if there is none. */
export type DecodeQr = (video: HTMLVideoElement) => string | undefined | Promise<string | undefined>;

export type PasswordCheck = (password: string, identifier: string) => string | undefined | Promise<string | undefined>;

/** `<sentc-sign-in>`: log in, create an account, second factor, recovery key, recovery kit, passkey, new device. */
export declare class SentcSignIn extends SentcElement {
  /** Your app's reader of QR codes, for browsers without `BarcodeDetector`. */
  decodeQr?: DecodeQr;
  /** Checks a new password: returns what is wrong with it, as a sentence for the user, or undefined. */
  passwordCheck?: PasswordCheck;
}

/** `<sentc-account>`: all settings of an account. Each part is also an element of its own. */
export declare class SentcAccount extends SentcElement {
  /** Your app's reader of QR codes, for browsers without `BarcodeDetector`. */
  decodeQr?: DecodeQr;
  /** Checks a new password: returns what is wrong with it, as a sentence for the user, or undefined. */
  passwordCheck?: PasswordCheck;
}
/** `<sentc-password>` */
export declare class SentcPassword extends SentcElement {
  /** Checks a new password: returns what is wrong with it, as a sentence for the user, or undefined. */
  passwordCheck?: PasswordCheck;
}
/** `<sentc-identifier>` */
export declare class SentcIdentifier extends SentcElement {}
/** `<sentc-second-factor>`: authenticator app and recovery keys. */
export declare class SentcSecondFactor extends SentcElement {
  /** The app's name, as authenticators show it. Attribute `issuer`; default: the page's host */
  issuer: string;
}
/** `<sentc-recovery-kits>`: make, print and revoke recovery kits. */
export declare class SentcRecoveryKits extends SentcElement {
  /** The app's name, as the sheet shows it. Attribute `issuer`; default: the page's host */
  issuer: string;
}
/** `<sentc-passkeys>` */
export declare class SentcPasskeys extends SentcElement {}
/** `<sentc-devices>`: the list, names, removal, and confirming a new device. */
export declare class SentcDevices extends SentcElement {
  /** Your app's reader of QR codes, for browsers without `BarcodeDetector`. */
  decodeQr?: DecodeQr;
}
/** `<sentc-delete-account>` */
export declare class SentcDeleteAccount extends SentcElement {}
/** `<sentc-user-button>`: shows the signed-in user, with a menu. */
export declare class SentcUserButton extends SentcElement {}
/** `<sentc-group>`: shows a group, or without `group-id` all groups of the user. */
export declare class SentcGroup extends SentcElement {
  /** The group to show. Attribute `group-id` */
  groupId: string | null;
  /** The group that is the member of it, if the user is none. Attribute `as-group` */
  asGroup: string | null;
}

/** The elements by their names. */
export interface SentcElements {
  "sentc-sign-in": SentcSignIn;
  "sentc-account": SentcAccount;
  "sentc-password": SentcPassword;
  "sentc-identifier": SentcIdentifier;
  "sentc-second-factor": SentcSecondFactor;
  "sentc-passkeys": SentcPasskeys;
  "sentc-recovery-kits": SentcRecoveryKits;
  "sentc-devices": SentcDevices;
  "sentc-delete-account": SentcDeleteAccount;
  "sentc-user-button": SentcUserButton;
  "sentc-group": SentcGroup;
}

/** The event handlers for React, Preact and Svelte: `onsigned-in={…}`. */
export type SentcElementHandlers = {
  [Name in Exclude<keyof SentcElementEvents, keyof HTMLElementEventMap> as `on${Name}`]?: (event: SentcElementEvents[Name]) => void;
};

/** The attributes and properties of the elements in JSX. */
export interface SentcElementAttributes extends SentcElementHandlers {
  client?: SentcClient;
  /** The language. Default: the closest attribute `lang` */
  locale?: string;
  lang?: string;
  id?: string;
  class?: string;
  className?: string;
  slot?: string;
  hidden?: boolean;
  /** If set, the element calls `init` with this token and `base-url`. */
  "app-token"?: string;
  /** Used with `app-token`. */
  "base-url"?: string;
  /** `<sentc-sign-in>`: the step to begin with. */
  view?: "login" | "register";
  /** `<sentc-sign-in>`: a box to tick for staying signed in when the tab is closed. */
  remember?: "ask";
  /** No button for a new account. */
  registration?: "off";
  /** No button for passkeys. */
  passkeys?: "off";
  /** No button for signing in as a new device. */
  "new-device"?: "off";
  /** No button for signing in with a recovery kit. */
  "recovery-kit"?: "off";
  /** `<sentc-sign-in>`: the URL of your page for a forgotten password. */
  "forgot-href"?: string;
  /** How many characters a new password needs. Default: 8 */
  "min-password"?: number | string;
  /** A new password is not checked with the list of common passwords. */
  "common-passwords"?: "allowed";
  /** Ends all sessions after so many minutes without use: see `Sentc.endAfter`. */
  "idle-minutes"?: number | string;
  /** The app's name, as authenticators and sheets of recovery kits show it. Default: the page's host */
  issuer?: string;
  /** The group to show. Default: all groups of the user */
  "group-id"?: string;
  /** `<sentc-group>`: the id of the group that is the member of `group-id`, if the user is none. */
  "as-group"?: string;
  passwordCheck?: PasswordCheck;
  decodeQr?: DecodeQr;
  key?: string | number;
  ref?: unknown;
  children?: unknown;
}

/**
 * For JSX: `declare module "react" { namespace JSX { interface IntrinsicElements extends SentcIntrinsicElements {} } }`, and the
 * same for `preact`. For Svelte: `declare module "svelte/elements" { interface SvelteHTMLElements extends SentcIntrinsicElements {} }`.
 */
export type SentcIntrinsicElements = { [Name in keyof SentcElements]: SentcElementAttributes };

/** For Vue: `declare module "vue" { interface GlobalComponents extends SentcVueComponents {} }`. */
export type SentcVueComponents = { [Name in keyof SentcElements]: new () => { $props: SentcElementAttributes } };
declare global {
  interface HTMLElementTagNameMap extends SentcElements {}
}
