import "./desk.css";
import "@tabler/core/dist/js/tabler.esm.min.js";
import { askBeforeActing } from "./desk/confirm";
import { sayWhatFailed } from "./desk/failure";
import { keepWriting, tidyKept } from "./desk/kept";
import { closeMenus } from "./desk/menu";
import { watchPresence } from "./desk/presence";
import { enhance } from "./enhance";
import "./desk/htmx";

askBeforeActing();
sayWhatFailed();
closeMenus();
tidyKept();
keepWriting(document.body);
watchPresence();
for (const form of document.querySelectorAll<HTMLElement>("[data-needs-script]")) form.hidden = false;
enhance(document.body);
document.addEventListener("htmx:load", (event) => {
  keepWriting(event.target as HTMLElement);
  enhance(event.target as HTMLElement);
});
