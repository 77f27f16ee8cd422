import Sentc, { type SentcClient, type User } from "sentc-light-wasm";
import { type Registering, type SentcIntrinsicElements, type SentcVueComponents, SentcGroup, SentcSignIn, type Words, setWords } from "sentc-light-wasm/elements";
import { createElement } from "react";
import type { GlobalComponents } from "vue";
import { exactly } from "./exactly.js";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements extends SentcIntrinsicElements {}
  }
}
declare module "vue" {
  interface GlobalComponents extends SentcVueComponents {}
}

export function inPlainPages() {
  const element = document.createElement("sentc-sign-in");
  exactly<SentcSignIn>()(element);
  exactly<SentcClient>()(element.client);
  element.client = Sentc;
  element.passwordCheck = async (password) => (password === "password" ? "Too common." : undefined);
  element.addEventListener("signed-in", ({ detail }) => exactly<User>()(detail.user));
  element.addEventListener("registering", ({ detail }) => {
    exactly<Registering>()(detail);
    detail.respondWith(detail.prepare());
  });
  element.addEventListener("click", ({ clientX }) => exactly<number>()(clientX));
  // @ts-expect-error — a client is no address
  element.client = "https://api.example.com";
  exactly<string | null>()(document.querySelector("sentc-group")!.groupId);
  return new SentcGroup();
}

export function words() {
  setWords("de", { signIn: "Anmelden", keysLeft: { other: "{count}" } });
  // @ts-expect-error — there is no such word
  setWords("de", { signin: "Anmelden" });
  return (all: Words) => exactly<string>()(all.signIn);
}

export function inReact() {
  exactly<SentcIntrinsicElements["sentc-account"]["issuer"]>()(undefined as string | undefined);
  const listening: SentcIntrinsicElements["sentc-sign-in"] = { "onsigned-in": ({ detail }) => void exactly<User>()(detail.user) };
  return [listening, createElement("sentc-sign-in", { client: Sentc, "forgot-href": "/forgot" })];
}

export function inVue(components: GlobalComponents) {
  return components["sentc-user-button"];
}
