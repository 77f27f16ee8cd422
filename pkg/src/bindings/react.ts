// `sentc-light-wasm/react`: who is signed in, for components.

import { type FunctionComponent, type ReactNode, createContext, createElement, useContext, useEffect, useSyncExternalStore } from "react";
import type { SentcClient } from "../public/client.js";
import { Followed, LOADING, type SentcState } from "./follow.js";
import type { SentcOptions } from "../public/options.js";

export type { SentcState } from "./follow.js";

export interface SentcProviderProps {
  /** The default client (`import Sentc from "sentc-light-wasm"`), or one of `createClient`, made outside of components. */
  client: SentcClient;
  /** Those of `client.init`, read once. A client of `createClient` has them already. */
  options?: SentcOptions | undefined;
  children?: ReactNode;
}

const Client = createContext<SentcClient | undefined>(undefined);

/** Initializes the client in the browser, once, and gives it to what is inside. An inner provider may give another one. */
export const SentcProvider: FunctionComponent<SentcProviderProps> = ({ client, options, children }) => {
  useEffect(() => Followed.of(client).start(options), [client]);
  return createElement(Client.Provider, { value: client }, children);
};

/** The client of the provider around. */
export function useSentc(): SentcClient {
  return needed(useContext(Client));
}

function needed(client: SentcClient | undefined): SentcClient {
  if (!client) throw new Error("useSentc and useUser need a SentcProvider around the component");
  return client;
}

/**
 * Returns the signed-in user, in whatever tab the sign-in happened. `loading` on a server and until `init` has ended;
 * `error` is why `init` failed. `client`: default: the provider's.
 */
export function useUser(client?: SentcClient): SentcState {
  const around = useContext(Client);
  const { subscribe, state } = Followed.of(client ?? needed(around));
  return useSyncExternalStore(subscribe, state, () => LOADING);
}
