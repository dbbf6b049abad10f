import "./desk.css";
import "@tabler/core/dist/js/tabler.esm.min.js";
import { closeInTime } from "./desk/closing";
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
closeInTime(document);
enhance(document.body);
document.addEventListener("htmx:load", (event) => {
  keepWriting(event.target as HTMLElement);
  closeInTime((event.target as HTMLElement).parentElement ?? document);
  enhance(event.target as HTMLElement);
});
