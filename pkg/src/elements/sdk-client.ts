// Which client an element of the package uses that was given none: the default one of the module beside it.

import Sentc from "../entries/sdk.js";
import { useByDefault } from "./element.js";

useByDefault(() => Sentc);
