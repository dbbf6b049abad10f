import "./desk.css";
import "@tabler/core/dist/js/tabler.esm.min.js";
import { askBeforeActing } from "./desk/confirm";
import { sayWhatFailed } from "./desk/failure";
import { closeMenus } from "./desk/menu";
import { enhance } from "./enhance";
import "./desk/htmx";

askBeforeActing();
sayWhatFailed();
closeMenus();
enhance(document.body);
document.addEventListener("htmx:load", (event) => enhance(event.target as HTMLElement));
