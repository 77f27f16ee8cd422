import { useEffect } from "react";
import Sentc from "sentc-light-wasm";
import { show } from "../log-in.js";

export default function Home() {
  // On the server the import does nothing.
  useEffect(() => void show(Sentc), []);
  return <p id="out" />;
}
