import Sentc from "sentc-light-wasm";
import { show } from "./log-in.js";

show(Sentc);
