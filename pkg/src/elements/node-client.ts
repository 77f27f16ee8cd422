// Imported first: see script-client.ts.

import Sentc from "../entries/inline.js";
import { useByDefault } from "./element.js";

useByDefault(() => Sentc);
