import Sentc from "sentc-light-wasm";
import { logIn } from "./log-in.js";

console.log(await logIn(Sentc, process.env));
