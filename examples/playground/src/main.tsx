import { render } from "preact";
import "./style.css";
import { App } from "./views/app.tsx";

const page = document.getElementById("page");
if (page === null) throw new Error("the page has no place for the playground");
render(<App />, page);
