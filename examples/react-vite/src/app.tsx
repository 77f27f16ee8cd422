import { useState } from "react";
import type { OtpSetUp, User, UserMfaLogin } from "sentc-light-wasm";
import { useSentc, useUser } from "sentc-light-wasm/react";
import { Code, Field, Form, Password } from "./form";
import { Groups } from "./groups";

export function App() {
  const { status, user, error, retry } = useUser();
  if (status === "loading") return <p>One moment…</p>;
  if (error) return <p role="alert">{error.user_message} <button onClick={retry}>Try again</button></p>;
  if (!user) return <SignIn />;
  return (
    <>
      <h1>Hello, {user.identifier}</h1>
      {status === "offline" && <p role="status">You are offline.</p>}
      <button onClick={() => user.logOut()}>Log out</button>
      <BackEnd user={user} />
      <ChangePassword user={user} />
      <Mfa user={user} />
      <Groups user={user} />
    </>
  );
}

function SignIn() {
  const sentc = useSentc();
  const [mfa, setMfa] = useState<UserMfaLogin>();
  if (mfa) return <SecondFactor mfa={mfa} />;
  return (
    <Form
      name="Sign in"
      buttons={["Log in", "Create account"]}
      onSubmit={async ({ identifier = "", password = "" }, button) => {
        if (button === "Create account") await sentc.register(identifier, password);
        const login = await sentc.login(identifier, password);
        // Otherwise nothing is left to do: `useUser` renders the user.
        if (login.kind === "mfa") setMfa(login.u);
      }}
    >
      <Field name="identifier" label="Identifier" complete="username" />
      <Password />
    </Form>
  );
}

function SecondFactor({ mfa }: { mfa: UserMfaLogin }) {
  const sentc = useSentc();
  return (
    <Form
      name="Second factor"
      buttons={["Log in", "Use a recovery key"]}
      onSubmit={async ({ code = "" }, button) => {
        await (button === "Log in" ? sentc.mfaLogin(code, mfa) : sentc.mfaRecoveryLogin(code, mfa));
      }}
    >
      <Code label="Code from your authenticator, or a recovery key" />
    </Form>
  );
}

function BackEnd({ user }: { user: User }) {
  return (
    <Form
      name="Back end"
      buttons={["Who am I?"]}
      onSubmit={async () => {
        const response = await user.fetch("/api/me");
        return response.ok ? `The back end says: ${(await response.json()).user_id}` : `HTTP ${response.status}`;
      }}
    />
  );
}

function ChangePassword({ user }: { user: User }) {
  return (
    <Form
      name="Change password"
      buttons={["Change password"]}
      onSubmit={async ({ password = "", new_password = "", code }) => {
        await user.changePassword(password, new_password, code);
        return "Your password was changed.";
      }}
    >
      <Password />
      <Password name="new_password" label="New password" complete="new-password" />
      {user.enabledMfa() && <Code />}
    </Form>
  );
}

function Mfa({ user }: { user: User }) {
  const [setUp, setSetUp] = useState<OtpSetUp>();
  if (setUp) return <Authenticator setUp={setUp} done={() => setSetUp(undefined)} />;
  const on = user.enabledMfa();
  return (
    <Form
      name="Second factor"
      buttons={[on ? "Turn off" : "Turn on"]}
      onSubmit={async ({ password = "", code }) => {
        if (on) return user.disableOtp(password, code);
        setSetUp(await user.setUpOtp({ issuer: "React example", account: user.identifier, password }));
      }}
    >
      <Password />
      {on && <Code />}
    </Form>
  );
}

/** From here on it is on: the keys come first, and whoever does not go on turns it off again. */
function Authenticator({ setUp, done }: { setUp: OtpSetUp; done(): void }) {
  return (
    <section>
      <p>Save these recovery keys. Each is good for one login without your authenticator.</p>
      <pre data-testid="keys">{setUp.recovery_keys.join("\n")}</pre>
      <p>Then scan this, or type {setUp.secret} ({setUp.algorithm}).</p>
      <img alt="QR code for your authenticator" width="200" src={`data:image/svg+xml,${encodeURIComponent(setUp.qr_svg)}`} />
      <Form
        name="Authenticator"
        buttons={["Done"]}
        onSubmit={async ({ code = "" }) => {
          if (!setUp.confirm(code)) return "That is not the current code.";
          done();
        }}
      >
        <Code />
      </Form>
      <Form name="Cancel" buttons={["Cancel"]} onSubmit={async () => (await setUp.cancel(), done())} />
    </section>
  );
}
