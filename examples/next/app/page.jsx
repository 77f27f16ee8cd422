import { Account } from "./account";

/** Rendered on the server, which knows nobody. */
export default function Page() {
  return (
    <main>
      <p>Rendered by {typeof window === "undefined" ? "the server" : "the browser"}.</p>
      <Account />
    </main>
  );
}
