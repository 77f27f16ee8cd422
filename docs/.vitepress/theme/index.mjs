import { h } from "vue";
import DefaultTheme from "vitepress/theme";
import ElementsPlay from "./ElementsPlay.vue";
import HomeSignIn from "./HomeSignIn.vue";
import NotFound from "./NotFound.vue";
import RunBlock from "./RunBlock.vue";
import SizeChart from "./SizeChart.vue";
import "./style.css";

/** The page for unknown addresses has no main part of its own. */
const Layout = () => h(DefaultTheme.Layout, null, { "not-found": () => h("main", h(NotFound)) });
const COMPONENTS = { ElementsPlay, HomeSignIn, RunBlock, SizeChart };

export default { extends: DefaultTheme, Layout, enhanceApp: ({ app }) => Object.entries(COMPONENTS).forEach(([name, component]) => app.component(name, component)) };
