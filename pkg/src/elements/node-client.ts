// Which client an element uses in Node that was given none.

import Sentc from "../entries/inline.js";
import { useByDefault } from "./element.js";

useByDefault(() => Sentc);
