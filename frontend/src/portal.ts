import "./portal.css";
import { enhance } from "./enhance";
import { keepMine } from "./portal/mine";
import { helpReporting } from "./portal/report";
import { keepTicket } from "./portal/ticket";

enhance(document.body);
helpReporting(document.body);
keepTicket(document.body);
keepMine(document.body);
