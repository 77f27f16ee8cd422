// The script-tag build: `<script src="…/sentc-light-elements.min.js">`, after or before sentc-light.min.js.

import "./script-client.js";

export * from "./all.js";
