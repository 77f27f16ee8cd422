"use client";
import { useState } from "react";
import { useSentc, useUser } from "sentc-light-wasm/react";

export function Account() {
  const { status, user, error, retry } = useUser();
  const [said, setSaid] = useState("");
  if (status === "loading") return <p>One moment…</p>;
  if (error) return <p role="alert">{error.user_message} <button onClick={retry}>Try again</button></p>;
  if (!user) return <SignIn />;
  async function ask() {
    try {
      const response = await user.fetch("/api/me");
      setSaid(response.ok ? `The back end says: ${(await response.json()).user_id}` : `HTTP ${response.status}`);
    } catch (error) {
      setSaid(error.user_message ?? String(error));
    }
  }
  return (
    <>
      <h1>Hello, {user.identifier}</h1>
      {status === "offline" && <p role="status">You are offline.</p>}
      <button onClick={() => user.logOut()}>Log out</button>
      <button onClick={ask}>Who am I?</button>
      <output>{said}</output>
    </>
  );
}

function SignIn() {
  const sentc = useSentc();
  const [mfa, setMfa] = useState();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  async function submit(event) {
    event.preventDefault();
    const { identifier, password, code } = Object.fromEntries(new FormData(event.currentTarget));
    setBusy(true);
    setFault("");
    try {
      if (mfa) return void (await sentc.mfaLogin(code, mfa));
      if (event.nativeEvent.submitter.value === "register") await sentc.register(identifier, password);
      const login = await sentc.login(identifier, password);
      // Otherwise nothing is left to do: `useUser` hears of it.
      if (login.kind === "mfa") setMfa(login.u);
    } catch (error) {
      setFault(error.user_message ?? String(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <form aria-label="Sign in" onSubmit={submit}>
      {mfa ? (
        <label>Code <input name="code" autoComplete="one-time-code" required /></label>
      ) : (
        <>
          <label>Identifier <input name="identifier" autoComplete="username" required /></label>
          <label>Password <input name="password" type="password" autoComplete="current-password" required /></label>
        </>
      )}
      <button disabled={busy}>Log in</button>
      {!mfa && <button value="register" disabled={busy}>Create account</button>}
      <output>{fault}</output>
    </form>
  );
}
