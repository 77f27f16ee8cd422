import { show } from "./log-in.js";

show(window.Sentc.default);
