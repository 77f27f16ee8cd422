"use client";
import Sentc from "sentc-light-wasm";
import { SentcProvider } from "sentc-light-wasm/react";

const options = {
  app_token: process.env.NEXT_PUBLIC_SENTC_TOKEN ?? "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi",
  base_url: process.env.NEXT_PUBLIC_SENTC_URL ?? "http://127.0.0.1:3002",
};

/** Functions and clients can't be given from a server component to a client component: so they meet here. */
export function Session({ children }) {
  return (
    <SentcProvider client={Sentc} options={options}>
      {children}
    </SentcProvider>
  );
}
