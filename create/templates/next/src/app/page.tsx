"use client";

import "sentc-light-wasm/elements";
import { useUser } from "sentc-light-wasm/react";

/** The elements are drawn in the browser alone: on a server, `status` is "loading". */
export default function Page() {
  const { status, user, error, retry } = useUser();
  return (
    <>
      <header>
        <h1>APP_NAME</h1>
        {user && <sentc-user-button />}
      </header>
      <main>
        {error ? (
          <p role="alert">
            {error.user_message} <button onClick={retry}>Try again</button>
          </p>
        ) : status === "loading" ? (
          <p>One moment…</p>
        ) : user ? (
          <>
            <h2>Hello, {user.identifier}</h2>
            {status === "offline" && <p role="status">You are offline.</p>}
            <sentc-account />
          </>
        ) : (
          <sentc-sign-in remember="ask" />
        )}
      </main>
    </>
  );
}
