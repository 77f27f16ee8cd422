import { connection } from "next/server";
import Sentc from "sentc-light-wasm";
import { LogIn } from "./log-in-form.jsx";

// Rendered on the server, where importing the package must do nothing.
export default async function Page() {
  await connection();
  return (
    <>
      <p id="server">{typeof Sentc.init}</p>
      <LogIn />
    </>
  );
}
