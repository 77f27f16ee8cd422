// `sentc-light-wasm/react`: who is signed in, for components.

import { type FunctionComponent, type ReactNode, createContext, createElement, useContext, useEffect, useSyncExternalStore } from "react";
import type { SentcClient } from "../public/client.js";
import { Followed, LOADING, type SentcState } from "./follow.js";
import type { SentcOptions } from "../public/options.js";

export type { SentcState } from "./follow.js";

export interface SentcProviderProps {
  /** The default client (`import Sentc from "sentc-light-wasm"`), or one of `createClient`, made outside of components. */
  client: SentcClient;
  /** The options of `client.init`, read once. Leave them out for a client of `createClient`, which has them already. */
  options?: SentcOptions | undefined;
  children?: ReactNode;
}

const Client = createContext<SentcClient | undefined>(undefined);

/** Initializes the client once, in the browser, and provides it to the components inside. An inner provider can provide another client. */
export const SentcProvider: FunctionComponent<SentcProviderProps> = ({ client, options, children }) => {
  useEffect(() => Followed.of(client).start(options), [client]);
  return createElement(Client.Provider, { value: client }, children);
};

/** Returns the client of the closest `SentcProvider`. */
export function useSentc(): SentcClient {
  return needed(useContext(Client));
}

function needed(client: SentcClient | undefined): SentcClient {
  if (!client) throw new Error("useSentc and useUser need a SentcProvider around the component");
  return client;
}

/**
 * Returns the client's state with the signed-in user, and renders again when it changes, also through another tab. `status` is
 * `loading` on a server and until `init` has ended. `error` is set if `init` failed. `client`: default: the provider's client.
 */
export function useUser(client?: SentcClient): SentcState {
  const around = useContext(Client);
  const { subscribe, state } = Followed.of(client ?? needed(around));
  return useSyncExternalStore(subscribe, state, () => LOADING);
}
