import "sentc-light-wasm/elements";
import "sentc-light-wasm/elements.css";
import { mount } from "svelte";
import App from "./App.svelte";
import "./app.css";

mount(App, { target: document.getElementById("app")! });
