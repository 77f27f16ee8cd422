import { useUser } from "sentc-light-wasm/react";

export function App() {
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
