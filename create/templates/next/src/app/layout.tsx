import type { Metadata } from "next";
import type { ReactNode } from "react";
import "sentc-light-wasm/elements.css";
import "../app.css";
import { Session } from "./session";

export const metadata: Metadata = { title: "APP_NAME", icons: "data:," };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <Session>{children}</Session>
      </body>
    </html>
  );
}
