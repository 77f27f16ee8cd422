import Sentc from "sentc-light-wasm/inline";
import { show } from "./log-in.js";

show(Sentc);
