// The client of elements in script tags: what sentc-light.min.js has put into `window.Sentc`. A module of its own, imported first: defining
// an element draws those that the page already has, as with `defer`, and they need the client then.

import type { SentcClient } from "../public/client.js";
import { useByDefault } from "./element.js";

useByDefault(() => (globalThis as { Sentc?: { default?: SentcClient } }).Sentc?.default);
