// The build writes these imports as one, from "./index.js".
import type { SentcClient } from "../public/client.js";
import type { UserMessages } from "../public/messages.js";
import type { User } from "../public/user.js";

/** A sentence whose form depends on a number. Keys are the categories of Intl.PluralRules; `{count}` becomes the number. */
export type Plural = { readonly [rule in Intl.LDMLPluralRule]?: string } & { readonly other: string };

/** The texts of the elements in one language. `messages`: the sentences of `error.user_message`. */
export interface Words {
  readonly loading: string;
  readonly retry: string;
  readonly cancel: string;
  readonly back: string;
  readonly next: string;
  readonly copy: string;
  readonly copied: string;
  readonly download: string;
  readonly show: string;
  readonly more: string;
  readonly required: string;
  readonly done: string;
  readonly none: string;
  readonly remove: string;
  readonly account: string;
  readonly identifier: string;
  readonly password: string;
  readonly newPassword: string;
  readonly passwordShort: Plural;
  readonly signIn: string;
  readonly stay: string;
  readonly signOut: string;
  readonly createAccount: string;
  readonly haveAccount: string;
  readonly passkeySignIn: string;
  readonly forgot: string;
  readonly signedIn: string;
  readonly signedInAs: string;
  readonly codeTitle: string;
  readonly codeText: string;
  readonly code: string;
  readonly codeFormat: string;
  readonly useKey: string;
  readonly keyText: string;
  readonly recoveryKey: string;
  readonly useCode: string;
  readonly newDevice: string;
  readonly newDeviceText: string;
  readonly newDeviceShow: string;
  readonly compare: string;
  readonly deviceText: string;
  readonly isConfirmed: string;
  readonly kitUse: string;
  readonly kitText: string;
  readonly kitCode: string;
  readonly kitReset: string;
  readonly kitResetText: string;
  readonly kitNotFound: string;
  readonly kitSkip: string;
  readonly camera: string;
  readonly cameraText: string;
  readonly cameraNone: string;
  readonly switchAccount: string;
  readonly signOutAll: string;
  readonly idleEnded: string;
  readonly passwordLike: string;
  readonly passwordCommon: string;
  readonly passwordPattern: string;
  readonly currentPassword: string;
  readonly changePassword: string;
  readonly passwordChanged: string;
  readonly newIdentifier: string;
  readonly changeIdentifier: string;
  readonly identifierText: string;
  readonly identifierChanged: string;
  readonly confirmPasskey: string;
  readonly mfa: string;
  readonly mfaOn: string;
  readonly mfaOff: string;
  readonly mfaTurnOn: string;
  readonly mfaTurnOff: string;
  readonly mfaApp: string;
  readonly mfaNew: string;
  readonly mfaNewText: string;
  readonly mfaLeave: string;
  readonly keys: string;
  readonly keysShow: string;
  readonly keysText: string;
  readonly keysLeft: Plural;
  readonly keysSaved: string;
  readonly keysFirst: string;
  readonly scan: string;
  readonly secret: string;
  readonly codeWrong: string;
  readonly codeSha1: string;
  readonly codeClock: Plural;
  readonly mfaCancel: string;
  readonly passkeys: string;
  readonly passkeysText: string;
  readonly passkeyAdd: string;
  readonly passkeyAdded: string;
  readonly devices: string;
  readonly thisDevice: string;
  readonly added: string;
  readonly removeDevice: string;
  readonly removeDeviceText: string;
  readonly deviceAdd: string;
  readonly deviceAddText: string;
  readonly deviceCompare: string;
  readonly deviceWarning: string;
  readonly deviceConfirm: string;
  readonly kits: string;
  readonly kitsText: string;
  readonly kitsHere: string;
  readonly kitCreate: string;
  readonly kitName: string;
  readonly kitShown: string;
  readonly kitPrint: string;
  readonly kitSaved: string;
  readonly kitFirst: string;
  readonly kitRevoke: string;
  readonly kitRevokeText: string;
  readonly kit: string;
  readonly sheetText: string;
  readonly sheetUse: string;
  readonly passkey: string;
  readonly device: string;
  readonly rename: string;
  readonly deviceName: string;
  readonly save: string;
  readonly deleteAccount: string;
  readonly deleteText: string;
  readonly groups: string;
  readonly groupsNone: string;
  readonly group: string;
  readonly groupId: string;
  readonly createGroup: string;
  readonly open: string;
  readonly invites: string;
  readonly accept: string;
  readonly decline: string;
  readonly requestsSent: string;
  readonly withdraw: string;
  readonly join: string;
  readonly members: string;
  readonly you: string;
  readonly rank: string;
  readonly rank0: string;
  readonly rank1: string;
  readonly rank2: string;
  readonly rank3: string;
  readonly rank4: string;
  readonly userId: string;
  readonly invite: string;
  readonly requests: string;
  readonly invitesToggle: string;
  readonly subgroups: string;
  readonly subgroupCreate: string;
  readonly connected: string;
  readonly connectedCreate: string;
  readonly leave: string;
  readonly deleteGroup: string;
  readonly deleteGroupText: string;
  readonly may0: string;
  readonly may1: string;
  readonly may2: string;
  readonly may3: string;
  readonly throughParent: string;
  readonly throughGroup: string;
  readonly aGroup: string;
  readonly inviteGroup: string;
  readonly groupJoin: string;
  readonly groupInvites: string;
  readonly groupRequestsSent: string;
  readonly sure: string;
  readonly messages?: Partial<UserMessages>;
}

/** Sets texts for a language, with or without a language pack. Elements that are drawn later use them. */
export declare function setWords(locale: string, words: Partial<Words>): void;

/** The base class of all elements. Importing the classes on a server is safe and has no effect. */
export declare abstract class SentcElement extends HTMLElement {
  /** The client to use. Default: `Sentc` */
  get client(): SentcClient;
  set client(client: SentcClient | undefined);
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
  /** A passkey was added. A passkey is a device of the account. */
  "devices-changed": CustomEvent<Record<string, never>>;
}

export type PasswordCheck = (password: string, identifier: string) => string | undefined | Promise<string | undefined>;

/** `<sentc-sign-in>`: log in, create an account, second factor, recovery key, passkey, new device. */
export declare class SentcSignIn extends SentcElement {
  /** Checks a new password: returns what is wrong with it, as a sentence for the user, or undefined. */
  passwordCheck?: PasswordCheck;
}

/** `<sentc-account>`: all settings of an account. Each part is also an element of its own. */
export declare class SentcAccount extends SentcElement {
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
  get issuer(): string;
}
/** `<sentc-passkeys>` */
export declare class SentcPasskeys extends SentcElement {}
/** `<sentc-devices>`: the list, removal, and confirming a new device. */
export declare class SentcDevices extends SentcElement {}
/** `<sentc-delete-account>` */
export declare class SentcDeleteAccount extends SentcElement {}
/** `<sentc-user-button>`: shows the signed-in user, with a menu. */
export declare class SentcUserButton extends SentcElement {}
/** `<sentc-group>`: shows a group, or without `group-id` all groups of the user. */
export declare class SentcGroup extends SentcElement {
  /** The group to show. Attribute `group-id` */
  groupId: string | null;
}

/** The elements by their names. */
export interface SentcElements {
  "sentc-sign-in": SentcSignIn;
  "sentc-account": SentcAccount;
  "sentc-password": SentcPassword;
  "sentc-identifier": SentcIdentifier;
  "sentc-second-factor": SentcSecondFactor;
  "sentc-passkeys": SentcPasskeys;
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
  /** `<sentc-sign-in>`: the URL of your page for a forgotten password. */
  "forgot-href"?: string;
  /** How many characters a new password needs. Default: 8 */
  "min-password"?: number | string;
  /** The app's name, as authenticators show it. Default: the page's host */
  issuer?: string;
  /** The group to show. Default: all groups of the user */
  "group-id"?: string;
  passwordCheck?: PasswordCheck;
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
