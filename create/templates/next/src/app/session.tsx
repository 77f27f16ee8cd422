"use client";

import type { ReactNode } from "react";
import Sentc from "sentc-light-wasm";
import { SentcProvider } from "sentc-light-wasm/react";

const options = { base_url: process.env.NEXT_PUBLIC_SENTC_URL!, app_token: process.env.NEXT_PUBLIC_SENTC_TOKEN! };

/** A server component cannot give a client to a client component. */
export function Session({ children }: { children: ReactNode }) {
  return (
    <SentcProvider client={Sentc} options={options}>
      {children}
    </SentcProvider>
  );
}
