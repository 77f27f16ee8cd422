// The script-tag build: `<script src="…/sentc-light-elements.min.js">`, after or before sentc-light.min.js.

import type { SentcClient } from "../public/client.js";
import { useByDefault } from "./element.js";

export * from "./all.js";

useByDefault(() => (globalThis as { Sentc?: { default?: SentcClient } }).Sentc?.default);
