import { type FormEvent, type ReactNode, useState } from "react";
import { SentcError } from "sentc-light-wasm";

/** A form that runs `onSubmit` with what was typed and the button that was used, and shows what it says or why it failed. */
export function Form(props: {
  name: string;
  buttons: string[];
  children?: ReactNode;
  onSubmit(fields: Record<string, string>, button: string): Promise<string | void>;
}) {
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState("");
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    const button = ((event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement).value;
    setBusy(true);
    try {
      setSaid((await props.onSubmit(fields, button)) ?? "");
      form.reset();
    } catch (error) {
      setSaid(error instanceof SentcError ? error.user_message : String(error));
    }
    setBusy(false);
  }
  return (
    <form aria-label={props.name} onSubmit={submit}>
      {props.children}
      {props.buttons.map((button) => (
        <button key={button} value={button} disabled={busy}>
          {button}
        </button>
      ))}
      <output>{said}</output>
    </form>
  );
}

export function Field({ name, label, type = "text", complete = "off" }: { name: string; label: string; type?: string; complete?: string }) {
  return (
    <label>
      {label} <input name={name} type={type} autoComplete={complete} required />
    </label>
  );
}

export const Password = ({ name = "password", label = "Password", complete = "current-password" }) => (
  <Field name={name} label={label} type="password" complete={complete} />
);
export const Code = ({ label = "Code" }) => <Field name="code" label={label} complete="one-time-code" />;
