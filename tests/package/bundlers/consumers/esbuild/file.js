// Instead of ./inline: the wasm as a file, for esbuild with `--loader:.wasm=file`.
import Sentc from "sentc-light-wasm";
import wasm from "sentc-light-wasm/wasm";
import { show } from "./log-in.js";

show(Sentc, { wasm_path: wasm });
