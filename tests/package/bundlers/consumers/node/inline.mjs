import Sentc from "sentc-light-wasm/inline";
import { logIn } from "./log-in.js";

console.log(await logIn(Sentc, process.env));
