import "./desk.css";
import "@tabler/core/dist/js/tabler.esm.min.js";
import { announceArrivals } from "./desk/arrivals";
import { askByKeys } from "./desk/asking";
import { callByKeys } from "./desk/call";
import { closeInTime } from "./desk/closing";
import { askBeforeActing } from "./desk/confirm";
import { sayWhatFailed } from "./desk/failure";
import { keepWriting, tidyKept } from "./desk/kept";
import { helpWithKeys, sendByKeys } from "./desk/keys";
import { watchLine } from "./desk/line";
import { closeMenus } from "./desk/menu";
import { openPalette } from "./desk/palette";
import { lookAtPictures } from "./desk/pictures";
import { watchPresence } from "./desk/presence";
import { printOnRequest } from "./desk/printing";
import { decideByKeys } from "./desk/queue";
import { countTicked, listByKeys } from "./desk/rows";
import { walkTheList } from "./desk/walk";
import { enhance } from "./enhance";
import "./desk/htmx";

askBeforeActing();
sayWhatFailed();
closeMenus();
tidyKept();
keepWriting(document.body);
watchPresence();
announceArrivals();
askByKeys();
callByKeys();
watchLine();
helpWithKeys();
listByKeys();
lookAtPictures();
openPalette();
printOnRequest();
sendByKeys();
decideByKeys();
walkTheList();
unhide(document);
countTicked(document);
closeInTime(document);
enhance(document.body);
document.addEventListener("htmx:load", (event) => {
  unhide(event.target as HTMLElement);
  countTicked((event.target as HTMLElement).parentElement ?? document);
  keepWriting(event.target as HTMLElement);
  closeInTime((event.target as HTMLElement).parentElement ?? document);
  enhance(event.target as HTMLElement);
});

/** What is of no use without a script. */
function unhide(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-needs-script]")) element.hidden = false;
}
